r"""The best response at stage 2 under known totals of the others.

An agent of type x with belief :math:`\phi` over states faces :math:`(Q_-, R_-)` and chooses a
one-sided offer.  Selling the first good gives :math:`g(b_q)`, selling the second gives
:math:`h(b_r)`.  Both are strictly concave, and by (20) at most one of them rises at zero.

Conventions: g and h are the expected payoffs as functions of the own offer; their derivatives are
derived with SymPy.

Paper: equations (11), (16)-(20).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import sympy as sp

from symbolic.language.notation import Q_others, R_others, b_q, b_r, phi, q_bar, r_bar, x, z
from symbolic.language.quotient import over
from symbolic.language.slopes import diff
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_q, u_r
from symbolic.model.market import reduced_payoff


@cache
def objective() -> sp.Expr:
    r"""Return :math:`H_x(b; Q_-, R_-) = \sum_z \phi(z)\,u(\cdot,\cdot;x,z)` at the reduced payoff.

    Paper: equation (17), and (11) with the defector's belief.
    """
    return SumOver(phi(z) * u(*reduced_payoff(), x, z), z)


def seller_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`\left(\bar q - b_q,\ \bar r + \frac{b_q R_-}{Q_- + b_q}\right)`.

    What selling the first good gives.
    """
    return q_bar - b_q, r_bar + over(b_q * R_others, Q_others + b_q)


def buyer_bundle() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`\left(\bar q + \frac{b_r Q_-}{R_- + b_r},\ \bar r - b_r\right)`.

    What selling the second good gives.
    """
    return q_bar + over(b_r * Q_others, R_others + b_r), r_bar - b_r


@cache
def g() -> sp.Expr:
    r"""Return :math:`g(b_q) = H_x(b_q, 0; Q_-, R_-)`.  Paper: below equation (17)."""
    return SumOver(phi(z) * u(*seller_bundle(), x, z), z)


@cache
def h() -> sp.Expr:
    r"""Return :math:`h(b_r) = H_x(0, b_r; Q_-, R_-)`.  Paper: below equation (17)."""
    return SumOver(phi(z) * u(*buyer_bundle(), x, z), z)


@cache
def g_prime() -> sp.Expr:
    """Return g', derived from g by the chain rule."""
    return diff(g(), b_q)


@cache
def h_prime() -> sp.Expr:
    """Return h', derived from h by the chain rule."""
    return diff(h(), b_r)


@cache
def g_second() -> sp.Expr:
    """Return g'', derived."""
    return diff(g(), b_q, b_q)


@cache
def h_second() -> sp.Expr:
    """Return h'', derived."""
    return diff(h(), b_r, b_r)


def g_prime_at_zero() -> sp.Expr:
    r"""Return the slope at zero of offering the first good, in its printed form.

    .. math:: g'(0) = \sum_z \phi(z)
              \left[-u_q(\bar q,\bar r;x,z) + u_r(\bar q,\bar r;x,z)\frac{R_-}{Q_-}\right]

    The printed display omits one argument of u_q and of u_r.  That this equals g' at 0 is claim
    ``prop-1.g-prime-zero``.
    """
    return SumOver(
        phi(z) * (-u_q(q_bar, r_bar, x, z) + u_r(q_bar, r_bar, x, z) * over(R_others, Q_others)), z
    )


def h_prime_at_zero() -> sp.Expr:
    r"""Return the slope at zero of offering the second good, in its printed form.

    .. math:: h'(0) = \sum_z \phi(z)
              \left[u_q(\bar q,\bar r;x,z)\frac{Q_-}{R_-} - u_r(\bar q,\bar r;x,z)\right]
    """
    return SumOver(
        phi(z) * (u_q(q_bar, r_bar, x, z) * over(Q_others, R_others) - u_r(q_bar, r_bar, x, z)), z
    )


def integrand(expected: sp.Expr) -> sp.Expr:
    r"""Return f where the formula is :math:`\sum_z\phi(z)f(z)`.

    Raises:
        ValueError: The formula is not such a sum.
    """
    body = expected.body if isinstance(expected, SumOver) else sp.S.Zero
    rest = body / phi(z)
    if body == 0 or rest.has(phi):
        raise ValueError(f"expected a sum over states with the factor phi(z), got {expected}")
    return rest


@dataclass(frozen=True)
class OneSided:
    """The payoff of offers on one side of the market, and its derivatives.

    It is taken in one state and against given totals of the others.

    Args:
        own: The offer.
        bundle: What it gives.
        payoff: The utility of that bundle.
        slope: Its derivative in the own offer.
        curvature: Its second derivative in the own offer.
        by_q: The derivative of the slope in the others' total of the first good.
        by_r: The same in that of the second good.
    """

    own: sp.Symbol
    bundle: tuple[sp.Expr, sp.Expr]
    payoff: sp.Expr
    slope: sp.Expr
    curvature: sp.Expr
    by_q: sp.Expr
    by_r: sp.Expr


@cache
def one_sided(side: int) -> OneSided:
    """Return g (side 0) or h (side 1) in one state with all derivatives, derived."""
    own, bundle, expected = (
        (b_q, seller_bundle(), (g(), g_prime(), g_second()))
        if side == 0
        else (b_r, buyer_bundle(), (h(), h_prime(), h_second()))
    )
    payoff, slope, curvature = map(integrand, expected)
    return OneSided(
        own,
        bundle,
        payoff,
        slope,
        curvature,
        *(diff(slope, total) for total in (Q_others, R_others)),
    )
