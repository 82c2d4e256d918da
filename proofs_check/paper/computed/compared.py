r"""What follows a deviation, against sums over all sequences of the others' types.

Paper: (11), (22)-(26).
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.multinomial import all_configurations
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.kernel_rows import best_responses, kernel_rows
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation, oscillation, sensitivity
from numeric.theorem_1.margins import _batches, loss_rounding, losses, threshold
from numeric.theorem_1.sampled import sampled_continuation
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, on_probes
from proofs_check.paper.theorem_1.enumeration_checks import _brute_values

Array = NDArray[np.float64]


def gap(found: object, wanted: object) -> float:
    """Return the largest gap relative to the larger of one and the value; infinity where one is no number."""
    a, b = np.asarray(found, dtype=float), np.asarray(wanted, dtype=float)
    gaps = np.abs(a - b) / np.maximum(1.0, np.abs(b))
    return float(np.where(np.isnan(gaps), np.inf, gaps).max())


def value(economy: Economy, parameters: Parameters) -> Instance:
    """F for all pairs of types at M = 3, summed over every sequence of the others' types.

    In array form, by the kernel, and as the truncated sum; and margins from it.
    """
    slow = _brute_values(economy, "own", 3) * float(parameters["value"])
    if _batches(economy, [3, 5, 8, 9, 11], 2) != [[3, 5], [8, 9], [11]]:
        return Instance(economy.name, False, "pieces of a list of N are not the list")
    worst, types = 0.0, range(len(economy.types))
    for form in ({}, {"kernel": True}, {"exact": False}):
        found = continuation(economy, 3, **form)
        worst = largest(worst, gap(found.values, slow))
    many = [continuation(economy, 30, kernel=k).values for k in (True, False)]
    worst = largest(worst, gap(*many), float(np.abs(many[0][0, 1] / many[0][0, 0] - 1) < 1e-13))
    first = [by_hand.best_consumption(economy, x) for x in types]
    own = by_hand.endowment(economy)
    cells = by_hand.intervals(first, 2 * own[0])
    lost, solved = losses(economy, solve_stage1(economy)), {}
    for x, other in permutations(types, 2):
        nearest = min(max(first[x], cells[other][0]), cells[other][1])
        line = [
            by_hand.expected(
                economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
            )
            for c in (first[x], nearest)
        ]
        solved[x, other] = line[0] - line[1]
        worst = largest(worst, gap(lost[x, other], solved[x, other]))
    for N in (4,):
        (margin,) = threshold(economy, [N]).margins
        M = -int(-(1 - economy.mechanism.eta) * N // 1)
        table = slow if M == 3 else _brute_values(economy, "own", M) * float(parameters["value"])
        rows = []
        for (x, y), cost in solved.items():
            parts = (N - M) / N * cost, M / N * (table[x, y] - table[x, x])
            rows.append((parts[0] - parts[1], *parts, (x, y)))
        least = min(rows)
        worst = largest(worst, gap((margin.margin, margin.cost, margin.gain), least[:3]))
        worst = largest(worst, float(margin.binding != least[3] or margin.active != M))
    wide, bent = oscillation(economy), sensitivity(economy)
    for x in types:
        worst = largest(
            worst, gap(wide[x], _range(economy, x)), gap(bent[x], _sensitive(economy, x))
        )
    worst = largest(worst, float(not 1e-17 < loss_rounding(economy, solve_stage1(economy)) < 1e-13))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def _range(economy: Economy, x: int) -> float:
    """Return the greatest utility that any price allows, less the least utility of the endowment."""
    own, k = by_hand.endowment(economy), [float(v) for v in economy.mechanism.kappa]
    low, high = k[1] / (own[0] + k[0]), (own[1] + k[1]) / k[0]
    states = range(len(economy.states))
    most = max(
        by_hand.utility(economy, x, z)(own[0] + own[1] / low, own[1] + own[0] * high)
        for z in states
    )
    return most - min(by_hand.utility(economy, x, z)(*own) for z in states)


def _sensitive(economy: Economy, x: int) -> float:
    own, states = by_hand.endowment(economy), range(len(economy.states))
    first, second = (
        largest(*(abs(by_hand.utility(economy, x, z, order)(*own)) for z in states))
        for order in ((1, 0), (0, 1))
    )
    return first * own[0] + second * own[1]


def response(economy: Economy, parameters: Parameters) -> Instance:
    """The best response of a type that is taken for another, and of one that is absent.

    In array form, and compiled where that can be done.
    """
    sigma = np.array([row for row in all_configurations(5, len(economy.types)) if row.all()])
    rows = kernel_rows(economy, sigma, None)
    games = solve_stage2(economy, sigma) if rows is None else rows
    worst, unit = 0.0, np.eye(len(economy.types), dtype=int)
    for x, taken in ((0, 2), (2, 1), (1, 1)):
        found = rows.responses(economy, x, taken) if rows else None
        absent = best_responses(economy, rows, np.arange(len(sigma)), x) if rows else None
        if rows is not None and (found is None or absent is None):
            return Instance(economy.name, False, "best responses are not compiled")
        for answer in (found, absent):
            worst = worst if answer is None else max(worst, 1e4 * float(answer[1].max()))
        for i, counts in enumerate(sigma):
            offers, totals = games.offers[i], games.totals[i] * float(parameters["value"])
            others = totals[0] - offers[taken, 0], totals[1] - offers[taken, 1]
            belief = by_hand.posterior(
                economy, tuple(int(n) for n in counts - unit[taken] + unit[x])
            )
            seen = float(others[0]), float(others[1])
            best, utility = by_hand.best_offer(economy, x, belief, seen)
            sale = best[0] - best[1] * seen[0] / (seen[1] + best[1])
            if found is not None:
                worst = largest(worst, abs(float(found[0, i]) - sale), gap(found[2, i], utility))
            common = by_hand.posterior(economy, tuple(int(n) for n in counts))
            whole = float(totals[0]), float(totals[1])
            if absent is not None:
                wanted = by_hand.best_offer(economy, x, common, whole)[0]
                worst = largest(worst, gap(absent[0][i], wanted))
            phi = np.array([float(w) for w in belief])
            at = games.totals[i] - offers[taken]
            slow = best_response(economy, float(at[0]), float(at[1]), phi, x)
            worst = largest(worst, gap(slow, best))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def sampled(economy: Economy, parameters: Parameters) -> Instance:
    """Estimates of F from few draws: the errors are those that they report, over many seeds."""
    exact = continuation(economy, 8).values * float(parameters["value"]) ** 20
    found = [sampled_continuation(economy, 8, points=16, replications=4, seed=s) for s in range(8)]
    off = np.array([f.values - exact for f in found])
    said = np.array([f.error for f in found])
    ratio = float(np.sqrt((off**2).mean() / (said**2).mean()))
    few = all(f.draws == 64 and f.solved and f.active == 8 for f in found)
    told = f"actual error {ratio:.2f} times what is reported, {float(said.mean()):.1e}"
    small = float(said.mean() / np.abs(exact).max()) < 0.02
    return Instance(economy.name, few and small and 0.7 < ratio < 1.4, told)


CHECKS: dict[str, Check] = {
    "eq-23.compared": on_probes(value, (LOGARITHMS, POWERS)),
    "eq-11.response": on_probes(response, (LOGARITHMS, MIXED)),
    "eq-23.sampled": on_probes(sampled, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-23.compared",
        "F, losses and margins with three types and three states, against sums over all sequences",
        "(11), (22), (23)",
        r"\forall x, \bar x:\quad F_x(\bar x) = \sum_z \tau_x(z) \sum_{\xi \in X^{M-1}} \prod_i \mu_z(\xi_i)\, "
        r"\max_b \sum_{z'} \phi^{n_\xi + e_x}(z') u(\cdot; x, z')",
        "value",
        depends_on=("prop-1.methods", "eq-23.weights"),
    ),
    stated(
        "eq-11.response",
        "best responses of a type that is taken for another, and of an absent one",
        "equation (11)",
        r"\forall \sigma':\quad s_2^* = \arg\max_{b \in \mathcal O} \sum_z \phi^{\sigma' - e_{\bar x} + e_x}(z) "
        r"u(\cdot; x, z)\ \text{against}\ (Q, R) - \beta^{\sigma'}(\bar x)",
        "value",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "eq-23.sampled",
        "estimates of F by drawn configurations err as they say",
        "equation (23)",
        r"\forall x, \bar x:\quad "
        r"\operatorname{rms}(\hat F - F) \in [0.7, 1.4] \cdot \operatorname{rms}(\text{standard error})",
        "value",
        depends_on=("eq-23.compared",),
    ),
)
