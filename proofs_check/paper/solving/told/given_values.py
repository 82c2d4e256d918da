r"""What solvers of stage 2 choose from values that are given: roots of a scan, starts, answers.

Nothing is solved here.  What solvers ask for is noted, and answered with numbers of which the right
choice is plain: prices at which the excess is a polynomial, points that a method has moved, offers
that a kernel has found.

Paper: section 3.1, the remark on uniqueness after Proposition 1; equations (16)-(19).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import exp, log, prod
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.roots import decreasing_roots
from numeric.stage2 import best_response as answering
from numeric.stage2 import followed, price_scan, scattered_starts
from numeric.stage2.kernel_rows import STRICT
from numeric.stage2.problem import Point, Stage2Problem
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import Q_others, R_others

Array = NDArray[np.float64]
STEP = 2 * log(price_scan.WINDOW) / (2 * price_scan.NEAR - 1)
"""The length of a cell of the window in log price; the middle one lies around the target."""
ROOTS = (
    (0.1,), (-0.1,), (2.3,), (-4.4, -0.2, 3.1), (-1.2, 0.3, 0.9), (-2.1, -1.4, 0.2), (5.3,), (-5.2,),
    (7.0,), (-1.1, 0.1), (-3.2, -2.4, 4.1), (1.3,),
)  # fmt: skip
"""Where the excess of twelve games is zero, in cells from the target; it is positive on the left."""


def chosen(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Roots in a window, what Newton may move, brackets, prices that are followed, starts, and answers."""
    _window(tally, economy, float(factor))
    for away in (
        [(1, 1 + 2e-4), (1, 1)],
        [(1 + 2e-4, 1), (1, 1)],
        [(1 + 9e-5, 1 - 9e-5), (1 - 1.1e-4, 1)],
    ):
        _moved(tally, economy, np.array(away))
    _nearest(tally, economy)
    _brackets(tally, economy)
    _followed(tally, economy)
    _starts(tally, economy)
    _answered(tally, economy)


def _window(tally: Tally, economy: Economy, factor: float) -> None:
    """The root in the cell that is nearest to the target, the first of two, where the excess falls."""
    n, targets = len(ROOTS), [0.5 + 0.1 * i for i in range(len(ROOTS))]

    def excess(i: int, p: float) -> float:
        return prod(r - log(p / targets[i]) / STEP for r in ROOTS[i])

    def totals(_e: object, sigma: Array, _b: object, p: Array) -> tuple[Array, Array]:
        rows = [int(s) - 1 for s in sigma[:, 0]]
        made = [2 * q * exp(excess(i, q) / 50) for i, q in zip(rows, p.tolist(), strict=True)]
        return np.full(len(p), 2.0), np.array(made)

    sigma = np.array([[i + 1.0, 2.0, 1.0] for i in range(n)])
    problem = Stage2Problem(economy, sigma, np.full((n, len(economy.states)), 1 / 3))
    problem.__dict__["price_taking"] = np.zeros((n, 3)), np.array(targets)
    with mock.patch.multiple(price_scan, totals_at=totals, _points=lambda _, p: p):
        found, prices = price_scan.near_price_taking(problem)
    cells, wanted = 2 * price_scan.NEAR - 1, {}
    ends = [(j - cells / 2) for j in range(cells + 1)]
    for i in range(n):
        signs = [prod(r - end for r in ROOTS[i]) > 0 for end in ends]
        falls = [j for j, (a, b) in enumerate(pairwise(signs)) if a and not b]
        if falls:
            nearest = min(falls, key=lambda j: abs(j - cells // 2))
            (root,) = (r for r in ROOTS[i] if ends[nearest] < r < ends[nearest + 1])
            wanted[i] = targets[i] * exp(STEP * root) * factor
    tally.same("rows", found.tolist(), list(wanted))
    tally.close("prices", prices, list(wanted.values()), 2e-8)


def _moved(tally: Tally, economy: Economy, by: Array) -> None:
    """Points at given prices, of which Newton's are kept where no total is moved by more than a little."""
    belief, prices = [0.5, 0.3, 0.2], [0.9, 1.9]
    top = by_hand.endowment(economy)
    games = Stage2Problem(economy, np.array([[2.0, 1, 3], [1, 4, 2]]), np.array([belief] * 2))
    totals = np.array([2.5, 3.5]), np.array([2.0, 4.0])
    close = np.array([[1 - 1.99e-8, 1 - 2.01e-8, 0.5], [1 - 2.01e-8, 0.25, 1 - 1.99e-8]])
    slopes = [[by_hand.slope(economy, top, x, belief, g) for g in (0, 1)] for x in range(3)]
    sides = np.array([[p > u_q / u_r for u_q, u_r in slopes] for p in prices])

    def offered(_e: object, phi: Array, p: Array, total: Array, selling: bool) -> Array:
        asked = phi.tolist(), p.tolist(), total.tolist()
        tally.same("asked", asked, ([belief] * 2, prices, totals[not selling].tolist()))
        return np.where(sides == selling, close * top[0 if selling else 1], 0.0)

    def newton(_: object, point: Point, iterations: int) -> None:
        point.totals *= by
        point.amount += 1
        point.sells = ~point.sells

    with mock.patch.multiple(
        price_scan, totals_at=lambda *_: totals, offers_at=offered, newton=newton
    ):
        found = price_scan._points(games, np.array(prices))
    for i in range(2):
        kept = max(abs(b - 1) for b in by[i]) < 1e-4
        for x, sells in enumerate(sides[i].tolist()):
            share = close[i, x] if close[i, x] < 1 - 2e-8 else 1.0
            amount = share * top[0 if sells else 1] + kept
            tally.same("a side", bool(found.sells[i, x]), sells != kept)
            tally.close("an amount", 1e6 * (found.amount[i, x] - amount), 0.0, 1e-9)
        wanted = [t[i] * (b if kept else 1) for t, b in zip(totals, by[i], strict=True)]
        tally.close("totals", found.totals[i], wanted, 1e-15)


def _nearest(tally: Tally, economy: Economy) -> None:
    """Of several equilibria the one whose price is nearest in proportion."""
    totals = ((2.0, 1.0), (0.5, 0.95), (3.0, 10.5))
    points = [SimpleNamespace(totals=np.array([pair])) for pair in totals]
    problem: Any = SimpleNamespace(price_taking=None)
    for target in (0.3, 0.9, 1.2, 2.5, 2.7, 9.0):
        problem.price_taking = None, np.array([target])
        with mock.patch.object(price_scan, "equilibria", return_value=points):
            found: Any = price_scan.nearest(problem)
        away = [abs(log(R / Q / target)) for Q, R in totals]
        tally.same("the nearest", found.totals.tolist(), [list(totals[away.index(min(away))])])
    with mock.patch.object(price_scan, "equilibria", return_value=[]):
        tally.same("none", price_scan.nearest(problem), None)


def _brackets(tally: Tally, economy: Economy) -> None:
    """Totals lie between κ and κ with all endowments, per agent; offers below the endowment and the total."""
    sigma, prices, asked = np.array([[2.0, 1, 3], [1, 4, 2]]), np.array([0.9, 1.4]), []
    kappa, top = [float(k) for k in economy.mechanism.kappa], by_hand.endowment(economy)

    def noted(function: Any, low: Array, high: Array, **named: Any) -> Array:
        asked.append((np.array(low), np.array(high)))
        return decreasing_roots(function, low, high, **named)

    given = np.array([[0.1, 0.2, 0.3], [0.05, 0.4, 0.15]])
    phi = np.full((2, len(economy.states)), 1 / 3)
    with mock.patch.multiple(price_scan, decreasing_roots=noted, offers_at=lambda *_: given):
        found = price_scan.totals_at(economy, sigma, phi, prices)
    for good in (0, 1):
        for i, row in enumerate(sigma.tolist()):
            low, added = sum(row) * kappa[good], float(np.dot(row, given[i]))
            ends = [end[i] for end in asked[good]]
            tally.close("ends", ends, [low, low + sum(row) * top[good]], 1e-15)
            tally.close("a total", found[good][i], low + added, 1e-7)
    for selling, total in ((True, 0.25), (True, 9.0), (False, 0.25), (False, 9.0)):
        asked.clear()
        with mock.patch.object(price_scan, "decreasing_roots", noted):
            price_scan.offers_at(economy, phi, prices, np.full(2, total), selling)
        ((low_, high_),) = asked
        most = min(top[0 if selling else 1], total)
        tally.same("from nothing", low_.tolist(), np.zeros((2, 3)).tolist())
        tally.close("to a last bit", high_ / most - 1, np.full((2, 3), -1e-15), 3e-16)


def _followed(tally: Tally, economy: Economy) -> None:
    """A price is followed where all solved prices are nearer to it than a quarter of the way to any other."""
    prices, counts, state = np.array([1.0, 2.0, 8.0]), np.array([[3, 1, 2], [2, 2, 2]]), 1
    for given, wanted in (
        ((2 * 2**0.24, 2 * 2**-0.24), 2.0), ((2 * 2**0.26, 2.0), None), ((2.0, 1.0), None),
        ((2.0, np.nan), None), ((8 * 2**0.24, 8.0), 8.0), ((8 * 2**0.3, 8.0), None),
        ((2**-0.2, 1.0), 1.0), ((2**-0.2, 2**-0.3), None),
    ):  # fmt: skip
        games = SimpleNamespace(solved=np.isfinite(given), price=np.array(given))
        with mock.patch.multiple(
            followed, solve_stage2=mock.Mock(return_value=games), _configurations=lambda *_: counts
        ):
            found = followed._nearest(economy, state, prices, 100)
            (_, rows, belief), _ = followed.solve_stage2.call_args  # type: ignore[attr-defined]
        tally.same("games", (rows.tolist(), belief.tolist()), (counts.tolist(), [0.0, 1.0, 0.0]))
        tally.same("followed", None if np.isnan(found) else found, wanted)


def _starts(tally: Tally, economy: Economy) -> None:
    """Starts are drawn over all totals and offers; what ends within rounding of its conditions is kept."""
    counts, starts, asked = np.array([[3.0, 1, 2], [1, 4, 5]]), 3, []
    kappa, top = [float(k) for k in economy.mechanism.kappa], by_hand.endowment(economy)
    ended = (
        SimpleNamespace(offers=np.arange(36.0).reshape(6, 3, 2),
                        residual=np.array([1e-11, 1e-9, 5e-11, 1e-3, 1e-3, 1e-3])),
        SimpleNamespace(offers=-np.arange(36.0).reshape(6, 3, 2),
                        residual=np.array([np.nan, 2e-11, 1.0, 1e-3, 9e-11, np.inf])),
    )  # fmt: skip
    with mock.patch.multiple(
        scattered_starts,
        newton=lambda _, point: asked.append(point),
        signed_newton=lambda _, start: asked.append(start),
        Attempt=SimpleNamespace(at=mock.Mock(side_effect=ended)),
    ):
        found = scattered_starts.scattered_each(economy, counts, starts)
    rng = np.random.default_rng(2012)
    shares, parts = rng.random((starts, 2)).tolist(), rng.random((starts, 3)).tolist()
    for row, counted in enumerate(counts.tolist()):
        belief = [float(w) for w in by_hand.posterior(economy, tuple(map(int, counted)))]
        for i in range(starts):
            k, M = row * starts + i, sum(counted)
            Q, R = (M * (kappa[g] + top[g] * shares[i][g]) for g in (0, 1))
            tally.close("totals", asked[0].totals[k], [Q, R], 1e-14)
            for x in range(3):
                u_q, u_r = (by_hand.slope(economy, top, x, belief, good) for good in (0, 1))
                sells = u_q / u_r < R / Q
                amount = top[0 if sells else 1] * parts[i][x]
                tally.same("a side", bool(asked[0].sells[k, x]), sells)
                tally.close("an amount", asked[0].amount[k, x], amount, 1e-15)
                pair = [amount, 0.0] if sells else [0.0, amount]
                tally.close("an offer", asked[1][k, x], pair, 1e-15)
    (first, one), (second, two) = found
    kept = ended[0].offers[[0, 2]].tolist() + ended[1].offers[[1]].tolist()
    tally.same("kept", (first.tolist(), one), (kept, 5e-11))
    tally.same("kept of the second", (second.tolist(), two), (ended[1].offers[[4]].tolist(), 9e-11))


def _answered(tally: Tally, economy: Economy) -> None:
    """A kernel's answers are taken within rounding and bounds; slopes, and two problems by themselves."""
    top, kinds = by_hand.endowment(economy), np.array([1, 0, 0, 1])
    Q, R = np.array([3.1, 2.3, 1.7, 2.9]), np.array([1.9, 2.2, 2.7, 3.3])
    phi = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.4, 0.4, 0.2], [0.2, 0.2, 0.6]])
    for offers, residual, taken in (
        (((0.3, 0.0), (-0.1, 0.2)), (0.0, 0.0), (True, False)),
        (((-0.1, 0.2), (0.0, 0.1)), (0.0, 0.0), (False, True)),
        (((0.0, top[1]), (0.2, 0.0)), (0.0, 0.0), (False, True)),
        (((top[0], 0.0), (0.0, 0.0)), (0.0, 0.0), (False, True)),
        (((0.1, 0.0), (0.0, 0.2)), (0.9 * STRICT, 1.1 * STRICT), (True, False)),
        (((0.1, 0.0), (0.0, 0.2)), (np.nan, 0.0), (False, True)),
    ):

        def given(_e: object, q: Array, r: Array, belief: Array, x: int,
                  offers: Any = offers, residual: Any = residual) -> tuple[Array, Array]:  # fmt: skip
            rows = np.flatnonzero(kinds == x)
            asked = q.tolist(), r.tolist(), belief.tolist()
            tally.same("asked", asked, (Q[rows].tolist(), R[rows].tolist(), phi[rows].tolist()))
            return np.array(offers), np.array(residual)

        with mock.patch.multiple(answering, worth_compiling=lambda _: True, answers=given):
            found, left = answering._by_kernel(economy, Q, R, phi, kinds)
        for x in (0, 1):
            rows = np.flatnonzero(kinds == x)
            tally.same("left", left[rows].tolist(), [not t for t in taken])
            kept = [list(b) if t else [0.0, 0.0] for b, t in zip(offers, taken, strict=True)]
            tally.same("taken", found[rows].tolist(), kept)
    k, step = formulas_of(economy), 1e-6
    sides: tuple[Any, ...] = (by_hand.sale_slope, by_hand.purchase_slope)
    for side, slope in enumerate(sides):
        symbol, integrands = answering._formulas(side)
        b = np.array([0.2, 0.5, 0.1, 0.3])
        at: dict[Any, Any] = {symbol: b, Q_others: Q, R_others: R}
        made = k.all_expected(integrands, at, phi, kinds)
        for i, own in enumerate(b.tolist()):
            told = economy, int(kinds[i]), phi[i].tolist(), (Q[i], R[i])
            values = [slope(*told, moved) for moved in (own, own - step, own + step)]
            tally.close("a slope", made[0][i], values[0], 1e-13)
            tally.close("its slope", made[1][i], (values[2] - values[1]) / (2 * step), 1e-7)
    # Types whose rates of substitution, 2 and 1 at the endowment, are the price offer nothing.
    even = economy.replacing(endowment=[1, 1], parameters={"theta": [[2] * 3, [1] * 3, [3] * 3]})
    found = answering.best_response(even, [1.0, 3.0], [2.0, 3.0], np.eye(3)[:2], [0, 1])
    tally.same("nothing", found.tolist(), [[0.0, 0.0]] * 2)
    for pair in ([0, 1], [1, 2], [2, 0]):
        found = answering.best_response(economy, Q[pair], R[pair], phi[pair], kinds[pair])
        for answer, i in zip(found, pair, strict=True):
            others = float(Q[i]), float(R[i])
            best = by_hand.best_offer(economy, int(kinds[i]), phi[i].tolist(), others)[0]
            tally.close("one of two", answer, best, 1e-11)


CHECKS: dict[str, Check] = {
    "prop-1.chosen": on_probes(tallied(chosen), (LOGARITHMS,), ("no root",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.chosen",
        "which roots, starts and answers the methods for stage 2 choose from values that are given",
        "equations (4), (16)-(19); section 3.1",
        r"\forall E:\quad p = \arg\min_{E(p) = 0,\ E \downarrow} |\log p - \log p_0|,\quad "
        r"M\kappa \le (Q, R) \le M(\kappa + (\bar q, \bar r)),\quad 0 \le b \le \bar b",
        "value",
        depends_on=("prop-1.window", "prop-1.best-response"),
    ),
)
