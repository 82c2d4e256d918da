r"""Checks about the mechanisms that the paper compares with.

Conventions: an economy gives states, signals, endowments, κ and η; the tastes are replaced by
:math:`u = A\log q + (1 - A)\log r` with A spread over (1/4, 3/4) and moved by the state, so that
every solver is on its ground.

Paper: sections 1, 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as F
from itertools import product
from math import log

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.games.debreu import coefficients
from numeric.games.one_stage import one_stage_outcome, solve_one_stage
from numeric.games.outcome import Outcome
from numeric.games.pari_mutuel import PariMutuel, solve_offers
from numeric.games.pari_mutuel_deviations import deviations
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.references import limit_scenarios
from numeric.games.scenarios import scenarios
from numeric.games.welfare import resources, welfare
from numeric.mechanism.one_shot import best_offers
from numeric.status import NotSolved
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.shared.largest import largest

Array = NDArray[np.float64]
AGENTS = (8, 16, 32)
ZERO = 1e-11
"""A misallocation below this is rounding error."""


def tastes(economy: Economy) -> Economy:
    """Return the economy with log tastes: type x in state z spends the share A[x][z]."""
    X, Z = len(economy.types), len(economy.states)
    table = [
        [F(1, 4) + F(x, 2 * max(X - 1, 1)) + F(z, 8 * max(Z - 1, 1)) - F(1, 16) for z in range(Z)]
        for x in range(X)
    ]
    return economy.replacing(
        utility="A*log(q) + (1 - A)*log(r)",
        parameters={"A": table},
        entry_fee=(0, 0),
        shut_down=False,
    )


def alone(economy: Economy, z: int) -> Economy:
    """Return the economy whose only state is z."""
    e = economy.environment
    return economy.replacing(
        prior=[1],
        signal=[e.signal[z]],
        states=[e.states[z]],
        parameters={"A": [[row[z]] for row in e.parameters["A"]]},
    )


def misallocated(economy: Economy) -> float:
    """Return the misallocation of the one-stage game on O in the limit of large N."""
    found = solve_one_stage(economy, None)
    outcome = one_stage_outcome(economy, found, limit_scenarios(economy), "o")
    return welfare(economy, outcome).misallocation


def one_stage(economy: Economy, parameters: Parameters) -> Instance:
    """Whether the one-stage game wastes something with all states, and nothing with each alone."""
    if len(economy.states) < 2 or len(economy.types) != 2:
        return Instance(economy.name, None)
    logs = tastes(economy)
    prices = solve_competitive(logs).price
    if np.ptp(prices) < 1e-6 * prices.max():
        return Instance(economy.name, None, "prices do not differ between states")
    single = [misallocated(alone(logs, z)) for z in range(len(logs.states))]
    wasted = misallocated(logs) if parameters["states"] == "all" else single[0]
    holds = wasted > 100 * ZERO and largest(*map(abs, single)) < ZERO
    return Instance(
        economy.name,
        holds,
        f"misallocated: {wasted:.1e} of what agents hold, at most {max(single):.0e} in a state alone",
        margin=min(wasted - 100 * ZERO, ZERO - max(map(abs, single))),
    )


def log_loss(economy: Economy, parameters: Parameters) -> Instance:
    """Whether t* is -log of Debreu's coefficient at bundles around the endowments."""
    logs = tastes(economy)
    X, generator = len(logs.types), np.random.default_rng(X_SEED)
    counts = generator.integers(1, 5, size=(6, X)).astype(float)
    bundles = logs.floats.endowment * np.exp(0.4 * generator.normal(size=(6, X, 2)))
    types, gap = np.arange(X), 0.0
    for z in range(len(logs.states)):
        state = np.full(len(counts), z)
        outcome = Outcome(types, state, np.ones(len(counts)), counts, bundles)
        W = resources(logs, outcome, "paper")
        (rho,) = coefficients(logs, types, state, counts, bundles, [W])
        loss = ex_post_loss(logs, types, counts, bundles, z, W).required().loss
        scaled = float(parameters["scale"]) * np.array([-log(v) for v in rho])
        gap = largest(gap, float(np.abs(loss - scaled).max()))
    return Instance(
        economy.name, gap <= 5e-9, f"largest difference {gap:.0e} utils", margin=5e-9 - gap
    )


X_SEED = 2012


def pari_mutuel(economy: Economy, parameters: Parameters) -> Instance:
    """Whether offers that the solver finds, moved by a share, stand against a search over O at some N.

    Where others add something to those that are best if inactive a larger N is tried.
    """
    if len(economy.types) != 2:
        return Instance(economy.name, None)
    logs, moved = tastes(economy), float(parameters["moved"])
    found = _at_size(logs, AGENTS[0], moved)
    if found.holds is False:
        found = next((f for N in AGENTS[1:] if (f := _at_size(logs, N, moved)).holds), found)
    return replace(found, economy=economy.name)


@by_kappa(maxsize=64)
def _at_size(logs: Economy, agents: int, moved: float) -> Instance:
    """Try offers on the sides of the limit's first, then those on other sides."""
    inactive = agents // 4
    limit = _limit(logs, inactive / agents)
    game = PariMutuel.of(logs, agents, scenarios(logs, agents, inactive))
    first = None
    for start in _on_sides(limit, logs.floats.endowment):
        signed, residual = solve_offers(game, start)
        if not residual <= 1e-6:
            continue  # on these sides none are found
        tried = _stands(game, signed * (1 - moved), residual)
        if tried.holds:
            return tried
        first = first or tried
    return first or Instance(logs.name, None, "no offers inside of O are best where inactive")


def _limit(logs: Economy, share: float) -> Array:
    """Return the limit's signed offers; where an offer jumps so that there is none, what is best at given prices."""
    try:
        offers = pari_mutuel_limit(logs, share).offers
    except NotSolved:
        offers = best_offers(logs, solve_competitive(logs).price)
    return np.asarray(offers[:, 0] - offers[:, 1])


def _on_sides(limit: Array, top: Array) -> Iterator[Array]:
    """Yield starts on every pair of sides: the limit's offers, and little of the other good."""
    for turned in sorted(product((False, True), repeat=len(limit)), key=sum):
        yield np.where(turned, -0.03 * np.sign(limit) * np.where(limit > 0, top[1], top[0]), limit)


def _stands(game: PariMutuel, signed: Array, residual: float) -> Instance:
    slope = float(np.abs(game.slopes(signed)).max())
    found = deviations(game, signed)
    size = float(np.abs(game.economy.floats.endowment).max())
    holds = slope * size <= 1e-6 and found.margin >= 0 and found.bound <= 1e-6
    return Instance(
        game.economy.name,
        holds,
        f"N = {game.agents}: slope {slope:.0e}, margin {found.margin:.1e} utils",
        margin=min(1e-6 - slope * size, found.margin, 1e-6 - found.bound),
        residual=residual,
    )


CHECKS: dict[str, Check] = {
    "sec-1.one-stage": OnEconomies(one_stage),
    "sec-5.log-loss": OnEconomies(log_loss),
    "sec-6.pari-mutuel": OnEconomies(pari_mutuel),
}
"""Checks by name."""
