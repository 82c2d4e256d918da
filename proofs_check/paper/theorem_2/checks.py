r"""Checks for Theorem 2 on economies: convergence (40), the vanishing effect of an offer, exclusion.

The effect of an offer is the paper's Claim 4.

Conventions: the named economy has three types, two states and log utility; block counts nearest to
their means stand for likely ones.

Paper: section 4 and section 7.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import ceil

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.oracles.data import powered_posterior
from numeric.probability.compositions import block_signal
from numeric.probability.partitions import block_of, semi_pooling_partitions
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.jumps import jump
from numeric.theorem_2.pooling_newton import solve_games
from numeric.theorem_2.semipooling import (
    SemiPooling,
    semi_pooling,
    starting_offers,
    value_off_path,
)
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_4.assumptions_checks import violates_a1
from proofs_check.paper.shared.chosen_economies import named_economy, only
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.limits import THICK, nearest_configuration, thickness
from proofs_check.paper.shared.slow import data_of

Array = NDArray[np.float64]


LARGEST = 12_000
"""Active agents at which states must be told apart and the market be thick.

Economies for which that is not so are left out.
"""
LATER = 8
"""How many times larger the sizes are at which a rate is looked for again."""


def enough_agents(economy: Economy, size: int) -> int:
    """Return by which factor the number of agents must grow for block counts to tell two states apart.

    It is the largest over the partitions of the types.
    """
    if len(economy.states) == 1:
        return 1
    masses = [block_signal(economy, p) for p in semi_pooling_partitions(len(economy.types))]
    divergence = min(
        float((a * np.log(a / b)).sum()) for m in masses for a, b in ((m[0], m[1]), (m[1], m[0]))
    )
    return max(1, int(np.ceil(15 / (size * divergence))))


def converges(economy: Economy, parameters: Parameters) -> Instance:
    """Equilibrium offers of the target and the others tend to the competitive ones.

    Block counts are likely ones, for every semi-pooling partition of three types.
    """
    solved = solve_competitive(economy)
    X, Z = len(economy.types), len(economy.states)
    if X != 3 or Z > 2 or violates_a1(economy) or solved.unique != (True,) * Z:
        return Instance(
            economy.name,
            None,
            "not three types, more than two states, A1 fails, or several equilibria",
        )
    first = parameters["sizes"][0]
    factor = max(enough_agents(economy, first), ceil(THICK / (first * thickness(economy))))
    if parameters["sizes"][-1] * factor > LARGEST:
        return Instance(economy.name, None, "states too close, or a market too thin for the sizes")
    target = solved.offers[..., 0] - solved.offers[..., 1]
    wanted = float(parameters["limit"]) * target
    found = _approach(economy, wanted, [M * factor for M in parameters["sizes"]])
    if (
        not found.holds and parameters["sizes"][-1] * factor * LATER <= LARGEST
    ):  # a trade near zero delays the rate
        found = _approach(economy, wanted, [M * factor * LATER for M in parameters["sizes"]])
    return found


def _approach(economy: Economy, target: Array, sizes: Sequence[int]) -> Instance:
    """Compare the distances of all roles' offers from a target (Z, X) at two sizes.

    A game in which a best response jumps at either size is left out at both.
    """
    goal, sized, residual = np.concatenate([target, target], axis=1), [], 0.0
    missing, without = 0, 0
    partitions = semi_pooling_partitions(len(economy.types))
    for M in sizes:
        each, starts = [], []
        for partition in partitions:
            counts = np.array(
                [nearest_configuration(row, M - 1) for row in block_signal(economy, partition)]
            )
            each.append(games.target_game(economy, partition, M, (0,), counts))
            starts.append(starting_offers(economy, partition, counts))
        game, both = games.together(each), np.tile(np.concatenate(starts), (1, 2))
        found = solve_games(economy, game, both)
        for n in np.flatnonzero(~found.solved):
            jumps = jump(economy, game.rows(np.array([n])), both[n]) is not None
            without, missing = without + jumps, missing + (not jumps)
        far = np.abs(found.offers - np.tile(goal, (len(partitions), 1))).max(axis=1)
        residual = largest(residual, float(found.gap[found.solved].max(initial=0.0)))
        sized.append(np.where(found.solved, far, np.nan))
    known = np.isfinite(sized).all(axis=0)
    if missing:
        told = f"no equilibrium was found in {missing} of the games with {sizes[0]} and {sizes[1]} agents"
        return Instance(economy.name, None, told, undecided=True)
    if not known.any():
        told = f"a best response jumps in every game with {sizes[0]} agents or with {sizes[1]}"
        return Instance(economy.name, None, told)
    gaps = [float(distances[known].max()) for distances in sized]
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(sizes[1] / sizes[0]))
    told = (
        f"distance {gaps[0]:.1e} at M = {sizes[0]}, {gaps[1]:.1e} at {sizes[1]}, rate M^-{rate:.2f}"
    )
    told += f"; left out, since a best response jumps: {without}" if without else ""
    return Instance(economy.name, rate > 0.6, told, margin=rate - 0.6, residual=residual)


@lru_cache(maxsize=16)
def _candidate(agents: int) -> SemiPooling:
    return semi_pooling(named_economy(), ((0, 1), (2,)), agents, sets=((0,), (2,)))


def _largest_effect(found: SemiPooling) -> float:
    """Return the largest |F_x(A) - F_x(Y_k)| over types, sets and blocks."""
    return largest(
        *(
            float(np.abs(on.values - off.values).max())
            for on in found.on_path.values()
            for off in found.off_path.values()
        )
    )


def vanishing(parameters: Parameters) -> Outcome:
    """The effect of an offer on the value of being active at two populations."""
    near, far = (_candidate(N) for N in parameters["agents"])
    one, two = _largest_effect(near), _largest_effect(far)
    missing = max(near.missing, far.missing)
    detail = (
        f"largest effect {one:.2e} at N = {near.agents}, {two:.2e} at N = {far.agents}; no "
        f"equilibrium found with probability up to {missing:.1e}"
    )
    return sampled(two < parameters["ratio"] * one and missing < 0.05, detail)


def excluded(parameters: Parameters) -> Outcome:
    """Whether the block {0, 1} is excluded at each N.

    The cost of pooling if inactive exceeds what any attributed set can give if active.
    """
    tests = [_candidate(N).exclusions[0] for N in parameters["agents"]]
    listed = ", ".join(
        f"N = {N}: cost {t.cost:.2e}, gain {t.gain:.2e}"
        for N, t in zip(parameters["agents"], tests, strict=True)
    )
    return sampled(all(t.excluded for t in tests), listed, len(tests))


def one_value(parameters: Parameters) -> Outcome:
    """How far apart the target's values are over all stage-2 equilibria that scattered starts reach.

    Counts of the blocks {0, 2} and {1} are likely ones, and A = {1}.
    """
    economy, partition, M = named_economy(), ((0, 2), (1,)), parameters["active"]
    X, generator, spread, reached = len(economy.types), np.random.default_rng(2012), 0.0, 0
    for mass in block_signal(economy, partition):
        game = games.target_game(
            economy, partition, M, (1,), nearest_configuration(mass, M - 1)[None]
        )
        many = game.rows(np.zeros(16, dtype=np.int64))
        found = solve_games(economy, many, generator.uniform(-0.6, 0.6, (16, 2 * X)))
        reached += int(found.solved.sum())
        if found.solved.any():
            spread = largest(spread, float(np.ptp(found.values[found.solved, :X], axis=0).max()))
    detail = (
        f"values of the target differ by up to {spread:.1e} over the equilibria that "
        f"{reached} of 32 starts reach at M = {M}"
    )
    return sampled(reached > 0 and spread < parameters["apart"], detail)


def price_taking(parameters: Parameters) -> Outcome:
    r"""How far all roles' offers are from price-taking ones at ``price`` times :math:`p^N`, at two populations.

    The distance is multiplied by M.

    At likely block counts of both states.  With u = θ log q + log r a price-taker spends the share
    θ/(1 + θ) of the wealth p + 1 on the first good, which is what the slow side uses.
    """
    economy, partition = named_economy(), ((0, 1), (2,))
    e, signal = economy.environment, economy.floats.signal
    mass, scaled = block_signal(economy, partition), []
    theta = np.array([[float(v) for v in row] for row in e.parameters["theta"]]).T
    for M in parameters["sizes"]:
        counts = np.array([nearest_configuration(row, M - 1) for row in mass])
        start = starting_offers(economy, partition, counts)
        found = solve_games(
            economy,
            games.target_game(economy, partition, M, (0,), counts),
            np.concatenate([start, start], axis=1),
        )
        hat = found.offers[:, len(e.types) :]
        sold, bought = ((signal * np.maximum(s * hat, 0)).sum(axis=1) for s in (1, -1))
        kappa = [float(k) for k in economy.mechanism.kappa]
        price = float(parameters["price"]) * ((bought + kappa[1]) / (sold + kappa[0]))[:, None]
        consumed = theta / (1 + theta) * (price + 1) / price
        wanted = np.where(consumed < 1, 1 - consumed, price * (1 - consumed))
        scaled.append(
            M * float(np.abs(found.offers - np.concatenate([wanted, wanted], axis=1)).max())
        )
    ratio = scaled[1] / scaled[0]
    return sampled(
        abs(ratio - 1) < 1 / 6,
        f"M times the distance is {scaled[0]:.3f} at M = {parameters['sizes'][0]}, "
        f"{scaled[1]:.3f} at {parameters['sizes'][1]}",
    )


def value_of_a_set(parameters: Parameters) -> Outcome:
    """F(A) at M = 4 against the market played out over every sequence of ``others`` types.

    Both take the equilibrium offers found.
    """
    economy, partition, M, worst = named_economy(), ((0, 1), (2,)), 4, 0.0
    data, where = data_of(economy), block_of(partition)
    for attributed in ((0,), (1, 2)):
        found = value_off_path(economy, partition, M, attributed)
        for x in data.types:
            belief, total, known = powered_posterior(data, np.eye(3, dtype=int)[x]), 0.0, 0.0
            for sequence in product(data.types, repeat=parameters["others"]):
                seen = [sum(where[y] == k for y in sequence[:3]) for k in range(len(partition))]
                row = int(np.flatnonzero((found.counts == seen).all(axis=1))[0])
                offers = found.offers[row]
                if np.isnan(offers).any():
                    continue
                for z in data.states:
                    chance = float(belief[z]) * float(
                        np.prod([float(data.signal[z][y]) for y in sequence])
                    )
                    known += chance
                    total += chance * _paid(economy, offers, sequence, x, z, M)
            worst = largest(worst, abs(total / known - float(found.values[x])))
    return sampled(worst < 1e-7, f"values differ by at most {worst:.1e}")


def _paid(
    economy: Economy, offers: Array, others: Sequence[int], x: int, z: int, active: int
) -> float:
    """Return what the market pays the target in utility."""
    data = data_of(economy)
    e, kappa = ([float(v) for v in pair] for pair in (data.endowment, data.kappa))
    own = (max(float(offers[x]), 0.0), max(-float(offers[x]), 0.0))
    Q = active * kappa[0] + own[0] + sum(max(float(offers[3 + y]), 0.0) for y in others)
    R = active * kappa[1] + own[1] + sum(max(-float(offers[3 + y]), 0.0) for y in others)
    return float(data.u(e[0] - own[0] + own[1] * Q / R, e[1] - own[1] + own[0] * R / Q, x, z))


CHECKS: dict[str, Check] = {
    "eq-40": OnEconomies(converges),
    "thm-2.claim-4": Exact(vanishing, only(named_economy)),
    "thm-2": Exact(excluded, only(named_economy)),
    "thm-2.F-of-A": Exact(one_value, only(named_economy)),
    "thm-2.claim-3": Exact(price_taking, only(named_economy)),
    "thm-2.claim-4.F": Exact(value_of_a_set, only(named_economy)),
}
"""The checks of this module by the names under which statements assert them."""
