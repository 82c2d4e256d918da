r"""Certified bounds on the best offers of every role against random totals, on cells and pieces of the price.

With the random totals of ``faced_totals``, :math:`\varrho = \varrho_0(1 + x)/(1 + y)`, the slope S of
``offer_against_ratio`` has on the event, given z, the expectation

.. math:: D(b) \in [1 - \delta_c, 1]\,S(b; \varrho_0, 0) + [-m_1, m_1]\varrho_0S_\varrho(b; \varrho_0, 0)
          + [0, \tfrac12m_2]\varrho_0^2S_{\varrho\varrho} + [0, k]S_k,

all first-order effects of the random types gone; the error is O(1/M).  Given z the payoff on the
event is concave in b.  So where :math:`D(b^+) \le -\rho`, a larger offer loses :math:`\rho` per
unit there and can gain at most the oscillation of u elsewhere, with the probability
:math:`\delta`: every best offer on this side is at most :math:`b^+ + \delta\,\mathrm{osc}/\rho`.
Likewise from below, if the other side is certified to be no better: where its slope at zero is
not positive, and :math:`b^-\rho` exceeds twice what the rest can be worth.

Conventions: rows are pairs of a cell and a piece of :math:`\bar p`; what is bounded holds for every
equilibrium whose :math:`\bar p` is in the piece, every set A, every role and all :math:`M \ge M_0`.

Paper: Claims 2 and 3 of Theorem 2; the numbers are not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import sympy as sp

from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask, total
from numeric.certify.theorem_2.block_cells import BlockCells
from numeric.certify.theorem_2.faced_totals import Faced, faced
from numeric.certify.theorem_2.in_one_state import InOneState
from numeric.certify.theorem_2.oscillation import oscillations
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from symbolic.model import offer_against_ratio as formulas

EVALUATIONS = 24
FARTHER = (1.05, 1.3, 2.0, 4.0, 16.0, 256.0)
"""Multiples of the distance that a bound should have from the price-taking offer, tried in turn."""

LEAST_SLOPE = 1e-7


SLOPE, BY_OFFER, BY_RATIO, BY_INFLUENCE, BY_RATIO_TWICE = range(5)
"""Places in ``offer_against_ratio.slopes``."""

Bounds = tuple[Intervals, Intervals]
"""Intervals around the offers of either good, shape (n, X) each."""


@cache
def _slopes(side: int, *which: int) -> InOneState:
    wanted = [formulas.slopes(side)[i] for i in which]
    return InOneState(wanted, (formulas.b, formulas.ratio, formulas.k))


@cache
def _price_taking(side: int, *which: int) -> InOneState:
    """Return slopes at k = 0, where they are much shorter."""
    wanted = [formulas.slopes(side)[i].subs(formulas.k, 0) for i in which]
    return InOneState(wanted, (formulas.b, formulas.ratio))


@dataclass(frozen=True)
class Offers:
    """Bounds on offers, and what roles face on either side."""

    sold: Bounds
    faced: tuple[Faced, Faced]

    def __getitem__(self, rows: Any) -> Offers:
        sold, met = self.sold, self.faced
        return Offers((sold[0][rows], sold[1][rows]), (met[0][rows], met[1][rows]))


def unbounded(economy: Economy, rows: int) -> Bounds:
    """Return what is known of offers without any argument: they are at most the endowment."""
    shape = (rows, len(economy.types))
    most = [float(Intervals.exact(e).hi) for e in economy.environment.endowment]
    first, second = (Intervals(np.zeros(shape), np.full(shape, m)) for m in most)
    return first, second


def offers(
    economy: Economy, cells: BlockCells, price: Intervals, known: Bounds, passes: int = 1
) -> Offers:
    """Bound the best offers of all roles on rows.

    Args:
        economy: An economy with concave utility (unchecked here).
        cells: The cells, one for each row.
        price: The pieces, one for each row.
        known: Bounds that all offers are known to satisfy.
        passes: How often the bounds are improved from what roles face under the last ones.
    """
    for _ in range(passes):
        known = _improved(economy, cells, faced(economy, cells, price, known), known)
    return Offers(known, faced(economy, cells, price, known))


def _improved(
    economy: Economy,
    cells: BlockCells,
    both: tuple[Faced, Faced],
    bounds: Bounds,
) -> Bounds:
    """Bound every type's offers on both sides, within bounds that are known."""
    made: list[list[Intervals]] = [[], []]
    for y in range(len(economy.types)):
        ends = [_ends(economy, cells, both[side], side, y) for side in (0, 1)]
        for side in (0, 1):
            low, high, sure, _ = ends[side]
            excluded, only = ends[1 - side][2] & ends[side][3], sure & ends[1 - side][3]
            lo = np.where(only, low, 0.0)
            hi = np.where(excluded, 0.0, high)
            known = bounds[side][:, y]
            made[side].append(Intervals(np.fmax(known.lo, lo), np.fmin(known.hi, hi)))
    first, second = (
        Intervals(np.stack([v.lo for v in part], axis=-1), np.stack([v.hi for v in part], axis=-1))
        for part in made
    )
    return first, second


def _ends(
    economy: Economy, cells: BlockCells, met: Faced, side: int, type_: int
) -> tuple[Array, Array, Mask, Mask]:
    """Bound the best offers of a type on a side.

    Returns:
        A lower and an upper bound, whether offers near the lower one are certified to be better
        than none by more than the rest can be worth, and whether the payoff on the event does not
        rise at zero.
    """
    n, whole = len(cells), float(Intervals.exact(economy.environment.endowment[side]).hi)
    start, pull = _start(economy, cells, met, side, type_)
    falls, zeros = np.zeros(n, dtype=bool), np.arange(n)
    # The search for lower bounds stands in the first n rows, that for upper ones in the others.
    origin, sign, owner = np.concatenate(start), np.repeat((-1.0, 1.0), n), np.tile(np.arange(n), 2)
    bound, sure = np.repeat((0.0, whole), n), np.zeros(2 * n, dtype=bool)
    left = np.ones(2 * n, dtype=bool)
    for factors in (FARTHER[:1], FARTHER[1:]):
        # Where the least distance is not enough, all others are tried at once.
        rows, factor = np.tile(np.flatnonzero(left), len(factors)), np.repeat(factors, left.sum())
        tried = origin[rows] + sign[rows] * factor * pull[owner[rows]]
        inside = (tried > 0) & (tried < float(economy.floats.endowment[side]))
        rows, tried = rows[inside], tried[inside]
        if len(rows) == 0 and len(zeros) == 0:
            break
        # The slopes at zero are found with the first of those at offers.
        at, offer = (
            np.concatenate([owner[rows], zeros]),
            np.concatenate([tried, np.zeros(len(zeros))]),
        )
        slope = _expected_slope(economy, cells[at], met[at], side, type_, offer)
        first, last = slope[: len(rows)], slope[len(rows) :]
        falls[zeros], zeros = last.hi <= 0, zeros[:0]
        moved, better = _moved(economy, cells[owner[rows]], first, side, type_, tried, sign[rows])
        good = np.flatnonzero(np.isfinite(moved))[::-1]  # so that what is nearest is set last
        ends = Intervals.points(tried) + Intervals.points(sign[rows] * moved)
        nearer = np.where(sign[rows] == 1, np.minimum(ends.hi, whole), np.maximum(ends.lo, 0.0))
        bound[rows[good]], sure[rows[good]] = nearer[good], better[good]
        left[rows[good]] = False
    return bound[:n], bound[n:], sure[:n], falls


def _moved(
    economy: Economy,
    cells: BlockCells,
    slope: Intervals,
    side: int,
    type_: int,
    tried: Array,
    sign: Array,
) -> tuple[Array, Mask]:
    """Return how far beyond offers the best ones may be, infinite if not certified: above where the sign is 1.

    The slopes are D at these offers.

    Also whether the offer is certified to be better than none by more than the rest can be worth.
    """
    rho = np.where(sign == 1, -slope.hi, slope.lo)
    moved, better = np.full(len(rho), np.inf), np.zeros(len(rho), dtype=bool)
    usable = np.flatnonzero(rho > LEAST_SLOPE)
    if len(usable):
        rare, odds, offer = (Intervals.points(v[usable]) for v in (cells.rare, cells.odds, tried))
        gained = (rare + odds) * oscillations(economy, type_, side).above(offer.lo)
        weight = Intervals.points(rho[usable]) * (1 - odds)
        better[usable] = (weight * offer - gained * 2).positive
        moved[usable] = (gained / weight).hi
    return moved, better


def _start(
    economy: Economy, cells: BlockCells, met: Faced, side: int, type_: int
) -> tuple[tuple[Array, Array], Array]:
    """Return about the least and greatest price-taking offers, and how far the random totals can move them."""
    own = float(economy.floats.endowment[side])

    def values(wanted: tuple[sp.Expr, ...], ratio: Array, b: Array) -> list[Array]:
        at = {formulas.b: b, formulas.ratio: ratio, formulas.k: np.zeros_like(b)}
        found = formulas_of(economy).in_states(wanted, at, np.array(type_))
        return [np.broadcast_to(v[..., cells.state], b.shape) for v in found]

    def slope(ratio: Array, b: Array) -> Array:
        return values(formulas.slopes(side)[:1], ratio, b)[0]

    # Both ends of the ratio in one array; where the slope at zero is not positive the offer is zero.
    ends = np.concatenate([met.ratio.lo, met.ratio.hi])
    rises = slope(ends, np.zeros_like(ends)) > 0
    low, high = np.zeros(rises.sum()), np.full(rises.sum(), own)
    roots = np.zeros_like(ends)
    roots[rises] = quick_root(partial(slope, ends[rises]), low, high, EVALUATIONS)
    low, high = np.sort(roots.reshape(2, -1), axis=0)
    middle, ratio = 0.5 * (low + high), met.ratio.middle
    _, by_b, by_ratio, by_k, by_both = values(formulas.slopes(side), ratio, middle)
    with np.errstate(all="ignore"):
        push = (
            np.abs(by_ratio) * ratio * met.first
            + 0.5 * np.abs(by_both) * ratio**2 * met.second
            + np.abs(by_k) * met.influence
            + 2 * LEAST_SLOPE
        )
        scale = 1e-10 * own + np.sqrt(cells.rare + cells.odds)
        pull = push / np.abs(by_b) + np.minimum(scale, 0.1 * own)
    return (low, high), np.where(np.isfinite(pull), pull, own)


def _expected_slope(
    economy: Economy, cells: BlockCells, met: Faced, side: int, type_: int, offer: Array
) -> Intervals:
    """Bound D at offers, one for each row."""
    b, z = Intervals.points(offer), cells.state
    k = Intervals(np.zeros(len(cells)), met.influence)
    S, by_ratio = _price_taking(side, SLOPE, BY_RATIO).at(economy, type_, z, b, met.ratio)
    [by_k] = _slopes(side, BY_INFLUENCE).at(economy, type_, z, b, met.near, k)
    [bend] = _price_taking(side, BY_RATIO_TWICE).at(economy, type_, z, b, met.near)
    kept = Intervals((1 - Intervals.points(cells.rare)).lo, np.ones(len(cells)))
    once = by_ratio * met.ratio * Intervals(-met.first, met.first)
    half = Intervals(np.zeros(len(cells)), (Intervals.points(met.second) * 0.5).hi)
    whole = total([S * kept, once, bend * met.ratio.square() * half, by_k * k])
    good = np.isfinite(whole.lo) & np.isfinite(whole.hi)
    return Intervals(np.where(good, whole.lo, -np.inf), np.where(good, whole.hi, np.inf))
