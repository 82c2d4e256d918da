r"""Almost ex post efficiency of the candidate equilibrium at one N.

It is read off the distribution of the ex post loss t* in each state.

Given the state, the types of the M active and of the N - M inactive are two independent
multinomials, whatever the assignment :math:`c^N` (the draws are exchangeable), so t* is a function
of two vectors of counts.  Their product is enumerated, up to a neglected mass of ``MASS``, where it
has at most ``limit`` elements; else it is drawn, and what is reported is then statistical.

With :math:`\epsilon^* = \inf\{\varepsilon: P(t^* > \varepsilon \mid z) \le \varepsilon\ \forall
z\}` the outcome is ex post :math:`(\varepsilon, \delta)`-efficient for every :math:`\varepsilon \ge
\epsilon^*` for which condition (a) holds too, since :math:`P(t^* > \varepsilon)` falls in
ε.  Condition (a) is about every realisation, not about likely ones: ``overuse`` bounds total
consumption per agent, less the endowment, over all of them.

Conventions: configurations whose stage-2 game or loss is not solved are left out, and the status
says so.

Paper: section 5 and Theorem 3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.regularity import concave
from numeric.probability.multinomial import (
    Counts,
    likely_blocks,
    likely_configurations,
    multinomial_weights,
)
from numeric.stage1 import solve_stage1
from numeric.status import Status, Told
from numeric.theorem_3.loss_distribution import StateLoss, gathered
from numeric.theorem_3.loss_newton import bounds_hold
from numeric.theorem_3.realised import Realised, inactive_bundles

Array = NDArray[np.float64]


MASS = 1e-12


ROUNDING = 1e-11
"""Error of an enumerated least ε, relative to it, besides the mass that is left out."""


CONFIDENCE = 0.999
"""The probability with which both bounds on the least ε are right, where draws are all there is."""


LEVELS = (0.5, 0.9, 0.99)


LIMIT = 250_000
"""Pairs of configurations up to which the distribution is enumerated, unless a call says otherwise.

Beyond them configurations are drawn.
"""


CONFIGURATIONS, PAIRS = 1 << 16, 1 << 18
"""Configurations of the active, and pairs, that are held at once."""


@dataclass(frozen=True)
class Efficiency:
    """How far the outcome of the candidate at N is from ex post efficiency.

    Args:
        agents: N.
        active: M.
        states: The distribution of the loss in each state.
        epsilon: inf{ε : P(t* > ε | z) <= ε for every z}.
        epsilon_bounds: Bounds on it: equal to it where all configurations are enumerated, else both
            right with the probability ``CONFIDENCE``, given what was drawn.
        overuse: Bound on total consumption per agent less the endowment, over every realisation,
            shape (2,): δ must be at least this.
        method: How the distributions were found, in words.
        status: One sentence.
    """

    agents: int
    active: int
    states: tuple[StateLoss, ...]
    epsilon: float
    epsilon_bounds: tuple[float, float]
    overuse: Array
    method: str
    status: Status | Told

    @property
    def statistical(self) -> bool:
        """Whether some state's distribution was drawn rather than enumerated."""
        return not all(s.enumerated for s in self.states)

    def achieves(self, epsilon: float) -> bool | None:
        """Whether P(t* > ε | z) <= ε in every state.

        None where the draws do not tell, or where an enumerated least ε is within its error.
        """
        if not self.status.solved:
            return None
        low, high = self.epsilon_bounds
        coarse = max(s.resolution for s in self.states)
        error = 0.0 if self.statistical else MASS + (ROUNDING + coarse) * high
        return True if high + error <= epsilon else False if low - error > epsilon else None


def overuse(economy: Economy, agents: int) -> Array:
    r"""Return a bound on :math:`\frac1N\sum_n\omega_n - (\bar q, \bar r)` over every realisation.

    It follows from the accounting of (2)-(4).

    The active consume less than :math:`M(\bar q + \kappa_q)`, since the exogenous offers give away
    at most what they are; the inactive at most the greatest :math:`q_1(\alpha^*(x))` each.  Paper:
    condition (a) in section 5.
    """
    M = economy.active(agents)
    most = np.maximum(inactive_bundles(economy).max(axis=0) - economy.floats.endowment, 0.0)
    return np.asarray((M * economy.floats.kappa + (agents - M) * most) / agents)


def efficiency(
    economy: Economy,
    agents: int,
    *,
    draws: int = 4000,
    seed: int = 0,
    limit: int = LIMIT,
    looks: int = 1,
) -> Efficiency:
    r"""Return the distribution of the ex post loss of the candidate equilibrium at N, state by state.

    Args:
        economy: An economy with κ > 0; whether the candidate *is* an equilibrium at N is a matter
            for ``threshold``.
        agents: N, at least 2.
        draws: Number of draws where enumeration has more than ``limit`` elements.
        seed: Seed of the draws.
        limit: The greatest number of pairs of configurations that is enumerated; memory does not
            grow with it.
        looks: How often the caller may look, at other N or with more draws, before it stops: the
            bounds of all of these looks are right together with the probability ``CONFIDENCE``.

    Raises:
        ValueError: N is below 2 or no draws are asked for.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = efficiency(economy, 4)
    >>> found.states[0].enumerated, round(found.states[0].mean, 5)
    (True, 0.00375)

    Paper: section 5, Theorem 3.
    """
    if agents < 2 or draws < 1:
        raise ValueError(f"there must be at least 2 agents and 1 draw, got {agents} and {draws}")
    states = tuple(
        _state(economy, agents, z, draws, seed, limit) if bounds_hold(economy) else _unknown()
        for z in range(len(economy.states))
    )
    unsolved = max(s.unsolved for s in states)
    left_out = Status.LEFT_OUT.told(
        f"not solved: stage 2 or the loss was not solved for a share {unsolved:.1e} of the "
        "realisations in some state"
    )
    if not bounds_hold(economy):
        left_out = Status.NO_BOUND.told(
            "not solved: the ex post loss is bounded for concave utilities, and this one is not "
            f"known to be concave ({concave(economy)[2]})"
        )
    first = solve_stage1(economy)
    status: Status | Told = Status.SOLVED
    if unsolved > 0:
        status = left_out if first.solved else first.status
    epsilon, bounds = float("nan"), (float("nan"), float("nan"))
    if unsolved < 1:
        epsilon = max(s.least_epsilon() for s in states)
        error = (1 - CONFIDENCE) / (2 * len(states) * looks)
        each = [s.epsilon_bounds(error) for s in states]
        bounds = max(low for low, _ in each), max(high for _, high in each)
    return Efficiency(
        agents,
        economy.active(agents),
        states,
        epsilon,
        bounds,
        overuse(economy, agents),
        _method(states, draws),
        status,
    )


def _unknown() -> StateLoss:
    """Return a distribution of which nothing is known."""
    return gathered([(np.full(1, np.nan), np.ones(1))], enumerated=True)


def _method(states: Sequence[StateLoss], draws: int) -> str:
    if not all(s.enumerated for s in states):
        return (
            f"{draws} draws in each state whose configurations were too many to enumerate "
            "(statistical)"
        )
    grouped = max(s.resolution for s in states)
    steps = (
        f"; losses are rounded up by at most {grouped:.1e} of themselves, but for the mean"
        if grouped
        else ""
    )
    return f"all configurations but a mass of {MASS:.0e}, in floating point{steps}"


def _state(economy: Economy, agents: int, z: int, draws: int, seed: int, limit: int) -> StateLoss:
    M, mu = economy.active(agents), economy.floats.signal[z]
    enumerated = _about(M, mu) * _about(agents - M, mu) <= limit
    return gathered(
        _enumerated(economy, z, M, agents - M)
        if enumerated
        else _drawn(economy, z, M, agents - M, draws, seed),
        enumerated,
    )


def _enumerated(
    economy: Economy, z: int, active: int, inactive: int
) -> Iterator[tuple[Array, Array]]:
    """Yield losses and probabilities of all pairs of configurations that carry the mass, in blocks."""
    mu = economy.floats.signal[z]
    passive = likely_configurations(inactive, mu, MASS)
    chance = multinomial_weights(passive, mu)
    for sigma in likely_blocks(active, mu, MASS, CONFIGURATIONS):
        realised, weight = Realised.of(economy, z, sigma, passive), multinomial_weights(sigma, mu)
        for pairs in _pairs(len(sigma), len(passive), PAIRS):
            first, second = pairs
            yield realised.losses(pairs), weight[first] * chance[second]


def _pairs(rows: int, columns: int, size: int) -> Iterator[Counts]:
    """Yield the indices of all pairs, in blocks of a size, shape (2, n)."""
    for start in range(0, rows * columns, size):
        number = np.arange(start, min(start + size, rows * columns))
        yield np.stack(np.divmod(number, columns))


def _drawn(
    economy: Economy, z: int, active: int, inactive: int, draws: int, seed: int
) -> Iterator[tuple[Array, Array]]:
    """Yield the losses of pairs of configurations that are drawn, with equal weights."""
    generator, mu = np.random.default_rng([seed, z]), economy.floats.signal[z]
    sigma, first = np.unique(
        generator.multinomial(active, mu, size=draws), axis=0, return_inverse=True
    )
    passive, second = np.unique(
        generator.multinomial(inactive, mu, size=draws), axis=0, return_inverse=True
    )
    yield (
        Realised.of(economy, z, sigma, passive).losses(np.stack([first.ravel(), second.ravel()])),
        np.ones(draws),
    )


def _about(total: int, mu: Array) -> float:
    """Return about how many configurations carry all but ``MASS``.

    They lie within seven standard deviations or so in each type but the last.
    """
    return float(
        np.prod(np.minimum(total + 1, 14.5 * np.sqrt(total * mu[:-1] * (1 - mu[:-1])) + 3))
    )
