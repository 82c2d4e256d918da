r"""Best answers to random totals after a pooled stage 1, and where they jump from one side to the other.

Answers are roots of slopes by hand.  A jump is looked for in an answer that is known: it exceeds the held
offer by a number up to some place, and falls short of it by another beyond.

Paper: section 7.2, equations (30)-(33).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import pooled
from numeric.theorem_2 import jumps
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.pooling_newton import TOLERANCE
from numeric.theorem_2.random_totals import RandomResponse, best_offers, chosen
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
PARTITION, ATTRIBUTED, COUNTS = ((0, 2), (1,)), (1, 2), ((2, 1), (1, 2), (0, 3))
ROWS, POINTS = 6, 3


def answers(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Offers on both sides, their values and slopes, from any start; padding, ties, and what is solved again."""
    rng, Z = np.random.default_rng(7), len(economy.states)
    Q, R = np.exp(rng.uniform(-1.5, 1.5, (2, ROWS, POINTS)))
    weights, types = (
        rng.dirichlet(np.ones(POINTS * Z), ROWS).reshape(ROWS, POINTS, Z),
        [0, 1, 2] * 2,
    )
    found = best_offers(economy, Q, R, weights, types)
    own, used = by_hand.endowment(economy), set()
    for i, side in product(range(ROWS), (0, 1)):
        faced = [
            (float(a), float(b), w.tolist()) for a, b, w in zip(Q[i], R[i], weights[i], strict=True)
        ]

        def slope(b: float, i: int = i, side: int = side, faced: Any = faced) -> float:
            of = (by_hand.sale_slope, by_hand.purchase_slope)[side]
            return sum(of(economy, types[i], w, (q, r), b) for q, r, w in faced)

        best = by_hand.root(slope, 0.0, own[side]) if slope(0.0) > 0 else 0.0
        pair, worth = ((best, 0.0), (0.0, best))[side], 0.0
        for q, r, w in faced:
            bundle = by_hand.active_bundle(economy, pair, (q, r))
            worth += sum(
                p * by_hand.utility(economy, types[i], z)(*bundle) for z, p in enumerate(w)
            )
        tally.close("slope at zero", found.slopes[i, side], slope(0.0) * float(factor), 1e-12)
        tally.close("offer", found.sides[i, side], best, 1e-13)
        tally.close("value", found.values[i, side], worth, 1e-12)
        used.add((side, best > 0))
    tally.same("some offer, some do not", len(used), 4)
    first = found.values[:, 0] >= found.values[:, 1]
    tally.close("the better side", found.offers[:, 0], np.where(first, found.sides[:, 0], 0), 1e-15)
    tally.close("the other", found.offers[:, 1], np.where(first, 0, found.sides[:, 1]), 1e-15)
    signed = games.signed(found)
    for start in (signed, -signed, signed * 1e3, np.full(ROWS, np.nan), np.full(ROWS, 0.2)):
        again = best_offers(economy, Q, R, weights, types, start)
        tally.close("from any start", again.sides, found.sides, 1e-13)
    _padded(tally, economy, (Q, R, weights), types, found)
    _as_good(tally, economy)
    _again(tally, economy)


def _padded(
    tally: Tally, economy: Economy, given: tuple[Array, Array, Array], types: list[int], found: RandomResponse
) -> None:  # fmt: skip
    """A point without weight changes nothing, whatever stands there."""
    Q, R = (np.concatenate([v, np.full((ROWS, 1), end)], axis=1)
            for v, end in zip(given[:2], (1.0, np.inf), strict=True))  # fmt: skip
    weights = np.concatenate([given[2], np.zeros((ROWS, 1, given[2].shape[-1]))], axis=1)
    with np.errstate(all="ignore"):
        more = best_offers(economy, Q, R, weights, types)
    for part in ("slopes", "sides", "values"):
        tally.close("padding", getattr(more, part), getattr(found, part), 1e-13)


def _as_good(tally: Tally, economy: Economy) -> None:
    """Who gains nothing by a little offers nothing; of two sides that are worth the same it is the first."""
    known = np.eye(len(economy.states))[:1]
    plain = economy.replacing(utility="q + r", parameters={})
    found = best_offers(plain, [3.0], [3.0], known, 0)
    tally.same("slopes", found.slopes.tolist(), [0.0, 0.0])
    tally.same("nothing", found.sides.tolist(), [0.0, 0.0])
    one = np.array([[0.3, 0.4], [0.3, 0.4]])
    some = chosen(one, np.array([[1.0, 1.0], [1.0, 1.5]]), one)
    tally.same("the first", some.offers.tolist(), [[0.3, 0.0], [0.0, 0.4]])


def _again(tally: Tally, economy: Economy) -> None:
    """Games of which the kernel leaves a role that exists are solved again, the others are not."""
    game = games.target_game(economy, PARTITION, 4, ATTRIBUTED, np.array(COUNTS))
    offers = np.where(game.present, np.linspace(-0.4, 0.5, game.present.size).reshape(3, -1), 0.0)
    for side, total in enumerate(games.totals(economy, game, offers)):
        there = np.maximum((1 - 2 * side) * offers, 0.0)[:, None, None, :]
        added = 4 * float(economy.mechanism.kappa[side])
        tally.close("totals", total, (game.points * there).sum(axis=-1) + added, 1e-14)
    plain = games.responses(economy, replace(game, compiled=False), offers)
    made = np.concatenate(
        [plain.slopes, plain.sides, plain.values, np.zeros((*offers.shape, 1))], axis=-1
    )
    made[..., 4:6] += 1.0
    made[1, 4, 6], made[2, ~game.present[2], 6] = 2 * games.STRICT, np.nan
    tally.holds("some role does not exist", not game.present[2].all())
    with mock.patch.object(pooled, "respond", side_effect=[made, None]):
        found = games.responses(economy, replace(game, compiled=True), offers)
    more = np.array([1.0, 0.0, 1.0])[:, None, None]
    tally.close("values", found.values, plain.values + more, 1e-15)
    tally.close("sides", found.sides, plain.sides, 1e-15)
    for many, compiled in ((0, True), (1, False)):
        with mock.patch.object(games, "MANY", game.weights[..., 0].size + many):
            other = games.target_game(economy, PARTITION, 4, ATTRIBUTED, np.array(COUNTS))
        tally.same("from so many points on", other.compiled, compiled)


@dataclass
class _Known:
    """An answer that exceeds the held offer up to a place, and falls short of it beyond.

    Nothing is known where it is asked for from below that place, from the sixth question on, if ``deaf``.
    """

    tally: Tally
    above: float
    below: float
    place: float
    deaf: bool = False
    asked: list[float] = field(default_factory=list)

    def held(
        self, economy: object, game: object, role: int, near: Array, offer: float, also: object
    ) -> Any:
        """Return what all offer, and by how much the answer exceeds the held offer."""
        self.tally.same("role", (role, near[0], also), (1, 7.0, (3,)))
        self.asked.append(offer)
        if self.deaf and len(self.asked) > 5 and near[1] < self.place:
            return None
        return jumps._Tried(
            np.array([7.0, offer]), self.above if offer < self.place else -self.below
        )


def jumping(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The place of a jump by bisection, how small it may be, whose answers are tried, and from where."""
    end, less = max(by_hand.endowment(economy)), min(by_hand.endowment(economy))
    step = jumps.CLOSED * (end + less) / 2 * 2**28
    for above, below, start in ((step, 0.3, 0.05), (0.3, step, 0.05 + 10.74 * step)):
        for deaf in (False, True):
            known = _Known(tally, above, below, 0.05 + 5.37 * step, deaf)
            with mock.patch.object(jumps, "_held", known.held):
                found = jumps._jump_of(economy, None, 1, np.array([7.0, start]), (3,))  # type: ignore[arg-type]
            way = 1 if start < known.place else -1
            ends = [start, *(start + way * n * step for n in (1, 2, 4, 8))]
            tally.close("doubled", known.asked[:5], ends, 1e-15)
            low, high = sorted(ends[-2:])
            while high - low > jumps.CLOSED * end:
                middle = (low + high) / 2
                low, high = (middle, high) if middle < known.place else (low, middle)
            tally.holds("a jump", found is not None)
            if found is not None:
                told = found.role, *found.responses
                wanted = 1, (low + above) * float(factor), high - below
                tally.close("answers on either side", told, wanted, 1e-14)
                tally.close("offers", found.offers, [7.0, low], 1e-14)
            questions = known.asked[5:] if not deaf else list(dict.fromkeys(known.asked[5:]))
            tally.same("halved", len(questions), 30)
    for share, other, there in ((1.01, 1.01, True), (0.99, 1.01, False), (1.01, 0.99, False)):
        small = [TOLERANCE * end * s for s in (share, other)]
        known = _Known(tally, small[0], small[1], 0.05 + 3 * small[0])
        with mock.patch.object(jumps, "_held", known.held):
            found = jumps._jump_of(economy, None, 1, np.array([7.0, 0.05]), (3,))  # type: ignore[arg-type]
        tally.same("large enough", found is not None, there)
    nowhere = _Known(tally, 0.1, 0.1, np.inf)
    with mock.patch.object(jumps, "_held", nowhere.held):
        found = jumps._jump_of(economy, None, 1, np.array([7.0, 0.05]), (3,))  # type: ignore[arg-type]
    tally.same("no jump", (found, len(nowhere.asked)), (None, 1 + jumps.DOUBLINGS))
    _tried(tally, end)
    _held(tally)


def _tried(tally: Tally, end: float) -> None:
    """Roles whose answers are away from their offers are tried, the farthest first, then all at the start."""
    offers, least = np.full(6, 0.25), TOLERANCE * end
    apart = least * np.array([0.99, 1.01, 7.0, -30.0, 99.0, -3.0])
    game: Any = SimpleNamespace(present=np.array([[True, True, True, True, False, True]]))
    start = np.array([-0.6, 0.5, 0.4, -0.3, 0.1, 0.2])
    near = [(u, offers.tolist()) for u in (3, 2, 5, 1)]
    first = [(u, start.tolist()) for u in (5, 3, 2, 1, 0)]
    for jumps_at, wanted in (
        (None, near + first),
        ((5, offers[0]), near[:3]),
        ((2, 0.4), near + first[:3]),
    ):
        asked: list[tuple[int, list[float]]] = []

        def of(_e: object, _g: object, role: int, at: Array, here: Any = jumps_at,
               asked: list[tuple[int, list[float]]] = asked) -> Any:  # fmt: skip
            asked.append((role, at.tolist()))
            return "jumps" if (role, at[role]) == here else None

        economy: Any = SimpleNamespace(floats=SimpleNamespace(endowment=np.array([end / 2, end])))
        with mock.patch.multiple(
            jumps, nearest=lambda *_: offers, best_responses=lambda *_: offers + apart, _jump_of=of
        ):
            found = jumps.jump(economy, game, start)
        tally.same("tried", asked, wanted)
        tally.same("the first that jumps", found, None if jumps_at is None else "jumps")


def _held(tally: Tally) -> None:
    """The others settle around held offers, or one of them jumps; by how much an answer exceeds its offer."""
    near, ends = np.array([0.1, 0.2, 0.3, 0.7]), np.array([0.4, 0.5, 0.6, 0.8])
    game: Any = SimpleNamespace(present=np.array([[True, True, True, False]]))
    place = jumps.Jump(2, 2 * ends, (0.0, 0.0))
    for found, also, jumping in (
        (ends, (), place), (ends, (2,), place), (None, (), place), (None, (2,), place), (None, (), None),
    ):  # fmt: skip
        rest, of = mock.Mock(return_value=found), mock.Mock(side_effect=[None, jumping])
        with mock.patch.multiple(
            jumps, settled=rest, best_responses=lambda *_: 3 * ends, _jump_of=of
        ):
            made = jumps._held("economy", game, 1, near, 0.9, also)  # type: ignore[arg-type]
        *_, start, held = rest.call_args.args
        wanted = [False, True, 2 in also, False]
        tally.same("held", (start.tolist(), held.tolist()), ([0.1, 0.9, 0.3, 0.7], wanted))
        asked = [(c.args[2], c.args[3].tolist(), c.args[4]) for c in of.call_args_list]
        others = [(u, start.tolist(), (1,)) for u in (0, 2) if found is None and not also]
        tally.same("who jumps", asked, others)
        offers = ends if found is not None else 2 * ends if others and jumping else None
        tally.same("they settle", made is not None, offers is not None)
        if made is not None and offers is not None:
            tally.close("excess", made.excess, 1.5 - 0.9, 1e-15)
            tally.same("offers", made.offers.tolist(), offers.tolist())
    tally.same("nothing is changed", near.tolist(), [0.1, 0.2, 0.3, 0.7])


CHECKS: dict[str, Check] = {
    "eq-32.answers": on_probes(
        tallied(answers), (LOGARITHMS,), ("a point without weight", "two sides worth the same")
    ),
    "eq-30.jumps": on_probes(tallied(jumping), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-32.answers",
        "best offers on either side against random totals, from any start, and what is solved again",
        "equations (30)-(33)",
        r"\forall Q_-, R_-, P:\quad \sum_{z, j}P(z, j)\,g'(b; Q_j, R_j, z) = 0 \text{ or } b = 0",
        "value",
    ),
    stated(
        "eq-30.jumps",
        "where a best response jumps: the bracket, its bisection, and how small a jump may be",
        "equations (30), (31)",
        r"\forall b_0, a, c:\quad \beta(b) - b = a > 0 \text{ for } b < b_0,\ \beta(b) - b = -c < 0 "
        r"\text{ for } b \ge b_0 \implies \text{the jump at } b_0 \text{ is found}",
        "value",
    ),
)
