r"""Exact checks for Theorem 3: the event of (42), the comparison's resources, and the loss at one N.

The loss is found by enumeration.

Paper: section 7.3, (42)-(45).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb

import numpy as np

from numeric.economy.economy import Economy
from numeric.oracles.efficiency import ex_post_loss
from numeric.probability.multinomial import all_configurations, multinomial_weights
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.efficiency import efficiency
from proofs_check.claims.checks import Check, Disagreement, Exact, Parameters, exactly, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.chosen_economies import only
from proofs_check.paper.shared.in_force import ENVIRONMENT, SEPARATING, hypotheses
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.slow import data_of


def listed(values: Iterable[object]) -> str:
    """Write values in parentheses, fractions as n/d.

    >>> listed((Fraction(1, 2), 3))
    '(1/2, 3)'
    """
    return "(" + ", ".join(map(str, values)) + ")"


@cache
def roots(kappa: Fraction = Fraction(1, 10), eta: Fraction = Fraction(1, 4)) -> Economy:
    r"""Return the economy :math:`u = \theta\sqrt q + \sqrt r`, θ² = 1/2 (nearly) and 2, whatever the state."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["1/2", "1/2"], ["1/3", "2/3"]],
        endowment=[1, 1],
        kappa=[kappa, kappa],
        eta=eta,
        utility="theta*sqrt(q) + sqrt(r)",
        parameters={"theta": [["5/7", "5/7"], ["7/5", "7/5"]]},
        name="square roots",
    )


def probability(parameters: Parameters) -> Outcome:
    r"""P(E^1) for two types, μ = (1/2, 1/2), δ^1 = 1/10, N = 301, by the toolkit's weights and exactly."""
    mu, delta, epsilon, N = Fraction(1, 2), Fraction(1, 10), parameters["epsilon"], 301
    economy = roots(eta=parameters["eta"])
    M = economy.active(N)
    inside = [k for k in range(M + 1) if abs(Fraction(k, M) - mu) < delta]
    chance = sum((comb(M, k) * mu**k * (1 - mu) ** (M - k) for k in inside), Fraction(0))
    rows = all_configurations(M, 2)
    near = np.abs(rows[:, 0] / M - 0.5) < 0.1 * (1 - 1e-12)
    numeric = float(multinomial_weights(rows, economy.floats.signal[0])[near].sum())
    named = {
        "mu": "1/2, 1/2",
        "delta^1": delta,
        "epsilon": epsilon,
        "N": N,
        "eta": parameters["eta"],
        "M": M,
        "P(E^1)": f"about {float(chance):.6f}",
    }
    edges = all(abs(_near(n, mu, d) - p) < 1e-11 for n, d, p in EDGES)
    holds = chance > 1 - epsilon and abs(numeric / float(chance) - 1) < 1e-11 and edges
    return exactly(holds, f"P(E^1) = {float(chance):.6f} with M = {M}", named)


EPSILON, DELTA, DELTA_1 = 33, 8, 4
SQUARES = (Fraction(25, 49), Fraction(49, 25))
"""θ² by type."""


def _indirect(price: Fraction, theta_2: Fraction) -> Fraction:
    """Return the square of a price-taker's utility per unit of its wealth p + 1: (p + 1)(p + θ²)/p.

    The endowment is (1, 1).
    """
    return (price + 1) * (price + theta_2) / price


def _largest_difference_squared() -> Fraction:
    r"""Bound the square of :math:`|u(q^z(\kappa)) - u(\tilde q^z(2\kappa, \rho))|` over all κ < 4 and all ρ.

    Prices of L(κ) lie within [1/8, 8]: demand (p + 1)θ²/(p(θ² + p)) falls in p, exceeds 1 + κ_q < 5
    for every type at 1/8, and with κ_r/p < 1/2 leaves less than 1 at 8.  Those of J(2κ, ρ) lie
    between the types' rates at its endowment, θ√(e_r/e_q) with e in [1, 9].  Utilities are
    nonnegative and convex functions of the price bound their squares at the ends.
    """
    low, high = Fraction(1, 8), Fraction(8)
    for t in SQUARES:
        if not (low + 1) * t / (low * (t + low)) > 5:
            raise Disagreement("the lower end is no bound on prices")
        if not Fraction(4) / high + (high + 1) * t / (high * (t + high)) < 1:
            raise Disagreement("the upper end is no bound on prices")
    first = max(_indirect(p, t) for p in (low, high) for t in SQUARES)
    ends = (Fraction(5, 7) / 3, Fraction(7, 5) * 3)
    return max(first, max(9 * _indirect(p, t) for p in ends for t in SQUARES))


EDGES = (
    (1, Fraction(1, 10), 0.0),
    (1, Fraction(1), 1.0),
    (301, Fraction(1), 1.0),
    (2, Fraction(1, 10), 0.5),
)
"""Agents, δ^1 and the probability: one agent is near no share of one half, and all are within one."""


def _near(agents: int, mu: Fraction, delta: Fraction) -> float:
    """Return the probability, by the toolkit's weights, that the share of the first type is near its mean.

    Everybody is active, M = N.
    """
    active = roots(eta=Fraction(1, 1000)).active(agents)
    rows = all_configurations(active, 2)
    near = np.array([abs(Fraction(int(n), active) - mu) < delta for n in rows[:, 0]])
    weights = multinomial_weights(rows, np.array([float(mu), float(1 - mu)]))
    return float(weights[near].sum()) if active == agents else np.nan


def comparison_resources(parameters: Parameters) -> Outcome:
    """M(q̄ + 2κ_q) against N q̄ at κ_q = 4η, for N = 100, 10^4 and 10^6.

    The hypotheses of the theorem and of its proof are evaluated: ε/3 = 11 exceeds every difference
    of utilities in Claim 1 for κ below 4, so that δ^1 = 4 serves, and κ̄ = min(δ/2, δ^1) = 4.
    """
    eta, multiple = parameters["eta"], parameters["multiple"]
    kappa, failed = 4 * eta, None
    economy = roots(kappa, eta)
    for N in (100, 10**4, 10**6):
        has = economy.active(N) * (1 + multiple * kappa)
        if has < N and failed is None:
            failed = (N, economy.active(N), has)
    if failed is None:
        return exactly(True, "the comparison economy has enough at every N tried", {"eta": eta})
    bound = _largest_difference_squared()
    if not (bound < Fraction(EPSILON, 3) ** 2 and kappa < min(Fraction(DELTA, 2), DELTA_1)):
        raise Disagreement("the hypotheses of the proof are not satisfied")
    N, M, has = failed
    named = {
        "u": "theta sqrt(q) + sqrt(r), theta = 5/7, 7/5",
        "q-bar": 1,
        "kappa_q": kappa,
        "eta": eta,
        "N": N,
        "M": M,
        "M(q-bar + 2 kappa_q)": has,
        "N q-bar": N,
    }
    met = (
        ("delta^1 of Claim 1 for eps/3 = 11", f"4: differences squared are at most {bound} < 121"),
        ("kappa < kappa-bar = min(delta/2, delta^1(eps/3))", f"{kappa} < min(8/2, 4)"),
        ("eta <= min(kappa_q/(4 q-bar), kappa_r/(4 r-bar))", f"{eta} <= {kappa / 4}"),
        ("N > N(kappa, eta)", "the inequality fails at N = 100, 10^4 and 10^6 alike"),
        *hypotheses(economy, (*ENVIRONMENT, SEPARATING)),
    )
    told = f"the comparison economy has {has} of the first good, (12) allows {N} or more"
    return exactly(False, told, named, satisfied=met)


def distribution(parameters: Parameters) -> Outcome:
    """Losses and probabilities at N = 4 by the toolkit against a sum over every realisation of ``agents`` types."""
    economy, N = roots(), 4
    M, data, worst = economy.active(N), data_of(economy), 0.0
    found = efficiency(economy, N)
    for z in data.states:
        slow: dict[float, float] = {}
        for zeta in product(data.types, repeat=parameters["agents"]):
            chance = float(np.prod([float(data.signal[z][x]) for x in zeta]))
            loss = _loss(economy, tuple(zeta[:M]), tuple(zeta[M:]), z)
            slow[loss] = slow.get(loss, 0.0) + chance
        values = np.array(sorted(slow))
        weights = np.array([slow[v] for v in values])
        for level in np.linspace(0.05, 0.95, 19) * values.max():
            numeric = float(found.states[z].weights[found.states[z].losses > level].sum())
            near = np.abs(values - level) < 1e-6
            if not near.any():
                worst = largest(worst, abs(float(weights[values > level].sum()) - numeric))
        mean = float(weights @ values / weights.sum())
        worst = largest(worst, abs(mean - found.states[z].mean))
    detail = f"probabilities and means differ by at most {worst:.1e} at N = {N}"
    return sampled(worst < 2e-6, detail)


@cache
def _loss(economy: Economy, active: tuple[int, ...], passive: tuple[int, ...], z: int) -> float:
    """Return t* of one realisation by the general solver, rounded so that equal ones are one."""
    data = data_of(economy)
    e = [float(v) for v in data.endowment]
    offers = solve_stage2(economy, [[active.count(x) for x in data.types]]).offers[0]
    total = [
        len(active) * float(data.kappa[i]) + sum(float(offers[x][i]) for x in active)
        for i in (0, 1)
    ]
    price = total[1] / total[0]
    best = solve_stage1(economy).consumption
    groups = [(x, active.count(x), True) for x in data.types]
    groups += [(x, passive.count(x), False) for x in data.types]
    bundles = [
        [
            e[0] - float(offers[x][0]) + float(offers[x][1]) / price,
            e[1] - float(offers[x][1]) + float(offers[x][0]) * price,
        ]
        if trades
        else [float(best[x]), e[1] + e[1] / e[0] * (e[0] - float(best[x]))]
        for x, _, trades in groups
    ]
    number = len(active) + len(passive)
    used = [sum(n * b[i] for (_, n, _), b in zip(groups, bundles, strict=True)) for i in (0, 1)]
    resources = [max(used[i], number * e[i]) for i in (0, 1)]
    counts = [n for _, n, _ in groups]
    return round(ex_post_loss(data, [x for x, _, _ in groups], counts, bundles, z, resources), 7)


CHECKS: dict[str, Check] = {
    "eq-42.probability": Exact(probability, corners=("M = N", "M = 1", "delta^1 = 1")),
    "thm-3.comparison.endowment": Exact(comparison_resources),
    "thm-3.distribution": Exact(distribution, only(roots), ("zero counts",)),
}
"""The checks of this module by the names under which statements assert them."""
