"""Roots of a few decreasing functions: what ``roots.decreasing_roots`` does, element by element.

NumPy's calls cost more than they compute where there are few elements.  The same numbers are
computed in the same order, so that the roots are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, ulp

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.over_states import filled

Array = NDArray[np.float64]


class _Bracket:
    """One element: the newest point and the other end of its bracket, and the values there."""

    def __init__(
        self, ends: tuple[float, float], values: tuple[float, float], at_end: bool
    ) -> None:
        (self.newest, self.other), (self.f_newest, self.f_other) = ends, values
        self.done = not self.f_newest > 0
        if at_end and self.f_newest > 0 and self.f_other > 0:
            self.newest, self.f_newest, self.done = self.other, self.f_other, True
        self.fraction = 0.5

    def point(self) -> float:
        """Return where to evaluate next."""
        if self.done:
            return self.newest
        return self.newest + self.fraction * (self.other - self.newest)

    def narrowed(self, point: float, value: float, tolerance: float) -> bool:
        """Take over a value, and return whether the bracket is as narrow as is wanted."""
        if self.done:
            return True
        older, f_older = self.other, self.f_other
        if (value > 0) - (value < 0) == (self.f_newest > 0) - (self.f_newest < 0):
            older, f_older = self.newest, self.f_newest
        else:
            self.other, self.f_other = self.newest, self.f_newest
        self.newest, self.f_newest = point, value
        self.done = value == 0
        width, size = abs(self.other - point), abs(point)
        least = max(tolerance * size, ulp(max(abs(self.other), size)))
        shortest = min(least / width, 0.5) if width else 0.5
        self.fraction = min(max(self._inverse(older, f_older), shortest), 1 - shortest)
        return self.done or width <= least

    def _inverse(self, c: float, f_c: float) -> float:
        """Return how far the inverse quadratic goes, or a half where it cannot be trusted."""
        b, a, f_b, f_a = self.newest, self.other, self.f_newest, self.f_other
        try:
            place, height = (b - a) / (c - a), (f_b - f_a) / (f_c - f_a)
            if not (height * height < place and (1 - height) * (1 - height) < 1 - place):
                return 0.5
            root = f_b * f_c / ((f_a - f_b) * (f_a - f_c))
            root = root + (c - b) / (a - b) * f_a * f_b / ((f_c - f_a) * (f_c - f_b))
        except ZeroDivisionError:
            return 0.5
        return root if isfinite(root) else 0.5

    def root(self) -> float:
        """Return the better end."""
        newest = self.done or abs(self.f_newest) <= abs(self.f_other)
        return self.newest if newest else self.other


def few_roots(
    function: Callable[[Array], Array],
    ends: tuple[Array, Array],
    tolerance: float,
    iterations: int,
    at_end: bool,
) -> Array:
    """Return the roots; see ``roots.decreasing_roots``.

    >>> few_roots(lambda t: 1 - t * t, (np.zeros(1), np.full(1, 3.0)), 0.0, 200, False).tolist()
    [1.0]
    """
    left, right = ends
    shape = left.shape

    def values(at: Array) -> list[float]:
        found: list[float] = filled(function(at), shape).reshape(-1).tolist()
        return found

    lows, highs = left.reshape(-1).tolist(), right.reshape(-1).tolist()
    at_low, at_high = values(left), [_read(v) for v in values(right)]
    brackets = [
        _Bracket((low, high), (f_low, f_high), at_end)
        for low, high, f_low, f_high in zip(lows, highs, at_low, at_high, strict=True)
    ]
    for _ in range(iterations):
        points = [b.point() for b in brackets]
        found = values(np.array(points).reshape(shape))
        narrow = [
            b.narrowed(point, _read(value), tolerance)
            for b, point, value in zip(brackets, points, found, strict=True)
        ]
        if all(narrow):
            break
    return np.array([b.root() for b in brackets]).reshape(shape)


def _read(value: float) -> float:
    """Return a value, and minus infinity for what is no number."""
    return value if value == value else -inf
