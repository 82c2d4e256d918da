r"""Stage 2 with a rebate where slopes and utilities are made up: blocks, steps, searches, and who counts.

Newton's method is watched on logarithms, whose full steps leave where they are real; searches and
margins are watched on payoffs that are told in advance.

Paper: section 6, the entry fee; how it is computed is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from math import log
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.scenarios import scenarios
from numeric.mechanism import rebated_market
from numeric.mechanism.rebated_market import RebatedMarket, Sales
from numeric.mechanism.rebated_stages import RebatedGame, RebatedSolution
from numeric.status import NotSolved
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.by_rounds import after_fee
from symbolic.games.rebate import rebated_utility

Array = NDArray[np.float64]
N, IDLE, ROUNDS, TRIED = 4, 1, 4, 50
FIRST = np.array([0.12, -0.2, 0.05])
ROOTS = np.array([[0.1, 0.4, 1.2, 0.3], [0.7, 2.0, 0.2, 0.9]])
"""Where the logarithms that are made up vanish."""
COUNTED = [[1, 1, 1], [2, 0, 1]]
STARTS = np.array([[2.0, 0.4, 1.0, 0.5], [0.7, 1.5, 0.25, 0.9]])


def told(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Blocks, Newton's steps, what is refused, where a search looks, and what being taken for a type adds."""
    left = after_fee(economy)
    market = RebatedMarket.of(left, 2 * economy.floats.kappa, N, IDLE)
    _in_blocks(tally, market)
    _steps(tally, market, float(factor))
    _refused(tally, market)
    _searched(tally, market)
    _counted(tally, left, market)


def _in_blocks(tally: Tally, market: RebatedMarket) -> None:
    """Sales are evaluated some at a time, of which each makes as many rows as the inactive may be."""
    types, amount = np.array([0, 1, 2, 1, 0]), np.array([0.1, -0.2, 0.05, 0.1, -0.3])
    others, belief = np.full((5, 2), 2.0) + np.arange(5)[:, None] / 9, np.full((5, 3), 1 / 3)
    asked = types, amount, others, belief, FIRST
    whole, n = market.evaluated(*asked), len(market.passive)
    in_states, sizes = RebatedMarket._in_states, list[int]()

    def noted(self: RebatedMarket, formula: Any, some: Any, *rest: Any) -> Any:
        sizes.append(len(some))
        return in_states(self, formula, some, *rest)

    # The slopes first, then the utilities.
    for cells, wanted in ((2 * n + 1, [2, 2, 1] * 2), (n - 1, [1] * 10)):
        sizes.clear()
        with (
            mock.patch.object(rebated_market, "CELLS", cells),
            mock.patch.object(RebatedMarket, "_in_states", noted),
        ):
            tally.close("in blocks", market.evaluated(*asked), whole, 1e-14)
        tally.same("block", sizes, wanted)


def _steps(tally: Tally, market: RebatedMarket, factor: float) -> None:
    """Whole steps where they end at numbers, halved ones elsewhere, until none is long."""
    asked: list[Array] = []

    def slopes(self: Any, counts: Any, belief: Any, first: Any, point: Array) -> Array:
        # Both games at a point, or at several points at once.
        many = len(point) // len(ROOTS)
        tally.same("counts", counts.tolist(), COUNTED * many)
        asked.extend(np.split(point.copy(), many))
        with np.errstate(invalid="ignore"):
            return np.asarray(np.log(point / np.tile(ROOTS, (many, 1))))

    def checked(self: Any, sigma: Any, belief: Any, first: Any, point: Array) -> Array:
        return point

    near = Sales(STARTS[:, :3], np.exp(STARTS[:, 3]), np.zeros((2, 2)), np.zeros(2))
    with (
        mock.patch.object(RebatedMarket, "slopes", slopes),
        mock.patch.object(RebatedMarket, "_checked", checked),
    ):
        found: Any = market.solve(np.array(COUNTED), FIRST, near)
    tally.close("roots", found, ROOTS * factor, 1e-12)
    point, at = STARTS.copy(), 0
    for _ in range(4):
        tally.close("a point", asked[at], point, 1e-8)
        for k in range(4):
            tally.close("beside it", asked[at + 1 + k], point + 1e-6 * np.eye(4)[k], 1e-8)
        at += 5
        lengths = [1.0, 1.0]
        while True:
            ahead = []
            for row, (here, roots) in enumerate(zip(point.tolist(), ROOTS.tolist(), strict=True)):
                ahead.append(
                    [v - lengths[row] * v * log(v / w) for v, w in zip(here, roots, strict=True)]
                )
            tally.close("ahead", asked[at], ahead, 1e-5)
            at += 1
            bad = [min(row) <= 0 for row in ahead]
            if not any(bad):
                break
            lengths = [s / 2 if b else s for s, b in zip(lengths, bad, strict=True)]
        point = asked[at] if at < len(asked) else np.array(ahead)
        tally.close("where it goes", point, ahead, 1e-5)


def _refused(tally: Tally, market: RebatedMarket) -> None:
    """Offers of more than there is, by types that are present; conditions that are missed."""
    sigma, belief = np.array([[2.0, 1.0, 0.0]]), np.full((1, 3), 1 / 3)
    for sold, residual, wrong in (
        ((0.1, -0.2, 9.0), 0.9e-9, False), ((0.1, -0.2, 9.0), 1.1e-9, True), ((9.0, 0.1, 0.1), 0.0, True),
    ):  # fmt: skip
        point = np.array([[*sold, 0.1]])
        with mock.patch.object(RebatedMarket, "missed", return_value=np.array([residual])):
            try:
                market._checked(sigma, belief, FIRST, point)
            except NotSolved:
                tally.holds("refused", wrong)
            else:
                tally.holds("accepted", not wrong)


def _searched(tally: Tally, market: RebatedMarket) -> None:
    """Sales between the ends of what can be offered, and again between the neighbours of the best."""
    (top_q, top_r), asked = by_hand.endowment(market.economy), list[Array]()
    others, peaks = np.array([[2.0, 1.5], [0.9, 1.8]]), np.array([0.2, -5.0])

    def made(self: Any, formula: Any, types: Any, amount: Array, *rest: Any) -> Array:
        tally.same("utilities", formula, rebated_utility())
        asked.append(amount.reshape(2, TRIED))
        value = -((asked[-1] - peaks[:, None]) ** 2)
        value[:, 0] = np.nan if len(asked) == 1 else value[:, 0]
        return np.asarray(value.ravel())

    with mock.patch.object(RebatedMarket, "_expected", made):
        best, value = market.best(np.array([0, 1]), others, np.full((2, 3), 1 / 3), FIRST)
    tally.same("rounds", len(asked), ROUNDS)
    for row, ((Q, R), peak) in enumerate(zip(others.tolist(), peaks.tolist(), strict=True)):
        low, high, at = -top_r * Q / (R + top_r), top_q, 0.0
        for k in range(ROUNDS):
            grid = [low + (high - low) * i / (TRIED + 1) for i in range(TRIED + 2)]
            tally.close("sales", asked[k][row], grid[1:-1], 1e-13)
            some = range(2 if k == 0 else 1, TRIED + 1)
            i = min(some, key=lambda j: abs(grid[j] - peak))
            low, at, high = grid[i - 1], grid[i], grid[i + 1]
        tally.close("the best", (best[row], value[row]), (at, -((at - peak) ** 2)), 1e-13)


def _counted(tally: Tally, left: Economy, market: RebatedMarket) -> None:
    """What being taken for a type adds counts its own configurations; searches are of types that are present."""
    drawn = scenarios(left, N, IDLE)
    counts = drawn.active.astype(np.int64), drawn.inactive.astype(np.int64)
    game = RebatedGame(market, drawn.state, *counts, drawn.weight)
    rows = game._distinct[0]
    n = len(rows)
    sold: Array = np.asarray(0.01 * np.arange(3 * n).reshape(n, 3) - 0.1, dtype=float)
    price: Array = np.asarray(1 + 0.01 * np.arange(n), dtype=float)
    second = Sales(sold, price, np.ones((n, 2)), np.zeros(n))
    solution, seen = RebatedSolution(game, FIRST, second), list[Array]()

    def solve(self: Any, believed: Any, first: Any, near: Sales) -> Sales:
        seen.append(believed)
        return near

    def best(self: Any, types: Any, others: Any, belief: Any, first: Any) -> tuple[Array, Array]:
        worth = seen[-1] @ np.array([1.0, 10.0, -3.0])
        return worth, worth

    with (
        mock.patch.object(RebatedMarket, "solve", solve),
        mock.patch.object(RebatedMarket, "best", best),
        mock.patch.object(RebatedMarket, "others", return_value=np.zeros((1, 3, 2))),
    ):
        for x in range(3):
            found = solution._gains(x)
            for y, believed in enumerate(seen):
                own = rows[rows[:, x] > 0]
                tally.same(
                    "believed", believed.tolist(), (own - np.eye(3)[x] + np.eye(3)[y]).tolist()
                )
            seen.clear()
            tally.close("gains", found, np.array([1.0, 10.0, -3.0]) - (1.0, 10.0, -3.0)[x], 1e-12)
    wanted = [_consumed(market, *row) for row in zip(
        price[game._distinct[1]].tolist(), sold[game._distinct[1]].tolist(), counts[1].tolist(), strict=True
    )]  # fmt: skip
    for k, bundles in enumerate(solution.bundles()):
        tally.close("bundles", bundles, [both[k] for both in wanted], 1e-13)
    present = [(i, x) for i, row in enumerate(rows.tolist()) for x, m in enumerate(row) if m]

    def gained(self: Any, types: Any, faced: Any, belief: Any, first: Any) -> tuple[None, Array]:
        tally.same("present", types.tolist(), [x for _, x in present])
        totals = market.others(rows.astype(float), sold, price)
        tally.close("faced", faced, [totals[i, x] for i, x in present], 1e-14)
        return None, np.asarray(0.1 * np.arange(len(types)), dtype=float)

    with (
        mock.patch.object(RebatedMarket, "best", gained),
        mock.patch.object(RebatedMarket, "evaluated", lambda self, types, own, *_: (None, own**2)),
    ):
        most = solution.better(n)
    tally.close(
        "to be gained", most, max(0.1 * k - sold[at] ** 2 for k, at in enumerate(present)), 1e-13
    )


def _consumed(
    market: RebatedMarket, p: float, sold: list[float], idle: list[int]
) -> tuple[list[by_hand.Pair], list[by_hand.Pair]]:
    """Return what the active and the inactive of every type consume, what is left of the fees included."""
    (e_q, e_r), (k_q, k_r) = (
        by_hand.endowment(market.economy),
        map(float, market.economy.mechanism.kappa),
    )
    p_1, net = e_r / e_q, sum(n * a for n, a in zip(idle, FIRST.tolist(), strict=True))
    q = e_q + float(market.fee[0]) - (N - IDLE) / N * (k_q - k_r / p) + net / N
    r = e_r + float(market.fee[1]) - (N - IDLE) / N * (k_r - p * k_q) - net * p_1 / N
    return [(q - t, r + p * t) for t in sold], [(q - a, r + p_1 * a) for a in FIRST.tolist()]


CHECKS: dict[str, Check] = {
    "sec-6.fee.rebate.told": on_probes(tallied(told), (LOGARITHMS,), ("a type that nobody has",)),
}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "sec-6.fee.rebate.told",
        "stage 2 when the fee is returned: steps that are halved, and where searches look",
        "section 6, the entry fee",
        r"\forall k:\quad s_{k+1} = s_k - 2^{-j} J_k^{-1} F(s_k),\quad "
        r"j = \min\{i : F(s_k - 2^{-i} J_k^{-1} F(s_k))\ \text{is real}\}",
        "value",
        depends_on=("sec-6.fee.rebate.conditions",),
    ),
)
