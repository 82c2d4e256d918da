r"""Demand on the budget line of a known state, and excess demand, at arrays of prices.

Demand is the root of a decreasing slope where utility is decided to be increasing and concave, by
bisection and regula falsi inside a bracket; elsewhere the best point of a direct search.

Paper: section 3.1, above Lemma 2.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.along import Along
from numeric.formulas.compiled import formulas_of
from numeric.formulas.direct import best_on
from numeric.formulas.direct import polished as polished_points
from numeric.formulas.domain import whole
from numeric.formulas.one_by_one import in_state_of
from numeric.formulas.regularity import established
from numeric.formulas.roots import FEW_NUMBERS, decreasing_roots, roots_from
from symbolic.language.notation import p, q
from symbolic.model import competitive as formulas

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
LEAST = 1e-20
"""The least demand, as a share of the most."""


def demand(economy: Economy, prices: Array, state: int, tolerance: float = 0.0) -> Array:
    """Return the demand of every type for the first good: prices (n,), output (n, X).

    It is the root of a slope where utility is decided to be increasing and concave, else the best
    point of a direct search over the whole budget line, ends included.
    """
    if not established(economy):
        return searched_demand(economy, prices, state)[0]
    endowment = economy.floats.endowment
    k = formulas_of(economy)
    types = np.arange(len(economy.types))
    grid = np.broadcast_to(prices[:, None], (len(prices), len(types)))
    top = endowment[0] + endowment[1] / grid
    formula = formulas.demand_slope()

    def slope(c: Array) -> Array:
        return k.in_states((formula,), {q: c, p: grid}, types)[0][..., state]

    low = top * LEAST
    if whole(economy):
        single = _single(economy, grid, state) if grid.size <= FEW_NUMBERS else None
        return decreasing_roots(slope, low, top, tolerance=tolerance, single=single)
    return roots_from(slope, np.full(grid.shape, endowment[0]), low, top, tolerance)


def _single(economy: Economy, prices: Array, state: int) -> Callable[[int, float], float] | None:
    """Return the slope for one element of prices (n, X), or None where that is not to be had."""
    in_state = in_state_of(economy, (formulas.demand_slope(),), (q, p))
    if in_state is None:
        return None
    X, given = prices.shape[1], prices.ravel().tolist()

    def single(i: int, c: float) -> float:
        return in_state((c, given[i]), i % X, state)[0]

    return single


def budget_lines(economy: Economy) -> Along:
    """Return the budget lines of all types, state by state."""
    X, Z = len(economy.types), len(economy.states)
    types, states = np.tile(np.arange(X), Z), np.repeat(np.arange(Z), X)[:, None]
    return Along(economy, types, np.ones((Z * X, 1)), states)


def demand_by_state(economy: Economy, prices: Array, lines: Along | None = None) -> Array:
    """Return the demand of every type for the first good in each state at its own price, shape (Z, X).

    Args:
        economy: The economy.
        prices: The price in each state, shape (Z,).
        lines: What ``budget_lines`` gives, from whose last answer to start.
    """
    if not (established(economy) and whole(economy)):
        return np.stack([demand(economy, prices[[z]], z)[0] for z in range(len(prices))])
    endowment, X = economy.floats.endowment, len(economy.types)
    price = np.repeat(prices, X)[:, None]
    top = endowment[0] + endowment[1] / price
    low, given = top * LEAST, (np.ones_like(price), -price)
    at = low, endowment[1] + price * (endowment[0] - low)
    found = (lines or budget_lines(economy)).best(at, given, (top - low)[:, 0])
    return np.asarray(low[:, 0] + found).reshape(-1, X)


def searched_demand(economy: Economy, prices: Array, state: int) -> tuple[Array, Flags]:
    """Return the demand of every type by direct search, and whether it is the only best point, both (n, X)."""
    k, endowment, X = formulas_of(economy), economy.floats.endowment, len(economy.types)
    at, types = np.repeat(prices, X), np.tile(np.arange(X), len(prices))
    top = endowment[0] + endowment[1] / at
    formula = formulas.demand_slope()

    def values(c: Array) -> Array:
        kinds = np.broadcast_to(types[:, None], c.shape)
        return k.partial((0, 0), c, at[:, None] * (top[:, None] - c), kinds)[..., state]

    def slope(c: Array) -> Array:
        return k.in_states((formula,), {q: c, p: at}, types)[0][..., state]

    found = best_on(values, np.zeros_like(top), top)
    best = polished_points(slope, found, np.zeros_like(top), top)
    return best.reshape(-1, X), found.single.reshape(-1, X)


def excess(economy: Economy, prices: Array, state: int, tolerance: float = 0.0) -> Array:
    r"""Return :math:`\kappa_r/p + \sum_x\mu_z(x)q^z(x;p) - \bar q - \kappa_q` for prices (n,)."""
    d = economy.floats
    return np.asarray(
        d.kappa[1] / prices
        + demand(economy, prices, state, tolerance) @ d.signal[state]
        - d.endowment[0]
        - d.kappa[0]
    )
