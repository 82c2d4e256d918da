r"""Supply functions with private information about costs: a schedule aggregates what a quantity does not.

n traders, inverse demand :math:`p = \alpha - \beta\sum_i x_i`, cost :math:`\theta_ix + \lambda x^2/2`.
Costs are normal with mean :math:`\bar\theta`, variance :math:`\sigma_\theta^2` and correlation ρ;
trader i sees :math:`s_i = \theta_i + \varepsilon_i` and submits :math:`x_i(p) = b - as_i + cp`.  In the
linear equilibrium, with

.. math:: d = \Big(\tfrac1\beta + (n-1)c\Big)^{-1},\quad
          A_i = \frac{(1-\rho)\sigma_\theta^2}{(1-\rho)\sigma_\theta^2 + \sigma_\varepsilon^2},\quad
          A_c = \frac{(1+(n-1)\rho)\sigma_\theta^2}{(1+(n-1)\rho)\sigma_\theta^2 + \sigma_\varepsilon^2},

.. math:: a = \frac{A_i}{d + \lambda},\qquad c\,(d + \lambda) = 1 - \frac{(A_c - A_i)(1 + \beta nc)}{\beta na},

so the price reveals the mean signal.  One c with :math:`1 + \beta nc > 0` solves the equation.

The deadweight loss per trader against the allocation that is efficient given all signals is
:math:`\tfrac{\beta n}{2}E(\bar x - \bar x^\circ)^2 + \tfrac\lambda2\, E\{(x_i - \bar x) - (x_i^\circ -
\bar x^\circ)\}^2` plus the λ part of the former.

Conventions: β is per trader, so pass β/n for a market that grows with its traders; 0 ≤ ρ < 1, at ρ = 1
there is no linear equilibrium (a = 0).

Paper: section 1, second paragraph, on Vives (2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SupplyFunctions:
    """A linear equilibrium.

    Args:
        constant: b.
        on_signal: a, what a trader's own signal takes off its supply.
        on_price: c, the slope in the price; negative where the price is mostly news.
        aggregate: The part of the loss per trader from the total quantity.
        misallocation: The part from the division among traders.
    """

    constant: float
    on_signal: float
    on_price: float
    aggregate: float
    misallocation: float

    @property
    def loss(self) -> float:
        """The deadweight loss per trader."""
        return self.aggregate + self.misallocation


def supply_functions(
    traders: int,
    *,
    correlation: float,
    demand: float,
    slope: float = 1.0,
    curvature: float = 1.0,
    mean: float = 0.0,
    cost_variance: float = 1.0,
    noise_variance: float = 1.0,
) -> SupplyFunctions:
    r"""Return the linear equilibrium in supply functions.

    Args:
        traders: n, at least 2.
        correlation: ρ of costs, in [0, 1).
        demand: α.
        slope: β > 0.
        curvature: λ > 0.
        mean: :math:`\bar\theta`.
        cost_variance: :math:`\sigma_\theta^2 > 0`.
        noise_variance: :math:`\sigma_\varepsilon^2 \ge 0`.

    Raises:
        ValueError: A number is out of range.

    >>> found = supply_functions(5, correlation=0.5, demand=10.0)
    >>> found.on_signal > 0, found.loss > 0
    (True, True)
    """
    n, rho, beta, lam = traders, correlation, slope, curvature
    if n < 2 or not 0 <= rho < 1 or beta <= 0 or lam <= 0:
        raise ValueError(
            "traders must be at least 2, the correlation in [0, 1), slope and curvature positive"
        )
    if cost_variance <= 0 or noise_variance < 0:
        raise ValueError("the variance of costs must be positive and that of noise nonnegative")
    own = (1 - rho) * cost_variance / ((1 - rho) * cost_variance + noise_variance)
    total = (1 + (n - 1) * rho) * cost_variance
    common = total / (total + noise_variance)

    ratio = common / own
    news = (ratio - 1) / (beta * n)
    # With d = 1 / (1 / β + (n - 1) c) the equation is a quadratic in c, which is negative at -1 / (β n).
    quadratic = (
        lam * (n - 1) * ratio,
        (1 + lam / beta) * ratio + (lam * news - 1) * (n - 1),
        (1 + lam / beta) * news - 1 / beta,
    )
    c = float(np.roots(quadratic).max())
    d = 1 / (1 / beta + (n - 1) * c)
    a = own / (d + lam)
    # At the mean signal everybody supplies so that marginal cost, price and its impact agree.
    quantity = (demand - mean) / (beta * n + lam + d)
    b = quantity + a * mean - c * (demand - beta * n * quantity)
    return SupplyFunctions(
        b, a, c, *_losses(n, beta, lam, d, own, common, demand - mean, total, noise_variance,
                          (1 - rho) * cost_variance)
    )  # fmt: skip


def _losses(
    n: int, beta: float, lam: float, d: float, own: float, common: float, room: float,
    total: float, noise: float, idiosyncratic: float,
) -> tuple[float, float]:  # fmt: skip
    r"""Return both parts of the loss per trader.

    The mean quantity is :math:`(\alpha - E[\bar\theta|\bar s])/(\beta n + \lambda + d)` against
    :math:`/(\beta n + \lambda)`, the deviations are :math:`A_i(s_i - \bar s)/(d + \lambda)` against
    :math:`/\lambda`.
    """
    of_mean = room**2 + common * total / n
    wrong = 1 / (beta * n + lam) - 1 / (beta * n + lam + d)
    spread = own * idiosyncratic * (n - 1) / n
    apart = 1 / lam - 1 / (lam + d)
    return (beta * n + lam) / 2 * wrong**2 * of_mean, lam / 2 * apart**2 * spread
