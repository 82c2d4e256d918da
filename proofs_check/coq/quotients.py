"""Quotients of polynomials with rational coefficients: what a formula is brought to.

A polynomial maps monomials to coefficients, a monomial is an increasing tuple of (generator,
exponent), and a generator is a text (``reading`` says which).  A quotient keeps its divisor as a
product of powers of polynomials with leading coefficient 1, because a sign is shown factor by
factor.

Nothing here has to be trusted: every equation that rests on it is proved again by Coq's ``field``.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

Monomial = tuple[tuple[str, int], ...]
Poly = dict[Monomial, Fraction]
Factor = tuple[tuple[Monomial, Fraction], ...]
"""A polynomial with leading coefficient 1, as its sorted items."""
ONE: Factor = (((), Fraction(1)),)
LARGEST = 4000
"""The largest number of terms that a product may have."""


class TooLarge(Exception):
    """A polynomial has more terms than ``LARGEST``."""


class Quotient(NamedTuple):
    """A numerator over a product of powers of polynomials."""

    top: Poly
    bottom: dict[Factor, int] = {}  # noqa: RUF012  # never changed in place


def collected(terms: Iterable[tuple[Monomial, Fraction]]) -> Poly:
    """Add up pairs of a monomial and a coefficient."""
    total: Poly = {}
    for m, v in terms:
        total[m] = total.get(m, Fraction(0)) + v
    return {m: v for m, v in total.items() if v}


def joined(m: Monomial, n: Monomial) -> Monomial:
    """Multiply two monomials."""
    exponents = dict(m)
    for g, e in n:
        exponents[g] = exponents.get(g, 0) + e
    return tuple(sorted(exponents.items()))


def times(a: Poly, b: Poly) -> Poly:
    """Multiply two polynomials.

    Raises:
        TooLarge: The product could have more terms than ``LARGEST``.
    """
    if len(a) * len(b) > LARGEST:
        raise TooLarge(f"a product of polynomials with {len(a)} and {len(b)} terms")
    return collected((joined(m, n), v * w) for m, v in a.items() for n, w in b.items())


def monic(p: Poly) -> tuple[Fraction, Factor]:
    """Split a polynomial that is not zero into its leading coefficient and the rest."""
    lead = p[max(p)]
    return lead, tuple(sorted((m, v / lead) for m, v in p.items()))


def divided(p: Poly, factor: Poly) -> Poly | None:
    """Divide a polynomial by another; None if there is a remainder.

    >>> x = {(("x", 1),): Fraction(1), (): Fraction(1)}
    >>> divided(times(x, x), x) == x
    True
    >>> divided({(): Fraction(1)}, x) is None
    True
    """
    names = sorted({g for m in (*p, *factor) for g, _ in m})

    def order(m: Monomial) -> tuple[int, ...]:
        exponents = dict(m)
        return tuple(exponents.get(name, 0) for name in names)

    lead, rest, quotient = max(factor, key=order), dict(p), {}
    while rest:
        top = max(rest, key=order)
        steps = tuple(
            (g, a - b) for g, a, b in zip(names, order(top), order(lead), strict=True) if a != b
        )
        if any(step < 0 for _, step in steps):
            return None
        quotient[steps] = rest[top] / factor[lead]
        rest = collected(
            [*rest.items(), *((m, -v) for m, v in times({steps: quotient[steps]}, factor).items())]
        )
    return quotient


def number(value: Fraction | int) -> Quotient:
    """Return a constant."""
    return Quotient({(): Fraction(value)} if value else {})


def variable(generator: str) -> Quotient:
    """Return a generator as a quotient."""
    return Quotient({((generator, 1),): Fraction(1)})


def add(a: Quotient, b: Quotient) -> Quotient:
    """Add over the common multiple of the listed factors."""
    bottom = {f: max(a.bottom.get(f, 0), b.bottom.get(f, 0)) for f in {**a.bottom, **b.bottom}}
    tops = [
        reduce(
            times,
            [dict(f) for f, e in bottom.items() for _ in range(e - part.bottom.get(f, 0))],
            part.top,
        )
        for part in (a, b)
    ]
    total = collected((m, v) for top in tops for m, v in top.items())
    return Quotient(total, bottom if total else {})


def multiply(a: Quotient, b: Quotient) -> Quotient:
    """Multiply; a numerator that equals a listed factor cancels it."""
    if not (a.top and b.top):
        return number(0)
    bottom = {f: a.bottom.get(f, 0) + b.bottom.get(f, 0) for f in {**a.bottom, **b.bottom}}
    top: Poly = {(): Fraction(1)}
    for part in (a.top, b.top):
        lead, factor = monic(part)
        if bottom.get(factor, 0):
            bottom[factor] -= 1
            part = {(): lead}
        top = times(top, part)
    return Quotient(top, {f: e for f, e in bottom.items() if e})


def inverse(a: Quotient) -> Quotient:
    """Return 1/a; that a is not zero is shown elsewhere.

    Raises:
        ZeroDivisionError: The numerator is the zero polynomial.
    """
    if not a.top:
        raise ZeroDivisionError("a divisor is the zero polynomial")
    lead, factor = monic(a.top)
    one = Quotient({(): 1 / lead}, {} if factor == ONE else {factor: 1})
    return reduce(multiply, [power(Quotient(dict(f)), e) for f, e in a.bottom.items()], one)


def power(a: Quotient, exponent: int) -> Quotient:
    """Return a natural power."""
    return reduce(multiply, [a] * exponent, number(1))


def minus(a: Quotient, b: Quotient) -> Quotient:
    """Subtract."""
    return add(a, multiply(number(-1), b))


def equal(a: Quotient, b: Quotient) -> bool:
    """Say whether two quotients are equal as rational functions."""
    return a.top == b.top if a.bottom == b.bottom else not minus(a, b).top


def generators(a: Quotient) -> set[str]:
    """Return the generators that occur in a quotient."""
    return {g for p in (a.top, *map(dict, a.bottom)) for m in p for g, _ in m}
