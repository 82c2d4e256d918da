r"""Fractions of polynomials: a numerator over a product of monic denominators, and their arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symbolic.deciding import polynomial as poly

Factors = tuple[tuple[tuple[tuple[poly.Monomial, Fraction], ...], int], ...]


class OutsideTheFragment(ValueError):
    """The formula contains something that the ring decider does not read, such as a float."""


@dataclass(frozen=True)
class Ratio:
    """A fraction: a numerator polynomial over a product of powers of monic polynomials."""

    numerator: tuple[tuple[poly.Monomial, Fraction], ...]
    factors: Factors = ()

    @property
    def polynomial(self) -> poly.Polynomial:
        """The numerator as a dictionary."""
        return dict(self.numerator)

    @property
    def is_zero(self) -> bool:
        """Whether the numerator is the zero polynomial."""
        return not self.numerator


def ratio(numerator: poly.Polynomial, factors: dict[Any, int]) -> Ratio:
    """Return a fraction, with factors in a fixed order."""
    return Ratio(poly.frozen(numerator), tuple(sorted((f, e) for f, e in factors.items() if e)))


def _missing(have: dict[Any, int], want: dict[Any, int]) -> poly.Polynomial:
    return poly.product(
        poly.power(dict(f), e - have.get(f, 0)) for f, e in want.items() if e > have.get(f, 0)
    )


def add(left: Ratio, right: Ratio) -> Ratio:
    """Add two fractions over the least common multiple of their listed denominators."""
    if left.is_zero or right.is_zero:
        return right if left.is_zero else left
    a, b = dict(left.factors), dict(right.factors)
    common = {f: max(a.get(f, 0), b.get(f, 0)) for f in a | b}
    total = poly.add(
        poly.multiply(left.polynomial, _missing(a, common)),
        poly.multiply(right.polynomial, _missing(b, common)),
    )
    return ratio(total, common) if total else Ratio(())


def multiply(left: Ratio, right: Ratio) -> Ratio:
    """Multiply two fractions; a numerator that equals a listed denominator cancels it."""
    if left.is_zero or right.is_zero:
        return Ratio(())
    factors = dict(left.factors)
    for f, e in right.factors:
        factors[f] = factors.get(f, 0) + e
    numerator = constant = poly.constant(1)
    for part in (left.polynomial, right.polynomial):
        leading, monic = poly.monic(part)
        key = poly.frozen(monic)
        if factors.get(key):
            factors[key] -= 1
            part = poly.scale(constant, leading)
        numerator = poly.multiply(numerator, part)
    return ratio(numerator, factors)


def invert(value: Ratio) -> Ratio:
    """Return the reciprocal.

    Raises:
        ZeroDivisionError: The value is the zero polynomial.
    """
    leading, monic = poly.monic(value.polynomial)
    numerator = poly.scale(
        poly.product(poly.power(dict(f), e) for f, e in value.factors), 1 / leading
    )
    return ratio(
        numerator, {} if len(monic) == 1 and poly.ONE in monic else {poly.frozen(monic): 1}
    )


def equal(left: Ratio, right: Ratio) -> bool:
    """Whether two fractions are the same rational function."""
    return (
        left == right
        or add(left, Ratio(tuple((m, -v) for m, v in right.numerator), right.factors)).is_zero
    )
