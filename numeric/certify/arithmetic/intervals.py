r"""Intervals with exact ends, to and from balls.

A ball of python-flint is a dyadic midpoint and radius; its ends are exact dyadic rationals.  An
``Interval`` holds two such ends as fractions, so that what is reported does not depend on how a
float prints; as text, the ends are rounded outward to decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

import flint

from numeric.certify.arithmetic.tape import Ball

DIGITS = 20
"""Significant digits of an end as text."""


@dataclass(frozen=True)
class Interval:
    """A closed interval with exact rational ends.

    Raises:
        ValueError: The left end exceeds the right end.

    >>> str(Interval(Fraction(1, 3), Fraction(1, 2)))
    '[0.33333333333333333333, 0.5]'
    """

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"an interval needs low <= high, got {self.low} and {self.high}")

    def __contains__(self, value: Any) -> bool:
        """Whether a float or an exact number lies in the interval."""
        return self.low <= Fraction(value) <= self.high

    def __str__(self) -> str:
        return f"[{_decimal(self.low, ROUND_FLOOR)}, {_decimal(self.high, ROUND_CEILING)}]"

    @property
    def width(self) -> Fraction:
        """The length."""
        return self.high - self.low

    @property
    def middle(self) -> float:
        """The midpoint, rounded."""
        return float((self.low + self.high) / 2)

    @property
    def sign(self) -> int | None:
        """The sign that all points have, or None."""
        if self.low > 0:
            return 1
        if self.high < 0:
            return -1
        return 0 if self.low == self.high == 0 else None


def _decimal(value: Fraction, rounding: str) -> str:
    context = Context(prec=DIGITS, rounding=rounding)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(quotient.normalize(context)) if quotient else "0"


def exactly(value: Ball) -> Fraction:
    """Return the value of a ball of radius zero.

    Raises:
        ValueError: The ball is not one finite number.
    """
    if not (value.is_finite() and value.is_exact()):
        raise ValueError(f"expected an exact finite number, got {value}")
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def interval(ball: Ball) -> Interval:
    """Return the ends of a ball, rounded outward to the working precision.

    Raises:
        ValueError: The ball is not finite.
    """
    if not ball.is_finite():
        raise ValueError(f"expected a finite ball, got {ball}")
    return Interval(exactly(ball.lower()), exactly(ball.upper()))


def exact_ball(value: Fraction | int | float) -> Ball:
    """Return a ball around an exact number, at the working precision; exact for a float."""
    if isinstance(value, float):
        return flint.arb(value)
    exact = value if isinstance(value, int | Fraction) else Fraction(value)
    return flint.arb(flint.fmpq(exact.numerator, exact.denominator))


def between(low: Fraction | float, high: Fraction | float) -> Ball:
    """Return a ball that contains everything between two numbers."""
    return exact_ball(low).union(exact_ball(high))
