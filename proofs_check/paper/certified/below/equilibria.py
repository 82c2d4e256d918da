r"""Equilibria enclosed to rounding below a certified tail.

They are compared with thirty digits; a solution that is moved is refused.

Paper: Proposition 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any
from unittest import mock

import mpmath
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.last_failure import gains, sharp_equilibria
from numeric.certify.last_failure.chances import posteriors
from numeric.economy.economy import Economy
from numeric.oracles.stage2 import polished
from numeric.stage2.solve import Stage2, solve_stage2
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.below.chances import COUNTS
from proofs_check.paper.computed.gain_path import _trade
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.by_digits import fraction
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.slow import data_of
from proofs_check.paper.shared.tally import Tally, tallied

Range = tuple[Fraction, Fraction]


@np.errstate(invalid="ignore")  # outside of the bundles conditions are no numbers
def equilibria(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Equilibria to thirty digits lie in narrow enclosures; near a moved solution none is certified."""
    counts, data = np.array(COUNTS), data_of(economy)
    cells = sharp_equilibria.known_cells(counts, posteriors(economy, counts))
    games = solve_stage2(economy, counts)
    found = sharp_equilibria.sharp_equilibria(economy, cells, games)
    tally.holds("enclosed", found.enclosed.all())
    prices: list[Fraction] = []
    exact: list[list[Fraction]] = [[] for _ in COUNTS]
    for i, row in enumerate(COUNTS):
        with mpmath.workdps(30):
            offers = polished(data, row, [(b[0], b[1]) for b in games.offers[i].tolist()])
            totals = [
                sum(n * b[g] for n, b in zip(row, offers, strict=True) if n)
                + sum(row) * mpmath.mpf(k.numerator) / k.denominator
                for g, k in enumerate(economy.mechanism.kappa)
            ]
            price = totals[1] / totals[0]
            prices.append(fraction(price))
            tally.encloses("price", found.price[i], fraction(price) * factor, slack=1e-12)
            first = fraction(totals[0] / sum(row))
            tally.encloses("total", found.first[i], first, slack=1e-12)
            for y, n in enumerate(row):
                trade = fraction(offers[y][1] / price - offers[y][0]) if n else Fraction(0)
                exact[i].append(trade)
                slack = 1e-12 if n else 1e-300
                tally.encloses("trade", found.trades[i, y], trade, slack=slack)
    for by in ((3e-8, 0.0), (1.5e-8, 0.0), (0.0, 6e-8), (0.0, -9e-8)):
        moved = replace(games, price=games.price * (1 + by[0]), totals=games.totals * (1 + by[1]))
        refused = sharp_equilibria.sharp_equilibria(economy, cells, moved)
        tally.holds("refused", not refused.enclosed.any())
    _radius(tally, economy, cells, games)
    _guesses(tally, economy)
    near = replace(games, price=games.price * (1 + 2e-9), totals=games.totals * (1 - 1e-9))
    again = sharp_equilibria.sharp_equilibria(economy, cells, near)
    tally.holds("enclosed from beside", again.enclosed.all())
    for one, other in (
        (again.price, found.price),
        (again.first, found.first),
        (again.trades, found.trades),
    ):
        tally.holds("both contain it", ((one.lo <= other.hi) & (one.hi >= other.lo)).all())
        tally.close("and are narrow", one.hi - one.lo, np.zeros(one.shape), 6e-9)
    for by in ((2e-9, 0.0), (0.0, -2e-9)):
        beside = sharp_equilibria.sharp_equilibria(economy, cells, _beside(economy, games, *by))
        for i, row in enumerate(COUNTS):
            tally.encloses("price from beside", beside.price[i], prices[i], slack=1e-12)
            for y in (y for y, n in enumerate(row) if n):
                tally.encloses("trade from beside", beside.trades[i, y], exact[i][y], slack=2e-12)
    _equations(tally, economy, cells)
    _linear(tally)


def _guesses(tally: Tally, economy: Economy) -> None:
    """Best trades against totals are guessed by the best offers against them, by hand."""
    cells = sharp_equilibria.known_cells(np.array(COUNTS), posteriors(economy, np.array(COUNTS)))
    prices, firsts = (np.array(v) for v in ((0.9, 1.7, 1.2), (0.4, 0.31, 0.7)))
    for x in range(3):
        made = gains._guess(
            economy, cells, Intervals.points(prices), Intervals.points(firsts),
            posteriors(economy, np.array(COUNTS)), x,
        )  # fmt: skip
        for i, row in enumerate(COUNTS):
            Q = float(firsts[i]) * sum(row)
            R = Q * float(prices[i])
            offer, _ = by_hand.best_offer(economy, x, by_hand.posterior(economy, row), (Q, R))
            tally.close("a trade", made[i], offer[1] * Q / (R + offer[1]) - offer[0], 1e-9)


def _radius(
    tally: Tally, economy: Economy, cells: sharp_equilibria.KnownCells, games: Stage2
) -> None:
    """Solutions that are off by less than the half-width of a box are enclosed, by more not, nor at its end."""
    r, own = sharp_equilibria.RADIUS, by_hand.endowment(economy)[0]
    by_total = r * own / (games.totals[:, 0] * cells.c.middle)
    for share, sure in ((0.97, True), (1.03, False), (-0.97, True), (-1.03, False)):
        for by_p, by_q in ((share * r, 0.0), (0.0, share * by_total)):
            moved = _beside(economy, games, by_p, by_q)
            found = sharp_equilibria.sharp_equilibria(economy, cells, moved)
            tally.same("enclosed", found.enclosed.tolist(), [sure] * 3)
    for k, at_end in (
        (0, (1.0, 0.5)),
        (0, (0.5, 1.0)),
        (1, (1.0, 0.5)),
        (1, (0.5, 1.0)),
        (0, (0.9, 0.9)),
    ):
        one = mock.Mock(side_effect=lambda _j, _f, away, k=k, ends=at_end: [
            Intervals(a.lo * ends[0], a.hi * ends[1]) if i == k else Intervals(0.9 * a.lo, 0.9 * a.hi)
            for i, a in enumerate(away)
        ])  # fmt: skip
        with mock.patch.object(sharp_equilibria, "_krawczyk", one):
            found = sharp_equilibria.sharp_equilibria(economy, cells, games)
        tally.same("in the interior", found.enclosed.tolist(), [1.0 not in at_end] * 3)


def _beside(economy: Economy, games: Stage2, by_price: float, by_total: Any) -> Stage2:
    """Return games with another price and total, by parts of them, and the best trades at these."""
    price, offers = games.price * (1 + by_price), np.zeros_like(games.offers)
    totals = games.totals * np.stack([1 + by_total + 0 * price, np.ones(len(price))], axis=-1)
    for i, row in enumerate(COUNTS):
        belief = [float(w) for w in by_hand.posterior(economy, row)]
        for y in range(len(row)):
            t = _trade(economy, y, belief, float(price[i]), 1 / float(totals[i, 0]))
            offers[i, y] = max(-t, 0.0), max(t, 0.0) * price[i]
    return replace(games, price=price, totals=totals, offers=offers)


def _equations(tally: Tally, economy: Economy, cells: sharp_equilibria.KnownCells) -> None:
    """Both equations beside a solution, and trades at a price and a total."""
    price, first, sales = 1.1, 0.47, (0.21, -0.13, 0.4)
    at = [Intervals.points(np.full(len(COUNTS), v)) for v in (price, first)]
    trades = Intervals.points(np.tile(sales, (len(COUNTS), 1)))
    G, H = sharp_equilibria._equations(economy, cells, at[0], at[1], trades)
    kappa_q, kappa_r = economy.mechanism.kappa
    guess = np.zeros((len(COUNTS), 3))
    for i, row in enumerate(COUNTS):
        M = sum(row)
        bought = sum(
            (Fraction(n, M) * Fraction(t) for n, t in zip(row, sales, strict=True)), Fraction(0)
        )
        sold = Fraction(row[1], M) * Fraction(0.13)
        tally.encloses("G", G[i], bought - kappa_q + kappa_r / Fraction(price), slack=1e-14)
        tally.encloses("H", H[i], Fraction(first) - kappa_q - sold, slack=1e-14)
        belief = [float(w) for w in by_hand.posterior(economy, row)]
        guess[i] = [_trade(economy, y, belief, price, 1 / (M * first)) for y in range(3)]
    found = sharp_equilibria._trades(economy, cells, guess, at[0], at[1], sharp_equilibria.NEAR)
    there = np.array(COUNTS) > 0
    scale = np.where(there, 3e-13, 1e-300)
    tally.holds("trades", ((found.lo <= guess) & (found.hi >= guess)).all())
    tally.holds("narrow", ((guess - found.lo <= scale) & (found.hi - guess <= scale)).all())
    q_bar = by_hand.endowment(economy)[0]
    wide = sharp_equilibria._trades(economy, cells, guess, at[0], at[1], (1e-3,))
    for end, side in ((wide.lo, -1), (wide.hi, 1)):
        tally.close("trades a step away", end, guess + side * 1e-3 * q_bar * there, 1e-15)
    off = sharp_equilibria._trades(economy, cells, guess + 1e-3, at[0], at[1], (1e-6,))
    tally.holds("no bound that is on the wrong side", np.isneginf(off.lo[there]).all())
    for t in (-q_bar, by_hand.endowment(economy)[1] / price):
        for direction in (-1, 1):
            for share in (1 + 1e-9, 1 - 1e-6):
                sure = sharp_equilibria._beyond(
                    economy,
                    0,
                    np.full(3, t * share),
                    at[0],
                    cells.c / at[1],
                    cells.beliefs,
                    direction,
                )
                inside = share < 1 and t * direction > 0
                tally.same("nothing outside of the bundles", sure[::2].tolist(), [inside] * 2)
    box = [Intervals(0.98 * v.lo, 1.02 * v.hi) for v in at]
    around = sharp_equilibria._trades(
        economy, cells, guess, box[0], box[1], (1e-3, 1e-2, 3e-2, 0.1, 0.2)
    )
    for i, row in enumerate(COUNTS):
        belief = [float(w) for w in by_hand.posterior(economy, row)]
        for y in (y for y, n in enumerate(row) if n):
            corners = [
                _trade(economy, y, belief, price * a, 1 / (sum(row) * first * b))
                for a in (0.98, 1.02)
                for b in (0.98, 1.02)
            ]
            inside = around.lo[i, y] <= min(corners) and max(corners) <= around.hi[i, y]
            tally.holds("all trades of a box", inside)


def _linear(tally: Tally) -> None:
    """Krawczyk's operator for a system of two equations, in fractions."""
    around = ((-2.0, 0.01), (0.7, 0.03), (0.3, 0.007), (1.4, 0.02))
    J = [Intervals([v - w], [v + 2 * w]) for v, w in around]
    F = Intervals([0.002], [0.0025]), Intervals([-0.004], [-0.003])
    away = Intervals([-0.1], [0.12]), Intervals([-0.05], [0.07])
    found = sharp_equilibria._krawczyk((J[0], J[1], J[2], J[3]), F, away)
    a, b, c, d = (Fraction(float(j.middle[0])) for j in J)
    det = a * d - b * c
    Y = ((d / det, -b / det), (-c / det, a / det))
    for row in (0, 1):
        parts = [_times((-Y[row][i], -Y[row][i]), _range(F[i])) for i in (0, 1)]
        for j in (0, 1):
            left: Range = (Fraction(row == j), Fraction(row == j))
            for i in (0, 1):
                left = _sum(left, _times((-Y[row][i], -Y[row][i]), _range(J[2 * i + j])))
            parts.append(_times(left, _range(away[j])))
        exact = parts[0]
        for part in parts[1:]:
            exact = _sum(exact, part)
        tally.encloses("Krawczyk", found[row][0], *exact, slack=1e-13)


def _range(values: Intervals) -> Range:
    return Fraction(float(values.lo[0])), Fraction(float(values.hi[0]))


def _times(a: Range, b: Range) -> Range:
    products = [x * y for x in a for y in b]
    return min(products), max(products)


def _sum(a: Range, b: Range) -> Range:
    return a[0] + b[0], a[1] + b[1]


CHECKS: dict[str, Check] = {
    "thm-1.sharp": on_probes(tallied(equilibria), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.sharp",
        "equilibria enclosed to rounding contain those of thirty digits; a moved one is refused",
        "Proposition 1",
        r"\forall \sigma:\quad p, \hat Q, t \in [\cdot, \cdot],\quad \overline v - \underline v \le 10^{-12}",
        "value",
    ),
)
