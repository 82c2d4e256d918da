r"""Competitive equilibria of a known state with proof.

They are all of them, where the search leaves nothing undecided.

They are the equilibria of the price-taking limit of stage 2 with the shares :math:`\mu_z` and the
state known: with offers :math:`\beta_q = \max\{\bar q - q, 0\}`, :math:`\beta_r = \max\{\bar r - r,
0\}` the market clears, :math:`\kappa_r/p + \sum_x\mu_z(x)q^z(x) = \bar q + \kappa_q`, exactly when
:math:`\kappa_r + \sum_x\mu_z(x)\beta_r(x) = p(\kappa_q + \sum_x\mu_z(x)\beta_q(x))`.

Paper: section 3.1, Lemma 2 and the display below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint
import numpy as np

from numeric.certify.arithmetic.beliefs import known_state
from numeric.certify.arithmetic.hypotheses import (
    Given,
    evidence,
    given,
    obstacle,
    proved,
    qualified,
)
from numeric.certify.arithmetic.intervals import Interval, between, exact_ball, interval
from numeric.certify.stage2.excess import Excess
from numeric.certify.stage2.market import Market
from numeric.certify.stage2.search import FINE_BITS, Root, search
from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy

Pair = tuple[Interval, Interval]


@dataclass(frozen=True)
class EnclosedPrice:
    """Intervals that contain exactly one competitive equilibrium.

    They are those of the price, and of consumption (q, r) and offers β^z by type.
    """

    price: Interval
    allocations: tuple[Pair, ...]
    offers: tuple[Pair, ...]


@dataclass(frozen=True)
class CertifiedCompetitive:
    """What is proved about one state.

    Args:
        state: Index of the state.
        exists: True if an equilibrium is enclosed, None otherwise; None, too, and nothing unique or
            complete, where a hypothesis is only sampled.
        unique: "global" if there is exactly one, "local" if there is exactly one in each enclosure,
            None if nothing is certified.
        complete: Whether the enclosures are certified to contain all equilibria.
        enclosures: In increasing order of the price.
        undecided: Boxes of prices about which nothing is certified.
        boxes: Number of boxes judged.
        given: The hypotheses, with their evidence.
        evidence: CERTIFIED, or SAMPLED if a hypothesis is only sampled, or NONE.
        status: One sentence.
    """

    state: int
    exists: bool | None
    unique: str | None
    complete: bool
    enclosures: tuple[EnclosedPrice, ...]
    undecided: tuple[Interval, ...]
    boxes: int
    given: tuple[Given, ...]
    evidence: str
    status: str


def certify_competitive(economy: Economy) -> tuple[CertifiedCompetitive, ...]:
    """Enclose the competitive equilibria of every state.

    Args:
        economy: An economy with positive κ.

    Raises:
        ValueError: κ is not positive.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> [state.unique for state in certify_competitive(economy)]
    ['global', 'global']

    Paper: section 3.1, Lemma 2.
    """
    solved = solve_competitive(economy)
    hypotheses = given(economy)
    failing = obstacle(hypotheses)
    if failing is not None:
        return tuple(
            CertifiedCompetitive(z, None, None, False, (), (), 0, hypotheses, "NONE", failing)
            for z in range(len(economy.states))
        )
    return tuple(
        _state(economy, z, solved.prices[z].tolist(), hypotheses)
        for z in range(len(economy.states))
    )


def _state(
    economy: Economy, state: int, prices: list[float], hypotheses: tuple[Given, ...]
) -> CertifiedCompetitive:
    market = Market(known_state(economy, state), economy.environment.signal[state], limit=True)
    found = search(
        Excess(market, economy.floats.signal[state], np.eye(len(economy.states))[state]), prices
    )
    with flint.ctx.workprec(FINE_BITS):
        enclosures = tuple(_enclosed(economy, root) for root in found.roots)
    complete, number = not found.undecided, len(enclosures)
    others = "no others exist" if complete else "others are not excluded"
    status = (
        f"{number} equilibri{'um' if number == 1 else 'a'} enclosed; {others}"
        if number
        else "no equilibrium is enclosed"
    )
    kind, certain = evidence(hypotheses) if number else "NONE", proved(hypotheses)
    return CertifiedCompetitive(
        state,
        True if number and certain else None,
        found.unique if certain else None,
        complete and certain,
        enclosures,
        found.undecided,
        found.boxes,
        hypotheses,
        kind,
        qualified(status, hypotheses),
    )


def _enclosed(economy: Economy, root: Root) -> EnclosedPrice:
    q_bar, r_bar = map(exact_ball, economy.environment.endowment)
    price = between(root.price.low, root.price.high)
    offers, allocations = [], []
    for x in range(len(economy.types)):
        sold, spent = (between(b.low[x], b.high[x]) for b in root.bounds)
        offers.append((_offer(sold), _offer(spent)))
        allocations.append(
            (interval(q_bar - sold + spent / price), interval(r_bar - spent + price * sold))
        )
    return EnclosedPrice(root.price, tuple(allocations), tuple(offers))


def _offer(ball: flint.arb) -> Interval:
    """Return an interval of nonnegative numbers."""
    ends = interval(ball)
    return Interval(max(ends.low, Fraction(0)), ends.high)
