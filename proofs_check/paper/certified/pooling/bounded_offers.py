r"""Bounds on the best offers against random totals after a semi-pooling stage 1.

They must contain the price-taking offers of a piece of prices, by bisection, and be hardly wider than
those are apart.

Paper: Claims 2 and 3 of Theorem 2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells, random_offers
from numeric.certify.theorem_2.faced_totals import Faced
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import PARTITIONS, STATE, bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

MANY = 10**9
PRICES, WIDTH, APART = (0.8, 1.6, 3.1), 1e-9, 1e-6
"""Prices, how far pieces reach on either side, relatively, and how far beyond their offers bounds may be."""


def bounds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Offers of so many agents that nothing is random: those of price-takers, on pieces of prices."""
    cells = block_cells.block_cells(economy, PARTITIONS[0], STATE, MANY)
    rows = cells[np.array([9, 15, 20])]
    known = [float(z == STATE) for z in range(3)]
    prices, everything = np.array(PRICES), random_offers.unbounded(economy, len(rows))
    pieces = Intervals(prices * (1 - WIDTH), prices * (1 + WIDTH))
    with np.errstate(all="ignore"):
        found = random_offers.offers(economy, rows, pieces, everything, 2)
    for i, x, side in product(range(len(PRICES)), range(3), (0, 1)):
        ends = pieces.lo[i], pieces.hi[i]
        low, high = sorted(by_hand.price_taker(economy, x, known, float(p))[side] for p in ends)
        made = found.sold[side][i, x]
        tally.holds("offers inside", made.lo <= low and high <= made.hi)
        tally.close("least offer", made.lo, low * float(factor), APART)
        tally.close("greatest offer", made.hi, high * float(factor), APART)
    for most, own in zip(everything, by_hand.endowment(economy), strict=True):
        bounded(tally, "at most the endowment", most.hi, [own] * most.hi.size, 1e-15)
    _sides(tally, economy, cells)
    for side in (0, 1):
        _begun(tally, economy, cells, side)
        _farther(tally, economy, cells, side)


def _sides(tally: Tally, economy: Economy, cells: block_cells.BlockCells) -> None:
    """A lower bound holds if the other side does not rise; no offer is best where only the other side is."""
    cases = list(product((False, True), repeat=4))  # sure and not rising, on either side
    rows, X = cells[np.zeros(len(cases), dtype=np.int64)], len(economy.types)
    sure, falls = (np.array(cases).T[i::2] for i in (0, 1))
    ends, known = ((0.2, 0.6), (0.3, 0.5)), ((0.25, 0.55), (0.1, 0.9))

    def some(_e: object, _c: object, met: object, side: int, y: int) -> tuple[object, ...]:
        shift = 0.01 * y if met == f"faced on {side}" else np.nan
        low, high = (np.full(len(cases), v + shift) for v in ends[side])
        return low, high, sure[side], falls[side]

    given = [Intervals(*(np.full((len(cases), X), v) for v in known[side])) for side in (0, 1)]
    faced = ("faced on 0", "faced on 1")
    with mock.patch.object(random_offers, "_ends", side_effect=some):
        found = random_offers._improved(economy, rows, faced, (given[0], given[1]))  # type: ignore[arg-type]
    for (i, case), side, y in product(enumerate(cases), (0, 1), range(X)):
        own_sure, own_falls, other_sure, other_falls = case if side == 0 else case[2:] + case[:2]
        low, high = (v + 0.01 * y for v in ends[side])
        wanted = [max(known[side][0], low) if own_sure and other_falls else known[side][0],
                  min(known[side][1], high)]  # fmt: skip
        if other_sure and own_falls:
            wanted[1] = 0.0
        tally.same("a side", [found[side].lo[i, y], found[side].hi[i, y]], wanted)


def _begun(tally: Tally, economy: Economy, cells: block_cells.BlockCells, side: int) -> None:
    """The search starts at price-taking offers, and as far from them as totals move: logarithms by hand."""
    own, other = by_hand.endowment(economy)[:: 1 - 2 * side]
    ratio = Intervals([1.1, 0.2, 1.4, 2.6], [1.3, 0.9, 1.5, 2.7])
    moves = np.array([[0.3, 0.01, 0.2, 0], [0.02, 0.3, np.inf, 0], [0.04, 0.1, 0.3, 0]])
    rows = cells[np.zeros(4, dtype=np.int64)]
    rows = replace(rows, rare=np.array([0, 1e-4, 0.3, 0]), odds=np.array([0.8, 3e-4, 0.4, 0]))
    met = Faced(ratio, ratio, *moves)
    for x, row in enumerate(economy.environment.parameters["theta"]):
        weight, gain = (float(row[STATE]), 1.0)[:: 1 - 2 * side]
        (low, high), pull = random_offers._start(economy, rows, met, side, x)
        for i, (k, first, second) in enumerate(moves.T):
            best = [
                max((gain * r * own - weight * other) / (r * (weight + gain)), 0.0)
                for r in (ratio.lo[i], ratio.hi[i])
            ]
            tally.close("price-takers", [low[i], high[i]], sorted(best), 1e-7)
            b, r = sum(best) / 2, (ratio.lo[i] + ratio.hi[i]) / 2
            got = other + r * b
            bent = weight / (own - b) ** 2 + gain * r**2 / got**2
            push = gain * r * first * other / got**2 + gain * r**2 * second * other * b / got**3
            push += (
                gain * k * (2 * r * b / got - (r * b / got) ** 2) + 2 * random_offers.LEAST_SLOPE
            )
            scale = 1e-10 * own + float(rows.rare[i] + rows.odds[i]) ** 0.5
            wanted = push / bent + min(scale, 0.1 * own)
            tally.close("pull", pull[i] / (wanted if np.isfinite(wanted) else own), 1.0, 1e-6)


def _farther(tally: Tally, economy: Economy, cells: block_cells.BlockCells, side: int) -> None:
    """Bounds are the nearest that is certified of those tried, within the endowment."""
    own, pull = by_hand.endowment(economy)[side], 0.125
    first = random_offers.FARTHER[0] * pull
    needed = (1.0, 1.2, 1.9, 2.0, 3.0, 300.0, 1.0, 1.0, 1.0)
    beyond = (0.01, 0.02, 0.0, 0.03, 0.04, 0.01, 0.01, 2.0, 0.01)
    least = np.array([0.3, 0.5, 0.3, 0.25, 0.6, 0.5, 0.05, 0.4, first])
    greatest, n = least + 0.1, len(needed)
    greatest[8] = own - first  # the first offers tried are nothing and all there is
    level, zero = 0.2, np.array([-1.0, 0.0, 1e-9, 1.0] * 2 + [np.nan])
    rows = replace(cells[np.zeros(n, dtype=np.int64)], odds=np.arange(n) / 100)
    met = Faced(Intervals.points(np.arange(n)), Intervals.points(np.arange(n)), *(np.zeros(n),) * 3)

    at_zero: list[int] = []

    def slopes(_e: object, at: block_cells.BlockCells, faced: Faced, _s: int, _y: int,
               offer: np.ndarray) -> Intervals:  # fmt: skip
        i = np.rint(at.odds * 100).astype(int)
        tally.same("rows", faced.ratio.lo.tolist(), i.tolist())
        at_zero.extend(i[offer == 0].tolist())
        return Intervals(offer - 9, np.where(offer == 0, zero[i], i + offer))

    def moved(_e: object, at: block_cells.BlockCells, slope: Intervals, _s: int, _y: int,
              tried: np.ndarray, sign: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
        i = np.rint(at.odds * 100).astype(int)
        tally.same("slopes of the offers", slope.hi.tolist(), (i + tried).tolist())
        tally.holds("inside of the endowment", ((tried > 0) & (tried < own)).all())
        far = np.where(sign > 0, tried - greatest[i], least[i] - tried) / pull
        good = far >= np.array(needed)[i]
        return np.where(good, np.array(beyond)[i], np.inf), (tried < level) & good

    start = (least, greatest), np.full(n, pull)
    with (
        np.errstate(invalid="ignore"),
        mock.patch.object(random_offers, "_start", return_value=start),
        mock.patch.object(random_offers, "_moved", side_effect=moved),
        mock.patch.object(random_offers, "_expected_slope", side_effect=slopes),
    ):
        low, high, sure, falls = random_offers._ends(economy, rows, met, side, 1)
    tally.same("asked once at zero", at_zero, list(range(n)))
    tally.same("does not rise", falls.tolist(), [v <= 0 for v in zero])
    for i in range(n):
        bounds_, certain = [0.0, own], False
        for place, sign, origin in ((0, -1, least[i]), (1, 1, greatest[i])):
            for factor in random_offers.FARTHER:
                tried = origin + sign * factor * pull
                if not 0 < tried < own:
                    break
                if sign * (tried - origin) / pull >= needed[i]:
                    bounds_[place] = min(max(tried + sign * beyond[i], 0.0), own)
                    certain = certain or bool(sign < 0 and tried < level)
                    break
        bounded(tally, "upper bound", [high[i]], [bounds_[1]], 1e-14)
        bounded(tally, "lower bound", [-low[i]], [-bounds_[0]], 1e-14)
        tally.same("better than none", bool(sure[i]), certain)


CHECKS: dict[str, Check] = {
    "thm-2.random-offers": on_probes(tallied(bounds), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.random-offers",
        "bounds on all offers on pieces of prices, of so many agents that nothing is random",
        "Claims 2 and 3 of Theorem 2",
        r"\forall y:\quad \min_p b(y; p) - \varepsilon \le b^-(y) \le \min_p b(y; p),\quad "
        r"\max_p b(y; p) \le b^+(y) \le \max_p b(y; p) + \varepsilon",
        "value",
    ),
)
