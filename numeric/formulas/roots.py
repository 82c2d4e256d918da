"""Roots of many decreasing functions at once: Chandrupatla's method, or Newton, inside brackets.

Each element has its own bracket; the function is positive at the left end and negative at the right
end, where it may be infinite.  Both methods keep the bracket and return when it cannot be narrowed;
Chandrupatla's needs no derivative and no starting point, Newton is quicker where it has them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.formulas.few_roots import few_newton_roots, few_roots

Array = NDArray[np.float64]
FEW = 12
"""Up to so many roots are found element by element."""
FEW_NUMBERS = 40
"""The same where the function is to be had for one element, in Python's floats."""
NOISE = 2.0**-40
"""Relative to a point, the longest Newton step that can be the rounding of the function."""


def decreasing_roots(
    function: Callable[[Array], Array],
    low: ArrayLike,
    high: ArrayLike,
    *,
    tolerance: float = 0.0,
    iterations: int = 200,
    at_end: bool = False,
    single: Callable[[int, float], float] | None = None,
) -> Array:
    """Return for each element the point where a function changes from positive to not positive.

    Chandrupatla's method: the inverse quadratic through the last three points is taken where it can
    be trusted, bisection elsewhere.  No step is shorter than the bracket that is wanted, so that
    both ends close in.  A NaN is read as negative (the right end lies outside the domain).

    Args:
        function: Maps an array of points to an array of values, element by element; that it changes
            sign once is not checked.
        low: Left ends.
        high: Right ends.
        tolerance: Relative width of the bracket at which to stop; 0 for the last bit.
        iterations: At most this many evaluations.
        at_end: Whether ``high`` is returned at once where the function is still positive there.
        single: The same function for one element, by its number, in Python's floats; where NumPy gives
            infinity or no number it may raise an arithmetic error.

    Returns:
        The roots, to the last bit that the function resolves (of the two ends that are left, the
        one where it is nearer to zero, and of equals the last one); ``low`` where the function is not
        positive there.
    """
    left, right = (np.array(v, dtype=float) for v in np.broadcast_arrays(low, high))
    if 0 < left.size <= (FEW if single is None else FEW_NUMBERS):
        return few_roots(function, (left, right), tolerance, iterations, at_end, single)
    newest, f_newest = left, np.asarray(function(left), dtype=float)
    other, f_other = right, _negative_if_nan(function(right))
    never = at_end & (f_newest > 0) & (f_other > 0)
    newest, f_newest = np.where(never, other, newest), np.where(never, f_other, f_newest)
    done = ~(f_newest > 0) | never
    fraction = half = np.full(left.shape, 0.5)
    for _ in range(iterations):
        point = np.where(done, newest, newest + fraction * (other - newest))
        value = _negative_if_nan(function(point))
        same = np.sign(value) == np.sign(f_newest)
        older, f_older = np.where(same, newest, other), np.where(same, f_newest, f_other)
        other, f_other = np.where(same, other, newest), np.where(same, f_other, f_newest)
        newest, f_newest = point, np.where(done, f_newest, value)
        done |= value == 0
        width = np.abs(other - newest)
        size = np.abs(newest)
        least = np.spacing(np.maximum(np.abs(other), size))
        if tolerance:
            least = np.maximum(tolerance * size, least)
        narrow = done | (width <= least)
        if np.count_nonzero(narrow) == narrow.size:
            break
        with np.errstate(all="ignore"):
            inverse = inverse_quadratic((newest, other, older), (f_newest, f_other, f_older))
            shortest = np.minimum(least / width, half)
        fraction = np.where(np.isfinite(inverse), inverse, half)
        fraction = np.minimum(np.maximum(fraction, shortest), 1 - shortest)
    return np.where(done | (np.abs(f_newest) <= np.abs(f_other)), newest, other)


def _negative_if_nan(values: Array) -> Array:
    return np.asarray(np.fmax(values, -np.inf))


def inverse_quadratic(points: tuple[Array, ...], values: tuple[Array, ...]) -> Array:
    """Return how far from the first of three points to the second the inverse quadratic is zero.

    NaN where it cannot be trusted to be monotone.
    """
    (b, a, c), (f_b, f_a, f_c) = points, values
    place, height = (b - a) / (c - a), (f_b - f_a) / (f_c - f_a)
    trusted = (height**2 < place) & ((1 - height) ** 2 < 1 - place)
    root = f_b * f_c / ((f_a - f_b) * (f_a - f_c))
    root = np.asarray(root + (c - b) / (a - b) * f_a * f_b / ((f_c - f_a) * (f_c - f_b)))
    root[~trusted] = np.nan
    return root


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
    steps: int = 120,
    single: Callable[[int, float], tuple[float, float]] | None = None,
) -> Array:
    """Return for each element of ``rows`` the root on (0, top) of a decreasing function.

    Newton inside a bracket finds it; the other elements stay at ``start``.

    Where a step leaves the bracket the one from its other end is taken; bisection where that does
    not help, or where a step is not half as long as the one before: functions that explode at the
    edge make Newton crawl.  Steps that no longer shrink and are within
    ``NOISE`` of the point are the function's rounding, and end the iteration.

    Args:
        function: Maps points and their elements to values and derivatives; that it is decreasing is
            not checked.  A NaN is read as negative: the point lies beyond the domain.
        start: Where each element starts, inside (0, top).
        top: The right end of all brackets.
        rows: The elements to solve for.
        steps: At most this many evaluations.
        single: The same function for one element, as in ``decreasing_roots``.
    """
    if len(rows) <= (FEW if single is None else FEW_NUMBERS):
        return few_newton_roots(function, start, top, rows, steps, NOISE, single)
    b, active, at = start.copy(), rows, start[rows]
    low, high = np.zeros(len(rows)), np.full(len(rows), top)  # the brackets
    from_low, from_high = np.full((2, len(rows)), np.nan)  # where Newton goes from their ends
    before = np.full(len(rows), np.inf)
    for _ in range(steps):
        if len(active) == 0:
            break
        value, derivative = function(at, active)
        right = ~(value > 0)
        with np.errstate(all="ignore"):
            newton = at - value / derivative
            length = np.abs(newton - at)
            slow = ~(length <= 0.5 * before)
            rounding = (slow & (length <= NOISE * at)) | (length <= np.spacing(at))
        low, from_low = np.where(right, low, at), np.where(right, from_low, newton)
        high, from_high = np.where(right, at, high), np.where(right, newton, from_high)
        before, new, trusted = length, 0.5 * (low + high), ~slow | rounding
        for aim in (np.where(right, from_low, from_high), newton):
            new = np.where((aim > low) & (aim < high) & trusted, aim, new)
        done = (value == 0) | rounding
        at = b[active] = np.where(done, at, new)
        going = ~done & (high - low > np.spacing(low))
        if np.count_nonzero(going) != len(going):
            active, at, low, high = active[going], at[going], low[going], high[going]
            from_low, from_high, before = from_low[going], from_high[going], before[going]
    return b
