r"""The comparison of cost and gain that proves all larger populations, and bounds put together.

Bounds are simple functions here, so that the least population that they prove is counted by hand.

Paper: Theorem 1; Claim 2 of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, exp, floor, prod
from typing import Any

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage1.losses import losses
from numeric.certify.theorem_1 import bound as bounds
from numeric.certify.theorem_1 import cells, comparison, continuation, eta_zero, expectation
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes, richer
from proofs_check.paper.shared.tally import Tally, tallied


@dataclass(frozen=True)
class Falling:
    """A bound that falls with M."""

    scale: float

    def at(self, active: int) -> float:
        """Return the bound for M and all larger M."""
        return self.scale / active


def comparisons(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The least populations that bounds prove, and how few inactive agents make an equilibrium."""
    eta = economy.mechanism.eta
    for active in (2, 7, 30, 31, 45):
        least = next(N for N in range(1, 200) if ceil((1 - eta) * N) >= active)
        tally.same("least agents", comparison.least_agents(economy, active), least)
    costs = comparison.certified_losses(economy)
    best = [by_hand.best_consumption(economy, x) for x in range(2)]
    own = by_hand.endowment(economy)
    ends = by_hand.intervals(best, 2 * own[0])
    exact = {}
    for x, other in ((0, 1), (1, 0)):
        nearest = min(max(best[x], ends[other][0]), ends[other][1])
        line = [
            by_hand.expected(
                economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
            )
            for c in (best[x], nearest)
        ]
        exact[x, other] = line[0] - line[1]
        tally.close("loss", costs[x, other], exact[x, other] * float(factor), 1e-12)
    with flint.ctx.workprec(96):
        table = losses(economy, certify_stage1(economy))
        for x, other in exact:
            below = float(table[x][other].lower()) - costs[x, other]
            tally.holds("a loss is rounded down", 0 < below < 1e-15)
    for scale in (0.5, 4.0, 40.0):
        tails = {pair: Falling(scale * (1 + i)) for i, pair in enumerate(sorted(exact))}

        def holds(N: int, tails: dict[tuple[int, int], Falling] = tails) -> bool:
            M = ceil((1 - eta) * N)
            return all((N - M) * exact[p] > b.at(M) for p, b in tails.items())

        start = next(N for N in range(9, 4000) if holds(N) and ceil((1 - eta) * N) >= 7)
        found = comparison.least_start(economy, costs, tails, 7)  # type: ignore[arg-type]
        tally.same("least start", found, start)
        for N in (start - 1, start, start + 5):
            sure = comparison.holds_from(economy, costs, tails, N)  # type: ignore[arg-type]
            tally.same("proved", sure, holds(N))
    never = {pair: Falling(float("inf")) for pair in exact}
    tally.same("never", comparison.least_start(economy, costs, never, 7), None)  # type: ignore[arg-type]
    for low, high in ((-0.3, -0.1), (0.02, 0.021), (0.2, 0.9), (-0.5, 0.0)):
        known = {(0, 1): (low, high), (1, 0): (low - 0.01, high - 0.01)}
        wanted = (
            max(0, *(ceil(g[0] / exact[p]) for p, g in known.items())),
            max(0, *(floor(g[1] / exact[p]) + 1 for p, g in known.items())),
        )
        tally.same("least inactive", eta_zero.least_inactive(economy, known), wanted)
    for times, wanted in (((7.03, 9.03), (8, 10)), ((7 + 3e-12, 7 - 3e-12), (7, 8))):
        own_gains = {p: (times[0] * cost, times[1] * cost) for p, cost in exact.items()}
        tally.same("near", eta_zero.least_inactive(economy, own_gains), wanted)
    _assembled(tally, economy)
    _hypotheses(tally, economy)


def _hypotheses(tally: Tally, economy: Economy) -> None:
    """What the comparison rests on is missed one by one, in either good; the value of keeping the endowment."""
    tally.same("nothing is missing", comparison.missing_hypothesis(economy), None)
    e = economy.mechanism
    lacking: tuple[tuple[str, dict[str, Any]], ...] = (
        ("fee", {"entry_fee": ["1/100", 0]}),
        ("fee", {"entry_fee": [0, "1/100"]}),
        ("shut-down", {"shut_down": True}),
        ("kappa > 0", {"kappa": [0, e.kappa[1]]}),
        ("kappa > 0", {"kappa": [e.kappa[0], 0]}),
    )
    for word, changed in lacking:
        told = comparison.missing_hypothesis(economy.replacing(**changed)) or ""
        tally.holds(f"{word} is named", word in told)
    own = by_hand.endowment(economy)
    for others, x in (((1, 1), 0), ((3, 1), 1), ((0, 2), 0)):
        counts = tuple(n + (y == x) for y, n in enumerate(others))
        exact = by_hand.expected(economy, own, x, by_hand.posterior(economy, counts))
        tally.close("kept", float(continuation._kept(economy, others, x)), exact, 1e-13)


def _assembled(tally: Tally, economy: Economy) -> None:
    """A bound put together from its weighted functions, and values over the rows of each box."""
    none = expectation._frame(Intervals.table(list(economy.environment.signal[0])), 20)

    def constant(base: float) -> expectation.Dominating:
        return replace(none, base=base)

    made = bounds.GainBound(
        20,
        ((Fraction(1, 3), constant(0.5)), (Fraction(2, 3), constant(-0.2))),
        ((0.7, 0.04, constant(0.3)), (1.3, 0.5, constant(0.11))),
    )
    for M in (20, 33):
        decays = [max(M, 1 / C) * exp(-(max(M, 1 / C) - 1) * C) for C in (0.04, 0.5)]
        wanted = 0.5 / 3 - 0.4 / 3 + 0.7 * 0.3 * decays[0] + 1.3 * 0.11 * decays[1]
        tally.close("bound", made.at(M), wanted, 1e-12)
    boxes = intervals([[(0.0, 0.5), (0.5, 1.0)], [(0.5, 1.0), (0.0, 0.5)]])
    owner = np.array([0, 1, 1, 0])
    rows = Cells(boxes[owner], boxes[owner], 20)
    covered = cells.Covering(boxes, owner, rows, boxes[owner])
    found = bounds.over_rows(np.array([0.3, -1.0, 2.0, 0.1]), covered)
    tally.close("over rows", found, [0.3, 2.0], 1e-15)
    found = bounds.over_rows(np.array([np.nan, -1.0, -2.0, 0.1]), covered)
    tally.holds("no number", np.isposinf(found[0]) and found[1] == -1.0)
    e = economy.environment
    for x in range(2):
        tally.same("tau", bounds.type_posterior(economy, x), by_hand.tau(economy, x))
    tally.same("deviations", bounds.deviations(economy), [(0, 1), (1, 0)])
    tally.same("shares", prod(map(sum, e.signal)), 1)


CHECKS: dict[str, Check] = {
    "thm-1.comparisons": on_probes(tallied(comparisons), (richer(TWO_TYPES),)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.comparisons",
        "the least populations that a bound on the gain proves, and how few must be inactive",
        "Theorem 1",
        r"N^* = \min\{N: \lfloor\eta N\rfloor\,\ell(x, \bar x) > B(M)\ \forall x, \bar x\}",
        "value",
    ),
)
