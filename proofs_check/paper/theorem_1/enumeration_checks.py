r"""Checks of Theorem 1 by enumeration: F and the margins of small populations, over all types of all others.

Paper: section 7.1, equations (22)-(26).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import threshold
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.theorem_1.claim_1_checks import deltas, line_value


def brute(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's F at M = 3 against the sum over every sequence of the others' types and every state.

    Best offers, beliefs and payoffs by hand; the others' equilibrium offers are the toolkit's.
    """
    if len(economy.types) > 2 or (len(economy.states) == 1 and parameters["belief"] != "own"):
        reason = "more than two types, or one state, where beliefs do not matter"
        return Instance(economy.name, None, reason)
    computed = continuation(economy, parameters["active"])
    fast, slow = computed.values, _brute_values(economy, parameters["belief"])
    gap, allowed = float(np.abs(slow - fast).max()), 1e-10 * max(1.0, float(np.abs(fast).max()))
    return Instance(
        economy.name,
        gap < allowed,
        f"largest difference {gap:.1e}",
        margin=allowed - gap,
        truncation=float(computed.truncation.max()),
    )


@lru_cache(maxsize=256)
def _brute_values(economy: Economy, belief: str, M: int = 3) -> NDArray[np.float64]:
    X = len(economy.types)
    total, kappa, signal = np.zeros((X, X)), economy.floats.kappa, economy.environment.signal
    met: dict[tuple[object, ...], by_hand.Pair] = {}
    shown = [c for c in product(range(M + 1), repeat=X) if sum(c) == M]
    announced = dict(zip(shown, solve_stage2(economy, shown).offers, strict=True))
    for sequence, x, taken_for in product(product(range(X), repeat=M - 1), range(X), range(X)):
        counts = [sequence.count(y) for y in range(X)]
        offers = announced[tuple(n + (y == taken_for) for y, n in enumerate(counts))]
        others = M * kappa + sum(offers[y] for y in sequence)
        own = x if belief == "own" else taken_for
        held = by_hand.posterior(economy, tuple(n + (y == own) for y, n in enumerate(counts)))
        totals = float(others[0]), float(others[1])
        if (key := (*counts, x, taken_for)) not in met:  # the same others in another order
            offer, _ = by_hand.best_offer(economy, x, held, totals)
            met[key] = by_hand.active_bundle(economy, offer, totals)
        bundle = met[key]
        for z, w in enumerate(by_hand.tau(economy, x)):
            weight = w * prod((signal[z][y] for y in sequence), start=Fraction(1))
            total[x, taken_for] += float(weight) * by_hand.utility(economy, x, z)(*bundle)
    return total


def margin_by_enumeration(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's margins at N = 3, 4, 5 against sums over all types of all others, by hand.

    Margin, cost, gain and the binding pair; weights are (N - M)/N and M/N in fractions.
    """
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating or X > 2:
        return Instance(economy.name, None, "alpha* is not separating, or more than two types")
    chosen = deltas(economy)[0]
    cells = by_hand.intervals(chosen, 2 * by_hand.endowment(economy)[0])
    populations, worst = (3, 4, 5), 0.0
    for found in threshold(economy, populations).margins:
        N = found.agents
        M = -int(-(1 - economy.mechanism.eta) * N // 1)
        values, idle = _brute_values(economy, "own", M), Fraction(N - M, N)
        rows = []
        for x, other in permutations(range(X), 2):
            nearest = min(max(chosen[x], cells[other][0]), cells[other][1])
            lost = line_value(economy, x, chosen[x]) - line_value(economy, x, nearest)
            cost = float(idle) * lost * float(parameters["cost"])
            gain = float(1 - idle) * float(values[x, other] - values[x, x])
            rows.append((cost - gain, cost, gain, (x, other)))
        least = min(rows)
        seen = (found.margin, found.cost, found.gain)
        gap = largest(*(abs(a - b) for a, b in zip(seen, least[:3], strict=True)))
        worst = largest(
            worst, gap, 0.0 if found.binding == least[3] or rows[0][0] == rows[1][0] else 1.0
        )
    told = f"N = 3, 4, 5, largest difference {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst)


CHECKS: dict[str, Check] = {
    "eq-23.brute": OnEconomies(brute),
    "thm-1.margin": OnEconomies(margin_by_enumeration),
}
"""The checks of this module by the names under which statements assert them."""
