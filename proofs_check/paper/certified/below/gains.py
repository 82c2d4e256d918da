r"""Gains and margins enclosed to rounding below a certified tail, and what the best payoff is bounded by.

They are compared with sums over all sequences of types, and with the payoff by hand.

Paper: Theorem 1, equations (22)-(26).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from math import comb
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.last_failure import gains as gains_
from numeric.certify.last_failure import margins as margins_
from numeric.certify.last_failure import sharp_equilibria
from numeric.certify.last_failure.chances import posteriors
from numeric.certify.last_failure.gains import gains
from numeric.certify.last_failure.margins import sharp_margins
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage1.losses import losses as enclosed
from numeric.certify.stage2.results import EnclosedEquilibrium
from numeric.certify.theorem_1 import comparison, continuation
from numeric.certify.theorem_1.comparison import loss_intervals
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import losses, threshold
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.trades import omega
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.theorem_1.enumeration_checks import _brute_values


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
    with flint.ctx.workprec(comparison.BITS):
        table = enclosed(economy, certify_stage1(economy))
        for x, y in pairs:
            _about(tally, "loss", bounds[x, y], float(costs[x, y]))
            ends = float(table[x][y].lower()), float(table[x][y].upper())
            beyond = ends[0] - bounds[x, y].lo, bounds[x, y].hi - ends[1]
            tally.holds("rounded outward", min(beyond) > 0 and max(beyond) < 1e-15)
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
    N, M, costs = 8, economy.active(8), {(0, 1): _Ends(3, 4), (1, 0): _Ends(2, 2)}
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
        value = gains_._best(
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


def best_payoffs(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Bounds on the best payoff, a step on either side of the best trade, and M times the gain added up."""
    counts, own_e, step = np.array([(2, 1), (1, 2)]), by_hand.endowment(economy), 1e-3
    rows = sharp_equilibria.known_cells(counts, posteriors(economy, counts))
    games = sharp_equilibria.sharp_equilibria(economy, rows, solve_stage2(economy, counts))
    unit = np.eye(2, dtype=np.int64)
    for own, taken in product(range(2), repeat=2):
        known = counts - unit[taken] + unit[own]
        with np.errstate(all="ignore"), mock.patch.object(gains_, "NEAR", (step,)):
            found = gains_._best(
                economy, rows, games, np.arange(2), posteriors(economy, known), own, taken
            )
        for i, row in enumerate(known.tolist()):
            belief = [float(w) for w in by_hand.posterior(economy, tuple(row))]
            Q, t = float(games.first.middle[i]), float(games.trades.middle[i, taken])
            P = float(games.price.middle[i]) / omega(t / (3 * Q))
            k = 1 / (3 * (Q - max(-t, 0.0) / 3))

            def bundle(t: float, P: float = P, k: float = k) -> tuple[float, float]:
                return own_e[0] + t, own_e[1] - P * t / (1 - k * t)

            def rises(t: float, P: float = P, k: float = k, belief: list[float] = belief,
                      own: int = own, bundle: Any = bundle) -> float:  # fmt: skip
                first, second = (by_hand.slope(economy, bundle(t), own, belief, g) for g in (0, 1))
                return first - P / (1 - k * t) ** 2 * second

            most = own_e[1] / (P + k * own_e[1])
            best = by_hand.root(rises, -own_e[0] * (1 - 1e-12), most * (1 - 1e-12))
            low = best - step * own_e[0]
            value = by_hand.expected(economy, bundle(low), own, belief)
            ends = value, value + rises(low) * 2 * step * own_e[0]
            tally.close("best payoff", [found.lo[i], found.hi[i]], ends, 2e-10)
    open_ = replace(games, enclosed=np.array([True, False]))
    with np.errstate(all="ignore"):
        parts = gains_._summands(economy, counts, rows, open_, 0, 1)
    known_ = bool(np.isfinite(parts.lo[0]) and np.isfinite(parts.hi[0]))
    tally.same("not enclosed", (known_, parts.lo[1], parts.hi[1]), (True, -np.inf, np.inf))
    _added(tally, float(factor))
    _continued(tally, economy)
    _against_totals(tally, economy)


def _added(tally: Tally, factor: float) -> None:
    """Summands of one M, over its configurations; all of them must be unique."""
    rows = np.array([[2, 0], [1, 1], [0, 2], [1, 2], [3, 0]])
    one = np.array([0.3, 0.7, -0.2, 5.0, 9.0])
    values = {(a, b): one * (1 + a + 3 * b) for a, b in product((0, 1), repeat=2)}
    parts = {pair: Intervals(v - 0.01, v + 0.01) for pair, v in values.items()}
    chosen = rows.sum(axis=-1) == 2
    for alone, all_ in (
        ([1, 1, 1, 0, 0], True),
        ([1, 0, 1, 1, 1], False),
        ([0, 0, 0, 1, 1], False),
    ):
        made = gains_._at(2, chosen, rows, parts, np.array(alone, dtype=bool))
        tally.same("unique", (made.active, made.unique), (2, all_))
        tally.same("deviations", sorted(made.values), [(0, 1), (1, 0)])
        for (a, b), found in made.values.items():
            exact = 2 * 0.8 * (3 * b - 3 * a) * factor
            tally.close(
                "M times the gain", [found.lo, found.hi], [exact - 0.12, exact + 0.12], 1e-12
            )


def _continued(tally: Tally, economy: Economy) -> None:
    """Values are expected over the others' types, for configurations with the type that one is taken for."""
    rows = [(3, 0), (2, 1), (1, 2), (0, 3)]
    found = [(row, SimpleNamespace(row=row)) for row in rows]
    worth = {
        (n, x, y): 0.3 + n + 0.2 * x - 0.7 * y * n for n in range(4) for x in (0, 1) for y in (0, 1)
    }

    def guesses(_e: object, of: list[Any], known: np.ndarray, own: int, taken: int) -> list[Any]:
        others = [tuple(int(n) - (i == own) for i, n in enumerate(row)) for row in known]
        believed = [tuple(n + (i == taken) for i, n in enumerate(row)) for row in others]
        tally.same("believed", [e.row for e in of], believed)
        return others

    def value(
        _e: object, of: Any, counts: list[int], own: int, taken: int, guess: Any
    ) -> flint.arb:
        tally.same("guess", (guess, of.row[taken] > 0), (tuple(counts), True))
        return flint.arb(worth[counts[0], own, taken])

    with mock.patch.multiple(
        continuation,
        _guesses=guesses,
        _value=value,
        _kept=lambda _e, n, x: flint.arb(50 + n[0] + 9 * x),
    ):
        tables = [continuation.continuation(economy, found, shut) for shut in (False, True)]  # type: ignore[arg-type]
    for shut, x, y in product((0, 1), repeat=3):
        wanted = 0.0
        for n in range(3):  # others of the first type
            chance = sum(
                float(w) * comb(2, n) * float(m[0]) ** n * float(m[1]) ** (2 - n)
                for w, m in zip(by_hand.tau(economy, x), economy.environment.signal, strict=True)
            )
            alike = shut and (n, 2 - n)[y] == 2
            wanted += chance * (50 + n + 9 * x if alike else worth[n, x, y])
        tally.close("continuation", float(tables[shut][x][y].mid()), wanted, 1e-14)


def _against_totals(tally: Tally, economy: Economy) -> None:
    """The totals of the others are all less the offers that are played for a type."""

    def around(value: float) -> Interval:
        return Interval(Fraction(value), Fraction(value))

    offers = ((around(0.25), around(0.0)), (around(0.0), around(0.5)))
    one = EnclosedEquilibrium(around(1.5), (around(2.0), around(3.0)), offers)
    asked: dict[str, Any] = {}

    def response(belief: Any, x: int, Q: Any, R: Any, guess: Any) -> Any:
        asked["guess"] = x, guess
        return flint.arb(0.125), flint.arb(0)

    def best(belief: Any, x: int, offer: Any, Q: Any, R: Any) -> flint.arb:
        asked["all"] = (
            [float(w) for w in belief.weights],
            x,
            [float(b) for b in offer],
            float(Q),
            float(R),
        )
        return flint.arb(7)

    with mock.patch.multiple(continuation, enclosed_response=response, best_value=best):
        for own, taken in product((0, 1), repeat=2):
            asked.clear()
            continuation._value(economy, one, (1, 2), own, taken, [0.5, 0.25])
            counts = tuple(n + (i == own) for i, n in enumerate((1, 2)))
            belief = [float(w) for w in by_hand.posterior(economy, counts)]
            played = [float(b.low) for b in offers[taken]]
            offer = played if own == taken else [0.125, 0.0]
            minus = 2.0 - played[0], 3.0 - played[1]
            tally.close("belief", asked["all"][0], belief, 1e-14)
            tally.same("against", asked["all"][1:], (own, offer, *minus))
            tally.same("guess", asked.get("guess"), None if own == taken else (own, [0.5, 0.25]))
            guess = continuation._guesses(economy, [one], np.array([counts]), own, taken)[0]
            known = by_hand.best_offer(economy, own, by_hand.posterior(economy, counts), minus)[0]
            wanted = played if own == taken else known
            tally.close("guess of a response", guess, wanted, 1e-7)


CHECKS: dict[str, Check] = {
    "thm-1.sharp-margins": on_probes(tallied(margins), (TWO_TYPES,)),
    "thm-1.best-payoffs": on_probes(tallied(best_payoffs), (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.sharp-margins",
        "gains and margins enclosed to rounding are those summed over all sequences of types",
        "Theorem 1, (22)-(26)",
        r"\forall x, \bar x:\quad M[F_x(\bar x) - F_x(x)] \in [\cdot, \cdot],\quad "
        r"\overline v - \underline v \le 10^{-9}",
        "value",
        depends_on=("eq-23.compared",),
    ),
    stated(
        "thm-1.best-payoffs",
        "bounds on the best payoff against known totals, and M times the gain added up",
        "equations (22)-(26)",
        r"V(t_1) \le \max_tV(t) \le V(t_1) + V'(t_1)(t_2 - t_1),\quad t_1 \le t^* \le t_2",
        "value",
    ),
)
