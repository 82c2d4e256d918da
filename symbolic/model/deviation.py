r"""What a stage-1 deviation costs and brings.

The module has the defector's totals, the stage-1 objective, and the slope of the gain.

An agent of type x whose offer lies in :math:`I(\bar x)` is taken for a type :math:`\bar x`.  With
others' types :math:`\xi` the others believe :math:`\sigma' = \xi + e_{\bar x}` and play
:math:`\beta^{\sigma'}`; the agent itself knows :math:`\sigma^* = \xi + e_x`.

The slope is :math:`\lim_M M\,(F_x(\bar x) - F_x(x))`.  In a known state z let :math:`d(y) = q^z(y)
- \bar q`.  Being taken for :math:`\bar x` adds :math:`(e_{\bar x} - e_x)/M` to the believed shares,
which moves the clearing price by :math:`(d(\bar x) - d(x))/(-Z_p M)` with :math:`Z(p) = \kappa_r/p
+ \sum_y\mu_z(y)q(y; p) - \bar q - \kappa_q`; and the one agent whose believed offer is *not* made
moves the ratio :math:`R_-/Q_-` by :math:`-p\,(d(\bar x) - d(x))/(M\hat Q)`, since :math:`\beta_r(y)
- p\beta_q(y) = p\,d(y)`.  A price-taker values a change of the price at :math:`u_r\,(\bar q -
q^z(x))` by the envelope theorem.  The posterior of the state moves exponentially little.

Conventions: the slope assumes that no type is exactly at zero trade in the limit (a kink), and
three derivatives of u nowhere.

Paper: (11), (22)-(26), Claim 2 of Theorem 1; the slope is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import kappa_r, p, q, q_bar, x, z
from symbolic.language.quotient import over
from symbolic.language.slopes import diff
from symbolic.language.utility import u_r
from symbolic.model.competitive import budget_line, demand_slope


@cache
def demand_response() -> sp.Expr:
    r"""Return :math:`dq/dp` of a type's demand by the implicit function theorem.

    It is :math:`-\partial_p s/\partial_q s` with s = u_q - p u_r.
    """
    slope = demand_slope()
    return -over(diff(slope, p), diff(slope, q))


@cache
def value_of_price() -> sp.Expr:
    r"""Return :math:`u_r\,(\bar q - q)`, what a price-taker gains per unit of price.

    It follows by the envelope theorem.
    """
    return u_r(q, budget_line(), x, z) * (q_bar - q)


DEMAND_SLOPE_TOTAL = sp.Symbol("Z_p", real=True)
"""The slope of excess demand at the equilibrium price, negative where it is unique by monotone demand."""

OFFERED = sp.Symbol("Q_hat", real=True)
r""":math:`\hat Q = \kappa_q + \sum_y\mu_z(y)\beta^z_q(y)`, the first good offered per active agent."""

MEAN_RESPONSE = sp.Symbol("mean_response", real=True)
r""":math:`\sum_y\mu_z(y)\,dq(y)/dp`."""


@cache
def excess_demand_slope() -> sp.Expr:
    r"""Return :math:`Z_p = -\kappa_r/p^2 + \sum_y\mu_z(y)\,dq(y)/dp`."""
    return MEAN_RESPONSE - over(kappa_r, p**2)


@cache
def price_per_trade() -> sp.Expr:
    r"""Return :math:`-1/Z_p - p/\hat Q`.

    M times the change of :math:`R_-/Q_-` for one unit of believed extra demand of the one agent.
    """
    return -over(1, DEMAND_SLOPE_TOTAL) - over(p, OFFERED)
