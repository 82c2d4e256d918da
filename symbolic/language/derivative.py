"""Derivatives that are not carried out, so that a statement can say what its formula is the derivative of.

``DerivativeOf(f, b)`` stands for df/db as written.  SymPy carries it out on ``doit``; the ring
decider reads what ``doit`` gives, and the checker of certificates (``proofs_check.recheck``)
differentiates by rules of its own.  So "the derivative of g is this formula" is a statement that
does not rest on SymPy.
"""

from __future__ import annotations

from typing import Any

import sympy as sp


class DerivativeOf(sp.Expr):  # type: ignore[misc]  # SymPy is untyped
    """Represent the derivative of a formula in a symbol, all other quantities held fixed.

    >>> from sympy.abc import b, c
    >>> DerivativeOf(b**2 * c, b).doit()
    2*b*c
    """

    def __new__(cls, body: Any, variable: Any) -> Any:
        """Check that the variable is a symbol; never evaluate."""
        if not isinstance(variable, sp.Symbol):
            raise TypeError(f"a formula is differentiated in a symbol, got {variable!r}")
        return sp.Expr.__new__(cls, sp.sympify(body), variable)

    def _eval_is_commutative(self) -> bool:
        return True

    def _eval_subs(self, old: sp.Expr, new: sp.Expr) -> None:
        if old == self.args[1]:
            raise ValueError(f"{old} stands for a formula, and a derivative is taken in it")

    def doit(self, **hints: Any) -> sp.Expr:
        """Carry the derivative out; what it presupposes is to be read first (``domain``)."""
        return sp.diff(carried_out(self.args[0]), self.args[1])


def carried_out(expression: sp.Expr) -> sp.Expr:
    """Carry out every derivative in an expression.

    >>> from sympy.abc import b
    >>> carried_out(1 + DerivativeOf(b**2, b))
    2*b + 1
    """
    return (
        expression.replace(DerivativeOf, lambda body, v: DerivativeOf(body, v).doit())
        if expression.has(DerivativeOf)
        else expression
    )
