r"""Checks of the unnumbered steps of Theorem 1's proof.

Counts are made by enumeration, and the defector's consumption is that in the limit.

Paper: section 7.1, equations (23)-(26) and Claim 2.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.play import play
from numeric.probability.multinomial import configuration_blocks, multinomial_weights
from numeric.probability.posterior import posterior
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.section_3.beliefs_checks import held
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.limits import large_enough, nearest_configuration, settled

Array = NDArray[np.float64]


def exponent(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's weights of the others' counts, for five agents of whom M are active, against X^(M-1).

    Every sequence of types is enumerated and its probability multiplied out.
    """
    X, N = len(economy.types), 5
    others = economy.active(N) - 1
    listed = np.concatenate(list(configuration_blocks(others + parameters["more"], X, 1 << 12)))
    gap = 0.0
    for z, row in enumerate(economy.environment.signal):
        exact: defaultdict[tuple[int, ...], Fraction] = defaultdict(Fraction)
        for xi in product(range(X), repeat=others):
            exact[tuple(xi.count(y) for y in range(X))] += prod(
                (row[y] for y in xi), start=Fraction(1)
            )
        weights = multinomial_weights(listed, economy.floats.signal[z])
        made = {tuple(int(v) for v in n): float(w) for n, w in zip(listed, weights, strict=True)}
        if set(made) != set(exact):
            return Instance(economy.name, False, f"{others} others, counts of {listed[0].sum()}")
        gap = largest(gap, largest(*(abs(made[n] / float(w) - 1) for n, w in exact.items())))
    told = f"{others} others, largest relative difference {gap:.1e}"
    return Instance(economy.name, gap < 1e-12, told, margin=1e-12 - gap)


def histogram(economy: Economy, parameters: Parameters) -> Instance:
    """The histogram that the toolkit announces, against the types of the active counted by hand.

    Types are dealt in turn; with ``merged`` 1 the second type makes the offer of the first.
    """
    solved, X, N = solve_stage1(economy), len(economy.types), 12
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    types, M = [n % X for n in range(N)], economy.active(N)
    sent = [0 if parameters["merged"] and y == 1 else y for y in types]
    played = play(
        economy,
        types=types,
        offers1=[solved.offers[y] for y in sent],
        active=[n < M for n in range(N)],
        stop_after_stage1=True,
    )
    announced = dict(played.histogram)
    wanted = {tuple(map(float, solved.offers[y])): types[:M].count(y) for y in range(X)}
    told = f"{len(announced)} offers of {M} active agents"
    return Instance(economy.name, announced == wanted, told)


def believed_total(economy: Economy, parameters: Parameters) -> Instance:
    """What the toolkit lets an agent think that the others believe, against (26) counted by hand.

    Every sequence of three others on path is tried, and every type that the agent is taken for.
    """
    solved, X = solve_stage1(economy), len(economy.types)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    tried = 0
    for xi, taken_for in product(combinations_with_replacement(range(X), 3), range(X)):
        found = held(economy, (0, *xi), (taken_for, *xi), 0).believed_by_others.tolist()
        written = [xi.count(y) + parameters["added"] * (y == taken_for) for y in range(X)]
        tried += 1
        if found != written or sum(found) != 4:
            return Instance(economy.name, False, f"{xi}, taken for {taken_for}: {found}")
    return Instance(economy.name, True, f"{tried} histories")


def _consumption(economy: Economy, M: int) -> tuple[Array, float]:
    """Return what a type x taken for x̄ consumes, shape (Z, X, X, 2).

    The others being as each state has them, and the largest residual of stage 2.
    """
    Z, X, k = len(economy.states), len(economy.types), formulas_of(economy)
    others = np.array([nearest_configuration(mu, M - 1) for mu in economy.floats.signal])
    one_more = (others[:, None] + np.eye(X, dtype=int)).reshape(Z * X, X)
    game = solve_stage2(economy, one_more)
    named = np.tile(np.arange(X), Z)  # what the agent is taken for, by configuration
    minus = game.totals - game.offers[np.arange(Z * X), named]
    z, own, taken_for = (v.ravel() for v in np.indices((Z, X, X)))
    Q, R = minus[z * X + taken_for].T
    offer = best_response(economy, Q, R, posterior(economy, one_more)[z * X + own], own)
    result = k.payoff(offer[:, 0], offer[:, 1], Q, R).reshape(Z, X, X, 2)
    return result, float(game.residual.max())


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
    target = {"competitive": solved.allocations, "scaled": 1.001 * solved.allocations}.get(
        parameters["target"]
    )
    for agents in (M, 16 * M):
        wanted = (
            target
            if target is not None
            else np.broadcast_to(economy.floats.endowment, solved.allocations.shape)
        )
        consumed, left = _consumption(economy, agents)
        gaps.append(float(np.abs(consumed - wanted[:, :, None]).max()))
        residual = largest(residual, left)
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(16))
    told = f"distance {gaps[0]:.1e} at M, {gaps[1]:.1e} at 16 M, rate M^-{rate:.2f}"
    margin = min(rate - 0.75, 1.5 - rate)
    return Instance(economy.name, margin > 0, told, margin=margin, residual=residual)


CHECKS: dict[str, Check] = {
    "eq-23.exponent": OnEconomies(exponent),
    "eq-24": OnEconomies(histogram),
    "eq-26": OnEconomies(believed_total),
    "thm-1.claim-2.consumption": OnEconomies(consumption_limit),
}
"""The checks of this module by the names under which statements assert them."""
