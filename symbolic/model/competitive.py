r"""The economy with a known state and exogenous trades κ: demand on the budget line, market clearing.

A type-x agent maximises u on :math:`p q + r = p\bar q + \bar r`; the market for the first good
clears when :math:`\kappa_r/p + \sum_x\mu_z(x)q^z(x) = \bar q + \kappa_q`.  By Walras' law the
market for the second good then clears too.

Paper: section 3.1, above Lemma 2.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import kappa_q, kappa_r, mu, p, q, q_bar, q_z, r_bar, x, y, z
from symbolic.language.quotient import over
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r


def budget_line() -> sp.Expr:
    r"""Return :math:`r = \bar r + p(\bar q - q)`."""
    return r_bar + p * (q_bar - q)


@cache
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
