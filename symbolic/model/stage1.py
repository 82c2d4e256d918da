r"""Stage 1 contingent on being inactive: the objective, also along the budget line, and the belief intervals.

An inactive agent's consumption lies on the line through the endowment at the price :math:`p_1`, so
choosing an offer is choosing :math:`q \in [0, 2\bar q]`, and :math:`L_x(q) = \sum_z\tau_x(z)\,u(q,
p_1\bar q + \bar r - p_1 q; x, z)` is strictly concave.

Paper: section 3.2, equations (5)-(7), and :math:`L_x` in the proof of Theorem 1, Claim 1.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import a_q, a_r, p_1, q, q_bar, r_bar, tau, x, z
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_q, u_r
from symbolic.model.offers import inactive_payoff


def inactive_objective() -> sp.Expr:
    r"""Return :math:`G_x(a) = \sum_z\tau_x(z)\,u(\bar q - a_q + a_r/p_1, \bar r - a_r + p_1 a_q; x, z)`.

    Paper: equation (5).
    """
    return SumOver(tau(x, z) * u(*inactive_payoff(), x, z), z)


def consumption(offer_q: sp.Expr = a_q, offer_r: sp.Expr = a_r) -> sp.Expr:
    r"""Return :math:`q_1(a) = \bar q - a_q + a_r/p_1`.  Paper: equation (6)."""
    return inactive_payoff(offer_q, offer_r)[0]


def budget_line(consumed: sp.Expr = q) -> sp.Expr:
    r"""Return :math:`r = p_1\bar q + \bar r - p_1 q`, the other good on the budget line through the endowment."""
    return p_1 * q_bar + r_bar - p_1 * consumed


def line_objective() -> sp.Expr:
    r"""Return :math:`L_x(q)`.  Paper: proof of Theorem 1, Claim 1."""
    return SumOver(tau(x, z) * u(q, budget_line(), x, z), z)


@cache
def line_slope() -> sp.Expr:
    r"""Return :math:`L_x'(q) = \sum_z\tau_x(z)[u_q - p_1 u_r]`, which is zero at the best consumption."""
    bundle = (q, budget_line(), x, z)
    return SumOver(tau(x, z) * (u_q(*bundle) - p_1 * u_r(*bundle)), z)


def midpoint(lower: sp.Expr, upper: sp.Expr) -> sp.Expr:
    """Return the point at which the intervals of two neighbouring types meet.

    Paper: equation (7).
    """
    return (lower + upper) / 2
