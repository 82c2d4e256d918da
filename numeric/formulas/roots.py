"""Roots of many decreasing functions at once: safeguarded regula falsi, or Newton, inside brackets.

Each element has its own bracket; the function is positive at the left end and negative at the right
end, where it may be infinite.  Both methods keep the bracket and return when it cannot be narrowed;
regula falsi needs no derivative and no starting point, Newton is quicker where it has them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def decreasing_roots(
    function: Callable[[Array], Array],
    low: ArrayLike,
    high: ArrayLike,
    *,
    tolerance: float = 0.0,
    iterations: int = 200,
) -> Array:
    """Return for each element the point where a function changes from positive to not positive.

    The secant step of the ITP kind (regula falsi with the Illinois weight) is taken when it lies
    inside the bracket, bisection when it does not shrink the bracket enough; a NaN is read as
    negative (the right end lies outside the domain).

    Args:
        function: Maps an array of points to an array of values, element by element; that it changes
            sign once is not checked.
        low: Left ends.
        high: Right ends.
        tolerance: Relative width of the bracket at which to stop; 0 for the last bit.
        iterations: At most this many evaluations.

    Returns:
        The roots, to the last bit that the function resolves; ``low`` where the function is not
        positive there.
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
        f_right = np.where(
            up, np.where(k % 2, f_right * 0.5, f_right), np.where(np.isnan(value), -np.inf, value)
        )
        f_left = np.where(up, value, np.where(k % 2, f_left, f_left * 0.5))
        left, right = np.where(up, point, left), np.where(up, right, point)
        done = (
            stuck
            | (value == 0)
            | (
                right - left
                <= np.maximum(
                    tolerance * np.abs(right),
                    2 * np.spacing(np.maximum(np.abs(left), np.abs(right))),
                )
            )
        )
        if done.all():
            break
        stuck |= value == 0
        left = np.where(value == 0, point, left)
    return np.where(stuck, left, np.where(np.isfinite(point), point, left))


def roots_from(
    function: Callable[[Array], Array], start: Array, low: Array, high: Array, tolerance: float = 0
) -> Array:
    """Return the roots of decreasing functions that are defined around ``start`` but perhaps not at the ends.

    The root lies to the right of the start where the function is positive there, and else to the
    left, where distances from the start are searched.

    Args:
        function: As in ``decreasing_roots``; NaN where it is not defined.
        start: Points inside, shape (n,).
        low: Left ends.
        high: Right ends.
        tolerance: Relative to the distance from the start on the left.

    Returns:
        The roots; where there is none, the last point at which the function is defined, about.
    """
    right = function(start) > 0
    above = decreasing_roots(function, start, np.where(right, high, start), tolerance=tolerance)
    below = decreasing_roots(
        lambda s: -function(start - s), np.zeros_like(start), start - low, tolerance=tolerance
    )
    return np.where(right, above, start - below)


def newton_roots(
    function: Callable[[Array, NDArray[np.int64]], tuple[Array, Array]],
    start: Array,
    top: float,
    rows: NDArray[np.int64],
    *,
    ulps: int = 2,
    steps: int = 120,
) -> Array:
    """Return for each element of ``rows`` the root on (0, top) of a decreasing function.

    Newton inside a bracket finds it; the other elements stay at ``start``.

    Bisection is taken where a step leaves the bracket, and in every third step once eight have not
    sufficed: functions that explode at the edge make Newton crawl.

    Args:
        function: Maps points and their elements to values and derivatives; that it is decreasing is
            not checked.
        start: Where each element starts, inside (0, top).
        top: The right end of all brackets.
        rows: The elements to solve for.
        ulps: Steps and brackets below this many units in the last place end the iteration.
        steps: At most this many evaluations.
    """
    b, low, high = start.copy(), np.zeros(len(start)), np.full(len(start), top)
    active = rows
    for step in range(steps):
        if len(active) == 0:
            break
        value, derivative = function(b[active], active)
        up = value > 0
        low[active], high[active] = (
            np.where(up, b[active], low[active]),
            np.where(up, high[active], b[active]),
        )
        with np.errstate(all="ignore"):
            newton = b[active] - value / derivative
        inside = (newton > low[active]) & (newton < high[active]) & ((step % 3 != 2) | (step < 8))
        new = np.where(inside, newton, 0.5 * (low[active] + high[active]))
        moved = np.abs(new - b[active]) > ulps * np.spacing(np.maximum(new, 1e-18))
        b[active] = np.where(value == 0, b[active], new)
        active = active[
            moved & (value != 0) & (high[active] - low[active] > ulps * np.spacing(low[active]))
        ]
    return b
