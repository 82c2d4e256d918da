r"""Prices, trades and totals of all stage-2 equilibria of the configurations of a cell.

With the price range of ``price_range``, a price at which an upper bound on
:math:`G = \sum_y s_yt_y - \kappa_q + \kappa_r/p` is negative excludes all higher ones, and one at
which a lower bound is positive all lower ones.  The totals that follow lower the cap on the own
influence :math:`k = c/\hat Q`, and the step is repeated.

Paper: section 3.1; the hull is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals
from numeric.certify.arithmetic.simplex_boxes import greatest_sum, weighted_sum
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.certify.theorem_1.trades import about, bounds_from
from numeric.economy.economy import Economy

PASSES = 2
OUTWARD = (1e-11, 1e-9, 1e-7, 1e-5, 1e-3)
"""Relative distances by which a price is moved outward until it excludes what is beyond."""

EVALUATIONS = 8
"""Of the search for that price in floating point."""


@dataclass(frozen=True)
class Cells:
    """Boxes of shares (n, X) and of posteriors (n, Z), each met with its simplex, for all M ≥ ``active``."""

    shares: Intervals
    beliefs: Intervals
    active: int

    def __len__(self) -> int:
        return len(self.shares.lo)

    def __getitem__(self, rows: object) -> Cells:
        return Cells(self.shares[rows], self.beliefs[rows], self.active)

    @property
    def c(self) -> Intervals:
        """The interval [0, 1/M0] of 1/M."""
        return Intervals(0.0, Intervals.exact(1).__truediv__(self.active).hi)


def enclose_prices(
    economy: Economy, cells: Cells, prices: PriceRange
) -> tuple[Intervals, Intervals, Intervals, Array]:
    """Return prices, trades (n, X), Q̂ and an upper bound on k for all equilibria of each cell."""
    ends = np.full(len(cells), prices.low), np.full(len(cells), prices.high)
    totals = tuple(Intervals.exact(v) for v in economy.mechanism.kappa)
    lowest = (np.full(len(cells), totals[0].lo), np.full(len(cells), totals[1].lo))
    for _ in range(PASSES):
        price, trades = _prices(economy, cells, ends, lowest)
        first, second = _totals(economy, cells, price, trades)
        influence = _cap(cells, price.hi, lowest)
        lowest = (np.fmax(lowest[0], first.lo), np.fmax(lowest[1], second.lo))
        ends = price.lo, price.hi
    return price, trades, first, influence


def _cap(cells: Cells, price: Array, lowest: tuple[Array, Array]) -> Array:
    r"""Return an upper bound on k at a price.

    :math:`c_0\min(1/\hat Q, p/\hat R)` at the least totals known.
    """
    first, second = cells.c / lowest[0], cells.c * price / lowest[1]
    return np.asarray(np.minimum(first.hi, second.hi))


def _prices(
    economy: Economy, cells: Cells, ends: tuple[Array, Array], lowest: tuple[Array, Array]
) -> tuple[Intervals, Intervals]:
    """Return intervals around the prices and trades of all equilibria whose prices lie between the ends.

    The search for the lower end stands in the first n rows, that for the upper one in the others.
    """
    n = len(cells)
    every, direction = np.tile(np.arange(n), 2), np.repeat((-1, 1), n)
    both, least = cells[every], (lowest[0][every], lowest[1][every])
    limit = np.concatenate(ends)
    root = _root(economy, both, (ends[0][every], ends[1][every]), least, direction)
    found, open_ = limit.copy(), np.ones(2 * n, dtype=bool)
    for step in OUTWARD:
        rows = np.flatnonzero(open_)
        if len(rows) == 0:
            break
        way = direction[rows]
        tried = root[rows] * (1 + way * step)
        inside = way * (limit[rows] - tried) > 0
        cap = _cap(both[rows], tried, (least[0][rows], least[1][rows]))
        bounds = bounds_from(economy, tried, cap, both.beliefs[rows], way)
        excess = _excess(economy, both[rows], tried, bounds, way)
        good = inside & Intervals.points(way * excess).negative
        found[rows[good]] = tried[good]
        open_[rows[good | ~inside]] = False
    # Trades fall in the price: at its least they are bounded from above, at its greatest from below.
    trades = bounds_from(economy, found, _cap(both, found, least), both.beliefs, -direction)
    high, low = trades.reshape(2, n, -1)
    return Intervals(*found.reshape(2, n)), Intervals(low, high)


def _excess(
    economy: Economy, cells: Cells, price: Array, trades: Array, direction: Indices
) -> Array:
    """Return an upper (direction 1) or lower (-1) bound on G at a price, for all shares of each cell.

    The trades are bounds on them from the same side.
    """
    first, second = (Intervals.exact(v) for v in economy.mechanism.kappa)
    signed = direction * greatest_sum(direction[:, None] * trades, cells.shares)
    whole = Intervals.points(signed) + (second / price - first)
    return np.where(direction == 1, whole.hi, whole.lo)


def _root(
    economy: Economy,
    cells: Cells,
    ends: tuple[Array, Array],
    lowest: tuple[Array, Array],
    direction: Indices,
) -> Array:
    """Return about where the bound on G is zero, in floating point."""
    kappa = economy.floats.kappa

    def excess(price: Array) -> Array:
        cap = _cap(cells, price, lowest)
        trades = about(economy, price, cap, cells.beliefs, direction)
        signed = greatest_sum(direction[:, None] * trades, cells.shares)
        return np.asarray(direction * signed - kappa[0] + kappa[1] / price)

    return quick_root(excess, *ends, EVALUATIONS)


def _totals(
    economy: Economy, cells: Cells, price: Intervals, trades: Intervals
) -> tuple[Intervals, Intervals]:
    """Return Q̂ and R̂."""
    first, second = (Intervals.exact(v) for v in economy.mechanism.kappa)
    sold, bought = (-trades).positive_part(), trades.positive_part()
    return weighted_sum(sold, cells.shares) + first, weighted_sum(
        bought, cells.shares
    ) * price + second
