r"""The paper's utility :math:`u(q, r; x, z)` as an abstract smooth function with named partial derivatives.

Only what section 2.1 grants is used: u is twice continuously differentiable in (q, r), so the order
of differentiation does not matter and a partial is named by how often it differentiates in q and in
r: ``u_qr`` is :math:`u_{qr}`.  SymPy's chain rule then gives formulas in these names, without
``Derivative`` or ``Subs``.  The third class of names (``u_qqq`` …) exists for the slope of the
design, which needs one derivative of the second partials' coefficients; that u has them is an
assumption of whoever uses them.

Paper: section 2.1.
"""

from __future__ import annotations

from typing import ClassVar

import sympy as sp
from sympy.core.function import ArgumentIndexError

from symbolic.language.notation import enter
from symbolic.language.quotient import plain, replaced
from symbolic.language.slopes import diff


class UtilityPartial(sp.Function):  # type: ignore[misc]
    """A partial derivative of u at (q, r; x, z); ``order`` counts the derivatives in q and in r."""

    nargs = (4,)
    order: ClassVar[tuple[int, int]] = (0, 0)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Differentiate in q (1) or r (2).

        Types and states are labels and are not differentiated.
        """
        i, j = self.order
        if argindex == 1:
            return partial(i + 1, j)(*self.args)
        if argindex == 2:
            return partial(i, j + 1)(*self.args)
        raise ArgumentIndexError(self, argindex)


enter(
    "u", "u", "ex post utility of a bundle, given the own type and the state", "real numbers", "2.1"
)


class u(UtilityPartial):
    """Utility u(q, r; x, z)."""


class u_q(UtilityPartial):
    """Marginal utility of the first good."""

    order = (1, 0)


class u_r(UtilityPartial):
    """Marginal utility of the second good."""

    order = (0, 1)


class u_qq(UtilityPartial):
    """Second partial in q."""

    order = (2, 0)


class u_qr(UtilityPartial):
    """Mixed second partial."""

    order = (1, 1)


class u_rr(UtilityPartial):
    """Second partial in r."""

    order = (0, 2)


class u_qqq(UtilityPartial):
    """Third partial in q (not granted by the paper)."""

    order = (3, 0)


class u_qqr(UtilityPartial):
    """Third partial, twice in q (not granted by the paper)."""

    order = (2, 1)


class u_qrr(UtilityPartial):
    """Third partial, twice in r (not granted by the paper)."""

    order = (1, 2)


class u_rrr(UtilityPartial):
    """Third partial in r (not granted by the paper)."""

    order = (0, 3)


PARTIALS: tuple[type[UtilityPartial], ...] = (
    u,
    u_q,
    u_r,
    u_qq,
    u_qr,
    u_rr,
    u_qqq,
    u_qqr,
    u_qrr,
    u_rrr,
)
_BY_ORDER = {p.order: p for p in PARTIALS}


def partial(i: int, j: int) -> type[UtilityPartial]:
    """Return the class of the partial derivative that differentiates i times in q and j times in r.

    Raises:
        NotImplementedError: i + j exceeds 3; the paper grants two derivatives.
    """
    if (i, j) not in _BY_ORDER:
        raise NotImplementedError(
            f"u is differentiated {i} times in q and {j} in r; at most three derivatives have a "
            "name"
        )
    return _BY_ORDER[i, j]


def with_utility(expression: sp.Expr, formula: sp.Expr, q: sp.Symbol, r: sp.Symbol) -> sp.Expr:
    """Put a concrete utility in the place of u and its partials.

    Args:
        expression: An expression in u, u_q, ….
        formula: The utility as an expression in the symbols ``q`` and ``r`` (and any parameters).
        q: The symbol for the first good in ``formula``.
        r: The symbol for the second good in ``formula``.

    >>> from sympy.abc import q, r, x, z
    >>> with_utility(u_q(q, 2 * r, x, z), sp.log(q) * r, q, r)
    2*r/q
    """
    utility = plain(formula)

    def at(found: UtilityPartial) -> sp.Expr:
        i, j = found.order
        partial_derivative = diff(utility, *[q] * i, *[r] * j)
        return partial_derivative.xreplace({q: found.args[0], r: found.args[1]})

    return replaced(expression, UtilityPartial, at)
