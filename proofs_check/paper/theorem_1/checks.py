r"""Checks for Theorem 1 that are about one exact example or about whole economies.

The toolkit's losses, continuation values, margins and slopes are compared with sums and slopes by
hand.

Conventions: exact examples use :math:`u = \theta\sqrt q + \sqrt r` with :math:`\bar q = \bar r = 1`,
for which :math:`q_1 = 2\theta^2/(1+\theta^2)`; economies are compared only where the states are far
enough apart for the sizes that are computed (else the instance is outside the hypotheses, and says
so).

Paper: sections 3.2 and 7.1, equations (22)-(29).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation, continuations
from numeric.theorem_1.margins import threshold
from numeric.theorem_1.slope import slope
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.checks import square_root
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.in_force import (
    mechanism,
    positive_probabilities,
)
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.limits import (
    comparable_sizes,
    continuation_distance,
    divisible,
    expected_competitive,
    large_enough,
    nearest_configuration,
    settled,
)
from proofs_check.paper.theorem_1.claim_1_checks import deltas, line_value

Array = NDArray[np.float64]


SHARP = 0.005


"""Relative difference of a slope from its limit at the sizes that are computed."""


def share(parameters: Parameters) -> Outcome:
    """P(inactive) = (N - M)/N against eta = 1/10, M being the toolkit's."""
    N, economy = parameters["agents"], square_root(("1/2", "2"))
    eta, M = economy.mechanism.eta, economy.active(N)
    if not M - 1 < (1 - eta) * N <= M:
        raise Disagreement(f"{M} agents are active of {N}")
    chance = Fraction(N - M, N)
    values = {"N": N, "eta": eta, "M": M, "P(inactive)": chance}
    met = [*mechanism(economy), *positive_probabilities(economy)]
    return exactly(chance == eta, f"P(inactive) = {chance}", values, satisfied=met)


def bounded_below(economy: Economy, parameters: Parameters) -> Instance:
    """F, whoever the agent is taken for, is at least the expected utility of the endowment by hand."""
    if len(economy.types) > 3:
        return Instance(economy.name, None, "more than three types")
    bundle = tuple(float(parameters["kept"]) * v for v in by_hand.endowment(economy))
    kept = np.array(
        [
            by_hand.expected(economy, (bundle[0], bundle[1]), x, by_hand.tau(economy, x))
            for x in range(len(economy.types))
        ]
    )
    found = continuations(economy, (1, 2, 5, 12))
    worst = min(float((f.values - kept[:, None]).min()) for f in found)
    left_out = max(float(f.truncation.max()) for f in found)
    told = f"smallest excess over the endowment {worst:.1e}"
    return Instance(economy.name, worst > -1e-10, told, margin=worst + 1e-10, truncation=left_out)


def _left_out(economy: Economy, sizes: tuple[int, int]) -> float:
    """Return the largest bound on what F at these sizes leaves out."""
    return max(continuation_distance(economy, M)[2] for M in sizes)


def value_limit(economy: Economy, parameters: Parameters) -> Instance:
    """F_x(x̄) tends to the expected utility of the competitive allocation, at rate 1/M."""
    sizes, solved = comparable_sizes(economy), solve_competitive(economy)
    if sizes is None or False in solved.unique:
        return Instance(
            economy.name,
            None,
            "too many types, states too close, a market too thin for the sizes, or several "
            "equilibria",
        )
    if parameters["limit"] == "competitive":
        near, far = (continuation_distance(economy, M)[0] for M in sizes)
    else:
        e, factor = economy.floats.endowment, 1.001 if parameters["limit"] == "scaled" else 0.0
        bundle = (
            solved.allocations * factor if factor else np.broadcast_to(e, solved.allocations.shape)
        )
        target = expected_competitive(economy, bundle)
        near, far = (
            float(np.abs(continuation(economy, M).values - target[:, None]).max()) for M in sizes
        )
    rate = float(np.log(near / far) / np.log(sizes[1] / sizes[0]))
    told = f"distance {near:.1e} at M = {sizes[0]}, {far:.1e} at M = {sizes[1]}, rate M^-{rate:.2f}"
    return Instance(
        economy.name,
        0.7 < rate < 1.5,
        told,
        margin=min(rate - 0.7, 1.5 - rate),
        truncation=_left_out(economy, sizes),
    )


def totals_limit(economy: Economy, parameters: Parameters) -> Instance:
    """Offers per agent and the price of the others tend to the competitive ones."""
    solved = solve_competitive(economy)
    if solved.unique != (True,) * len(economy.states) or not settled(economy):
        return Instance(
            economy.name,
            None,
            "the equilibrium is not known to be unique, or the states are too close",
        )
    d, M = economy.floats, large_enough(economy)
    gaps, residual = [], 0.0
    for factor in (1, 16):
        agents = np.array([[factor * divisible(economy, z, M)] for z in range(len(economy.states))])
        rows = np.array(
            [nearest_configuration(mu, int(m)) for mu, (m,) in zip(d.signal, agents, strict=True)]
        )
        found = solve_stage2(economy, rows)
        residual = largest(residual, float(found.residual.max()))
        per_agent = (found.totals - found.offers[:, 0]) / agents
        mean = (
            np.einsum("zx,zxi->zi", d.signal, solved.offers) + float(parameters["kappa"]) * d.kappa
        )
        price = (found.totals[:, 1] - found.offers[:, 0, 1]) / (
            found.totals[:, 0] - found.offers[:, 0, 0]
        )
        gaps.append(
            max(
                float(np.abs(per_agent / np.maximum(mean, 1e-12) - 1).max()),
                float(np.abs(price / solved.price - 1).max()),
            )
        )
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(16))
    told = f"relative distance {gaps[0]:.1e} at M, {gaps[1]:.1e} at 16 M, rate M^-{rate:.2f}"
    margin = min(rate - 0.75, 1.5 - rate)
    return Instance(economy.name, margin > 0, told, margin=margin, residual=residual)


def slope_agrees(economy: Economy, parameters: Parameters) -> Instance:
    """The closed form of the slope against M (F(x̄) - F(x)) at two sizes, the 1/M term removed.

    Where a small trade delays the rate, the sizes are larger.
    """
    sizes = comparable_sizes(economy)
    if sizes is None:
        return Instance(
            economy.name,
            None,
            "too many types, states too close, or a market too thin for the sizes",
        )
    found = slope(economy)
    scale = float(np.abs(found.values).max())
    if found.kink or found.unique is False or scale < 1e-9 or sizes[0] * found.chernoff < 25:
        return Instance(
            economy.name, None, "near a kink, several equilibria, no slope, or states too close"
        )
    for larger in (1, 16, 64):
        computed = [continuation(economy, larger * M) for M in sizes]
        small, large = (f.active * (f.values - np.diag(f.values)[:, None]) for f in computed)
        ratio = sizes[1] / sizes[0]
        limit = (ratio * large - small) / (ratio - 1)
        gap = float(np.abs(limit - float(parameters["factor"]) * found.values).max()) / scale
        if gap < SHARP:
            break
    told = f"relative difference {gap:.1e} at M = {computed[-1].active}"
    return Instance(
        economy.name,
        gap < SHARP,
        told,
        margin=SHARP - gap,
        truncation=max(float(f.truncation.max()) for f in computed),
    )


def theorem_1(economy: Economy, parameters: Parameters) -> Instance:
    """The limit of the margin, eta times the smallest loss by hand, is positive, and the gain vanishes.

    |F(x̄) - F(x)| falls at the rate 1/M, and the toolkit's margin at the larger size is the one that
    follows from weights and losses by hand.
    """
    sizes, solved = comparable_sizes(economy), solve_stage1(economy)
    if sizes is None or not solved.separating or False in solve_competitive(economy).unique:
        reason = (
            "alpha* not separating, several equilibria, too many types, states too close, or a "
            "market too thin"
        )
        return Instance(economy.name, None, reason)
    eta = economy.mechanism.eta
    N = int(sizes[1] / (1 - eta))
    M = economy.active(N)
    chosen, values = deltas(economy)[0], continuation(economy, M).values
    cells = by_hand.intervals(chosen, 2 * by_hand.endowment(economy)[0])
    margins, limits = [], []
    for x, other in permutations(range(len(chosen)), 2):
        nearest = min(max(chosen[x], cells[other][0]), cells[other][1])
        lost = line_value(economy, x, chosen[x]) - line_value(economy, x, nearest)
        gain = float(values[x, other] - values[x, x])
        margins.append((N - M) / N * lost * float(parameters["weight"]) - M / N * gain)
        limits.append(float(eta) * lost)
    (computed,) = threshold(economy, [N]).margins
    gap = abs(computed.margin - min(margins)) / max(1.0, abs(min(margins)))
    near, far = (continuation_distance(economy, size)[1] for size in sizes)
    rate = 1.0 if far < 1e-13 else float(np.log(near / far) / np.log(sizes[1] / sizes[0]))
    told = f"margin {computed.margin:.2e} at N = {N}, limit {min(limits):.2e}, gain falls as M^-{rate:.2f}"
    least = min(1e-9 - gap, rate - 0.6, min(limits))
    return Instance(
        economy.name,
        bool(least > 0),
        told,
        margin=least,
        truncation=_left_out(economy, sizes),
    )


CHECKS: dict[str, Check] = {
    "eq-22.share": Exact(share),
    "thm-1.claim-2.lower": OnEconomies(bounded_below),
    "eq-27": OnEconomies(value_limit),
    "eq-28": OnEconomies(totals_limit),
    "thm-1.slope": OnEconomies(slope_agrees),
    "thm-1": OnEconomies(theorem_1),
}
"""The checks of this module by the names under which statements assert them."""
