r"""The sign of a closed-form number with logarithms and roots, by balls.

It decides exact counterexamples whose value is irrational.

A sign is returned only when it is the sign of the exact number.  A sum that is zero without being
rational on sight, such as :math:`\sqrt2\sqrt3 - \sqrt6`, is never decided by balls and comes back
as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint
import sympy as sp

from numeric.certify.arithmetic.intervals import Interval, exact_ball, interval
from numeric.certify.arithmetic.tape import Ball, Tape
from symbolic.language.quotient import plain

PRECISIONS = (64, 256, 1024, 4096)
"""Bits, tried in turn."""


def sign_of(formula: sp.Expr, point: Mapping[sp.Expr, Any] | None = None) -> int | None:
    """Return the sign of a formula at an exact point.

    1, -1, 0 (only where that is exact), or None if it is undefined or too close to zero to
    tell.

    Args:
        formula: An expression of sums, products, powers, ``log`` and ``exp``; Quotients are read as
            divisions.
        point: An exact rational for every symbol (or other atom) of the formula.

    Raises:
        TypeError: The formula has another function, or a symbol without a value.

    >>> x = sp.Symbol("x")
    >>> sign_of(sp.log(x) - sp.sqrt(x) + 1, {x: Fraction(1, 2)}), sign_of(x - 2, {x: 2})
    (-1, 0)
    """
    written, values = plain(formula), _exact(point)
    exact = written.subs(values, simultaneous=True)
    if exact.is_Rational:
        return int(sp.sign(exact))
    tape = Tape([written], list(values))
    for precision in PRECISIONS:
        with flint.ctx.workprec(precision):
            value = tape.run([exact_ball(Fraction(int(v.p), int(v.q))) for v in values.values()])[0]
        sign = value.sgn().unique_fmpz()
        if sign is not None:
            return int(sign)
    return None


def enclosure_of(
    formula: sp.Expr, point: Mapping[sp.Expr, Any] | None = None, *, bits: int = 128
) -> Interval:
    """Return an interval with exact ends that contains the value of a formula at an exact point.

    Raises:
        TypeError: The formula has another function, or a symbol without a value.
        ValueError: The value is not a finite real number, as far as balls of this precision can
            tell.

    >>> enclosure_of(sp.sqrt(2)).sign
    1
    """
    values = _exact(point)
    with flint.ctx.workprec(bits):
        value: Ball = Tape([plain(formula)], list(values)).run(
            [exact_ball(Fraction(int(v.p), int(v.q))) for v in values.values()]
        )[0]
        return interval(value)


def _exact(point: Mapping[sp.Expr, Any] | None) -> dict[sp.Expr, sp.Rational]:
    return {
        s: sp.Rational(Fraction(v).numerator, Fraction(v).denominator)
        for s, v in (point or {}).items()
    }
