r"""F by randomised quasi-Monte Carlo, where there are too many configurations to list.

So it is with several types and many agents.

.. math:: F_x^N(\bar x) = \sum_z\tau_x(z)\,
          E_z\left[\max_b\sum_{z'}\phi^{n + e_x}(z')\,u(\cdot; x, z')\right],\qquad
          n \sim \text{multinomial}(M - 1, \mu_z).

The counts are drawn one type after another by inverting binomial distributions at the points of a
Sobol sequence.  Several sequences, scrambled independently, give independent and unbiased
estimates, and their spread the standard error of the mean.

Conventions: what comes out is SAMPLED evidence: an estimate with a standard error, not a bound.

Paper: equations (11), (23)-(26).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.multinomial import Counts
from numeric.probability.posterior import type_posterior
from numeric.stage2.solve import solve_with_rows
from numeric.theorem_1.continuation import payoffs

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SampledContinuation:
    """Estimates of F for all pairs of types at one M.

    Args:
        active: M.
        values: Estimates of F_x(x̄), shape (X, X), row x and column x̄.
        error: Their standard errors, shape (X, X).
        solved: Whether every configuration drawn was solved; values are NaN if not.
        draws: How many configurations of the others were drawn in each state.
    """

    evidence: ClassVar[str] = "SAMPLED"
    active: int
    values: Array
    error: Array
    solved: bool
    draws: int


def sampled_continuation(
    economy: Economy, active: int, *, points: int = 1 << 10, replications: int = 16, seed: int = 0
) -> SampledContinuation:
    """Estimate F for all pairs of types.

    Args:
        economy: An economy with positive kappa.
        active: M, at least 2.
        points: Points of each sequence, a power of 2.
        replications: Independently scrambled sequences, at least 2.
        seed: A nonnegative integer; the same seed gives the same estimates.

    Raises:
        ValueError: M is less than 2, ``points`` is no power of 2, or there are fewer than two
            replications.
    """
    if active < 2 or points < 1 or points & (points - 1) or replications < 2:
        raise ValueError(
            "sampling needs at least 2 active agents, a power of 2 of points and 2 replications, "
            f"got {active}, {points} and {replications}"
        )
    X, tau = len(economy.types), type_posterior(economy)
    estimates, solved = np.zeros((replications, X, X)), True
    for z, probabilities in enumerate(economy.floats.signal):
        others = _draws(active - 1, probabilities, points, [seed, z], replications)
        for taken_for in range(X):
            sigma = others + np.eye(X, dtype=np.int64)[taken_for]
            beta, rows = solve_with_rows(economy, sigma)
            solved &= bool(beta.solved.all())
            for x in range(X):
                found = payoffs(
                    economy, sigma, beta, rows, np.arange(len(beta.solved)), x, taken_for
                )
                estimates[:, x, taken_for] += tau[x, z] * found.reshape(replications, points).mean(
                    axis=1
                )
    error = estimates.std(axis=0, ddof=1) / np.sqrt(replications)
    return SampledContinuation(
        active,
        estimates.mean(axis=0) if solved else np.full((X, X), np.nan),
        error,
        solved,
        points * replications,
    )


def _draws(
    total: int, probabilities: Array, points: int, seed: list[int], replications: int
) -> Counts:
    """Return configurations of all others, one scrambled sequence after another, shape (replications · points, X)."""
    # Importing scipy.stats takes longer than most of what is done without it.
    from scipy.stats import binom, qmc

    generators = [np.random.default_rng([*seed, i]) for i in range(replications)]
    uniform = np.concatenate(
        [qmc.Sobol(len(probabilities) - 1, rng=g).random(points) for g in generators]
    )
    counts = np.zeros((len(uniform), len(probabilities)), dtype=np.int64)
    left, rest = np.full(len(uniform), total), 1.0
    for x, p in enumerate(probabilities[:-1]):
        counts[:, x] = binom.ppf(uniform[:, x], left, min(p / rest, 1.0))
        left, rest = left - counts[:, x], rest - p
    counts[:, -1] = left
    return counts
