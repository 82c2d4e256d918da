"""Roots of a few decreasing functions: what ``roots`` does, element by element.

NumPy's calls cost more than they compute where there are few elements.  The same numbers are
computed in the same order, so that the roots are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, nan, ulp

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.over_states import filled

Array = NDArray[np.float64]
Rows = NDArray[np.int64]
NO_NUMBER = (ArithmeticError, ValueError)
"""What a function of Python's floats raises where NumPy gives infinity or no number."""


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
    single: Callable[[int, float], float] | None = None,
) -> Array:
    """Return the roots; see ``roots.decreasing_roots``.

    >>> few_roots(lambda t: 1 - t * t, (np.zeros(1), np.full(1, 3.0)), 0.0, 200, False).tolist()
    [1.0]
    """
    left, right = ends
    shape = left.shape

    def values(at: list[float]) -> list[float]:
        if single is not None:
            try:
                return [single(i, t) for i, t in enumerate(at)]
            except NO_NUMBER:
                pass
        found: list[float] = filled(function(np.array(at).reshape(shape)), shape).ravel().tolist()
        return found

    lows, highs = left.ravel().tolist(), right.ravel().tolist()
    at_low, at_high = values(lows), [_read(v) for v in values(highs)]
    brackets = [
        _Bracket((low, high), (f_low, f_high), at_end)
        for low, high, f_low, f_high in zip(lows, highs, at_low, at_high, strict=True)
    ]
    for _ in range(iterations):
        points = [b.point() for b in brackets]
        narrow = [
            b.narrowed(point, _read(value), tolerance)
            for b, point, value in zip(brackets, points, values(points), strict=True)
        ]
        if all(narrow):
            break
    return np.array([b.root() for b in brackets]).reshape(shape)


def _read(value: float) -> float:
    """Return a value, and minus infinity for what is no number."""
    return value if value == value else -inf


class _Newton:
    """One element: where it is, its bracket, where Newton goes from both ends, and the last step's length."""

    def __init__(self, row: int, at: float, top: float) -> None:
        self.row, self.at, self.low, self.high = row, at, 0.0, top
        self.from_low = self.from_high = nan
        self.before = inf

    def goes_on(self, value: float, derivative: float, noise: float) -> bool:
        """Take a step, and return whether another is to be taken."""
        at = self.at
        endless = inf if abs(value) > 0 else nan
        newton = at - (value / derivative if derivative else endless)
        length = abs(newton - at)
        slow = not length <= 0.5 * self.before
        rounding = (slow and length <= noise * at) or length <= ulp(at)
        if value > 0:
            self.low, self.from_low, other = at, newton, self.from_high
        else:
            self.high, self.from_high, other = at, newton, self.from_low
        self.before = length
        if value == 0 or rounding:
            return False
        self.at = 0.5 * (self.low + self.high) if slow else self._aimed(newton, other)
        return self.high - self.low > ulp(self.low)

    def _aimed(self, newton: float, other: float) -> float:
        """Return the Newton step, or the one from the other end, or the middle: the first inside."""
        if self.low < newton < self.high:
            return newton
        return other if self.low < other < self.high else 0.5 * (self.low + self.high)


def few_newton_roots(
    function: Callable[[Array, Rows], tuple[Array, Array]],
    start: Array,
    top: float,
    rows: Rows,
    steps: int,
    noise: float,
    single: Callable[[int, float], tuple[float, float]] | None = None,
) -> Array:
    """Return the roots; see ``roots.newton_roots``."""
    found = start.copy()
    elements = [
        _Newton(row, at, top) for row, at in zip(rows.tolist(), start[rows].tolist(), strict=True)
    ]
    left = elements
    for _ in range(steps):
        if not left:
            break
        going = [
            e.goes_on(*n, noise) for e, n in zip(left, _taken(function, single, left), strict=True)
        ]
        left = [e for e, more in zip(left, going, strict=True) if more]
    found[rows] = [e.at for e in elements]
    return found


def _taken(
    function: Callable[[Array, Rows], tuple[Array, Array]],
    single: Callable[[int, float], tuple[float, float]] | None,
    elements: list[_Newton],
) -> list[tuple[float, float]]:
    """Return the values and derivatives where elements are, one by one where that can be done."""
    if single is not None:
        try:
            return [single(e.row, e.at) for e in elements]
        except NO_NUMBER:
            pass
    at, active = np.array([e.at for e in elements]), np.array([e.row for e in elements], np.int64)
    return list(zip(*(v.tolist() for v in function(at, active)), strict=True))
