r"""Cournot competition: welfare per firm, and what it falls short of the efficient one by.

n firms produce x_i at cost :math:`cx_i + \lambda x_i^2/2` for the inverse demand :math:`\theta - \beta m`,
with m the mean of the x_i and s the mean of their squares.

Paper: footnote 1, on Palfrey (1985) and Vives (1988).
"""

from __future__ import annotations

import sympy as sp

from symbolic.language.local_symbols import local
from symbolic.language.quotient import over

theta, beta = local("demand_level", r"\theta"), local("demand_slope", r"\beta")
cost, curvature = local("unit_cost", "c"), local("cost_curvature", r"\lambda")
mean, square = local("mean_quantity", "m"), local("mean_square", "s")


def welfare(m: sp.Expr, s: sp.Expr) -> sp.Expr:
    r"""Return :math:`\theta m - \beta m^2/2 - cm - \lambda s/2`, consumers' surplus and profit per firm."""
    return theta * m - beta * m**2 / 2 - cost * m - curvature * s / 2


def efficient() -> sp.Expr:
    r"""Return :math:`q^\circ = (\theta - c)/(\beta + \lambda)`, the quantity that maximises welfare."""
    return over(theta - cost, beta + curvature)


def parts() -> tuple[sp.Expr, sp.Expr]:
    r"""Return :math:`\tfrac{\beta+\lambda}2(m - q^\circ)^2` and :math:`\tfrac\lambda2(s - m^2)`, the parts of the loss.

    The aggregate is wrong; production is divided wrongly among firms.
    """
    return (beta + curvature) / 2 * (mean - efficient()) ** 2, curvature / 2 * (square - mean**2)
