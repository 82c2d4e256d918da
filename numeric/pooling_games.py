r"""The stage-2 games after a semi-pooling stage 1, and their pure symmetric equilibria.

A *role* is a type together with what it has done: the target of type x, or a non-target of type x; on the path there is only "an agent of type x".  Each role
best-responds to random totals: a list of points (how many of the others play each role) with probabilities by state.  An equilibrium is a signed
offer for every role: positive for the first good, negative for the second.

Method: with the sides of all roles fixed, Newton on all first-order conditions; then best responses, both sides compared, decide which roles change sides
(never a price); and again.  Iterating best responses alone would cycle: when κ is small a block that changes sides moves the price far.  A row of block counts
is solved when every role's offer is its best response, both sides compared; best responses can jump across
zero, so there may be several equilibria or none, and a row that cycles is reported as not found.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.compiled import kernels
from numeric.compositions import Counts, compositions, state_beliefs
from numeric.economy import Economy
from numeric.partitions import Block, Partition, block_of
from numeric.random_totals import RandomResponse, best_offers, integrands
from symbolic.notation import Q_others, R_others

Array = NDArray[np.float64]
TOLERANCE = 1e-8
ROUNDS = 16
NEWTON = 8
STEP = 1e-6
SMALL = 1e-3
NEAR_ZERO = 0.15
MOST_PATTERNS = 4
"""Of the roles that offer less than ``NEAR_ZERO`` of the endowment, at most so many are tried on all sides where the iteration fails."""


@dataclass(frozen=True)
class Game:
    """Stage-2 games for several rows of block counts, with the same roles.

    Args:
        active: M.
        types: The type of each role, shape (U,).
        points: How many others play each role, by row, own role and point: shape (n, U, P, U).
        weights: Joint probabilities of point and state, shape (n, U, P, Z); zero for padding.
        present: Which roles exist in which row, shape (n, U).
    """

    active: int
    types: NDArray[np.int64]
    points: Array
    weights: Array
    present: NDArray[np.bool_]

    def rows(self, chosen: NDArray[np.int64]) -> Game:
        """Return the games of some rows."""
        return Game(self.active, self.types, self.points[chosen], self.weights[chosen], self.present[chosen])


@dataclass(frozen=True)
class Solved:
    """Equilibria of a game.

    Args:
        offers: Signed offers, shape (n, U); NaN in rows that are not solved.
        values: Expected utility of every role, shape (n, U).
        solved: Which rows are solved, shape (n,).
        gap: Largest distance from a best response relative to the endowment, shape (n,).
    """

    offers: Array
    values: Array
    solved: NDArray[np.bool_]
    gap: Array


def path_game(economy: Economy, partition: Partition, active: int, counts: Counts) -> Game:
    """Return the games on the path: everybody made the offer of its block; counts (n, K) are of all M active agents."""
    X, blocks = len(economy.types), block_of(partition)
    lists = []
    for row in counts:
        own = []
        for x in range(X):
            others = row.copy()
            others[blocks[x]] -= 1
            own.append(_alone(economy, partition, others, x, X) if others[blocks[x]] >= 0 else None)
        lists.append(own)
    return _padded(economy, active, list(range(X)), lists)


def target_game(economy: Economy, partition: Partition, active: int, attributed: Block, counts: Counts) -> Game:
    """Return the games in which one target's offer is attributed to a set of types; counts (n, K) are of the M - 1 others.

    Roles 0 to X - 1 are the target of each type, X to 2X - 1 the non-targets.
    """
    X, blocks = len(economy.types), block_of(partition)
    lists = []
    for row in counts:
        own: list[Points | None] = [_alone(economy, partition, row, x, 2 * X, shift=X) for x in range(X)]
        for x in range(X):
            others = row.copy()
            others[blocks[x]] -= 1
            own.append(_with_target(economy, partition, others, x, attributed) if others[blocks[x]] >= 0 else None)
        lists.append(own)
    return _padded(economy, active, [*range(X), *range(X)], lists)


Points = tuple[Array, Array]


def _alone(economy: Economy, partition: Partition, others: Counts, x: int, roles: int, shift: int = 0) -> Points:
    """Return points and weights for a type that faces block counts and nobody else."""
    rows, chances = compositions(economy, partition, tuple(int(n) for n in others))
    points = np.zeros((len(rows), roles))
    points[:, shift : shift + rows.shape[1]] = rows
    return points, chances * state_beliefs(economy, partition, others[None])[0, x]


def _with_target(economy: Economy, partition: Partition, others: Counts, x: int, attributed: Block) -> Points:
    """Return points and weights for a non-target that faces block counts and a target with a type in a set."""
    X, signal = len(economy.types), economy.floats.signal
    rows, chances = compositions(economy, partition, tuple(int(n) for n in others))
    belief = state_beliefs(economy, partition, others[None], attributed)[0, x]
    known = signal[:, list(attributed)] / signal[:, list(attributed)].sum(axis=1, keepdims=True)
    points = np.zeros((len(attributed), len(rows), 2 * X))
    points[:, :, X:] = rows
    for i, y in enumerate(attributed):
        points[i, :, y] = 1
    weights = known.T[:, None, :] * chances[None] * belief
    return points.reshape(-1, 2 * X), weights.reshape(-1, len(economy.states))


def _padded(economy: Economy, active: int, types: list[int], lists: list[list[Points | None]]) -> Game:
    roles = len(types)
    most = max((len(p[0]) for own in lists for p in own if p is not None), default=1)
    points = np.zeros((len(lists), roles, most, roles))
    weights = np.zeros((len(lists), roles, most, len(economy.states)))
    present = np.zeros((len(lists), roles), dtype=bool)
    for n, own in enumerate(lists):
        for role, found in enumerate(own):
            if found is not None:
                points[n, role, : len(found[0])], weights[n, role, : len(found[0])], present[n, role] = *found, True
    return Game(active, np.array(types), points, weights, present)


def totals(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array]:
    """Return the others' totals at every point, shape (n, U, P) each."""
    kappa = economy.floats.kappa * game.active
    sold = np.einsum("nupv,nv->nup", game.points, np.maximum(offers, 0.0))
    bought = np.einsum("nupv,nv->nup", game.points, np.maximum(-offers, 0.0))
    return sold + kappa[0], bought + kappa[1]


def responses(economy: Economy, game: Game, offers: Array) -> RandomResponse:
    """Return every role's best response to the others' offers."""
    Q, R = totals(economy, game, offers)
    return best_offers(economy, Q, R, game.weights, np.broadcast_to(game.types, offers.shape))


def signed(response: RandomResponse) -> Array:
    """Return best offers with the sign of their side."""
    return np.asarray(response.offers[..., 0] - response.offers[..., 1])


def solve(economy: Economy, game: Game, start: Array) -> Solved:
    """Return an equilibrium for every row, from a starting point (n, U) near one.

    Paper: equations (30) and (31).
    """
    offers = _newton(economy, game, np.where(game.present, start, 0.0))
    values, gap = np.full(start.shape, np.nan), np.full(len(offers), np.inf)
    active = np.arange(len(offers))
    for _ in range(ROUNDS):
        rows = game.rows(active)
        gap[active], best, values[active] = _gap(economy, rows, offers[active])
        left = gap[active] > TOLERANCE
        if not left.any():
            break
        active, best = active[left], best[left]
        offers[active] = _newton(economy, game.rows(active), _sided(economy, offers[active], best))
    for n in np.flatnonzero(gap > TOLERANCE):
        offers[n], values[n], gap[n] = _searched(economy, game.rows(np.array([n])), offers[n])
    solved = gap <= TOLERANCE
    return Solved(np.where(solved[:, None], offers, np.nan), np.where(solved[:, None], values, np.nan), solved, gap)


def _ends(economy: Economy, offers: Array) -> Array:
    """Return the endowment of the good that a signed offer is of."""
    q_bar, r_bar = economy.floats.endowment
    return np.asarray(np.where(offers >= 0, q_bar, r_bar), dtype=float)


def _gap(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array, Array]:
    """Return the distance from best responses (n,), the signed best responses (n, U) and their values (n, U)."""
    response = responses(economy, game, offers)
    best = np.where(game.present, signed(response), 0.0)
    scale = _ends(economy, best - offers)
    return (np.abs(best - offers) / scale).max(axis=1), best, response.value


def _searched(economy: Economy, game: Game, offers: Array) -> tuple[Array, Array, float]:
    """Try every pattern of sides of the roles that offer little: the closest to an equilibrium of one row, its values and its distance."""
    end = _ends(economy, offers)
    small = np.flatnonzero(game.present[0] & (np.abs(offers) < NEAR_ZERO * end))
    small = small[np.argsort(np.abs(offers[small]))][:MOST_PATTERNS]
    patterns = np.array(list(product((1.0, -1.0, 0.0), repeat=len(small))))
    starts = np.repeat(offers[None], len(patterns), axis=0)
    starts[:, small] = patterns * SMALL * end[small]
    many = game.rows(np.zeros(len(patterns), dtype=np.int64))
    found = _newton(economy, many, _newton(economy, many, starts))
    gap, _, values = _gap(economy, many, found)
    best = int(gap.argmin())
    return found[best], values[best], float(gap[best])


def _sided(economy: Economy, offers: Array, best: Array) -> Array:
    """Return offers on the sides of the best responses: a role that changes its side starts near zero, since the whole block changes with it."""
    end = _ends(economy, best)
    changed = np.sign(best) * np.minimum(np.abs(best), SMALL * end)
    return np.where(np.sign(best) != np.sign(offers), changed, 0.7 * offers + 0.3 * best)


def _conditions(economy: Economy, game: Game, offers: Array) -> Array:
    """Return every role's first-order condition on the side of its offer, relative to its curvature; zero for a role that offers nothing."""
    Q, R = totals(economy, game, offers)
    result = np.zeros(offers.shape)
    for side, sign in ((0, 1.0), (1, -1.0)):
        n, u = np.nonzero(sign * offers > 0)
        if len(n) == 0:
            continue
        symbol, _, slope, _ = integrands(side)
        at: dict[Any, Any] = {symbol: np.abs(offers[n, u])[:, None], Q_others: Q[n, u], R_others: R[n, u]}
        (value,) = kernels(economy).in_states((slope,), at, game.types[u][:, None])
        w = game.weights[n, u]
        result[n, u] = np.where(w > 0, w * np.where(w > 0, value, 0.0), 0.0).sum(axis=(-2, -1))
    return result


def _newton(economy: Economy, game: Game, offers: Array) -> Array:
    """Return offers after Newton steps with the sides fixed: a role whose step crosses zero shrinks instead."""
    U, end = offers.shape[1], economy.floats.endowment
    for _ in range(NEWTON):
        at = _conditions(economy, game, offers)
        jacobian = np.zeros((len(offers), U, U))
        for v in range(U):
            step = np.where(offers[:, v] != 0, STEP * np.sign(offers[:, v]) * np.abs(offers[:, v]), 1.0)
            moved = offers.copy()
            moved[:, v] += np.where(offers[:, v] != 0, step, 0.0)
            jacobian[:, :, v] = (_conditions(economy, game, moved) - at) / step[:, None]
        idle = (offers == 0) | ~game.present
        jacobian[idle] = 0.0
        jacobian[:, np.arange(U), np.arange(U)] += idle
        with np.errstate(all="ignore"):
            try:
                change = -np.linalg.solve(jacobian, np.where(idle, 0.0, at)[..., None])[..., 0]
            except np.linalg.LinAlgError:
                return offers
        new = offers + change
        new = np.where(np.sign(new) == np.sign(offers), new, 0.1 * offers)
        new = np.where(new >= end[0], 0.5 * (offers + end[0]), np.where(new <= -end[1], 0.5 * (offers - end[1]), new))
        usable = np.asarray(np.isfinite(new).all(axis=1))
        offers = np.where(usable[:, None], new, offers)
        if not usable.any() or np.abs(change[usable]).max() < 1e-13 * end.max():
            break
    return offers
