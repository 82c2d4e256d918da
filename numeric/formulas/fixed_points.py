"""Roots of a few equations, refused where they are none: SciPy's hybrid method, and a judge of what it returns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import root

from numeric.status import NotSolved

Array = NDArray[np.float64]


ROUNDING = 1e-14
"""Starts below this are zero: the method takes differences over a share of the start, or a small step from zero."""


def largest_gap(gaps: Array) -> float:
    """Return the largest absolute value, NaN where one is no number.

    >>> largest_gap(np.array([0.5, -2.0])), largest_gap(np.array([0.5, np.nan]))
    (2.0, nan)
    """
    return float(np.abs(gaps).max())


def solved_root(
    what: str,
    gaps: Callable[[Array], Array],
    start: ArrayLike,
    tolerance: float,
    *,
    close: float = 1e-13,
    evaluations: int = 400,
) -> Array:
    """Return where all gaps vanish, shape (n,).

    Args:
        what: What is solved, for the error.
        gaps: The equations, (n,) to (n,).
        start: Where to start, shape (n,).
        tolerance: The largest gap that is accepted.
        close: How near two points are at which the method stops, relative to them.
        evaluations: How often the equations may be evaluated.

    Raises:
        NotSolved: Some gap is larger, or no number.

    >>> float(solved_root("a root", lambda v: v * v - 2, [1.0], 1e-12)[0].round(9))
    1.414213562
    """
    first = np.asarray(start, dtype=float)
    first = np.where(np.abs(first) < ROUNDING, 0.0, first)
    found = root(gaps, first, method="hybr", options={"xtol": close, "maxfev": evaluations}).x
    off = largest_gap(gaps(found))
    if not off <= tolerance:
        raise NotSolved(what, f"not solved: it is off by {off:.1e}")
    return np.asarray(found)
