r"""All equilibrium prices between the bounds, each with offers and totals: cut, judge, and narrow.

Paper: the equilibrium prices lie in :math:`[\kappa_r/(\bar q+\kappa_q), (\bar
r+\kappa_r)/\kappa_q]`, section 3.1; the search is not in the paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import flint
import numpy as np

from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, POSITIVE, Box, Ends, scan
from numeric.certify.stage2.excess import Excess
from numeric.certify.stage2.market import Bounds
from numeric.economy.economy import Economy

SCAN_BITS, FINE_BITS = 64, 128
ZONE, GROWTH, MOST_BOXES = 0.05, 1.45, 24
"""Half-width of the first box around the expected root in log price, a ratio, and a number.

By the ratio the ends of boxes move away from the root, so often on either side; the last are beyond
any price.
"""

SHARPEST = (2e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-7, 1e-5)
"""Relative half-widths of the price in the final enclosure, tried in turn."""


@dataclass(frozen=True)
class Root:
    """A price interval with exactly one equilibrium, and bounds on both goods at all its prices."""

    price: Interval
    bounds: tuple[Bounds, Bounds]


@dataclass(frozen=True)
class Search:
    """What a search found: roots in increasing order, boxes left undecided, and the number of boxes judged."""

    roots: tuple[Root, ...]
    undecided: tuple[Interval, ...]
    boxes: int

    @property
    def unique(self) -> str | None:
        """How far uniqueness is certified: "global", "local" or not at all."""
        if not self.roots:
            return None
        return "global" if len(self.roots) == 1 and not self.undecided else "local"


def search(judge: Excess, hints: Sequence[float]) -> Search:
    """Enclose the equilibrium prices of a market.

    Args:
        judge: The market's judge.
        hints: Floating-point equilibrium prices; the first is where the boxes are smallest; where
            there is none, the middle of the range.
    """
    low, high = price_range(judge.market.belief.economy)
    centre = next(iter(hints), math.nan)
    with flint.ctx.workprec(SCAN_BITS):
        scanned = scan(first_boxes(low, high, centre), judge)
    with flint.ctx.workprec(FINE_BITS):
        roots = tuple(_narrowed(judge, root, hints) for root in scanned.roots)
    return Search(
        roots,
        tuple(Interval(Fraction(b.low), Fraction(b.high)) for b in scanned.undecided),
        scanned.judged,
    )


def price_range(economy: Economy) -> Ends:
    """Return floats outside the bounds between which every equilibrium price lies."""
    (kappa_q, kappa_r), (q_bar, r_bar) = economy.mechanism.kappa, economy.environment.endowment
    low, high = float(kappa_r / (q_bar + kappa_q)), float((r_bar + kappa_r) / kappa_q)
    return math.nextafter(low, 0.0), math.nextafter(high, math.inf)


def first_prices(economy: Economy, hint: float) -> list[float]:
    """Return the prices at which floating point is asked first where one price is expected, without repetition."""
    low, high = price_range(economy)
    ends = {end for box in first_boxes(low, high, hint) for end in box}
    sharpest = (hint * (1 - SHARPEST[0]), hint * (1 + SHARPEST[0]))
    return sorted(ends.union(p for p in sharpest if low < p < high))


def first_boxes(low: float, high: float, centre: float) -> list[Ends]:
    """Cut a range into boxes that grow with their distance, in logarithms, from a price at which a root is expected."""
    middle = math.sqrt(low) * math.sqrt(high)
    centre = min(max(centre, low), high) if math.isfinite(centre) else middle
    away = [math.exp(ZONE * GROWTH**i) for i in range(MOST_BOXES)]
    inside = [p for a in away for p in (centre / a, centre * a) if low < p < high]
    return list(pairwise([low, *sorted(inside), high]))


def _narrowed(judge: Excess, root: Box, hints: Sequence[float]) -> Root:
    """Narrow a box with one root as far as floating point knows where it is; bound offers and totals on it."""
    price = next((float(h) for h in hints if root.low < h < root.high), None) or _located(
        judge, root
    )
    wanted = [POSITIVE, NEGATIVE] if root.label == FALLING else [NEGATIVE, POSITIVE]
    low, high = root.low, root.high
    for width in SHARPEST:
        left, right = max(price * (1 - width), root.low), min(price * (1 + width), root.high)
        if judge([(left, left), (right, right)]) == wanted:
            low, high = left, right
            break
    bounds = judge.bounds(low, high, judge.guesses([(low, high)])[0])
    if bounds is None:
        raise ArithmeticError(
            f"offers were unique on a box of prices and are not on a part of it, from {low} to "
            f"{high}"
        )
    return Root(Interval(Fraction(low), Fraction(high)), bounds)


def _located(judge: Excess, root: Box) -> float:
    """Return about where the floating-point excess changes sign in a box."""
    low, high = root.low, root.high
    for _ in range(12):
        prices = np.linspace(low, high, 17)
        found = judge.section(prices)
        positive = found.totals[1] > prices * found.totals[0]
        change = np.flatnonzero(positive[:-1] != positive[1:])
        if len(change) == 0:
            break
        low, high = float(prices[change[0]]), float(prices[change[0] + 1])
    return 0.5 * (low + high)
