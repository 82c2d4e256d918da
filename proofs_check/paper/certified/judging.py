r"""How a box of prices is judged, where offers, totals and slopes are given: just on either side of each threshold.

Paper: section 3.1, Proposition 1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import flint
import numpy as np

from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, OPEN, POSITIVE, RISING
from numeric.certify.stage2 import excess as judges
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes, richer
from proofs_check.paper.shared.tally import Tally, tallied

CAPS = ((0.5, 0.7), (0.3, 0.9))
LOW, HIGH = ((0.1, 0.2), (0.11, 0.22)), ((0.4, 0.6), (0.25, 0.8))
JUST = 1e-9


class Given:
    """A market whose answers are given; it fails if it is asked anything else."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.bases = [0.7, 0.9]
        self.sums: dict[Any, float] = {}
        self.slopes = [flint.arb(0), flint.arb(0)]
        self.unique, self.capped, self.tops = [True, True], [True, True], ((0.0,), (0.0,))

    def base(self, good: int) -> flint.arb:
        """Return what is offered by nobody."""
        return flint.arb(self.bases[good])

    def total(self, good: int, offers: Any) -> flint.arb:
        """Return the total of given offers."""
        self.tally.same("caps", tuple(offers), CAPS[good])
        return flint.arb(self.sums[good])

    def bound(self, good: int, _p: Any, offers: list[float], caps: Any, direction: int) -> Any:
        """Return a bound on the total, if it is asked for where it should be."""
        self.tally.same("its caps", caps, CAPS[good])
        return None, flint.arb(self.sums[good, tuple(offers), direction])

    def bounds(self, good: int, _p: Any, low: list[float], high: list[float], caps: Any) -> Any:
        """Return what names the bounds of a good."""
        given = tuple(low), tuple(high), caps
        self.tally.same("offers", given, (LOW[good], HIGH[good], CAPS[good]))
        return f"bounds {good}"

    def log_slope(self, good: int, _p: Any, found: Any) -> flint.arb:
        """Return an elasticity."""
        self.tally.same("of its good", found, f"bounds {good}")
        return self.slopes[good]

    def caps(self, good: int, _p: Any, tops: list[float]) -> Any:
        """Return caps, or nothing."""
        self.tally.same("tops", tuple(tops), self.tops[good])
        return CAPS[good] if self.capped[good] else None

    def single(self, good: int, _p: Any, caps: Any) -> bool:
        """Return whether offers are unique."""
        self.tally.same("single", caps, CAPS[good])
        return self.unique[good]


def judged(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The sign from caps, that which is suggested, slopes, and what is tried of which box."""
    market = Given(tally)
    judge = judges.Excess(market, np.zeros(2), np.zeros(2))  # type: ignore[arg-type]

    def guess(first: float, second: float) -> judges.Guess:
        low, high, tops = ((np.array(a), np.array(b)) for a, b in (LOW, HIGH, market.tops))
        return judges.Guess(low, high, tops, (first, second))

    price, (p, P) = between(1.25, 1.5), (1.25, 1.5)
    scale = float(factor)
    for by, one, two in product((-JUST, JUST), (0, 1), (0.2, 50.0)):
        # R > pQ where kappa_r exceeds the price times all caps; R < pQ where all caps are below it.
        market.sums = {0: 0.9 / P * scale * (1 - by) if one else 50.0, 1: two}
        positive = one == 1 and by > 0
        wanted = POSITIVE if positive else NEGATIVE if two < 0.7 * p else OPEN
        tally.same("from caps", judge._plain_sign(price, CAPS), wanted)
        market.sums = {0: 50.0, 1: 0.7 * p * scale * (1 - by)}
        wanted = NEGATIVE if by > 0 else OPEN
        tally.same("from the other caps", judge._plain_sign(price, CAPS), wanted)
        market.sums = {(0, HIGH[0], 1): 2.0, (1, LOW[1], -1): 2.0 * P * scale * (1 + by)}
        wanted = POSITIVE if by > 0 else OPEN
        tally.same("suggested", judge._sign(price, guess(0.1, 0.2), CAPS), wanted)
        market.sums = {(0, LOW[0], -1): 2.0, (1, HIGH[1], 1): 2.0 * p * scale * (1 - by)}
        wanted = NEGATIVE if by > 0 else OPEN
        tally.same("the other", judge._sign(price, guess(-0.1, -0.2), CAPS), wanted)
    for ends in ((0.1, -0.2), (-0.1, 0.2), (0.0, 0.2), (-0.2, 0.0), (0.0, 0.0)):
        tally.same("nothing suggested", judge._sign(price, guess(*ends), CAPS), OPEN)
    for first, second, wanted in (
        (0.5, 1.5 - JUST, FALLING), (0.5, 1.5 + JUST, RISING), (0.5, 1.5, OPEN),
        (-0.25, 0.75 - JUST, FALLING), (-0.25, 0.75 + JUST, RISING),
    ):  # fmt: skip
        market.slopes = [flint.arb(first), flint.arb(second)]
        tally.same("slope", judge._monotone(price, guess(1.0, -1.0), CAPS), wanted)
    market.slopes = [flint.arb(0.5), flint.arb(1.5, 0.1)]
    tally.same("either slope", judge._monotone(price, guess(1.0, -1.0), CAPS), OPEN)
    _labelled(tally, market, judge, guess)


def _labelled(tally: Tally, market: Given, judge: judges.Excess, guess: Any) -> None:
    """Slopes are tried of short boxes only, where offers are unique, and where no sign is certain."""
    market.slopes = [flint.arb(0.5), flint.arb(0.2)]
    wide = judges.WIDEST_SLOPE
    for low, high, wanted in (
        (1.0, 1.2, FALLING), (1.0, 1.0, OPEN), (1.0, wide - 0.01, FALLING), (1.0, wide, OPEN),
        (1.0, wide + 0.01, OPEN), (2.0, 2.2, FALLING), (0.5, 0.5 * wide + 0.05, OPEN),
    ):  # fmt: skip
        market.sums = {0: 50.0, 1: 50.0}
        tally.same("label", judge._label(low, high, guess(1.0, -1.0)), wanted)
        tally.same("bounds", judge.bounds(low, high, guess(1.0, -1.0)), ("bounds 0", "bounds 1"))
        for good in (0, 1):
            for asked in (market.unique, market.capped):
                asked[good] = False
                tally.same("open", judge._label(low, high, guess(1.0, -1.0)), OPEN)
                tally.same("no bounds", judge.bounds(low, high, guess(1.0, -1.0)), None)
                market.sums = {0: 50.0, 1: 0.01}
                sure = NEGATIVE if asked is market.unique else OPEN
                tally.same("from caps", judge._label(low, high, guess(1.0, -1.0)), sure)
                market.sums = {0: 50.0, 1: 50.0}
                asked[good] = True
        market.sums |= {(0, HIGH[0], 1): 2.0, (1, LOW[1], -1): 9.0}
        tally.same("sign", judge._label(low, high, guess(1.0, 1.0)), POSITIVE)


CHECKS: dict[str, Check] = {
    "prop-1.judging": on_probes(tallied(judged), (richer(LOGARITHMS),)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.judging",
        "how a box of prices is judged from given bounds: signs, slopes, and what is tried",
        "section 3.1, Proposition 1",
        r"\underline R - p\overline Q > 0,\quad \overline R - p\underline Q < 0,\quad "
        r"\frac{\partial\log R}{\partial\log p} - \frac{\partial\log Q}{\partial\log p} - 1 < 0",
        "value",
    ),
)
