r"""The best offers against random totals after a semi-pooling stage 1: the slope's bounds, and what is known of offers.

The slope and its derivatives are differences of payoffs' slopes by hand; bounds on offers must contain
the price-taking offers of a piece of prices, by bisection, and be hardly wider than those are apart.

Paper: Claims 2 and 3 of Theorem 2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells, random_offers
from numeric.certify.theorem_2.faced_totals import Faced
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import PARTITIONS, STATE, bounded
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Pair = tuple[float, float]
MANY = 10**9
RARE, ODDS, INFLUENCE, FIRST, SECOND = 0.03, 0.02, 1e-3, 0.04, 0.05
"""The random part of what a role faces, large enough for every term to show."""

PRICES, WIDTH, APART = (0.8, 1.6, 3.1), 1e-9, 1e-6
"""Prices, how far pieces reach on either side, relatively, and how far beyond their offers bounds may be."""

STEP = 1e-4


def slope(economy: Economy, x: int, side: int, b: float, ratio: float, k: float) -> float:
    """Return the slope in b of u at what an offer b on a side leaves and buys, in the state."""
    q_bar, r_bar = by_hand.endowment(economy)
    gained, by_b = ratio * b / (1 + k * b), ratio / (1 + k * b) ** 2
    bundle = (q_bar - b, r_bar + gained) if side == 0 else (q_bar + gained, r_bar - b)
    u = [by_hand.utility(economy, x, STATE, order)(*bundle) for order in ((1, 0), (0, 1))]
    return u[1 - side] * by_b - u[side]


def expected(economy: Economy, x: int, side: int, b: float, ratio: float) -> dict[str, Pair]:
    """Return the ends of every term of D: the kept slope, the first and second moments, and the influence."""

    def at(moved: float = 0.0, k: float = 0.0) -> float:
        return slope(economy, x, side, b, ratio * (1 + moved), k)

    S = at()
    once = (at(STEP) - at(-STEP)) / (2 * STEP)
    twice = (at(STEP) - 2 * S + at(-STEP)) / STEP**2
    small = 1e-3 * INFLUENCE
    by_k = (at(k=small) - S) / small
    moments = abs(once) * FIRST
    return {
        "kept": (min(S, S * (1 - RARE)), max(S, S * (1 - RARE))),
        "first": (-moments, moments),
        "second": (min(twice * SECOND / 2, 0.0), max(twice * SECOND / 2, 0.0)),
        "influence": (min(by_k * INFLUENCE, 0.0), max(by_k * INFLUENCE, 0.0)),
    }


def expectations(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """D, term by term and whole; how far beyond an offer the best one may be; slopes that are none."""
    row = _row(economy)
    for x, side, b in product(range(3), (0, 1), (0.02, 0.3, 0.7)):
        ratio = 1.3 if side == 0 else 0.8
        terms = expected(economy, x, side, b, ratio)
        quiet = {"rare": 0.0, "influence": 0.0, "first": 0.0, "second": 0.0}
        loud = {"rare": RARE, "influence": INFLUENCE, "first": FIRST, "second": SECOND}
        named = {"kept": "rare", "first": "first", "second": "second", "influence": "influence"}
        S = slope(economy, x, side, b, ratio, 0.0)
        for name, (low, high) in terms.items():
            one = {**quiet, named[name]: loud[named[name]]}
            found = _slope(economy, row, side, x, b, ratio, **one)
            if name == "kept":
                low, high = low - S, high - S
            _near(tally, name, found, S, (low * float(factor), high * float(factor)), 5e-3)
        whole = _slope(economy, row, side, x, b, ratio, **loud)
        ends = [sum(t[i] for t in terms.values()) for i in (0, 1)]
        _near(tally, "whole", whole, 0.0, (ends[0], ends[1]), 1e-4)
        _beyond(tally, economy, row, side, x, b, ratio)
    _ends_of_endowment(tally, economy, row)
    _least_slope(tally, economy, row)


def _row(economy: Economy) -> block_cells.BlockCells:
    """Return one cell, with odds that are known exactly."""
    made = block_cells.block_cells(economy, PARTITIONS[0], STATE, 600)[np.array([20])]
    return replace(made, odds=np.array([ODDS]), rare=np.array([RARE]))


def _met(ratio: float, influence: float, first: float, second: float) -> Faced:
    point = Intervals.points([ratio])
    return Faced(point, point, *(np.array([v]) for v in (influence, first, second)))


def _slope(
    economy: Economy, row: block_cells.BlockCells, side: int, x: int, b: float, ratio: float, *,
    rare: float, influence: float, first: float, second: float,
) -> Intervals:  # fmt: skip
    return random_offers._expected_slope(
        economy, replace(row, rare=np.array([rare])), _met(ratio, influence, first, second), side, x,
        np.array([b]),
    )  # fmt: skip


def _near(
    tally: Tally, what: str, found: Intervals, middle: float, ends: Pair, allowed: float
) -> None:
    """Note that an interval contains a term around a number, and exceeds it by little of its width."""
    width = ends[1] - ends[0] + 1e-12 * max(abs(middle), 1.0)
    for one, other in zip((found.lo[0], found.hi[0]), ends, strict=True):
        tally.close(what, (one - middle - other) / width, 0.0, allowed)


def _beyond(
    tally: Tally, economy: Economy, row: block_cells.BlockCells, side: int, x: int, b: float, ratio: float
) -> None:  # fmt: skip
    r"""Where D says on which side the best offer is, it is within :math:`\delta\,\mathrm{osc}/\rho`."""
    own, (k_q, k_r) = by_hand.endowment(economy), map(float, economy.mechanism.kappa)
    most = own[0] + own[1] * (k_q + own[0]) / k_r, own[1] + own[0] * (k_r + own[1]) / k_q
    left = (own[0] - b, own[1]) if side == 0 else (own[0], own[1] - b)
    u = [by_hand.utility(economy, x, z) for z in range(3)]
    apart = max(v(*most) for v in u) - min(v(*left) for v in u)
    loud = {"rare": RARE, "influence": INFLUENCE, "first": FIRST, "second": SECOND}
    D = _slope(economy, row, side, x, b, ratio, **loud)
    met = _met(ratio, INFLUENCE, FIRST, SECOND)
    for chance, sign in product((1.0, 0.01), (1.0, -1.0)):
        rows = replace(row, odds=row.odds * chance)
        moved, better = random_offers._moved(
            economy, rows, met, side, x, np.array([b]), np.array([sign])
        )
        rho = -float(D.hi[0]) if sign > 0 else float(D.lo[0])
        if rho <= random_offers.LEAST_SLOPE:
            tally.holds("not certified", np.isposinf(moved[0]))
            continue
        weight = rho * (1 - ODDS * chance)
        wanted = (RARE + ODDS * chance) * apart / weight
        tally.close("beyond", moved[0] / wanted, 1.0, 1e-9)
        tally.same("better", bool(better[0]), weight * b > 2 * (RARE + ODDS * chance) * apart)
    sure = replace(row, odds=np.array([1.0]))
    moved, better = random_offers._moved(
        economy, sure, met, side, x, np.array([b]), np.array([1.0])
    )
    tally.holds("nothing known of the state", np.isposinf(moved[0]))


def _ends_of_endowment(tally: Tally, economy: Economy, row: block_cells.BlockCells) -> None:
    """At the whole endowment marginal utility is infinite, and nothing is said."""
    for side in (0, 1):
        b = float(Intervals.exact(economy.environment.endowment[side]).hi)
        found = _slope(
            economy, row, side, 0, b, 1.1, rare=0.0, influence=0.0, first=0.0, second=0.0
        )
        tally.same("no slope", (found.lo[0], found.hi[0]), (-np.inf, np.inf))


def _least_slope(tally: Tally, economy: Economy, row: block_cells.BlockCells) -> None:
    """Slopes that hardly differ from zero decide nothing, a little larger ones do."""
    x, ratio = 0, 2.4
    best = by_hand.price_taker(economy, x, [float(z == STATE) for z in range(3)], ratio)[0]
    above, below = (slope(economy, x, 0, best + s * STEP, ratio, 0.0) for s in (1, -1))
    bend = (above - below) / (2 * STEP)
    quiet = replace(row, rare=np.array([0.0]), odds=np.array([0.0]))
    for share, decides in ((0.97, False), (1.03, True)):
        off = share * random_offers.LEAST_SLOPE / bend
        for sign in (1.0, -1.0):
            moved, _ = random_offers._moved(
                economy, quiet, _met(ratio, 0.0, 0.0, 0.0), 0, x, np.array([best - sign * off]),
                np.array([sign]),
            )  # fmt: skip
            tally.same("a slope that decides", bool(np.isfinite(moved[0])), decides)


def bounds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Offers of so many agents that nothing is random: those of price-takers, on pieces of prices."""
    cells = block_cells.block_cells(economy, PARTITIONS[0], STATE, MANY)
    rows = cells[np.array([9, 15, 20])]
    known = [float(z == STATE) for z in range(3)]
    prices, everything = np.array(PRICES), random_offers.unbounded(economy, len(rows))
    pieces = Intervals(prices * (1 - WIDTH), prices * (1 + WIDTH))
    with np.errstate(all="ignore"):
        found = random_offers.offers(economy, rows, pieces, everything, 2)
    for i, x, side in product(range(len(PRICES)), range(3), (0, 1)):
        ends = pieces.lo[i], pieces.hi[i]
        low, high = sorted(by_hand.price_taker(economy, x, known, float(p))[side] for p in ends)
        made = found.sold[side][i, x]
        tally.holds("offers inside", made.lo <= low and high <= made.hi)
        tally.close("least offer", made.lo, low * float(factor), APART)
        tally.close("greatest offer", made.hi, high * float(factor), APART)
    for most, own in zip(everything, by_hand.endowment(economy), strict=True):
        bounded(tally, "at most the endowment", most.hi, [own] * most.hi.size, 1e-15)
    _sides(tally, economy, cells)
    for side in (0, 1):
        _farther(tally, economy, cells, side)


def _sides(tally: Tally, economy: Economy, cells: block_cells.BlockCells) -> None:
    """A lower bound holds if the other side does not rise; no offer is best where only the other side is."""
    cases = list(product((False, True), repeat=4))  # sure and not rising, on either side
    rows, X = cells[np.zeros(len(cases), dtype=np.int64)], len(economy.types)
    sure, falls = (np.array(cases).T[i::2] for i in (0, 1))
    ends, known = ((0.2, 0.6), (0.3, 0.5)), ((0.25, 0.55), (0.1, 0.9))

    def some(_e: object, _c: object, met: object, side: int, y: int) -> tuple[object, ...]:
        shift = 0.01 * y if met == f"faced on {side}" else np.nan
        low, high = (np.full(len(cases), v + shift) for v in ends[side])
        return low, high, sure[side], falls[side]

    given = [Intervals(*(np.full((len(cases), X), v) for v in known[side])) for side in (0, 1)]
    faced = ("faced on 0", "faced on 1")
    with mock.patch.object(random_offers, "_ends", side_effect=some):
        found = random_offers._improved(economy, rows, faced, (given[0], given[1]))  # type: ignore[arg-type]
    for (i, case), side, y in product(enumerate(cases), (0, 1), range(X)):
        own_sure, own_falls, other_sure, other_falls = case if side == 0 else case[2:] + case[:2]
        low, high = (v + 0.01 * y for v in ends[side])
        wanted = [max(known[side][0], low) if own_sure and other_falls else known[side][0],
                  min(known[side][1], high)]  # fmt: skip
        if other_sure and own_falls:
            wanted[1] = 0.0
        tally.same("a side", [found[side].lo[i, y], found[side].hi[i, y]], wanted)


def _farther(tally: Tally, economy: Economy, cells: block_cells.BlockCells, side: int) -> None:
    """Bounds are the nearest that is certified of those tried, within the endowment."""
    own, pull = by_hand.endowment(economy)[side], 0.125
    needed = (1.0, 1.2, 1.9, 2.0, 3.0, 300.0, 1.0, 1.0)
    beyond = (0.01, 0.02, 0.0, 0.03, 0.04, 0.01, 0.01, 2.0)
    least = np.array([0.3, 0.5, 0.3, 0.25, 0.6, 0.5, 0.05, 0.4])
    greatest, n = least + 0.1, len(needed)
    level, zero = 0.2, np.array([-1.0, 0.0, 1e-9, 1.0] * 2)
    rows = replace(cells[np.zeros(n, dtype=np.int64)], odds=np.arange(n) / 100)
    met = Faced(Intervals.points(np.arange(n)), Intervals.points(np.arange(n)), *(np.zeros(n),) * 3)

    def moved(_e: object, at: block_cells.BlockCells, faced: Faced, _s: int, _y: int,
              tried: np.ndarray, sign: np.ndarray) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
        i = np.rint(at.odds * 100).astype(int)
        tally.same("rows", faced.ratio.lo.tolist(), i.tolist())
        far = np.where(sign > 0, tried - greatest[i], least[i] - tried) / pull
        good = far >= np.array(needed)[i]
        return np.where(good, np.array(beyond)[i], np.inf), (tried < level) & good

    start, slopes = ((least, greatest), np.full(n, pull)), Intervals(zero - 1, zero)
    with (
        np.errstate(invalid="ignore"),
        mock.patch.object(random_offers, "_start", return_value=start),
        mock.patch.object(random_offers, "_moved", side_effect=moved),
        mock.patch.object(random_offers, "_expected_slope", return_value=slopes) as asked,
    ):
        low, high, sure, falls = random_offers._ends(economy, rows, met, side, 1)
    tally.same("asked at zero", asked.call_args.args[-1].tolist(), [0.0] * n)
    tally.same("does not rise", falls.tolist(), [v <= 0 for v in zero])
    for i in range(n):
        bounds_, certain = [0.0, own], False
        for place, sign, origin in ((0, -1, least[i]), (1, 1, greatest[i])):
            for factor in random_offers.FARTHER:
                tried = origin + sign * factor * pull
                if not 0 < tried < own:
                    break
                if sign * (tried - origin) / pull >= needed[i]:
                    bounds_[place] = min(max(tried + sign * beyond[i], 0.0), own)
                    certain = certain or bool(sign < 0 and tried < level)
                    break
        bounded(tally, "upper bound", [high[i]], [bounds_[1]], 1e-14)
        bounded(tally, "lower bound", [-low[i]], [-bounds_[0]], 1e-14)
        tally.same("better than none", bool(sure[i]), certain)


CHECKS: dict[str, Check] = {
    "thm-2.expected-slopes": on_probes(tallied(expectations), (LOGARITHMS,)),
    "thm-2.random-offers": on_probes(tallied(bounds), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-2.expected-slopes",
        "the expected slope of an offer against random totals, and how far beyond it the best one may be",
        "Claims 2 and 3 of Theorem 2",
        r"D(b) \in [1 - \delta_c, 1]S + [-m_1, m_1]\varrho_0S_\varrho + [0, \tfrac12m_2]\varrho_0^2"
        r"S_{\varrho\varrho} + [0, k]S_k,\quad D(b^+) \le -\rho \Longrightarrow b^* \le b^+ + "
        r"\delta\,\mathrm{osc}/\rho",
        "value",
    ),
    stated(
        "thm-2.random-offers",
        "bounds on all offers on pieces of prices, of so many agents that nothing is random",
        "Claims 2 and 3 of Theorem 2",
        r"\forall y:\quad \min_p b(y; p) - \varepsilon \le b^-(y) \le \min_p b(y; p),\quad "
        r"\max_p b(y; p) \le b^+(y) \le \max_p b(y; p) + \varepsilon",
        "value",
    ),
)
