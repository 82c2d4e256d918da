r"""The pari-mutuel version: offers of the inactive count in the market, and everybody is paid at one price.

Stage 1: every agent n offers :math:`a^n`.  Stage 2: the active see the histograms of both groups
and offer :math:`b^n`.  Then

.. math:: (Q, R) = \sum_{\text{active}} b^n + \sum_{\text{inactive}} a^n + N\kappa,\qquad p_2 = R/Q,

and everybody is paid by (3).  So the net payout is :math:`N(\kappa_q - \kappa_r/p_2,\ \kappa_r -
p_2\kappa_q)` whatever is offered: nothing but κ violates feasibility.

An offer of stage 1 that is executed moves the price twice, as an offer and as news; p' is the
derivative of the price in the offer, with the offers of the active adjusting.

Paper: section 6, the mechanism that "more closely resembles pari-mutuel betting"; footnote 3 for the
second histogram.  That κ comes N times is our reading.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import N, b_q, b_r, kappa_q, kappa_r, p, p_2, x, z
from symbolic.language.quotient import over
from symbolic.language.slopes import diff
from symbolic.language.utility import u
from symbolic.model.market import payoff

price_slope = sp.Symbol("price_slope", real=True)
"""The derivative p' of the price in the executed offer."""


@cache
def executed_slope(side: int) -> sp.Expr:
    r"""Return the slope of an executed offer in one state, the price moving with it.

    Of the first good (side 0), :math:`-u_q + u_r(p + b_q p')`; of the second, :math:`u_q(1/p - b_r
    p'/p^2) - u_r`: derived from (3) by the chain rule.
    """
    own = (b_q, b_r)[side]
    offer = (own, sp.S.Zero) if side == 0 else (sp.S.Zero, own)
    utility = u(*payoff(*offer, price=p), x, z)
    return diff(utility, own) + price_slope * diff(utility, p)


def payout() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the designer's net payout of either good, negative where it takes in.

    It is :math:`N(\kappa_q - \kappa_r/p_2)` and :math:`N(\kappa_r - p_2\kappa_q)`: what the exogenous
    offers put in less what they take out.
    """
    return N * (kappa_q - over(kappa_r, p_2)), N * (kappa_r - p_2 * kappa_q)
