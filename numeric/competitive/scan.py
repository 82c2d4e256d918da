r"""All equilibrium prices that a scan of excess demand finds, where it is not decided that there is only one.

Excess demand is evaluated on the interval that contains every equilibrium price,
:math:`[\kappa_r/(\bar q+\kappa_q), (\bar r+\kappa_r)/\kappa_q]`, and each sign change is refined.

Paper: section 3.1, Lemma 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.demand import demand, excess, searched_demand
from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.formulas.compiled import formulas_of
from numeric.formulas.regularity import established
from numeric.formulas.roots import decreasing_roots

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
GRID = 240
LOOSE = 1e-7
"""Tolerance of demand while the grid is scanned for sign changes."""
NEXT = 1e-4
"""Relative distance beyond which Newton has left the price that it was to polish."""
AT_END = 1e-14
"""Distance from the end of a budget line, as a share of it, below which nothing of the second good is left."""
TO_ROUNDING = 1e-13
"""Largest excess demand, relative to its terms, where Newton's method has come to its end."""
CLEARED, ROOT = 1e-9, 1e-9
"""Largest excess demand and largest slope along the budget line, relative to their terms, at an equilibrium."""


def equilibrium_prices(economy: Economy, state: int, grid: int = GRID) -> Array:
    """Return all equilibrium prices that a scan on a logarithmic grid finds, in increasing order."""
    d = economy.floats
    low, high = (
        d.kappa[1] / (d.endowment[0] + d.kappa[0]),
        (d.endowment[1] + d.kappa[1]) / d.kappa[0],
    )
    points = np.geomspace(low * (1 - 1e-9), high * (1 + 1e-9), grid)
    values = excess(economy, points, state, LOOSE)
    changes = np.flatnonzero((values[:-1] > 0) != (values[1:] > 0))
    side = np.where(values[changes + 1] > 0, -1.0, 1.0)
    rough = decreasing_roots(
        lambda t: side * excess(economy, t, state, LOOSE),
        points[changes],
        points[changes + 1],
        tolerance=LOOSE,
    )
    found = polished(economy, rough, state)
    # Demand may jump across what would clear the market: then it does not clear there.
    return found[clears(economy, found, state)]


def clears(economy: Economy, prices: Array, state: int, most: float = CLEARED) -> Flags:
    """Return at which prices (n,) the market clears with every type at its one best bundle, where utility is finite.

    Excess demand is at most ``most``, relative to its terms.
    """
    if len(prices) == 0:
        return np.zeros(0, dtype=bool)
    d, types = economy.floats, np.arange(len(economy.types))
    demanded = np.stack([demand_at(economy, float(price), state)[0] for price in prices])
    single = np.stack([demand_at(economy, float(price), state)[1] for price in prices])
    grid = np.broadcast_to(prices[:, None], demanded.shape)
    top = d.endowment[0] + d.endowment[1] / grid
    rest = np.where(demanded >= top * (1 - AT_END), 0.0, grid * (top - demanded))
    k = formulas_of(economy)
    with np.errstate(all="ignore"):
        finite = np.isfinite(k.partial((0, 0), demanded, rest, types)[..., state])
        gain, cost = (k.partial(o, demanded, rest, types)[..., state] for o in ((1, 0), (0, 1)))
        cost = grid * cost
        slope, noise = gain - cost, ROOT * (np.abs(gain) + np.abs(cost))
        no_more = (slope <= noise) | (rest == 0)
        no_less = (slope >= -noise) | (demanded <= top * 1e-18)
        gap = d.kappa[1] / prices + demanded @ d.signal[state] - d.endowment[0] - d.kappa[0]
        cleared = np.abs(gap) <= most * (d.endowment[0] + d.kappa[0] + d.kappa[1] / prices)
    return np.asarray(cleared & (finite & single & no_more & no_less).all(axis=-1))


@by_kappa(maxsize=1024)
def demand_at(economy: Economy, price: float, state: int) -> tuple[Array, Flags]:
    """Return demand (X,) at one price, to the last bit, and whether it is the only best point."""
    at = np.array([price])
    if established(economy):
        return demand(economy, at, state)[0], np.ones(len(economy.types), dtype=bool)
    demanded, single = searched_demand(economy, at, state)
    return demanded[0], single[0]


def polished(economy: Economy, prices: Array, state: int) -> Array:
    """Return nearby prices (n,) at which the market clears to rounding error.

    Newton works on demands and price; where it leaves, or stops at an end of a budget line, the
    scan's function is used.
    """
    if not established(economy):
        return _refined(economy, prices, state)
    found = _by_newton(economy, prices, state)
    near = np.isclose(found, prices, rtol=NEXT, atol=0.0)
    good = near & clears(economy, found, state, TO_ROUNDING)
    found[~good] = _refined(economy, prices[~good], state)
    return found


def _by_newton(economy: Economy, prices: Array, state: int) -> Array:
    """Return where Newton on demands and price ends from demand at prices (n,)."""
    n, d = len(prices), economy.floats
    if n == 0:
        return prices
    shares = np.tile(d.signal[state], (n, 1))
    belief = np.tile(np.eye(len(economy.states))[state], (n, 1))
    start = d.endowment[0] - demand(economy, prices, state, LOOSE), prices
    return price_taking(economy, shares, belief, start=start, iterations=12, tolerance=1e-16)[1]


def _refined(economy: Economy, prices: Array, state: int) -> Array:
    """Return the roots of excess demand next to rough prices (n,), by the scan's function."""
    if len(prices) == 0:
        return prices
    low, high = prices * (1 - 1e-4), prices * (1 + 1e-4)
    side = np.where(excess(economy, low, state) > 0, 1.0, -1.0)
    return decreasing_roots(lambda t: side * excess(economy, t, state), low, high)
