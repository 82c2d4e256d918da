r"""Enclosures to rounding below a certified tail: equilibria, gains and margins.

Equilibria are compared with thirty digits, gains and margins with sums over all sequences of types;
a solution that is moved is refused.

Paper: Theorem 1, equations (22)-(26); Proposition 1.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from types import SimpleNamespace
from typing import NamedTuple
from unittest import mock

import mpmath
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.last_failure import margins as margins_
from numeric.certify.last_failure import sharp_equilibria
from numeric.certify.last_failure.chances import posteriors
from numeric.certify.last_failure.gains import _best, gains
from numeric.certify.last_failure.margins import loss_intervals, sharp_margins
from numeric.economy.economy import Economy
from numeric.oracles.stage2 import polished
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import Stage2, solve_stage2
from numeric.theorem_1.margins import losses, threshold
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.chances import COUNTS
from proofs_check.paper.computed.gain_path import _trade
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.by_digits import fraction
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes, richer
from proofs_check.paper.shared.slow import data_of
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.theorem_1.enumeration_checks import _brute_values

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


def _beside(economy: Economy, games: Stage2, by_price: float, by_total: float) -> Stage2:
    """Return games with another price and total, and the best trades at these."""
    price, offers = games.price * (1 + by_price), np.zeros_like(games.offers)
    totals = games.totals * np.array([1 + by_total, 1.0])
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
    for t in (-q_bar * (1 + 1e-9), by_hand.endowment(economy)[1] / price * (1 + 1e-9)):
        for direction in (-1, 1):
            sure = sharp_equilibria._beyond(
                economy, 0, np.full(3, t), at[0], cells.c / at[1], cells.beliefs, direction
            )
            tally.holds("nothing outside of the bundles", not sure.any())
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


def margins(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """M times the gains, losses and margins lie in narrow intervals, and their signs are certified."""
    pairs = list(permutations(range(len(economy.types)), 2))
    found, later = gains(economy, [3, 4], None, known_unique=True)
    tally.same("numbers", (found.active, later.active), (3, 4))
    tally.holds("unique as known", found.unique and later.unique)
    tally.holds("not unique as unknown", not gains(economy, [3], None)[0].unique)
    slow = 3 * _brute_values(economy, "own", 3) * float(factor)
    for x, y in pairs:
        gain = float(slow[x, y] - slow[x, x])
        _about(tally, "M times the gain", found.values[x, y], gain)
    _not_bounded(tally, economy)
    first = solve_stage1(economy)
    costs, bounds = losses(economy, first), loss_intervals(economy)
    for x, y in pairs:
        _about(tally, "loss", bounds[x, y], float(costs[x, y]))
    populations = (5, 4)
    wanted = {m.agents: m for m in threshold(economy, populations).margins}
    for made in sharp_margins(economy, populations, None, known_unique=True):
        exact = wanted[made.agents]
        tally.same("active", made.active, exact.active)
        _about(tally, "margin", Intervals(made.low, made.high), exact.margin)
        tally.same("sign", made.sign, 1 if exact.margin > 0 else -1)
        tally.holds("unique", made.unique)
    _signs(tally, economy)


class _Ends(NamedTuple):
    """An interval without any rounding, so that an end can be zero."""

    lo: float
    hi: float

    def __mul__(self, by: int) -> _Ends:  # type: ignore[override]
        return _Ends(self.lo * by, self.hi * by)

    def __sub__(self, other: _Ends) -> _Ends:
        return _Ends(self.lo - other.hi, self.hi - other.lo)

    def __truediv__(self, by: int) -> _Ends:
        return _Ends(self.lo / by, self.hi / by)


def _signs(tally: Tally, economy: Economy) -> None:
    """The least margin is certified to have a sign only where zero is not one of its ends."""
    N, M, costs = 5, economy.active(5), {(0, 1): _Ends(3, 4), (1, 0): _Ends(2, 2)}
    for low, high in ((1, 2), (0, 2), (-1, 1), (-2, 0), (-2, -1), (0, 0)):  # of N times the margin
        values = {(0, 1): _Ends(-90, -80), (1, 0): costs[1, 0] * (N - M) - _Ends(low, high)}
        asked = mock.Mock(return_value=[SimpleNamespace(active=M, values=values, unique=False)])
        with mock.patch.multiple(margins_, loss_intervals=lambda _: costs, gains=asked):
            [found] = sharp_margins(economy, [N], None)
        tally.same("ends", (found.low, found.high), (low / N, high / N))
        tally.same("certified", found.sign, 1 if low > 0 else -1 if high < 0 else None)
        tally.same("as told", (found.agents, found.active, found.unique), (N, M, False))
        tally.same("asked", asked.call_args.kwargs, {"known_unique": False})


def _not_bounded(tally: Tally, economy: Economy) -> None:
    """Where trades are not known the best payoff has no bounds."""
    counts = np.array([(2, 1), (1, 2)])
    cells = sharp_equilibria.known_cells(counts, posteriors(economy, counts))
    found = sharp_equilibria.sharp_equilibria(economy, cells, solve_stage2(economy, counts))
    for off, bounded in ((0.0, True), (0.05, False)):
        moved = replace(found, trades=found.trades + off)
        value = _best(
            economy, cells, moved, np.arange(2), posteriors(economy, counts), own=0, taken=0
        )
        ends = np.isfinite(value.lo) & np.isfinite(value.hi)
        nothing = np.isneginf(value.lo) & np.isposinf(value.hi)
        tally.holds("bounds where trades are known", (ends if bounded else nothing).all())


def _about(tally: Tally, what: str, found: Intervals, value: float) -> None:
    """Note that an interval contains a number of floating point, within rounding, and is narrow."""
    size = max(1.0, abs(value))
    tally.close(f"below {what}", max(float(found.lo) - value, 0.0) / size, 0.0, 1e-10)
    tally.close(f"above {what}", max(value - float(found.hi), 0.0) / size, 0.0, 1e-10)
    tally.close(f"width of {what}", float(found.hi - found.lo) / size, 0.0, 1e-9)


CHECKS: dict[str, Check] = {
    "thm-1.sharp": on_probes(tallied(equilibria), (richer(LOGARITHMS),)),
    "thm-1.sharp-margins": on_probes(tallied(margins), (richer(TWO_TYPES),)),
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
    stated(
        "thm-1.sharp-margins",
        "gains and margins enclosed to rounding are those summed over all sequences of types",
        "Theorem 1, (22)-(26)",
        r"\forall x, \bar x:\quad M[F_x(\bar x) - F_x(x)] \in [\cdot, \cdot],\quad "
        r"\overline v - \underline v \le 10^{-9}",
        "value",
        depends_on=("eq-23.compared",),
    ),
)
