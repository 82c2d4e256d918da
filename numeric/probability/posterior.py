r"""Bayes' rule for the state given a configuration, in logarithms.

:math:`\phi^\sigma(z) \propto \exp(\log\pi(z) + \sum_x\sigma(x)\log\mu_z(x))`.  With a million
agents the exponents are large and nearly cancel between states, so each log likelihood is split
into a coarse part, a multiple of :math:`2^{-22}` whose sums and differences are exact, and a small
remainder; the largest exponent is subtracted first.

Paper: section 3.1.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment

COARSE = 1 << 22
"""Log likelihoods are split at multiples of 1/COARSE.

Sums over up to 2^26 agents are exact in double precision while the logarithms stay below 32.
"""


@by_environment(maxsize=256)
def log_likelihoods(
    economy: Economy,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    r"""Return the log prior (Z,) and the coarse and small parts of :math:`\log\mu_z(x)`, (Z, X) each.

    The sum of the two parts is good to about 2^-75.
    """
    e = economy.environment
    with mpmath.workdps(40):
        exact = [[_log(value) for value in row] for row in e.signal]
        coarse = [[int(mpmath.nint(v * COARSE)) for v in row] for row in exact]
        small = [
            [float(v - mpmath.mpf(n) / COARSE) for v, n in zip(*rows, strict=True)]
            for rows in zip(exact, coarse, strict=True)
        ]
        prior = [float(_log(value)) for value in e.prior]
    return np.array(prior), np.array(coarse, dtype=float) / COARSE, np.array(small)


def _log(value: Fraction) -> mpmath.mpf:
    return mpmath.log(mpmath.mpf(value.numerator) / value.denominator)


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
        raise ValueError(
            f"a configuration must have one count per type ({len(economy.types)}), got shape "
            f"{counts.shape}"
        )
    if (counts < 0).any():
        raise ValueError("the counts of a configuration must not be negative")
    prior, coarse, small = log_likelihoods(economy)
    large = counts @ coarse.T
    apart = large - large.max(axis=-1, keepdims=True)
    return softmax(apart + (prior + counts @ small.T))


def softmax(exponents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is proportional to the exponentials and sums to 1 over the last axis.

    As SciPy's to the last bit, without what that takes to find out whose arrays it is given.

    >>> softmax(np.zeros(4)).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    weights = np.exp(exponents - np.maximum.reduce(exponents, axis=-1, keepdims=True))
    return np.asarray(weights / np.add.reduce(weights, axis=-1, keepdims=True))


@by_environment(maxsize=256)
def type_posterior(economy: Economy) -> NDArray[np.float64]:
    r"""Return :math:`\tau_x(z)`, shape (X, Z), read-only: what a type believes about the state.

    Paper: section 2.1.
    """
    beliefs = posterior(economy, np.eye(len(economy.types)))
    beliefs.flags.writeable = False
    return beliefs
