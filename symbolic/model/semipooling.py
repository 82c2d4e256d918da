r"""Stage 2 after a semi-pooling stage 1.

Blocks of types make the same offer, so beliefs are about blocks, and best responses are to random
totals.

The types are partitioned into blocks :math:`Y_1, \ldots, Y_K`; one *target* agent makes an offer
attributed to a set A of types, and :math:`\lambda(Y_k)` of the others make the offer of block
k.  Given the state the others' types are independent, so a *composition* j (how many of each type
there are in each block) has probability :math:`\gamma_z(j)`, a product of multinomials, and the
others' totals :math:`(Q_-(j), R_-(j))` are random.

Conventions: for the target :math:`\lambda` counts the M - 1 others; for a non-target
:math:`\lambda_-` counts the M - 2 others but for the target.

Paper: section 7.2, Claims 1a and 1b, equations (30)-(33).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import (
    Q_j,
    R_j,
    b_q,
    b_r,
    gamma_z,
    j,
    k,
    lam,
    lam_minus,
    mu,
    mu_A,
    mu_block,
    p,
    phi,
    pi,
    q_bar,
    r_bar,
    x,
    z,
    z_prime,
)
from symbolic.language.quotient import over
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import u, u_q, u_r
from symbolic.model.market import reduced_payoff


def target_weight(state: sp.Expr = z) -> sp.Expr:
    r"""Return :math:`\pi(z)\mu_z(x)\prod_k\mu_z(Y_k)^{\lambda(Y_k)}`."""
    return pi(state) * mu(state, x) * ProductOver(mu_block(state, k) ** lam(k), k)


def target_posterior(state: sp.Expr = z) -> sp.Expr:
    r"""Return :math:`\tilde\phi_x(z)`, what the target of type x believes about the state.

    Paper: Claim 1a.
    """
    return over(target_weight(state), SumOver(target_weight(z_prime), z_prime))


def nontarget_weight(state: sp.Expr = z) -> sp.Expr:
    r"""Return :math:`\pi(z)\mu_z(x)\mu_z(A)\prod_k\mu_z(Y_k)^{\lambda_-(Y_k)}`."""
    return (
        pi(state) * mu(state, x) * mu_A(state) * ProductOver(mu_block(state, k) ** lam_minus(k), k)
    )


def nontarget_posterior(state: sp.Expr = z) -> sp.Expr:
    r"""Return :math:`\hat\phi_x(z)`, what a non-target agent of type x believes about the state.

    Paper: Claim 1b.
    """
    return over(nontarget_weight(state), SumOver(nontarget_weight(z_prime), z_prime))


def objective() -> sp.Expr:
    r"""Return what an offer is worth in expectation over states and compositions.

    .. math:: \sum_z\phi(z)\sum_j\gamma_z(j)\,u(\cdot,\cdot;x,z)

    at the reduced payoff against :math:`(Q_-(j), R_-(j))`.

    Paper: equations (30) and (31), which differ in the belief and in the totals only.
    """
    return SumOver(
        phi(z) * SumOver(gamma_z(z, j) * u(*reduced_payoff(b_q, b_r, Q_j(j), R_j(j)), x, z), j), z
    )


def seller_consumption() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`\left(\bar q - b_q,\ \bar r + \frac{b_q R_-}{Q_- + b_q}\right)` in a composition.

    Paper: equation (33).
    """
    return q_bar - b_q, r_bar + over(b_q * R_j(j), Q_j(j) + b_q)


def marginal_price() -> sp.Expr:
    r"""Return :math:`\frac{Q_-R_-}{(Q_- + b_q)^2}`.

    It is the second good received for the last unit offered. Paper: inside (32).
    """
    return over(Q_j(j) * R_j(j), (Q_j(j) + b_q) ** 2)


def seller_slope() -> sp.Expr:
    r"""Return the slope in the seller's offer, the left side of (32).

    .. math:: \sum_z\phi(z)\sum_j\gamma_z(j)
              \left[-u_q + u_r\frac{Q_-R_-}{(Q_- + b_q)^2}\right]

    That it is the derivative of (30) along :math:`b_r = 0` is claim ``eq-32``.
    """
    bundle = (*seller_consumption(), x, z)
    return SumOver(
        phi(z) * SumOver(gamma_z(z, j) * (-u_q(*bundle) + u_r(*bundle) * marginal_price()), j), z
    )


def seller_price() -> sp.Expr:
    r"""Return :math:`\frac{R_-}{Q_- + b_q}`, the price that a seller of :math:`b_q` gets in a composition."""
    return over(R_j(j), Q_j(j) + b_q)


def price_taking_slope(received: sp.Expr, marginal: sp.Expr | None = None) -> sp.Expr:
    r"""Return :math:`L(b_q, p_1, p_2) = u_q - u_r p_2` at :math:`(\bar q - b_q, \bar r + b_q p_1)`.

    The two prices are equal for a price-taker.

    Paper: L in the proof of Claim 3.
    """
    bundle = (q_bar - b_q, r_bar + b_q * received, x, z)
    return u_q(*bundle) - u_r(*bundle) * (received if marginal is None else marginal)


def price_taking_payoffs() -> tuple[sp.Expr, sp.Expr]:
    r"""Return the payoffs of a price-taker's offers of either good.

    .. math:: u(\bar q - b_q, \bar r + p\,b_q),\qquad u(\bar q + b_r/p, \bar r - b_r)

    Paper: H in the proof of Claim 3.
    """
    return u(q_bar - b_q, r_bar + b_q * p, x, z), u(q_bar + over(b_r, p), r_bar - b_r, x, z)
