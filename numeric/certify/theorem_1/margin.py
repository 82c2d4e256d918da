r"""The sign of the margin of Theorem 1 at one N, with proof, either way.

With enclosures of α* and of :math:`\beta^\sigma` for every configuration of the M active agents,

.. math:: \text{cost} = \frac{N-M}{N}[G_x(\alpha^*(x)) - G_x(a)],\qquad \text{gain} = \frac MN[F_x^N(\bar x) - F_x^N(x)]

are balls: all :math:`\binom{M+|X|-1}{|X|-1}` configurations are summed with exact probabilities,
nothing is truncated.  The candidate is an equilibrium at N, with the enclosed :math:`\beta^\sigma`,
if cost - gain is certified positive for every x and :math:`\bar x \ne x`, and is none if it is
certified negative for one.  Where every :math:`\beta^\sigma` is globally unique this holds for
every candidate of this form.

Paper: sections 3.2, 7.1, (5)-(11), (22)-(26); P(active) is M/N, for which the paper writes 1 - η.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import flint
import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.beliefs import multinomial, posterior_belief, type_belief
from numeric.certify.arithmetic.expected import UTILITY, Conditions
from numeric.certify.arithmetic.hypotheses import Given, evidence, given
from numeric.certify.arithmetic.intervals import Interval, between, exact_ball, interval
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage1.enclose import CertifiedStage1, certify_stage1
from numeric.certify.stage2.best_response import best_value, enclosed_response
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.stage2.results import EnclosedEquilibrium
from numeric.economy.economy import Economy
from numeric.probability.multinomial import all_configurations, number_of_configurations
from numeric.probability.posterior import posterior
from numeric.stage2.best_response import best_response
from symbolic.language.notation import p_1, q, tau, x, z
from symbolic.model import stage1

BITS = 128
MOST = 20_000
"""Configurations that may be summed."""

EVERY, SELECTED = "every equilibrium", "the selected equilibrium"

Table = list[list[Ball]]


@dataclass(frozen=True)
class CertifiedMargin:
    """What is proved about the margin at one N.

    Args:
        agents: N.
        active: M.
        sign: 1 if the candidate is certified to be an equilibrium at N, -1 if certified not to be,
            None if undecided.
        margin: Interval that contains the smallest cost less gain; None where some configuration is
            not enclosed.
        relative_to: "every equilibrium" if β^σ is certified globally unique at every configuration,
            "the selected equilibrium" if only enclosed, None if not.
        binding: (x, x̄) with the smallest lower end.
        configurations: Number of configurations of the M active agents.
        globally: At how many of them β^σ is certified globally unique.
        given: The hypotheses, with their evidence.
        evidence: CERTIFIED, or SAMPLED if a hypothesis is only sampled, or NONE if the sign is
            undecided.
        status: One sentence.
    """

    agents: int
    active: int
    sign: int | None
    margin: Interval | None
    relative_to: str | None
    binding: tuple[int, int] | None
    configurations: int
    globally: int
    given: tuple[Given, ...]
    evidence: str
    status: str


@cache
def _inactive() -> Conditions:
    return Conditions([stage1.line_objective().body / tau(x, z)], (q, p_1))


def affordable(economy: Economy, agents: int) -> bool:
    """Whether the configurations of the active among N agents are few enough to be summed."""
    return number_of_configurations(economy.active(agents), len(economy.types)) <= MOST


def certify_margin(
    economy: Economy,
    agents: int,
    *,
    scope: str = "global",
    progress: Callable[[int], None] = lambda _: None,
    shut_down: bool = False,
) -> CertifiedMargin:
    """Certify the sign of the margin of Theorem 1 at N.

    Args:
        economy: An economy with positive κ; its numbers enter exactly as they are written.
        agents: N, at least 2.
        scope: "global" tries to prove that each β^σ is the only equilibrium, "local" only encloses
            it, which is faster.
        progress: Called with the number of configurations done.
        shut_down: Whether A2 holds (for active agents): where all active agents made the same offer
            each keeps the endowment.

    Raises:
        ValueError: N is below 2 or leaves too many configurations, κ is not positive, or the scope
            is not one.

    Paper: Theorem 1.
    """
    if agents < 2:
        raise ValueError(f"agents must be a number of at least 2, got {agents}")
    if not affordable(economy, agents):
        raise ValueError(
            f"agents must leave at most {MOST} configurations of the active to be summed, got "
            f"{agents}"
        )
    first, M, hypotheses = certify_stage1(economy), economy.active(agents), given(economy)
    rows = [tuple(int(n) for n in row) for row in all_configurations(M, len(economy.types))]

    def undecided(status: str) -> CertifiedMargin:
        return CertifiedMargin(
            agents, M, None, None, None, None, len(rows), 0, hypotheses, "NONE", status
        )

    if not first.separating:
        return undecided(f"α* is not certified to be separating: {first.status}")
    found, globally = [], 0
    for i, certified in enumerate(certify_configurations(economy, rows, scope=scope), 1):
        if certified.enclosure is None:
            return undecided(f"at the configuration {rows[i - 1]}: {certified.status}")
        found.append((rows[i - 1], certified.enclosure))
        globally += certified.unique == "global"
        progress(i)
    with flint.ctx.workprec(BITS):
        margins = _margins(economy, agents, M, first, _continuation(economy, found, shut_down))
    return _judged(economy, agents, M, margins, len(rows), globally)


def _judged(
    economy: Economy,
    agents: int,
    M: int,
    margins: dict[tuple[int, int], Interval],
    number: int,
    globally: int,
) -> CertifiedMargin:
    """Read the sign off the intervals of cost less gain."""
    binding = min(margins, key=lambda pair: margins[pair].low)
    margin = Interval(min(m.low for m in margins.values()), min(m.high for m in margins.values()))
    sign = margin.sign or None
    about = EVERY if globally == number else SELECTED
    words = {
        1: "is an equilibrium",
        -1: "is not an equilibrium",
        None: "may or may not be an equilibrium, the margin being too close to zero",
    }
    hypotheses = given(economy)
    kind = evidence(hypotheses) if sign else "NONE"
    status = f"relative to {about} of stage 2 the candidate {words[sign]}"
    return CertifiedMargin(
        agents, M, sign, margin, about, binding, number, globally, hypotheses, kind, status
    )


def _margins(
    economy: Economy, agents: int, M: int, first: CertifiedStage1, values: Table
) -> dict[tuple[int, int], Interval]:
    """Return intervals that contain cost less gain of every deviation."""
    X, inactive, active = (
        len(economy.types),
        exact_ball(Fraction(agents - M, agents)),
        exact_ball(Fraction(M, agents)),
    )
    cost = losses(economy, first)
    return {
        (a, b): interval(inactive * cost[a][b] - active * (values[a][b] - values[a][a]))
        for a in range(X)
        for b in range(X)
        if a != b
    }


def losses(economy: Economy, first: CertifiedStage1) -> Table:
    """Return balls that contain G_x(α*(x)) less G_x at the end of I(x̄) nearest to α*(x), the best there."""
    q_bar, r_bar = economy.environment.endowment
    price = exact_ball(r_bar / q_bar)
    best = [c for c in first.consumption if c is not None]
    ends = [first.belief_interval(t, 2 * q_bar) for t in range(len(best))]

    def value(type_: int, consumed: Interval) -> Ball:
        return _inactive().run(
            type_belief(economy, type_), type_, between(consumed.low, consumed.high), price
        )[0]

    def loss(own: int, other: int) -> Ball:
        nearest = ends[other][0] if best[other].low > best[own].high else ends[other][1]
        return value(own, best[own]) - value(own, nearest)

    return [
        [loss(a, b) if a != b else flint.arb(0) for b in range(len(best))] for a in range(len(best))
    ]


def _continuation(
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
    others = np.array([believed for believed, _ in rows]) - unit[taken_for]
    guesses = _guesses(economy, [e for _, e in rows], others + unit[own], own, taken_for)
    types, total = type_belief(economy, own).weights, flint.arb(0)
    for counts, (_, enclosure), guess in zip(others.tolist(), rows, guesses, strict=True):
        weight = sum(
            (w * multinomial(economy, s, counts) for s, w in enumerate(types)), flint.arb(0)
        )
        alike = shut_down and counts[taken_for] == sum(counts)
        total += weight * (
            _kept(economy, counts, own)
            if alike
            else _value(economy, enclosure, counts, own, taken_for, guess)
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
    if own == taken_for:
        return [[b.middle for b in e.offers[own]] for e in enclosures]
    totals = np.array(
        [
            [t.middle - b.middle for t, b in zip(e.totals, e.offers[taken_for], strict=True)]
            for e in enclosures
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
