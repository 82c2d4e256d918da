r"""All stage-2 equilibria of a configuration that a scan of prices finds.

For a given price p the totals decouple: sellers of the first good determine Q as the root of
:math:`M\kappa_q + \sum\sigma(x)b_q(x; p, Q) - Q`, sellers of the second determine R likewise, and
an equilibrium is a p with :math:`R(p) = p\,Q(p)`.  Every equilibrium price lies between
:math:`\kappa_r/(\bar q+\kappa_q)` and :math:`(\bar r+\kappa_r)/\kappa_q`.  The inner roots are
unique when both goods are normal; otherwise one of them is taken, and an equilibrium may be missed.

Paper: the remark on uniqueness after Proposition 1; the scan is not in the paper.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates, price_taking
from numeric.economy.economy import Economy
from numeric.formulas.compiled import kernels
from numeric.formulas.roots import decreasing_roots
from numeric.stage2 import aggregative
from symbolic.language.notation import Q, R, b_q, b_r
from symbolic.model import aggregative as formulas

Array = NDArray[np.float64]
GRID = 200
WINDOW, NEAR = 1.25, 6
"""The window around the price-taking price.

This factor up and down, in this many steps either way.
"""

LOOSE = 1e-8
"""Tolerance of the inner roots; Newton polishes what the scan finds."""

HARDLY = 1e-4
"""How far Newton may move the totals of what the scan finds.

With tiny κ the tolerance of the inner roots enters the totals hundredfold and more.
"""


def price_bounds(economy: Economy) -> tuple[float, float]:
    """Return the prices between which every equilibrium of stage 2 lies."""
    e, k = economy.floats.endowment, economy.floats.kappa
    return float(k[1] / (e[0] + k[0])), float((e[1] + k[1]) / k[0])


def offers_at(economy: Economy, phi: Array, price: Array, total: Array, selling: bool) -> Array:
    """Return each type's offer of one good, given prices (n,).

    The total (n,) of that good and beliefs (Z,) or (n, Z); zero for a type on the other side.
    """
    k, types = kernels(economy), np.arange(len(economy.types))
    shape = (len(price), len(types))
    p, own_total = np.broadcast_to(price[:, None], shape), np.broadcast_to(total[:, None], shape)
    Q_, R_ = (own_total, p * own_total) if selling else (own_total / p, own_total)
    cost, gain = formulas.seller_terms() if selling else formulas.buyer_terms()
    symbol, top = (
        (b_q, economy.floats.endowment[0]) if selling else (b_r, economy.floats.endowment[1])
    )

    def slope(b: Array) -> Array:
        at: dict[Any, Any] = {symbol: b, Q: Q_, R: R_}
        return k.expected(gain - cost, at, phi if phi.ndim == 1 else phi[:, None, :], types)

    return decreasing_roots(
        slope, np.zeros(shape), np.minimum(top, own_total) * (1 - 1e-15), tolerance=LOOSE
    )


def totals_at(economy: Economy, sigma: Array, phi: Array, price: Array) -> tuple[Array, Array]:
    """Return Q(p) and R(p) for prices (n,), a configuration (X,) or one for each price, and likewise beliefs."""
    M, found = sigma.sum(axis=-1), []
    for good in (0, 1):
        low = np.broadcast_to(M * economy.floats.kappa[good], price.shape)
        high = low + M * economy.floats.endowment[good]

        def gap(total: Array, good: int = good, low: Array = low) -> Array:
            return np.asarray(
                low
                + (offers_at(economy, phi, price, total, good == 0) * sigma).sum(axis=-1)
                - total
            )

        found.append(np.maximum(decreasing_roots(gap, low, high, tolerance=LOOSE), low))
    return found[0], found[1]


def equilibria(
    economy: Economy, sigma: Array, phi: Array, grid: int = GRID
) -> list[aggregative.Point]:
    """Return the equilibria found for one configuration (X,) and belief (Z,).

    In increasing order of price, each polished by Newton.
    """
    low, high = price_bounds(economy)
    prices = np.geomspace(low * (1 - 1e-12), high * (1 + 1e-12), grid)

    def excess(p: Array) -> Array:
        total_q, total_r = totals_at(economy, sigma, phi, p)
        return np.asarray(np.log(total_r / (p * total_q)))

    values = excess(prices)
    down = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    up = np.flatnonzero((values[:-1] <= 0) & (values[1:] > 0))
    roots = [
        decreasing_roots(excess, prices[down], prices[down + 1], tolerance=LOOSE),
        decreasing_roots(lambda p: -excess(p), prices[up], prices[up + 1], tolerance=LOOSE),
    ]
    return [_point(economy, sigma, phi, p) for p in np.sort(np.concatenate(roots))]


def _point(economy: Economy, sigma: Array, phi: Array, price: float) -> aggregative.Point:
    return _points(economy, sigma[None], phi[None], np.array([price]))


def _points(economy: Economy, sigma: Array, phi: Array, p: Array) -> aggregative.Point:
    """Return the equilibria at prices (n,), polished by Newton where that hardly moves them."""
    total_q, total_r = totals_at(economy, sigma, phi, p)
    sells = p[:, None] > autarky_rates(economy, phi)
    amount = np.where(
        sells, offers_at(economy, phi, p, total_q, True), offers_at(economy, phi, p, total_r, False)
    )
    point = aggregative.Point(amount, np.stack([total_q, total_r], axis=-1), sells)
    polished = aggregative.Point(point.amount.copy(), point.totals.copy(), point.sells.copy())
    aggregative.newton(economy, sigma, phi, polished, iterations=5)
    with np.errstate(all="ignore"):
        kept = np.abs(polished.totals / point.totals - 1).max(axis=-1) < HARDLY
    pick = kept[:, None]
    chosen = (
        np.where(pick, a, b)
        for a, b in (
            (polished.amount, point.amount),
            (polished.totals, point.totals),
            (polished.sells, point.sells),
        )
    )
    return aggregative.Point(*chosen)


def near_price_taking(
    economy: Economy, sigma: Array, phi: Array
) -> tuple[NDArray[np.int64], aggregative.Point]:
    """Return, for configurations (n, X) and beliefs (n, Z) at once.

    The rows with an equilibrium in a window around the price-taking price, and it.

    What the window contains is nearer to the price-taking price than what lies outside; of several
    equilibria inside, the nearest step's is taken.
    """
    _, target = price_taking(economy, sigma / sigma.sum(axis=-1, keepdims=True), phi)
    steps = np.geomspace(1 / WINDOW, WINDOW, 2 * NEAR)
    prices = target[:, None] * steps

    def excess(p: Array, rows: NDArray[np.int64]) -> Array:
        total_q, total_r = totals_at(economy, sigma[rows], phi[rows], p)
        with np.errstate(all="ignore"):
            return np.asarray(np.log(total_r / (p * total_q)))

    every = np.repeat(np.arange(len(sigma)), len(steps))
    values = excess(prices.ravel(), every).reshape(prices.shape)
    falls = (values[:, :-1] > 0) & (values[:, 1:] <= 0)
    rows = np.flatnonzero(falls.any(axis=-1))
    step = np.where(falls, np.abs(np.arange(len(steps) - 1) - (NEAR - 1)), len(steps)).argmin(
        axis=-1
    )[rows]
    found = decreasing_roots(
        lambda p: excess(p, rows), prices[rows, step], prices[rows, step + 1], tolerance=LOOSE
    )
    return rows, _points(economy, sigma[rows], phi[rows], found)


def nearest(economy: Economy, sigma: Array, phi: Array) -> aggregative.Point | None:
    """Return the equilibrium whose price is nearest to the price-taking one, or nothing if the scan finds none."""
    found = equilibria(economy, sigma, phi)
    if not found:
        return None
    _, target = price_taking(economy, (sigma / sigma.sum())[None], phi[None])
    return min(found, key=lambda f: abs(float(np.log(f.totals[0, 1] / f.totals[0, 0] / target[0]))))
