r"""Best one-sided offers against random totals, and a direct search for better offers.

Each side's payoff is concave in the offer (an expectation of increasing concave functions of
concave ones), so its maximum is the root of a decreasing slope; but both sides can rise at zero,
since (20) needs known totals, so the better of the two maxima is taken.

The search looks for better offers on a grid over the whole offer set, both goods, and again around
the best point that it met; it uses payoffs only, no slope.

Paper: (18)-(20) and the proof of Proposition 1, whose argument fails under random totals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.roots import decreasing_roots
from numeric.games.private import Others, expected, payoffs
from symbolic.games.market import market

Array = NDArray[np.float64]
POINTS, ZOOMS = 61, 4
BOX_POINTS, BOX_ZOOMS = 21, 5


@dataclass(frozen=True)
class BestOffers:
    """The best offer of either side, shape (2, 2), and their values, shape (2,)."""

    offers: Array
    values: Array

    @property
    def side(self) -> int:
        """The better side: 0 sells the first good, 1 the second."""
        return int(self.values[1] > self.values[0])


def best_offers(game: Others, type_: int, totals: Array, top: Array) -> BestOffers:
    """Return the best offer of a type on either side, against the others' totals (K, 2)."""
    offers = np.zeros((2, 2))
    for side in (0, 1):
        offers[side, side] = _maximiser(game, type_, totals, side, float(top[side]))
    return BestOffers(offers, payoffs(game, type_, offers, totals))


def _maximiser(game: Others, type_: int, totals: Array, side: int, top: float) -> float:
    """Return the root of the slope on [0, top), or zero where it is not positive there."""
    formulas, own = (market(game.large).slopes[side],), np.zeros(2)

    def slope(amount: Array) -> Array:
        own[side] = amount.item()
        return np.asarray(expected(game, type_, own, totals, formulas).sum(axis=-1))

    with np.errstate(all="ignore"):
        return float(decreasing_roots(slope, np.zeros(1), np.full(1, top))[0])


def gain_on_o(game: Others, type_: int, offer: Array, totals: Array, top: Array) -> float:
    """Return what the best offer on O that a search meets adds to the payoff of an offer, at least 0."""
    own = float(payoffs(game, type_, offer[None], totals)[0])
    best = own
    for side in (0, 1):
        low, high = 0.0, float(top[side])
        for zoom in range(ZOOMS):
            amounts = np.linspace(low, high, POINTS if zoom == 0 else 13)
            candidates = np.zeros((len(amounts), 2))
            candidates[:, side] = amounts
            values = payoffs(game, type_, candidates, totals)
            i, padded = int(np.argmax(values)), np.pad(amounts, 1, mode="edge")
            best = max(best, float(values[i]))
            low, high = padded[i], padded[i + 2]
    return best - own


def gain_in_box(
    game: Others, type_: int, offer: Array, totals: Array, low: Array, high: Array
) -> float:
    """Return the same for offers between two bounds, both goods at once."""
    own = float(payoffs(game, type_, offer[None], totals)[0])
    best, bounds = own, np.stack([low, high]).astype(float)
    limits = bounds.copy()
    for _ in range(BOX_ZOOMS):
        axes = [np.unique(np.linspace(a, b, BOX_POINTS)) for a, b in bounds.T]
        grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
        values = payoffs(game, type_, grid, totals)
        i = int(np.argmax(values))
        best = max(best, float(values[i]))
        width = (bounds[1] - bounds[0]) / (BOX_POINTS - 1) * 1.5
        bounds = np.clip(np.stack([grid[i] - width, grid[i] + width]), limits[0], limits[1])
    return best - own
