r"""Judging a box of prices of stage 2, or of its price-taking limit.

A judgement says whether there is excess demand or excess supply everywhere on the box, or the
excess is monotone there.

Paper: section 3.1, Proposition 1; the excess is that of ``market``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, OPEN, POSITIVE, RISING, Ends
from numeric.certify.arithmetic.tape import Ball
from numeric.certify.stage2.market import Bounds, Market
from numeric.certify.stage2.sections import Section, limit_section, section
from numeric.formulas.domain import to_edges

Array = NDArray[np.float64]
Caps = tuple[tuple[float, ...], tuple[float, ...]]
WIDEST_SLOPE = 1.5
"""Ratio of the ends above which monotonicity is not tried."""


@dataclass(frozen=True)
class Guess:
    """Floating-point offers on a box, by good and type, and the excess at its ends.

    Offers are the least, the greatest, and price-taking ones.
    """

    low: tuple[Array, Array]
    high: tuple[Array, Array]
    tops: tuple[Array, Array]
    excess: tuple[float, float]


@dataclass(frozen=True)
class Known:
    """Sections of a market, and in which row each of its prices stands there."""

    row: dict[float, int]
    found: Section


@dataclass(frozen=True)
class Excess:
    """The judge of a market.

    Args:
        market: The market in balls.
        sigma: Its counts or shares as floats, shape (X,).
        phi: Its belief as floats, shape (Z,).
        known: Floating-point offers and totals that were computed before.
    """

    market: Market
    sigma: Array = field(repr=False)
    phi: Array = field(repr=False)
    known: Known | None = field(default=None, repr=False, compare=False)

    def __call__(self, boxes: Sequence[Ends]) -> list[str]:
        """Label boxes of prices."""
        return [
            self._label(*box, guess) for box, guess in zip(boxes, self.guesses(boxes), strict=True)
        ]

    def guesses(self, boxes: Sequence[Ends]) -> list[Guess]:
        """Return guesses for all boxes from one floating-point solution at all their ends."""
        prices = sorted({end for box in boxes for end in box})
        found = self.section(np.array(prices))
        place = {price: i for i, price in enumerate(prices)}
        endowment = to_edges(self.market.belief.economy)
        return [_guess(found, prices, endowment, place[low], place[high]) for low, high in boxes]

    def section(self, prices: Array) -> Section:
        """Return floating-point offers and totals at prices (n,)."""
        if self.known is not None:
            rows = [self.known.row.get(price, -1) for price in prices.tolist()]
            if min(rows) >= 0:
                return self.known.found[rows]
        economy = self.market.belief.economy
        return (
            limit_section(economy, self.sigma, self.phi, prices)
            if self.market.limit
            else section(economy, self.sigma, self.phi, prices)
        )

    def bounds(self, low: float, high: float, guess: Guess) -> tuple[Bounds, Bounds] | None:
        """Return bounds on both goods at all prices of a box, or None if an offer need not be unique there."""
        price = between(low, high)
        caps = self._caps(price, guess)
        if caps is None or not self._single(price, caps):
            return None
        first, second = (
            self.market.bounds(
                good, price, list(guess.low[good]), list(guess.high[good]), caps[good]
            )
            for good in (0, 1)
        )
        return first, second

    def _caps(self, price: Ball, guess: Guess) -> Caps | None:
        first, second = (self._of_good(good, price, guess) for good in (0, 1))
        return None if first is None or second is None else (first, second)

    def _of_good(self, good: int, price: Ball, guess: Guess) -> tuple[float, ...] | None:
        return self.market.caps(good, price, list(guess.tops[good]))

    def _single(self, price: Ball, caps: Caps) -> bool:
        return all(self.market.single(good, price, caps[good]) for good in (0, 1))

    def _label(self, low: float, high: float, guess: Guess) -> str:
        price = between(low, high)
        expected = 0 if min(guess.excess) > 0 else 1 if max(guess.excess) < 0 else None
        if expected is None:
            caps = self._caps(price, guess)
        else:  # one good's caps may be enough
            own = self._of_good(expected, price, guess)
            if own is None:
                return OPEN
            sign = self._from_one(expected, price, own)
            if sign != OPEN:
                return sign
            other = self._of_good(1 - expected, price, guess)
            caps = None if other is None else (own, other) if expected == 0 else (other, own)
        if caps is None:
            return OPEN
        sign = self._plain_sign(price, caps)
        if sign != OPEN or not self._single(price, caps):
            return sign
        sign = self._sign(price, guess, caps)
        if sign == OPEN and 1 < high / low < WIDEST_SLOPE:
            return self._monotone(price, guess, caps)
        return sign

    def _plain_sign(self, price: Ball, caps: Caps) -> str:
        """Certify the sign of R - pQ from the caps and the exogenous offers alone.

        One can where only one side of the market offers much.
        """
        signs = (self._from_one(good, price, caps[good]) for good in (0, 1))
        return next((sign for sign in signs if sign != OPEN), OPEN)

    def _from_one(self, good: int, price: Ball, caps: tuple[float, ...]) -> str:
        """Certify that sign from the caps of one good and the exogenous offers of the other."""
        most, least = self.market.total(good, caps), self.market.base(1 - good)
        if good == 0:
            return POSITIVE if least - price * most > 0 else OPEN
        return NEGATIVE if most - price * least < 0 else OPEN

    def _sign(self, price: Ball, guess: Guess, caps: Caps) -> str:
        """Certify the sign of R - pQ, trying the one that floating point suggests."""
        if min(guess.excess) > 0:
            _, supply = self.market.bound(0, price, list(guess.high[0]), caps[0], 1)
            _, demand = self.market.bound(1, price, list(guess.low[1]), caps[1], -1)
            return POSITIVE if demand - price * supply > 0 else OPEN
        if max(guess.excess) < 0:
            _, supply = self.market.bound(0, price, list(guess.low[0]), caps[0], -1)
            _, demand = self.market.bound(1, price, list(guess.high[1]), caps[1], 1)
            return NEGATIVE if demand - price * supply < 0 else OPEN
        return OPEN

    def _monotone(self, price: Ball, guess: Guess, caps: Caps) -> str:
        """Certify the sign of the derivative of log R - log Q - log p in log p."""
        slopes = []
        for good in (0, 1):
            found = self.market.bounds(
                good, price, list(guess.low[good]), list(guess.high[good]), caps[good]
            )
            slopes.append(self.market.log_slope(good, price, found))
        slope = slopes[1] - slopes[0] - 1
        return FALLING if slope < 0 else RISING if slope > 0 else OPEN


def _guess(found: Section, prices: Sequence[float], endowment: Array, i: int, j: int) -> Guess:
    ends = [i, j]
    low, high, tops = [], [], []
    for good in (0, 1):
        least, greatest = np.sort(found.offers[good][ends], axis=0)
        slack = 0.02 * (greatest - least) + 1e-12 * greatest
        low.append(np.maximum(least - slack, 0.0))
        high.append(greatest + slack)
        top = np.maximum(*found.tops[good][ends])
        tops.append(np.where(top > 0, top + 1e-3 * (endowment[:, good] - top), 0.0))
    excess = [float(found.totals[1][k] - prices[k] * found.totals[0][k]) for k in ends]
    return Guess((low[0], low[1]), (high[0], high[1]), (tops[0], tops[1]), (excess[0], excess[1]))
