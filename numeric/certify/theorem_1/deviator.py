r"""What a deviator faces when it is taken for another type, and what that is worth to it.

Against others' totals the best trade t solves a strictly concave problem, so the sign of the slope
of the payoff at a point says on which side the best trade is.  By the envelope theorem the value
of the problem has, in :math:`\log P_-` and :math:`\log\hat Q_-`, the derivatives of the payoff at
the best trade.

Paper: equations (14), (23)-(26).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals, Mask
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.equilibria import Equilibria
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_1.trades import (
    EVALUATIONS,
    WIDENINGS,
    Directions,
    Omega,
    greatest_expectation,
)
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from symbolic.model import signed_trade as formulas

WIDER = (*WIDENINGS, 1e-3, 1e-2, 3e-2, 0.1, 0.3)
PARTS = (4, 16, 64)
"""Into how many parts the prices are cut, in turn, where a value is not bounded."""


@dataclass(frozen=True)
class Faced:
    """What a deviator faces on each cell, for all θ.

    P₋, Q̂₋ and k₋, and the derivatives V_P and V_Q of its value in their logarithms.
    """

    price: Intervals
    first: Intervals
    by_price: Intervals
    by_total: Intervals


@cache
def _response() -> StateFormulas:
    return StateFormulas(
        formulas.response_slopes(), (formulas.t, formulas.P_others, formulas.k_others)
    )


@cache
def _values() -> StateFormulas:
    return StateFormulas(
        formulas.values_of_totals(), (formulas.t, formulas.P_others, formulas.k_others)
    )


def faced(
    economy: Economy, cells: Cells, found: Equilibria, known: Intervals, own: int, other: int
) -> Faced:
    """Enclose what the deviator faces along the path, and what it is worth."""
    k, t = found.influence, found.trades
    around = Omega.at(t[:, own] * k).value.hull(Omega.at(t[:, other] * k).value)
    price = found.price / around
    sold = (-t[:, own]).positive_part().hull((-t[:, other]).positive_part())
    first = found.first - cells.c * sold
    k_others = Intervals(np.zeros(len(cells)), (cells.c / first.lo).hi)
    by_price, by_total = _worth(economy, price, k_others, known, own)
    for parts in PARTS:
        rows = np.flatnonzero(found.unique & ~(_known(by_price) & _known(by_total)))
        if len(rows) == 0:
            break
        sharper = _by_parts(economy, price[rows], k_others[rows], known[rows], own, parts)
        by_price, by_total = (
            _replaced(old, rows, new)
            for old, new in zip((by_price, by_total), sharper, strict=True)
        )
    return Faced(price, first, by_price, by_total)


def _worth(
    economy: Economy, price: Intervals, k: Intervals, known: Intervals, own: int
) -> tuple[Intervals, Intervals]:
    """Enclose V_P and V_Q at the best trades against others' totals in boxes."""
    trade = response(economy, price, k, known, own)
    by_price, by_total = (
        weighted_sum(v, known) for v in _values().run(economy, own, trade, price, k)
    )
    return by_price, by_total


def _by_parts(
    economy: Economy, price: Intervals, k: Intervals, known: Intervals, own: int, parts: int
) -> tuple[Intervals, Intervals]:
    r"""Enclose V_P and V_Q as hulls over equal parts of the prices :math:`P_-`.

    Where little of the second good is left, the best trade at the lowest price costs more than the
    endowment at the highest; over a part of the prices it does not.
    """
    cuts = np.linspace(price.lo, price.hi, parts + 1)
    every = np.tile(np.arange(len(price.lo)), parts)
    found = _worth(
        economy, Intervals(cuts[:-1].ravel(), cuts[1:].ravel()), k[every], known[every], own
    )
    by_price, by_total = (
        Intervals(v.lo.reshape(parts, -1).min(axis=0), v.hi.reshape(parts, -1).max(axis=0))
        for v in found
    )
    return by_price, by_total


def _known(values: Intervals) -> Mask:
    return np.asarray(np.isfinite(values.lo) & np.isfinite(values.hi))


def _replaced(old: Intervals, rows: Indices, new: Intervals) -> Intervals:
    lo, hi = old.lo.copy(), old.hi.copy()
    lo[rows], hi[rows] = new.lo, new.hi
    return Intervals(lo, hi)


def response(
    economy: Economy, price: Intervals, k: Intervals, known: Intervals, own: int
) -> Intervals:
    r"""Enclose the best trades of a type against others' totals in boxes.

    The payoff is strictly concave in t, so the sign of its slope at a point says on which side the
    best trade is.  Where the slope falls in :math:`P_-` at that point for all prices of the box,
    one end of the box is enough.  The search from below stands in the first n rows, that from above in
    the others.
    """
    n = len(price.lo)
    owner, sign = np.tile(np.arange(n), 2), np.repeat((-1.0, 1.0), n)
    start = _about(economy, price[owner], k[owner], known[owner], own, sign)
    found = sign * np.inf
    for step in WIDER:
        rows = np.flatnonzero(~np.isfinite(found))
        if len(rows) == 0:
            break
        at, way = owner[rows], sign[rows]
        tried = start[rows] + way * step * float(economy.floats.endowment[0])
        good = _certified(economy, tried, price[at], k[at], known[at], own, way)
        found[rows[good]] = tried[good]
    return Intervals(*found.reshape(2, n))


def _certified(
    economy: Economy,
    t: Array,
    price: Intervals,
    k: Intervals,
    known: Intervals,
    own: int,
    direction: Directions,
) -> Array:
    """Whether the slope of the payoff at t is negative (direction 1) or positive (-1) on the whole box."""
    at, above = Intervals.points(t), np.broadcast_to(np.asarray(direction) == 1, t.shape)
    whole, by_price = (weighted_sum(v, known) for v in _response().run(economy, own, at, price, k))
    sure = np.where(above, whole.negative, whole.positive)
    rows = np.flatnonzero(~sure & by_price.negative)
    if len(rows):
        end = Intervals.points(np.where(above, price.lo, price.hi)[rows])
        slopes = _response().run(economy, own, at[rows], end, k[rows])[0]
        slope = weighted_sum(slopes, known[rows])
        sure[rows] = np.where(above[rows], slope.negative, slope.positive)
    return np.asarray(sure)


def _about(
    economy: Economy,
    price: Intervals,
    k: Intervals,
    known: Intervals,
    own: int,
    direction: Directions,
) -> Array:
    """Return about the greatest (direction 1) or least (-1) best trade over the ends of each box.

    It is sought in floating point.
    """
    q_bar, r_bar = economy.floats.endowment
    ends = [(p, k_) for p in (price.lo, price.hi) for k_ in (k.lo, k.hi)]
    at_price, at_k = (np.stack([end[i] for end in ends]) for i in (0, 1))
    sign = np.broadcast_to(np.asarray(direction, dtype=float), price.lo.shape)

    def slope(t: Array) -> Array:
        at = {formulas.t: t, formulas.P_others: at_price, formulas.k_others: at_k}
        values = formulas_of(economy).in_states(formulas.response_slopes()[:1], at, own)[0]
        return np.asarray(sign * greatest_expectation(sign[:, None] * values, known))

    high = r_bar / (at_price + at_k * r_bar)
    roots = quick_root(slope, np.full(high.shape, -q_bar), high, EVALUATIONS)
    return np.asarray(np.where(sign == 1, roots.max(axis=0), roots.min(axis=0)))
