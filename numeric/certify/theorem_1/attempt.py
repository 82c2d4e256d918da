r"""One attempt at a bound for all :math:`M \ge M_0`.

Price range, covering, cells refined where nothing is certified, and the bounds of all deviations.

Boxes on which uniqueness or a value is not certified are halved in every direction, a few times,
unless they are too unlikely to matter (``rare``).

Paper: Theorem 1.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import product

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals, Mask, concatenated
from numeric.certify.theorem_1.bound import (
    CellValues,
    GainBound,
    Pair,
    cell_values,
    deviations,
    gain_bound,
)
from numeric.certify.theorem_1.cells import frequencies, posteriors_of, with_last
from numeric.certify.theorem_1.equilibria import Equilibria, enclose
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.certify.theorem_1.rare import negligible
from numeric.economy.economy import Economy

ROUNDS, MOST_ROWS, BATCH = 4, 60_000, 2_000
MOST_FAILING, FEW = 0.3, 16
"""Where a greater part of more than a few boxes fails, smaller ones do not help: M0 is too small."""


@dataclass(frozen=True)
class Attempt:
    """What is certified for all M ≥ ``active``.

    Args:
        active: M0.
        frequencies: Boxes of the others' frequencies that cover the simplex.
        values: For each deviation upper bounds on the boxes; infinite where nothing is certified.
        lower: The same from below.
        unique: For each box whether each of its configurations has exactly one equilibrium.
        rare: The boxes on which nothing is certified, where they are too unlikely to matter.
        rows: Number of rows judged.
        missing: A sentence on what is not certified, or None.
        seconds: Time used.
    """

    active: int
    frequencies: Intervals
    values: dict[Pair, CellValues]
    lower: dict[Pair, CellValues]
    unique: Mask
    rare: Mask
    rows: int
    missing: str | None
    seconds: float

    @property
    def all_unique(self) -> bool:
        """Whether every β^σ is certified unique."""
        return bool(len(self.unique)) and bool(self.unique.all())


def attempt(
    economy: Economy, active: int, fineness: float = 1.0, prices: PriceRange | str | None = None
) -> Attempt:
    """Bound L and K on a covering of all configurations for M ≥ ``active``.

    Args:
        economy: An economy with positive κ in which both goods are normal for every posterior
            (unchecked here).
        active: M0.
        fineness: By how much cells are smaller than usual.
        prices: What ``price_range`` says for this M0, where that is known.
    """
    with np.errstate(all="ignore"):
        known = price_range(economy, active) if prices is None else prices
        return _attempt(economy, active, fineness, known)


def _attempt(economy: Economy, active: int, fineness: float, prices: PriceRange | str) -> Attempt:
    start = time.monotonic()
    nothing = Intervals(np.empty((0, len(economy.types))), np.empty((0, len(economy.types))))
    if isinstance(prices, str):
        none = np.empty(0, dtype=bool)
        return Attempt(active, nothing, {}, {}, none, none, 0, prices, time.monotonic() - start)
    boxes, parts, judged = frequencies(economy, active, fineness), [], 0
    for round_ in range(ROUNDS + 1):
        part = _judged(economy, active, boxes, prices)
        judged += part.rows
        bad = ~part.complete
        bad[bad] = ~negligible(economy, active, boxes[bad])
        hopeless = bad.sum() > FEW and bad.mean() > MOST_FAILING
        last = round_ == ROUNDS or not bad.any() or judged > MOST_ROWS or hopeless
        parts.append(part if last else part[~bad])
        if last:
            break
        boxes = _finer(boxes[bad])
    whole = _joined(parts)
    rare = ~whole.complete
    rare[rare] = negligible(economy, active, whole.boxes[rare])
    return Attempt(
        active,
        whole.boxes,
        whole.upper,
        whole.lower,
        whole.unique,
        rare,
        judged,
        _missing(economy, whole, ~whole.complete & ~rare),
        time.monotonic() - start,
    )


@dataclass(frozen=True)
class _Part:
    """Boxes with their values."""

    boxes: Intervals
    upper: dict[Pair, CellValues]
    lower: dict[Pair, CellValues]
    unique: Mask
    rows: int

    @property
    def complete(self) -> Mask:
        """Whether everything is certified on each box."""
        result = self.unique.copy()
        for values in (*self.upper.values(), *self.lower.values()):
            for array in (values.by_shares, *values.by_posterior.values()):
                result &= np.isfinite(array)
        return result

    def __getitem__(self, index: Mask) -> _Part:
        upper, lower = (
            {pair: v[index] for pair, v in side.items()} for side in (self.upper, self.lower)
        )
        return _Part(self.boxes[index], upper, lower, self.unique[index], self.rows)


def _judged(economy: Economy, active: int, boxes: Intervals, prices: PriceRange) -> _Part:
    """Bound everything on some boxes."""
    covered = posteriors_of(economy, active, boxes)
    found = in_batches(economy, covered.rows, prices)
    both = {pair: cell_values(economy, covered, found, *pair) for pair in deviations(economy)}
    unique = np.ones(boxes.shape[0], dtype=bool)
    np.logical_and.at(unique, covered.owner, found.unique)
    return _Part(
        boxes,
        {p: v[0] for p, v in both.items()},
        {p: v[1] for p, v in both.items()},
        unique,
        len(covered.rows),
    )


def in_batches(economy: Economy, rows: Cells, prices: PriceRange) -> Equilibria:
    """Enclose the equilibria of many rows."""
    parts = [enclose(economy, rows[i : i + BATCH], prices) for i in range(0, len(rows), BATCH)]
    return Equilibria.joined(parts)


def _finer(boxes: Intervals) -> Intervals:
    """Halve boxes of frequencies in every direction, and drop what is outside the simplex."""
    lo, middle, hi = (ends[:, :-1] for ends in (boxes.lo, boxes.middle, boxes.hi))
    halves = [
        np.stack([np.where(side, middle, lo), np.where(side, hi, middle)], axis=1)
        for side in product((0, 1), repeat=lo.shape[1])
    ]
    return with_last(np.concatenate(halves))


def _joined(parts: list[_Part]) -> _Part:
    first, *_ = parts
    return _Part(
        concatenated([p.boxes for p in parts]),
        {pair: CellValues.joined([p.upper[pair] for p in parts]) for pair in first.upper},
        {pair: CellValues.joined([p.lower[pair] for p in parts]) for pair in first.lower},
        np.concatenate([p.unique for p in parts]),
        sum(p.rows for p in parts),
    )


def _missing(economy: Economy, whole: _Part, lost: Mask) -> str | None:
    """Return a sentence on the boxes on which something is not certified, or nothing."""
    bad = np.flatnonzero(lost)
    if len(bad) == 0:
        return None
    what = "uniqueness" if not whole.unique[bad[0]] else "a bound"
    ends = zip(economy.types, whole.boxes.lo[bad[0]], whole.boxes.hi[bad[0]], strict=True)
    where = ", ".join(f"{name} {lo:.3g} to {hi:.3g}" for name, lo, hi in ends)
    return (
        f"{what} is not certified on {len(bad)} of {len(whole.unique)} boxes of frequencies, "
        f"first on {where}"
    )


def gain_bounds(economy: Economy, made: Attempt, *, below: bool = False) -> dict[Pair, GainBound]:
    """Return bounds on M times the gain of every deviation, or with ``below`` on minus M times it."""
    sides = made.lower if below else made.values
    found = {
        pair: gain_bound(economy, made.active, made.frequencies, values, pair[0], made.rare)
        for pair, values in sides.items()
    }
    known = {pair: b for pair, b in found.items() if b is not None}
    if len(known) < len(found):
        raise ValueError("an attempt that misses something has no finite bounds")
    return known


def fineness(economy: Economy) -> float:
    """Return how fine the cells are: many types need coarse ones."""
    return {2: 2.0, 3: 1.0}.get(len(economy.types), 0.3)
