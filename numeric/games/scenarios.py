r"""What nature draws: the state, the types of the active and of the inactive.

Given the state z the counts :math:`\sigma^A \sim \mathrm{Mult}(M, \mu_z)` and :math:`\sigma^I \sim
\mathrm{Mult}(N - M, \mu_z)` are independent.  They are enumerated up to a neglected mass of
``MASS`` where there are at most ``limit`` scenarios, and else drawn.  Draws are common to all
mechanisms: the counts of all N agents come first, from a generator of their own, and who of them is
inactive second; so differences between mechanisms are more precise than either.  Their weights
reproduce the means and covariances of the counts (``numeric.probability.calibration``).

Conventions: n scenarios; ``scenarios`` with nobody inactive is the one-stage case.

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.calibration import calibrated, controls
from numeric.probability.multinomial import likely_configurations, multinomial_weights

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MASS, TAILS, PAIRS = 1e-10, 2.5e-11, 5e-11
"""Probability that is left out in each state; of it with either group's tails, and with unlikely pairs."""

LIMIT, DRAWS = 600_000, 40_000
"""Scenarios up to which they are enumerated, and draws in each state beyond, unless a call says otherwise."""


@dataclass(frozen=True)
class Scenarios:
    """Scenarios with their weights.

    Args:
        state: Shape (n,).
        active: Counts of the active by type, shape (n, X).
        inactive: Counts of the inactive, shape (n, X); both are shares in the limit.
        weight: Probabilities, shape (n,); those of drawn ones reproduce known moments.
        draws: Number of draws in each state; 0 where enumerated.
        controls: What the weights of draws reproduce the mean of, shape (n, C); None where
            enumerated.
    """

    state: Counts
    active: NDArray[np.number]
    inactive: NDArray[np.number]
    weight: Array
    draws: int = 0
    controls: Array | None = None

    @property
    def all(self) -> NDArray[np.number]:
        """Counts of all agents, shape (n, X)."""
        return np.asarray(self.active + self.inactive)

    @property
    def idle(self) -> int:
        """How many are inactive, which is the same number in all scenarios."""
        return int(self.inactive.sum() / len(self.state))


def scenarios(
    economy: Economy,
    agents: int,
    inactive: int = 0,
    *,
    limit: int = LIMIT,
    draws: int = DRAWS,
    seed: int = 0,
) -> Scenarios:
    """Return the scenarios of N agents of whom a given number are inactive.

    Args:
        economy: The economy.
        agents: N, at least 1.
        inactive: N - M, at least 0 and less than N.
        limit: The greatest number of scenarios that is enumerated.
        draws: Draws in each state where there are more.
        seed: Seed of the draws.

    Raises:
        ValueError: ``inactive`` is not between 0 and N - 1, or ``draws`` below 2.

    >>> from numeric.economy.reader import load_economy
    >>> s = scenarios(load_economy("examples/mechanisms/e1.toml"), 10)
    >>> s.active.shape, round(float(s.weight.sum()), 12)
    ((22, 2), 1.0)
    """
    if not 0 <= inactive < agents or draws < 2:
        raise ValueError(
            f"the inactive must be between 0 and {agents - 1} and draws at least 2, got {inactive} "
            f"and {draws}"
        )
    parts = [_enumerated(economy, z, agents, inactive, limit) for z in range(len(economy.states))]
    known = [p for p in parts if p is not None]
    if len(known) == len(parts) and sum(len(p[2]) for p in known) <= limit:
        return _joined(economy, known, 0)
    drawn = [_drawn(economy, z, agents, inactive, draws, seed) for z in range(len(parts))]
    return _joined(economy, [d[:3] for d in drawn], draws, np.concatenate([d[3] for d in drawn]))


Part = tuple[Counts, Counts, Array]


def _joined(
    economy: Economy, parts: list[Part], draws: int, reproduced: Array | None = None
) -> Scenarios:
    prior = economy.floats.prior
    return Scenarios(
        np.concatenate([np.full(len(p[2]), z) for z, p in enumerate(parts)]),
        np.concatenate([p[0] for p in parts]),
        np.concatenate([p[1] for p in parts]),
        np.concatenate([prior[z] * p[2] for z, p in enumerate(parts)]),
        draws,
        reproduced,
    )


def _enumerated(economy: Economy, z: int, agents: int, inactive: int, limit: int) -> Part | None:
    """Return the likeliest pairs of configurations, or None where there are far too many."""
    mu = economy.floats.signal[z]
    active = likely_configurations(agents - inactive, mu, TAILS)
    passive = likely_configurations(inactive, mu, TAILS)
    if len(active) * len(passive) > 8 * limit:
        return None
    first, second = multinomial_weights(active, mu), multinomial_weights(passive, mu)
    joint = np.outer(first, second)
    kept = joint >= _threshold(joint.ravel())
    i, j = np.nonzero(kept)
    return active[i], passive[j], joint[kept]


def _threshold(weights: Array) -> float:
    """Return the weight below which all that is left out carries less than ``PAIRS``."""
    ordered = np.sort(weights)
    return float(ordered[np.searchsorted(np.cumsum(ordered), PAIRS)])


def _drawn(
    economy: Economy, z: int, agents: int, inactive: int, draws: int, seed: int
) -> tuple[Counts, Counts, Array, Array]:
    """Draw the counts of all agents, then who of them is inactive; weigh the draws."""
    mu = economy.floats.signal[z]
    everybody = np.random.default_rng([seed, z, 0]).multinomial(agents, mu, size=draws)
    generator, passive = np.random.default_rng([seed, z, 1]), np.zeros_like(everybody)
    left, wanted = np.full(draws, agents), np.full(draws, inactive)
    for x in range(len(mu)):
        left = left - everybody[:, x]
        passive[:, x] = generator.hypergeometric(everybody[:, x], left, wanted)
        wanted = wanted - passive[:, x]
    active = everybody - passive
    reproduced = controls(active, passive, mu)
    return active, passive, calibrated(reproduced), reproduced
