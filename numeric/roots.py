"""Roots of many decreasing functions at once: safeguarded regula falsi and bisection on arrays.

Each element has its own bracket; the function is positive at the left end and negative at the right end, where it may be infinite.  The method
keeps the bracket and returns when it cannot be narrowed, so no derivative and no starting point is needed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def decreasing_roots(function: Callable[[Array], Array], low: ArrayLike, high: ArrayLike, *, tolerance: float = 0.0, iterations: int = 200) -> Array:
    """Return for each element the point where a function changes from positive to not positive.

    The secant step of the ITP kind (regula falsi with the Illinois weight) is taken when it lies inside the bracket, bisection when it does
    not shrink the bracket enough; a NaN is read as negative (the right end lies outside the domain).

    Args:
        function: Maps an array of points to an array of values, element by element; that it changes sign once is not checked.
        low: Left ends.
        high: Right ends.
        tolerance: Relative width of the bracket at which to stop; 0 for the last bit.
        iterations: At most this many evaluations.

    Returns:
        The roots, to the last bit that the function resolves; ``low`` where the function is not positive there.
    """
    left, right = (np.array(v, dtype=float) for v in np.broadcast_arrays(low, high))
    f_left, f_right = function(left), function(right)
    stuck = ~(f_left > 0)
    point = np.where(stuck, left, 0.5 * (left + right))
    width = right - left
    for k in range(iterations):
        with np.errstate(all="ignore"):
            secant = left + (right - left) * (f_left / (f_left - f_right))
        slow = (k % 3 == 2) & (right - left > 0.3 * width)
        if k % 3 == 2:
            width = right - left
        inside = np.isfinite(secant) & (secant > left) & (secant < right) & ~slow
        point = np.where(stuck, left, np.where(inside, secant, 0.5 * (left + right)))
        value = function(point)
        up = value > 0
        f_right = np.where(up, np.where(k % 2, f_right * 0.5, f_right), np.where(np.isnan(value), -np.inf, value))
        f_left = np.where(up, value, np.where(k % 2, f_left, f_left * 0.5))
        left, right = np.where(up, point, left), np.where(up, right, point)
        done = stuck | (value == 0) | (right - left <= np.maximum(tolerance * np.abs(right), 2 * np.spacing(np.maximum(np.abs(left), np.abs(right)))))
        if done.all():
            break
        stuck |= value == 0
        left = np.where(value == 0, point, left)
    return np.where(stuck, left, np.where(np.isfinite(point), point, left))
