r"""Bayes' rule for the state, given the numbers of active agents of each type.

Types are independent given the state, so the configuration :math:`\sigma` has likelihood
proportional to :math:`\prod_y \mu_z(y)^{\sigma(y)}` (the multinomial coefficient does not depend on
z and cancels).

Paper: section 3.1; the posterior :math:`\tau_x` of section 2.1 is the case of one agent.
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.notation import mu, pi, sigma, x, y, z, z_prime
from symbolic.language.quotient import over
from symbolic.language.sums import ProductOver, SumOver


def weight(state: sp.Expr = z) -> sp.Expr:
    r"""Return :math:`\pi(z)\prod_y \mu_z(y)^{\sigma(y)}`, the prior times the likelihood of the configuration."""
    return pi(state) * ProductOver(mu(state, y) ** sigma(y), y)


def posterior(state: sp.Expr = z) -> sp.Expr:
    r"""Return the posterior of a state given the announced counts.

    .. math:: \phi^\sigma(z) = \pi(z)\prod_y\mu_z(y)^{\sigma(y)} /
              \sum_{z'}\pi(z')\prod_y\mu_{z'}(y)^{\sigma(y)}

    Paper: section 3.1, (e) of the Bayesian game, "derived from σ via Bayes' rule".
    """
    return over(weight(state), SumOver(weight(z_prime), z_prime))


def own_posterior(state: sp.Expr = z, own: sp.Expr = x) -> sp.Expr:
    r"""Return :math:`\tau_x(z) = \pi(z)\mu_z(x)/\sum_{z'}\pi(z')\mu_{z'}(x)`.

    Paper: section 2.1.
    """
    return over(pi(state) * mu(state, own), SumOver(pi(z_prime) * mu(z_prime, own), z_prime))
