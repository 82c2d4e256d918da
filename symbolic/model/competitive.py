r"""The economy with a known state and exogenous trades κ.

Demand along the budget line and market clearing.

A type-x agent maximises u on :math:`p q + r = p\bar q + \bar r`; the market for the first good
clears when :math:`\kappa_r/p + \sum_x\mu_z(x)q^z(x) = \bar q + \kappa_q`.  By Walras' law the
market for the second good then clears too.

Paper: section 3.1, above Lemma 2.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import kappa_q, kappa_r, mu, p, q, q_bar, q_z, r, r_bar, x, y, z
from symbolic.language.quotient import over
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r


def budget_line() -> sp.Expr:
    r"""Return :math:`r = \bar r + p(\bar q - q)`."""
    return r_bar + p * (q_bar - q)


def demand_slope() -> sp.Expr:
    r"""Return :math:`u_q - p u_r` on the budget line: zero at the demand, decreasing in q."""
    bundle = (q, budget_line(), x, z)
    return u_q(*bundle) - p * u_r(*bundle)


def excess_demand() -> sp.Expr:
    r"""Return :math:`\kappa_r/p + \sum_y\mu_z(y)q^z(y) - \bar q - \kappa_q`.

    Paper: the clearing condition above Lemma 2.
    """
    return over(kappa_r, p) + SumOver(mu(z, y) * q_z(y), y) - q_bar - kappa_q


def price_bounds() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the bounds between which every equilibrium price lies.

    .. math:: \kappa_r/(\bar q + \kappa_q),\qquad (\bar r + \kappa_r)/\kappa_q
    """
    return over(kappa_r, q_bar + kappa_q), over(r_bar + kappa_r, kappa_q)


def relative_risk_aversion(formula: sp.Expr) -> sp.Expr:
    r"""Return :math:`-r u_{rr}/u_r` of a utility formula in q and r.

    For :math:`u_{qr} = 0` demand for the first good is monotone when this is at most 1 everywhere:
    the sign of :math:`dq/dp` is that of :math:`-u_r - p(\bar q - q)u_{rr}`, and :math:`p(\bar q -
    q) = r - \bar r \le r`.
    """
    return sp.simplify(-r * sp.diff(formula, r, 2) / sp.diff(formula, r))


def marginal_rate(formula: sp.Expr) -> sp.Expr:
    """Return the marginal rate of substitution u_q/u_r of a utility formula."""
    return sp.simplify(sp.diff(formula, q) / sp.diff(formula, r))


def is_homothetic(formula: sp.Expr) -> bool:
    r"""Whether the marginal rate of substitution depends on q/r alone.

    It does if :math:`q\,\partial_q + r\,\partial_r` of it is identically zero.

    With homothetic utilities and equal endowments the competitive equilibrium is unique: at every
    equilibrium aggregate excess demand slopes down, since :math:`\sum_x\mu(x)q(x)^2 \ge
    (\sum_x\mu(x)q(x))^2` bounds the income effects.
    """
    rate = marginal_rate(formula)
    return bool(sp.simplify(q * sp.diff(rate, q) + r * sp.diff(rate, r)) == 0)
