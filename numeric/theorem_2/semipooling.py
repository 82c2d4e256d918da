r"""Semi-pooling candidates.

What an offer is worth when active, and the population from which pooling does not pay.

For a partition of the types with block counts :math:`\lambda` of the others, :math:`F_x(A)` is the
value of an offer attributed to A, and :math:`F_x(Y_k)` that of the equilibrium offer of block k,
where nobody can tell who the target is: a game of its own.  A block with two types or more is
excluded when

.. math:: \Pr(\text{inactive})\,C_k > \Pr(\text{active})\,V_k,\qquad V_k = \max_{y \in Y_k, A}[F_y(Y_k) - F_y(A)],

a sufficient condition: some type of the block then gains by deviating to :math:`\alpha^*`, whatever
set A its offer is attributed to.

Conventions: A2 is read for active agents: if all active agents make the same offer each keeps the
endowment.  Rows of block counts in which no equilibrium was found are left out of F and their
probability is reported; nothing here is enclosed, and other equilibria may exist.  Of several, F
takes the one that ``numeric.theorem_2.pooling_newton`` reaches from ``starting_offers``: those of
complete information at the expected composition.

Paper: section 7.2, Claim 4 and the final argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.formulas.compiled import formulas_of
from numeric.probability.compositions import (
    Counts,
    block_counts,
    count_probabilities,
    state_beliefs,
)
from numeric.probability.partitions import (
    Block,
    Partition,
    block_of,
    checked_partition,
    nonempty_sets,
)
from numeric.stage2.solve import solve_stage2
from numeric.status import Status, Told
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_cost import pooling_cost
from numeric.theorem_2.pooling_newton import solve_games

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Value:
    """Values of an offer for every type.

    Args:
        values: F_x, shape (X,), given that an equilibrium was found.
        missing: Probability, as type x sees it, of block counts in which none was found, shape
            (X,).
        counts: Block counts, shape (n, K): of the M - 1 others.
        offers: Signed equilibrium offers by role (``numeric.theorem_2.pooling_games``), shape (n,
            U); NaN where none was found.
    """

    values: Array
    missing: Array
    counts: Counts
    offers: Array


@dataclass(frozen=True)
class Exclusion:
    """The test for one block.

    ``cost`` is P(inactive) C_k, ``gain`` is P(active) V_k, ``attributed`` the set with the largest
    gain.
    """

    block: Block
    cost: float
    gain: float
    attributed: Block

    @property
    def excluded(self) -> bool:
        """Whether some type of the block surely deviates."""
        return self.cost > self.gain


@dataclass(frozen=True)
class SemiPooling:
    """A semi-pooling candidate at one N.

    Args:
        agents: N.
        active: M.
        partition: The blocks.
        on_path: F of the offers of each block, by block index; types outside the block deviate to
            it.
        off_path: F of offers attributed to a set, by set.
        exclusions: One for each block with two types or more.
        missing: The largest probability of block counts without an equilibrium.
        status: One sentence.
    """

    agents: int
    active: int
    partition: Partition
    on_path: dict[int, Value]
    off_path: dict[Block, Value]
    exclusions: tuple[Exclusion, ...]
    missing: float
    status: Status | Told

    @property
    def excluded(self) -> bool:
        """Whether some block is excluded, by the equilibria found in floating point (SAMPLED evidence)."""
        return any(e.excluded for e in self.exclusions)


def starting_offers(economy: Economy, partition: Partition, counts: Counts) -> Array:
    r"""Return signed offers with which to start, shape (n, X).

    They are those of the complete-information equilibrium at the expected composition and the
    others' common belief.

    Counts (n, K) are of any number of agents; compositions are rounded to whole agents.
    """
    return _begun(economy, partition, tuple(map(tuple, counts.tolist()))).copy()


@by_kappa(maxsize=256)
def _begun(economy: Economy, partition: Partition, given: tuple[tuple[int, ...], ...]) -> Array:
    """Return starting offers, which are the same whatever set an offer is attributed to."""
    counts = np.array(given)
    X, belief = len(economy.types), state_beliefs(economy, partition, counts)[:, 0]
    rows = np.zeros((len(counts), X), dtype=np.int64)
    for k, block in enumerate(partition):
        inside = economy.floats.signal[:, list(block)]
        rows[:, list(block)] = _rounded(
            belief @ (inside / inside.sum(axis=1, keepdims=True)), counts[:, k]
        )
    solved = solve_stage2(economy, rows, belief)
    return np.nan_to_num(solved.offers[..., 0] - solved.offers[..., 1])


def _rounded(shares: Array, totals: Counts) -> Counts:
    """Return whole numbers with given row sums near the shares times the sums."""
    wanted = shares * totals[:, None]
    rows = np.floor(wanted).astype(np.int64)
    order = np.argsort(np.argsort(rows - wanted, axis=1), axis=1)
    return np.asarray(rows + (order < (totals - rows.sum(axis=1))[:, None]))


def value_off_path(economy: Economy, partition: Partition, active: int, attributed: Block) -> Value:
    """Return F of an offer off the path that is attributed to a set of types.

    Paper: F(A) in Claim 4.
    """
    counts = block_counts(economy, partition, active - 1)
    start = starting_offers(economy, partition, counts)
    solved = solve_games(
        economy,
        games.target_game(economy, partition, active, attributed, counts),
        np.concatenate([start, start], axis=1),
    )
    values = solved.values[:, : len(economy.types)]
    return _expected(count_probabilities(economy, partition, counts), values, counts, solved.offers)


def value_on_path(
    economy: Economy, partition: Partition, active: int, block: int, *, shut_down: bool = True
) -> Value:
    """Return F of the equilibrium offer of a block.

    For the block's types it is the equilibrium value, for others that of a best response in the
    same game.
    """
    X, blocks = len(economy.types), block_of(partition)
    counts = block_counts(economy, partition, active - 1)
    believed = counts + np.eye(len(partition), dtype=np.int64)[block]
    game = games.path_game(economy, partition, active, believed)
    solved = solve_games(economy, game, starting_offers(economy, partition, believed))
    values = solved.values.copy()
    outside = [x for x in range(X) if blocks[x] != block]
    if outside:
        values[:, outside] = _deviators(economy, partition, active, counts, solved.offers)[
            :, outside
        ]
    if shut_down:
        alone = counts[:, block] == active - 1
        e, types = economy.floats.endowment, np.arange(X)
        kept = formulas_of(economy).partial((0, 0), e[0], e[1], types)
        values[alone] = np.einsum(
            "nxz,xz->nx", state_beliefs(economy, partition, counts[alone]), kept
        )
    return _expected(count_probabilities(economy, partition, counts), values, counts, solved.offers)


def _deviators(
    economy: Economy, partition: Partition, active: int, counts: Counts, offers: Array
) -> Array:
    """Return the value of a best response of every type to others who play given offers.

    Each type has its own belief given their block counts.
    """
    X = len(economy.types)
    placed = np.concatenate([np.zeros_like(offers), np.nan_to_num(offers)], axis=1)
    game = games.target_game(economy, partition, active, (0,), counts)
    response = games.responses(economy, game, placed)
    unsolved = np.isnan(offers.sum(axis=1, keepdims=True))
    return np.asarray(np.where(unsolved, np.nan, response.value[:, :X]))


def _expected(chance: Array, values: Array, counts: Counts, offers: Array) -> Value:
    found = np.isfinite(values)
    weight = np.where(found, chance, 0.0)
    total = weight.sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean = (weight * np.where(found, values, 0.0)).sum(axis=0) / total
    return Value(mean, np.maximum(chance.sum(axis=0) - total, 0.0), counts, offers)


def most_missing(values: Iterable[Value]) -> float:
    """Return the greatest probability, over values and types, that no equilibrium was found."""
    return max(float(v.missing.max()) for v in values)


def semi_pooling(
    economy: Economy,
    partition: Sequence[Sequence[int]],
    agents: int,
    *,
    sets: Iterable[Sequence[int]] | None = None,
    shut_down: bool = True,
) -> SemiPooling:
    """Solve the stage-2 games of a semi-pooling candidate and test whether its blocks are excluded.

    Args:
        economy: An economy with positive kappa.
        partition: Blocks of type indices that cover all types.
        agents: N; at least two agents must be active.
        sets: Sets A to which deviating offers may be attributed; all nonempty sets by default.
        shut_down: Whether A2 holds (for active agents).

    Raises:
        ValueError: The partition does not cover the types, or fewer than two agents are active.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> found = semi_pooling(economy, [[0, 1]], 4)
    >>> [test.excluded for test in found.exclusions], found.missing
    ([True], 0.0)

    Paper: section 7.2, Claim 4 and the final argument.
    """
    blocks, active = checked_partition(partition, len(economy.types)), economy.active(agents)
    if active < 2:
        raise ValueError(f"at least two agents must be active, got {active} of {agents}")
    attributed = (
        [tuple(sorted(int(x) for x in s)) for s in sets]
        if sets is not None
        else nonempty_sets(len(economy.types))
    )
    off = {A: value_off_path(economy, blocks, active, A) for A in attributed}
    on = {
        k: value_on_path(economy, blocks, active, k, shut_down=shut_down)
        for k in range(len(blocks))
    }
    tests = tuple(
        _exclusion(economy, block, on[k], off, agents, active)
        for k, block in enumerate(blocks)
        if len(block) > 1
    )
    missing = most_missing((*off.values(), *on.values()))
    status: Status | Told = Status.SOLVED
    if missing > 0:
        status = Status.NONE_PURE.told(
            "no pure symmetric equilibrium was found for block counts of probability up to "
            f"{missing:.1e}"
        )
    return SemiPooling(agents, active, blocks, on, off, tests, missing, status)


def _exclusion(
    economy: Economy, block: Block, on: Value, off: dict[Block, Value], agents: int, active: int
) -> Exclusion:
    cost = economy.mechanism.inactive(agents) / agents * pooling_cost(economy, block)[0]
    gains = {
        A: max(float(on.values[y] - value.values[y]) for y in block) for A, value in off.items()
    }
    worst = max(gains, key=lambda A: gains[A])
    return Exclusion(block, cost, active / agents * gains[worst], worst)
