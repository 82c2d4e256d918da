r"""Weights of draws that reproduce known moments: control variates for every mechanism at once.

Losses and utilities are nearly quadratic in the counts of types, whose means and covariances are
known: :math:`E\sigma(x) = M\mu(x)` and :math:`\mathrm{Cov}(\sigma(x), \sigma(y)) = M(\mu(x)1_{x=y} -
\mu(x)\mu(y))` for each group, and the groups are independent given the state.  So with the controls
f, whose expectations are zero, the weights

.. math:: w_i = \frac1n\big[1 - \bar f' S^{-1}(f_i - \bar f)\big],\qquad
          \bar f = \frac1n\sum_i f_i,\quad S = \frac1n\sum_i (f_i - \bar f)(f_i - \bar f)'

add up to 1 and have :math:`\sum_i w_i f_i = 0`.  A mean with these weights is the regression
estimator: its error is that of what the controls do not explain.

Paper: section 2.1 for the distribution of types; the estimator is not in the paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FEWEST = 10
"""Draws for each control below which draws keep equal weights."""


def controls(active: NDArray[np.int64], inactive: NDArray[np.int64], signal: Array) -> Array:
    r"""Return centred counts and their centred products, in units of :math:`\sqrt M`, shape (n, C).

    Args:
        active: Counts of n draws in one state, shape (n, X).
        inactive: Likewise; a group of nobody has no controls.
        signal: :math:`\mu_z`, shape (X,).

    >>> controls(np.array([[2, 1], [1, 2]]), np.zeros((2, 2), int), np.array([0.5, 0.5])).shape
    (2, 2)
    """
    mu = signal[:-1]
    spread = np.diag(mu) - np.outer(mu, mu)
    groups = [(g[:, :-1], n) for g in (active, inactive) if (n := int(g.sum() / len(g)))]
    centred = np.concatenate([(g - n * mu) / np.sqrt(n) for g, n in groups], axis=1)
    covariance = np.kron(np.eye(len(groups)), spread)
    products = centred[:, :, None] * centred[:, None, :] - covariance
    first, second = np.triu_indices(centred.shape[1])
    return np.concatenate([centred, products[:, first, second]], axis=1)


def calibrated(values: Array) -> Array:
    """Return the weights of n draws at which the controls (n, C) have mean zero, shape (n,).

    Equal weights where draws are few (fewer than ``FEWEST`` for each control).
    """
    n, C = values.shape
    equal = np.full(n, 1.0 / n)
    if n < FEWEST * (C + 1):
        return equal
    mean = values.mean(axis=0)
    away = values - mean
    return np.asarray(equal - away @ np.linalg.lstsq(away.T @ away, mean, rcond=1e-12)[0])


def unexplained(values: Array, explained_by: Array) -> float:
    """Return the variance of n values that the controls (n, C) leave; that of the values where draws are few."""
    n, C = explained_by.shape
    if n < FEWEST * (C + 1):
        return float(np.nanvar(values, ddof=1))
    known = np.isfinite(values)
    design = np.concatenate([np.ones((n, 1)), explained_by], axis=1)[known]
    rest = values[known] - design @ np.linalg.lstsq(design, values[known], rcond=1e-12)[0]
    return float((rest**2).sum() / (known.sum() - C - 1))
