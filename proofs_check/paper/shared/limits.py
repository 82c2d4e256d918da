r"""Checks on economies of what the paper asserts in the limit, each with its observed rate.

Convergence is CITED in the paper's proofs (Maximum Theorem, law of large numbers); here it is
SAMPLED: along configurations with shares nearest to :math:`\mu_z` the distance at 16 M is compared
with that at M.

Paper: Proposition 2; Claim 2 of Theorem 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.slope import chernoff_information
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
MOST_AGENTS = 400_000
SIZES = {2: (600, 2400), 3: (60, 240)}
"""M at which F is compared, by the number of types; economies with more types are left out."""
THICK = 8.0
"""M times the thickness of the market from which rates are judged.

Over generated economies the observed rate of the value was 0.71 where this was 2 and
0.92 to 1.00 where it was 10 or more.
"""


def nearest_configuration(shares: Array, M: int) -> NDArray[np.int64]:
    """Return counts that sum to M and differ from M times the shares by less than one each (largest remainders)."""
    counts = np.floor(shares * M).astype(int)
    for x in np.argsort(counts - shares * M)[: M - counts.sum()]:
        counts[x] += 1
    return counts


def large_enough(economy: Economy) -> int:
    """Return an M at which the posterior has settled and the market is thick, within [2000, MOST_AGENTS/16].

    That is about 40 over the Chernoff information, and ``THICK`` over the thickness.
    """
    information = chernoff_information(economy)
    return int(
        np.clip(
            max(40 / max(information, 1e-9), THICK / thickness(economy)), 2000, MOST_AGENTS // 16
        )
    )


def comparable_sizes(economy: Economy) -> tuple[int, int] | None:
    """Return two sizes at which F is compared.

    None where that would take too long, the states are too close or the market is too thin.
    """
    sizes = SIZES.get(len(economy.types))
    if sizes is None or sizes[0] * chernoff_information(economy) < 8:
        return None
    return None if sizes[0] * thickness(economy) < THICK else sizes


def divisible(economy: Economy, state: int, M: int) -> int:
    """Return the least number from M on of which every type's share in a state is whole, where that is not far; else M.

    Rounding shares moves them by about 1/M, differently at each M, which hides the rate at which
    offers converge.
    """
    unit = lcm(*(p.denominator for p in economy.environment.signal[state]))
    return -(-M // unit) * unit if unit <= M else M


def thickness(economy: Economy) -> float:
    """Return the competitive offers per agent with κ, relative to the endowment.

    It is the least over goods and states, on the thinner side of the market.

    An offer of one endowment moves the price by about one over M times this, so M times it must be
    large before rates in M show.
    """
    solved, d = solve_competitive(economy), economy.floats
    totals = np.einsum("zx,zxi->zi", d.signal, solved.offers) + d.kappa
    return float((totals / d.endowment).min())


def settled(economy: Economy) -> bool:
    """Whether the states are far enough apart for ``large_enough`` to be large enough."""
    return large_enough(economy) * chernoff_information(economy) >= 25


@lru_cache(maxsize=512)
def distances(economy: Economy, limit: str, factor: Any) -> tuple[float, float, float]:
    """Return the largest distance of β^σ from its supposed limit at M and 16 M, and the largest residual of stage 2.

    The distance is the largest over states.
    """
    M = large_enough(economy)
    rescaled = (
        economy
        if factor == 1
        else economy.replacing(kappa=[sp.Rational(k) * factor for k in economy.mechanism.kappa])
    )
    target = (
        solve_competitive(rescaled).offers
        if limit == "competitive"
        else np.broadcast_to(0.0, (len(economy.states), len(economy.types), 2))
    )
    result, residual = [], 0.0
    for factor_ in (1, 16):
        rows = [
            nearest_configuration(mu, factor_ * divisible(economy, z, M))
            for z, mu in enumerate(economy.floats.signal)
        ]
        solved = solve_stage2(economy, rows)
        result.append(float(np.abs(solved.offers - target).max() / economy.floats.endowment.max()))
        residual = largest(residual, float(solved.residual.max()))
    return result[0], result[1], residual


def converges(economy: Economy, parameters: Parameters) -> Instance:
    """β^σ tends to β^z at rate 1/M."""
    if solve_competitive(economy).unique != (True,) * len(economy.states) or not settled(economy):
        return Instance(
            economy.name,
            None,
            "the equilibrium is not known to be unique, or the states are too close",
        )
    return at_rate(economy, *distances(economy, parameters["limit"], parameters["kappa factor"]))


def at_rate(economy: Economy, near: float, far: float, residual: float) -> Instance:
    """Judge distances from a limit at M and 16 M: they fall about as 1/M, or the second is none."""
    rate = float(np.log(near / far) / np.log(16)) if far > 0 else float("inf")
    told = f"distance {near:.1e} at M, {far:.1e} at 16 M, rate M^-{rate:.2f}"
    return Instance(
        economy.name,
        rate > 0.75 or far < 1e-12,
        told,
        margin=max(rate - 0.75, 1e-12 - far),
        residual=residual,
    )


def belief(economy: Economy, parameters: Parameters) -> Instance:
    """β^σ(x) is the best response, by hand, to the others' totals under the named belief."""
    sigma = nearest_configuration(economy.floats.signal[0], 12)
    if (sigma == 0).any() or len(economy.states) < 2:
        return Instance(economy.name, None, "a type is absent, or there is one state")
    solved, gap = solve_stage2(economy, [sigma]), 0.0
    named: dict[str, by_hand.Belief] = {
        "phi^N": by_hand.posterior(economy, tuple(int(n) for n in sigma)),
        "limit": tuple(Fraction(int(z == 0)) for z in range(len(economy.states))),
        "prior": economy.environment.prior,
    }
    for x in range(len(economy.types)):
        others = sigma @ solved.offers[0] - solved.offers[0, x] + 12 * economy.floats.kappa
        seen = float(others[0]), float(others[1])
        wanted, _ = by_hand.best_offer(economy, x, named[parameters["belief"]], seen)
        gap = largest(gap, float(np.abs(solved.offers[0, x] - wanted).max()))
    return Instance(
        economy.name,
        gap < 1e-9,
        f"largest difference {gap:.1e}",
        margin=1e-9 - gap,
        residual=float(solved.residual[0]),
    )


@lru_cache(maxsize=512)
def continuation_distance(economy: Economy, active: int) -> tuple[float, float, float]:
    """Return the largest |F_x(x̄) - limit|, the largest |F_x(x̄) - F_x(x)| and the largest truncation of F at M."""
    solved, computed = solve_competitive(economy), continuation(economy, active)
    found = computed.values
    limit = expected_competitive(economy, solved.allocations)
    return (
        float(np.abs(found - limit[:, None]).max()),
        float(np.abs(found - np.diag(found)[:, None]).max()),
        float(computed.truncation.max()),
    )


def expected_competitive(economy: Economy, allocations: Array) -> Array:
    r"""Return :math:`\sum_z\tau_x(z)u(q^z(x), r^z(x); x, z)`, the right side of (27)."""
    result = []
    for x in range(len(economy.types)):
        values = [
            float(w) * by_hand.utility(economy, x, z)(*map(float, allocations[z, x]))
            for z, w in enumerate(by_hand.tau(economy, x))
        ]
        result.append(sum(values))
    return np.array(result)


CHECKS: dict[str, Check] = {
    "prop-2.converges": OnEconomies(converges),
    "prop-2.belief": OnEconomies(belief),
}
"""The checks of this module by the names under which statements assert them."""
