r"""The value for each type of being taken for each other, as balls, from enclosed equilibria.

The probabilities are exact, all configurations are summed, and nothing is truncated.

Paper: equations (8), (9), (22)-(26).
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.beliefs import multinomial, posterior_belief, type_belief
from numeric.certify.arithmetic.expected import UTILITY
from numeric.certify.arithmetic.intervals import between, exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage2.best_response import best_value, enclosed_response
from numeric.certify.stage2.results import EnclosedEquilibrium
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2.best_response import best_response

Table = list[list[Ball]]


def continuation(
    economy: Economy, found: list[tuple[tuple[int, ...], EnclosedEquilibrium]], shut_down: bool
) -> Table:
    r"""Return balls that contain :math:`F_x^N(\bar x)`, row x and column x̄."""
    types = range(len(economy.types))
    return [
        [_expected_value(economy, found, own, taken_for, shut_down) for taken_for in types]
        for own in types
    ]


def _expected_value(
    economy: Economy,
    found: list[tuple[tuple[int, ...], EnclosedEquilibrium]],
    own: int,
    taken_for: int,
    shut_down: bool,
) -> Ball:
    """Sum the probabilities of the others' types times the best payoffs.

    Over the believed configurations in which somebody has the type taken for.
    """
    rows = [(believed, enclosure) for believed, enclosure in found if believed[taken_for]]
    unit = np.eye(len(economy.types), dtype=np.int64)
    met = np.array([believed for believed, _ in rows]) - unit[taken_for]
    guesses = _guesses(economy, [e for _, e in rows], met + unit[own], own, taken_for)
    types, total = type_belief(economy, own).weights, flint.arb(0)
    for others, (_, enclosure), guess in zip(met.tolist(), rows, guesses, strict=True):
        weight = sum(
            (w * multinomial(economy, s, others) for s, w in enumerate(types)), flint.arb(0)
        )
        alike = shut_down and others[taken_for] == sum(others)
        total += weight * (
            _kept(economy, others, own)
            if alike
            else _value(economy, enclosure, others, own, taken_for, guess)
        )
    return total


def _kept(economy: Economy, others: Sequence[int], own: int) -> Ball:
    """Return a ball that contains a type's expected utility of the endowment."""
    belief = posterior_belief(economy, [m + (i == own) for i, m in enumerate(others)])
    value: Ball = belief.partials(UTILITY, own, *map(exact_ball, economy.environment.endowment))[0]
    return value


def _guesses(
    economy: Economy,
    enclosures: list[EnclosedEquilibrium],
    known: NDArray[np.int64],
    own: int,
    taken_for: int,
) -> list[list[float]]:
    """Return floating-point best offers of a type against the others' totals of many enclosures."""
    equilibrium = [e.offers[taken_for] for e in enclosures]
    if own == taken_for:
        return [[b.middle for b in pair] for pair in equilibrium]
    totals = np.array(
        [
            [t.middle - b.middle for t, b in zip(e.totals, pair, strict=True)]
            for e, pair in zip(enclosures, equilibrium, strict=True)
        ]
    )
    offers: list[list[float]] = best_response(
        economy, totals[:, 0], totals[:, 1], posterior(economy, known), own
    ).tolist()
    return offers


def _value(
    economy: Economy,
    enclosure: EnclosedEquilibrium,
    others: Sequence[int],
    own: int,
    taken_for: int,
    guess: Sequence[float],
) -> Ball:
    """Return a ball that contains the best payoff of a type who is believed to play another's offers."""
    belief = posterior_belief(economy, [m + (i == own) for i, m in enumerate(others)])
    replaced = [between(b.low, b.high) for b in enclosure.offers[taken_for]]
    minus = [between(t.low, t.high) - b for t, b in zip(enclosure.totals, replaced, strict=True)]
    offer = (
        replaced if own == taken_for else enclosed_response(belief, own, minus[0], minus[1], guess)
    )
    return best_value(belief, own, offer, minus[0], minus[1])
