r"""Semi-pooling candidates against the worst of all the stage-2 equilibria that are found.

``semipooling`` follows one equilibrium.  Here each game is solved from one starting point for every
pattern of sides of the types besides the usual one, and the values are ranges over what is found:
for a block :math:`Y_k`

.. math:: V_k \in \max_{y \in Y_k, A}\,\big[\min F_y(Y_k) - \max F_y(A),\ \max F_y(Y_k) - \min F_y(A)\big].

Where no pure equilibrium is found for some block counts, an agent's value there is only known to lie
between that of its endowment and that of the most that can be bought (``oscillation``); with these
bounds the gain is the *worst* one, and a block is excluded only if the cost exceeds that.

Conventions: A2 is read for active agents.  Equilibria that no starting point leads to are missed:
nothing here is enclosed, and the evidence is SAMPLED.

Paper: section 7.2, Claim 4 and the final argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.compositions import block_counts, count_probabilities, state_beliefs
from numeric.probability.partitions import Block, Partition, checked_partition, nonempty_sets
from numeric.theorem_1.continuation import oscillation
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_cost import pooling_cost
from numeric.theorem_2.pooling_newton import solve_games
from numeric.theorem_2.semipooling import starting_offers

Array = NDArray[np.float64]
LEAST = 0.05
"""Share of the endowment that every starting offer has at least."""

APART = 1e-6
"""Distance of offers, relative to the endowment, from which on two equilibria are different."""


@dataclass(frozen=True)
class ValueRange:
    """The values of an offer over the equilibria that are found.

    Args:
        low: The least F_x, shape (X,); where no equilibrium is found a summand counts as 0.
        high: The greatest, shape (X,).
        missing: Probability, as type x sees it, of block counts without one, shape (X,).
        most: The greatest number of different equilibria of one game.
    """

    low: Array
    high: Array
    missing: Array
    most: int


@dataclass(frozen=True)
class WorstExclusion:
    """The test for one block against all equilibria found.

    Args:
        block: Y_k.
        cost: P(inactive) C_k.
        offer: The consumption of the first good at which C_k is attained.
        gain: Ends of P(active) V_k over the equilibria found, block counts without one left out.
        worst: The greatest P(active) V_k, block counts without an equilibrium at their bounds.
        attributed: The set A at which the worst gain is attained.
    """

    block: Block
    cost: float
    offer: float
    gain: tuple[float, float]
    worst: float
    attributed: Block

    @property
    def excluded(self) -> bool:
        """Whether some type of the block deviates in every equilibrium found."""
        return self.cost > self.worst


@dataclass(frozen=True)
class PartitionRange:
    """One partition at one N: its blocks' tests, and how complete the games' solutions are.

    Args:
        partition: The blocks.
        exclusions: One for each block with two types or more.
        missing: The greatest probability of block counts without a pure equilibrium.
        most: The greatest number of different equilibria found of one game.
    """

    partition: Partition
    exclusions: tuple[WorstExclusion, ...]
    missing: float
    most: int

    @property
    def excluded(self) -> bool:
        """Whether some block is excluded."""
        return any(e.excluded for e in self.exclusions)


def every_equilibrium(
    economy: Economy, partition: Sequence[Sequence[int]], agents: int, *, shut_down: bool = True
) -> PartitionRange:
    """Test the blocks of a partition against all the stage-2 equilibria that are found.

    Args:
        economy: An economy with positive kappa.
        partition: Blocks of type indices that cover all types.
        agents: N; at least two agents must be active.
        shut_down: Whether A2 holds (for active agents).

    Raises:
        ValueError: The partition does not cover the types, or fewer than two agents are active.

    Paper: section 7.2, Claim 4 and the final argument.
    """
    blocks, active = checked_partition(partition, len(economy.types)), economy.active(agents)
    if active < 2:
        raise ValueError(f"at least two agents must be active, got {active} of {agents}")
    off = {A: _off_path(economy, blocks, active, A) for A in nonempty_sets(len(economy.types))}
    tests, ranges = [], list(off.values())
    for k, block in enumerate(blocks):
        if len(block) > 1:
            on = _on_path(economy, blocks, active, k, shut_down)
            ranges.append(on)
            tests.append(_exclusion(economy, block, on, off, agents, active))
    return _gathered(blocks, tests, ranges)


def _gathered(
    blocks: Partition, tests: Sequence[WorstExclusion], ranges: Sequence[ValueRange]
) -> PartitionRange:
    missing = max(float(r.missing.max()) for r in ranges)
    return PartitionRange(blocks, tuple(tests), missing, max(r.most for r in ranges))


def _exclusion(
    economy: Economy,
    block: Block,
    on: ValueRange,
    off: dict[Block, ValueRange],
    agents: int,
    active: int,
) -> WorstExclusion:
    cost, offer = pooling_cost(economy, block)
    floor, span, types = _floor(economy), oscillation(economy), list(block)
    gains = {}
    for A, value in off.items():
        least, most = (on.low - value.high)[types], (on.high - value.low)[types]
        # With the floor taken off every summand, a missing one of F(A) is at least 0 and a missing
        # one of F(Y_k) at most the oscillation.
        shifted = most + floor[types] * (on.missing - value.missing)[types]
        worst = shifted + (span * on.missing)[types]
        gains[A] = float(least.max()), float(most.max()), float(worst.max())
    attributed = max(gains, key=lambda A: gains[A][2])
    share, idle = active / agents, economy.mechanism.inactive(agents) / agents
    low, high = (max(g[i] for g in gains.values()) * share for i in (0, 1))
    return WorstExclusion(
        block, idle * cost, offer, (low, high), gains[attributed][2] * share, attributed
    )


def _floor(economy: Economy) -> Array:
    """Return the least utility of the endowment over states for each type, shape (X,)."""
    e, types = economy.floats.endowment, np.arange(len(economy.types))
    return np.asarray(formulas_of(economy).partial((0, 0), e[0], e[1], types).min(axis=-1))


def _starts(economy: Economy, near: Array) -> list[Array]:
    """Return starting offers: those given, and their sizes on every pattern of sides."""
    least = LEAST * float(economy.floats.endowment.min())
    patterns = product((1.0, -1.0), repeat=near.shape[1])
    return [near, *(np.copysign(np.maximum(np.abs(near), least), p) for p in patterns)]


def _ranges(
    economy: Economy, game: games.Game, starts: list[Array]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return the least and greatest values of all roles, and how many equilibria are found."""
    many, rows = len(starts), np.arange(len(starts[0]))
    found = solve_games(economy, game.rows(np.tile(rows, many)), np.concatenate(starts))
    values, offers = (v.reshape(many, len(rows), -1) for v in (found.values, found.offers))
    return _spread(values, offers, APART * float(economy.floats.endowment.max()))


def _spread(values: Array, offers: Array, apart: float) -> tuple[Array, Array, NDArray[np.int64]]:
    """Return the least and greatest values (n, U), and the number of different equilibria (n,).

    Values and offers have shape (S, n, U), one for each start, and are NaN where none was found.
    """
    some = np.isfinite(values)
    low = np.where(some, values, np.inf).min(axis=0)
    high = np.where(some, values, -np.inf).max(axis=0)
    number = np.zeros(len(low), dtype=np.int64)
    for i, here in enumerate(offers):
        new = np.isfinite(here).all(axis=-1)
        for before in offers[:i]:
            # No distance from what was not found is one that is too small.
            new &= ~(np.abs(here - before).max(axis=-1) <= apart)
        number += new
    return low, high, number


def _off_path(economy: Economy, partition: Partition, active: int, attributed: Block) -> ValueRange:
    """Return the values of an offer that is attributed to a set of types."""
    X, counts = len(economy.types), block_counts(economy, partition, active - 1)
    near = _starts(economy, starting_offers(economy, partition, counts))
    game = games.target_game(economy, partition, active, attributed, counts)
    starts = [np.concatenate([s, s], axis=1) for s in near]
    low, high, number = _ranges(economy, game, starts)
    chance = count_probabilities(economy, partition, counts)
    return _expected(chance, low[:, :X], high[:, :X], number)


def _on_path(
    economy: Economy, partition: Partition, active: int, block: int, shut_down: bool
) -> ValueRange:
    """Return the values of the offer of a block for its own types; for others they are not used."""
    counts = block_counts(economy, partition, active - 1)
    believed = counts + np.eye(len(partition), dtype=np.int64)[block]
    game = games.path_game(economy, partition, active, believed)
    low, high, number = _ranges(
        economy, game, _starts(economy, starting_offers(economy, partition, believed))
    )
    outside = [x for x in range(len(economy.types)) if x not in partition[block]]
    low[:, outside] = high[:, outside] = 0.0
    if shut_down:
        alone = counts[:, block] == active - 1
        e, types = economy.floats.endowment, np.arange(len(economy.types))
        kept = formulas_of(economy).partial((0, 0), e[0], e[1], types)
        beliefs = state_beliefs(economy, partition, counts[alone])
        low[alone] = high[alone] = np.einsum("nxz,xz->nx", beliefs, kept)
        number[alone] = 1
    return _expected(count_probabilities(economy, partition, counts), low, high, number)


def _expected(chance: Array, low: Array, high: Array, number: NDArray[np.int64]) -> ValueRange:
    known = np.isfinite(low) & np.isfinite(high)
    weight = np.where(known, chance, 0.0)
    missing = np.maximum(chance.sum(axis=0) - weight.sum(axis=0), 0.0)
    least, most = ((weight * np.where(known, end, 0.0)).sum(axis=0) for end in (low, high))
    return ValueRange(least, most, missing, int(number.max(initial=0)))
