r"""What a deviator faces on cells that are not points, and the parts of the prices that are tried in turn.

Values at parts of the prices are given where it is asked how they are put together.

Paper: Claim 2 of Theorem 1, (14), (23)-(26).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import deviator, gain_density
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.certified.trades import omega
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

ACTIVE = 20
TRADES = (
    ((-0.3, -0.2), (0.1, 0.2), (-0.1, 0.3)),
    ((0.2, 0.4), (-0.4, -0.1), (0.0, 0.1)),
    ((-0.5, -0.4), (-0.3, -0.1), (0.2, 0.5)),
)
PRICES, FIRST = ((0.9, 1.1), (1.2, 1.25), (0.7, 0.9)), ((0.4, 0.5), (0.45, 0.6), (0.5, 0.55))


def reached(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Prices and totals against which a deviator trades, and values over parts of the prices."""
    beliefs = intervals([[(0.2, 0.5)] * 3] * 3)
    cells = Cells(beliefs, beliefs, ACTIVE)
    k = [1 / (ACTIVE * low) for low, _ in FIRST]
    found: Any = SimpleNamespace(
        influence=Intervals(np.zeros(3), k), trades=intervals(TRADES), price=intervals(PRICES),
        first=intervals(FIRST), unique=np.array([True, False, True]),
    )  # fmt: skip
    for own, other in ((0, 1), (1, 2), (2, 0)):
        with mock.patch.object(deviator, "_worth", return_value=(intervals([(1, 2)] * 3),) * 2):
            met = deviator.faced(economy, cells, found, beliefs, own, other)
        for i in range(3):
            ends = [t for y in (own, other) for t in TRADES[i][y]]
            shares = [omega(v * t) for v, t in product((0.0, k[i]), ends)]
            low, high = PRICES[i][0] / max(shares), PRICES[i][1] / min(shares)
            tally.close(
                "prices", [met.price.lo[i], met.price.hi[i]], [low, high * float(factor)], 1e-13
            )
            least = FIRST[i][0] - max(*(-t for t in ends), 0.0) / ACTIVE
            most = max(-TRADES[i][y][1] for y in (own, other))
            kept = min(max(-TRADES[i][y][1], 0.0) for y in (own, other))
            tally.holds("sold", kept >= 0 and kept <= max(most, 0.0))
            tally.close("totals", [met.first.lo[i], met.first.hi[i]], [least, FIRST[i][1]], 1e-13)
    _in_turn(tally, economy, cells, found, beliefs)
    _parts(tally, economy, beliefs)
    _trades(tally, economy)
    far: Any = SimpleNamespace(influence=Intervals([8.0], [9.0]), trades=intervals([[(0.2, 0.3)] * 2]),
                               first=Intervals([0.4], [0.5]))  # fmt: skip
    moves = {0: Intervals([0.2], [0.2]), 1: Intervals([0.3], [0.3])}
    none = gain_density._bend(far, moves, Intervals([0.1], [0.1]), 0, 1)
    tally.same("no bound", (none.lo[0], none.hi[0]), (-np.inf, np.inf))


def _in_turn(tally: Tally, economy: Economy, cells: Cells, found: Any, known: Intervals) -> None:
    """Only where the equilibrium is unique, and a value is not known, are prices cut, ever finer."""
    inf, asked = np.inf, list[tuple[int, list[float]]]()
    whole = (
        Intervals([-inf, 1.0, 3.0], [2.0, 1.5, 3.5]), Intervals([4.0, 4.0, 5.0], [4.5, inf, 5.5])
    )  # fmt: skip

    for first_known, second_known, wanted in (
        (True, True, []), (False, True, [4, 16]), (True, False, [4, 16]), (False, False, [4, 16]),
    ):  # fmt: skip
        asked.clear()
        start = (
            whole[0] if not first_known else Intervals([1.0, 1.0, 3.0], [2.0, 1.5, 3.5]),
            whole[1] if second_known else Intervals([4.0, 4.0, -inf], [4.5, inf, 5.5]),
        )

        def parts(_e: object, price: Intervals, k: Intervals, of: Intervals, own: int,
                  number: int, first_known: bool = first_known, second_known: bool = second_known) -> Any:  # fmt: skip
            asked.append((number, price.lo.tolist()))
            tally.same("as many", {len(v.lo) for v in (price, k, of)}, {len(price.lo)})
            tally.same("its type", own, 0)
            low = 7.0 if number > 4 else -inf
            bounds = Intervals(np.full(len(price.lo), low), np.full(len(price.lo), 8.0))
            return bounds, bounds

        with (
            mock.patch.object(deviator, "_worth", return_value=start) as worth,
            mock.patch.object(deviator, "_by_parts", side_effect=parts),
        ):
            met = deviator.faced(economy, cells, found, known, 0, 1)
        price, k, of, own = worth.call_args.args[1:]
        tally.same("in all", (of, own), (known, 0))
        tally.close("influence", k.hi, [1 / (ACTIVE * v) for v in met.first.lo], 1e-13)
        tally.close("of nobody", k.lo, np.zeros(3))
        rows = [i for i, sure in ((0, first_known), (2, second_known)) if not sure]
        tally.same("in turn", asked, [(n, price.lo[rows].tolist()) for n in wanted])
        for made, was in ((met.by_price, start[0]), (met.by_total, start[1])):
            for i in range(3):
                ends = (7.0, 8.0) if i in rows else (was.lo[i], was.hi[i])
                tally.same("values", (made.lo[i], made.hi[i]), ends)


def _parts(tally: Tally, economy: Economy, known: Intervals) -> None:
    """Values over equal parts of the prices: the least and the greatest of each cell."""
    price, k = intervals(PRICES), intervals([(0.0, 0.1), (0.0, 0.2), (0.0, 0.3)])
    moved = Intervals(known.lo + np.array([[0.0], [0.01], [0.02]]), known.hi)

    def worth(_e: object, parts: Intervals, influence: Intervals, of: Intervals, own: int) -> Any:
        order = np.argsort(influence.hi, kind="stable")
        for i in range(3):
            rows = order[5 * i : 5 * i + 5]
            tally.same("its beliefs", of.lo[rows, 0].tolist(), [moved.lo[i, 0]] * 5)
            cuts = np.linspace(*PRICES[i], 6)
            at = np.argsort(parts.lo[rows])
            tally.close("from", parts.lo[rows][at], cuts[:-1], 1e-15)
            tally.close("to", parts.hi[rows][at], cuts[1:], 1e-15)
            ends = parts.lo[rows].min(), parts.hi[rows].max()
            tally.same("from end to end", ends, PRICES[i])
        tally.same("its type", own, 2)
        bent = (parts.middle - 1) ** 2 + influence.hi
        return Intervals(bent - 0.1, bent + 0.2), Intervals(-bent - 0.3, -bent)

    with mock.patch.object(deviator, "_worth", worth):
        one, two = deviator._by_parts(economy, price, k, moved, 2, 5)
    for i, (low, high) in enumerate(PRICES):
        middles = [low + (high - low) * (j + 0.5) / 5 for j in range(5)]
        bent = [(p - 1) ** 2 + (i + 1) / 10 for p in middles]
        tally.close("by price", [one.lo[i], one.hi[i]], [min(bent) - 0.1, max(bent) + 0.2], 1e-13)
        tally.close("by total", [two.lo[i], two.hi[i]], [-max(bent) - 0.3, -min(bent)], 1e-13)


def _trades(tally: Tally, economy: Economy) -> None:
    """Best trades on boxes of beliefs too; the trades tried lie a step beyond, and signs decide."""
    own_e, step = by_hand.endowment(economy), 0.1
    price, k = Intervals([0.9, 2.0], [1.1, 2.2]), Intervals([0.0, 0.02], [0.1, 0.05])
    known = intervals([[(0.2, 0.5), (0.1, 0.4), (0.2, 0.6)], [(0.3, 0.3), (0.5, 0.5), (0.2, 0.2)]])
    points = [[(0.2, 0.4, 0.4), (0.2, 0.2, 0.6), (0.5, 0.1, 0.4), (0.3, 0.1, 0.6), (0.5, 0.3, 0.2),
               (0.4, 0.4, 0.2)], [(0.3, 0.5, 0.2)]]  # fmt: skip
    for own in range(3):
        best = [
            [
                _best(economy, own, p, v, w)
                for p in (price.lo[i], price.hi[i])
                for v in (k.lo[i], k.hi[i])
                for w in points[i]
            ]
            for i in (0, 1)
        ]
        for direction, take in ((-1, min), (1, max)):
            about = deviator._about(economy, price, k, known, own, direction)
            tally.close("about the best", about, [take(b) for b in best], 1e-6)
            with mock.patch.object(deviator, "_about", return_value=np.tile(about, 2)):
                with mock.patch.object(deviator, "WIDER", (step,)):
                    found = deviator.response(economy, price, k, known, own)
                with mock.patch.object(
                    deviator, "_certified", lambda _e, _t, of, *_: of.lo == price.lo[0]
                ):
                    some = deviator.response(economy, price, k, known, own)
            ends = (found.lo, some.lo) if direction < 0 else (found.hi, some.hi)
            wanted = about + direction * step * own_e[0]
            tally.close("a step beyond", ends[0], wanted, 1e-14)
            least = about[0] + direction * deviator.WIDER[0] * own_e[0]
            tally.same("where certain", ends[1].tolist(), [least, direction * np.inf])
    # All is spent on the first good, or all of it is sold.
    greedy, weary = (
        economy.replacing(utility=u) for u in ("log(q) + theta*r/100", "theta*q/100 + log(r)")
    )
    for direction, i in ((1, 0), (-1, 1)):
        about = deviator._about(weary, price, k, known, 1, direction)
        tally.close("all that there is", about, np.full(2, -own_e[0]), 2e-5)
        end = [(price.lo, price.hi)[i], (k.lo, k.hi)[i]]
        about = deviator._about(greedy, price, k, known, 1, direction)
        tally.close("all that can be had", about, own_e[1] / (end[0] + end[1] * own_e[1]), 2e-5)
    _signs(tally, economy)


def _best(economy: Economy, own: int, P: float, k: float, belief: tuple[float, ...]) -> float:
    """Return the best trade against totals."""
    q_bar, r_bar = by_hand.endowment(economy)

    def rises(t: float) -> float:
        bundle = q_bar + t, r_bar - P * t / (1 - k * t)
        first, second = (by_hand.slope(economy, bundle, own, belief, g) for g in (0, 1))
        return first - P / (1 - k * t) ** 2 * second

    return by_hand.root(rises, -q_bar * (1 - 1e-12), r_bar / (P + k * r_bar) * (1 - 1e-12))


def _signs(tally: Tally, economy: Economy) -> None:
    """The slope is certain on the whole box, or at one end of the prices where it falls in them."""
    price, k = Intervals([0.9], [1.1]), Intervals([0.1], [0.2])
    known, sides = Intervals.points([[0.3, 0.5, 0.2]]), {1: (-1, 0.9), -1: (1, 1.1)}
    for direction, (sign, end) in sides.items():
        for whole, at_end, falls in product((True, False), repeat=3):

            def run(_e: object, own: int, t: Intervals, P: Intervals, v: Intervals,
                    signs: tuple[bool, bool, bool] = (whole, at_end, falls),
                    sign: int = sign, end: float = end) -> list[Intervals]:  # fmt: skip
                point = P.lo[0] == P.hi[0]
                tally.holds("the end", not point or P.lo[0] == end)
                tally.same(
                    "at", (own, t.lo[0], t.hi[0], v.lo[0], v.hi[0]), (1, 0.25, 0.25, 0.1, 0.2)
                )
                size = 0.5 if signs[int(point)] else -0.5
                slope = [0.2, 0.2, 0.2] if not signs[2] else [-0.2, -0.2, -0.2]
                return [Intervals.points([[sign * size] * 3]), Intervals.points([slope])]

            with mock.patch.object(deviator, "_response", return_value=SimpleNamespace(run=run)):
                found = deviator._certified(
                    economy, np.array([0.25]), price, k, known, 1, direction
                )
            tally.same("certified", found.tolist(), [whole or (at_end and falls)])


CHECKS: dict[str, Check] = {"thm-1.reached": on_probes(tallied(reached), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.reached",
        "prices and totals that a deviator faces on a cell, and its values over parts of the prices",
        "Claim 2 of Theorem 1, (14), (23)-(26)",
        r"\forall \theta \in [0, 1]:\quad P_- \in \Bigl[\frac{\underline p}{\max_y\omega(kt_y)}, "
        r"\frac{\overline p}{\min_y\omega(kt_y)}\Bigr],\quad V_P \in \bigcup_iV_P([P_{i - 1}, P_i])",
        "value",
    ),
)
