r"""Arrays of intervals whose ends are doubles, rounded outward.

Every result contains the exact result for all points of the operands.  What is assumed of the
machine is IEEE 754: that NumPy's +, -, × and ÷ on doubles are rounded to nearest.  A rounded number
:math:`x` then differs from the exact one by at most half a unit in its last place, and

.. math:: x + (2^{-52}|x| + 2^{-1022})

is above it, since :math:`2^{-52}|x|` is at least one unit (of the smaller binade, for a negative x)
and the last summand covers what underflows.  Sums need no such summand: one that underflows is exact.
Where ends are known to be at least zero, fewer operations do the same.  Nothing is assumed of the
library's exponential and logarithm: ``elementary_functions`` bounds them by polynomials.

Conventions: arrays broadcast; an end that is not a number belongs to an interval about which
nothing is known, and no comparison with it is true; an infinite end is no bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

UNIT, LEAST = 2.0**-52, 2.0**-1022
UNITS, LEASTS, ZEROS, ONES = np.array(UNIT), np.array(LEAST), np.array(0.0), np.array(1.0)
MORE = np.array(1.0 + UNIT)
"""Numbers as arrays, which NumPy combines with arrays in less time."""


def up(x: Array) -> Array:
    """Return doubles above every number that rounds to x."""
    more: Array = np.absolute(x)
    if not more.ndim:
        return more * UNIT + LEAST + x
    more *= UNITS
    more += LEASTS
    more += x
    return more


def down(x: Array) -> Array:
    """Return doubles below every number that rounds to x."""
    less: Array = np.absolute(x)
    if not less.ndim:
        return x - (less * UNIT + LEAST)
    less *= UNITS
    less += LEASTS
    return np.subtract(x, less, out=less)


class Intervals:
    """An array of intervals [lo, hi], with ``+ - * /`` and comparisons of whole intervals, all elementwise.

    >>> third = Intervals.exact(1) / 3
    >>> bool(third.lo < Fraction(1, 3)), bool(third.hi > Fraction(1, 3))
    (True, True)
    """

    __slots__ = ("_no_negative", "hi", "lo")
    __array_ufunc__ = None

    def __init__(self, lo: Any, hi: Any) -> None:
        self.lo: Array = np.asarray(lo, dtype=float)
        self.hi: Array = self.lo if hi is lo else np.asarray(hi, dtype=float)
        self._no_negative: bool | None = None

    @classmethod
    def points(cls, values: Any) -> Intervals:
        """Return the intervals that hold one double each."""
        array = np.asarray(values, dtype=float)
        return cls(array, array)

    @classmethod
    def exact(cls, value: Fraction | int) -> Intervals:
        """Return the least interval of doubles around a rational number."""
        return _exact(value)

    @classmethod
    def table(cls, rows: Fraction | int | Sequence[Any]) -> Intervals:
        """Return an array of the least intervals around rational numbers, given as nested sequences."""
        if not isinstance(rows, Sequence):
            return cls.exact(rows)
        parts = [cls.table(row) for row in rows]
        return cls(np.stack([p.lo for p in parts]), np.stack([p.hi for p in parts]))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return np.broadcast_shapes(self.lo.shape, self.hi.shape)

    @property
    def no_negative(self) -> bool:
        """Whether every lower end is a number of at least zero, looked up once."""
        if self._no_negative is None:
            self._no_negative = bool(np.count_nonzero(self.lo >= ZEROS) == self.lo.size)
        return self._no_negative

    @property
    def middle(self) -> Array:
        """About the midpoints."""
        return np.asarray(0.5 * (self.lo + self.hi))

    @property
    def positive(self) -> Mask:
        """Where all points are positive; not where zero is an end."""
        return np.asarray(self.lo > 0)

    @property
    def negative(self) -> Mask:
        """Where all points are negative; not where zero is an end."""
        return np.asarray(self.hi < 0)

    def __getitem__(self, index: Any) -> Intervals:
        lo, hi = self.lo, self.hi
        if lo is hi:
            part = lo[index]
            return _made(part, part)
        if lo.shape != hi.shape:
            lo, hi = np.broadcast_arrays(lo, hi)
        return _made(lo[index], hi[index])

    def __neg__(self) -> Intervals:
        if self.lo is self.hi:
            point = -self.lo
            return _made(point, point)
        return _made(-self.hi, -self.lo)

    def __add__(self, other: Any) -> Intervals:
        b = other if type(other) is Intervals else as_intervals(other)
        lo, hi = self.lo + b.lo, self.hi + b.hi
        if self._no_negative and b._no_negative:
            return _made(lo - lo * UNITS, hi * MORE, True)
        return _made(lo - np.absolute(lo) * UNITS, hi + np.absolute(hi) * UNITS)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Intervals:
        b = other if type(other) is Intervals else as_intervals(other)
        lo, hi = self.lo - b.hi, self.hi - b.lo
        return _made(lo - np.absolute(lo) * UNITS, hi + np.absolute(hi) * UNITS)

    def __rsub__(self, other: Any) -> Intervals:
        return as_intervals(other) - self

    def __mul__(self, other: Any) -> Intervals:
        b = other if type(other) is Intervals else as_intervals(other)
        a_lo, a_hi, b_lo, b_hi = self.lo, self.hi, b.lo, b.hi
        if self.no_negative and b.no_negative:
            first = a_lo * b_lo
            return _rounded(first, first if a_lo is a_hi and b_lo is b_hi else a_hi * b_hi)
        if b_lo is b_hi:
            return _by_points(self, b_lo)
        if a_lo is a_hi:
            return _by_points(b, a_lo)
        first, second, third, last = a_lo * b_lo, a_lo * b_hi, a_hi * b_lo, a_hi * b_hi
        least = np.minimum(np.minimum(first, second), np.minimum(third, last))
        greatest = np.maximum(np.maximum(first, second), np.maximum(third, last))
        return _made(down(least), up(greatest))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Intervals:
        return self * as_intervals(other).inverse()

    def __rtruediv__(self, other: Any) -> Intervals:
        return as_intervals(other) / self

    def inverse(self) -> Intervals:
        """Return 1/x; no bounds where x may be zero."""
        positive = self.lo > ZEROS
        if np.count_nonzero(positive) == positive.size:
            return _rounded(ONES / self.hi, ONES / self.lo)
        known = positive | (self.hi < 0)
        lo, hi = down(1.0 / np.where(known, self.hi, 1.0)), up(1.0 / np.where(known, self.lo, 1.0))
        return _made(np.where(known, lo, -np.inf), np.where(known, hi, np.inf))

    def square(self) -> Intervals:
        """Return x²."""
        if self._no_negative:
            least, greatest = self.lo, self.hi
        elif self.lo is self.hi:
            least = greatest = np.absolute(self.lo)
        else:
            least = np.maximum(np.maximum(self.lo, -self.hi), ZEROS)
            greatest = np.maximum(np.absolute(self.lo), np.absolute(self.hi))
        found = _rounded(least * least, greatest * greatest)
        return _made(np.maximum(found.lo, ZEROS), found.hi, True)

    def positive_part(self) -> Intervals:
        """Return max(x, 0)."""
        return _made(np.maximum(self.lo, ZEROS), np.maximum(self.hi, ZEROS))

    def magnitude(self) -> Array:
        """Return the greatest absolute value."""
        return np.asarray(np.maximum(np.abs(self.lo), np.abs(self.hi)))

    def hull(self, other: Any) -> Intervals:
        """Return the least interval around both."""
        b = as_intervals(other)
        return _made(np.minimum(self.lo, b.lo), np.maximum(self.hi, b.hi))

    def meet(self, other: Any) -> Intervals:
        """Return the intersection; the caller knows that both contain the same numbers."""
        b = as_intervals(other)
        return _made(np.fmax(self.lo, b.lo), np.fmin(self.hi, b.hi))

    def where(self, condition: Any, other: Any) -> Intervals:
        """Return this interval where the condition holds and the other elsewhere."""
        b = as_intervals(other)
        return _made(np.where(condition, self.lo, b.lo), np.where(condition, self.hi, b.hi))


def _made(lo: Any, hi: Any, no_negative: bool | None = None) -> Intervals:
    """Return intervals whose ends are known to be doubles, unchecked."""
    new = object.__new__(Intervals)
    new.lo, new.hi, new._no_negative = lo, hi, no_negative
    return new


def _rounded(low: Array, high: Array) -> Intervals:
    """Return intervals between what rounds to two ends, neither of which is negative."""
    less = low * UNITS
    less += LEASTS
    more = high * MORE
    more += LEASTS
    return _made(low - less, more)


def _by_points(a: Intervals, points: Array) -> Intervals:
    """Return intervals times one double each."""
    if a.lo is a.hi:
        product = a.lo * points
        return _made(down(product), up(product))
    first, second = a.lo * points, a.hi * points
    return _made(down(np.minimum(first, second)), up(np.maximum(first, second)))


@lru_cache(maxsize=4096)
def _exact(value: Fraction | int) -> Intervals:
    """Return the least interval of doubles around a rational number, whose ends nobody may write to."""
    exact = Fraction(value)
    near = float(exact)
    lo = near if Fraction(near) <= exact else np.nextafter(near, -np.inf)
    hi = near if Fraction(near) >= exact else np.nextafter(near, np.inf)
    made = Intervals(lo, hi)
    made.lo.flags.writeable = made.hi.flags.writeable = False
    return made


def as_intervals(value: Any) -> Intervals:
    """Read a number, an exact rational or an array of doubles as intervals."""
    if isinstance(value, Intervals):
        return value
    if not isinstance(value, np.ndarray | float) and isinstance(value, int | Fraction):
        return _exact(value)
    return Intervals.points(value)


def stacked(parts: Sequence[Intervals], axis: int = -1) -> Intervals:
    """Join arrays of intervals along a new axis."""
    shape = np.broadcast_shapes(*(p.lo.shape for p in parts), *(p.hi.shape for p in parts))
    ends = np.empty((2, len(parts), *shape))
    for i, part in enumerate(parts):
        ends[0, i], ends[1, i] = part.lo, part.hi
    lo, hi = np.moveaxis(ends, 1, axis) if axis else ends
    return _made(lo, hi)


def concatenated(parts: Sequence[Intervals]) -> Intervals:
    """Join arrays of intervals along their first axis."""
    return Intervals(np.concatenate([p.lo for p in parts]), np.concatenate([p.hi for p in parts]))


def total(parts: Sequence[Intervals]) -> Intervals:
    """Return the sum."""
    return reduce(add, parts)
