r"""Floating-point sections of stage 2 at given prices: where to look before a ball decides.

For a given price the offers of one good and their total solve a system of their own; Newton's
method follows it for many prices at once.  Nothing here is relied on: a wrong number only makes a
certificate fail.

Paper: section 3.1; the decoupling is ``symbolic.model.aggregative``'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import whole
from numeric.formulas.roots import decreasing_roots, roots_from
from numeric.stage2.price_scan import offers_at, totals_at
from symbolic.language.notation import Q, R, b_q, b_r, gamma, p
from symbolic.model import aggregative as formulas
from symbolic.model import price_taking

Array = NDArray[np.float64]
STEPS = 60
CONVERGED = 1e-11


@dataclass(frozen=True)
class Section:
    """Guesses at n prices.

    Args:
        offers: For each good, shape (n, X).
        totals: For each good, shape (n,).
        tops: Price-taking offers, which bound the offers from above, for each good, shape (n, X).
    """

    offers: tuple[Array, Array]
    totals: tuple[Array, Array]
    tops: tuple[Array, Array]

    def __getitem__(self, rows: Any) -> Section:
        offers, totals, tops = (
            (pair[0][rows], pair[1][rows]) for pair in (self.offers, self.totals, self.tops)
        )
        return Section(offers, totals, tops)


def section(economy: Economy, sigma: Array, phi: Array, prices: Array) -> Section:
    """Return guesses at prices (n,) for a configuration (X,), or one for each price, and likewise beliefs."""
    tops = price_taking_offers(economy, phi, prices)
    found = [_newton(economy, sigma, phi, prices, good, tops[good]) for good in (0, 1)]
    return Section((found[0][0], found[1][0]), (found[0][1], found[1][1]), tops)


def limit_section(economy: Economy, shares: Array, phi: Array, prices: Array) -> Section:
    """Return guesses for price-taking agents, per agent: shares (X,), belief (Z,), prices (n,)."""
    offers = price_taking_offers(economy, phi, prices, tolerance=0.0)
    kappa = economy.floats.kappa
    return Section(offers, (kappa[0] + offers[0] @ shares, kappa[1] + offers[1] @ shares), offers)


def price_taking_offers(
    economy: Economy, phi: Array, prices: Array, tolerance: float = 1e-9
) -> tuple[Array, Array]:
    """Return what price-takers offer of each good at prices (n,), shape (n, X) each; beliefs as in ``section``."""
    k, types, endowment = (
        formulas_of(economy),
        np.arange(len(economy.types)),
        economy.floats.endowment,
    )
    grid = np.broadcast_to(prices[:, None], (len(prices), len(types)))
    low, high = -endowment[1] / grid * (1 - 1e-12), np.full(grid.shape, endowment[0] * (1 - 1e-12))

    def slope(t: Array) -> Array:
        at: dict[Any, Any] = {gamma: t, p: grid}
        return k.expected(price_taking.slope(), at, _for_types(phi), types)

    sale = (
        decreasing_roots(slope, low, high, tolerance=tolerance)
        if whole(economy)
        else roots_from(slope, np.zeros(grid.shape), low, high, tolerance)
    )
    return np.maximum(sale, 0.0), np.maximum(-grid * sale, 0.0)


def _for_types(phi: Array) -> Array:
    """Return a belief, or one for each price with an axis for types."""
    return phi if phi.ndim == 1 else phi[:, None]


def _newton(
    economy: Economy, sigma: Array, phi: Array, prices: Array, good: int, top: Array
) -> tuple[Array, Array]:
    """Return offers of one good and their total.

    Rows on which Newton fails are found by bisection.
    """
    base = sigma.sum(axis=-1) * economy.floats.kappa[good]
    offers = 0.5 * top
    change = np.full(len(prices), np.inf)
    for _ in range(STEPS):
        new = _step(economy, sigma, phi, prices, good, top, offers, base)
        with np.errstate(all="ignore"):
            change = np.where(top > 0, np.abs(new - offers) / np.maximum(offers, 1e-300), 0.0).max(
                axis=-1
            )
        offers = new
        if (change < CONVERGED).all():
            break
    rows = np.flatnonzero(~(change < 1e-6))
    if len(rows):
        own, belief = (v if v.ndim == 1 else v[rows] for v in (sigma, phi))
        total = totals_at(economy, own, belief, prices[rows])[good]
        offers[rows] = offers_at(economy, belief, prices[rows], total, good == 0)
    return offers, base + (offers * sigma).sum(axis=-1)


def _step(
    economy: Economy,
    sigma: Array,
    phi: Array,
    prices: Array,
    good: int,
    top: Array,
    offers: Array,
    base: Any,
) -> Array:
    """Return the offers after one Newton step in offers and total that keeps them inside (0, top)."""
    k, types = formulas_of(economy), np.arange(offers.shape[1])
    total, belief = base + (offers * sigma).sum(axis=-1), _for_types(phi)
    price, own = (np.broadcast_to(v[:, None], offers.shape) for v in (prices, total))
    if good == 0:
        at: dict[Any, Any] = {b_q: offers, Q: own, R: price * own}
        cost, gain, by_b, by_q, by_r = k.all_expected(
            formulas.seller_linearised(), at, belief, types
        )
        by_total = by_q + price * by_r
    else:
        at = {b_r: offers, Q: own / price, R: own}
        cost, gain, by_b, by_q, by_r = k.all_expected(
            formulas.buyer_linearised(), at, belief, types
        )
        by_total = by_q / price + by_r
    with np.errstate(all="ignore"):
        free, pull = -(gain - cost) / by_b, -by_total / by_b
        moving = top > 0
        free, pull = np.where(moving, free, 0.0), np.where(moving, pull, 0.0)
        moved, pulled = ((v * sigma).sum(axis=-1) for v in (free, pull))
        step = free + pull * (moved / (1 - pulled))[:, None]
    new = np.clip(
        offers + np.where(np.isfinite(step), step, 0.0), 0.2 * offers, offers + 0.9 * (top - offers)
    )
    return np.asarray(np.where(moving, new, 0.0))
