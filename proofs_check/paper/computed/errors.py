r"""Errors of margins, when a margin counts, and what floating point says beyond the range.

Margins and slopes are made up here, so that what is said of them is counted by hand.

Paper: Theorem 1, equations (22), (23); section 6, fourth paragraph.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from fractions import Fraction as F
from math import ceil, inf, isfinite, nan

import numpy as np

from numeric.classes.economy import ClassEconomy, class_economy
from numeric.classes.kinds import kind_economy
from numeric.classes.margins import (
    ClassContinuation,
    class_continuation,
    class_margin,
    margins_of,
)
from numeric.classes.profiles import MASS
from numeric.classes.stage1 import solve_class_stage1
from numeric.economy.economy import Economy
from numeric.economy.fields import Pair
from numeric.stage1 import solve_stage1
from numeric.theorem_1.continuation import EXACT_BELOW, believed_configurations, continuation
from numeric.theorem_1.continuation import MASS as LEFT_OUT
from numeric.theorem_1.margin_tail import ROUNDING, SEPARATED, Margin, tail
from numeric.theorem_1.margins import Threshold, loss_rounding, losses, margin_at
from numeric.theorem_1.slope import Slope
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.compared import _range, _sensitive
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

HELD: tuple[Pair, Pair] = ((F(3, 2), F(1, 2)), (F(1, 2), F(7, 4)))
"""What agents of two classes hold."""
SCALE = 1e15
"""By which errors are multiplied, so that they are compared and not what is left of one."""


def errors(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The margin, its parts and its errors from made-up values; when it counts; rounding of losses; classes."""
    X = len(economy.types)
    values = np.array([[0.4, 0.9, 0.1], [-0.2, 0.3, 0.35], [0.5, 0.0, 0.2]])
    truncation, rounding = np.array([1e-9, 3e-9, 5e-10]), np.array([4e-16, 1e-16, 9e-16])
    loss = np.array([[0.0, 0.8, 0.4], [0.3, 0.0, 0.9], [0.2, 0.6, 0.0]])
    start = continuation(economy, 2)
    made = replace(start, active=5, values=values, truncation=truncation, rounding=rounding)
    found = margin_at(7, made, loss, 1e-14)
    gaps = {
        (x, y): 2 / 7 * loss[x, y] - 5 / 7 * (values[x, y] - values[x, x])
        for x in range(X)
        for y in range(X)
        if x != y
    }
    x, y = found.binding
    tally.same("binding", (x, y), min(gaps, key=lambda pair: gaps[pair]))
    tally.close("margin", found.margin, gaps[x, y] * float(factor), 1e-14)
    tally.close("cost", found.cost, 2 / 7 * loss[x, y], 1e-15)
    tally.close("gain", found.gain, 5 / 7 * (values[x, y] - values[x, x]), 1e-15)
    tally.close("truncation", found.truncation * 1e9, 2 * 5 / 7 * 3, 1e-12)
    wanted = 2 * 5 / 7 * 0.9e-15 + 2 * 2 / 7 * 1e-14
    tally.close("rounding", found.rounding * 1e14, wanted * 1e14, 1e-12)
    tally.same("numbers", (found.agents, found.active), (7, 5))
    _counted(tally, found)
    tally.close(
        "rounding of losses",
        loss_rounding(economy, solve_stage1(economy)) * SCALE,
        _loss_rounding(economy) * float(factor) * SCALE,
        1e-10,
    )
    _of_classes(tally)
    _classes(tally)
    unsolved = margin_at(7, replace(made, solved=False), loss, 1e-14)
    tally.holds("not solved", np.isnan(unsolved.margin) and unsolved.holds is None)


def _loss_rounding(economy: Economy) -> float:
    """Return the share of the greatest utility of the inactive, and of what moves it, that rounding may add."""
    X, own = range(len(economy.types)), by_hand.endowment(economy)
    first = [by_hand.best_consumption(economy, x) for x in X]
    sizes = []
    for x in X:
        levels = []
        for low, high in by_hand.intervals(first, 2 * own[0]):
            c = min(max(first[x], low), high)
            bundle = c, own[1] / own[0] * (2 * own[0] - c)
            levels.append(abs(by_hand.expected(economy, bundle, x, by_hand.tau(economy, x))))
        sizes.append(max(levels) + _sensitive(economy, x))
    return ROUNDING * max(sizes)


def _with_classes(*rows: tuple[Pair, int, int]) -> ClassEconomy:
    """Return classes with their endowments, agents and active agents; utility is positive."""
    e = TWO_TYPES.environment
    return class_economy(
        [{"endowment": own, "agents": n, "active": m} for own, n, m in rows],
        prior=e.prior,
        signal=[["2/3", "1/3"], ["3/5", "2/5"]],
        kappa=TWO_TYPES.mechanism.kappa,
        utility="2*theta*q**(1/2) + 3*r**(1/3)",
        parameters=e.parameters,
    )


def _of_classes(tally: Tally) -> None:
    """The margins of three types in two classes, and their errors, from made-up values."""
    e, sizes = LOGARITHMS.environment, ((7, 5), (4, 1))
    economy = class_economy(
        [{"endowment": own, "agents": n, "active": m} for own, (n, m) in zip(HELD, sizes, strict=True)],
        prior=e.prior,
        signal=e.signal,
        kappa=LOGARITHMS.mechanism.kappa,
        utility="theta*log(q) + log(r)",
        parameters=e.parameters,
    )  # fmt: skip
    values = np.array([
        [[0.4, 0.9, 0.1], [-0.2, 0.3, 0.35], [0.5, 0.0, 0.2]],
        [[1.4, 1.5, 0.6], [0.7, 1.1, 1.3], [0.8, 0.2, 0.9]],
    ])  # fmt: skip
    loss = np.array([
        [[0.0, 3.8, 0.4], [0.3, 0.0, 0.9], [2.2, 0.6, 0.0]],
        [[0.0, 0.7, 0.5], [0.6, 0.0, 0.05], [0.45, 0.8, 0.0]],
    ])  # fmt: skip
    truncation = np.array([[1e-9, 3e-9, 5e-10], [7e-9, 2e-9, 1e-9]])
    rounding = np.array([[1e-16, 3e-16, 2e-16], [9e-16, 4e-16, 1e-16]])
    first = replace(solve_class_stage1(economy), loss=loss, rounding=np.array([1e-15, 8e-16]))
    made = ClassContinuation(values, truncation, rounding, True, 9)
    whole = margins_of(economy, first, made)
    found, rows, errors = whole.margin, [], []
    for h, (n, m) in enumerate(sizes):
        for x in range(3):
            both = m / n * rounding[h, x], (n - m) / n * (1e-15, 8e-16)[h]
            errors.append((2 * m / n * truncation[h, x] * 1e9, 2 * sum(both) * SCALE))
            for y in range(3):
                cost, gain = (
                    (n - m) / n * loss[h, x, y],
                    m / n * (values[h, x, y] - values[h, x, x]),
                )
                tally.close("cost of a class", whole.cost[h, x, y], cost, 1e-15)
                tally.close("gain of a class", whole.gain[h, x, y], gain, 1e-15)
                rows += [(cost - gain, cost, gain, (3 * h + x, 3 * h + y))] * (y != x)
    least, cost, gain, pair = min(rows)
    tally.same("of classes", (found.binding, found.agents, found.active), (pair, 11, 6))
    tally.close("their margin", (found.margin, found.cost, found.gain), (least, cost, gain), 1e-15)
    tally.close("their truncation", found.truncation * 1e9, max(t for t, _ in errors), 1e-12)
    tally.close("their rounding", found.rounding * SCALE, max(r for _, r in errors), 1e-12)
    unsolved = margins_of(economy, first, replace(made, solved=False)).margin
    tally.holds("a class not solved", np.isnan([unsolved.margin, unsolved.gain]).all())


def _classes(tally: Tally) -> None:
    """Errors of margins with classes: of one class as without classes, of two from their parts.

    Utility is positive, so that the size of F is F.
    """
    alone = _with_classes((TWO_TYPES.environment.endowment, 90, 60))
    one = class_margin(alone, exact=False).margin
    same, worth = alone.per_head, continuation(alone.per_head, 60, exact=False)
    first = solve_stage1(same)
    plain = margin_at(90, worth, losses(same, first), loss_rounding(same, first))
    tally.same("of one class", (one.binding, one.active), (plain.binding, plain.active))
    tally.close("its margin", (one.margin, one.cost), (plain.margin, plain.cost), 1e-12)
    tally.close("its rounding", one.rounding * SCALE, plain.rounding * SCALE, 1e-10)
    left_out = MASS * max(_range(same, x) for x in (0, 1))
    tally.close("its truncation", one.truncation * SCALE, 2 * 60 / 90 * left_out * SCALE, 1e-10)
    sizes, held = ((4, 2), (5, 1)), HELD
    two = _with_classes(*((e, *n) for e, n in zip(held, sizes, strict=True)))
    values, price, rounding = class_continuation(two).values, two.price, []
    for h, ((n, m), (q, r)) in enumerate(zip(sizes, held, strict=True)):
        wealth = price * q + r
        idle = _loss_rounding(two.per_head.replacing(endowment=[wealth / (2 * price), wealth / 2]))
        for x in (0, 1):
            moved = _sensitive(kind_economy(two), 2 * h + x)
            error = 4 * ROUNDING * (float(values[h, x].max()) + moved)
            rounding.append(2 * m / n * error + 2 * (n - m) / n * idle)
    found = class_margin(two).margin
    tally.close("rounding of two", found.rounding * SCALE, max(rounding) * SCALE, 1e-10)


def _counted(tally: Tally, found: Margin) -> None:
    """When a margin counts."""
    for margin, truncation, rounding, holds in (
        (0.1, 0.05, 0.04, True), (0.1, 0.05, 0.06, None), (-0.1, 0.05, 0.04, False),
        (-0.1, 0.07, 0.04, None), (nan, 0.0, 0.0, None), (0.1, inf, 0.0, None), (0.0, 0.0, 0.0, None),
    ):  # fmt: skip
        made = replace(found, margin=margin, truncation=truncation, rounding=rounding)
        tally.same("counts", made.holds, holds)
        error = truncation + rounding
        tally.same("error", made.error, error if isfinite(error) else inf)


def beyond(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """From which N on floating point expects the candidate to remain an equilibrium, and when it says nothing."""
    # Of two types two thousand agents have 2001 configurations, and the others of one of them 2000.
    left_out = [believed_configurations(economy, M)[1] for M in (EXACT_BELOW, EXACT_BELOW + 1)]
    tally.same("what is left out", left_out, [0.0, LEFT_OUT])
    eta, loss = economy.mechanism.eta, losses(economy, solve_stage1(economy))
    scale = float(loss[~np.eye(2, dtype=bool)].min())

    def made(fails: int, last: int) -> list[Margin]:
        return [
            Margin(N, ceil((1 - eta) * N), -1.0 if fails == N else 1.0, 0.0, 0.0, (0, 1), 1.0, 0.0)
            for N in range(10, last)
        ]

    # At N = 30 the cost exceeds the gain by six hundredths of a per cent.
    edge = (float(eta) - 1 / 30) * ceil((1 - eta) * 30) / 2 * float(loss[0, 1]) / scale / 1.0006
    for fails, weight, chernoff in ((11, edge, 9.0), (11, 0.3, 2.0), (40, 0.3, 2.0), (11, 9.0, 2.0), (11, 0.3, 0.9),
                                    (59, 0.3, 2.0), (11, 60.0, 2.0), (11, -1.0, 2.0),
                                    (11, 1.2, 9.0), (11, 1.8, 9.0), (11, 2.8, 9.0)):  # fmt: skip
        margins = made(fails, 60)
        slopes = Slope(np.array([[0.0, weight * scale], [-0.3, 0.0]]), chernoff, False, True)
        good = []
        for m in reversed(margins):
            if m.agents == fails:
                break
            costs = [max(float(eta) - 1 / m.agents, 0.0) * float(loss[p]) for p in ((0, 1), (1, 0))]
            gains = [2 * max(float(slopes.values[p]), 0.0) / m.active for p in ((0, 1), (1, 0))]
            enough = m.active * chernoff >= SEPARATED
            if enough and all(c > g for c, g in zip(costs, gains, strict=True)):
                good.append(m.agents)
        found = tail(economy, margins, slopes, loss)
        tally.same("start", found.start, min(good, default=None))
        tally.same("evidence", found.evidence, "SAMPLED" if good else "NONE")
        last = margins[-1]
        tally.holds("information", f"{last.active * chernoff:.3g} at N = 59" in found.detail)
        listed = Threshold(tuple(margins), (12, fails), (), slopes, found, "")  # type: ignore[arg-type]
        tally.close("last failure", listed.last_failure, max(12, fails) * float(factor), 1e-3)
    plain = Slope(np.zeros((2, 2)), 2.0, False, True)
    silent = (
        (economy.replacing(eta=0), plain, "eta is 0"),
        (economy, replace(plain, kink=True), "nearly zero"),
        (economy, replace(plain, values=np.array([[0.0, nan], [0.0, 0.0]])), "no slope"),
        (economy, replace(plain, unique=False), "several"),
        (economy, replace(plain, chernoff=0.5), "told apart"),
    )
    for other, slopes, word in silent:
        found = tail(other, made(11, 60), slopes, loss)
        tally.same("nothing is said", (found.start, found.evidence), (None, "NONE"))
        tally.holds("why", word in found.detail)


CHECKS: dict[str, Check] = {
    "eq-23.errors": on_probes(tallied(errors), (LOGARITHMS, MIXED)),
    "thm-1.beyond": on_probes(tallied(beyond), (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-23.errors",
        "margins and their errors from values of F, without classes and with, and when a margin counts",
        "equations (22), (23)",
        r"m = \min_{x, \bar x}\Bigl[\frac{N - M}N\ell - \frac MN(F_x(\bar x) - F_x(x))\Bigr],\quad "
        r"|m| > \epsilon \text{ where it counts}",
        "value",
    ),
    stated(
        "thm-1.beyond",
        "from which N on floating point expects the candidate to remain an equilibrium",
        "Theorem 1",
        r"N_0 = \min\{N: (\eta - 1/N)\,\ell > 2 s^+/M,\ M C \ge 30\}",
        "value",
    ),
)
