r"""Stage 2 with one signed trade for each type.

It is the amount t of the first good that the type buys, negative for a seller.

With the realised price :math:`p = R/Q` both sides consume :math:`(\bar q + t, \bar r - pt)`, and
against the others' totals, :math:`P_- = R_-/Q_-`, :math:`(\bar q + t, \bar r - P_-t/(1 -
t/Q_-))`.  Write :math:`k = 1/Q`.  Then :math:`P_- = p/\omega(kt)` with

.. math:: \omega(v) = 1 + v\ (v < 0),\qquad \omega(v) = 1/(1 - v)\ (v \ge 0),

and the first-order conditions (18) and (19) are one,

.. math:: f(t; p, k, \phi) = \sum_z\phi(z)\,[u_q - p\,\omega(kt)\,u_r](\bar q + t, \bar r - pt; x, z) = 0.

:math:`\omega` has the derivative 1 at zero from both sides, so f has no kink where a type changes
sides.  With shares s of the types, κ and the totals per active agent, the equilibrium solves

.. math:: G = \sum_y s(y)t(y) - \kappa_q + \kappa_r/p = 0,\qquad
          H = \hat Q - \kappa_q - \sum_y s(y)\max(-t(y), 0) = 0,\qquad k = c/\hat Q,\ c = 1/M,

whose only kink is the one of max in H.  Price-taking is c = 0.

Conventions: all derivatives are taken by SymPy from these formulas; ``Omega`` and ``OmegaSlope``
stand for :math:`\omega` and :math:`\omega'`.

Paper: section 3.1 and equations (17)-(19); the form is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import kappa_q, kappa_r, p, q_bar, r_bar, x, z
from symbolic.language.quotient import over, plain
from symbolic.language.slopes import diff
from symbolic.language.utility import UtilityPartial, u, u_q, u_qr, u_r, u_rr

t = sp.Symbol("t", real=True)
"""The amount of the first good bought, negative for a seller."""

k = sp.Symbol("k", real=True)
"""1/Q, zero for a price-taker."""

P_others = sp.Symbol("P_others", positive=True)
"""The ratio of the others' totals."""

k_others = sp.Symbol("k_others", real=True)
"""One over the others' total of the first good."""

log_P, log_Q = sp.Symbol("log_P", real=True), sp.Symbol("log_Q", real=True)

omega, omega_slope = sp.Symbol("omega", positive=True), sp.Symbol("omega_slope", positive=True)
r"""Values of :math:`\omega(kt)` and :math:`\omega'(kt)`."""


class OmegaSlope(sp.Function):  # type: ignore[misc]  # SymPy is untyped
    r"""The derivative of :math:`\omega`: 1 for v < 0 and :math:`1/(1 - v)^2` for v ≥ 0."""

    nargs = (1,)


class Omega(sp.Function):  # type: ignore[misc]
    r"""The share :math:`\omega(v)` by which the own trade moves the price.

    1 + v for v < 0 and 1/(1 - v) for v ≥ 0.
    """

    nargs = (1,)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Return the derivative, which is continuous."""
        return OmegaSlope(self.args[0])


class Spending(UtilityPartial):
    r"""The derivative :math:`(r u_r)_r = u_r + r u_{rr}`; zero for a logarithm."""

    @staticmethod
    def of(utility: sp.Expr, q: sp.Symbol, r: sp.Symbol) -> sp.Expr:
        """Return it for one utility in q and r."""
        return diff(r * diff(utility, r), r)


def bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q + t, \bar r - pt)`."""
    return q_bar + t, r_bar - p * t


def condition() -> sp.Expr:
    r"""Return :math:`u_q - p\,\omega(kt)\,u_r`, the gain less the cost of buying more, in one state."""
    consumed = (*bundle(), x, z)
    return u_q(*consumed) - p * Omega(k * t) * u_r(*consumed)


def _with_values(expression: sp.Expr) -> sp.Expr:
    return expression.xreplace({Omega(k * t): omega, OmegaSlope(k * t): omega_slope})


@cache
def condition_and_slopes() -> tuple[sp.Expr, ...]:
    r"""Return f and its derivatives in t, p and k, in one state.

    The values of :math:`\omega` and :math:`\omega'` are symbols in them.
    """
    f = condition()
    return tuple(_with_values(e) for e in (f, diff(f, t), diff(f, p), diff(f, k)))


@cache
def price_slope_by_spending() -> sp.Expr:
    r"""Return the derivative of f in p as :math:`-t u_{qr} - \omega[(r u_r)_r - \bar r u_{rr}]`.

    It has this form since :math:`pt = \bar r - r`.

    The same number as the third of ``condition_and_slopes``; in intervals less is lost, since the
    income effect is no longer a difference of two terms.
    """
    consumed = (*bundle(), x, z)
    return -t * u_qr(*consumed) - omega * (Spending(*consumed) - r_bar * u_rr(*consumed))


@cache
def value_of_spending() -> sp.Expr:
    r"""Return :math:`u_r` at the bundle, in one state."""
    return u_r(*bundle(), x, z)


def response_value() -> sp.Expr:
    r"""Return u at :math:`(\bar q + t, \bar r - P_-t/(1 - k_-t))`.

    What trading t against known totals of the others gives, in one state.
    """
    return u(q_bar + t, r_bar - over(P_others * t, 1 - k_others * t), x, z)


def _factored(expression: sp.Expr) -> sp.Expr:
    """Factor what multiplies each partial of u in an expression that is linear in them."""
    written = plain(expression)
    atoms = sorted(written.atoms(UtilityPartial), key=str)
    values = {a: sp.Dummy(real=True) for a in atoms}
    linear = written.xreplace(values)
    return sp.Add(*(a * sp.factor(diff(linear, v)) for a, v in values.items()))


@cache
def response_slopes() -> tuple[sp.Expr, ...]:
    r"""Return the derivative of ``response_value`` in t, and that derivative's derivative in :math:`P_-`."""
    slope = diff(response_value(), t)
    return _factored(slope), _factored(diff(slope, P_others))


@cache
def values_of_totals() -> tuple[sp.Expr, ...]:
    r"""Return the derivatives of ``response_value`` in :math:`\log P_-` and in :math:`\log Q_-`.

    By the envelope theorem they are those of its maximum over t.
    """
    value = response_value()
    return _factored(P_others * diff(value, P_others)), _factored(-k_others * diff(value, k_others))


def exogenous_demand() -> sp.Expr:
    r"""Return :math:`\kappa_r/p - \kappa_q`: with the trades it adds up to zero."""
    return over(kappa_r, p) - kappa_q
