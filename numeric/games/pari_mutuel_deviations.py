r"""Deviations at stage 1 of the pari-mutuel version: the other side, other intervals, other beliefs.

A type x that offers s is taken for the type :math:`\bar x` whose offer is nearest (in the
consumption :math:`q_1` that offers give at p_1, as in (7)).  If inactive, s is executed and the
active believe :math:`\bar x`, so :math:`G_x(s)` is computed with that belief; if active, only
:math:`\bar x` matters and the deviator best-responds.  The candidate stands where, for all x and
:math:`\bar x`,

.. math:: \tfrac{N-M}{N}\Big[G_x(a_x) - \max_{s \in I(\bar x)}G_x(s)\Big] \ge
          \tfrac MN\big[F_x(\bar x) - F_x(x)\big].

Conventions: the maximum is searched on a grid over all of O, both goods, and once more around the
best point of each interval, in a sample of the scenarios, the same ones for all offers; so the margin is
sampled, not bounded.  Offers within ``NEAR`` of a_x are left to the first-order condition, which is
exact: in a sample the best offer lies a little to one side.

Paper: (22), with section 6's reasons why this version is harder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.compiled import formulas_of
from numeric.games.outcome import traded
from numeric.games.pari_mutuel import PariMutuel, unsigned
from numeric.games.pari_mutuel_market import solve_markets
from numeric.probability.posterior import posterior
from numeric.stage1 import inactive_price
from numeric.stage2.best_response import best_response
from numeric.stage2.problem import Point

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
GRID, AROUND, ROWS = 25, 9, 1 << 15
NEAR = 0.03
"""Share of the endowment around an offer that is left to its first-order condition."""


@dataclass(frozen=True)
class Deviation:
    """What the search found.

    Args:
        margin: The smallest cost less gain over pairs of different types.
        binding: (x, x̄) of it.
        gain: The most that an offer in the own interval, and not near a_x, adds to G_x(a_x), utils.
    """

    margin: float
    binding: tuple[int, int]
    gain: float


def deviations(game: PariMutuel, signed: Array) -> Deviation:
    """Search for better offers of stage 1 over all of O.

    Args:
        game: The game.
        signed: The candidate's signed offers (X,), all different.
    """
    some = game.thinned()
    near = some.markets(signed).point
    X, N = len(signed), game.agents
    inactive = float(game.drawn.inactive[0].sum()) / N
    best = np.stack([_best_executed(some, signed, near, x) for x in range(X)])
    value = np.array(
        [executed(some, signed, near, x, signed[[x]], np.array([x]))[0] for x in range(X)]
    )
    active = np.array([[taken(some, signed, near, x, y) for y in range(X)] for x in range(X)])
    cost = inactive * (value[:, None] - best)
    gain = (1 - inactive) * (active - np.diag(active)[:, None])
    margin = np.where(np.eye(X, dtype=bool), np.inf, cost - gain)
    x, y = divmod(int(np.argmin(margin)), X)
    return Deviation(float(margin[x, y]), (x, y), float(np.max(np.diag(best) - value)))


def taken_for(game: PariMutuel, signed: Array, offers: Array) -> Indices:
    """Return the type for which each signed offer is taken: the nearest in the consumption q_1."""
    price = inactive_price(game.economy)

    def consumed(s: Array) -> Array:
        return np.where(s > 0, -s, -s / price)

    distance = np.abs(consumed(offers)[:, None] - consumed(signed)[None, :])
    return np.asarray(distance.argmin(axis=1))


def _best_executed(game: PariMutuel, signed: Array, near: Point, x: int) -> Array:
    """Return max G_x over each interval, as far as a grid and a finer one around its best see, (X,)."""
    e, result = game.economy.floats.endowment, np.full(len(signed), -np.inf)
    ends = 1 - 1e-6
    grid = np.linspace(-e[1] * ends, e[0] * ends, GRID)
    grid = grid[_far(game, grid, signed[x])]
    believed = taken_for(game, signed, grid)
    value = executed(game, signed, near, x, grid, believed)
    width = float(np.diff(grid).min())
    for y in range(len(signed)):
        mine = np.flatnonzero(believed == y)
        centre = grid[mine[np.argmax(value[mine])]] if len(mine) else signed[y]
        finer = np.clip(np.linspace(centre - width, centre + width, AROUND), grid[0], grid[-1])
        finer = finer[(taken_for(game, signed, finer) == y) & _far(game, finer, signed[x])]
        if len(mine):
            result[y] = value[mine].max()
        if len(finer):
            again = executed(game, signed, near, x, finer, np.full(len(finer), y))
            result[y] = max(result[y], float(again.max()))
    return result


def _far(game: PariMutuel, offers: Array, own: float) -> NDArray[np.bool_]:
    """Return which signed offers are not near an agent's own."""
    return np.asarray(np.abs(offers - own) > NEAR * game.economy.floats.endowment.min())


def executed(
    game: PariMutuel, signed: Array, near: Point, x: int, offers: Array, believed: Indices
) -> Array:
    """Return G_x of executed signed offers (m,), each believed to be a given type's, shape (m,)."""
    use = np.flatnonzero(game.drawn.inactive[:, x] > 0)
    pairs, where = np.unique(game.where[use], return_inverse=True)
    weight = game.weights(game.drawn.inactive, x)[use]
    X, values = len(signed), np.empty(len(offers))
    size = max(1, ROWS // len(pairs))
    for i in range(0, len(offers), size):
        part, types = offers[i : i + size], believed[i : i + size]
        m, n = len(part), len(pairs)
        sigma = np.tile(game.pairs[pairs], (m, 1))
        unit = np.eye(X, dtype=np.int64)
        news = np.repeat(unit[types] - unit[x], n, axis=0)
        belief = posterior(game.economy, sigma[:, :X] + sigma[:, X:] + news)
        moved = np.repeat(unsigned(part) - unsigned(signed[[x]]), n, axis=0)
        outside = np.tile(game.exogenous(signed)[pairs], (m, 1)) + moved
        start = Point(
            np.tile(near.amount[pairs], (m, 1)),
            np.tile(near.totals[pairs], (m, 1)),
            np.tile(near.sells[pairs], (m, 1)),
        )
        price = solve_markets(
            game.economy, sigma[:, :X].astype(float), belief, outside, start
        ).price.reshape(m, n)
        own = np.broadcast_to(unsigned(part)[:, None, None, :], (m, len(use), 1, 2))
        bundle = traded(game.economy, own, price[:, where])[:, :, 0]
        states = np.broadcast_to(game.drawn.state[use], bundle.shape[:2])
        utility = formulas_of(game.economy).utility(bundle[..., 0], bundle[..., 1], x, states)
        values[i : i + size] = utility @ weight
    return np.where(np.isnan(values), -np.inf, values)


def taken(game: PariMutuel, signed: Array, near: Point, x: int, y: int) -> float:
    """Return F_x(y): the value for an active agent of type x of being taken for a type y."""
    use = np.flatnonzero(game.drawn.active[:, x] > 0)
    pairs, where = np.unique(game.where[use], return_inverse=True)
    X, economy = len(signed), game.economy
    unit = np.eye(X, dtype=np.int64)
    sigma = game.pairs[pairs]
    believed = sigma[:, :X] - unit[x] + unit[y]
    news = posterior(economy, believed + sigma[:, X:])
    start = Point(near.amount[pairs], near.totals[pairs], near.sells[pairs])
    found = solve_markets(
        economy, believed.astype(float), news, game.exogenous(signed)[pairs], start
    )
    minus = found.point.totals - found.offers[:, y]
    own = best_response(
        economy, minus[:, 0], minus[:, 1], game.belief[pairs], x, start=found.offers[:, x]
    )
    k = formulas_of(economy)
    bundle = k.payoff(own[:, 0], own[:, 1], minus[:, 0], minus[:, 1])[where]
    utility = k.utility(bundle[:, 0], bundle[:, 1], x, game.drawn.state[use])
    return float((game.weights(game.drawn.active, x)[use] * utility).sum())
