r"""Checks of the unnumbered steps of Theorem 1's proof.

Counts by enumeration, the defector's consumption in the limit.

Paper: section 7.1, equations (23)-(26) and Claim 2.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from math import ceil

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import posterior
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.limits import large_enough, nearest_configuration, settled

Array = NDArray[np.float64]


def exponent(parameters: Parameters) -> Outcome:
    """The number of other active agents at N = 10, eta = 1/10, against the printed exponent."""
    N = 10
    M = ceil((1 - Fraction(1, 10)) * N)
    others = len([n for n in range(M) if n != 0])
    written = {"M^(N-1)": M ** (N - 1), "M^N - 1": M - 1, "M^N": M}[parameters["exponent"]]
    return exactly(
        written == others,
        f"{others} other agents, {written} written",
        {"N": N, "eta": "1/10", "M": M, "written": written},
    )


def histogram(parameters: Parameters) -> Outcome:
    """Counts of offers against counts of types, for every sequence of types of four others.

    Two of three types may make the same offer.
    """
    offers = ["(1/5, 0)", "(0, 0)", "(0, 0)" if parameters["same_offer"] else "(0, 1/5)"]
    for types in product(range(3), repeat=4):
        nu = Counter(offers[t] for t in types)
        for y in range(3):
            if nu[offers[y]] != types.count(y):
                return exactly(
                    False,
                    f"nu at the offer of type {y} is {nu[offers[y]]}",
                    {"types": types, "s_1*": "; ".join(offers), "y": y},
                )
    return exactly(True, "for all 81 sequences of three types", {"s_1*": "; ".join(offers)})


def believed_total(parameters: Parameters) -> Outcome:
    """The believed counts over every sequence of the M - 1 others and every type that the agent is taken for, M = 5."""
    M = 5
    for xi, taken_for in product(product(range(3), repeat=M - 1), range(3)):
        sigma = [xi.count(y) + (parameters["added"] if y == taken_for else 0) for y in range(3)]
        if sum(sigma) != M:
            return exactly(
                False,
                f"{sum(sigma)} agents are believed, {M} are active",
                {"xi": xi, "x-bar": taken_for, "sigma": tuple(sigma)},
            )
    return exactly(True, "for all sequences of four others and three types", {"M": M})


def _consumption(economy: Economy, z: int, M: int) -> tuple[Array, float]:
    """Return what a type x taken for x̄ consumes, shape (X, X, 2).

    The others being as the state z has them, and the largest residual of stage 2.
    """
    X, k, residual = len(economy.types), formulas_of(economy), 0.0
    others = nearest_configuration(economy.floats.signal[z], M - 1)
    unit, result = np.eye(X, dtype=int), np.zeros((X, X, 2))
    for taken_for in range(X):
        game = solve_stage2(economy, [others + unit[taken_for]])
        residual = max(residual, float(game.residual[0]))
        minus = game.totals[0] - game.offers[0, taken_for]
        for x in range(X):
            offer = best_response(
                economy, minus[0], minus[1], posterior(economy, others + unit[x]), x
            )
            result[x, taken_for] = k.payoff(offer[0], offer[1], minus[0], minus[1])
    return result, residual


def consumption_limit(economy: Economy, parameters: Parameters) -> Instance:
    """A defector's consumption tends to the competitive one at rate 1/M, whoever it is taken for."""
    solved = solve_competitive(economy)
    if solved.unique != (True,) * len(economy.states) or not settled(economy):
        return Instance(
            economy.name,
            None,
            "the equilibrium is not known to be unique, or the states are too close",
        )
    M, gaps, residual = large_enough(economy), [], 0.0
    target = {"competitive": solved.allocations, "scaled": 1.01 * solved.allocations}.get(
        parameters["target"]
    )
    for agents in (M, 16 * M):
        wanted = (
            target
            if target is not None
            else np.broadcast_to(economy.floats.endowment, solved.allocations.shape)
        )
        found = [_consumption(economy, z, agents) for z in range(len(wanted))]
        gaps.append(
            max(
                float(np.abs(consumed - wanted[z][:, None]).max())
                for z, (consumed, _) in enumerate(found)
            )
        )
        residual = max(residual, *(r for _, r in found))
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(16))
    told = f"distance {gaps[0]:.1e} at M, {gaps[1]:.1e} at 16 M, rate M^-{rate:.2f}"
    return Instance(economy.name, rate > 0.75, told, margin=rate - 0.75, residual=residual)


CHECKS: dict[str, Check] = {
    "eq-23.exponent": Exact(exponent),
    "eq-24": Exact(histogram),
    "eq-26": Exact(believed_total),
    "thm-1.claim-2.consumption": OnEconomies(consumption_limit),
}
"""The checks of this module by the names under which statements assert them."""
