r"""Almost ex post efficiency of the candidate equilibrium at one N: the distribution of the ex post loss t* in each state.

Given the state, the types of the M active and of the N - M inactive are two independent multinomials, whatever the assignment :math:`c^N` (the draws are
exchangeable), so t* is a function of two vectors of counts.  Their product is enumerated, up to a neglected mass of ``MASS``, where it has at most ``limit``
elements; else it is drawn, and what is reported is then statistical.

With :math:`\epsilon^* = \inf\{\varepsilon: P(t^* > \varepsilon \mid z) \le \varepsilon\ \forall z\}` the outcome is ex post
:math:`(\varepsilon, \delta)`-efficient for every :math:`\varepsilon \ge \epsilon^*` for which condition (a) holds too, since :math:`P(t^* > \varepsilon)` falls
in ε.  Condition (a) is about every realisation, not about likely ones: ``overuse`` bounds total consumption per agent, less the endowment, over all of them.

Conventions: configurations whose stage-2 game or loss is not solved are left out, and the status says so.

Paper: section 5 and Theorem 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy import Economy
from numeric.loss import ex_post_loss
from numeric.multinomial import Counts, likely_configurations, multinomial_weights
from numeric.stage1 import inactive_price, solve_stage1
from numeric.stage2 import solve_stage2

Array = NDArray[np.float64]
MASS = 1e-12
LEVELS = (0.5, 0.9, 0.99)
BLOCK = 1 << 14


@dataclass(frozen=True)
class StateLoss:
    """The distribution of t* in one state.

    Args:
        losses: The values, in increasing order, shape (n,).
        weights: Their probabilities (equal ones where drawn), shape (n,); they sum to one.
        enumerated: Whether the values are all that carry the mass, rather than draws.
        unsolved: The share of the mass (or of the draws) that was left out because a game or a loss was not solved.
    """

    losses: Array
    weights: Array
    enumerated: bool
    unsolved: float

    @property
    def mean(self) -> float:
        """The expected loss."""
        return float(self.losses @ self.weights)

    @property
    def draws(self) -> int:
        """How many values there are."""
        return len(self.losses)

    def quantile(self, level: float) -> float:
        """Return the least value v with P(t* <= v) >= level."""
        return float(self.losses[min(int(np.searchsorted(np.cumsum(self.weights), level * (1 - 1e-12))), len(self.losses) - 1)])

    def tail(self, epsilon: float) -> float:
        """Return P(t* > epsilon)."""
        return float(self.weights[np.searchsorted(self.losses, epsilon, side="right") :].sum())

    def least_epsilon(self) -> float:
        """Return inf{ε >= 0: P(t* > ε) <= ε}."""
        return least_epsilon(self.losses, self.weights)


@dataclass(frozen=True)
class Efficiency:
    """How far the outcome of the candidate at N is from ex post efficiency.

    Args:
        agents: N.
        active: M.
        states: The distribution of the loss in each state.
        epsilon: inf{ε : P(t* > ε | z) <= ε for every z}.
        overuse: Bound on total consumption per agent less the endowment, over every realisation, shape (2,): δ must be at least this.
        method: How the distributions were found, in words.
        status: One sentence.
    """

    agents: int
    active: int
    states: tuple[StateLoss, ...]
    epsilon: float
    overuse: Array
    method: str
    status: str


def least_epsilon(losses: Array, weights: Array) -> float:
    """Return inf{ε >= 0: P(loss > ε) <= ε} for losses in increasing order.

    >>> least_epsilon(np.array([0.0, 0.5]), np.array([0.875, 0.125]))
    0.125
    >>> least_epsilon(np.array([0.25]), np.array([1.0]))
    0.25
    """
    starts = np.concatenate([[0.0], losses])
    tails = np.concatenate([[1.0], 1.0 - np.cumsum(weights)])
    tails[-1] = 0.0
    ends = np.concatenate([losses, [np.inf]])
    candidates = np.maximum(np.maximum(starts, tails), 0.0)
    return float(candidates[np.argmax(candidates < ends)]) if (candidates < ends).any() else float("inf")


def inactive_bundles(economy: Economy) -> Array:
    """Return what each type consumes when it is inactive and plays α*, shape (X, 2).  Paper: (2)."""
    q, e = solve_stage1(economy).consumption, economy.floats.endowment
    return np.stack([q, e[1] + inactive_price(economy) * (e[0] - q)], axis=-1)


def overuse(economy: Economy, agents: int) -> Array:
    r"""Return a bound on :math:`\frac1N\sum_n\omega_n - (\bar q, \bar r)` over every realisation, from the accounting of (2)-(4).

    The active consume less than :math:`M(\bar q + \kappa_q)`, since the exogenous offers give away at most what they are; the inactive at most the greatest
    :math:`q_1(\alpha^*(x))` each.  Paper: condition (a) in section 5.
    """
    M = economy.active(agents)
    most = np.maximum(inactive_bundles(economy).max(axis=0) - economy.floats.endowment, 0.0)
    return np.asarray((M * economy.floats.kappa + (agents - M) * most) / agents)


def efficiency(economy: Economy, agents: int, *, draws: int = 4000, seed: int = 0, limit: int = 30_000) -> Efficiency:
    r"""Return the distribution of the ex post loss of the candidate equilibrium at N, state by state.

    Args:
        economy: An economy with κ > 0; whether the candidate *is* an equilibrium at N is a matter for ``threshold``.
        agents: N, at least 2.
        draws: Number of draws where enumeration has more than ``limit`` elements.
        seed: Seed of the draws.
        limit: The greatest number of pairs of configurations that is enumerated.

    Raises:
        ValueError: N is below 2 or no draws are asked for.

    Paper: section 5, Theorem 3.
    """
    if agents < 2 or draws < 1:
        raise ValueError(f"there must be at least 2 agents and 1 draw, got {agents} and {draws}")
    states = tuple(_state(economy, agents, z, draws, seed, limit) for z in range(len(economy.states)))
    unsolved = max(s.unsolved for s in states)
    left_out = f"not solved: stage 2 or the loss was not solved for a share {unsolved:.1e} of the realisations in some state"
    status = "solved" if unsolved == 0 else left_out
    epsilon = max(s.least_epsilon() for s in states) if unsolved < 1 else float("nan")
    drawn = f"{draws} draws in each state whose configurations were too many to enumerate (statistical)"
    method = f"all configurations but a mass of {MASS:.0e}, in floating point" if all(s.enumerated for s in states) else drawn
    return Efficiency(agents, economy.active(agents), states, epsilon, overuse(economy, agents), method, status)


def _state(economy: Economy, agents: int, z: int, draws: int, seed: int, limit: int) -> StateLoss:
    M, mu = economy.active(agents), economy.floats.signal[z]
    enumerated = _about(M, mu) * _about(agents - M, mu) <= limit
    if enumerated:
        sigma, passive = (likely_configurations(n, mu, MASS) for n in (M, agents - M))
        pairs = np.repeat(np.arange(len(sigma)), len(passive)), np.tile(np.arange(len(passive)), len(sigma))
        weights = multinomial_weights(sigma, mu)[pairs[0]] * multinomial_weights(passive, mu)[pairs[1]]
    else:
        generator = np.random.default_rng([seed, z])
        sigma, first = np.unique(generator.multinomial(M, mu, size=draws), axis=0, return_inverse=True)
        passive, second = np.unique(generator.multinomial(agents - M, mu, size=draws), axis=0, return_inverse=True)
        pairs, weights = (first.ravel(), second.ravel()), np.full(draws, 1.0 / draws)
    losses = _losses(economy, z, sigma, passive, pairs)
    good = np.isfinite(losses)
    order = np.argsort(losses[good], kind="stable")
    kept = weights[good].sum()
    unsolved = float(weights[~good].sum() / weights.sum())
    values = weights[good][order] / kept if kept > 0 else np.zeros(0)
    return StateLoss(losses[good][order], values, enumerated, unsolved)


def _about(total: int, mu: Array) -> float:
    """Return about how many configurations carry all but ``MASS``: within seven standard deviations or so in each type but the last."""
    return float(np.prod(np.minimum(total + 1, 14.5 * np.sqrt(total * mu[:-1] * (1 - mu[:-1])) + 3)))


def _losses(economy: Economy, z: int, sigma: Counts, passive: Counts, pairs: tuple[Counts, Counts]) -> Array:
    """Return t* for pairs of configurations of the active and the inactive; NaN where a game or a loss was not solved."""
    X = len(economy.types)
    solved = solve_stage2(economy, sigma)
    active, inactive = solved.allocations(economy), inactive_bundles(economy)
    types, result = np.tile(np.arange(X), 2), np.full(len(pairs[0]), np.nan)
    for start in range(0, len(result), BLOCK):
        rows = slice(start, start + BLOCK)
        first, second = pairs[0][rows], pairs[1][rows]
        bundles = np.concatenate([active[first], np.broadcast_to(inactive, (len(first), X, 2))], axis=1)
        counts = np.concatenate([sigma[first], passive[second]], axis=1)
        result[rows] = np.where(solved.solved[first], ex_post_loss(economy, types, counts, np.nan_to_num(bundles, nan=1.0), z).loss, np.nan)
    return result
