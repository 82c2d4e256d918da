r"""Best answers to random totals after a pooled stage 1, against roots of slopes by hand.

Paper: section 7.2, equations (30)-(33).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import pooled
from numeric.theorem_2 import pooling_games as games
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


CHECKS: dict[str, Check] = {
    "eq-32.answers": on_probes(
        tallied(answers), (LOGARITHMS,), ("a point without weight", "two sides worth the same")
    ),
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
)
