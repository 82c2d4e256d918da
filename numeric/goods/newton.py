"""Newton's method for a few equations, with a Jacobian by differences and steps halved until they help."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS, ENOUGH = 200, 1e-13


def newton(gaps: Callable[[Array], Array], start: Array) -> Array:
    """Return where the method ends; whether that is a root is for the caller to judge.

    Args:
        gaps: The equations, (n,) to (n,); NaN where it is not defined.
        start: Where to start, shape (n,).

    >>> float(newton(lambda v: v * v - 2, np.array([1.0]))[0].round(9))
    1.414213562
    """
    at, value = start.copy(), gaps(start)
    for _ in range(STEPS):
        if not np.abs(value).max() > ENOUGH:
            break
        jacobian = np.empty((len(at), len(at)))
        for i in range(len(at)):
            moved, step = at.copy(), 1e-7 * max(1.0, abs(at[i]))
            moved[i] += step
            jacobian[:, i] = (gaps(moved) - value) / step
        if not np.isfinite(jacobian).all():
            break
        direction = np.asarray(-np.linalg.lstsq(jacobian, value, rcond=1e-14)[0], dtype=float)
        new, found = _helpful(gaps, at, value, direction)
        if new is None:
            break
        at, value = new, found
    return np.asarray(at)


def _helpful(
    gaps: Callable[[Array], Array], at: Array, value: Array, direction: Array
) -> tuple[Array | None, Array]:
    """Return the longest step of halves that lowers the sum of squares, or None."""
    length, merit = 1.0, value @ value
    while length > 1e-10:
        new = at + length * direction
        found = gaps(new)
        if np.isfinite(found).all() and found @ found < (1 - 1e-4 * length) * merit:
            return new, found
        length *= 0.5
    return None, value
