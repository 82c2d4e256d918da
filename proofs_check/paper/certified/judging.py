r"""How a box of prices is judged, where offers, totals and slopes are given: just on either side of each threshold.

Paper: section 3.1, Proposition 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import numpy as np

from numeric.certify.arithmetic.beliefs import known_state, posterior_belief
from numeric.certify.arithmetic.hypotheses import given
from numeric.certify.arithmetic.intervals import Interval, between
from numeric.certify.arithmetic.scan import FALLING, NEGATIVE, OPEN, POSITIVE, RISING
from numeric.certify.stage2 import enclose, local, search
from numeric.certify.stage2 import excess as judges
from numeric.certify.stage2.local import LocalBox
from numeric.certify.stage2.market import Bounds
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
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
        self.tally.same("caps", offers, CAPS[good])
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
    _enclosures(tally, economy)
    _told(tally, economy)
    _either_side(tally, economy)


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


def _enclosures(tally: Tally, economy: Economy) -> None:
    """Offers, totals and prices of enclosures, a little widened, and those of types that nobody has."""
    room = Fraction(enclose.ROOM)

    def exact(low: float, high: float) -> Interval:
        return Interval(Fraction(low), Fraction(high))

    def wide(low: float, high: float) -> Interval:
        return Interval(
            max(Fraction(low) - room * Fraction(high), Fraction(0)), Fraction(high) * (1 + room)
        )

    tally.same("widened", enclose._widened(exact(2.0, 3.0)), wide(2.0, 3.0))
    tally.same("not negative", enclose._widened(exact(0.0, 3.0)).low, 0)
    balls = [flint.arb(v) for v in (1.5, 1.75, 2.5, 2.75)]
    bounds = (Bounds((0.1, 0.2, 0.3), (0.4, 0.5, 0.6), balls[0], balls[1]),
              Bounds((0.01, 0.02, 0.03), (0.04, 0.05, 0.06), balls[2], balls[3]))  # fmt: skip
    absent = (exact(7.0, 8.0), exact(5.0, 6.0))
    suggestion = enclose.Suggestion(((0.1, 0.2),) * 3, (2.0, 3.0), True)
    market: Any = SimpleNamespace(belief="belief", counts=(2, 0, 3))
    with mock.patch.object(enclose, "_absent", return_value=absent) as asked:
        found = enclose._enclosed(market, search.Root(exact(1.25, 1.5), bounds), suggestion)
    belief, x, *totals, told = asked.call_args.args
    tally.same("absent", (belief, x, told), ("belief", 1, suggestion))
    for ball, (low, high) in zip(totals, ((1.5, 1.75), (2.5, 2.75)), strict=True):
        tally.encloses("against all", ball, Fraction(low), Fraction(high), slack=1e-8)
    tally.same("price", found.price, wide(1.25, 1.5))
    tally.same("totals", found.totals, (wide(1.5, 1.75), wide(2.5, 2.75)))
    wanted = [(wide(0.1, 0.4), wide(0.01, 0.04)), absent, (wide(0.3, 0.6), wide(0.03, 0.06))]
    tally.same("offers", list(found.offers), wanted)
    for totals_, inside in (((1.6, 2.6), True), ((1.8, 2.6), False), ((1.6, 2.4), False)):
        for moved, kept in ((0.0, True), (0.4, False)):
            offers = [(0.2 + moved, 0.02), (7.5, 5.5), (0.3, 0.05)]
            tally.same("contains", found.contains(totals_, offers), inside and kept)
            chosen = [
                enclose.Suggestion(tuple(offers), totals_, solved) for solved in (True, False)
            ]
            where = [
                enclose._selected([wrong, found], s)
                for s in chosen
                for wrong in [replace(found, totals=absent)]
            ]
            tally.same("selected", where, [1 if inside and kept else None, None])
    signed = tuple(flint.arb(v, 0.25) for v in (0.5, 0.0, -0.125))
    box = LocalBox(signed, (flint.arb(2), flint.arb(3)))
    with mock.patch.object(enclose, "_absent", return_value=absent):
        near = enclose._from_box(known_state(economy, 1), (2, 0, 3), box, suggestion)
    tally.same("totals of a box", near.totals, (exact(2.0, 2.0), exact(3.0, 3.0)))
    tally.encloses("price of a box", near.price, Fraction(3, 2), slack=1e-15)
    parts = [[float(v) for b in pair for v in (b.low, b.high)] for pair in near.offers]
    tally.close("parts", parts, [[0.25, 0.75, 0, 0], [7, 8, 5, 6], [0, 0.125, 0, 0.375]], 1e-8)


def _told(tally: Tally, economy: Economy) -> None:
    """What is said of roots that are found, and of what is left undecided; responses of types that nobody has."""
    counts = (2, 1, 1)
    solved = enclose.Suggestion(((0.1, 0.2),) * 3, (2.0, 3.0), True)
    for number, undecided, chosen, unique in product(
        (0, 1, 2), (0, 1), (None, 0), ("global", "local", None)
    ):
        found = SimpleNamespace(
            roots=tuple(range(number)), undecided=("a box",) * undecided, unique=unique, boxes=9
        )
        with mock.patch.multiple(
            enclose, search=lambda judge, hints, found=found: (
                found if hints == [1.5] else SimpleNamespace(**vars(found) | {"boxes": -9})),
            _enclosed=lambda market, root, _: root, _selected=lambda *_, chosen=chosen: chosen,
        ):  # fmt: skip
            made = enclose._global(economy, counts, solved, given(economy))
        complete = not undecided
        told = made.exists, made.unique, made.complete, made.enclosures, made.selected, made.boxes
        wanted = number > 0 or None, unique, complete, found.roots, chosen, 9
        tally.same("made", told, wanted)
        tally.same("evidence", made.evidence, "CERTIFIED" if number else "NONE")
        if number == 2:
            only = 0 if chosen == 0 or unique == "global" else None
            tally.same("the selected one, or the only one", made.enclosure, only)
        said = "no equilibrium" if not number else f"{number} enclosed" if undecided else (
            "exactly one equilibrium" if number == 1 else f"exactly {number} equilibria")  # fmt: skip
        tally.holds("said", said in made.status)
        tally.same("not selected", "in no enclosure" in made.status, chosen is None and number > 0)
    games = SimpleNamespace(
        offers=np.array([[(0.1, 0.2), (0.3, 0.4)]]),
        totals=np.array([[2.0, 3.0]]),
        solved=np.array([1]),
    )
    suggested = enclose.Suggestion(((0.1, 0.2), (0.3, 0.4)), (2.0, 3.0), True)
    with mock.patch.multiple(enclose, solve_stage2=lambda *_: games, _certified=lambda *told: told):
        given_: Any = next(enclose.certify_configurations(economy, [[1, 2]], scope="local"))
    tally.same("suggested", given_, (economy, (1, 2), suggested, "local"))
    for known in (True, False):
        with mock.patch.object(
            enclose, "enclosed_response", return_value=(flint.arb(2), flint.arb(0))
        ) as asked:
            one, two = enclose._absent("belief", 2, "Q", "R", replace(solved, solved=known))  # type: ignore[arg-type]
        tally.same(
            "asked", asked.call_args.args, ("belief", 2, "Q", "R", (0.1, 0.2) if known else None)
        )
        tally.close("responses", [float(one.low), float(two.high)], [2.0, 0.0], 1e-9)


def _either_side(tally: Tally, economy: Economy) -> None:
    """Where an offer may have either sign what holds of it holds at both ends; the sign of all points."""
    system, totals = local.System(posterior_belief(economy, (3, 0, 4)), (3, 0, 4)), (2.6, 3.7)
    at = [flint.arb(v) for v in totals]
    whole = system._hull(0, between(-0.06, 0.02), *at)
    for signed in (-0.06, -0.03, 0.0, 0.01, 0.02):
        for one, all_ in zip(system._piece(0, flint.arb(signed), *at), whole, strict=True):
            tally.holds("of either sign", all_.overlaps(one) and all_.is_finite())
    for low, high, sign in (
        (-1, 0, None),
        (0, 1, None),
        (0, 0, 0),
        (1, 2, 1),
        (-2, -1, -1),
        (-1, 1, None),
    ):
        tally.same("sign", Interval(Fraction(low), Fraction(high)).sign, sign)


CHECKS: dict[str, Check] = {
    "prop-1.judging": on_probes(tallied(judged), (LOGARITHMS,)),
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
