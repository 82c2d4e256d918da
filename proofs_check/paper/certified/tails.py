r"""The search for a tail: which M0 are tried, where what each proves is given, and what is returned.

Paper: Theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, inf, sqrt
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np

from numeric.certify.theorem_1 import comparison, covers, tail
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

COSTS = {(0, 1): 0.25, (1, 0): 0.5}


def searched(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The M0 of the ladder, those between, and the best N; boxes that cover the simplex or do not."""
    low: dict[tuple[int, int], float] = {(0, 1): -1.0, (1, 0): 0.1}
    _ladders(tally, economy, float(factor))
    starts: tuple[tuple[int, Callable[[int], int | None]], ...] = (
        (0, lambda M: max(6000 // M, 2 * M) if M >= 100 else None),
        (0, lambda M: max(9000 // M, 2 * M) if M >= 31 else None),
        (60, lambda M: max(200_000 // M, 2 * M) if M >= 200 else None),
        (400, lambda M: 4 * M if M >= 400 else None),
        (0, lambda M: 100_000 if M >= 140 else None),
        (0, lambda M: None),
        (0, lambda M: 5000 - M if M >= 30 else None),
        (0, lambda M: (7 * M - 7) // 5 + 1 if M >= 100 else None),  # with as many active agents
        (0, lambda M: 10_000 - M // 50 if M >= 100 else None),  # hardly better with more
    )
    for ranged, start in starts:
        tried = _tried(economy, ranged, start)
        made = _search(tally, economy, ranged, start, low)
        tally.same("tried", [t.active for t in made.tried], tried)
        known = [(start(M), M) for M in tried if start(M) is not None]
        best = min(known, key=lambda pair: pair[0] or 0, default=(None, None))
        tally.same("best", (made.start, made.active), best)
        tally.same("evidence", made.evidence == "CERTIFIED", bool(known))
        unique = [M for M in tried if M % 3]
        tally.same("unique from", made.unique_from, min(unique, default=None))
        tally.same("told", (made.information, [t.boxes for t in made.tried]), (0.5, tried))
        for one in made.tried:
            tally.same(
                "each",
                (one.start, one.unique, one.rows, one.seconds),
                (start(one.active), one.active % 3 > 0, 7, 2.0),
            )
    for limit in (2.0, 2.5):
        late = _search(tally, economy, 0, lambda M: None, low, limit=limit)
        tally.same("the time is over", len(late.tried), 3)
    nobody = tail.certify_tail(economy.replacing(eta=0))
    tally.holds("needs η", "needs eta > 0" in nobody.detail and not nobody.tried)
    with mock.patch.object(comparison, "normal_at_all_bundles", lambda _, x: x == 0):
        tally.holds("needs normal goods", "normal" in tail.certify_tail(economy).detail)
    _covers(tally)


def _search(
    tally: Tally, economy: Economy, ranged: int, start: Callable[[int], int | None],
    limits: dict[tuple[int, int], float], limit: float | None = None,
) -> tail.CertifiedTail:  # fmt: skip
    """Return what is found with prices from one number on, and an N that each M0 proves."""
    calls, asked = [0], [0]

    def clock() -> float:
        asked[0] += 1
        tally.holds("it ends", asked[0] < 3000)
        return 90.0 + calls[0]

    def attempt(_: Economy, M: int, fineness: float, prices: Any) -> Any:
        calls[0] += 1
        tally.holds("few", calls[0] < 60)
        tally.holds("its prices", prices == (PriceRange(1.0, 2.0, M) if ranged <= M else "none"))
        unique = np.full(M, M % 3 > 0)
        return SimpleNamespace(missing=None, unique=unique, rows=7, all_unique=M % 3 > 0, active=M)

    with mock.patch.multiple(
        tail, attempt=attempt, gain_bounds=lambda _, made: made.active, fineness=lambda _: 1.0,
        certified_losses=lambda _: COSTS, slope=lambda _: SimpleNamespace(values=limits),
        price_range=lambda _, M: PriceRange(1.0, 2.0, M) if ranged <= M else "none",
        least_start=lambda _, costs, bounds, M: start(M) if (costs, bounds) == (COSTS, M) else -1,
        least_information=lambda _: 0.5, time=SimpleNamespace(monotonic=lambda: 5 + 2.0 * calls[0]),
    ):  # fmt: skip
        return tail.certify_tail(economy, time_limit=limit, clock=clock)


def _tried(economy: Economy, ranged: int, start: Callable[[int], int | None]) -> list[int]:
    """Return the M0 that are to be tried, by the rules of the search."""
    tried: list[int] = []
    refused: set[int] = set()

    def best() -> float:
        return min((s for s in map(start, tried) if s is not None), default=inf)

    failed = 0
    for M in tail.LADDER:
        if best() < inf:
            break
        if 2 * failed > M:
            continue
        low, high = failed, M
        if low in refused and high >= ranged:
            while high > (1 + tail.CLOSE) * low:  # the least with a range of prices
                middle = round(sqrt(low * high))
                if middle >= ranged:
                    high = middle
                else:
                    refused.add(middle)
                    low = middle
        tried.append(high)
        if high < ranged:
            refused.add(high)
        failed = high
    for _ in range(tail.REFINED):
        if best() == inf:
            break
        before, most = best(), economy.active(int(best()))
        below = max((M for M in (*tried, *refused) if most > M), default=most)
        middle = round(sqrt(below * most))
        if not below < middle < most or most - below <= tail.CLOSE * most:
            break
        tried.append(middle)
        if (1 - tail.WORTH) * before < best() < before:
            break
    return tried


def _ladders(tally: Tally, economy: Economy, factor: float) -> None:
    """No M0 is tried below what the exogenous offers, and the limits of the gains, ask for."""
    own, eta = economy.environment.endowment, economy.mechanism.eta
    for kappa, limits in (
        (("1/5", "1/7"), (-1.0, 0.1)), (("1/100", "1/7"), (-1.0, 0.1)), (("1/5", "1/90"), (-1.0, 0.1)),
        (("1/5", "1/7"), (9.0, 30.0)), (("1/5", "1/7"), (30.0, 9.0)), (("1/5", "1/50000"), (0.0, 0.0)),
        (("1/5", "1/7"), (0.1, 0.2)), (("1/5", "1/7"), (1e9, 1.0)), (("1/5", "1/7"), (90.0, 1.0)),
    ):  # fmt: skip
        given = economy.replacing(kappa=list(kappa))
        values = dict(zip(COSTS, limits, strict=True))
        inactive = max(v / COSTS[p] for p, v in values.items()) / float(eta)
        needed = given.active(int(inactive)) if 2 <= inactive < tail.LARGEST else 0
        scarce = max(v / Fraction(k) for v, k in zip(own, kappa, strict=True))
        least = max(30, ceil(Fraction(tail.SCARCE) * scarce), needed)
        rest = (
            [M for M in tail.LADDER if least < M]
            if least <= 12_000
            else [2 * least, 4 * least, 8 * least]
        )
        with mock.patch.multiple(
            tail, certified_losses=lambda _: COSTS,
            slope=lambda _, values=values: SimpleNamespace(values=values),
        ):  # fmt: skip
            found = tail._Search(given, None, lambda _: None, lambda: 0.0)._ladder()
        tally.close("ladder", found, [least * factor, *rest], 1e-12)
    free = {(0, 1): 0.0, (1, 0): 0.5}
    with mock.patch.multiple(
        tail, certified_losses=lambda _: free,
        slope=lambda _: SimpleNamespace(values={(0, 1): 9.0, (1, 0): 20.0}),
    ):  # fmt: skip
        least = tail._Search(economy, None, lambda _: None, lambda: 0.0)._least_needed()
    tally.same("nothing is lost", least, economy.active(int(40 / float(eta))))


def _covers(tally: Tally) -> None:
    """Boxes cover the simplex or leave out a corner, a gap, or a part outside that does not matter."""
    halves = ((0.0, 0.51), (0.51, 1.0))
    quarter = [([a[0], b[0]], [a[1], b[1]]) for a in halves for b in halves]
    gap = [
        ([0.0, 0.0], [0.6, 0.3]),
        ([0.0, 0.3], [0.2, 1.0]),
        ([0.3, 0.3], [1.0, 1.0]),
        ([0.6, 0.0], [1.0, 0.3]),
    ]
    for boxes, sure in (
        (quarter, True), (quarter[:3], True), (quarter[1:], False), (quarter[:2] + quarter[3:], False),
        ([quarter[0], *quarter[2:]], False), ([([0.0, 0.0], [1.0, 1.0])], True),
        ([([0.0, 0.0], [1.0, 0.999])], False),
        ([([0.0, 0.0], [0.5, 1.0]), ([0.5, 0.0], [1.0, 0.5])], False),  # a corner is not left out
         ([([0.001, 0.0], [1.0, 1.0])], False),
        (gap, False), ([*gap, ([0.2, 0.3], [0.3, 0.9])], True), ([*gap, ([0.2, 0.3], [0.3, 0.7])], False),
        ([*gap, ([0.2, 0.3], [0.3, 0.8])], True), ([*gap, ([0.2, 0.31], [0.3, 0.9])], False),
    ):  # fmt: skip
        lo, hi = (np.array([box[i] for box in boxes]) for i in (0, 1))
        calls, cut = [0], covers._cut

        def counted(low: Any, high: Any, *near: Any, calls: list[int] = calls, cut: Any = cut,
                    lo: Any = lo, hi: Any = hi) -> Any:  # fmt: skip
            calls[0] += 1
            tally.holds("it ends", calls[0] < 200)
            meets = ((lo <= high) & (hi >= low)).all(axis=-1)
            told = [ends.tolist() for ends in near]
            tally.same("those that meet it", told, [lo[meets].tolist(), hi[meets].tolist()])
            return cut(low, high, *near)

        with mock.patch.object(covers, "_cut", counted):
            tally.same("covers", covers.covers_simplex(lo, hi), sure)
    for least, most in (
        ([np.nan], [1.0]),
        ([0.0], [np.inf]),
        ([0.0, np.nan], [1.0, 1.0]),
        ([0.0, 0.0], [1.0, np.inf]),
    ):
        lo, hi = np.array(least)[:, None], np.array(most)[:, None]
        tally.same("no number", covers.covers_simplex(lo, hi), False)
    lo, hi = (
        np.array([[0.1, 0.0], [0.4, 0.3], [0.0, 0.5]]),
        np.array([[0.9, 0.2], [1.0, 0.8], [0.7, 1.0]]),
    )
    for low, high, wanted in (
        ((0.0, 0.0), (1.0, 1.0), (1, 0.5)), ((0.0, 0.0), (1.0, 0.25), (0, 0.4)),
        ((0.0, 0.55), (0.8, 0.75), (0, 0.4)), ((0.72, 0.0), (0.88, 0.9), (1, 0.5)), ((0.72, 0.81), (0.88, 0.9), None),
        ((0.4, 0.0), (0.9, 0.35), (1, 0.2)), ((0.4, 0.3), (0.7, 0.5), None),
    ):  # fmt: skip
        found = covers._cut(np.array(low), np.array(high), lo, hi)
        tally.same("nearest to the middle", found, wanted)
    corner = np.array([[0.5, 0.5]]), np.ones((1, 2))
    tally.same("as near", covers._cut(np.zeros(2), np.ones(2), *corner), (0, 0.5))
    for start, end, other, nearer in (
        (0.0, 0.401, 0.6, 0.401),
        (0.0, 0.399, 0.6, 0.6),
        (0.5, 0.6, 0.76, 0.76),
        (0.5, 0.74, 0.9, 0.74),
    ):
        cuts = np.array([[end]]), np.array([[other]])
        found = covers._cut(np.array([start]), np.ones(1), *cuts)
        tally.same("of two", found, (0, nearer))


CHECKS: dict[str, Check] = {
    "thm-1.searched-tails": on_probes(tallied(searched), (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.searched-tails",
        "which M0 are tried in the search for a tail, what is returned of them, and boxes that cover the simplex",
        "Theorem 1",
        r"N_0 = \min_{M_0}\min\{N: \lfloor\eta N\rfloor\,\ell > B_{M_0}(M(N)),\ M(N) \ge M_0\}",
        "value",
    ),
)
