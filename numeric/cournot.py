r"""Cournot competition with private information: when does the price aggregate it?

n firms, inverse demand :math:`\theta_z - \beta\bar q` in the mean quantity :math:`\bar q`, cost
:math:`cq + \lambda q^2/2`, and a private signal x drawn from :math:`\mu_z`.  In the symmetric
Bayesian Nash equilibrium (interior) the quantities by signal solve the linear system

.. math:: \Big[\Big(\lambda + \frac{2\beta}{n}\Big)I + \beta\frac{n-1}{n}\,\tau\mu\Big]q = \tau\theta - c,

with τ the beliefs about z by signal.  The efficient quantity of the state is :math:`q^\circ_z =
(\theta_z - c)/(\beta + \lambda)`; the loss per firm has two parts,

.. math:: \sum_z\pi_z\Big[\frac{\beta+\lambda}{2}E(\bar q_n - q^\circ_z)^2
          + \frac\lambda2\,\frac{n-1}{n}\,\mathrm{Var}_z(q)\Big]:

the aggregate is wrong, and production is misallocated among firms.  With a common constant marginal
cost, λ = 0, the second part is free; the price then converges to the cost if and only if
:math:`\theta - c` is in the range of μ.

Paper: footnote 1, on Palfrey (1985) and Vives (1988).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Cournot:
    """The equilibrium.

    Args:
        quantities: By signal, shape (X,).
        mean_price: Expected price in each state, shape (Z,).
        aggregate: The part of the loss per firm from the aggregate quantity.
        misallocation: The part from production being misallocated among firms.
    """

    quantities: Array
    mean_price: Array
    aggregate: float
    misallocation: float

    @property
    def loss(self) -> float:
        """The loss of welfare per firm."""
        return self.aggregate + self.misallocation


def cournot(
    prior: ArrayLike,
    signal: ArrayLike,
    demand: ArrayLike,
    *,
    firms: int | None,
    slope: float = 1.0,
    cost: float = 0.0,
    curvature: float = 0.0,
) -> Cournot:
    r"""Return the symmetric Bayesian Nash equilibrium with n firms, or the limit of many.

    Args:
        prior: π, shape (Z,).
        signal: :math:`\mu_z(x)`, shape (Z, X).
        demand: θ, shape (Z,).
        firms: n, at least 1, or None for the limit.
        slope: β > 0.
        cost: c, below every θ.
        curvature: λ >= 0.

    Raises:
        ValueError: Numbers are out of range, or a quantity is negative (the equilibrium is not
            interior and is not solved).

    >>> found = cournot([0.5, 0.5], [[0.7, 0.3], [0.3, 0.7]], [1.0, 1.4], firms=None)
    >>> round(found.loss, 12), round(cournot([0.5, 0.5], [[0.7, 0.3], [0.3, 0.7]], [1.0, 1.4],
    ...     firms=None, curvature=0.5).loss, 6) > 0
    (0.0, True)
    """
    pi, mu, theta = (np.asarray(v, dtype=float) for v in (prior, signal, demand))
    if mu.shape[:1] != pi.shape or theta.shape != pi.shape:
        raise ValueError("prior, signal and demand must have shapes (Z,), (Z, X), (Z,)")
    if (firms is not None and firms < 1) or slope <= 0 or curvature < 0 or (theta <= cost).any():
        raise ValueError("firms must be at least 1, the slope positive, the curvature nonnegative "
                         "and the cost below demand")  # fmt: skip
    tau = (pi[:, None] * mu / (pi @ mu)).T
    own = 0.0 if firms is None else 1.0 / firms
    matrix = (curvature + 2 * slope * own) * np.eye(mu.shape[1]) + slope * (1 - own) * tau @ mu
    right = tau @ (theta - cost)
    # In the limit with constant marginal cost the system may be singular, but it is that of a
    # projection on the range of the signal and has a solution: the least one is taken.
    quantities = np.linalg.lstsq(matrix, right, rcond=1e-12)[0]
    if (quantities < 0).any():
        raise ValueError("the equilibrium is not interior: a quantity is negative")
    mean = mu @ quantities
    spread = np.maximum(mu @ quantities**2 - mean**2, 0.0)
    efficient = (theta - cost) / (slope + curvature)
    wrong = (mean - efficient) ** 2 + own * spread
    return Cournot(
        quantities,
        theta - slope * mean,
        float((slope + curvature) / 2 * (pi * wrong).sum()),
        float(curvature / 2 * (1 - own) * (pi * spread).sum()),
    )
