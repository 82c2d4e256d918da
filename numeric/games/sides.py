r"""The one-stage market game on O: which side each type takes, and mixing where sides come back.

Newton's method solves the conditions for given sides.  Then the type that gains most on its other
side changes sides; if a pattern of sides comes back, no symmetric equilibrium in pure strategies was
found, and the type that jumps mixes: it sells the first good with the probability θ at which its
best sale of either good is worth the same.  The gain from selling is positive where nobody of its
type sells and negative where all do, so a root in θ is bracketed.  Where another type would then
rather change sides, both mix, or more do.

Paper: section 2.2 for the constraint; what may fail is (20), which needs known totals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, root
from scipy.special import expit

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
            return _first_solved(
                _mixed(economy, agents, mixing, sides, found.offers)
                for mixing in _who_mixes(jumping, len(sides))
            )
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


def _who_mixes(jumping: int, X: int) -> Iterator[tuple[int, ...]]:
    """Yield the sets of types that may mix, the type that jumps among them, small ones first."""
    for size in range(X):
        for more in combinations([x for x in range(X) if x != jumping], size):
            yield tuple(sorted((jumping, *more)))


def _first_solved(tried: Iterator[OneStage]) -> OneStage:
    """Return the first equilibrium that is one; if none is, what was tried first."""
    first = next(tried)
    return first if first.solved else next((t for t in tried if t.solved), first)


def _mixed(
    economy: Economy,
    agents: int | None,
    mixing: tuple[int, ...],
    sides: NDArray[np.int64],
    offers: Array,
) -> OneStage:
    """Return the equilibrium in which some types mix between their two sides."""
    types = np.sort(np.array([*range(len(economy.types)), *mixing]))
    pairs, both, state = [types == x for x in mixing], sides[types], {"offers": offers[types]}
    limit = others(economy, None, economy.floats.kappa)
    totals, top = limit.totals(offers), economy.floats.endowment
    for x, pair in zip(mixing, pairs, strict=True):
        both[pair] = (0, 1)
        state["offers"][pair] = best_offers(limit, x, totals, top).offers

    def kinds(theta: Array) -> Array:
        made: Array = pure_kinds(economy)[types]
        for pair, chance in zip(pairs, theta, strict=True):
            made[pair, 1] = chance, 1 - chance
        return made

    def game_at(theta: Array) -> Others:
        return others(economy, agents, economy.floats.kappa, kinds(theta))

    if agents is not None and len(game_at(np.full(len(mixing), 0.5)).counts) > MOST_MIXED:
        return _none(
            economy,
            agents,
            "no symmetric equilibrium in pure strategies was found, and the mixture has too many "
            "configurations to enumerate",
        )

    def solved(theta: Array) -> tuple[Others, Found]:
        game = game_at(theta)
        found = newton(game, state["offers"], _one_hot(both), top)
        if found.solved:
            state["offers"] = found.offers
        return game, found

    def advantages(theta: Array) -> Array:
        game, found = solved(theta)
        total = game.totals(found.offers)
        worth = [
            payoffs(game, x, found.offers[p], total) for x, p in zip(mixing, pairs, strict=True)
        ]
        return np.array([sale - purchase for sale, purchase in worth])

    theta = _indifferent(advantages, len(mixing))
    if theta is None:
        return _none(
            economy,
            agents,
            "no symmetric equilibrium in pure strategies was found, and none in which "
            f"{'one type mixes' if len(mixing) == 1 else 'some types mix'} between its two sides",
        )
    game, found = solved(theta)
    told = "; ".join(
        f'type "{economy.types[x]}" sells the first good with probability {chance:.4f} and buys it '
        "otherwise"
        for x, chance in zip(mixing, theta, strict=True)
    )
    status = Status.MIXED.told(f"{Status.MIXED}; {told}")
    return concluded(agents, kinds(theta), found, searched(economy, game, found.offers), status)


def _indifferent(advantages: Callable[[Array], Array], mixing: int) -> Array | None:
    """Return the probabilities at which selling has no advantage for any type that mixes."""
    if mixing > 1:
        found = root(lambda v: advantages(expit(v)), np.zeros(mixing), options={"xtol": 1e-13})
        return np.asarray(expit(found.x))

    def advantage(theta: float) -> float:
        return float(advantages(np.array([theta]))[0])

    low, high = EDGE, 1 - EDGE
    if not advantage(low) > 0 > advantage(high):
        return None
    return np.array([brentq(advantage, low, high, xtol=1e-13, rtol=1e-13)])


def _none(economy: Economy, agents: int | None, why: str) -> OneStage:
    """Say that no equilibrium was found, and why."""
    nothing, nan = np.full((len(economy.types), 2), np.nan), float("nan")
    return OneStage(agents, pure_kinds(economy), nothing, nan, nan, Status.NONE_PURE.told(why))
