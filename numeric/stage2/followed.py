r"""Which of several competitive equilibria the selected stage-2 equilibrium follows as M grows.

With the state known and the types in shares within a few standard deviations of the state's,
:math:`\beta^\sigma` is solved at a large M.  The competitive price that it follows is the one next
to all these prices; if they lie next to different ones, or next to none, nothing is said: the
selection may well lead to one equilibrium for some configurations and to another for others, and
the gain from being taken for another type then has no limit that belongs to a single equilibrium.

Paper: Proposition 2, which is about a unique equilibrium; section 6 on several.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.demand import demand
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2

Array = NDArray[np.float64]
ACTIVE = 10**4
"""The number of active agents at which the equilibrium is compared.

A limit that typical configurations of so many do not yet approach would mislead.
"""
DEVIATIONS = (-3.0, -1.0, -0.3, 0.0, 0.3, 1.0, 3.0)
"""By how many times the square root of M agents are exchanged between two types."""
NEAR = 0.25
"""Greatest distance of the logarithms of the prices, as a share of the least distance of two equilibria."""


def followed_prices(economy: Economy, active: int | None = None) -> Array:
    """Return the competitive price that the selected β^σ follows in each state, shape (Z,).

    NaN where that is not known.

    Args:
        economy: An economy with positive κ.
        active: The number of active agents at which the equilibrium is compared; ``ACTIVE`` if left
            out.
    """
    solved = solve_competitive(economy)
    prices = solved.price.copy()
    for z, found in enumerate(solved.prices):
        if len(found) > 1:
            prices[z] = _nearest(economy, z, found, active or ACTIVE)
    return prices


def followed_allocation(
    economy: Economy, state: int, active: int | None = None
) -> tuple[float, Array]:
    """Return the price that is followed in a state and the allocation (X, 2) there.

    NaN where it is not known.
    """
    price = float(followed_prices(economy, active)[state])
    if not np.isfinite(price):
        return price, np.full((len(economy.types), 2), np.nan)
    q, e = demand(economy, np.array([price]), state)[0], economy.floats.endowment
    return price, np.stack([q, np.maximum(e[1] + price * (e[0] - q), 0.0)], axis=-1)


def _nearest(economy: Economy, state: int, prices: Array, active: int) -> float:
    counts = _configurations(economy, state, active)
    solved = solve_stage2(economy, counts, np.eye(len(economy.states))[state])
    if not solved.solved.all():
        return float("nan")
    nearby = NEAR * float(np.diff(np.log(prices)).min())
    distances = np.abs(np.log(solved.price[:, None] / prices))
    followed = np.unique(prices[distances.argmin(axis=1)])
    follows = len(followed) == 1 and (distances.min(axis=1) <= nearby).all()
    return float(followed.item()) if follows else float("nan")


def _configurations(economy: Economy, state: int, active: int) -> Array:
    """Return configurations (n, X) near the shares of a state, agents exchanged between every two types."""
    middle = np.round(active * economy.floats.signal[state])
    exchanged = [
        np.eye(len(middle))[a] - np.eye(len(middle))[b]
        for a, b in combinations(range(len(middle)), 2)
    ]
    moves = [np.round(k * np.sqrt(active)) * move for k in DEVIATIONS for move in exchanged]
    return np.asarray(np.maximum(middle + moves, 1.0))
