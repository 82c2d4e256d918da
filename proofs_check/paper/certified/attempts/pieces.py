r"""Pieces of the prices on which trades are bounded and fall, and the passes that narrow a cell's prices.

Where signs are given, the pieces and boxes that are asked for are halved by hand.

Paper: section 3.1; Claim 2 of Theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import equilibria, price_hull, price_range
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.certified.trades import omega, vertices
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

ACTIVE = 40
Piece = tuple[float, float]


def pieces(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Bounds on trades over pieces, pieces and boxes that are halved, and the passes over a cell."""
    _bounds(tally, economy)
    _halved(tally, economy, float(factor))
    for number in (2, 3):
        _failing(tally, economy, number)
    _asked(tally, economy)
    _passes(tally, economy)
    _influence(tally, economy)


def _bounds(tally: Tally, economy: Economy) -> None:
    """Trades on a piece are bounded from the farther of those about its ends, within the endowments."""
    own, piece = by_hand.endowment(economy), Intervals([0.5, 0.8], [0.6, 1.1])
    cap = np.array([0.1, 0.2])
    about = {(0.5, 0.8): [[-0.3, 0.1, 0.4], [0.2, 0.2, -0.1]],
             (0.6, 1.1): [[-0.4, 0.2, 0.3], [0.1, 0.5, -0.2]]}  # fmt: skip
    wide = {-1: [[-9.0, 0.0, -1.0], [-0.5, -np.inf, 0.0]], 1: [[0.5, 9.0, 1.0], [0.7, 0.6, np.inf]]}

    def guess(_e: object, prices: Any, k: Any, beliefs: Intervals, directions: Any) -> Any:
        tally.same("any belief", (beliefs.lo.tolist(), beliefs.hi.tolist()),
                   ([[0.0] * 3] * 2, [[1.0] * 3] * 2))  # fmt: skip
        asked = zip(prices, directions, strict=True)
        return np.array([d * np.array(about[tuple(price.tolist())]) for price, d in asked])

    def bounds(_e: object, on: tuple[object, ...], k: object, beliefs: Intervals, directions: Any,
               starts: Any, steps: object) -> Any:  # fmt: skip
        far = [np.maximum(*pair) for pair in zip(*map(np.array, about.values()), strict=True)]
        for at, direction, start in zip(on, directions, starts, strict=True):
            tally.same("from", start.tolist(), (direction * np.array(far)).tolist())
            tally.same("of", (at, k is cap, steps), (piece, True, price_range.WIDER))
        return np.array([wide[direction] for direction in directions])

    with mock.patch.multiple(price_range, about_at=guess, bounds_at=bounds):
        found = price_range._bounds(economy, piece, cap)
    most = own[1] / piece.lo
    tally.close("least", found.lo, np.maximum(wide[-1], -own[0]), 1e-15)
    tally.close("greatest", found.hi, np.minimum(wide[1], most[:, None]), 1e-15)
    tally.holds("outward", found.lo[0, 0] <= -own[0] and found.hi[0, 1] >= most[0])


def _halved(tally: Tally, economy: Economy, factor: float) -> None:
    """Pieces on which trades are not known to fall are halved, while that helps; the lowest left is told."""
    (kappa_q, kappa_r) = (float(v) for v in economy.mechanism.kappa)
    few = [(0.5 + i / 10, 0.6 + i / 10) for i in range(8)]
    many = [(0.5 + i / 100, 0.51 + i / 100) for i in range(30)]
    cases: tuple[tuple[list[Piece], Callable[[float, float], bool]], ...] = (
        (few, lambda a, b: True),
        (few, lambda a, b: not a <= 0.83 <= b or b - a < 0.02),
        (few, lambda a, b: not a <= 0.83 <= b),
        (few, lambda a, b: b < 0.75 or b - a < 0.001),
        (few, lambda a, b: not 0.8 < a < 1.1),
        (many, lambda a, b: b - a < 0.001),
        (many, lambda a, b: b < 0.55 or b - a < 0.001),
        (many, lambda a, b: b < 0.55 and b - a < 0.006),
        (many[:4], lambda a, b: b - a < 0.001),
        (many[:4], lambda a, b: b - a < 1e-9),
    )
    for start, good in cases:
        asked: list[list[Piece]] = []

        def falling(
            _e: object, on: Intervals, cap: Any, good: Any = good, asked: Any = asked
        ) -> Any:
            wanted = np.minimum(1 / (ACTIVE * kappa_q), on.hi / (ACTIVE * kappa_r))
            tally.close("influence", cap, wanted, 1e-13)
            asked.append(sorted(zip(on.lo.tolist(), on.hi.tolist(), strict=True)))
            tally.holds("it ends", len(asked) <= price_range.DEPTH)
            return np.array([good(a, b) for a, b in zip(on.lo, on.hi, strict=True)])

        with mock.patch.object(price_range, "_falling", falling):
            found = price_range._not_monotone(economy, ACTIVE, intervals(start))
        tried, wanted = _rounds(start, good)
        tally.same("rounds", len(asked), len(tried))
        for one, other in zip(asked, tried, strict=True):
            tally.close("pieces", one, np.array(sorted(other)) * factor, 1e-15)
        if wanted is None or found is None:
            tally.same("none is left", found, wanted)
        else:
            tally.close("the lowest", found, wanted, 1e-15)


def _rounds(
    start: list[Piece], good: Callable[[float, float], bool]
) -> tuple[list[list[Piece]], Piece | None]:
    """Return the pieces that are asked for in each round, and the lowest that is left."""
    tried, pending = [], start
    for i in range(price_range.DEPTH):
        if i:
            pending = [h for a, b in pending for h in ((a, (a + b) / 2), ((a + b) / 2, b))]
        tried.append(pending)
        bad = [piece for piece in pending if not good(*piece)]
        share, pending = len(bad) / len(pending), bad
        if not bad:
            return tried, None
        hopeless = i > 1 and len(bad) > price_range.MANY and share > price_range.STUBBORN
        if hopeless or len(bad) > price_range.MOST_PIECES:
            break
    return tried, min(pending)


def _failing(tally: Tally, economy: Economy, number: int) -> None:
    """Boxes of trades are halved five times at the same prices; who is then not done has failed."""
    ends = [(-0.3, 0.1, 0.9, 1.0), (0.2, 0.5, 1.1, 1.3), (-0.9, -0.1, 0.8, 0.9)][:number]
    owner, cap = np.array([2, 0, 2])[:number], np.array([0.5, 0.25, 0.125])
    for least in (0.2, 0.05, 0.013, 0.0126, 0.0124, 0.0095, 0.009, 0.005):
        calls, pending = [0], [(*box, int(i)) for box, i in zip(ends, owner, strict=True)]
        lists = [pending]
        for _ in range(price_range.CUTS - 1):
            halves = []
            for a, b, p, q, i in lists[-1]:
                if not b - a < least * (1 + 8 * cap[i]):
                    halves += [(a, (a + b) / 2, p, q, i), ((a + b) / 2, b, p, q, i)]
            lists.append(halves)

        def holds(_e: object, y: int, boxes: Any, caps: Any, least: float = least,
                  calls: list[int] = calls, lists: Any = lists) -> Any:  # fmt: skip
            tally.same("its type", y, 1)
            told = sorted((*row, k) for row, k in zip(boxes.tolist(), caps.tolist(), strict=True))
            wanted = sorted((*row[:4], float(cap[row[4]])) for row in lists[calls[0]])
            tally.close("boxes", np.array(told), np.array(wanted), 1e-14)
            calls[0] += 1
            return boxes[:, 1] - boxes[:, 0] < least * (1 + 8 * caps)

        with mock.patch.object(price_range, "_holds", holds):
            found = price_range._failing(economy, 1, np.array(ends), owner, cap)
        left = {i for a, b, _, _, i in lists[-1] if not b - a < least * (1 + 8 * cap[i])}
        tally.same("failed", found.tolist(), sorted(left))
        tally.same("rounds", calls[0], price_range.CUTS)


def _asked(tally: Tally, economy: Economy) -> None:
    """On a box of trades and prices the conditions are asked for every influence up to the greatest."""
    boxes, cap = np.array([[-0.4, 0.3, 0.9, 1.0], [0.2, 0.5, 1.1, 1.3]]), np.array([0.5, 0.25])
    parts = [Intervals.points(np.full((2, 3), v)) for v in (1.0, -1.0, -1.0, -1.0, 0.0)]
    made = mock.Mock(run=mock.Mock(return_value=parts))
    with mock.patch.object(price_range, "monotonicity", return_value=made):
        price_range._holds(economy, 1, boxes, cap)
    _, y, *arguments = made.run.call_args.args
    tally.same("its type", y, 1)
    ends = [(-0.4, 0.2), (0.9, 1.1), (0.0, 0.0), (omega(-0.2), omega(0.0)), (1.0, 1.0)]
    tops = [(0.3, 0.5), (1.0, 1.3), (0.5, 0.25), (omega(0.15), omega(0.125)),
            (omega(0.15) ** 2, omega(0.125) ** 2)]  # fmt: skip
    for found, low, high in zip(arguments, ends, tops, strict=True):
        tally.close("of the box", [found.lo, found.hi], [low, high], 1e-14)
    made.run.return_value = [Intervals.points([[v, 1.0, 1.0]] * 2) for v in (-1, 1, 1, 1, 1)]
    boxes = np.array([[1.7, 1.8, 0.8, 0.81], [1.7, 1.8, 1.2, 1.3]])  # who can pay, and who cannot
    with mock.patch.object(price_range, "monotonicity", return_value=made):
        tally.same("paid for", price_range._holds(economy, 1, boxes, cap).tolist(), [False, True])


def _passes(tally: Tally, economy: Economy) -> None:
    """Two passes: the second begins at the prices and at the least totals of the first."""
    (kappa_q, kappa_r) = (float(v) for v in economy.mechanism.kappa)
    shares = ((0.3, 0.5), (0.1, 0.3), (0.3, 0.45))
    cells = price_hull.Cells(intervals([shares] * 2), intervals([[(0.2, 0.5)] * 3] * 2), ACTIVE)
    prices = [[(0.6, 1.9), (0.02, 0.03)], [(0.8, 1.5), (0.023, 0.028)]]
    trades = [
        [((-0.4, -0.1), (0.1, 0.3), (0.0, 0.4)), ((-0.2, 0.1), (0.2, 0.3), (2.0, 3.0))],
        [((-0.3, -0.2), (0.2, 0.3), (0.1, 0.4)), ((-0.1, 0.1), (0.2, 0.25), (2.5, 2.6))],
    ]
    least = [np.array([np.full(2, kappa_q), np.full(2, kappa_r)])]
    totals = []
    for of_price, of_trades in zip(prices, trades, strict=True):
        rows = []
        for (low, high), t in zip(of_price, of_trades, strict=True):
            sold = [[max(-v, 0.0) for v in (end[j] for end in t)] for j in (1, 0)]
            bought = [[max(v, 0.0) for v in (end[j] for end in t)] for j in (0, 1)]
            first = [
                _sum(shares, v, take) + kappa_q for v, take in zip(sold, (min, max), strict=True)
            ]
            second = (_sum(shares, bought[0], min) * low + kappa_r,
                      _sum(shares, bought[1], max) * high + kappa_r)  # fmt: skip
            rows.append((first, second))
        totals.append(rows)
    least.append(np.array([[row[g][0] for row in totals[0]] for g in (0, 1)]))
    ends = [([0.01, 0.01], [3.0, 3.0]), tuple(map(list, zip(*prices[0], strict=True)))]
    calls = [0]

    def narrowed(_e: object, of: object, at: Any, lowest: Any) -> Any:
        i = calls[0]
        calls[0] += 1
        tally.holds("two passes", of is cells and i < 2)
        tally.same("between", [v.tolist() for v in at], [list(v) for v in ends[i]])
        tally.close("least totals", lowest, least[i], 1e-13)
        return intervals(prices[i]), intervals(trades[i])

    with mock.patch.object(price_hull, "_prices", narrowed):
        found = price_hull.enclose_prices(economy, cells, PriceRange(0.01, 3.0, ACTIVE))
    tally.same("two passes", calls[0], 2)
    told = zip((found[0], found[1]), (prices[1], trades[1]), strict=True)
    tally.holds("of the last", all((v.lo == np.array(w)[..., 0]).all() for v, w in told))
    for j, end in enumerate((found[2].lo, found[2].hi)):
        tally.close("total", end, [row[0][j] for row in totals[1]], 1e-13)
    caps = [
        min(1 / least[1][0][i], prices[1][i][1] / least[1][1][i]) / ACTIVE for i in (0, 1)
    ]  # which of both is less differs
    tally.close("influence", found[3], caps, 1e-13)
    first_binds = [1 / least[1][0][i] < prices[1][i][1] / least[1][1][i] for i in (0, 1)]
    tally.same("by either good", first_binds, [True, False])


def _sum(shares: Any, values: list[float], take: Any) -> float:
    return float(take(float(np.dot(values, w)) for w in vertices(shares)))


def _influence(tally: Tally, economy: Economy) -> None:
    """The influence is the less of both bounds; a range of prices for larger numbers does not do."""
    beliefs = intervals([[(0.2, 0.5)] * 3] * 2)
    cells = price_hull.Cells(beliefs, beliefs, ACTIVE)
    first = intervals([(0.4, 0.6), (0.5, 0.7)])
    price, trades = intervals([(0.9, 1.1)] * 2), intervals([[(0.1, 0.2)] * 3] * 2)
    caps = np.array([1 / (ACTIVE * 0.4) * 0.9, 1 / (ACTIVE * 0.5) * 1.1])
    moves = mock.Mock(return_value=SimpleNamespace())
    with mock.patch.multiple(
        equilibria, enclose_moves=moves,
        enclose_prices=lambda *_: (price, trades, first, caps),
    ):  # fmt: skip
        for active in (ACTIVE, ACTIVE - 1):
            equilibria.enclose(economy, cells, PriceRange(0.5, 2.0, active))
        try:
            equilibria.enclose(economy, cells, PriceRange(0.5, 2.0, ACTIVE + 1))
            tally.holds("for larger numbers only", False)
        except ValueError:
            pass
    k = moves.call_args.args[5]
    tally.same("as they are", moves.call_args.args[1:5], (cells, price, trades, first))
    tally.close("influence", k.hi, [caps[0], 1 / (ACTIVE * 0.5)], 1e-14)
    tally.close("of nobody", k.lo, [0.0, 0.0])


CHECKS: dict[str, Check] = {"thm-1.pieces": on_probes(tallied(pieces), (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.pieces",
        "pieces of the prices are halved where trades are not known to fall, and a cell's prices narrowed twice",
        "section 3.1; Claim 2 of Theorem 1",
        r"\forall i:\quad P_i = P_{i0} \cup P_{i1}\ \vee\ t \text{ falls on } P_i,\quad "
        r"k \le c_0\min\Bigl(\frac1{\underline{\hat Q}}, \frac{\overline p}{\underline{\hat R}}\Bigr)",
        "value",
    ),
)
