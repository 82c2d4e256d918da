"""Fractions that stay as they are written.

SymPy cancels ``x/x`` to 1 on sight, and with it the assumption that x is not zero.  A statement
about a market whose totals might vanish must not lose that assumption, so the formulas of this
project write a fraction as ``Quotient(n, d)``: it prints as a fraction, differentiates by the
quotient rule, and keeps its denominator until somebody asks for ``plain``.

Conventions: a Quotient never evaluates itself; ``plain`` replaces every one by ordinary division.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import is_
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
        slopes = sp.diff(numerator, symbol), sp.diff(denominator, symbol)
        return quotient_rule(numerator, denominator, *slopes)

    def _eval_evalf(self, precision: int) -> sp.Expr:
        return plain(self)._eval_evalf(precision)

    def doit(self, **hints: Any) -> sp.Expr:
        """Return n/d as an ordinary SymPy product, so that SymPy may cancel."""
        return plain(self)


def quotient_rule(
    numerator: sp.Expr, denominator: sp.Expr, slope_n: sp.Expr, slope_d: sp.Expr
) -> sp.Expr:
    """Return the derivative of a fraction, given those of its numerator and denominator."""
    if slope_d == 0:
        return sp.S.Zero if slope_n == 0 else Quotient(slope_n, denominator)
    return Quotient(slope_n * denominator - numerator * slope_d, denominator**2)


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


def replaced(
    expression: sp.Expr,
    kind: type[sp.Expr] | tuple[type[sp.Expr], ...],
    by: Callable[[sp.Expr], sp.Expr],
) -> sp.Expr:
    """Replace every node of a kind by what a function makes of it; its arguments have been replaced before.

    Only what contains such a node is built anew.

    >>> from sympy.abc import x
    >>> replaced(sp.log(1 + sp.log(x)) + x, sp.log, lambda node: 2 * node.args[0])
    5*x + 2
    """
    made: dict[sp.Expr, sp.Expr] = {}

    def walk(node: sp.Expr) -> sp.Expr:
        old = node.args
        if not old:
            return node
        known = made.get(node)
        if known is None:
            new = [walk(a) for a in old]
            known = node if all(map(is_, new, old)) else node.func(*new)
            if isinstance(known, kind):
                known = by(known)
            made[node] = known
        return known

    return walk(expression)


def plain(expression: sp.Expr) -> sp.Expr:
    """Replace every Quotient(n, d) by n/d.

    What SymPy then cancels is lost: read ``denominators`` first.

    >>> from symbolic.language.notation import q, r
    >>> plain(over(q * r, r))
    q
    """
    return replaced(sp.sympify(expression), Quotient, divided)


def divided(fraction: Quotient) -> sp.Expr:
    """Return a fraction as an ordinary product."""
    numerator, denominator = fraction.args
    return numerator / denominator


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
