r"""Which N exclude pooling, put together from bounds that are given: what is tried, cut, kept and told.

Paper: Claims 2 and 4 of Theorem 2, and its final argument.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import cycle
from math import log
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import (
    block_cells,
    cost,
    exclusion,
    faced_totals,
    random_offers,
    value_ranges,
)
from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

PARTITION: Partition = ((0, 2), (1,))


def exclusions(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Which M0 are tried, what is told of each, and values over states, where what is bounded is given."""
    eta, costs = economy.mechanism.eta, {(0, 2): 0.3, (1,): 0.5}
    for gains, block, least in (
        ([0.01, 0.02, 0.05], (1,), 0.02 / 0.5),
        ([0.03, 0.04, 0.001], (1,), 0.04 / 0.5),
        ([0.001, 0.04, 0.005], (0, 2), 0.005 / 0.3),
        ([0.9, 0.9, 0.7], None, 0.9 / 0.5),
    ):
        with mock.patch.object(exclusion, "value_gains", return_value=gains):
            found, told = exclusion._at(economy, PARTITION, costs, 3)
        need = float(eta / (1 - eta))
        tally.holds(
            "told", f"{least:.3g} times" in told and told.endswith(f"below {need:.3g} times it")
        )
        tally.same("block", found and (found.block, found.active), block and (block, 3))
        if found is not None and block is not None:
            gain = max(gains[y] for y in block)
            starts = [
                exclusion.excluded_from(economy, C, max(gains[y] for y in b), 3)
                for b, C in costs.items()
            ]
            told_ = found.start, found.cost, found.gain
            tally.same("start", told_, (min(s for s in starts if s), costs[block], gain))
    _ladders(tally, economy)
    _all_of_them(tally, economy)
    means = {(z, y): 0.1 * (1 + z) + 0.03 * y for z in range(3) for y in range(3)}
    given: dict[str, Any] = {
        "enclosed": lambda _e, _p, z, active: SimpleNamespace(cells=z) if active == 7 or z < 2 else None,
        "value_ranges": lambda _e, made, y: (made.cells, y), "widest": lambda _e, y: y,
        "_mean": lambda z, ranges, y: means[z, y] if ranges == (z, y) else np.nan,
    }  # fmt: skip
    with mock.patch.multiple(exclusion, **given):
        found_ = exclusion.value_gains(economy, PARTITION, 7)
        none = exclusion.value_gains(economy, PARTITION, 8)
    for y in range(3):
        exact = sum(float(w) * means[z, y] for z, w in enumerate(by_hand.tau(economy, y)))
        tally.close("over states", found_[y], exact * float(factor), 1e-14)
    tally.same("one is not enclosed", none, [np.inf] * 3)
    _pieces(tally, economy)
    _losses(tally, economy)
    _values(tally, economy)


def _ladders(tally: Tally, economy: Economy) -> None:
    """M0 are tried upwards until one proves some N, then between it and the last that does not."""
    ladder = exclusion.LADDER
    cases: tuple[tuple[dict[int, int], list[int], int | None], ...] = (
        ({ladder[2]: 90}, [*ladder[:3], round((ladder[1] * ladder[2]) ** 0.5)], 90),
        ({ladder[0]: 90, 63: 80}, [ladder[0], 63, 8], 80),
        ({ladder[0]: 90, 63: 90}, [ladder[0], 63], 90),
        ({ladder[0]: 90, 63: 95}, [ladder[0], 63], 90),
        ({}, list(ladder), None),
    )
    for starts, tried, start in cases:
        if start == 90 and len(tried) == 4:  # two more, each between the last refused and the best
            for _ in range(exclusion.FINER - 1):
                tried.append(round((tried[-1] * ladder[2]) ** 0.5))
        elif start == 80:
            tried.append(round((8 * 63) ** 0.5))
        asked: list[int] = []

        def at(_e: object, _p: object, _c: object, active: int, starts: dict[int, int] = starts,
               asked: list[int] = asked) -> Any:  # fmt: skip
            asked.append(active)
            known = starts.get(active)
            return known and SimpleNamespace(active=active, start=known), f"of {active}"

        with mock.patch.object(exclusion, "_at", at):
            found = exclusion.exclude_partition(economy, PARTITION)
        tally.same("tried", asked, tried)
        tally.same("start", found.start, start)
        tally.holds("told", start is not None or found.detail == f"of {ladder[-1]}")


def _all_of_them(tally: Tally, economy: Economy) -> None:
    """Every partition that pools is excluded, from the greatest N of all; one cost may be unknown."""
    for starts, start in (([5, 9, 7, 6], 9), ([5, None, 7, 6], None), ([None] * 4, None)):
        made = [SimpleNamespace(start=s, detail=f"told {s}") for s in starts]
        with mock.patch.object(exclusion, "exclude_partition", side_effect=cycle(made)) as asked:
            found = exclusion.certify_exclusion(economy)
        tally.same("all", (found.start, found.evidence == "CERTIFIED"), (start, start is not None))
        tally.same("pools", {len(call.args[1]) for call in asked.call_args_list}, {1, 2})
        tally.holds("why not", start is not None or found.detail == "told None")
    late = economy.replacing(eta="1/10")
    tally.same("complete", exclusion.exclude_at(late, ((0, 1, 2),), 0).start, 10)
    for costs, known in (({(0, 2): 0.1, (1,): 0.0}, True), ({(0, 2): 0.0, (1,): 0.0}, False)):
        given: dict[str, Any] = {
            "_costs": lambda *_, costs=costs: costs,
            "_at": lambda *_: (None, "was tried"),
        }
        with mock.patch.multiple(exclusion, **given):
            none = exclusion.exclude_at(economy, PARTITION, 9)
        tally.same("costs", none.detail == "was tried", known)


def _pieces(tally: Tally, economy: Economy) -> None:
    """Each cell's prices are cut, and the hulls of what is left are returned; a cell with nothing left ends it."""
    cells = block_cells.block_cells(economy, PARTITION, 1, 600)[np.array([3, 9])]
    hulls = Intervals([0.5, 2.0], [0.8, 3.0])
    known = tuple(Intervals(np.full((2, 3), v), np.full((2, 3), 9.0)) for v in (0.0, 1.0))
    left, n = np.array([False, True, False, True, False, False, True, False]), 4
    asked: list[Intervals] = []

    def offers(_e: object, rows: Any, price: Intervals, bounds: Any, passes: int) -> Any:
        asked.append(price)
        tally.same("of its cell", rows.odds.tolist(), np.repeat(cells.odds, n).tolist())
        tally.same("known", (bounds[0].shape, bounds[1].lo.min(), passes), ((8, 3), 1.0, 5))
        ends = [
            (v + price.lo[:, None] * [1, 2, 3], v + price.hi[:, None] * [1, 2, 3]) for v in (0, 10)
        ]
        return SimpleNamespace(sold=tuple(Intervals(*e) for e in ends))

    given: dict[str, Any] = {"offers": offers, "_possible": lambda *_: left}
    with mock.patch.multiple(value_ranges, **given):
        price, sold = value_ranges._refined(economy, cells, hulls, known, n, 5)  # type: ignore[arg-type]
    cuts = [[a * (b / a) ** (i / n) for i in range(n + 1)] for a, b in ((0.5, 0.8), (2.0, 3.0))]
    tally.close("cuts", asked[0].lo, [c for row in cuts for c in row[:-1]], 1e-14)
    tally.close("cuts above", asked[0].hi, [c for row in cuts for c in row[1:]], 1e-14)
    kept = [(cuts[0][1], cuts[0][4]), (cuts[1][2], cuts[1][3])]
    tally.close("left", [price.lo, price.hi], np.array(kept).T, 1e-14)
    for add, found in zip((0, 10), sold, strict=True):
        for end, i in ((found.lo, 0), (found.hi, 1)):
            tally.close("sold", end, [[add + k[i] * y for y in (1, 2, 3)] for k in kept], 1e-13)
    for bad in (0, 1):
        gone = Intervals([2.0, 1.0][:: 1 - 2 * bad], [1.5, 1.5])
        one = (Intervals([0.5], [0.9]), known), (gone, known)
        with mock.patch.object(value_ranges, "_refined", side_effect=one):
            none = value_ranges.enclosed(economy, PARTITION, 1, 600)
        tally.same("nothing is left", none, None)
    _points_left(tally, economy, known)


def _points_left(tally: Tally, economy: Economy, known: tuple[Intervals, ...]) -> None:
    """Of every cell one price may be left; cells begin with what is left of all, and go on from there."""
    n = len(block_cells.block_cells(economy, PARTITION, 1, 600))
    one = Intervals([0.7], [0.7]), tuple(v[[0]] for v in known)
    many = (
        Intervals.points(np.linspace(0.6, 0.8, n)),
        tuple(v[np.zeros(n, dtype=int)] for v in known),
    )
    given: dict[str, Any] = {
        "_refined": mock.Mock(side_effect=[one, *[many] * value_ranges.ROUNDS]),
        "faced": lambda _e, _c, price, sold: (price.lo.tolist(), sold[1].lo.shape),
    }
    with mock.patch.multiple(value_ranges, **given):
        found = value_ranges.enclosed(economy, PARTITION, 1, 600)
    calls = given["_refined"].call_args_list
    tally.holds("points are left", found is not None)
    for call, prices in zip(calls[1:], ([0.7] * n, many[0].lo.tolist()), strict=True):
        tally.same("goes on from", call.args[2].lo.tolist(), prices)
        tally.same("offers", [v.lo.max() for v in call.args[3]], [0.0, 1.0])
    if found is not None:
        tally.same("faced", found.offers.faced, (many[0].lo.tolist(), (n, 3)))


def _losses(tally: Tally, economy: Economy) -> None:
    """What a type loses at any consumption, and prices at which given offers balance."""
    own, at = by_hand.endowment(economy), np.array([0.4, 1.0, 1.7])
    for x in range(3):
        best = by_hand.best_consumption(economy, x)
        values = [
            by_hand.expected(
                economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
            )
            for c in (best, *at)
        ]
        tally.close(
            "losses",
            cost._losses(economy, x, Intervals.points(at)),
            values[0] - np.array(values[1:]),
            1e-10,
        )
    sold, bought, shares = (0.3, 0.1, 0.0), (0.0, 0.2, 0.5), economy.environment.signal[1]
    k_q, k_r = map(float, economy.mechanism.kappa)
    balanced = (k_r + float(np.dot([float(s) for s in shares], bought))) / (
        k_q + float(np.dot([float(s) for s in shares], sold))
    )
    cell = block_cells.block_cells(economy, PARTITION, 1, 600)[np.array([3])]
    means = [float(sum(shares[y] for y in block)) for block in PARTITION]
    cell = replace(cell, shares=Intervals.points(np.array([means])))
    offers = SimpleNamespace(sold=[Intervals.points(np.array([b])) for b in (sold, bought)])
    for low, high, wanted in (
        (0.5, 1 - 1e-9, False),
        (1 - 1e-9, 1 + 1e-9, True),
        (1 + 1e-9, 2, False),
    ):
        piece = Intervals([balanced * low], [balanced * high])
        left = value_ranges._possible(economy, cell, piece, offers)  # type: ignore[arg-type]
        tally.same("possible", left.tolist(), [wanted])


def _values(tally: Tally, economy: Economy) -> None:
    """How far apart a target's values are, from how they move with what it faces on either side."""
    cells = block_cells.block_cells(economy, PARTITION, 1, 600)[np.array([3, 9])]
    cells = replace(cells, rare=np.array([0.01, 0.02]), odds=np.array([0.03, 0.005]))
    x, sides = 2, (0, 1)
    ratio = [Intervals([1.1, 0.8], [1.2, 0.9]), Intervals([0.7, 1.4], [0.75, 1.5])]
    near = [Intervals(r.lo - 0.1, r.hi + 0.1) for r in ratio]
    k, m1, m2 = ([np.array([a, b]), np.array([c, d])] for a, b, c, d in (
        (0.01, 0.02, 0.03, 0.04), (0.05, 0.06, 0.07, 0.02), (0.11, 0.12, 0.2, 0.3)))  # fmt: skip
    faced = [faced_totals.Faced(ratio[s], near[s], k[s], m1[s], m2[s]) for s in sides]
    sold = tuple(
        Intervals(np.full((2, 3), 0.1 + s) + np.arange(3), np.full((2, 3), 0.2 + s) + np.arange(3))
        for s in sides
    )
    moves = {
        (s, which): np.array([-0.4, 0.9]) * (1 + s) + 0.3 * which
        for s in sides
        for which in range(3)
    }

    def move(side: int, which: int) -> Any:
        def at(_e: object, y: int, z: int, b: Intervals, at: Intervals, own: Intervals) -> Any:
            tally.same("whose", (y, z, b.hi.tolist()), (x, 1, sold[side].hi[:, x].tolist()))
            exact = which == value_ranges.BY_RATIO
            tally.same("faced", at.lo.tolist(), (ratio if exact else near)[side].lo.tolist())
            most = k[side] if which == value_ranges.BY_INFLUENCE else 0 * k[side]
            tally.same("influence", (own.lo.tolist(), own.hi.tolist()), ([0.0, 0.0], most.tolist()))
            return [Intervals.points(moves[side, which])]

        return SimpleNamespace(at=at)

    def worst(_e: object, y: int, side: int) -> Any:
        tally.same("of the type", y, x)
        return SimpleNamespace(above=lambda b: Intervals(0 * b, 2.0 + b - 0.4 * side))

    found = value_ranges.Enclosed(
        cells, ratio[0], random_offers.Offers((sold[0], sold[1]), (faced[0], faced[1]))
    )
    with mock.patch.multiple(value_ranges, _move=move, oscillations=worst):
        made = value_ranges.value_ranges(economy, found, x)
    for i in range(2):
        apart, ends, most = [], [], []
        for s in sides:
            low, high = float(ratio[s].lo[i]), float(ratio[s].hi[i])
            by_ratio, by_k, bent = (float(moves[s, w][i]) for w in range(3))
            apart.append(abs(by_ratio) * high * log(high / low))
            first = abs(by_ratio) * high * m1[s][i]
            second = [0.0, bent * high**2 * m2[s][i] / 2]
            own = [0.0, by_k * k[s][i]]
            ends += [-first + min(second) + min(own), first + max(second) + max(own)]
            most.append(2.0 + float(sold[s].hi[i, x]) - 0.4 * s)
        chance = float(cells.rare[i] + cells.odds[i])
        wanted = max(apart) + max(ends) - min(ends) + chance * max(most)
        tally.close("values", made[i], wanted, 1e-13)
        tally.holds("not less", made[i] >= wanted - 1e-15)


CHECKS: dict[str, Check] = {
    "thm-2.exclusions": on_probes(tallied(exclusions), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.exclusions",
        "which numbers of agents are tried to exclude pooling, and what is put together from given bounds",
        "Claims 2 and 4 of Theorem 2",
        r"V_y = \sum_z\tau_y(z)V_{yz},\quad N \ge \frac{C_k + V_k}{\eta C_k - (1 - \eta)V_k}",
        "value",
    ),
)
