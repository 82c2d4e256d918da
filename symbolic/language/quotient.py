"""Fractions that stay as they are written.

SymPy cancels ``x/x`` to 1 on sight, and with it the assumption that x is not zero.  A statement
about a market whose totals might vanish must not lose that assumption, so the formulas of this
project write a fraction as ``Quotient(n, d)``: it prints as a fraction, differentiates by the
quotient rule, and keeps its denominator until somebody asks for ``plain``.

Conventions: a Quotient never evaluates itself; ``plain`` replaces every one by ordinary division.
"""

from __future__ import annotations

from typing import Any

import sympy as sp


class Quotient(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    """Represent the fraction n/d as written, without cancelling.

    >>> from sympy.abc import x
    >>> Quotient(x, x)
    Quotient(x, x)
    >>> plain(Quotient(x, x))
    1
    """

    nargs = (2,)

    def _eval_derivative(self, symbol: sp.Expr) -> sp.Expr:
        numerator, denominator = self.args
        slope_n, slope_d = sp.diff(numerator, symbol), sp.diff(denominator, symbol)
        if slope_d == 0:
            return sp.S.Zero if slope_n == 0 else Quotient(slope_n, denominator)
        return Quotient(slope_n * denominator - numerator * slope_d, denominator**2)

    def _eval_evalf(self, precision: int) -> sp.Expr:
        return plain(self)._eval_evalf(precision)

    def doit(self, **hints: Any) -> sp.Expr:
        """Return n/d as an ordinary SymPy product, so that SymPy may cancel."""
        return plain(self)


def over(numerator: Any, denominator: Any) -> sp.Expr:
    """Write numerator/denominator as a fraction that keeps its denominator.

    Args:
        numerator: A number or expression.
        denominator: A number or expression; that it is not zero is *not* checked here
            (``denominators`` lists it).

    >>> from symbolic.language.notation import q, r
    >>> over(q * r, r), denominators(over(q * r, r))
    (Quotient(q*r, r), (r,))
    """
    return Quotient(sp.sympify(numerator), sp.sympify(denominator))


def plain(expression: sp.Expr) -> sp.Expr:
    """Replace every Quotient(n, d) by n/d.

    What SymPy then cancels is lost: read ``denominators`` first.

    >>> from symbolic.language.notation import q, r
    >>> plain(over(q * r, r))
    q
    """
    expression = sp.sympify(expression)
    if not expression.has(Quotient):
        return expression
    return _divided(expression)


def _divided(expression: sp.Expr) -> sp.Expr:
    """Return an expression with every fraction in it carried out, those inside first."""
    if not expression.args:
        return expression
    args = [_divided(a) for a in expression.args]
    if isinstance(expression, Quotient):
        return args[0] / args[1]
    same = all(a is b for a, b in zip(args, expression.args, strict=True))
    return expression if same else expression.func(*args)


def denominators(*expressions: sp.Expr) -> tuple[sp.Expr, ...]:
    """List the denominators that the expressions assume to be nonzero, as written, in the order in which they are met.

    Both kinds are read off: the second argument of a Quotient and the base of a negative power.

    >>> from sympy.abc import x, y
    >>> denominators(Quotient(x, x) + 1 / y)
    (y, x)
    """
    found: dict[sp.Expr, None] = {}
    for expression in expressions:
        for node in sp.preorder_traversal(sp.sympify(expression)):
            if isinstance(node, Quotient) and not node.args[1].is_number:
                found.setdefault(node.args[1])
            elif (
                isinstance(node, sp.Pow)
                and node.exp.could_extract_minus_sign()
                and not node.base.is_number
            ):
                found.setdefault(node.base)
    return tuple(found)
