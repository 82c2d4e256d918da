r"""One market, offers of both goods at once: what an offer gives and brings, with all derivatives.

An agent offers :math:`(b_q, b_r)` in :math:`[0, \bar q]\times[0, \bar r]` and consumes (14).  Every
one-stage market game here is a restriction of this one: on O one of the two offers is zero; in the
*sell-all* game :math:`b_q = \bar q` by rule and :math:`b_r` is a bid.  In a *large* market the own
offer does not move the price :math:`R/Q` of the totals per agent.

Conventions: ``Q_others`` and ``R_others`` are the totals of the others, exogenous offers included;
in the large market, the totals per agent.  Each formula is that of one state; expectations are taken
over states *and* over the totals, which are random where offers are made on private information.

Paper: equation (14) and Lemma 1; footnote 4 for the sell-all version.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from symbolic.language.notation import N, Q_others, R, R_others, b_q, b_r, q_bar, x, z
from symbolic.language.quotient import over, plain
from symbolic.language.slopes import diff
from symbolic.language.utility import u
from symbolic.model.market import payoff, reduced_payoff

OFFERS = (b_q, b_r)
TOTALS = (Q_others, R_others)


@dataclass(frozen=True)
class Market:
    """The payoff of an offer in one state and its derivatives, derived by the chain rule.

    Args:
        bundle: Consumption (q, r).
        payoff: The utility of it.
        slopes: Derivatives of the payoff in the two offers.
        own: Derivatives of either slope in the two offers, row by row.
        others: Derivatives of either slope in the two totals, row by row.
    """

    bundle: tuple[sp.Expr, sp.Expr]
    payoff: sp.Expr
    slopes: tuple[sp.Expr, sp.Expr]
    own: tuple[sp.Expr, ...]
    others: tuple[sp.Expr, ...]


def bundle(large: bool) -> tuple[sp.Expr, sp.Expr]:
    r"""Return what an offer gives: (14), or at the price of the totals where the market is large."""
    return payoff(price=over(R_others, Q_others)) if large else reduced_payoff()


@cache
def market(large: bool) -> Market:
    """Return the market with all derivatives."""
    given = bundle(large)
    utility = u(*given, x, z)
    slopes = tuple(diff(utility, b) for b in OFFERS)
    return Market(
        given,
        utility,
        (slopes[0], slopes[1]),
        tuple(diff(s, b) for s in slopes for b in OFFERS),
        tuple(diff(s, t) for s in slopes for t in TOTALS),
    )


@cache
def bidding() -> tuple[sp.Expr, ...]:
    r"""Return the slope of a sell-all bid in the total R that includes it, and its derivatives in the bid and in R.

    N agents sell :math:`\bar q` each and no exogenous offers are made, so :math:`Q_- = (N-1)\bar q`
    and :math:`R_- = R - b_r`: the slope is :math:`u_q\,N\bar q(R - b_r)/R^2 - u_r(1 - 1/N)`.
    """
    here = {b_q: q_bar, Q_others: (N - 1) * q_bar, R_others: R - b_r}
    slope = plain(market(large=False).slopes[1]).subs(here, simultaneous=True)
    return slope, diff(slope, b_r), diff(slope, R)
