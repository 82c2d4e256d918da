r"""The expected slope of an offer against random totals after a semi-pooling stage 1, and what it decides.

The slope and its derivatives are differences of payoffs' slopes by hand.

Paper: Claims 2 and 3 of Theorem 2.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from unittest import mock

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import block_cells, random_offers
from numeric.certify.theorem_2.faced_totals import Faced
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.pooling.blocks import PARTITIONS, STATE
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Pair = tuple[float, float]
RARE, ODDS, INFLUENCE, FIRST, SECOND = 0.03, 0.02, 1e-3, 0.04, 0.05
"""The random part of what a role faces, large enough for every term to show."""

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
            # Of the influence the derivative is taken at all influences up to it.
            allowed = 5e-3 if name == "influence" else 1e-4
            _near(tally, name, found, S, (low * float(factor), high * float(factor)), allowed)
        whole = _slope(economy, row, side, x, b, ratio, **loud)
        ends = [sum(t[i] for t in terms.values()) for i in (0, 1)]
        _near(tally, "whole", whole, 0.0, (ends[0], ends[1]), 1e-4)
        _beyond(tally, economy, row, side, x, b, ratio)
    _ends_of_endowment(tally, economy, row)
    _least_slope(tally, economy, row)
    _edges(tally, economy, row)


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
    for chance, sign in product((1.0, 0.01), (1.0, -1.0)):
        rows = replace(row, odds=row.odds * chance)
        moved, better = random_offers._moved(
            economy, rows, D, side, x, np.array([b]), np.array([sign])
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
    moved, better = random_offers._moved(economy, sure, D, side, x, np.array([b]), np.array([1.0]))
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
            offer = best - sign * off
            D = _slope(
                economy, quiet, 0, x, offer, ratio, rare=0.0, influence=0.0, first=0.0, second=0.0
            )
            moved, _ = random_offers._moved(
                economy, quiet, D, 0, x, np.array([offer]), np.array([sign])
            )
            tally.same("a slope that decides", bool(np.isfinite(moved[0])), decides)


def _edges(tally: Tally, economy: Economy, row: block_cells.BlockCells) -> None:
    """An offer is better than none from twice the rest's worth on; a slope must exceed the least one."""
    b, rho = 0.3, 0.25
    rest = rho * (1 - ODDS) * b / (2 * (RARE + ODDS))
    least = random_offers.LEAST_SLOPE
    for D, worth, better, known in (
        (rho, rest * 0.999, True, True), (rho, rest * 1.001, False, True),
        (least, rest, False, False), (float(np.nextafter(least, 1)), rest, False, True),
    ):  # fmt: skip
        for sign in (1.0, -1.0):
            worst = SimpleNamespace(above=lambda b, worth=worth: Intervals(0 * b, 0 * b + worth))
            slopes = Intervals.points([-sign * D])
            with mock.patch.object(random_offers, "oscillations", return_value=worst):
                moved, sure = random_offers._moved(
                    economy, row, slopes, 0, 1, np.array([b]), np.array([sign])
                )
            tally.same("steep enough", bool(np.isfinite(moved[0])), known)
            tally.same("better by enough", bool(sure[0]) and known, better)


CHECKS: dict[str, Check] = {
    "thm-2.expected-slopes": on_probes(tallied(expectations), (LOGARITHMS,)),
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
)
