r"""The one-stage market game on O: which side each type takes, and mixing where sides come back.

Newton's method solves the conditions for given sides.  Then the type that gains most on its other
side changes sides; if a pattern of sides comes back, no symmetric equilibrium in pure strategies was
found, and the type that jumps mixes: it sells the first good with the probability θ at which its
best sale of either good is worth the same.  The gain from selling is positive where nobody of its
type sells and negative where all do, so a root in θ is bracketed.

Paper: section 2.2 for the constraint; what may fail is (20), which needs known totals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.games.equilibrium import BETTER, OneStage, concluded, pure_kinds
from numeric.games.private import Found, Others, newton, others, payoffs
from numeric.games.responses import best_offers, gain_on_o
from numeric.probability.posterior import type_posterior
from numeric.status import Status

Array = NDArray[np.float64]
SWITCHES = 40
MOST_MIXED = 60_000
"""Configurations of the others up to which a mixture is computed."""

EDGE = 1e-7


def solve_on_o(economy: Economy, agents: int | None, start: Array | None = None) -> OneStage:
    """Return the equilibrium on O, pure where one is found.

    Args:
        economy: An economy with κ > 0.
        agents: N, at least 2, or None for the limit.
        start: Offers (X, 2) to start from.
    """
    game = others(economy, agents, economy.floats.kappa)
    offers = _start(economy, agents) if start is None else start
    sides, seen = _sides(offers), set[tuple[int, ...]]()
    found = Found(offers, float("inf"))
    for _ in range(SWITCHES):
        seen.add(tuple(sides.tolist()))
        found = newton(game, found.offers, _one_hot(sides), economy.floats.endowment)
        jumping, offer = _jump(economy, game, found.offers, sides)
        if jumping is None:
            break
        sides[jumping] = 1 - sides[jumping]
        found.offers[jumping] = offer
        if tuple(sides.tolist()) in seen:
            return _mixed(economy, agents, jumping, sides, found.offers)
    return concluded(agents, pure_kinds(economy), found, searched(economy, game, found.offers))


def searched(economy: Economy, game: Others, offers: Array) -> float:
    """Return the most that a search over O adds to the payoff of any kind."""
    small, top = game.heaviest, economy.floats.endowment
    totals = small.totals(offers)
    return max(gain_on_o(small, int(x), offers[y], totals, top) for y, x in enumerate(game.types))


def _start(economy: Economy, agents: int | None) -> Array:
    """Return where to start: the limit, and there the mean of the competitive net trades."""
    if agents is not None:
        limit = solve_on_o(economy, None)
        if limit.solved and limit.pure:
            return limit.offers.copy()
    offers = solve_competitive(economy).offers
    mean = np.einsum("xz,zxi->xi", type_posterior(economy), offers)
    side = (mean[:, 1] > mean[:, 0]).astype(int)
    return np.where(_one_hot(side), np.maximum(mean, EDGE), 0.0)


def _sides(offers: Array) -> NDArray[np.int64]:
    return (offers[:, 1] > offers[:, 0]).astype(np.int64)


def _one_hot(sides: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.stack([sides == 0, sides == 1], axis=-1)


def _jump(
    economy: Economy, game: Others, offers: Array, sides: NDArray[np.int64]
) -> tuple[int | None, Array]:
    """Return the type that gains most by its best offer on the other side, and that offer."""
    totals, top = game.totals(offers), economy.floats.endowment
    most, jumping, offer = BETTER, None, np.zeros(2)
    for x in range(len(offers)):
        best = best_offers(game, x, totals, top)
        own = float(payoffs(game, x, offers[x][None], totals)[0])
        gain = float(best.values[1 - sides[x]]) - own
        if gain > most:
            most, jumping, offer = gain, x, best.offers[1 - sides[x]]
    return jumping, offer


def _mixed(
    economy: Economy, agents: int | None, x: int, sides: NDArray[np.int64], offers: Array
) -> OneStage:
    """Return the equilibrium in which one type mixes between its two sides."""
    types = np.sort(np.array([*range(len(economy.types)), x]))
    pair, both, state = types == x, sides[types], {"offers": offers[types]}
    both[pair] = (0, 1)
    limit = others(economy, None, economy.floats.kappa)
    top = economy.floats.endowment
    state["offers"][pair] = best_offers(limit, x, limit.totals(offers), top).offers

    def kinds(theta: float) -> Array:
        made: Array = pure_kinds(economy)[types]
        made[pair, 1] = theta, 1 - theta
        return made

    def game_at(theta: float) -> Others:
        return others(economy, agents, economy.floats.kappa, kinds(theta))

    if agents is not None and len(game_at(0.5).counts) > MOST_MIXED:
        return _none(
            economy,
            agents,
            "no symmetric equilibrium in pure strategies was found, and the mixture has too many "
            "configurations to enumerate",
        )

    def solved(theta: float) -> tuple[Others, Found]:
        game = game_at(theta)
        found = newton(game, state["offers"], _one_hot(both), top)
        if found.solved:
            state["offers"] = found.offers
        return game, found

    def advantage(theta: float) -> float:
        game, found = solved(theta)
        totals = game.totals(found.offers)
        sale, purchase = payoffs(game, x, found.offers[pair], totals)
        return float(sale - purchase)

    low, high = EDGE, 1 - EDGE
    if not advantage(low) > 0 > advantage(high):
        return _none(
            economy,
            agents,
            "no symmetric equilibrium in pure strategies was found, and none in which one type "
            "mixes between its two sides",
        )
    theta = float(brentq(advantage, low, high, xtol=1e-13, rtol=1e-13))
    game, found = solved(theta)
    name = economy.types[x]
    mixing = Status.MIXED.told(
        f'{Status.MIXED}; type "{name}" sells the first good with probability {theta:.4f} and buys '
        "it otherwise"
    )
    return concluded(agents, kinds(theta), found, searched(economy, game, found.offers), mixing)


def _none(economy: Economy, agents: int | None, why: str) -> OneStage:
    """Say that no equilibrium was found, and why."""
    nothing, nan = np.full((len(economy.types), 2), np.nan), float("nan")
    return OneStage(agents, pure_kinds(economy), nothing, nan, nan, Status.NONE_PURE.told(why))
