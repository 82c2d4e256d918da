r"""Certified bounds on a type's trade at a price.

They hold for all posteriors in a box and all own influences on the price up to a cap.

In the signed form of stage 2 (``symbolic.model.signed_trade``) a type's trade at the realised price
p is the root in t of

.. math:: f(t; p, k, \phi) = \sum_z\phi(z)\,[u_q - p\,\omega(kt)\,u_r].

Where both goods are normal for every posterior, f changes sign once, from + to -, so a number with
f < 0 for all :math:`\phi` and k is above every root and one with f > 0 is below.  f is linear in
the posterior and falls in :math:`\omega`, so its extremes over both are attained at known points:
the bounds are sharp to rounding.

Conventions: trades are of the first good, negative for a seller; arrays have one row for each cell
and a column for each type; a bound that is not certified is infinite.

Paper: section 3.1, equations (17)-(19).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import sympy as sp

from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals, concatenated
from numeric.certify.arithmetic.simplex_boxes import last_first, weighted_sum
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from symbolic.language.notation import p
from symbolic.model import signed_trade as formulas

EVALUATIONS = 18
"""Of a condition, to find about where it is zero."""

WIDENINGS = (1e-12, 1e-10, 1e-8, 1e-6, 1e-4)
"""Shares of the endowment by which a bound is moved outward until it is certified."""

ROOM = (1e-6, 1e-4, 1e-2, 0.1, 0.3, 0.6, 0.9)
"""Parts of the way from there to the corner by which it is moved where these do not suffice."""


Directions = int | Array | Indices
"""1 or -1, or one of them for each row."""


def about_at(
    economy: Economy,
    prices: Sequence[Array],
    cap: Array,
    beliefs: Intervals,
    directions: Sequence[int],
) -> Array:
    """Return about the extreme roots at several prices of each row, with a direction for each, all at once.

    The shape is (number of prices, n, X).
    """
    times, n = len(prices), len(cap)
    boxes = Intervals(np.tile(beliefs.lo, (times, 1)), np.tile(beliefs.hi, (times, 1)))
    found = about(
        economy, np.concatenate(prices), np.tile(cap, times), boxes, np.repeat(directions, n)
    )
    return found.reshape(times, n, -1)


@cache
def condition() -> StateFormulas:
    """Return f in one state, compiled for intervals; its arguments are t, p and the value of ω."""
    return StateFormulas(formulas.condition_and_slopes()[:1], (formulas.t, p, formulas.omega))


@dataclass(frozen=True)
class Omega:
    """ω(kt) and ω'(kt) for intervals of kt below 1; both rise.

    With v = kt the first is (1 + min(v, 0))/(1 - max(v, 0)), the second 1/(1 - max(v, 0))².
    """

    value: Intervals
    slope: Intervals

    @classmethod
    def at(cls, influence: Intervals) -> Omega:
        """Evaluate both at kt."""
        ends = np.stack(np.broadcast_arrays(influence.lo, influence.hi))
        sold = Intervals.points(np.minimum(ends, 0.0)) + 1
        left = 1 - Intervals.points(np.maximum(ends, 0.0))
        above = left.inverse().where(left.positive, Intervals(1.0, np.inf))
        values, slopes = sold * above, above.square()
        return cls(*(Intervals(found.lo[0], found.hi[1]) for found in (values, slopes)))


def _extreme_condition(
    economy: Economy, t: Array, price: Array, cap: Array, beliefs: Intervals, direction: Directions
) -> Array:
    """Return about the greatest (direction 1) or least (-1) value of f, shape (n, X)."""
    sign = np.reshape(np.asarray(direction, dtype=float), (-1, 1))
    with np.errstate(all="ignore"):
        influence = cap[:, None] * sign * np.minimum(sign * t, 0.0)
        sold, bought = np.minimum(influence, 0.0), np.maximum(influence, 0.0)
        omega = np.maximum(1 + sold, 1e-9) / np.maximum(1 - bought, 1e-9)
        at: dict[sp.Symbol, Array] = {
            formulas.t: t,
            p: np.broadcast_to(price[:, None], t.shape),
            formulas.omega: omega,
        }
        values = formulas_of(economy).in_states(
            formulas.condition_and_slopes()[:1], at, np.arange(t.shape[1])
        )[0]
    boxes = Intervals(beliefs.lo[:, None, :], beliefs.hi[:, None, :])
    extreme: Array = greatest_expectation(sign[..., None] * values, boxes)
    return np.asarray(sign * extreme, dtype=float)


def greatest_expectation(values: Array, beliefs: Intervals) -> Array:
    """Return the greatest expectation over posteriors in boxes, about, over the last axis."""
    dimensions = max(values.ndim, len(beliefs.shape))
    at, lo, hi = (last_first(a, dimensions) for a in (values, beliefs.lo, beliefs.hi))
    bounds = []
    for level in at:
        gaps = at - level
        bounds.append(level + np.maximum(gaps * lo, gaps * hi).sum(axis=0))
    return np.asarray(np.min(bounds, axis=0))


def about(
    economy: Economy, price: Array, cap: Array, beliefs: Intervals, direction: Directions
) -> Array:
    """Return about the greatest (direction 1) or least (-1) root of f at a price, shape (n, X).

    The direction is one for all, or one for each row.
    """
    q_bar, r_bar = economy.floats.endowment
    n, X = len(price), len(economy.types)
    high = np.broadcast_to((r_bar / price)[:, None], (n, X))
    return quick_root(
        lambda t: _extreme_condition(economy, t, price, cap, beliefs, direction),
        np.full((n, X), -q_bar),
        high,
        EVALUATIONS,
    )


def certified_sign(
    economy: Economy,
    t: Array,
    price: Intervals,
    cap: Array,
    beliefs: Intervals,
    direction: Directions,
) -> Array:
    """Whether f is certified negative (direction 1) or positive (-1) at t, shape (n, X).

    It is certified for all prices, posteriors and influences of the box; the direction is one for all, or
    one for each row.
    """
    columns, above = [], np.asarray(direction) == 1
    q_bar, r_bar = (Intervals.exact(e) for e in economy.environment.endowment)
    for y in range(t.shape[1]):
        trade = Intervals.points(t[:, y])
        values = condition().run(
            economy, y, trade, price, Omega.at(trade * Intervals(np.zeros_like(cap), cap)).value
        )[0]
        expected = weighted_sum(values, beliefs)
        inside = (q_bar + trade).positive & (r_bar - price * trade).positive
        columns.append(inside & np.where(above, expected.negative, expected.positive))
    return np.stack(columns, axis=-1)


def bound(
    economy: Economy,
    price: Intervals,
    cap: Array,
    beliefs: Intervals,
    direction: Directions,
    start: Array,
    steps: tuple[float, ...] = WIDENINGS,
) -> Array:
    """Return certified bounds on all roots at prices of an interval.

    They are from above (direction 1) or below (-1), near a start, and infinite where none is found.
    Rows with either direction are tried together, in one array.

    Args:
        economy: The economy; both goods are normal (unchecked here).
        price: Prices, one interval for each cell.
        cap: Upper bounds on k.
        beliefs: Boxes of posteriors, shape (n, Z).
        direction: 1 or -1, or one of them for each row.
        start: Where to begin, shape (n, X).
        steps: By how much of the endowment the start is moved outward, in turn; then by parts of
            the way to the corner of consumption, since at extreme prices a trade may be a thousand
            times the endowment.
    """
    q_bar, r_bar = economy.floats.endowment
    sign = np.broadcast_to(np.reshape(np.asarray(direction, dtype=float), (-1, 1)), start.shape)
    room = np.where(sign == 1, (r_bar / price.hi)[:, None] - start, start + q_bar)
    found = sign * np.inf
    for step, scale in [
        *((s, np.full_like(start, q_bar)) for s in steps),
        *((s, room) for s in ROOM),
    ]:
        left = ~np.isfinite(found)
        rows = np.flatnonzero(left.any(axis=-1))
        if len(rows) == 0:
            break
        way = sign[rows]
        tried = start[rows] + way * step * scale[rows]
        good = certified_sign(economy, tried, price[rows], cap[rows], beliefs[rows], way[:, 0])
        found[rows] = np.where(left[rows] & good, tried, found[rows])
    return found


def bounds_at(
    economy: Economy,
    prices: Sequence[Intervals],
    cap: Array,
    beliefs: Intervals,
    directions: Sequence[int],
    starts: Sequence[Array],
    steps: tuple[float, ...] = WIDENINGS,
) -> Array:
    """Return ``bound`` at several prices of each row, with a direction and starts for each, all at once.

    The shape is (number of prices, n, X).
    """
    times, n = len(prices), len(cap)
    every = np.tile(np.arange(n), times)
    found = bound(
        economy, concatenated(prices), cap[every], beliefs[every], np.repeat(directions, n),
        np.concatenate(starts), steps,
    )  # fmt: skip
    return found.reshape(times, n, -1)


def bounds_from(
    economy: Economy, price: Array, cap: Array, beliefs: Intervals, direction: Directions
) -> Array:
    """Return certified bounds on all trades at given prices from above (direction 1) or below (-1), shape (n, X)."""
    start = about(economy, price, cap, beliefs, direction)
    return bound(economy, Intervals.points(price), cap, beliefs, direction, start)
