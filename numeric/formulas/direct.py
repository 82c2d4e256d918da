r"""The greatest value of a function on an interval by direct search, for many intervals at once.

Nothing is assumed but continuity where the function is finite: it is evaluated on a grid that is
dense at both ends and contains them, the best local maxima of the grid are refined on finer and
finer grids, and the greatest is returned with a word on whether another point, not next to it, is
as good.  This is what a best choice is compared with where first-order conditions need not describe
it; kinks, corners and several peaks are found, a peak narrower than a cell of the grid is not.

Conventions: one row for each interval; a value that is NaN stands for a point outside the domain
and is never chosen.

Paper: nothing; the paper's utilities are concave.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.roots import decreasing_roots

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Values = Callable[[Array], Array]
"""Maps points (n, k), k of them for each of n intervals, to values (n, k)."""

PEAKS, ROUNDS, FINER = 4, 9, 25
"""How many peaks of the grid are refined, how often, and on how many points."""
APART = 1e-3
"""Points nearer than this share of the interval are one maximum."""
EDGE = 1e-12
"""Points nearer than this to an end are as good as at it."""
CLOSE = 1e-6
"""Share of the interval on either side of the search's maximum in which a root of the slope is looked for."""
NOISE, AS_GOOD = 1e-13, 1e-11
"""What counts as equal: this share of the value itself, and of the range of the values."""


def _fractions() -> Array:
    near = 10.0 ** -np.linspace(0.75, 14, 48)
    return np.unique(np.concatenate([np.linspace(0, 1, 161), near, 1 - near]))


GRID = _fractions()


@dataclass(frozen=True)
class Best:
    """The best points of n intervals.

    Args:
        at: Where the greatest value found is attained, shape (n,).
        value: It, shape (n,); minus infinity where the function is finite nowhere, infinite where
            it is unbounded.
        tolerance: Differences of values below this are not told apart, shape (n,).
        single: Whether no point elsewhere is as good, shape (n,).
    """

    at: Array
    value: Array
    tolerance: Array
    single: Flags


def best_on(values: Values, low: Array, high: Array) -> Best:
    """Return the best points of the intervals [low, high], shapes (n,)."""
    if len(low) == 0:
        return Best(low, low, low, np.zeros(0, dtype=bool))
    width = high - low
    points = low[:, None] + GRID * width[:, None]
    points[:, -1] = high
    found = _finite(values(points))
    scale = _tolerance(found)
    peaks = _peaks(found)
    beyond = np.pad(points, ((0, 0), (1, 1)), mode="edge")
    left, at, right = (np.take_along_axis(beyond, peaks + step, axis=1) for step in (0, 1, 2))
    value = np.take_along_axis(found, peaks, axis=1)
    for _ in range(ROUNDS):
        left, right, at, value = _refined(values, left, right, at, value)
    best = value.argmax(axis=1)[:, None]
    top, place = (np.take_along_axis(v, best, axis=1)[:, 0] for v in (value, at))
    as_good = value >= (top - scale)[:, None]
    elsewhere = (as_good & (np.abs(at - place[:, None]) > APART * width[:, None])).any(axis=1)
    beside = np.stack([place - APART * width, place + APART * width], axis=1)
    within = (beside >= low[:, None]) & (beside <= high[:, None])
    flat = (_finite(values(beside)) >= (top - scale)[:, None]) & within
    # Where the best is next to an end at which there is no value, there is no best.
    ends = _finite(values(np.stack([low, high], axis=1)))
    near = np.stack([place - low, high - place], axis=1) <= EDGE * width[:, None]
    unattained = (near & ~np.isfinite(ends)).any(axis=1)
    single = np.isfinite(top) & ~elsewhere & ~flat.any(axis=1) & ~unattained
    return Best(place, top, scale, single)


def _finite(values: Array) -> Array:
    return np.where(np.isnan(values), -np.inf, values)


def _tolerance(values: Array) -> Array:
    """Return the difference that does not count, from the values of a grid (n, k)."""
    finite = np.where(np.isfinite(values), values, np.nan)
    some = np.isfinite(values).any(axis=1)
    finite[~some] = 0.0
    top, middle = np.nanmax(finite, axis=1), np.nanmedian(finite, axis=1)
    return np.asarray(NOISE * np.abs(top) + AS_GOOD * (top - middle))


def _peaks(values: Array) -> NDArray[np.intp]:
    """Return the places of the greatest local maxima of each row, shape (n, at most PEAKS).

    There are as many columns as the row with the most of them has, and one at least; of points next
    to each other and as high, the first is a maximum.
    """
    padded = np.pad(values, ((0, 0), (1, 1)), constant_values=-np.inf)
    local = (values > padded[:, :-2]) & (values >= padded[:, 2:])
    height = np.where(local, values, -np.inf)
    order = np.argsort(-height, axis=1, kind="stable")
    return order[:, :PEAKS][:, : int(local.sum(axis=1).max()) or 1]


def _refined(
    values: Values, left: Array, right: Array, at: Array, value: Array
) -> tuple[Array, Array, Array, Array]:
    """Cut the brackets (n, PEAKS) of the peaks into finer grids and keep the neighbourhood of the best."""
    n = len(left)
    share = np.linspace(0, 1, FINER)
    points = left[..., None] + share * (right - left)[..., None]
    points[..., -1] = right
    points = np.concatenate([points, at[..., None]], axis=-1)
    order = np.argsort(points, axis=-1, kind="stable")
    points = np.take_along_axis(points, order, axis=-1)
    found = _finite(values(points.reshape(n, -1))).reshape(points.shape)
    best = found.argmax(axis=-1)[..., None]
    beyond = np.pad(points, ((0, 0), (0, 0), (2, 2)), mode="edge")
    lower, upper, place = (
        np.take_along_axis(beyond, best + step, axis=-1)[..., 0]
        for step in (0, 4, 2)  # a neighbour may be the same point again
    )
    return lower, upper, place, np.take_along_axis(found, best, axis=-1)[..., 0]


def polished(slope: Callable[[Array], Array], found: Best, low: Array, high: Array) -> Array:
    """Return the best points to the last bit: the root of the slope next to each, or an end.

    Args:
        slope: The derivative of the values, at points (n,).
        found: What the search returned.
        low: Left ends, shape (n,).
        high: Right ends.
    """
    reach = CLOSE * (high - low)
    left, right = np.maximum(found.at - reach, low), np.minimum(found.at + reach, high)
    rising, falling = slope(left) > 0, slope(right) <= 0
    roots = decreasing_roots(slope, left, right)
    result = np.where(rising & falling, roots, found.at)
    result = np.where((left <= low) & ~rising, low, result)
    return np.where((right >= high) & rising & ~falling, high, result)
