r"""One equilibrium of stage 2 in a box around a floating-point solution.

Unknown are the signed offers s of the types present (s ≥ 0 sells s of the first good, s ≤ 0 sells
-s of the second) and the totals per active agent. For s ≥ 0 the equation is the seller's condition,
for s ≤ 0 it is minus R/Q times the buyer's; both are :math:`p u_r - u_q` at s = 0, so the system is
continuous where a type changes sides, and Krawczyk's operator takes the hull of both sides'
derivatives there.

Paper: (16)-(20); the aggregative form is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import flint

from numeric.certify.arithmetic.expected import Belief, Conditions
from numeric.certify.arithmetic.intervals import exact_ball
from numeric.certify.arithmetic.krawczyk import krawczyk
from numeric.certify.arithmetic.tape import Ball
from symbolic.language.notation import Q, R, b_q, b_r
from symbolic.language.quotient import over
from symbolic.language.slopes import diff
from symbolic.model import aggregative as formulas

RADII = (1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-6)
"""Relative radii of the box, tried in turn."""

FLOOR = 1e-3
"""The radius of an offer is relative to its size, or to this share of the endowment if that is larger."""


@dataclass(frozen=True)
class LocalBox:
    """A box with exactly one equilibrium.

    It has signed offers of all types (zero for absent ones) and totals (Q, R).
    """

    signed: tuple[Ball, ...]
    totals: tuple[Ball, Ball]


@cache
def _selling() -> Conditions:
    cost, gain = formulas.seller_terms()
    return Conditions([gain - cost, *(diff(gain - cost, v) for v in (b_q, Q, R))], (b_q, Q, R))


@cache
def _buying() -> Conditions:
    """Return minus R/Q times the buyer's condition and its derivatives in the signed offer, Q and R."""
    cost, gain = formulas.buyer_terms()
    scaled = -over(R, Q) * (gain - cost)
    return Conditions([scaled, -diff(scaled, b_r), *(diff(scaled, v) for v in (Q, R))], (b_r, Q, R))


@dataclass(frozen=True)
class System:
    """The equations of one configuration; the unknowns are scaled totals last."""

    belief: Belief
    counts: tuple[int, ...]

    @property
    def present(self) -> list[int]:
        """The types with active agents."""
        return [x for x, n in enumerate(self.counts) if n]

    def value(self, at: Sequence[Ball]) -> list[Ball]:
        """Return F at exact points."""
        *signed, q_mean, r_mean = at
        M = sum(self.counts)
        rows = [
            self._piece(x, s, M * q_mean, M * r_mean)[0]
            for x, s in zip(self.present, signed, strict=True)
        ]
        for good, mean in ((0, q_mean), (1, r_mean)):
            offered = sum(
                (
                    self.counts[x] * _part(s, good)
                    for x, s in zip(self.present, signed, strict=True)
                ),
                flint.arb(0),
            )
            rows.append(exact_ball(self.belief.economy.mechanism.kappa[good]) + offered / M - mean)
        return rows

    def slopes(self, box: Sequence[Ball]) -> list[list[Ball]]:
        """Return balls that contain all difference quotients of F on the box."""
        *signed, q_mean, r_mean = box
        M, n = sum(self.counts), len(signed)
        zero = flint.arb(0)
        rows = []
        for i, (x, s) in enumerate(zip(self.present, signed, strict=True)):
            _, own, by_q, by_r = self._hull(x, s, M * q_mean, M * r_mean)
            rows.append([*(own if j == i else zero for j in range(n)), M * by_q, M * by_r])
        for good in (0, 1):
            shares = [
                flint.arb(self.counts[x]) / M * _part_slope(s, good)
                for x, s in zip(self.present, signed, strict=True)
            ]
            rows.append(
                [*shares, flint.arb(-1 if good == 0 else 0), flint.arb(-1 if good == 1 else 0)]
            )
        return rows

    def _piece(self, type_: int, signed: Ball, total_q: Ball, total_r: Ball) -> list[Ball]:
        if signed >= 0:
            return _selling().run(self.belief, type_, signed, total_q, total_r)
        return _buying().run(self.belief, type_, -signed, total_q, total_r)

    def _hull(self, type_: int, signed: Ball, total_q: Ball, total_r: Ball) -> list[Ball]:
        """Return the piece's values and derivatives, or the hull of both pieces' where zero lies inside."""
        if not signed.contains(0):
            return self._piece(type_, signed, total_q, total_r)
        up, down = signed.upper().union(flint.arb(0)), signed.lower().union(flint.arb(0))
        sold = _selling().run(self.belief, type_, up, total_q, total_r)
        bought = _buying().run(self.belief, type_, -down, total_q, total_r)
        return [a.union(b) for a, b in zip(sold, bought, strict=True)]


def _part(signed: Ball, good: int) -> Ball:
    """Return the offer of a good that a signed offer stands for."""
    return (signed if good == 0 else -signed).nonnegative_part()


def _part_slope(signed: Ball, good: int) -> Ball:
    return (signed.sgn() + (1 if good == 0 else -1)) / 2


def local_box(
    belief: Belief,
    counts: tuple[int, ...],
    offers: Sequence[Sequence[float]],
    totals: Sequence[float],
) -> LocalBox | None:
    """Return a box around a floating-point solution with exactly one root of the first-order conditions, or None.

    Args:
        belief: The economy and the common belief.
        counts: Active agents by type.
        offers: (b_q, b_r) by type, floats.
        totals: (Q, R), floats.
    """
    system, M = System(belief, counts), sum(counts)
    guess = [offers[x][0] - offers[x][1] for x in system.present]
    endowment = belief.economy.floats.endowment
    sizes = [max(abs(s), FLOOR * endowment[0 if s >= 0 else 1]) for s in guess] + [
        t / M for t in totals
    ]
    centre = [flint.arb(float(v)) for v in (*guess, *(t / M for t in totals))]
    value = system.value(centre)
    for radius in RADII:
        box = [flint.arb(c, float(radius * size)) for c, size in zip(centre, sizes, strict=True)]
        if krawczyk(centre, box, value, system.slopes(box)) is not None:
            signed = dict(zip(system.present, box, strict=False))
            return LocalBox(
                tuple(signed.get(x, flint.arb(0)) for x in range(len(counts))),
                (M * box[-2], M * box[-1]),
            )
    return None
