r"""Searches for the least M0, on bounds that are known.

What a search is given is a rule written here: from which M0 on there is a range of prices, and which N
an M0 proves.  The best of all M0 is then found by trying every one.

Paper: Theorems 1 and 2; the searches are not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations
from math import ceil, inf, isfinite, sqrt
from unittest import mock

from numeric.certify.theorem_1 import tail
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.certify.theorem_2 import exclusion
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import losses
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

RULES = ((0, 60, 40.0), (137, 150, 300.0), (90, 700, 100.0), (0, 30, 5000.0), (400, 400, 12.0))
"""The M0 from which on there is a range of prices, from which on one proves some N, and how its N falls."""

MOST, LARGE = 1500, 100
"""The M0 that are tried one by one, and an M from which, with its double, limits are extrapolated."""


def _agents(economy: Economy, active: int) -> int:
    """Return the least N with so many active agents, counted up."""
    part, whole = (1 - economy.mechanism.eta).as_integer_ratio()
    N = max(active * whole // part - 2, 1)
    while -(-part * N // whole) < active:
        N += 1
    return N


class _Known(tail._Search):
    """The search on a rule; a step takes a second."""

    def __init__(
        self, economy: Economy, rule: tuple[int, int, float], limit: float | None = None
    ) -> None:
        self.now = 1000.0
        super().__init__(economy, limit, lambda _: None, lambda: self.now)
        self.rule = rule

    def start(self, active: int) -> int | None:
        """Return the N that an M0 proves: its bound falls in M0, but N has at least M0 active agents."""
        ranged, least, falls = self.rule
        if active < max(ranged, least):
            return None
        return max(_agents(self.economy, active), ceil(50 + 100 * falls / active))

    def _range(self, active: int) -> PriceRange | str:
        known = PriceRange(0.1, 9.0, active) if active >= self.rule[0] else "trades may rise"
        return self.ranges.setdefault(active, known)

    def _try(self, active: int) -> None:
        start, self.now = self.start(active), self.now + 1
        told = "too small" if start is None else "proved"
        self.tried.append(tail.Tried(active, start, 1, 1, active >= 70, told, 1.0))


def _searched(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What is found is proved by an M0 that was tried, and is about the least of all M0."""
    for rule in RULES:
        search = _Known(economy, rule)
        found = search.run()
        starts = {M: search.start(M) for M in range(2, MOST)}
        least = min(N for N in starts.values() if N is not None)
        tally.holds("some", found.start is not None and found.active is not None)
        if found.start is None or found.active is None:
            return
        tally.same("proved", found.start, (starts[found.active] or 0) * factor)
        tally.same("the best tried", found.start, min(t.start or MOST**2 for t in found.tried))
        tally.holds("about the least", found.start <= 1.06 * least * float(factor) + 3)
        unique = [t.active for t in found.tried if t.active >= 70]
        tally.same("unique from", found.unique_from, min(unique, default=None))
        tally.same(
            "evidence", (found.evidence, str(found.active) in found.detail), ("CERTIFIED", True)
        )
        tally.holds("few attempts", len(found.tried) <= 12)
        first = [t.active for t in found.tried][
            : next(i for i, t in enumerate(found.tried) if t.start) + 1
        ]
        tally.holds("twice as large, or as far as prices are known", all(
            b >= 2 * a or b < 2 * max(rule[0], 1) for a, b in pairwise(first)))  # fmt: skip
    never = _Known(economy, (0, 10**9, 1.0))
    found = never.run()
    tally.same("nothing", (found.start, found.active, found.evidence), (None, None, "NONE"))
    tally.holds("why", f"M >= {never.tried[-1].active}: too small" in found.detail)
    for limit in (-1.0, 0.5, 2.5):
        stopped = _Known(economy, (0, 10**9, 1.0), limit)
        found = stopped.run()
        tally.same("attempts in time", len(found.tried), int(limit + 1))
        told = "time limit" if limit < 0 else "the time limit was reached; for M"
        tally.holds("says so", told in found.detail)


def _steps(tally: Tally, economy: Economy) -> None:
    """The least M0 with a range, what lies between, and where the ladder begins."""
    for first, low, high in ((137, 30, 330), (31, 30, 45), (330, 150, 330), (900, 45, 1100)):
        search = _Known(economy, (first, 0, 1.0))
        search._range(low)
        found = search._least_in_range(low, high)
        tally.holds("least with a range", first <= found <= min(1.04 * first + 1, high))
        tally.holds("by halving", len(search.ranges) <= 9)
    none = _Known(economy, (999, 0, 1.0))
    tally.same("nothing known of the lower", none._least_in_range(30, 1500), 1500)
    none._range(30)
    tally.same("none at the higher", none._least_in_range(30, 330), 330)
    known = _Known(economy, (20, 0, 1.0))
    known._range(30)
    tally.same("a range at the lower", known._least_in_range(30, 330), 330)
    N, M = 300, ceil((1 - economy.mechanism.eta) * 300)
    for tried, refused, below in (
        (((30, None), (150, N)), (), 150),
        (((30, None), (150, N), (M, N + 1)), (), 150),
        (((30, None), (150, N), (M + 20, N + 9)), (160,), 160),
        (((150, N),), (200,), 200),
        (((150, N), (M - 3, None)), (), None),
        (((M, N),), (), None),
        (((150, None),), (), None),
    ):
        search = _Known(economy, (0, 0, 1.0))
        search.tried = [tail.Tried(a, s, 1, 1, True, "", 0.0) for a, s in tried]
        search.ranges = dict.fromkeys(refused, "none") | {M - 1: PriceRange(0.1, 9.0, M - 1)}
        wanted = None if below is None else round(sqrt(below * M))
        tally.same("between", search._between(), wanted)


def _ladders(tally: Tally, economy: Economy) -> None:
    """Where the ladder begins: at what one agent may move, and at what costs need."""
    plain = _Known(economy, RULES[0])
    few = economy.replacing(eta="1/2000")
    tables = [M * continuation(economy, M).values for M in (LARGE, 2 * LARGE)]
    limits, cost = 2 * tables[1] - tables[0], losses(economy, solve_stage1(economy))
    pairs = list(permutations(range(len(economy.types)), 2))
    need = max(float(limits[x, y] - limits[x, x]) / cost[x, y] for x, y in pairs)
    for one in (economy, few):
        N = int(need / float(one.mechanism.eta))
        wanted = ceil((1 - one.mechanism.eta) * N)
        search = _Known(one, RULES[0])
        tally.close(
            "what costs need", search._least_needed() / wanted, 1.0, 4e-3 if one is few else 0.1
        )
        first = max(30, plain._least_needed()) if one is economy else search._least_needed()
        beyond = [round(first * f) for f in (1, 2, 4, 8)]
        listed = [first, *(a for a in tail.LADDER if a > first)]
        tally.same("ladder", search._ladder(), beyond if first > tail.LADDER[-1] else listed)
    for good, kappa in ((0, ("1/501", "1/7")), (1, ("1/5", "1/801")), (0, ("1/50001", "1"))):
        top = economy.environment.endowment[good] / Fraction(kappa[good])
        search, first = _Known(economy.replacing(kappa=kappa), RULES[0]), ceil(top * 3 / 5)
        with mock.patch.object(search, "_least_needed", return_value=0):
            listed = [first, *(a for a in tail.LADDER if a > first)]
            beyond = [first * f for f in (1, 2, 4, 8)]
            tally.same("scarce", search._ladder(), beyond if first > tail.LADDER[-1] else listed)


def least(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The search on rules, its steps, and where its ladder begins."""
    _searched(tally, economy, factor)
    _steps(tally, economy)
    _ladders(tally, LOGARITHMS)


def blocks(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Which block excludes a partition first, what is said where none does, and the least M0."""
    partition, eta = ((0, 2), (1,), (3, 4)), economy.mechanism.eta
    need = eta / (1 - eta)
    cases = (
        ((0.3, 0.4), (0.01, 0.5, 0.02, 0.004, 0.003)),
        ((0.4, 0.3), (0.02, 0.5, 0.01, 0.003, 0.004)),
        ((0.3, 0.0), (0.01, 0.5, 0.02, 0.004, 0.003)),
        ((0.3, 0.4), (0.2, 0.5, 0.1, 0.3, inf)),
        ((0.5, 0.3), (0.2, 0.0, 0.4, 0.1, 0.29)),
    )
    for (first, second), gains in cases:
        costs: dict[tuple[int, ...], float] = {(0, 2): first, (3, 4): second}
        with mock.patch.object(exclusion, "value_gains", return_value=list(gains)):
            found, detail = exclusion._at(economy, partition, costs, 70)
        starts = {}
        for block, C in costs.items():
            V = max(gains[y] for y in block)
            room = eta * Fraction(C) - (1 - eta) * Fraction(V) if isfinite(V) else Fraction(0)
            if room > 0:
                sure = ceil((Fraction(C) + Fraction(V)) * factor / room)
                starts[block] = max(sure, _agents(economy, 70))
        best = min(starts, key=lambda b: starts[b], default=None)
        tally.same("block", found and found.block, best)
        if found is not None and best is not None:
            tally.same("start", (found.start, found.active), (starts[best] * factor, 70))
            tally.same("cost", (found.cost, found.gain), (costs[best], max(gains[y] for y in best)))
        worst = min(max(gains[y] for y in b) / max(C, 1e-300) for b, C in costs.items())
        tally.holds("what is needed", f"{worst:.3g} times the cost" in detail)
        tally.holds("below what", f"below {float(need):.3g} times it" in detail)
    _whole(tally, economy)
    _least_of_blocks(tally, economy)


def _whole(tally: Tally, economy: Economy) -> None:
    """Pooling that costs nothing is not excluded, complete pooling is as soon as somebody is inactive."""
    rare, partition = economy.replacing(eta="1/150"), ((0, 1, 2),)
    for cost, start in ((0.0, None), (1e-9, 150)):
        with mock.patch.object(exclusion, "certified_cost", return_value=cost):
            found = exclusion.exclude_at(rare, partition, 0)
        tally.same("complete pooling", (found.start, found.cost), (start, cost))


def _least_of_blocks(tally: Tally, economy: Economy) -> None:
    """The ladder for a partition: from which M0 on a rule excludes it, to an eighth of a doubling."""
    partition, first = ((0,), (1, 2)), 0

    def judged(economy: Economy, *known: object) -> tuple[exclusion.ExcludedPartition | None, str]:
        active = int(str(known[-1]))
        start = _agents(economy, active)
        made = exclusion.ExcludedPartition(
            partition, start, active, (1, 2), 1.0, 0.1, "CERTIFIED", ""
        )
        return (made if active >= first else None), f"not from {active}"

    with (
        mock.patch.object(exclusion, "_at", side_effect=judged),
        mock.patch.object(exclusion, "certified_cost", return_value=1.0),
    ):
        for first in (9000, 4001, 70_000):
            found = exclusion.exclude_partition(economy, partition)
            active = found.active or 0
            tally.holds("least", first <= active <= first * 2**0.125 + 2)
            tally.same("its start", found.start, _agents(economy, active))
        first = 10**9
        found = exclusion.exclude_partition(economy, partition)
        told = f"not from {exclusion.LADDER[-1]}"
        tally.same("none", (found.start, found.evidence, found.detail), (None, "NONE", told))
        late = exclusion.exclude_partition(economy, partition, -inf)
        tally.holds("no time", late.start is None and "time limit" in late.detail)


CHECKS: dict[str, Check] = {
    "thm-1.least-M0": on_probes(tallied(least), (TWO_TYPES,)),
    "thm-2.least-M0": on_probes(tallied(blocks), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.least-M0",
        "the search for M0 finds about the least N that any M0 proves",
        "Theorem 1",
        r"\forall \text{rules } N(\cdot):\quad N_0 \le \tfrac{53}{50}\min_{M_0} N(M_0) + 3,\quad "
        r"N_0 = N(M_0) \text{ for an } M_0 \text{ that was tried}",
        "value",
        depends_on=("thm-1.tail",),
    ),
    stated(
        "thm-2.least-M0",
        "which block excludes a partition first, and the search for M0",
        "Theorem 2",
        r"\forall C, V:\quad N_0 = \min_k\max\Bigl(\lceil\frac{C_k + V_k}{\eta C_k - (1 - "
        r"\eta)V_k}\rceil,\ N(M_0)\Bigr)",
        "value",
        depends_on=("thm-2.bounds-of-costs",),
    ),
)
