r"""Price-taking behaviour against a belief: the limit of stage 2 in which nobody moves the price.

A type-x agent with belief φ sells :math:`t \in (-\bar r/p, \bar q)` units of the first good at the
price p (buys if t is negative) and consumes :math:`(\bar q - t, \bar r + p t)`; the slope of its
payoff is :math:`\sum_z\phi(z)[p u_r - u_q]`, smooth through t = 0.  With shares :math:`\rho(x)` of
the types the market clears when :math:`\sum_x\rho(x)t(x) = \kappa_r/p - \kappa_q`.

Paper: the limit of Proposition 2 (equation (21)); for a known state it is the competitive
equilibrium of section 3.1.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from symbolic.language.notation import gamma, p, q_bar, r_bar, x, z
from symbolic.language.slopes import diff
from symbolic.language.utility import u_q, u_r

t = gamma
"""The net sale of the first good; the paper's :math:`\\gamma` with the opposite sign."""


@cache
def terms() -> tuple[sp.Expr, sp.Expr]:
    """Return the gain p u_r and the cost u_q of selling more, at the bundle after selling t, in one state."""
    bundle = (q_bar - t, r_bar + p * t, x, z)
    return p * u_r(*bundle), u_q(*bundle)


def slope() -> sp.Expr:
    """Return p u_r - u_q at the bundle after selling t, in one state.

    It is positive when the agent should sell more.
    """
    gain, cost = terms()
    return gain - cost


@cache
def linearised() -> tuple[sp.Expr, ...]:
    """Return the slope and its derivatives in t and p, in one state."""
    return slope(), diff(slope(), t), diff(slope(), p)
