"""About where falling functions change sign, many at a time; what rests on it is proved afterwards.

Chandrupatla's method, as in ``numeric.formulas.roots``, which closes both ends in to the last bit; here
only the nearest point counts, so it is left when the steps are small.  The functions met here are
infinite at one end or both, so the ends are not evaluated.

Paper: not in the paper (numerical).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array
from numeric.formulas.roots import inverse_quadratic

Function = Callable[[Array], Array]
LEAST_STEP = 1e-12
"""The least distance between two points that are tried, in the units of the argument."""

CLOSE = 1e-9
"""A step as small as this, relative to the ends, leaves an error near rounding."""


def quick_root(function: Function, low: Array, high: Array, evaluations: int) -> Array:
    """Return about where falling functions change sign, each inside its ends, in one array.

    Args:
        function: Its values at an array of points.
        low: Where each is taken to be infinite; there it is not evaluated.
        high: Where each is taken to be minus infinity.
        evaluations: How often the function is called at most; no more once all steps are ``CLOSE``.

    >>> float(quick_root(lambda t: 1 / t - 2, np.zeros(1), np.ones(1), 10)[0])
    0.5

    Paper: not in the paper (numerical).
    """
    newest, opposite, before = low, high, low
    at_newest, at_opposite = np.full(low.shape, np.inf), np.full(low.shape, -np.inf)
    at_before = at_newest
    best, least, part = low, np.full(low.shape, np.inf), np.full(low.shape, 0.5)
    with np.errstate(all="ignore"):
        enough = CLOSE * (high - low)
    for _ in range(evaluations):
        with np.errstate(all="ignore"):
            point = newest + part * (opposite - newest)
            small = np.abs(point - newest) <= enough
        value = function(point)
        distance = np.abs(value)
        nearer = distance < least
        best, least = np.where(nearer, point, best), np.where(nearer, distance, least)
        same = (value > 0) == (at_newest > 0)
        before, opposite = np.where(same, newest, opposite), np.where(same, opposite, newest)
        at_before, at_opposite = (
            np.where(same, at_newest, at_opposite),
            np.where(same, at_opposite, at_newest),
        )
        if small.all():
            break
        newest, at_newest = point, value
        part = _interpolated((newest, opposite, before), (at_newest, at_opposite, at_before))
    return np.asarray(best)


def _interpolated(points: tuple[Array, ...], values: tuple[Array, ...]) -> Array:
    """Return which part of the way from the first point to the second is tried next."""
    with np.errstate(all="ignore"):
        part = inverse_quadratic(points, values)
        nearest = np.minimum(0.5, LEAST_STEP / np.abs(points[1] - points[0]))
        part = np.clip(part, nearest, 1 - nearest)
    return np.where(np.isfinite(part), part, 0.5)
