r"""The market game of stage 2: totals, price, payoffs, and where every unit goes.

Each active agent n offers :math:`b^n`; the mechanism adds :math:`\kappa` per active agent; the
price is the ratio of the totals, :math:`p_2 = R/Q`. The payoff (3) in terms of the others' offers
is the reduced form (14), which is *derived* here by substitution and not written down.

Paper: section 2.2, equations (3) and (4); section 7, equation (14).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import (
    M,
    Q,
    Q_others,
    R,
    R_others,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    p_2,
    q_bar,
    r_bar,
    s_q,
    s_r,
    sigma,
    x,
    y,
)
from symbolic.language.quotient import over
from symbolic.language.sums import SumOver

P_2 = over(R, Q)
"""The price of stage 2.  Paper: below equation (3)."""


def payoff(
    offer_q: sp.Expr = b_q, offer_r: sp.Expr = b_r, price: sp.Expr = p_2
) -> tuple[sp.Expr, sp.Expr]:
    r"""Return the consumption of an active agent, :math:`(\bar q - b_q + b_r/p_2,\ \bar r - b_r + p_2 b_q)`.

    Paper: equation (3).
    """
    return q_bar - offer_q + over(offer_r, price), r_bar - offer_r + price * offer_q


def payoff_from_totals() -> tuple[sp.Expr, sp.Expr]:
    """Return (3) with the price :math:`(R_- + b_r)/(Q_- + b_q)` of (4) put in.

    The agent's own offer moves the price.
    """
    return payoff(price=over(R_others + b_r, Q_others + b_q))


def reduced_payoff(
    offer_q: sp.Expr = b_q,
    offer_r: sp.Expr = b_r,
    others_q: sp.Expr = Q_others,
    others_r: sp.Expr = R_others,
) -> tuple[sp.Expr, sp.Expr]:
    r"""Return the payoff of an offer against the others' totals, the reduced form.

    .. math:: \left(\bar q + \frac{b_r Q_- - b_q R_-}{R_- + b_r},\
              \bar r + \frac{b_q R_- - b_r Q_-}{Q_- + b_q}\right)

    Paper: equation (14), also inside (11), (17) and (29).  That it equals ``payoff_from_totals`` is
    claim ``eq-14``.
    """
    net = offer_r * others_q - offer_q * others_r
    return q_bar + over(net, others_r + offer_r), r_bar + over(-net, others_q + offer_q)


def totals() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(Q, R) = \sum_y \sigma(y)s^y + M\kappa` for a symmetric profile s of offers by type.

    Paper: equation (4).
    """
    return SumOver(sigma(y) * s_q(y), y) + M * kappa_q, SumOver(sigma(y) * s_r(y), y) + M * kappa_r


def others_totals() -> tuple[sp.Expr, sp.Expr]:
    r"""Return what an agent of type x faces.

    The others' totals are :math:`(Q_-, R_-) = M\kappa + \sum_{y \ne x}\sigma(y)s^y + [\sigma(x) -
    1]s^x`.

    Paper: below equation (17).
    """
    return (
        M * kappa_q + SumOver(sigma(y) * s_q(y), y, x) + (sigma(x) - 1) * s_q(x),
        M * kappa_r + SumOver(sigma(y) * s_r(y), y, x) + (sigma(x) - 1) * s_r(x),
    )


def kappa_payout() -> tuple[sp.Expr, sp.Expr]:
    r"""Return what the exogenous offers take out of the market net of what they put in, per active agent.

    They give :math:`\kappa` and receive :math:`(\kappa_r/p_2,\ p_2\kappa_q)`: the difference is
    :math:`(\kappa_r/p_2 - \kappa_q,\ p_2\kappa_q - \kappa_r)`, worth zero at the price
    :math:`p_2`.  Paper: section 6, first paragraph.
    """
    return over(kappa_r, p_2) - kappa_q, p_2 * kappa_q - kappa_r
