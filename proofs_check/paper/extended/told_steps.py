r"""Steps of one-stage games, and scenarios, where it is told in advance what they must come to.

Functions that a method asks for slopes or for steps are replaced by ones whose answers are listed, so
that lengths of steps, blocks, and ends of the method can be told by hand, on either side of an edge.

Paper: the introduction's one-stage market games; section 2.1; how it is computed is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.games import private, sell_all
from numeric.games.one_stage import _divided
from numeric.games.private import (
    Conditions,
    Others,
    _halved,
    _open,
    _own_step,
    _size,
    expected,
    payoffs,
)
from numeric.games.scenarios import TAILS, _enumerated, _threshold, scenarios
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.by_rounds import NONE, competitive_price, demanded
from symbolic.games.market import OFFERS, market

Array = NDArray[np.float64]
MANY = 1000
"""Configurations from which on the unlikely ones are left out of a search."""
EDGE = 1e-4
"""How far from an edge something is told, as a share of it."""


class _Spy:
    """Formulas that note for how many offers they are asked."""

    def __init__(self, formulas: Any) -> None:
        self.formulas, self.asked = formulas, list[int]()

    def in_states(self, listed: Any, at: Any, type_: Any) -> Any:
        self.asked.append(len(at[OFFERS[0]]))
        return self.formulas.in_states(listed, at, type_)


def one_stage(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Lengths of steps, what is held at a bound, blocks of offers, and bids of the sell-all game."""
    _lengths(tally, float(factor))
    _held(tally)
    _listed(tally, economy)
    _bids(tally, economy)


def _at(slopes: float) -> Conditions:
    return Conditions(np.full((1, 2), slopes), np.diag([-2.0, -1.0]))


def _lengths(tally: Tally, factor: float) -> None:
    """A step is halved until conditions fall by a fifth of its length; an own step until there are conditions."""
    here, high, free = np.full((1, 2), 0.5), np.full((1, 2), 1e3), np.ones((1, 2), dtype=bool)
    step, size = np.array([[8.0, -0.4]]), 3.0
    for k in range(5):
        scales = [2.0**-i for i in range(4)]
        said = [(1 - s / 5) * size * (1 + EDGE) for s in scales]
        if k < 4:
            said[k] *= (1 - EDGE) / (1 + EDGE)
        with mock.patch.object(private, "conditions", side_effect=[_at(v) for v in said]) as asked:
            found = _halved(cast(Any, None), here, step, free, high, size)
        tally.same("tried", asked.call_count, min(k + 1, 4))
        tally.same("halved", found is None, k == 4)
        if found is not None:
            tally.close("where", found[0], here + scales[k] * step * factor, 1e-15)
            tally.close("slopes", found[1].slopes, [[said[k]] * 2], 1e-15)
    for k in (0, 3):
        said = [float("nan")] * k + [0.25]
        with mock.patch.object(private, "conditions", side_effect=[_at(v) for v in said]) as asked:
            new, at = _own_step(cast(Any, None), here, _at(0.8), free, high)
        tally.close("own step", new, here + 0.5 ** (k + 1) * np.array([[0.4, 0.8]]), 1e-15)
        tally.close("own slopes", at.slopes, [[0.25] * 2], 1e-15)
    closed = np.array([[True, False]])
    with mock.patch.object(private, "conditions", return_value=_at(0.25)):
        new, _ = _own_step(cast(Any, None), here, _at(0.8), closed, high)
    tally.close("own step of one", new, here + np.array([[0.2, 0.0]]), 1e-15)


def _held(tally: Tally) -> None:
    """At a bound an offer is held where the slope does not point inwards; one slope that is none is enough."""
    offers, slopes = np.array([[0.0, 1.0], [0.0, 1.0]]), np.array([[0.0, 0.0], [1.0, -1.0]])
    free, high = np.ones((2, 2), dtype=bool), np.ones((2, 2))
    opened = _open(offers, slopes, free, high).tolist()
    tally.same("open", opened, [[False, False], [True, True]])
    tally.same("free", _open(offers, slopes, ~free, high).any(), False)
    slopes[1, 0] = np.nan
    tally.same("no number", _size(offers, slopes, free, high), float("inf"))
    free[1, 0] = False
    tally.same("a number", _size(offers, slopes, free, high), 1.0)


def _listed(tally: Tally, economy: Economy) -> None:
    """Configurations without weight do not count; offers are taken some at a time; many are cut short."""
    X, Z = len(economy.types), len(economy.states)
    rng = np.random.default_rng(1)
    weights = rng.uniform(size=(X, 4, Z))
    weights[:, 3] = 0.0
    game = Others(economy, np.arange(X), np.zeros((4, X)), weights, np.zeros(2), False)
    totals = np.array([[1.0, 1.3], [0.8, 1.1], [1.4, 0.9], [np.nan, np.nan]])
    offers = np.array([[0.1, 0.02], [0.3, 0.0], [0.0, 0.4], [0.2, 0.0], [0.0, 0.1]])
    wanted = [
        sum(
            float(weights[1, i, z])
            * by_hand.utility(economy, 1, z)(*_bundle(economy, b, totals[i]))
            for i in range(3)
            for z in range(Z)
        )
        for b in offers.tolist()
    ]
    for cells, sizes in ((2 * 4 + 1, [2, 2, 1]), (3, [1] * 5)):
        spy = _Spy(formulas_of(economy))
        with (
            mock.patch.object(private, "CELLS", cells),
            mock.patch.object(private, "formulas_of", return_value=spy),
        ):
            tally.close("payoffs", payoffs(game, 1, offers, totals), wanted, 1e-12)
        tally.same("block", spy.asked, sizes)
    each = expected(game, 1, offers[0], totals, (market(False).payoff,))
    tally.close("expected", [each.sum(), each[0, 3]], [wanted[0], 0.0], 1e-12)
    for number in (MANY - 1, MANY):
        mass = np.full((X, number, Z), 1e-9)
        mass[:, 5], mass[:, 7] = 1.0, 2.0
        crowd = Others(economy, np.arange(X), np.zeros((number, X)), mass, np.zeros(2), False)
        tally.same("left", len(crowd.heaviest.counts), number if number < MANY else 2)


def _bundle(economy: Economy, own: list[float], others: Array) -> by_hand.Pair:
    return by_hand.active_bundle(economy, (own[0], own[1]), (float(others[0]), float(others[1])))


def _bids(tally: Tally, economy: Economy) -> None:
    """Bids begin at what price-takers spend on the first good, and move until every game has ended."""
    rows, states = [[2, 1, 1], [1, 0, 3]], [0, 2]
    counts, state = np.array(rows, dtype=float), np.array(states)
    ended = (np.zeros((2, 3)), np.zeros(2), np.zeros(2))
    with mock.patch.object(sell_all, "_step", return_value=ended):
        bids, total = sell_all.bids_at(economy, counts, state)
    for i, (n, z) in enumerate(zip(rows, states, strict=True)):
        p = competitive_price(economy, z, [m / sum(n) for m in n], NONE)
        spent = [p * demanded(economy, x, z, p)[0] for x in range(3)]
        tally.close("first bids", bids[i], spent, 1e-11)
        tally.close(
            "their total", total[i], sum(m * b for m, b in zip(n, spent, strict=True)), 1e-11
        )
    slopes = sell_all._conditions(economy, bids, total, counts.sum(axis=-1), state)[0]
    own = by_hand.endowment(economy)
    for i, (n, z) in enumerate(zip(rows, states, strict=True)):
        N, R = sum(n), float(total[i])
        known = [float(state == z) for state in range(3)]
        for x, b in enumerate(bids[i].tolist()):
            bundle = N * own[0] * b / R, own[1] - b + R / N
            u_q, u_r = (by_hand.slope(economy, bundle, x, known, good) for good in (0, 1))
            wanted = u_q * N * own[0] * (R - b) / R**2 - u_r * (1 - 1 / N)
            tally.close("slope of a bid", slopes[i, x], wanted, 1e-12)
    steps = np.array([[0.3, -0.8, 0.1], [0.0, 0.1, -0.2]]) * bids, np.array([0.4, -0.1])
    with mock.patch.object(
        sell_all, "_step", side_effect=[(*steps, np.array([0.0, 1.0])), ended]
    ) as asked:
        moved, sums = sell_all.bids_at(economy, counts, state)
    tally.same("steps", asked.call_count, 2)
    tally.close("moved", moved, bids + np.array([[0.625], [1.0]]) * steps[0], 1e-14)
    tally.close("their total", sums, total + np.array([0.625, 1.0]) * steps[1], 1e-14)


def drawing(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """How many pairs of configurations are still listed, what is left out of them, and few inactive of many."""
    for active, idle, limit in ((6, 2, 21), (5, 3, 27)):
        # Of three types there are 28 and 6 configurations, and 21 and 10.
        pairs = {6: 28 * 6, 5: 21 * 10}[active]
        said = [_enumerated(economy, 0, active + idle, idle, n) is None for n in (limit, limit - 1)]
        tally.same("too many", said, [pairs > 8 * limit, True])
    with mock.patch.object(private, "MASS", 0.0):
        part = _enumerated(economy, 1, 5, 2, 100)
    tally.same("listed", part is not None and len(part[2]), 10 * 6)
    for second, edge in ((2.9, 4.0), (3.1, 3.1)):
        least = _threshold(1e-11 * np.array([5e10, 4.0, second, 2.0]))
        tally.close("left out", least * 1e11, edge * float(factor), 1e-12)
    with mock.patch("numeric.games.scenarios.likely_configurations", wraps=_likely()) as asked:
        scenarios(economy, 12, 4)
    tally.same("tails", {c.args[2] for c in asked.call_args_list}, {TAILS})
    tally.same("sizes", {c.args[0] for c in asked.call_args_list}, {8, 4})
    few = scenarios(economy, 400, 2, limit=10, draws=60, seed=3)
    sums = {*few.active.sum(axis=1).tolist()}, {*few.inactive.sum(axis=1).tolist()}
    tally.same("few inactive", sums, ({398}, {2}))
    two = scenarios(TWO_TYPES, 3)
    rows, counts, weight = _divided(two, np.array([0, 1]), np.ones(2), False)
    tally.same("nobody mixes", rows.tolist(), list(range(len(two.weight))))
    tally.close("nobody mixes", counts, two.all, 0.0 + 1e-15)
    tally.close("nobody mixes", weight, two.weight, 1e-15)


def _likely() -> Any:
    from numeric.probability.multinomial import likely_configurations

    return likely_configurations


CHECKS: dict[str, Check] = {
    "sec-1.steps.told": on_probes(tallied(one_stage), (LOGARITHMS,), ("offers on a boundary",)),
    "sec-2.1.told": on_probes(tallied(drawing), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.steps.told",
        "one-stage games: steps are halved until conditions fall, and bids begin at what price-takers spend",
        "equation (14); footnote 4",
        r"s = \max\{2^{-k} : |G'(b + 2^{-k}\delta)| < \big(1 - \tfrac{2^{-k}}{5}\big)|G'(b)|\},\quad "
        r"b^0_x = p^z q^z(x)",
        "value",
        depends_on=("sec-1.steps",),
    ),
    stated(
        "sec-2.1.told",
        "scenarios are listed where they are few enough, and few of many agents are inactive",
        "sections 2.1 and 2.2",
        r"\min\{P(i) : \textstyle\sum_{P(j) \le P(i)} P(j) \ge 5 \cdot 10^{-11}\}",
        "value",
        depends_on=("sec-2.1.scenarios",),
    ),
)
