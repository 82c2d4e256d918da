r"""The stage-2 games after a semi-pooling stage 1, and their pure symmetric equilibria.

A *role* is a type together with what it has done: the target of type x, or a non-target of type x;
on the path there is only "an agent of type x".  Each role best-responds to random totals: a list of
points (how many of the others play each role) with probabilities by state.  An equilibrium is a
signed offer for every role: positive for the first good, negative for the second.

Games with many points go to the kernels of ``numeric.fast.pooled``, which evaluate the same
formulas; ``numeric.theorem_2.pooling_newton`` finds equilibria.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import pooled
from numeric.probability.compositions import Counts, compositions, state_beliefs
from numeric.probability.partitions import Block, Partition, block_of
from numeric.theorem_2.random_totals import RandomResponse, best_offers, chosen

Array = NDArray[np.float64]
MANY = 1 << 11
"""From this many points on, of all roles and rows, the kernels are worth compiling."""
STRICT = 1e-12
"""Distance from the root above which a best response of the kernel is solved for again in array form.

It is relative to the endowment.
"""


@dataclass(frozen=True)
class Game:
    """Stage-2 games for several rows of block counts, with the same roles.

    Args:
        active: M.
        types: The type of each role, shape (U,).
        points: How many others play each role, by row, own role and point: shape (n, U, P, U).
        weights: Joint probabilities of point and state, shape (n, U, P, Z); zero for padding.
        present: Which roles exist in which row, shape (n, U).
        compiled: Whether the kernels are to be used where they can be.
    """

    active: int
    types: NDArray[np.int64]
    points: Array
    weights: Array
    present: NDArray[np.bool_]
    compiled: bool

    def rows(self, some: NDArray[np.int64]) -> Game:
        """Return the games of some rows."""
        return Game(
            self.active,
            self.types,
            self.points[some],
            self.weights[some],
            self.present[some],
            self.compiled,
        )

    @cached_property
    def laid_out(self) -> pooled.Problems:
        """The games as the kernels read them."""
        return pooled.problems(self.points, self.weights)


def path_game(economy: Economy, partition: Partition, active: int, counts: Counts) -> Game:
    """Return the games on the path: everybody made the offer of its block.

    Counts (n, K) are of all M active agents.
    """
    X, blocks = len(economy.types), block_of(partition)
    others = [counts - np.eye(len(partition), dtype=np.int64)[blocks[x]] for x in range(X)]
    beliefs = [state_beliefs(economy, partition, others[x])[:, x] for x in range(X)]
    lists = [
        [
            _alone(economy, partition, others[x][n], beliefs[x][n], X)
            if others[x][n, blocks[x]] >= 0
            else None
            for x in range(X)
        ]
        for n in range(len(counts))
    ]
    return _padded(economy, active, list(range(X)), lists)


def target_game(
    economy: Economy, partition: Partition, active: int, attributed: Block, counts: Counts
) -> Game:
    """Return the games in which one target's offer is attributed to a set of types.

    Counts (n, K) are of the M - 1 others.

    Roles 0 to X - 1 are the target of each type, X to 2X - 1 the non-targets.
    """
    X, blocks = len(economy.types), block_of(partition)
    alone, others = (
        state_beliefs(economy, partition, counts),
        [counts - np.eye(len(partition), dtype=np.int64)[blocks[x]] for x in range(X)],
    )
    beliefs = [state_beliefs(economy, partition, others[x], attributed)[:, x] for x in range(X)]
    lists = []
    for n, row in enumerate(counts):
        own: list[Points | None] = [
            _alone(economy, partition, row, alone[n, x], 2 * X, shift=X) for x in range(X)
        ]
        for x in range(X):
            seen = others[x][n, blocks[x]] >= 0
            own.append(
                _with_target(economy, partition, others[x][n], beliefs[x][n], attributed)
                if seen
                else None
            )
        lists.append(own)
    return _padded(economy, active, [*range(X), *range(X)], lists)


def together(some: Sequence[Game]) -> Game:
    """Return games of the same roles and the same M as one, to be solved at once."""
    most = max(game.points.shape[2] for game in some)

    def longer(values: Array) -> Array:
        return np.pad(values, ((0, 0), (0, 0), (0, most - values.shape[2]), (0, 0)))

    first, weights = some[0], np.concatenate([longer(game.weights) for game in some])
    points = np.concatenate([longer(game.points) for game in some])
    present = np.concatenate([game.present for game in some])
    compiled = weights[..., 0].size >= MANY
    return Game(first.active, first.types, points, weights, present, compiled)


Points = tuple[Array, Array]


def _alone(
    economy: Economy,
    partition: Partition,
    others: Counts,
    belief: Array,
    roles: int,
    shift: int = 0,
) -> Points:
    """Return points and weights for an agent with a belief over states who faces block counts and nobody else."""
    rows, chances = compositions(economy, partition, tuple(int(n) for n in others))
    points = np.zeros((len(rows), roles))
    points[:, shift : shift + rows.shape[1]] = rows
    return points, chances * belief


def _with_target(
    economy: Economy, partition: Partition, others: Counts, belief: Array, attributed: Block
) -> Points:
    """Return points and weights for a non-target with a belief over states.

    It faces block counts and a target whose type is in a set.
    """
    X, signal = len(economy.types), economy.floats.signal
    rows, chances = compositions(economy, partition, tuple(int(n) for n in others))
    known = signal[:, list(attributed)] / signal[:, list(attributed)].sum(axis=1, keepdims=True)
    points = np.zeros((len(attributed), len(rows), 2 * X))
    points[:, :, X:] = rows
    for i, y in enumerate(attributed):
        points[i, :, y] = 1
    weights = known.T[:, None, :] * chances[None] * belief
    return points.reshape(-1, 2 * X), weights.reshape(-1, len(economy.states))


def _padded(
    economy: Economy, active: int, types: list[int], lists: list[list[Points | None]]
) -> Game:
    roles = len(types)
    most = max((len(part) for own in lists for found in own for part in found or ()), default=1)
    points = np.zeros((len(lists), roles, most, roles))
    weights = np.zeros((len(lists), roles, most, len(economy.states)))
    present = np.zeros((len(lists), roles), dtype=bool)
    for at, weight, there, own in zip(points, weights, present, lists, strict=True):
        for role, found in enumerate(own):
            if found is not None:
                faced, chances = found
                at[role, : len(faced)], weight[role, : len(faced)] = faced, chances
                there[role] = True
    return Game(active, np.array(types), points, weights, present, weights[..., 0].size >= MANY)


def totals(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array]:
    """Return the others' totals at every point, shape (n, U, P) each."""
    kappa = economy.floats.kappa * game.active
    sold = np.einsum("nupv,nv->nup", game.points, np.maximum(offers, 0.0))
    bought = np.einsum("nupv,nv->nup", game.points, np.maximum(-offers, 0.0))
    return sold + kappa[0], bought + kappa[1]


def responses(economy: Economy, game: Game, offers: Array) -> RandomResponse:
    """Return every role's best response to the others' offers."""
    found = (
        pooled.respond(economy, game.active, game.types, game.laid_out, offers)
        if game.compiled
        else None
    )
    if found is None:
        Q, R = totals(economy, game, offers)
        return best_offers(
            economy, Q, R, game.weights, np.broadcast_to(game.types, offers.shape), offers
        )
    slopes, sides, values = found[..., 0:2], found[..., 2:4], found[..., 4:6]
    left = np.flatnonzero((~(found[..., 6] <= STRICT) & game.present).any(axis=1))
    if len(left):
        again = responses(economy, replace(game.rows(left), compiled=False), offers[left])
        slopes[left], sides[left], values[left] = again.slopes, again.sides, again.values
    return chosen(sides, values, slopes)


def signed(response: RandomResponse) -> Array:
    """Return best offers with the sign of their side."""
    return np.asarray(response.offers[..., 0] - response.offers[..., 1])
