r"""Checks of the proof of Theorem 3 on whole economies: Claims 1 and 2, and the welfare theorem.

Conventions: an economy is left out, with the reason, where its states are too close for the sizes
computed, or where its competitive equilibrium is not known to be unique.  A limit is compared at
two sizes, with its observed rate.

Paper: section 7.3.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.exchange import competitive_at, exchange_equilibrium
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.multinomial import likely_configurations, multinomial_weights
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.limits import large_enough, settled
from proofs_check.paper.theorem_3.definition_checks import violation

Array = NDArray[np.float64]
SMALL = Fraction(1, 100)
COMPETITIVE = 1e-9
"""Largest relative violation of budgets, rates of substitution and clearing."""
LEFT_OUT = 1e-10
"""Probability of the configurations that the events of Claim 2 leave out.

These count as outside.
"""


def unique(economy: Economy) -> bool:
    """Whether every state's competitive equilibrium is known to be unique."""
    return solve_competitive(economy).unique == (True,) * len(economy.states)


@lru_cache(maxsize=256)
def continuity_gap(economy: Economy, size: Fraction, multiple: int, endowment: Fraction) -> float:
    """Return the largest |u at L^z(κ) - u at J(2κ, ρ)|, over two states at most.

    The sizes max κ and |ρ - μ_z| are one; J's endowment may be scaled.
    """
    own = economy.mechanism.kappa
    small = economy.replacing(kappa=[k * size / max(own) for k in own])
    worst, X = 0.0, len(economy.types)
    scaled = (
        small
        if endowment == 1
        else small.replacing(endowment=[e * endowment for e in economy.environment.endowment])
    )
    for z, mu in enumerate(economy.floats.signal[:2]):
        rho = (1 - float(size)) * mu + float(size) * np.eye(X)[z % X]
        # Shares count up to a factor.
        other, first = (
            exchange_equilibrium(scaled, z, 3 * rho, multiple),
            competitive_at(small, z, mu),
        )
        wrong = max(violation(small, z, rho, other, 2, 0), violation(small, z, mu, first, 0, 1))
        if wrong > COMPETITIVE:
            return np.inf
        both = [
            formulas_of(economy).utility(c[:, 0], c[:, 1], np.arange(X), z)
            for c in (first[1], other[1])
        ]
        worst = largest(worst, float(np.abs(both[0] - both[1]).max()))
    return worst


def claim_1(economy: Economy, parameters: Parameters) -> Instance:
    """The utilities of the two competitive allocations meet as κ and |ρ - μ_z| vanish together."""
    if not unique(economy):
        return Instance(economy.name, None, "the competitive equilibrium is not known to be unique")
    near, far = (
        continuity_gap(economy, s, parameters["multiple"], parameters["endowment"])
        for s in (SMALL, SMALL / 10)
    )
    told = f"largest difference {near:.1e} at size 1/100, {far:.1e} at 1/1000"
    return Instance(
        economy.name, far < 0.2 * near or far < 1e-11, told, margin=max(0.2 * near, 1e-11) - far
    )


def _deviations(economy: Economy, z: int, M: int, *targets: Array) -> tuple[Array, list[Array]]:
    """Return weights and max_x |u(q^σ(x), …) - u(target)| over configurations, for each target.

    The maximum is infinite where a type is absent.
    """
    rows = likely_configurations(M, economy.floats.signal[z], LEFT_OUT)
    solved, k, types = (
        solve_stage2(economy, rows),
        formulas_of(economy),
        np.arange(len(economy.types)),
    )
    bundles = solved.allocations(economy)
    values, counts = k.utility(bundles[..., 0], bundles[..., 1], types, z), (rows > 0).all(axis=1)
    apart = [np.abs(values - k.utility(t[:, 0], t[:, 1], types, z)).max(axis=1) for t in targets]
    worst = [np.where(counts & solved.solved, gaps, np.inf) for gaps in apart]
    return multinomial_weights(rows, economy.floats.signal[z]), worst


@lru_cache(maxsize=256)
def chances(economy: Economy, scale: float) -> tuple[float, float, float] | None:
    """Return ϵ and the least P(E^2(ϵ)) over states at M and at 16 M; None where it takes too long.

    ϵ is twice the 0.9 quantile of the deviation at M.
    """
    M = large_enough(economy)
    if len(economy.types) > 2 or not settled(economy) or not unique(economy) or M > 8000:
        return None
    solved = solve_competitive(economy)
    lows, highs, used = [], [], []
    for z in range(len(economy.states)):
        goal = scale * solved.allocations[z]
        weights, (worst, reference) = _deviations(economy, z, M, goal, solved.allocations[z])
        order, own = np.argsort(worst), np.argsort(reference)
        quantile = float(reference[own][np.searchsorted(np.cumsum(weights[own]), 0.9)])
        epsilon = max(2 * quantile, 1e-12)  # without trade nothing deviates
        lows.append(float(weights[order][worst[order] < epsilon].sum()))
        weights, (worst,) = _deviations(economy, z, 16 * M, goal)
        highs.append(float(weights[worst < epsilon].sum()))
        used.append(epsilon)
    return max(used), min(lows), min(highs)


def claim_2(economy: Economy, parameters: Parameters) -> Instance:
    """The probability of E^2 with a fixed ϵ, in the worst state, at M and at 16 M."""
    found = chances(economy, float(parameters["scale"]))
    if found is None:
        return Instance(
            economy.name, None, "too many types, states too close, or several equilibria"
        )
    epsilon, near, far = found
    told = f"P(E^2) = {near:.4f} at M, {far:.8f} at 16 M, with ϵ = {epsilon:.1e}"
    return Instance(
        economy.name,
        far > 0.9999 and near > 0.8,
        told,
        margin=min(far - 0.9999, near - 0.8),
        truncation=LEFT_OUT,
    )


def welfare(economy: Economy, parameters: Parameters) -> Instance:
    """The competitive allocation of J(2κ, ρ) has no loss within its own resources (or within a multiple of them)."""
    worst, residual, X = 0.0, 0.0, len(economy.types)
    for z, mu in enumerate(economy.floats.signal):
        price, bundles = exchange_equilibrium(economy, z, mu)
        wrong = violation(economy, z, mu, (price, bundles), 2, 0)
        if wrong > COMPETITIVE:
            return Instance(economy.name, False, f"not competitive: {wrong:.1e}", margin=-wrong)
        total = float(parameters["resources"]) * (mu[:, None] * bundles).sum(axis=0)
        found = ex_post_loss(economy, np.arange(X), mu[None], bundles[None], z, total[None])
        if not found.solved.all():
            return Instance(economy.name, None, str(found.status[0]), undecided=True)
        worst, residual = largest(worst, abs(float(found.loss[0]))), largest(residual, found.width)
    return Instance(
        economy.name,
        worst < 1e-10,
        f"largest gain for everybody {worst:.1e}",
        margin=1e-10 - worst,
        residual=residual,
    )


CHECKS: dict[str, Check] = {
    "thm-3.claim-1": OnEconomies(claim_1),
    "thm-3.claim-2": OnEconomies(claim_2),
    "thm-3.welfare": OnEconomies(welfare),
}
"""The checks of this module by the names under which statements assert them."""
