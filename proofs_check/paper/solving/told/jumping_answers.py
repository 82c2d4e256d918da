r"""Where best answers to random totals jump from one side of the market to the other.

A jump is looked for in an answer that is known: it exceeds the held offer by a number up to some place,
and falls short of it by another beyond.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import inf, log2
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_2 import jumps
from numeric.theorem_2.pooling_newton import TOLERANCE
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
OTHERS: Any = ("one jumps", "another jumps")


@dataclass
class _Known:
    """An answer that exceeds the held offer up to a place, and falls short of it beyond.

    Nothing is known where it is asked for from below that place, from the sixth question on, if ``deaf``, nor at
    the questions ``mute``.  Between two offers the next is at a share of the way from the one to the other.
    """

    tally: Tally
    above: float
    below: float
    place: float
    least: float = 0.0
    deaf: bool = False
    mute: tuple[int, ...] = ()
    share: float = 0.5
    others: Any = (None, None)
    asked: list[float] = field(default_factory=list)
    from_: list[float] = field(default_factory=list)
    before: float = inf

    def held(
        self,
        economy: object,
        game: object,
        role: int,
        near: Array,
        offer: float,
        held: object,
        more: int,
    ) -> Any:
        """Return what all offer, and by how much the answer exceeds the held offer."""
        self.tally.same("role", (role, near[0], held, more), (1, 7.0, (3,), 2))
        self.asked.append(offer)
        self.from_.append(float(near[1]))
        unheard = self.deaf and len(self.asked) > 5 and near[1] < self.place
        if unheard or len(self.asked) in self.mute:
            return None
        excess = self.above if offer < self.place else -self.below
        other = self.others[0 if offer < self.place else 1]
        return jumps._Tried(np.array([7.0, offer]), other, excess, 0.0)

    def between(self, one: Any, other: Any, role: int, least: float, quick: bool) -> float:
        """Return an offer between two; half-way is not asked for if the last step was long enough."""
        self.tally.close("least", (role, least * 1e12), (1, self.least * 1e12), 1e-12)
        width = abs(float(one.offers[1] - other.offers[1]))
        self.tally.same("quick", quick, 2 * width <= self.before)
        self.before = width
        return float(one.offers[1] + self.share * (other.offers[1] - one.offers[1]))

    def crossing(self, economy: Economy, start: float) -> Any:
        """Return what is found from a start."""
        self.least = jumps.CLOSED * max(by_hand.endowment(economy)) / 2
        with mock.patch.multiple(jumps, _held=self.held, _between=self.between):
            return jumps._crossing(economy, None, 1, np.array([7.0, start]), (3,), 2)  # type: ignore[arg-type]


def jumping(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The place of a jump, how small it may be, whose answers are tried, from where, and what is not a jump."""
    end, less = max(by_hand.endowment(economy)), min(by_hand.endowment(economy))
    step = jumps.CLOSED * (end + less) / 2 * 2**28
    for above, below, start in ((step, 0.3, 0.05), (0.3, step, 0.05 + 10.74 * step)):
        for deaf in (False, True):
            known = _Known(tally, above, below, 0.05 + 5.37 * step, deaf=deaf)
            found = known.crossing(economy, start)
            way = 1 if start < known.place else -1
            ends = [start, *(start + way * n * step for n in (1, 2, 4, 8))]
            tally.close("doubled", known.asked[:5], ends, 1e-15)
            tally.close("from the last", known.from_[:5], [start, *ends[:4]], 1e-15)
            low, high = sorted(ends[-2:])
            while high - low > jumps.CLOSED * end:
                middle = (low + high) / 2
                low, high = (middle, high) if middle < known.place else (low, middle)
            tally.holds("a jump", found is not None and found.other is not None)
            told = found.other.role, *found.other.responses
            wanted = 1, (low + above) * float(factor), high - below
            tally.close("answers on either side", told, wanted, 1e-14)
            tally.close("offers", found.offers, [7.0, low], 1e-14)
            tally.same("of the jump", found.other.offers.tolist(), found.offers.tolist())
            questions = known.asked[5:] if not deaf else list(dict.fromkeys(known.asked[5:]))
            tally.same("halved", len(questions), 30)
            for steps, there in ((31, True), (30, False)):
                again = _Known(tally, above, below, known.place, deaf=deaf)
                with mock.patch.object(jumps, "STEPS", steps):
                    tally.same("closed", again.crossing(economy, start) is not None, there)
    tally.holds("halved at every second step", 2 * log2(2 / jumps.CLOSED) < jumps.STEPS)
    for share in (0.4, 0.6):
        found = _Known(tally, 0.1, 0.2, 0.07, share=share).crossing(economy, 0.05)
        tally.close("not half-way", found.offers[1], 0.07, 1e-11)
    for others, other in (
        ((None, None), None), (OTHERS, OTHERS[0]), ((None, OTHERS[1]), OTHERS[1]), ((OTHERS[0], None), OTHERS[0]),
    ):  # fmt: skip
        found = _Known(tally, 0.1, 0.2, 0.07, others=others).crossing(economy, 0.05)
        tally.same("of two", found.other.other, other)
    for share, short, there in ((1.01, 1.01, True), (1.0, 1.01, False), (1.01, 1.0, False)):
        small = [TOLERANCE * end * s for s in (share, short)]
        found = _Known(tally, small[0], small[1], 0.05 + 3 * small[0]).crossing(economy, 0.05)
        tally.same("large enough", found is not None, there)
    _no_jump(tally, economy, less)
    _between(tally)
    _tried(tally, end)
    _held(tally)


def _no_jump(tally: Tally, economy: Economy, less: float) -> None:
    """An answer that is the offer, one that is never reached, and offers at which nothing is known."""
    for share, there in ((1.0, False), (1.01, True)):
        for sign in (1, -1):
            known, few = (
                _Known(tally, 0.1, 0.1, 0.07, others=OTHERS),
                sign * share * TOLERANCE * less,
            )

            def near(*given: Any, of: Any = known, few: float = few) -> Any:
                made = of.held(*given)
                return (
                    made if len(of.asked) < 4 else jumps._Tried(made.offers, made.other, few, 0.0)
                )

            with mock.patch.object(jumps, "STEPS", 1):
                known.least = jumps.CLOSED * max(by_hand.endowment(economy)) / 2
                with mock.patch.multiple(jumps, _held=near, _between=known.between):
                    found = jumps._crossing(economy, None, 1, np.array([7.0, -0.05]), (3,), 2)  # type: ignore[arg-type]
            tally.same("not the offer", found is None, there)
            if found is not None:
                tally.same("the other", (found.offers[1], found.other), (known.asked[3], OTHERS[1]))
    known = _Known(tally, 0.1, 0.1, inf)
    tally.same(
        "no jump", (known.crossing(economy, 0.05), len(known.asked)), (None, 1 + jumps.DOUBLINGS)
    )
    known = _Known(tally, 0.1, 0.1, 0.07, mute=(1,))
    tally.same("no start", (known.crossing(economy, 0.05), len(known.asked)), (None, 1))
    known = _Known(tally, 0.1, 0.2, 0.27, mute=(3,))
    tally.holds("a jump further on", known.crossing(economy, 0.05) is not None)
    tally.close("from what is known", known.from_[:4], [0.05, 0.05, 0.15, 0.15], 1e-15)
    known = _Known(tally, 0.1, 0.2, 0.07, mute=(3, 4))
    tally.holds("nothing known between", known.crossing(economy, 0.05) is None)
    tally.close("from either end", known.from_, [0.05, 0.05, 0.05, 0.15], 1e-15)


def _between(tally: Tally) -> None:
    """Where both sides are worth the same, or the answer is the offer; twice the way, half at most, and half-way."""
    for lead, excess, least, quick, wanted in (
        ((0.02, -0.30), (0.50, -0.70), 0.0, True, 0.25),
        ((0.30, -0.02), (0.50, -0.70), 0.0, True, 0.55),
        ((0.20, -0.30), (0.50, -0.70), 0.0, True, 0.40),
        ((-0.02, 0.30), (-0.50, 0.70), 0.0, True, 0.25),
        ((0.02, 0.30), (0.05, -0.35), 0.0, True, 0.30),
        ((0.50, 0.30), (0.05, -0.35), 0.0, True, 0.30),
        ((-0.02, -0.30), (0.05, -0.35), 0.0, True, 0.30),
        ((0.00, -0.30), (0.05, -0.35), 0.0, True, 0.30),
        ((0.02, 0.00), (0.35, -0.05), 0.0, True, 0.50),
        ((3e-9, -0.30), (0.50, -0.70), 0.001, True, 0.201),
        ((0.30, -3e-9), (0.50, -0.70), 0.001, True, 0.599),
        ((0.02, -0.30), (0.50, -0.70), 0.001, True, 0.25),
        ((0.02, -0.30), (0.50, -0.70), 0.5, True, 0.40),
        ((0.02, -0.30), (0.50, -0.70), 0.0, False, 0.40),
    ):
        offers = np.array([[9.0, 0.2], [8.0, 0.6]])
        one, other = (jumps._Tried(offers[i], None, excess[i], lead[i]) for i in (0, 1))
        for pair in ((one, other), (other, one)):
            tally.close("between", jumps._between(*pair, 1, least, quick), wanted, 1e-12)


def _game(roles: int, unseen: int, absent: int | None) -> Any:
    """Return a game in which one role is seen with no chance and by who is absent only."""
    points, weights = np.zeros((1, roles, 2, roles)), np.zeros((1, roles, 2, 2))
    present = np.ones((1, roles), dtype=bool)
    points[0, :, 0] = 3.0
    points[0, :, 0, unseen], points[0, :, 1, unseen], weights[0, :, 0, 1] = 0.0, 2.0, 0.5
    if absent is not None:
        present[0, absent], weights[0, absent] = False, 0.5
    return SimpleNamespace(points=points, weights=weights, present=present)


def _tried(tally: Tally, end: float) -> None:
    """Roles that are faced and whose answers are away from their offers, the farthest first, then all at the start."""
    offers = TOLERANCE * end * np.array([500.0, 1.01, 7.0, -30.0, 99.0, 1.0])
    game, start = _game(6, 0, 4), np.array([-0.6, 0.5, 0.4, -0.3, 0.1, 0.2])
    first = [(u, offers.tolist()) for u in (3, 2, 1)] + [(u, start.tolist()) for u in (5, 3, 2, 1)]
    order = [(*place, (), more) for more in (0, 1) for place in first]
    economy: Any = SimpleNamespace(floats=SimpleNamespace(endowment=np.array([end / 2, end])))
    for there in (None, 1, 4, 9):
        for other in ("jumps", None):
            asked: list[Any] = []

            def of(_e: object, _g: object, role: int, at: Array, held: object, more: int,
                   asked: list[Any] = asked, there: Any = there, other: Any = other) -> Any:  # fmt: skip
                asked.append((role, at.tolist(), held, more))
                return jumps._Settled(at, other) if len(asked) - 1 == there else None

            with mock.patch.multiple(
                jumps,
                nearest=lambda *_: offers,
                best_responses=lambda *_: 2 * offers,
                _crossing=of,
            ):
                found = jumps.jump(economy, game, start)
            tally.same("tried", asked, order if there is None else order[: there + 1])
            tally.same("the first", found, None if there is None else other)


def _held(tally: Tally) -> None:
    """The others settle around held offers, or one of them jumps; what the held one would do then."""
    near, ends = np.array([0.3, 0.2, 0.1, 0.7, 0.0]), np.array([0.4, 0.5, 0.6, 0.8, 0.0])
    game, place = _game(5, 4, 3), jumps._Settled(2 * ends, OTHERS[0])
    for rest, also, more, jumping in (
        (ends, (), 0, None), (ends, (2,), 2, place), (None, (), 1, place), (None, (2,), 2, place),
        (None, (), 0, place), (None, (), 3, None),
    ):  # fmt: skip
        settled = mock.Mock(return_value=rest)
        free = [u for u in (2, 0) if u not in also]
        of = mock.Mock(side_effect=[None] * (len(free) - 1) + [jumping])

        def answer(_e: object, _g: object, at: Array) -> Any:
            tally.same("one row", at.shape, (1, 5))
            sides = np.stack([3 * at, np.full(at.shape, 0.25)], axis=-1)
            return SimpleNamespace(offers=sides, values=np.stack([4 * at, 1 + at], axis=-1))

        with mock.patch.multiple(jumps, settled=settled, responses=answer, _crossing=of):
            made = jumps._held("economy", game, 1, near, 0.9, also, more)  # type: ignore[arg-type]
        *_, start, held = settled.call_args.args
        fixed = [u in (1, *also) for u in range(5)]
        tally.same("held", (start.tolist(), held.tolist()), ([0.3, 0.9, 0.1, 0.7, 0.0], fixed))
        asked = [(c.args[2], c.args[3].tolist(), *c.args[4:]) for c in of.call_args_list]
        tried = free if rest is None and more else []
        tally.same("who", asked, [(u, start.tolist(), (1, *also), more - 1) for u in tried])
        offers = ends if rest is not None else 2 * ends if tried and jumping else None
        tally.same("they settle", made is not None, offers is not None)
        if made is not None and offers is not None:
            told = made.excess, made.lead
            wanted = 3 * offers[1] - 0.25 - 0.9, 3 * offers[1] - 1
            tally.close("excess and lead", told, wanted, 1e-14)
            tally.same("offers", made.offers.tolist(), offers.tolist())
            tally.same("the jump", made.other, None if rest is not None else OTHERS[0])
    tally.same("nothing is changed", near.tolist(), [0.3, 0.2, 0.1, 0.7, 0.0])


CHECKS: dict[str, Check] = {
    "eq-30.jumps": on_probes(tallied(jumping), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-30.jumps",
        "where a best response jumps: the bracket, how it is closed, how small a jump may be, and who else may jump",
        "equations (30), (31)",
        r"\forall b_0, a, c:\quad \beta(b) - b = a > 0 \text{ for } b < b_0,\ \beta(b) - b = -c < 0 "
        r"\text{ for } b \ge b_0 \implies \text{the jump at } b_0 \text{ is found}",
        "value",
    ),
)
