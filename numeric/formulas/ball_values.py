r"""The sign of a formula at an exact point, by ball arithmetic.

A formula with exact numbers is evaluated in balls (python-flint's ``arb``), whose radius bounds
every rounding error; a sign is reported only when the ball excludes zero, so it is the sign of the
exact value.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import flint
import sympy as sp

PRECISIONS = (64, 256, 1024)
"""Bits, tried in turn until the sign is decided."""


def sign_at(formula: sp.Expr, point: Mapping[sp.Symbol, Fraction]) -> int | None:
    """Return the sign of a formula at an exact point, 1 or -1.

    None if it is zero, undefined or not decided at 1024 bits.

    Args:
        formula: An expression of sums, products, powers, ``log`` and ``exp``.
        point: An exact value for every symbol.

    Raises:
        TypeError: The formula has another function or a symbol without a value.

    >>> sign_at(sp.log(sp.Symbol("t")) - 1, {sp.Symbol("t"): Fraction(3)})
    1
    """
    for precision in PRECISIONS:
        with flint.ctx.workprec(precision):
            value = _ball(formula, point)
        if value > 0:
            return 1
        if value < 0:
            return -1
    return None


def _ball(node: sp.Expr, point: Mapping[sp.Symbol, Fraction]) -> flint.arb:
    if node.is_Rational:
        return flint.arb(flint.fmpq(int(node.p), int(node.q)))
    if node in point:
        return flint.arb(flint.fmpq(point[node].numerator, point[node].denominator))
    if node is sp.E:
        return flint.arb(1).exp()
    if node.is_Pow and node.exp.is_Integer:
        return _ball(node.base, point) ** int(node.exp)
    parts = [_ball(a, point) for a in node.args]
    if node.is_Add:
        return sum(parts[1:], parts[0])
    if node.is_Mul:
        result = flint.arb(1)
        for part in parts:
            result *= part
        return result
    if node.is_Pow:
        return parts[0] ** parts[1]
    if isinstance(node, sp.exp | sp.log):
        return parts[0].exp() if isinstance(node, sp.exp) else parts[0].log()
    raise TypeError(
        f"a ball is computed for sums, products, powers, log and exp, got {type(node).__name__}"
    )
