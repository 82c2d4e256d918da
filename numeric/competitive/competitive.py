r"""Competitive equilibria of the economy with a known state and exogenous trades κ.

Demand is the root of a decreasing slope on the budget line.  Excess demand is scanned on the
interval that contains every equilibrium price, :math:`[\kappa_r/(\bar q+\kappa_q), (\bar
r+\kappa_r)/\kappa_q]`, and each sign change is refined.

Paper: section 3.1, Lemma 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.price_taking import price_taking
from numeric.economy import environment
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.direct import best_on
from numeric.formulas.direct import polished as polished_points
from numeric.formulas.domain import whole
from numeric.formulas.regularity import established
from numeric.formulas.roots import decreasing_roots, roots_from
from numeric.formulas.sign_checks import concrete_from_edge
from numeric.status import Status, Told
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import p, q
from symbolic.model import competitive as formulas
from symbolic.model import monotone_demand

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
GRID = 240
NEARLY = 1e-3
"""Relative excess demand above which a crossing is a jump."""
LOOSE = 1e-7
"""Tolerance of demand while the grid is scanned for sign changes."""
AT_END = 1e-14
"""Distance from the end of a budget line, as a share of it, below which nothing of the second good is left."""
CLEARED, ROOT = 1e-9, 1e-9
"""Largest excess demand and largest slope along the budget line, relative to their terms, at an equilibrium."""


@dataclass(frozen=True)
class Competitive:
    """Competitive equilibria, one for each state.

    Args:
        price: p^z, shape (Z,); the lowest of the equilibrium prices found.
        allocations: (q^z(x), r^z(x)), shape (Z, X, 2).
        offers: β^z(x), shape (Z, X, 2).
        unique: For each state True (known from the form of the utility), False (several found) or
            None (one found by the scan).
        prices: All equilibrium prices found, for each state.
        status: One sentence.
    """

    price: Array
    allocations: Array
    offers: Array
    unique: tuple[bool | None, ...]
    prices: tuple[Array, ...]
    status: Status | Told

    @property
    def solved(self) -> bool:
        """Whether an equilibrium was found in every state."""
        return bool(np.isfinite(self.price).all())


def demand(economy: Economy, prices: Array, state: int, tolerance: float = 0.0) -> Array:
    """Return the demand of every type for the first good: prices (n,), output (n, X).

    The root of a slope where utility is decided to be increasing and concave, else the best point
    of a direct search over the whole budget line, ends included.
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

    low, high = top * 1e-20, top * (1 - 1e-15)
    if whole(economy):
        return decreasing_roots(slope, low, high, tolerance=tolerance)
    return roots_from(slope, np.full(grid.shape, endowment[0]), low, high, tolerance)


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


def equilibrium_prices(economy: Economy, state: int, grid: int = GRID) -> Array:
    """Return all equilibrium prices that a scan on a logarithmic grid finds, in increasing order."""
    d = economy.floats
    low, high = (
        d.kappa[1] / (d.endowment[0] + d.kappa[0]),
        (d.endowment[1] + d.kappa[1]) / d.kappa[0],
    )
    points = np.geomspace(low * (1 - 1e-9), high * (1 + 1e-9), grid)
    values = excess(economy, points, state, LOOSE)
    down = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    up = np.flatnonzero((values[:-1] <= 0) & (values[1:] > 0))
    falling = decreasing_roots(
        lambda t: excess(economy, t, state, LOOSE), points[down], points[down + 1], tolerance=LOOSE
    )
    rising = decreasing_roots(
        lambda t: -excess(economy, t, state, LOOSE), points[up], points[up + 1], tolerance=LOOSE
    )
    crossings = np.sort(np.concatenate([falling, rising]))
    if not established(economy):
        # Demand may jump across what would clear the market.
        gap = np.abs(excess(economy, crossings, state))
        crossings = crossings[gap <= NEARLY * (d.endowment[0] + d.kappa[1] / crossings)]
    found = polished(economy, crossings, state)
    good = clears(economy, found, state)
    if established(economy) and not good.all():
        # Newton's method may stop at an end of a budget line.
        found[~good] = _refined(economy, crossings[~good], state)
        good[~good] = clears(economy, found[~good], state)
    return found[good]


def clears(economy: Economy, prices: Array, state: int) -> Flags:
    """Return at which prices (n,) the market clears with every type at its one best bundle, where utility is finite."""
    if len(prices) == 0:
        return np.zeros(0, dtype=bool)
    d, types = economy.floats, np.arange(len(economy.types))
    demanded = np.stack([_demand_at(economy, float(price), state)[0] for price in prices])
    single = np.stack([_demand_at(economy, float(price), state)[1] for price in prices])
    grid = np.broadcast_to(prices[:, None], demanded.shape)
    top = d.endowment[0] + d.endowment[1] / grid
    rest = np.where(demanded >= top * (1 - AT_END), 0.0, grid * (top - demanded))
    k = formulas_of(economy)
    with np.errstate(all="ignore"):
        finite = np.isfinite(k.partial((0, 0), demanded, rest, types)[..., state])
        gain, cost = (k.partial(o, demanded, rest, types)[..., state] for o in ((1, 0), (0, 1)))
        cost = grid * cost
        root = np.abs(gain - cost) <= ROOT * (np.abs(gain) + np.abs(cost))
        corner = ((demanded <= top * 1e-18) & (gain <= cost)) | ((rest == 0) & (gain >= cost))
        gap = d.kappa[1] / prices + demanded @ d.signal[state] - d.endowment[0] - d.kappa[0]
        cleared = np.abs(gap) <= CLEARED * (d.endowment[0] + d.kappa[0] + d.kappa[1] / prices)
    return np.asarray(cleared & (finite & single & (root | corner)).all(axis=-1))


@lru_cache(maxsize=1024)
def _demand_at(economy: Economy, price: float, state: int) -> tuple[Array, Flags]:
    """Return demand (X,) at one price, to the last bit, and whether it is the only best point."""
    at = np.array([price])
    if established(economy):
        return demand(economy, at, state)[0], np.ones(len(economy.types), dtype=bool)
    demanded, single = searched_demand(economy, at, state)
    return demanded[0], single[0]


def polished(economy: Economy, prices: Array, state: int) -> Array:
    """Return nearby prices (n,) at which the market clears to rounding error.

    Newton works on demands and price; where it leaves, the scan's function is used.
    """
    n, d = len(prices), economy.floats
    if n == 0:
        return prices
    shares, belief = (
        np.tile(d.signal[state], (n, 1)),
        np.tile(np.eye(len(economy.states))[state], (n, 1)),
    )
    near, found = np.zeros(n, dtype=bool), prices
    if established(economy):
        start = d.endowment[0] - demand(economy, prices, state, LOOSE), prices
        _, found = price_taking(
            economy, shares, belief, start=start, iterations=12, tolerance=1e-16
        )
        near = np.abs(found / prices - 1) < 1e-4
    return found if near.all() else np.where(near, found, _refined(economy, prices, state))


def _refined(economy: Economy, prices: Array, state: int) -> Array:
    """Return the roots of excess demand next to rough prices (n,), by the scan's function."""
    low, high = prices * (1 - 1e-4), prices * (1 + 1e-4)
    side = np.where(excess(economy, low, state) > 0, 1.0, -1.0)
    return decreasing_roots(lambda t: side * excess(economy, t, state), low, high)


@lru_cache(maxsize=1024)
def falling(economy: Economy, type_: int, state: int) -> bool:
    """Whether a type's demand in a state is decided to fall in the price, at all prices.

    The lemma of ``symbolic.model.monotone_demand`` has two conditions.  Both are decided by signs
    of coefficients, with the goods counted from the edges of the domain.
    """
    conditions = (monotone_demand.normality(), monotone_demand.substitution())
    return all(sign(concrete_from_edge(economy, c, type_, state)) in (0, 1) for c in conditions)


def _unique(economy: Economy, state: int, found: int) -> bool | None:
    """Say whether the equilibrium is unique.

    Several were found, or excess demand is decided to fall everywhere, or nothing.
    """
    if found == 0:
        return None
    if found > 1:
        return False
    types = range(len(economy.types))
    known = established(economy) and all(falling(economy, t, state) for t in types)
    return True if known else None


def utility_at(economy: Economy, type_: int, state: int) -> sp.Expr:
    """Return u(q, r; x, z) with the exact parameters of one type and state put in."""
    return environment.utility_at(economy.environment, type_, state)


@lru_cache(maxsize=1024)
def solve_competitive(economy: Economy) -> Competitive:
    r"""Return :math:`p^z`, the allocation and the offers :math:`\beta^z` in every state.

    Args:
        economy: An economy with κ > 0.

    Raises:
        ValueError: κ is not positive.

    Paper: section 3.1, Lemma 2 and the display below it.
    """
    d = economy.floats
    if (d.kappa <= 0).any():
        raise ValueError("the competitive equilibrium is computed for kappa > 0")
    prices = tuple(equilibrium_prices(economy, z) for z in range(len(economy.states)))
    price = np.array([found[0] if len(found) else np.nan for found in prices])
    q_z = np.full((len(price), len(economy.types)), np.nan)
    for z in np.flatnonzero(np.isfinite(price)):
        q_z[z] = _demand_at(economy, float(price[z]), int(z))[0]
    top = d.endowment[0] + d.endowment[1] / price[:, None]
    r_z = np.where(q_z >= top * (1 - AT_END), 0.0, price[:, None] * (top - q_z))
    q_z = np.where(q_z <= top * 1e-18, 0.0, q_z)
    allocations = np.stack([q_z, r_z], axis=-1)
    unique = tuple(_unique(economy, z, len(found)) for z, found in enumerate(prices))
    offers = np.maximum(d.endowment - allocations, 0.0)
    return Competitive(price, allocations, offers, unique, prices, _status(economy, prices))


def _status(economy: Economy, prices: tuple[Array, ...]) -> Status | Told:
    missing = next((z for z, found in enumerate(prices) if len(found) == 0), None)
    if missing is not None:
        return Status.NO_PRICE.told(
            f"{Status.NO_PRICE} with every type at one best bundle of finite utility, in state "
            f'"{economy.states[missing]}"'
        )
    return Status.SOLVED if all(len(found) == 1 for found in prices) else Status.SEVERAL
