r"""Offers, and what an inactive agent gets for one.

An offer is one-sided: it gives up some of the first good or some of the second, not of both.  An
inactive agent trades it at the fixed price :math:`p_1 = \bar r/\bar q`.

Paper: section 2.2, equations (1) and (2).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import a_q, a_r, o_q, o_r, p_1, q_bar, r_bar
from symbolic.language.proposition import And, Proposition, Relation, equation
from symbolic.language.quotient import over

P_1 = over(r_bar, q_bar)
"""The fixed price of stage 1, units of the second good for one of the first.

Paper: section 2.2.
"""


def in_offer_set(offer_q: sp.Expr = o_q, offer_r: sp.Expr = o_r) -> Proposition:
    r"""Say that an offer belongs to :math:`\mathcal O`: within the endowments and one-sided.

    Paper: equation (1).
    """
    return And(
        (
            Relation(offer_q, ">=", sp.S.Zero),
            Relation(offer_q, "<=", q_bar),
            Relation(offer_r, ">=", sp.S.Zero),
            Relation(offer_r, "<=", r_bar),
            equation(offer_q * offer_r, 0),
        )
    )


def inactive_payoff(
    offer_q: sp.Expr = a_q, offer_r: sp.Expr = a_r, price: sp.Expr = p_1
) -> tuple[sp.Expr, sp.Expr]:
    r"""Return the consumption of an inactive agent, :math:`(\bar q - a_q + a_r/p_1,\ \bar r - a_r + p_1 a_q)`.

    Paper: equation (2).
    """
    return q_bar - offer_q + over(offer_r, price), r_bar - offer_r + price * offer_q
