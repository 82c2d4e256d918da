r"""Arrays of intervals whose ends are doubles, rounded outward.

Every result contains the exact result for all points of the operands.  What is assumed of the
machine is IEEE 754: that NumPy's +, -, × and ÷ on doubles are rounded to nearest.  A rounded number
:math:`x` then differs from the exact one by at most half a unit in its last place, and

.. math:: x + (2^{-52}|x| + 2^{-1022})

is above it, since :math:`2^{-52}|x|` is at least one unit (of the smaller binade, for a negative x)
and the last summand covers what underflows.  Nothing is assumed of the library's exponential and
logarithm: ``elementary_functions`` bounds them by polynomials.

Conventions: arrays broadcast; an end that is not a number belongs to an interval about which
nothing is known, and no comparison with it is true; an infinite end is no bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Indices = NDArray[np.int64]

UNIT, LEAST = 2.0**-52, 2.0**-1022


def up(x: Array) -> Array:
    """Return doubles above every number that rounds to x."""
    more = np.abs(x)
    more *= UNIT
    more += LEAST
    more += x
    return more


def down(x: Array) -> Array:
    """Return doubles below every number that rounds to x."""
    less = np.abs(x)
    less *= -UNIT
    less -= LEAST
    less += x
    return less


class Intervals:
    """An array of intervals [lo, hi], with ``+ - * /`` and comparisons of whole intervals, all elementwise.

    >>> third = Intervals.exact(1) / 3
    >>> bool(third.lo < Fraction(1, 3)), bool(third.hi > Fraction(1, 3))
    (True, True)
    """

    __slots__ = ("hi", "lo")
    __array_ufunc__ = None

    def __init__(self, lo: Any, hi: Any) -> None:
        self.lo: Array = np.asarray(lo, dtype=float)
        self.hi: Array = self.lo if hi is lo else np.asarray(hi, dtype=float)

    @classmethod
    def points(cls, values: Any) -> Intervals:
        """Return the intervals that hold one double each."""
        array = np.asarray(values, dtype=float)
        return cls(array, array)

    @classmethod
    def exact(cls, value: Fraction | int) -> Intervals:
        """Return the least interval of doubles around a rational number."""
        exact = Fraction(value)
        near = float(exact)
        lo = near if Fraction(near) <= exact else np.nextafter(near, -np.inf)
        hi = near if Fraction(near) >= exact else np.nextafter(near, np.inf)
        return cls(lo, hi)

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
        shape = self.shape
        return Intervals(
            np.broadcast_to(self.lo, shape)[index], np.broadcast_to(self.hi, shape)[index]
        )

    def __neg__(self) -> Intervals:
        return Intervals(-self.hi, -self.lo)

    def __add__(self, other: Any) -> Intervals:
        b = as_intervals(other)
        return Intervals(down(self.lo + b.lo), up(self.hi + b.hi))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Intervals:
        b = as_intervals(other)
        return Intervals(down(self.lo - b.hi), up(self.hi - b.lo))

    def __rsub__(self, other: Any) -> Intervals:
        return as_intervals(other) - self

    def __mul__(self, other: Any) -> Intervals:
        b = as_intervals(other)
        if b.lo is b.hi:
            ends = self.lo * b.lo, self.hi * b.lo
            return Intervals(down(np.minimum(*ends)), up(np.maximum(*ends)))
        if self.lo.min(initial=0.0) == b.lo.min(initial=0.0) == 0:
            return Intervals(down(self.lo * b.lo), up(self.hi * b.hi))
        products = (self.lo * b.lo, self.lo * b.hi, self.hi * b.lo, self.hi * b.hi)
        least = np.minimum(
            np.minimum(products[0], products[1]), np.minimum(products[2], products[3])
        )
        greatest = np.maximum(
            np.maximum(products[0], products[1]), np.maximum(products[2], products[3])
        )
        return Intervals(down(least), up(greatest))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Intervals:
        return self * as_intervals(other).inverse()

    def __rtruediv__(self, other: Any) -> Intervals:
        return as_intervals(other) / self

    def inverse(self) -> Intervals:
        """Return 1/x; no bounds where x may be zero."""
        through = ~(self.positive | self.negative)
        lo, hi = (
            down(1.0 / np.where(through, 1.0, self.hi)),
            up(1.0 / np.where(through, 1.0, self.lo)),
        )
        return Intervals(np.where(through, -np.inf, lo), np.where(through, np.inf, hi))

    def square(self) -> Intervals:
        """Return x²."""
        least = np.maximum(np.maximum(self.lo, -self.hi), 0.0)
        greatest = np.maximum(np.abs(self.lo), np.abs(self.hi))
        return Intervals(np.maximum(down(least * least), 0.0), up(greatest * greatest))

    def positive_part(self) -> Intervals:
        """Return max(x, 0)."""
        return Intervals(np.maximum(self.lo, 0.0), np.maximum(self.hi, 0.0))

    def magnitude(self) -> Array:
        """Return the greatest absolute value."""
        return np.asarray(np.maximum(np.abs(self.lo), np.abs(self.hi)))

    def hull(self, other: Any) -> Intervals:
        """Return the least interval around both."""
        b = as_intervals(other)
        return Intervals(np.minimum(self.lo, b.lo), np.maximum(self.hi, b.hi))

    def meet(self, other: Any) -> Intervals:
        """Return the intersection; the caller knows that both contain the same numbers."""
        b = as_intervals(other)
        return Intervals(np.fmax(self.lo, b.lo), np.fmin(self.hi, b.hi))

    def where(self, condition: Any, other: Any) -> Intervals:
        """Return this interval where the condition holds and the other elsewhere."""
        b = as_intervals(other)
        return Intervals(np.where(condition, self.lo, b.lo), np.where(condition, self.hi, b.hi))


def as_intervals(value: Any) -> Intervals:
    """Read a number, an exact rational or an array of doubles as intervals."""
    if isinstance(value, Intervals):
        return value
    if isinstance(value, int | Fraction):
        return Intervals.exact(value)
    return Intervals.points(value)


def stacked(parts: Sequence[Intervals], axis: int = -1) -> Intervals:
    """Join arrays of intervals along a new axis."""
    los, his = (
        np.broadcast_arrays(*(p.lo for p in parts)),
        np.broadcast_arrays(*(p.hi for p in parts)),
    )
    return Intervals(np.stack(los, axis=axis), np.stack(his, axis=axis))


def concatenated(parts: Sequence[Intervals]) -> Intervals:
    """Join arrays of intervals along their first axis."""
    return Intervals(np.concatenate([p.lo for p in parts]), np.concatenate([p.hi for p in parts]))


def total(parts: Sequence[Intervals]) -> Intervals:
    """Return the sum."""
    return reduce(add, parts)
