r"""Stage 2 as an aggregative game: an offer's first-order condition in terms of the totals that include it.

With :math:`Q = Q_- + b_q`, :math:`R = R_- + b_r` and :math:`p = R/Q`, the slope of g at :math:`b_q` is
:math:`\sum_z\phi(z)[-u_q + u_r\,p(1 - b_q/Q)]` at the bundle :math:`(\bar q - b_q, \bar r + p b_q)`, and the slope of h at :math:`b_r` is
:math:`\sum_z\phi(z)[u_q(1 - b_r/R)/p - u_r]` at :math:`(\bar q + b_r/p, \bar r - b_r)`.  For a given price the two totals decouple: sellers
of the first good determine Q, sellers of the second R.

Conventions: these forms are derived; that they equal the paper's g' and h' is claimed and decided (``sec-3.1.aggregative``).

Paper: section 3.1 and equations (17)-(19); the aggregative form is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.notation import Q, R, b_q, b_r, phi, q_bar, r_bar, x, z
from symbolic.quotient import over
from symbolic.sums import SumOver
from symbolic.utility import u_q, u_r


def seller_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q - b_q,\ \bar r + b_q R/Q)`, what selling the first good gives at the price R/Q."""
    return q_bar - b_q, r_bar + b_q * over(R, Q)


def buyer_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q + b_r Q/R,\ \bar r - b_r)`, what selling the second good gives at the price R/Q."""
    return q_bar + b_r * over(Q, R), r_bar - b_r


def seller_terms() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the cost :math:`u_q` and the gain :math:`u_r\,(R/Q)(1 - b_q/Q)` of offering more of the first good, in one state."""
    bundle = seller_bundle()
    return u_q(*bundle, x, z), u_r(*bundle, x, z) * over(R, Q) * (1 - over(b_q, Q))


def buyer_terms() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the cost :math:`u_r` and the gain :math:`u_q\,(Q/R)(1 - b_r/R)` of offering more of the second good, in one state."""
    bundle = buyer_bundle()
    return u_r(*bundle, x, z), u_q(*bundle, x, z) * over(Q, R) * (1 - over(b_r, R))


def seller_condition() -> sp.Expr:
    """Return the slope of g in terms of the totals: expected gain less expected cost."""
    cost, gain = seller_terms()
    return SumOver(phi(z) * (gain - cost), z)


def buyer_condition() -> sp.Expr:
    """Return the slope of h in terms of the totals: expected gain less expected cost."""
    cost, gain = buyer_terms()
    return SumOver(phi(z) * (gain - cost), z)


@cache
def seller_linearised() -> tuple[sp.Expr, ...]:
    """Return cost, gain, and the derivatives of gain less cost in the offer, Q and R, in one state: what a Newton step needs."""
    cost, gain = seller_terms()
    return cost, gain, *(sp.diff(gain - cost, v) for v in (b_q, Q, R))


@cache
def buyer_linearised() -> tuple[sp.Expr, ...]:
    """Return cost, gain, and the derivatives of gain less cost in the offer, Q and R, in one state."""
    cost, gain = buyer_terms()
    return cost, gain, *(sp.diff(gain - cost, v) for v in (b_r, Q, R))
