r"""Checks of Lemma 2 and of the limit in Proposition 2, with an independent demand.

It is found by bisection on the budget line, without any solver of ``numeric``.

Conventions: prices run over a logarithmic grid between the bounds :math:`\kappa_r/(\bar
q+\kappa_q)` and :math:`(\bar r+\kappa_r)/\kappa_q`.

Paper: section 3.1, Lemma 2; section 7.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize.elementwise import find_root

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest, smallest

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


NEAR, ROUNDS = 1e-9, 12
"""Relative width of a bracket around what the secant method ends at, and its longest run."""


def demand(economy: Economy, prices: Array, nearby: Array | None = None) -> Array:
    """Return demand for the first good in every state, shape (n, X, Z), for prices (n,) or (n, X, Z).

    By the secant method from ``nearby`` values where the slope then changes its sign, and else by a
    search on all of the budget line.
    """
    k, e = formulas_of(economy), economy.floats.endowment
    X, Z = len(economy.types), len(economy.states)
    p = np.broadcast_to(prices if prices.ndim == 3 else prices[:, None, None], (len(prices), X, Z))
    low, high = np.full(p.shape, e[0] * 1e-12), (e[0] + e[1] / p) * (1 - 1e-12)
    types = np.broadcast_to(np.arange(X)[:, None], p.shape)
    states = np.broadcast_to(np.arange(Z), p.shape)

    def rises(c: Array, at: Array, x: Indices, z: Indices) -> Array:
        marginal = k.marginal_utilities(c, e[1] + at * (e[0] - c), x, z)
        return np.asarray(marginal[..., 0] - at * marginal[..., 1])

    if nearby is not None:
        at = _secant(lambda c: rises(c, p, types, states), nearby, nearby * (1 + 1e-6))
        below, above = (rises(at * (1 + s), p, types, states) for s in (-NEAR, NEAR))
        if ((below > 0) & (above < 0)).all():
            return at
    found = find_root(rises, (low, high), args=(p, types, states))
    ends = np.where(rises(low, p, types, states) > 0, high, low)  # where there is no root between
    return np.where(found.success, found.x, ends)


def _secant(function: Callable[[Array], Array], old: Array, new: Array) -> Array:
    """Return where the secant method ends from two points each, whether or not at a root."""
    left = function(old)
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            right = function(new)
            step = np.where(right == left, 0.0, right * (new - old) / (right - left))
            old, left, new = new, right, new - step
            if (np.abs(step) <= 1e-14 * np.abs(new)).all():
                break
    return new


@lru_cache(maxsize=128)
def _curve(economy: Economy) -> tuple[Array, Array]:
    """Return a grid of prices and the demands there."""
    e, kappa = economy.floats.endowment, economy.floats.kappa
    prices = np.geomspace(kappa[1] / (e[0] + kappa[0]), (e[1] + kappa[1]) / kappa[0], 31)
    return prices, demand(economy, prices)


def excess(economy: Economy, prices: Array, bought: Array) -> Array:
    """Return excess demand (n, Z) for the first good in the economy with exogenous trades kappa."""
    e, kappa = economy.floats.endowment, economy.floats.kappa
    return np.asarray(
        kappa[1] / prices[:, None]
        + np.einsum("zx,nxz->nz", economy.floats.signal, bought)
        - e[0]
        - kappa[0]
    )


def unique_equilibrium(economy: Economy, parameters: Parameters) -> Instance:
    """Where demand is monotone on the grid, excess demand changes sign once.

    The price found by the solver clears the market.
    """
    prices, bought = _curve(economy)
    if (np.diff(bought, axis=0) > 1e-9 * bought[:-1]).any():
        return Instance(economy.name, None, "demand is not monotone")
    gap = excess(economy, prices, bought)
    changes = (np.diff(np.sign(gap), axis=0) != 0).sum(axis=0)
    price = solve_competitive(economy).price * float(parameters["scale"])
    at = np.broadcast_to(price, (1, len(economy.types), len(price)))
    kappa, e = economy.floats.kappa, economy.floats.endowment
    residual = (
        kappa[1] / price
        + np.einsum("zx,nxz->nz", economy.floats.signal, demand(economy, np.array(at)))[0]
        - e[0]
        - kappa[0]
    )
    worst = float(np.abs(residual).max() / e[0])
    once = bool((changes == 1).all())
    told = f"{int(changes.max())} sign change, residual {worst:.1e}"
    return Instance(
        economy.name,
        once and worst < 1e-9,
        told,
        margin=1e-9 - worst if once else None,
        residual=worst,
    )


def continuous_in_kappa(economy: Economy, parameters: Parameters) -> Instance:
    """The solver's prices after either kappa has grown by a share h, against the secant method by hand.

    They and what everybody demands at them move with h raised to a power.
    """
    if solve_competitive(economy).unique != (True,) * len(economy.states):
        return Instance(economy.name, None, "the equilibrium is not known to be unique")
    base, kappa, steps = solve_competitive(economy).price, economy.mechanism.kappa, (-4, -6)
    cases = [(good, Fraction(10) ** power) for good in (0, 1) for power in steps]
    changed = [
        economy.replacing(kappa=[k * (1 + s) if g == good else k for g, k in enumerate(kappa)])
        for good, s in cases
    ]
    price, before = (
        np.array([solve_competitive(c).price for c in changed]),
        _bought(economy, base[None]),
    )
    by_secant = _moved_prices(
        economy,
        np.stack([c.floats.kappa for c in changed]),
        (base, before),
        np.array([(1 - 2 * good) * float(step) for good, step in cases]),
    )
    gap = largest(0.0, float(np.abs(price / by_secant - 1).max()))
    bought = _bought(economy, price, before)
    moved = np.maximum(
        np.abs(price / base - 1).max(axis=-1), np.abs(bought / before - 1).max(axis=(-2, -1))
    ).reshape(2, 2)
    rates = np.log10(moved[:, 0] / moved[:, 1]) / (steps[0] - steps[1])
    margin = smallest(float((0.02 - np.abs(rates - float(parameters["power"]))).min()), 1e-9 - gap)
    moves = ", ".join(f"{a:.1e} and {b:.1e}" for a, b in moved)
    told = f"relative changes {moves}, by hand within {gap:.1e}"
    return Instance(economy.name, margin > 0, told, margin=margin)


def _bought(economy: Economy, prices: Array, nearby: Array | None = None) -> Array:
    """Return demand for the first good at prices (n, Z) of the states, shape (n, X, Z)."""
    shape = (len(prices), len(economy.types), prices.shape[1])
    return demand(economy, np.array(np.broadcast_to(prices[:, None, :], shape)), nearby)


def _moved_prices(economy: Economy, kappa: Array, near: tuple[Array, Array], steps: Array) -> Array:
    """Return the prices that clear the market with other exogenous trades, by the secant method, shape (n, Z).

    Args:
        economy: The economy; its own trades do not count.
        kappa: Exogenous trades, shape (n, 2).
        near: Prices near them, shape (Z,), and what is bought at these, shape (1, X, Z).
        steps: About by how much they are lower, relative to those given, shape (n,).
    """
    e, (price, before) = economy.floats.endowment, near

    def gap(p: Array) -> Array:
        bought = np.einsum("zx,nxz->nz", economy.floats.signal, _bought(economy, p, before))
        return np.asarray(kappa[:, 1:] / p + bought - e[0] - kappa[:, :1])

    old = np.tile(price, (len(kappa), 1))
    return _secant(gap, old, price * (1 - 0.5 * steps[:, None]))


def price_takers(economy: Economy, parameters: Parameters) -> Instance:
    """The solver's competitive offers are price-taking ones, by hand, at the price that they make."""
    solved, gap, kappa = solve_competitive(economy), 0.0, economy.floats.kappa
    for z, mu in enumerate(economy.floats.signal):
        known = [float(s == z) for s in range(len(economy.states))]
        offered = mu @ solved.offers[z] + kappa
        price = float(offered[1] / offered[0]) * float(parameters["scale"])
        gap = largest(gap, abs(price / float(solved.price[z]) - 1))
        for x in range(len(economy.types)):
            wanted = by_hand.price_taker(economy, x, known, price)
            gap = largest(gap, float(np.abs(solved.offers[z, x] - wanted).max()))
    told = f"largest difference {gap:.1e}"
    return Instance(economy.name, gap < 1e-8, told, margin=1e-8 - gap, residual=gap)


CHECKS: dict[str, Check] = {
    "lemma-2": OnEconomies(unique_equilibrium),
    "lemma-2.continuity": OnEconomies(continuous_in_kappa),
    "prop-2.nash": OnEconomies(price_takers),
}
"""The checks of this module by the names under which statements assert them."""
