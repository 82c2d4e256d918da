r"""Deviations at stage 1 of the pari-mutuel version: every offer of either good, bounded from above.

A type x that offers s is taken for the type :math:`\bar x` whose offer is nearest (in the
consumption :math:`q_1` that offers give at p_1, as in (7)).  If inactive, s is executed and the
active believe :math:`\bar x`, so :math:`G_x(s)` is computed with that belief; if active, only
:math:`\bar x` matters and the deviator best-responds.  The candidate stands where, for all x and
:math:`\bar x`,

.. math:: \tfrac{N-M}{N}\Big[G_x(a_x) - \max_{s \in I(\bar x)}G_x(s)\Big] \ge
          \tfrac MN\big[F_x(\bar x) - F_x(x)\big].

All of O is cut into cells :math:`[s_0, s_1]` on which the belief does not change.  An executed offer
moves the price against itself, so on a cell it gets no better price than at :math:`s_0`, and

.. math:: G_x(s) \le E\,u(\bar q - s,\ \bar r + s\,p(s_0)),\qquad s_0 \le s \le s_1,

likewise for offers of the second good.  The right side is concave in s, hence at most where its
tangents at the two ends meet.  Cells that could hold a better offer are cut into four.

Conventions: the price moves so where every game of stage 2 that an offer leads to has one equilibrium
(claim ``sec-6.pari-mutuel.price``); that it has is not certified here, the row says so, and the direction
is seen at the ends of the cells.  Expectations
are over all scenarios where they are few, and else over draws with calibrated weights; then bounds
are ``DEVIATIONS`` standard errors wider.

Paper: (22), with section 6's reasons why this version is harder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.compiled import formulas_of
from numeric.games.outcome import traded
from numeric.games.pari_mutuel import PariMutuel, View, everybody, unsigned, view_of
from numeric.games.pari_mutuel_market import Cells, Markets, packed, solve_markets, unpacked
from numeric.probability.posterior import posterior
from numeric.stage1 import inactive_price
from numeric.stage2.best_response import best_response

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
CELLS, ROUNDS, MOST_CELLS, ROWS = 24, 12, 400, 1 << 16
SMALL = 1e-6
"""Utils: cells of the own interval whose bound on a gain is smaller are not cut."""

DEVIATIONS, END = 5.0, 1 - 1e-9
"""Standard errors, and the share of an endowment up to which offers are bounded; marginal utility explodes beyond."""


@dataclass(frozen=True)
class Deviation:
    """What the search found.

    Args:
        margin: The smallest cost less gain over pairs of different types: a lower bound.
        binding: (x, x̄) of it.
        gain: The most that an offer in the own interval that was evaluated adds to G_x(a_x), utils.
        bound: The most that any offer in the own interval can add, utils.
        exact: Whether expectations are over all scenarios.
    """

    margin: float
    binding: tuple[int, int]
    gain: float
    bound: float
    exact: bool


def deviations(game: PariMutuel, signed: Array) -> Deviation:
    """Bound what offers of stage 1 can gain, over all of O.

    Args:
        game: The game.
        signed: The candidate's signed offers (X,), all different.
    """
    X, N = len(signed), game.agents
    inactive = game.drawn.idle / N
    gains = np.array([_gains_of_belief(game, signed, x) for x in range(X)])
    margin, gain, bound, exact = np.full((X, X), np.inf), -np.inf, -np.inf, True
    for x in range(X):
        view = view_of(game, signed, x, active=False)
        allowed = -(1 - inactive) * gains[x] / inactive
        allowed[x] = SMALL
        met, most = _most(game, signed, view, x, allowed)
        others = np.arange(X) != x
        margin[x, others] = -inactive * most[others] - (1 - inactive) * gains[x, others]
        gain, bound = max(gain, met[x]), max(bound, most[x])
        exact = exact and view.controls is None
    x, y = divmod(int(np.argmin(margin)), X)
    return Deviation(float(margin[x, y]), (x, y), float(gain), float(bound), exact)


def taken_for(game: PariMutuel, signed: Array, offers: Array) -> Indices:
    """Return the type for which each signed offer is taken: the nearest in the consumption q_1."""
    distance = np.abs(_bought(game, offers)[:, None] - _bought(game, signed))
    return np.asarray(distance.argmin(axis=1))


def _bought(game: PariMutuel, signed: Array) -> Array:
    """Return what signed offers buy of the first good at p_1, negative where they sell it."""
    made = unsigned(signed)
    return np.asarray(made[:, 1] / inactive_price(game.economy) - made[:, 0])


def _cut(game: PariMutuel, signed: Array) -> Cells:
    """Cut O into cells: at equal distances, at all offers of types, and where beliefs change."""
    e, price = game.economy.floats.endowment, inactive_price(game.economy)
    bought = np.sort(_bought(game, signed))
    middle = 0.5 * (bought[1:] + bought[:-1])
    changes = np.maximum(-middle, 0.0) - price * np.maximum(middle, 0.0)
    points = np.concatenate([signed, changes])
    parts = []
    for side, sign in ((0, 1.0), (1, -1.0)):
        own = np.maximum(sign * points, 0.0)
        cuts = np.unique(np.concatenate([np.linspace(0.0, END * e[side], CELLS), own]))
        types = taken_for(game, signed, sign * 0.5 * (cuts[1:] + cuts[:-1]))
        parts.append((cuts[:-1], cuts[1:], np.full(len(types), side), types))
    low, high, sides, types = (np.concatenate(v) for v in zip(*parts, strict=True))
    return Cells(low, high, sides, types)


def _most(
    game: PariMutuel, signed: Array, view: View, x: int, allowed: Array
) -> tuple[Array, Array]:
    """Return what offers taken for each type add at most: as evaluated, and as bounded, each (X,).

    Args:
        game: The game.
        signed: The candidate.
        view: What the agent reckons with when inactive.
        x: Its type.
        allowed: What offers may add without breaking the candidate, shape (X,); so bounded, cells are not cut.
    """
    met, most = np.full(len(signed), -np.inf), np.full(len(signed), -np.inf)
    own = _utilities(game, view, x, signed[[x]], _prices(game, signed, view, x, signed[[x]], [x]))
    cells = _cut(game, signed)
    for round_ in range(ROUNDS + 1):
        value, bound = _bounds(game, signed, view, x, cells, own[0])
        np.maximum.at(met, cells.type, value)
        open_ = (bound > allowed[cells.type]) & (value <= allowed[cells.type])
        if round_ == ROUNDS or open_.sum() > MOST_CELLS:
            open_[:] = False
        np.maximum.at(most, cells.type[~open_], bound[~open_])
        if not open_.any():
            break
        cells = cells.part(open_).halves().halves()
    return met, most


def _bounds(
    game: PariMutuel, signed: Array, view: View, x: int, cells: Cells, own: Array
) -> tuple[Array, Array]:
    """Return what the first offer of each cell adds, and a bound, each (m,); cells are given prices."""
    m, n = len(cells.low), len(view.weight)
    value, bound, size = np.empty(m), np.empty(m), max(1, ROWS // n)
    sign = np.where(cells.side == 0, 1.0, -1.0)
    known = _known(game, signed, view, x, cells, sign, size)
    for c in _blocks(np.arange(m), size):
        low, high = sign[c] * cells.low[c], sign[c] * cells.high[c]
        price = known[c][:, view.where]
        ends = [_utilities(game, view, x, s, price) - own for s in (low, high)]
        slopes = [_slopes(game, view, x, s, cells.side[c], price) for s in (low, high)]
        doubt = np.maximum(*(view.error(v) for v in ends)) * DEVIATIONS
        first, last = (v @ view.weight for v in ends)
        value[c] = np.where(np.isnan(first), -np.inf, first - doubt)
        width = cells.high[c] - cells.low[c]
        rise, fall = slopes[0], np.minimum(slopes[1], 0.0)
        meet = (last - first - fall * width) / np.maximum(rise - fall, 1e-300)
        most = np.where(rise > 0, first + rise * np.clip(meet, 0.0, width), first) + doubt
        bound[c] = np.where(_against(cells, c, price) & ~np.isnan(most), most, np.inf)
    return value, bound


def _known(
    game: PariMutuel, signed: Array, view: View, x: int, cells: Cells, sign: Array, size: int
) -> Array:
    """Return the prices at the lows of all cells, by pair, shape (m, len(pairs)); the cells are given them."""
    n, done = len(view.pairs), 0 if cells.price is None else len(cells.price)
    prices, points = [np.empty((0, n))], [np.empty((0, n, len(signed) + 2))]
    for c in _blocks(np.arange(done, len(cells.low)), size):
        near = None if cells.near is None else cells.near[0, c].reshape(-1, len(signed) + 2)
        made = sign[c] * cells.low[c]
        found = _markets(game, signed, view, x, made, cells.type[c], near)
        prices.append(_price(found, n))
        points.append(packed(found.point).reshape(len(c), n, -1))
    cells.known(np.concatenate(prices), np.concatenate(points))
    return np.asarray(cells.price)


def _blocks(rows: Indices, size: int) -> list[Indices]:
    return [part for part in np.array_split(rows, range(size, len(rows), size)) if len(part)]


def _against(cells: Cells, rows: Indices, price: Array) -> NDArray[np.bool_]:
    """Return where the price at the next cell is no better for the agent, so far as it was computed, (m,)."""
    side, low, kind = cells.side[rows], cells.low[rows], cells.type[rows]
    follows = (side[1:] == side[:-1]) & (kind[1:] == kind[:-1]) & (low[1:] > low[:-1])
    better = np.where(side[1:] == 0, 1.0, -1.0)[:, None] * (price[1:] - price[:-1])
    result = np.ones(len(low), dtype=bool)
    result[:-1] = ~follows | (better <= 1e-12 * price[:-1]).all(axis=1)
    return result


def _prices(
    game: PariMutuel, signed: Array, view: View, x: int, offers: Array, believed: object
) -> Array:
    """Return the prices at executed signed offers (m,), each believed to be a given type's, shape (m, n)."""
    return _prices_by_pair(game, signed, view, x, offers, believed)[:, view.where]


def _prices_by_pair(
    game: PariMutuel, signed: Array, view: View, x: int, offers: Array, believed: object
) -> Array:
    """Return the prices at executed signed offers (m,) for each pair of counts, shape (m, len(pairs))."""
    return _price(_markets(game, signed, view, x, offers, believed), len(view.pairs))


def _price(found: Markets, pairs: int) -> Array:
    """Return the prices of markets for each pair of counts, NaN where they are not solved, shape (m, pairs)."""
    return np.where(found.solved, found.price, np.nan).reshape(-1, pairs)


def _markets(
    game: PariMutuel,
    signed: Array,
    view: View,
    x: int,
    offers: Array,
    believed: object,
    near: Array | None = None,
) -> Markets:
    """Return the markets at executed signed offers (m,), each in all pairs; they may start from given points."""
    X, m, n = len(signed), len(offers), len(view.pairs)
    types = np.asarray(believed, dtype=int)
    sigma, unit = np.tile(view.pairs, (m, 1)), np.eye(X, dtype=np.int64)
    news = np.repeat(unit[types] - unit[x], n, axis=0)
    belief = posterior(game.economy, everybody(sigma) + news)
    moved = np.repeat(unsigned(offers) - unsigned(signed[[x]]), n, axis=0)
    outside = game.exogenous(signed, sigma) + moved
    start = unpacked(np.tile(packed(view.start), (m, 1)) if near is None else near)
    return solve_markets(game.economy, sigma[:, :X].astype(float), belief, outside, start)


def _utilities(game: PariMutuel, view: View, x: int, offers: Array, price: Array) -> Array:
    """Return the utility of executed signed offers (m,) at prices (m, n), shape (m, n)."""
    bundle = _bundle(game, offers, price)
    states, k = np.broadcast_to(view.state, price.shape), formulas_of(game.economy)
    return np.asarray(k.utility(bundle[..., 0], bundle[..., 1], x, states))


def _bundle(game: PariMutuel, offers: Array, price: Array) -> Array:
    made = np.broadcast_to(unsigned(offers)[:, None, None, :], (*price.shape, 1, 2))
    return traded(game.economy, made, price)[:, :, 0]


def _slopes(
    game: PariMutuel, view: View, x: int, offers: Array, side: Indices, price: Array
) -> Array:
    """Return the slopes in the amounts offered, prices standing still, shape (m,)."""
    bundle = _bundle(game, offers, price)
    states = np.broadcast_to(view.state, price.shape)
    u = formulas_of(game.economy).marginal_utilities(bundle[..., 0], bundle[..., 1], x, states)
    gain = np.where(side[:, None] == 0, 1.0, -1.0) * (price * u[..., 1] - u[..., 0])
    return np.asarray(np.where(side[:, None] == 0, gain, gain / price) @ view.weight)


def executed(game: PariMutuel, signed: Array, x: int, offers: Array, believed: Indices) -> Array:
    """Return G_x of executed signed offers (m,), each believed to be a given type's, shape (m,)."""
    view = view_of(game, signed, x, active=False)
    price = _prices(game, signed, view, x, offers, believed)
    return np.asarray(_utilities(game, view, x, offers, price) @ view.weight)


def _gains_of_belief(game: PariMutuel, signed: Array, x: int) -> Array:
    """Return what being taken for each type adds for an active agent of type x, at most, shape (X,)."""
    view = view_of(game, signed, x, active=True)
    found = np.stack([taken(game, signed, view, x, y) for y in range(len(signed))])
    added = found - found[x]
    return np.asarray(added @ view.weight + DEVIATIONS * view.error(added))


def taken(game: PariMutuel, signed: Array, view: View, x: int, y: int) -> Array:
    """Return what an active agent of type x has when taken for a type y, in each scenario, shape (n,)."""
    X, economy = len(signed), game.economy
    unit, sigma = np.eye(X, dtype=np.int64), view.pairs
    believed, both = sigma[:, :X] - unit[x] + unit[y], everybody(sigma)
    news, belief = (posterior(economy, counts) for counts in (both - unit[x] + unit[y], both))
    outside = game.exogenous(signed, sigma)
    found = solve_markets(economy, believed.astype(float), news, outside, view.start)
    minus = found.point.totals - found.offers[:, y]
    own = best_response(economy, minus[:, 0], minus[:, 1], belief, x)
    k = formulas_of(economy)
    bundle = k.payoff(own[:, 0], own[:, 1], minus[:, 0], minus[:, 1])[view.where]
    return np.asarray(k.utility(bundle[:, 0], bundle[:, 1], x, view.state))
