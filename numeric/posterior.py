r"""Bayes' rule for the state given a configuration, in logarithms.

:math:`\phi^\sigma(z) \propto \exp(\log\pi(z) + \sum_x\sigma(x)\log\mu_z(x))`; the largest exponent is subtracted first, so that a million agents neither
overflow nor underflow.

Paper: section 3.1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy import Economy


def posterior(economy: Economy, configurations: ArrayLike) -> NDArray[np.float64]:
    r"""Return :math:`\phi^\sigma`.

    Args:
        economy: An economy with Z states and X types.
        configurations: Counts of active agents by type, shape (..., X), nonnegative.

    Returns:
        Probabilities of the states, shape (..., Z).

    Raises:
        ValueError: A count is negative, or the last axis is not X.

    Paper: section 3.1.
    """
    counts = np.asarray(configurations, dtype=float)
    if counts.shape[-1:] != (len(economy.types),):
        raise ValueError(f"a configuration must have one count per type ({len(economy.types)}), got shape {counts.shape}")
    if (counts < 0).any():
        raise ValueError("the counts of a configuration must not be negative")
    exponents = np.log(economy.floats.prior) + counts @ np.log(economy.floats.signal).T
    weights = np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def type_posterior(economy: Economy) -> NDArray[np.float64]:
    r"""Return :math:`\tau_x(z)`, shape (X, Z): what a type believes about the state.  Paper: section 2.1."""
    return posterior(economy, np.eye(len(economy.types)))
