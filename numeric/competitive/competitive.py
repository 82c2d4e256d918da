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
from numeric.economy.economy import Economy
from numeric.formulas.compiled import kernels
from numeric.formulas.roots import decreasing_roots
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import p, q, r
from symbolic.model import competitive as formulas

Array = NDArray[np.float64]
GRID = 240
LOOSE = 1e-7
"""Tolerance of demand while the grid is scanned for sign changes."""


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
    status: str


def demand(economy: Economy, prices: Array, state: int, tolerance: float = 0.0) -> Array:
    """Return the demand of every type for the first good: prices (n,), output (n, X)."""
    endowment = economy.floats.endowment
    k = kernels(economy)
    types = np.arange(len(economy.types))
    grid = np.broadcast_to(prices[:, None], (len(prices), len(types)))
    top = endowment[0] + endowment[1] / grid
    slope = formulas.demand_slope()
    return decreasing_roots(
        lambda c: k.in_states((slope,), {q: c, p: grid}, types)[0][..., state],
        top * 1e-20,
        top * (1 - 1e-15),
        tolerance=tolerance,
    )


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
    return polished(economy, np.sort(np.concatenate([falling, rising])), state)


def polished(economy: Economy, prices: Array, state: int) -> Array:
    """Return nearby prices (n,) at which the market clears to rounding error.

    By Newton on demands and price; where Newton leaves, by the scan's function.
    """
    n, d = len(prices), economy.floats
    if n == 0:
        return prices
    shares, belief = (
        np.tile(d.signal[state], (n, 1)),
        np.tile(np.eye(len(economy.states))[state], (n, 1)),
    )
    start = d.endowment[0] - demand(economy, prices, state, LOOSE), prices
    _, found = price_taking(economy, shares, belief, start=start, iterations=12, tolerance=1e-16)
    near = np.abs(found / prices - 1) < 1e-4
    if near.all():
        return found
    low, high = prices * (1 - 1e-4), prices * (1 + 1e-4)
    side = np.where(excess(economy, low, state) > 0, 1.0, -1.0)
    return np.where(
        near, found, decreasing_roots(lambda t: side * excess(economy, t, state), low, high)
    )


@lru_cache(maxsize=256)
def _homothetic(utility: sp.Expr) -> bool:
    return formulas.is_homothetic(utility)


@lru_cache(maxsize=256)
def _monotone(utility: sp.Expr) -> bool:
    """Whether demand is monotone because u is separable with constant relative risk aversion of at most 1 in the second good."""
    aversion = formulas.relative_risk_aversion(utility)
    return bool(sp.simplify(sp.diff(utility, q, r)) == 0 and aversion.is_Rational and aversion <= 1)


@lru_cache(maxsize=256)
def _regular(utility: sp.Expr) -> bool:
    """Whether the signs of its partials show that u is strictly increasing and strictly concave.

    A utility that merely looks concave where it is sampled may have several best bundles.
    """
    u_qq, u_rr, u_qr = sp.diff(utility, q, 2), sp.diff(utility, r, 2), sp.diff(utility, q, r)
    positive = (sp.diff(utility, q), sp.diff(utility, r), -u_qq, u_qq * u_rr - u_qr**2)
    return all(sign(formula) == 1 for formula in positive)


def _unique(economy: Economy, state: int, found: int) -> bool | None:
    if found != 1:
        return False
    utilities = [utility_at(economy, t, state) for t in range(len(economy.types))]
    form = all(map(_homothetic, utilities)) or all(map(_monotone, utilities))
    return True if form and all(map(_regular, utilities)) else None


def utility_at(economy: Economy, type_: int, state: int) -> sp.Expr:
    """Return u(q, r; x, z) with the exact parameters of one type and state put in."""
    e = economy.environment
    values = {s: e.parameters[str(s.name)][type_][state] for s in e.utility.free_symbols - {q, r}}
    return e.utility.xreplace(
        {s: sp.Rational(v.numerator, v.denominator) for s, v in values.items()}
    )


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
    if any(len(found) == 0 for found in prices):
        raise ArithmeticError(
            "no competitive price was found between the bounds; is demand defined there?"
        )
    price = np.array([found[0] for found in prices])
    q_z = np.stack([demand(economy, price[z : z + 1], z)[0] for z in range(len(price))])
    r_z = d.endowment[1] + price[:, None] * (d.endowment[0] - q_z)
    allocations = np.stack([q_z, r_z], axis=-1)
    unique = tuple(_unique(economy, z, len(found)) for z, found in enumerate(prices))
    status = (
        "solved"
        if False not in unique
        else "solved; several equilibria were found and the one with the lowest price is returned"
    )
    return Competitive(
        price, allocations, np.maximum(d.endowment - allocations, 0.0), unique, prices, status
    )
