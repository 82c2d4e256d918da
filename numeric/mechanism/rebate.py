r"""The limit of the two-stage mechanism when what is left of an entry fee is returned in equal shares.

Of a fee f per agent the designer needs, in state z and per agent,
:math:`(1-\eta)(\kappa_q - \kappa_r/p^z,\ \kappa_r - p^z\kappa_q)` for the exogenous offers and η times
the mean trade of the inactive; the rest :math:`s^z` is returned.  In the limit of large N nobody's
offer moves it.  So an active agent demands at :math:`p^z` from what it has left and :math:`s^z`, and an
inactive one offers against the lottery of :math:`s^z`,

.. math:: \max_t \sum_z\tau_x(z)\,u(e_q + s^z_q - t,\ e_r + s^z_r + p_1t;\,x, z),

which makes prices and stage-1 offers one fixed point.

Conventions: t is the amount of the first good that is sold, negative for purchases; offers are made
from what the fee leaves, before the rebate.

Paper: section 6, the entry fee; the rebate is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.along import Along
from numeric.formulas.fixed_points import solved_root
from numeric.probability.posterior import type_posterior
from numeric.stage1 import inactive_price
from numeric.status import NotSolved

Array = NDArray[np.float64]
TOLERANCE = 1e-9
EDGE = 1e-13
"""How far from the left end of what can be traded a trade stays, as a share of it."""


@dataclass(frozen=True)
class RebateLimit:
    """The limit with a rebate.

    Args:
        price: Shape (Z,).
        returned: What is returned to an agent in each state, both goods, shape (Z, 2).
        active: Consumption of the active, shape (Z, X, 2).
        inactive: Consumption of the inactive, shape (Z, X, 2).
    """

    price: Array
    returned: Array
    active: Array
    inactive: Array


def net_trade(sold: ArrayLike, price: ArrayLike) -> Array:
    """Return what selling amounts of the first good at a price adds to a bundle, shape (…, 2)."""
    given, p = np.broadcast_arrays(np.asarray(sold, dtype=float), np.asarray(price, dtype=float))
    return np.stack([-given, p * given], axis=-1)


def beyond(sold: ArrayLike, price: ArrayLike, top: Array) -> bool:
    """Whether signed sales at a price offer more of a good than there is of it, (2,)."""
    return bool((-net_trade(sold, price) > top).any())


def best_trades(
    economy: Economy,
    held: Array,
    prices: Array,
    weights: Array,
    types: NDArray[np.intp],
    lines: Along | None = None,
) -> Array:
    r"""Return amounts t of the first good that maximise :math:`\sum_z w_z u(h_q - t, h_r + p_z t; x, z)`, shape (n,).

    Args:
        economy: An economy; that utility is concave is not checked.
        held: What is held in each state, shape (Z, 2), positive.
        prices: The price of the first good in each state, shape (n, Z), positive.
        weights: Weights of the states, shape (n, Z); at least one of each row is positive.
        types: x, shape (n,).
        lines: Lines of these types and weights, from whose last answer to start.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> at = best_trades(economy, np.ones((2, 2)), np.ones((1, 2)), np.array([[1.0, 0.0]]), np.array([0]))
    >>> bool(-1 < at[0] < 1)
    True
    """
    here = weights > 0
    low = np.where(here, -held[:, 1] / prices, -np.inf).max(axis=1) * (1 - EDGE)
    high = np.where(here, held[:, 0], np.inf).min(axis=1)
    least = held[:, 0] - low[:, None], held[:, 1] + prices * low[:, None]
    given = np.full(prices.shape, -1.0), prices
    found = (lines or Along(economy, types, weights)).best(least, given, high - low)
    return np.asarray(low + found)


def rebate_limit(economy: Economy, fee: Array) -> RebateLimit:
    """Return the limit, from the competitive prices on.

    Args:
        economy: The economy on what the fee leaves, with κ > 0.
        fee: The fee of an agent, shape (2,).

    Raises:
        NotSolved: No fixed point was found, or an offer exceeds what the fee leaves.
    """
    d, Z, X = economy.floats, len(economy.states), len(economy.types)
    p_1, eta = inactive_price(economy), d.eta
    beliefs, flat = type_posterior(economy), np.full((X, Z), p_1)

    def returned(price: Array, first: Array) -> Array:
        taken = net_trade(d.kappa[0] - d.kappa[1] / price, price)
        return np.asarray(fee + (1 - eta) * taken - eta * net_trade(d.signal @ first, p_1))

    weights = np.concatenate([np.repeat(np.eye(Z), X, axis=0), beliefs])
    types = np.tile(np.arange(X), Z + 1)
    lines = Along(economy, types, weights)

    def trades(price: Array, back: Array) -> tuple[Array, Array]:
        """Return the best trades of the active (Z, X) and of the inactive (X,)."""
        at = np.concatenate([np.broadcast_to(price, (Z * X, Z)), flat])
        sold = best_trades(economy, d.endowment + back, at, weights, types, lines)
        return sold[: Z * X].reshape(Z, X), sold[Z * X :]

    def gap(at: Array) -> Array:
        price, first = np.exp(at[:Z]), at[Z:]
        sold, best = trades(price, returned(price, first))
        q = (d.signal * np.maximum(sold, 0)).sum(axis=1) + d.kappa[0]
        r = price * (d.signal * np.maximum(-sold, 0)).sum(axis=1) + d.kappa[1]
        return np.concatenate([np.log(r / q) - at[:Z], best - first])

    # Not at no trade: the root finder's first step is at most a multiple of its start, and log prices may vanish.
    alone = best_trades(economy, np.tile(d.endowment + fee, (Z, 1)), flat, beliefs, np.arange(X))
    start = np.concatenate([np.log(solve_competitive(economy).price), alone])
    found = solved_root("the limit with a rebate", gap, start, TOLERANCE)
    price, first = np.exp(found[:Z]), found[Z:]
    back = returned(price, first)
    sold, _ = trades(price, back)
    if beyond(sold, price[:, None], d.endowment) or beyond(first, p_1, d.endowment):
        raise NotSolved(
            "the limit with a rebate", "not solved: an offer exceeds what the fee leaves"
        )
    held = (d.endowment + back)[:, None]
    active, inactive = net_trade(sold, price[:, None]), net_trade(first, p_1)
    return RebateLimit(price, back, held + active, held + inactive)
