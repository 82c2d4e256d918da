r"""The comparison of cost and gain that proves all larger populations, and bounds put together.

Bounds are simple functions here, so that the least population that they prove is counted by hand.

Paper: Theorem 1; Claim 2 of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import permutations
from math import ceil, exp, floor, log, nextafter
from types import SimpleNamespace
from typing import Any
from unittest import mock

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import Interval
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage1.losses import losses
from numeric.certify.theorem_1 import bound as bounds
from numeric.certify.theorem_1 import (
    cells,
    comparison,
    continuation,
    eta_zero,
    expectation,
    exponents,
    margin,
)
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
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
    tie = (9 - economy.active(9)) * costs[0, 1]
    for end, sure in ((nextafter(tie, -1), False), (nextafter(nextafter(tie, -1), -1), True)):
        just = {(0, 1): SimpleNamespace(at=lambda _, end=end: end)}
        told = comparison.holds_from(economy, costs, just, 9)  # type: ignore[arg-type]
        tally.same("rounded down, and more", told, sure)
    never = {pair: Falling(float("inf")) for pair in exact}
    tally.same("never", comparison.least_start(economy, costs, never, 7), None)  # type: ignore[arg-type]
    for low, high in ((-0.3, -0.1), (0.02, 0.021), (0.2, 0.9), (-0.5, 0.0)):
        known = {(0, 1): (low, high), (1, 0): (low - 0.01, high - 0.01)}
        wanted = (
            max(0, *(ceil(g[0] / exact[p]) for p, g in known.items())),
            max(0, *(floor(g[1] / exact[p]) + 1 for p, g in known.items())),
        )
        tally.same("least inactive", eta_zero.least_inactive(economy, known), wanted)
    for times, wanted in (((7.03, 9.03), (8, 10)), ((7 + 3e-12, 7 - 3e-12), (8, 7))):
        own_gains = {p: (times[0] * cost, times[1] * cost) for p, cost in exact.items()}
        tally.same("near", eta_zero.least_inactive(economy, own_gains), wanted)
    _assembled(tally, economy)
    _hypotheses(tally, economy)
    _exponents(tally)
    _margins(tally, economy)
    _nobody(tally, economy)


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
        ("exactly", {"signal": [["2/3", "1/3"], ["0.2", "0.80000000000001"]]}),  # one row alone
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
        ((0.4, 0.04), (0.9, 0.5)),
    )
    tally.holds("not for fewer", not _bounds(made, 19) and _bounds(made, 20))
    for M in (20, 33):
        decays = [max(M, 1 / C) * exp(-(max(M, 1 / C) - 1) * C) for C in (0.04, 0.5)]
        wanted = 0.5 / 3 - 0.4 / 3 + 0.7 * 0.3 * decays[0] + 1.3 * 0.11 * decays[1]
        wanted += 0.4 * decays[0] + 0.9 * decays[1]
        tally.close("bound", made.at(M), wanted, 1e-12)
    boxes = intervals([[(0.0, 0.5), (0.5, 1.0)], [(0.5, 1.0), (0.0, 0.5)]])
    owner = np.array([0, 1, 1, 0])
    rows = Cells(boxes[owner], boxes[owner], 20)
    covered = cells.Covering(boxes, owner, rows, boxes[owner])
    found = bounds.over_rows(np.array([0.3, -1.0, 2.0, 0.1]), covered)
    tally.close("over rows", found, [0.3, 2.0], 1e-15)
    found = bounds.over_rows(np.array([np.nan, -1.0, -2.0, 0.1]), covered)
    tally.holds("no number", np.isposinf(found[0]) and found[1] == -1.0)
    for x in range(2):
        tally.same("tau", bounds.type_posterior(economy, x), by_hand.tau(economy, x))
    tally.same("deviations", bounds.deviations(economy), [(0, 1), (1, 0)])


def _bounds(made: bounds.GainBound, active: int) -> bool:
    try:
        return made.at(active) < np.inf
    except ValueError:
        return False


def _exponents(tally: Tally) -> None:
    """Tilts between states, factors, tails that are out of reach, and what decays."""
    signal = [[float(m) for m in row] for row in LOGARITHMS.environment.signal]
    rates = []
    for one, two in permutations(range(3), 2):
        made = exponents.tilt(LOGARITHMS, one, two)

        def mass(v: float, one: int = one, two: int = two) -> float:
            pairs = zip(signal[one], signal[two], strict=True)
            return float(sum(a ** (1 - v) * b**v for a, b in pairs))

        v, parts = float(made.weight), zip(signal[one], signal[two], strict=True)
        rates.append(-log(mass(v)))
        tally.close("rate", made.rate, rates[-1], 1e-13)
        tally.holds("a lower bound", made.rate <= rates[-1] + 1e-15)
        tally.holds(
            "about the best", rates[-1] >= max(-log(mass(w / 512)) for w in range(512)) - 1e-9
        )
        wanted = [a ** (1 - v) * b**v / mass(v) for a, b in parts]
        tally.close("tilted", [made.distribution.lo, made.distribution.hi], [wanted] * 2, 1e-13)
        tally.same("a fraction", (made.weight * exponents.DENOMINATOR).denominator, 1)
    tally.close("information", exponents.least_information(LOGARITHMS), min(rates), 1e-8)
    for w, a, b in (
        (Fraction(1, 3), Fraction(1, 5), Fraction(3, 4)),
        (Fraction(5, 7), Fraction(1, 9), Fraction(1, 2)),
    ):
        v = float(w)
        exact = (1 - v) ** (1 - v) * v**v * float(a) ** (1 - v) * float(b) ** v
        tally.close("factor", exponents.mixing_factor(w, a, b) / exact, 1.0, 1e-13)
        for end, other in ((Fraction(0), a), (Fraction(1), b)):
            found = exponents.mixing_factor(end, a, b)
            tally.close("factor at an end", found, float(other), 1e-14)
    for rate, M in ((0.0402, 25), (0.0398, 25), (0.04, 40), (0.5, 2), (0.5, 3), (1.0, 1)):
        at = max(M, 1 / rate)
        exact = at * exp(-(at - 1) * rate)
        tally.close("decays", exponents.decaying(rate, M) / exact, 1.0, 1e-13)
    tally.same("nothing decays", exponents.decaying(0.0, 10), float("inf"))
    mean, distance = (
        Intervals.points([0.3, 0.3, 0.3, 0.25, 0.25, 0.3, 0.3, 0.7, 0.7]),
        np.array([0.1, 0.6, 0.8, 0.75, 0.2, 0.695, 0.705, 0.695, 0.705]),
    )
    for side in (-1, 1):
        found_ = exponents.tail_exponents(mean, distance, side)
        wanted = []
        for m, d in zip(mean.lo.tolist(), distance.tolist(), strict=True):
            at = m + side * d
            inside = at * log(at / m) + (1 - at) * log((1 - at) / (1 - m)) if 0 < at < 1 else np.inf
            wanted.append(0.0 if at == 1 else inside)  # which rounding does not tell from less
        tally.close(
            "tails",
            np.where(np.isinf(found_), -1, found_),
            np.where(np.isinf(wanted), -1, wanted),
            1e-14,
        )
    found_ = exponents.tail_probabilities(np.array([0.1, 0.0, np.inf, 1e-30]), 7)
    tally.close("probabilities", found_, [exp(-0.7), 1.0, 0.0, 1.0], 1e-14)


def _margins(tally: Tally, economy: Economy) -> None:
    """Cost less gain of every deviation with given values, its sign, and which deviation binds."""
    values = [[flint.arb(v) for v in row] for row in ((3.0, 3.25), (5.5, 5.0))]
    costs = [[flint.arb(v) for v in row] for row in ((0.0, 0.75), (0.5, 0.0))]
    with mock.patch.object(margin, "losses", return_value=costs), flint.ctx.workprec(margin.BITS):
        found = margin._margins(economy, 8, 6, None, values)  # type: ignore[arg-type]
    exact = {(0, 1): 0.25 * 0.75 - 0.75 * 0.25, (1, 0): 0.25 * 0.5 - 0.75 * 0.5}
    tally.same("deviations", sorted(found), sorted(exact))
    for pair, value in exact.items():
        tally.encloses("cost less gain", found[pair], Fraction(value), slack=1e-30)
    for ends, sign, binding in (
        (((1, 4), (2, 3)), 1, (0, 1)), (((2, 4), (1, 9)), 1, (1, 0)), (((-3, -1), (2, 3)), -1, (0, 1)),
        (((-1, 2), (1, 3)), None, (0, 1)), (((0, 2), (1, 3)), None, (0, 1)), (((0, 0), (1, 3)), None, (0, 1)),
    ):  # fmt: skip
        given = {
            p: Interval(Fraction(a), Fraction(b)) for p, (a, b) in zip(exact, ends, strict=True)
        }
        for globally in (10, 9):
            made = margin._judged(economy, 8, 6, given, 10, globally)
            told = made.sign, made.binding, made.relative_to
            about = margin.EVERY if globally == 10 else margin.SELECTED
            tally.same("judged", told, (sign, binding, about))
            tally.same("evidence", made.evidence == "CERTIFIED", sign is not None)
            least = min(a for a, _ in ends), min(b for _, b in ends)
            tally.same("margin", made.margin, Interval(*map(Fraction, least)))


def _nobody(tally: Tally, economy: Economy) -> None:
    """M0 are tried in turn until something is found, and until the number of inactive is known if that is asked."""
    found = {
        10: (None, (2, 5)), 20: ("an equilibrium", (2, 5)), 30: ("an equilibrium", (3, 5)),
        40: ("an equilibrium", (5, 5)), 50: ("an equilibrium", None),
    }  # fmt: skip
    for sharp, ladder, last in ((False, (10, 20, 30), 20), (True, (10, 20, 30, 40, 50), 40), (True, (10, 30), 30),
                                (True, (50, 10), 50)):  # fmt: skip
        asked: list[int] = []

        def at(_e: object, M: int, before: Any, asked: list[int] = asked) -> Any:
            tally.same("before", before.active, asked[-1] if asked else None)
            asked.append(M)
            finding, counts = found[M]
            return replace(before, finding=finding, active=M, least_inactive=counts)

        with mock.patch.object(eta_zero, "_at", at):
            made = eta_zero.certify_without_inactive(economy, ladder=ladder, sharp=sharp)
        tally.same("the last", (made.active, asked), (last, list(ladder[: ladder.index(last) + 1])))


CHECKS: dict[str, Check] = {
    "thm-1.comparisons": on_probes(tallied(comparisons), (TWO_TYPES,)),
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
