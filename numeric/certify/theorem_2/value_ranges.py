r"""How far apart the values of a target can be over all equilibria and all sets A, near one state.

For each cell of block shares the pieces of :math:`\bar p = \bar R/\bar Q` on which

.. math:: \frac{\kappa_r}{\bar p} - \kappa_q + \sum_y\bar s_y\Big(\frac{b_r(y)}{\bar p} - b_q(y)\Big) = 0

is impossible, with the offers of ``random_offers``, hold no equilibrium; the hull of the others,
refined twice, holds that of every equilibrium, for every set A at once.  Nothing is solved.

The target's value is, but for :math:`\delta\,\mathrm{osc}`, the maximum over b of :math:`U(b;
\varrho_0)` and an error :math:`E(b) \in [-m_1, m_1]\varrho_0U_\varrho + [0, \tfrac12m_2]\varrho_0^2
U_{\varrho\varrho} + [0, k]U_k`; and the maximum moves with :math:`\log\varrho_0` by :math:`\varrho
U_\varrho` at the best offer (envelope).  So on a cell

.. math:: |V^A - V^{A'}| \le \sup|\varrho U_\varrho|\log\frac{\varrho_0^+}{\varrho_0^-} + \mathrm{width}(E)
          + (\delta_c + 1 - \phi_z)\,\mathrm{osc}.

Paper: Claim 4 of Theorem 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from numeric.certify.arithmetic.elementary_functions import log
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals, Mask, total
from numeric.certify.theorem_2.block_cells import BlockCells, block_cells
from numeric.certify.theorem_2.faced_totals import faced, mean_total
from numeric.certify.theorem_2.in_one_state import InOneState
from numeric.certify.theorem_2.oscillation import oscillations
from numeric.certify.theorem_2.random_offers import Bounds, Offers, offers, unbounded
from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from symbolic.model import offer_against_ratio as formulas

COARSE, FINE, ROUNDS = 160, 24, 2
"""Pieces of the whole range of prices, pieces of a cell's, and how often the latter are refined."""

PASSES = 2
"""How often bounds on offers are improved where nothing is known of them."""

BY_RATIO, BY_INFLUENCE, BY_RATIO_TWICE = range(3)
"""Places in ``offer_against_ratio.moves``."""


@cache
def _move(side: int, which: int) -> InOneState:
    wanted = [formulas.moves(side)[which]]
    return InOneState(wanted, (formulas.b, formulas.ratio, formulas.k))


@dataclass(frozen=True)
class Enclosed:
    """Cells of block shares near a state's, and for each a hull of p̄ and of all offers."""

    cells: BlockCells
    price: Intervals
    offers: Offers


def enclosed(economy: Economy, partition: Partition, state: int, active: int) -> Enclosed | None:
    """Enclose every equilibrium for block shares near a state's, for all M ≥ ``active``.

    Args:
        economy: An economy with positive κ and concave utility (unchecked here).
        partition: The blocks.
        state: z.
        active: M0.

    Returns:
        The cells with their hulls, or None where a cell has no price left, which would mean that
        it has no equilibrium.
    """
    near = block_cells(economy, partition, state, active, whole=True)
    (q_bar, r_bar), kappa = economy.environment.endowment, economy.mechanism.kappa
    low = float(Intervals.exact(kappa[1] / (q_bar + kappa[0])).lo)
    high = float(Intervals.exact((r_bar + kappa[1]) / kappa[0]).hi)
    everything = Intervals(np.array([low]), np.array([high]))
    whole, known = _refined(economy, near, everything, unbounded(economy, 1), COARSE, PASSES)
    if not whole.lo[0] <= whole.hi[0]:
        return None
    cells = block_cells(economy, partition, state, active)
    first = np.zeros(len(cells), dtype=np.int64)
    hulls, sold = whole[first], (known[0][first], known[1][first])
    for _ in range(ROUNDS):
        hulls, sold = _refined(economy, cells, hulls, sold, FINE, 1)
        if not (hulls.lo <= hulls.hi).all():
            return None
    return Enclosed(cells, hulls, Offers(sold, faced(economy, cells, hulls, sold)))


def _refined(
    economy: Economy,
    cells: BlockCells,
    hulls: Intervals,
    known: Bounds,
    number: int,
    passes: int,
) -> tuple[Intervals, Bounds]:
    """Cut each cell's prices into pieces, and return the hulls of what remains.

    Every equilibrium's price is in a piece that remains, and its offers are within that piece's bounds.

    Returns:
        The hull of the pieces that may hold an equilibrium, and of the bounds on offers there.
    """
    n = len(cells)
    steps = np.linspace(0.0, 1.0, number + 1)
    edges = hulls.lo[:, None] * (hulls.hi / hulls.lo)[:, None] ** steps
    edges[:, 0], edges[:, -1] = hulls.lo, hulls.hi
    owner = np.repeat(np.arange(n), number)
    price = Intervals(edges[:, :-1].ravel(), edges[:, 1:].ravel())
    found = offers(economy, cells[owner], price, (known[0][owner], known[1][owner]), passes)
    left = _possible(economy, cells[owner], price, found)
    first, second = (_hull(sold, owner, left, n) for sold in found.sold)
    return _hull(price, owner, left, n), (first, second)


def _hull(values: Intervals, owner: Indices, left: Mask, number: int) -> Intervals:
    """Return for each owner the hull of its values that are left; nothing where none is."""
    shape = (number, *values.shape[1:])
    lo, hi = np.full(shape, np.inf), np.full(shape, -np.inf)
    np.minimum.at(lo, owner[left], values.lo[left])
    np.maximum.at(hi, owner[left], values.hi[left])
    return Intervals(lo, hi)


def _possible(economy: Economy, cells: BlockCells, price: Intervals, found: Offers) -> Mask:
    """Whether a piece may hold the p̄ of an equilibrium."""
    sold, bought = found.sold
    kappa_q, kappa_r = (Intervals.exact(v) for v in economy.mechanism.kappa)
    net = mean_total(economy, cells, bought / price[:, None] - sold)
    excess = net + (kappa_r / price - kappa_q)
    return np.asarray(~(excess.positive | excess.negative))


def value_ranges(economy: Economy, found: Enclosed, type_: int) -> Array:
    """Bound how far a target's values are apart on each cell, shape (n,).

    Args:
        economy: The economy.
        found: What is enclosed on the cells.
        type_: The target's type.
    """
    cells = found.cells
    apart, errors, worst = [], [], []
    z, chance = cells.state, Intervals.points(cells.rare) + Intervals.points(cells.odds)
    for side in (0, 1):
        met, b = found.offers.faced[side], found.offers.sold[side][:, type_]
        zero = Intervals.points(np.zeros(len(cells)))
        k = Intervals(np.zeros(len(cells)), met.influence)
        [by_ratio] = _move(side, BY_RATIO).at(economy, type_, z, b, met.ratio, zero)
        [by_k] = _move(side, BY_INFLUENCE).at(economy, type_, z, b, met.near, k)
        [bent] = _move(side, BY_RATIO_TWICE).at(economy, type_, z, b, met.near, zero)
        moved = by_ratio * met.ratio
        half = Intervals(np.zeros(len(cells)), (Intervals.points(met.second) * 0.5).hi)
        ends = (log(Intervals.points(e)) for e in (met.ratio.lo, met.ratio.hi))
        apart.append(Intervals.points(moved.magnitude()) * (-next(ends) + next(ends)))
        first = moved * Intervals(-met.first, met.first)
        errors.append(total([first, bent * met.ratio.square() * half, by_k * k]))
        worst.append(oscillations(economy, type_, side).above(b.hi).hi)
    return _together(apart, errors, chance, worst)


def _together(
    apart: Sequence[Intervals],
    errors: Sequence[Intervals],
    chance: Intervals,
    worst: Sequence[Array],
) -> Array:
    """Bound how far values are apart that lie on either side of the market.

    Their main part differs by the larger of two distances, errors of either side by both ways, and
    what is too unlikely to be enclosed by its chance times the worst.
    """
    moved = Intervals(np.zeros_like(chance.lo), np.fmax(apart[0].hi, apart[1].hi))
    error = errors[0].hull(errors[1])
    whole = moved + (error - error) + chance * Intervals.points(np.maximum(*worst))
    return np.where(np.isnan(whole.hi), np.inf, whole.hi)
