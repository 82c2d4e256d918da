r"""Stage 2 as an aggregative game: first-order conditions in terms of totals that include the own offer.

With :math:`Q = Q_- + b_q`, :math:`R = R_- + b_r` and :math:`p = R/Q`, the slope of g at :math:`b_q`
is :math:`\sum_z\phi(z)[-u_q + u_r\,p(1 - b_q/Q)]` at the bundle :math:`(\bar q - b_q, \bar r + p
b_q)`, and the slope of h at :math:`b_r` is :math:`\sum_z\phi(z)[u_q(1 - b_r/R)/p - u_r]` at
:math:`(\bar q + b_r/p, \bar r - b_r)`.  For a given price the two totals decouple: sellers of the
first good determine Q, sellers of the second R.

At a given price :math:`p = R/Q` write :math:`m = 1 - b_q/Q`, the share of the price that an extra
unit earns.  In the offer the slope of the condition is :math:`-K - p u_r/Q` with
``seller_curvature`` K, which is linear in m; so where :math:`K \ge 0` at the roots, the root is
unique, :math:`0 \le \partial b_q/\partial Q \le b_q/Q`, and :math:`M\kappa_q +
\sum_x\sigma(x)b_q(x; p, Q) = Q` has one root in Q.  At a root :math:`m = u_q/(p u_r)`, where K says
that both goods are normal.  In the limit of large totals m = 1 and K is minus the second derivative
of u along the budget line.

Conventions: these forms are derived; that they equal the paper's g' and h' is claimed and decided
(``sec-3.1.aggregative``).

Paper: section 3.1 and equations (17)-(19); the aggregative form is not in the paper.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import Q, R, b_q, b_r, p, q_bar, r_bar, x, z
from symbolic.language.quotient import over, plain
from symbolic.language.slopes import diff
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr


def seller_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q - b_q,\ \bar r + b_q R/Q)`, what selling the first good gives at the price R/Q."""
    return q_bar - b_q, r_bar + b_q * over(R, Q)


def buyer_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`(\bar q + b_r Q/R,\ \bar r - b_r)`, what selling the second good gives at the price R/Q."""
    return q_bar + b_r * over(Q, R), r_bar - b_r


@cache
def seller_terms() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the cost :math:`u_q` and the gain :math:`u_r\,(R/Q)(1 - b_q/Q)` of selling more, in one state.

    What is sold is the first good.
    """
    bundle = seller_bundle()
    return u_q(*bundle, x, z), u_r(*bundle, x, z) * over(R, Q) * (1 - over(b_q, Q))


@cache
def buyer_terms() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the cost :math:`u_r` and the gain :math:`u_q\,(Q/R)(1 - b_r/R)` of buying more, in one state.

    What is offered is the second good.
    """
    bundle = buyer_bundle()
    return u_r(*bundle, x, z), u_q(*bundle, x, z) * over(Q, R) * (1 - over(b_r, R))


@cache
def seller_linearised() -> tuple[sp.Expr, ...]:
    """Return cost, gain, and the derivatives of gain less cost in the offer, Q and R, in one state.

    What a Newton step needs.
    """
    cost, gain = seller_terms()
    return cost, gain, *(diff(gain - cost, v) for v in (b_q, Q, R))


@cache
def buyer_linearised() -> tuple[sp.Expr, ...]:
    """Return cost, gain, and the derivatives of gain less cost in the offer, Q and R, in one state."""
    cost, gain = buyer_terms()
    return cost, gain, *(diff(gain - cost, v) for v in (b_r, Q, R))


def _at_price(expression: sp.Expr, total: sp.Symbol) -> sp.Expr:
    """Write a formula in the price and one total: R = pQ where Q is kept, Q = R/p where R is."""
    other = (R, p * Q) if total == Q else (Q, R / p)
    return plain(expression).subs(*other)


@cache
def seller_at_price() -> tuple[sp.Expr, ...]:
    """Return bundle (two formulas), cost and gain of selling the first good, in b_q, p and Q, in one state."""
    return tuple(_at_price(e, Q) for e in (*seller_bundle(), *seller_terms()))


@cache
def buyer_at_price() -> tuple[sp.Expr, ...]:
    """Return bundle (two formulas), cost and gain of selling the second good, in b_r, p and R, in one state."""
    return tuple(_at_price(e, R) for e in (*buyer_bundle(), *buyer_terms()))


@cache
def seller_slopes() -> tuple[sp.Expr, ...]:
    """Return the derivatives of gain less cost in b_q, p and Q, the price being given, in one state."""
    _, _, cost, gain = seller_at_price()
    return tuple(diff(gain - cost, v) for v in (b_q, p, Q))


@cache
def buyer_slopes() -> tuple[sp.Expr, ...]:
    """Return the derivatives of gain less cost in b_r, p and R, the price being given, in one state."""
    _, _, cost, gain = buyer_at_price()
    return tuple(diff(gain - cost, v) for v in (b_r, p, R))


def price_taking_slope(at_price: tuple[sp.Expr, ...], total: sp.Symbol) -> sp.Expr:
    """Return gain less cost where the total is so large that the own offer does not move the price.

    It bounds gain less cost from above.
    """
    _, _, cost, gain = at_price
    return gain.subs(total, 1 / p_inverse_total).subs(p_inverse_total, 0) - cost


p_inverse_total = sp.Symbol("inverse_total", real=True)
"""One over a total."""

m = sp.Symbol("m", real=True)
"""The share of the price that an extra unit earns, one less the own share of the total."""


def seller_curvature() -> sp.Expr:
    r"""Return :math:`K = -[u_{qq} - p(1+m)u_{qr} + p^2 m\,u_{rr}]` at the seller's bundle, in one state."""
    bundle = (*seller_at_price()[:2], x, z)
    return -(u_qq(*bundle) - p * (1 + m) * u_qr(*bundle) + p**2 * m * u_rr(*bundle))


def buyer_curvature() -> sp.Expr:
    r"""Return :math:`K = -[u_{rr} - (1+m)u_{qr}/p + m\,u_{qq}/p^2]` at the buyer's bundle, in one state."""
    bundle = (*buyer_at_price()[:2], x, z)
    return -(u_rr(*bundle) - (1 + m) * u_qr(*bundle) / p + m * u_qq(*bundle) / p**2)
