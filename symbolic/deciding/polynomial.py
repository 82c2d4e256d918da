"""Sparse polynomials over the rationals whose generators may be met on the way.

A monomial is a tuple of (generator, exponent) pairs in increasing order of generator; generators
are small integers handed out by whoever owns the table of atoms.  A polynomial is a dictionary from
monomials to nonzero ``Fraction`` coefficients.  A growing set of generators is the reason for this
module: the ring decider discovers u_q(...), sums and powers while it reads a formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

Monomial = tuple[tuple[int, int], ...]
Polynomial = dict[Monomial, Fraction]

ONE: Monomial = ()


def constant(value: Fraction | int) -> Polynomial:
    """Return the constant polynomial."""
    return {ONE: Fraction(value)} if value else {}


def generator(index: int) -> Polynomial:
    """Return the generator with this number."""
    return {((index, 1),): Fraction(1)}


def times_monomial(left: Monomial, right: Monomial) -> Monomial:
    """Multiply two monomials."""
    if not left or not right:
        return left or right
    exponents = dict(left)
    for g, e in right:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted(exponents.items()))


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """Add two polynomials."""
    total = dict(left)
    for monomial, value in right.items():
        new = total.get(monomial, Fraction(0)) + value
        if new:
            total[monomial] = new
        else:
            total.pop(monomial, None)
    return total


def scale(polynomial: Polynomial, factor: Fraction | int) -> Polynomial:
    """Multiply by a number."""
    return {m: v * factor for m, v in polynomial.items()} if factor else {}


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    """Multiply two polynomials."""
    total: Polynomial = {}
    for m1, v1 in left.items():
        for m2, v2 in right.items():
            monomial = times_monomial(m1, m2)
            new = total.get(monomial, Fraction(0)) + v1 * v2
            if new:
                total[monomial] = new
            else:
                total.pop(monomial, None)
    return total


def power(polynomial: Polynomial, exponent: int) -> Polynomial:
    """Raise to a nonnegative integer power."""
    if exponent < 0:
        raise ValueError(f"a polynomial is raised to powers of at least 0, got {exponent}")
    result, square = constant(1), polynomial
    while exponent:
        if exponent & 1:
            result = multiply(result, square)
        exponent >>= 1
        if exponent:
            square = multiply(square, square)
    return result


def product(polynomials: Iterable[Polynomial]) -> Polynomial:
    """Multiply several polynomials."""
    result = constant(1)
    for polynomial in polynomials:
        result = multiply(result, polynomial)
    return result


def monic(polynomial: Polynomial) -> tuple[Fraction, Polynomial]:
    """Split off the coefficient of the greatest monomial: polynomial = leading * monic.

    Raises:
        ZeroDivisionError: The polynomial is zero.
    """
    if not polynomial:
        raise ZeroDivisionError("the zero polynomial has no leading coefficient")
    leading = polynomial[max(polynomial)]
    return leading, {m: v / leading for m, v in polynomial.items()}


def frozen(polynomial: Polynomial) -> tuple[tuple[Monomial, Fraction], ...]:
    """Return a hashable form, equal for equal polynomials."""
    return tuple(sorted(polynomial.items()))
