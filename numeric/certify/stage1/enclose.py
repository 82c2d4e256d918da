r"""Stage 1 with proof: the best consumption of each type contingent on being inactive.

The belief intervals follow, and that α* separates.

:math:`L_x'` falls by concavity, so it has at most one root; two points with certified signs of
opposite kind enclose it, and the best offer is unique without further search.

Paper: section 3.2, (5)-(7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import flint

from numeric.certify.arithmetic.beliefs import type_belief
from numeric.certify.arithmetic.expected import Belief, Conditions
from numeric.certify.arithmetic.hypotheses import (
    Given,
    evidence,
    given,
    obstacle,
    proved,
    qualified,
)
from numeric.certify.arithmetic.intervals import Interval, exact_ball
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from symbolic.language.notation import p_1, q, tau, x, z
from symbolic.model import stage1 as formulas

BITS = 128
WIDTHS = (1e-14, 1e-13, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2)
"""Relative half-widths of an enclosure, tried in turn."""

Pair = tuple[Interval, Interval]
ZERO = Interval(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class CertifiedStage1:
    r"""What is proved about stage 1.

    Args:
        consumption: Intervals that contain :math:`q_1(\alpha^*(x))`, one per type; None where
            nothing is certified.
        offers: Intervals that contain α*(x) = (a_q, a_r).
        unique: "global" where all types are enclosed (a best offer is unique by concavity), else
            None; None, too, where concavity is only sampled.
        separating: True if the enclosures are disjoint; None if some overlap or concavity is only
            sampled.
        given: The hypotheses, with their evidence.
        evidence: CERTIFIED, or SAMPLED if a hypothesis is only sampled, or NONE.
        status: One sentence.
    """

    consumption: tuple[Interval | None, ...]
    offers: tuple[Pair | None, ...]
    unique: str | None
    separating: bool | None
    given: tuple[Given, ...]
    evidence: str
    status: str

    @property
    def exists(self) -> bool | None:
        """True if the best offers of all types are enclosed, None otherwise."""
        return True if self.unique else None

    def belief_interval(self, type_: int, top: Fraction) -> tuple[Interval, Interval]:
        """Return intervals that contain the two ends of I(x), in [0, top].

        Raises:
            ValueError: α* is not certified to be separating.

        Paper: equation (7).
        """
        if not self.separating:
            raise ValueError("the intervals of (7) need an α* that is certified to be separating")
        found = [c for c in self.consumption if c is not None]
        own = found[type_]
        below = max((c for c in found if c.low < own.low), key=lambda c: c.low, default=None)
        above = min((c for c in found if c.low > own.low), key=lambda c: c.low, default=None)
        return ZERO if below is None else _middle(below, own), Interval(
            top, top
        ) if above is None else _middle(own, above)


def _middle(first: Interval, second: Interval) -> Interval:
    return Interval(
        *(formulas.midpoint(a, b) for a, b in ((first.low, second.low), (first.high, second.high)))
    )


@cache
def line_slope() -> Conditions:
    r"""Return :math:`u_q - p_1u_r` on the budget line, compiled for balls.

    Its arguments are q and :math:`p_1`.
    """
    return Conditions([formulas.line_slope().body / tau(x, z)], (q, p_1))


def certify_stage1(economy: Economy) -> CertifiedStage1:
    """Enclose α* and say whether it is certified to be separating.

    Args:
        economy: Any economy; that u is increasing and concave is reported under ``given``.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = certify_stage1(economy)
    >>> found.separating, found.evidence
    (True, 'CERTIFIED')

    Paper: (5)-(7).
    """
    hypotheses = given(economy)
    failing, X = obstacle(hypotheses), len(economy.types)
    if failing is not None:
        return CertifiedStage1((None,) * X, (None,) * X, None, None, hypotheses, "NONE", failing)
    guesses = solve_stage1(economy).consumption
    with flint.ctx.workprec(BITS):
        found = tuple(_enclosed(type_belief(economy, x), x, float(guesses[x])) for x in range(X))
    complete = all(c is not None for c in found)
    status = (
        "the best offers of all types are enclosed"
        if complete
        else "the best offer of some type is not enclosed"
    )
    offers = tuple(None if c is None else _offer(economy, c) for c in found)
    kind = evidence(hypotheses) if complete else "NONE"
    certain = proved(hypotheses)
    return CertifiedStage1(
        found,
        offers,
        "global" if complete and certain else None,
        _separating(found) if certain else None,
        hypotheses,
        kind,
        qualified(status, hypotheses),
    )


def _enclosed(belief: Belief, type_: int, guess: float) -> Interval | None:
    (q_bar, r_bar) = belief.economy.environment.endowment
    price, top = exact_ball(r_bar / q_bar), 2 * float(q_bar)

    def slope(consumed: float) -> flint.arb:
        return line_slope().run(belief, type_, flint.arb(consumed), price)[0]

    for width in WIDTHS:
        low, high = guess * (1 - width), guess * (1 + width)
        if 0 < low < high < top and slope(low) > 0 and slope(high) < 0:
            return Interval(Fraction(low), Fraction(high))
    return None


def _offer(economy: Economy, consumed: Interval) -> Pair:
    """Return the offers that give consumption in an interval.

    Sell what is not consumed, or the second good for what is bought.
    """
    q_bar, r_bar = economy.environment.endowment
    price = r_bar / q_bar
    sold = Interval(max(q_bar - consumed.high, Fraction(0)), max(q_bar - consumed.low, Fraction(0)))
    bought = Interval(
        max(consumed.low - q_bar, Fraction(0)) * price,
        max(consumed.high - q_bar, Fraction(0)) * price,
    )
    return sold, bought


def _separating(found: Sequence[Interval | None]) -> bool | None:
    known = sorted((c for c in found if c is not None), key=lambda c: c.low)
    apart = len(known) == len(found) and all(a.high < b.low for a, b in pairwise(known))
    return True if apart else None
