r"""Checks for Theorem 2 on economies.

Convergence (40), the vanishing effect of an offer (Claim 4), exclusion, and stage 1 at finite N.

Conventions: the named economy has three types, two states and log utility; block counts nearest to
their means stand for likely ones.

Paper: section 4 and section 7.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.probability.compositions import block_signal
from numeric.probability.partitions import semi_pooling_partitions
from numeric.stage2.best_response import best_response
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.slope import chernoff_information, slope
from numeric.theorem_2 import pooling_games as games
from numeric.theorem_2.displaced import Displaced, displaced
from numeric.theorem_2.pooling_newton import solve_games
from numeric.theorem_2.semipooling import SemiPooling, semi_pooling, starting_offers
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.shared.limits import THICK, nearest_configuration, thickness
from proofs_check.paper.theorem_2.section_4_checks import violates_a1

Array = NDArray[np.float64]


def named_economy() -> Economy:
    """Return the economy of the examples: u = theta log q + log r, signals far apart."""
    return Economy(
        prior=["1/2", "1/2"],
        signal=[["3/5", "1/4", "3/20"], ["1/10", "3/10", "3/5"]],
        endowment=[1, 1],
        kappa=["1/10", "1/10"],
        eta="1/5",
        utility="theta*log(q) + log(r)",
        parameters={"theta": [["1/2", "3/5"], ["1", "6/5"], ["2", "12/5"]]},
        name="three types, two states, log utility",
    )


def _sampled(holds: bool, detail: str, instances: int = 1) -> Outcome:
    return Outcome(
        Verdict.HOLDS if holds else Verdict.FAILS,
        Evidence.SAMPLED,
        detail,
        engine="floating point",
        instances=instances,
    )


LARGEST = 12_000
"""Active agents; economies whose states are told apart only by more.

Or whose market is thin with them, are left out.
"""
LATER = 8
"""How many times larger the sizes are at which a rate is looked for again."""


def enough_agents(economy: Economy, size: int) -> int:
    """Return the factor by which a number of agents must grow for the blocks of every partition to tell the two states apart."""
    if len(economy.states) == 1:
        return 1
    masses = [block_signal(economy, p) for p in semi_pooling_partitions(len(economy.types))]
    divergence = min(
        float((a * np.log(a / b)).sum()) for m in masses for a, b in ((m[0], m[1]), (m[1], m[0]))
    )
    return max(1, int(np.ceil(15 / (size * divergence))))


def converges(economy: Economy, parameters: Parameters) -> Instance:
    """Equilibrium offers of the target and the others at likely block counts tend to the competitive ones, for every semi-pooling partition of three types."""
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
    wanted = target if parameters["limit"] == "competitive" else 0 * target
    found = _approach(economy, wanted, [M * factor for M in parameters["sizes"]])
    if (
        not found.holds and parameters["sizes"][-1] * factor * LATER <= LARGEST
    ):  # a trade near zero delays the rate
        found = _approach(economy, wanted, [M * factor * LATER for M in parameters["sizes"]])
    return found


def _approach(economy: Economy, target: Array, sizes: Sequence[int]) -> Instance:
    """Compare the distances of all roles' offers from a target (Z, X) at two sizes."""
    gaps, residual, missing = [], 0.0, 0
    for M in sizes:
        far = 0.0
        for partition in semi_pooling_partitions(len(economy.types)):
            counts = np.array(
                [nearest_configuration(row, M - 1) for row in block_signal(economy, partition)]
            )
            start = starting_offers(economy, partition, counts)
            found = solve_games(
                economy,
                games.target_game(economy, partition, M, (0,), counts),
                np.concatenate([start, start], axis=1),
            )
            missing += int((~found.solved).sum())
            far = max(
                far,
                float(
                    np.abs(found.offers - np.concatenate([target, target], axis=1))[
                        found.solved
                    ].max(initial=0.0)
                ),
            )
            residual = max(residual, float(found.gap[found.solved].max(initial=0.0)))
        gaps.append(far)
    if missing:
        return Instance(
            economy.name,
            None,
            f"no equilibrium was found in {missing} of the games with {sizes[0]} and {sizes[1]} "
            "agents",
            undecided=True,
        )
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(sizes[1] / sizes[0]))
    told = (
        f"distance {gaps[0]:.1e} at M = {sizes[0]}, {gaps[1]:.1e} at {sizes[1]}, rate M^-{rate:.2f}"
    )
    return Instance(economy.name, rate > 0.6, told, margin=rate - 0.6, residual=residual)


@lru_cache(maxsize=16)
def _candidate(agents: int) -> SemiPooling:
    return semi_pooling(named_economy(), ((0, 1), (2,)), agents, sets=((0,), (2,)))


def _largest_effect(found: SemiPooling) -> float:
    """Return the largest |F_x(A) - F_x(Y_k)| over types, sets and blocks."""
    return max(
        float(np.abs(on.values - off.values).max())
        for on in found.on_path.values()
        for off in found.off_path.values()
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
    return _sampled(two < parameters["ratio"] * one and missing < 0.05, detail)


def excluded(parameters: Parameters) -> Outcome:
    """Whether the block {0, 1} is excluded at each N.

    The cost of pooling if inactive exceeds what any attributed set can give if active.
    """
    tests = [_candidate(N).exclusions[0] for N in parameters["agents"]]
    listed = ", ".join(
        f"N = {N}: cost {t.cost:.2e}, gain {t.gain:.2e}"
        for N, t in zip(parameters["agents"], tests, strict=True)
    )
    return _sampled(all(t.excluded for t in tests), listed, len(tests))


MOST_AGENTS, APART = 4000, 8.0
"""Agents at the smaller population.

And the M times Chernoff information from which the effect of an offer falls at rate 1/M.
"""


@lru_cache(maxsize=256)
def _displaced(economy: Economy, agents: int) -> Displaced | None:
    return displaced(economy, agents)


def _of_order_one_over_n(economy: Economy, found: Displaced) -> bool:
    """Whether what being taken for the other type costs is within a factor 2 of its limit slope/M (which is zero where types do not enter preferences)."""
    x, M = found.type, economy.active(found.agents)
    F, limit = continuation(economy, M).values, -float(slope(economy).values[x, 1 - x])
    return limit > 0 and 0.5 <= M * float(F[x, x] - F[x, 1 - x]) / limit <= 2


def _at_the_edge(economy: Economy, found: Displaced) -> bool:
    """Whether consumption is as near to an axis as ``displaced`` looks.

    A larger displacement would be allowed but does not exist.
    """
    top = 2 * float(economy.floats.endowment[0])
    return min(found.consumption, top - found.consumption) <= 1e-10 * top


def other_offers(economy: Economy, parameters: Parameters) -> Instance:
    """How far a separating equilibrium can be from alpha* at two populations, relative to the endowment."""
    if (
        len(economy.types) != 2
        or economy.mechanism.eta == 0
        or False in solve_competitive(economy).unique
    ):
        return Instance(
            economy.name, None, "not two types, nobody inactive, or several competitive equilibria"
        )
    unit, inactive = economy.mechanism.eta.denominator, float(economy.mechanism.eta)
    apart = chernoff_information(economy) if len(economy.states) > 1 else np.inf
    agents = (
        -(
            -int(
                max(30 / inactive, max(THICK / thickness(economy), APART / apart) / (1 - inactive))
            )
            // unit
        )
        * unit
    )
    if agents > MOST_AGENTS:
        return Instance(economy.name, None, "states too close, or a market too thin, for the sizes")
    near, far = _displaced(economy, agents), _displaced(economy, 16 * agents)
    if near is None or far is None:
        return Instance(economy.name, None, "being taken for the other type hurts neither")
    if not _of_order_one_over_n(economy, near):
        return Instance(
            economy.name, None, "being taken for the other type has no effect of order 1/N yet"
        )
    if _at_the_edge(economy, near):
        return Instance(
            economy.name,
            None,
            "the displaced offer is the largest there is, so its distance says nothing about a "
            "rate yet",
        )
    detail = (
        f"a separating equilibrium at distance {near.distance:.3f} from alpha* for N = "
        f"{agents}, {far.distance:.3f} for N = {16 * agents}"
    )
    left_out = max(near.truncation, far.truncation)
    if parameters["what"] == "none":
        return Instance(
            economy.name, near.distance == 0, detail, margin=-near.distance, truncation=left_out
        )
    rate = float(np.log(near.distance / far.distance) / np.log(16))
    low, high = float(parameters["low"]), float(parameters["high"])
    return Instance(
        economy.name,
        low < rate < high,
        f"{detail}, rate N^-{rate:.2f}",
        margin=min(rate - low, high - rate),
        truncation=left_out,
    )


def no_equilibrium(parameters: Parameters) -> Outcome:
    """The best response of the middle type to its own block's offer.

    The other roles in equilibrium given that offer: M = 4, counts (0, 3), A = {0, 1}.
    """
    economy, partition, role = named_economy(), ((0,), (1, 2)), 4
    counts = np.array([parameters["counts"]])
    game = games.target_game(economy, partition, 4, parameters["A"], counts)
    offers = np.repeat(
        np.concatenate([starting_offers(economy, partition, counts)] * 2, axis=1), len(GRID), axis=0
    )
    many = game.rows(np.zeros(len(GRID), dtype=np.int64))
    for _ in range(40):
        best = np.where(many.present, games.signed(games.responses(economy, many, offers)), 0.0)
        best[:, role] = GRID
        offers = offers + 0.5 * (best - offers)
    left_over = float(np.abs(np.delete(best - offers, role, axis=1)).max())
    answer = games.signed(games.responses(economy, many, offers))[:, role]
    above = answer > GRID
    # Equilibrium offers of this role are fixed points; where the answer passes from above to below
    # the diagonal it must be close to it, or it jumps.
    i = int(np.flatnonzero(above[:-1] & ~above[1:])[0])
    jumps = bool(answer[i] > 0 > answer[i + 1] and answer[i] - answer[i + 1] > 1e-3)
    between = f"between the offers {GRID[i]:.5f} and {GRID[i + 1]:.5f}"
    detail = (
        f"the answer jumps from {answer[i]:.4f} to {answer[i + 1]:.4f} {between}"
        if jumps
        else f"the answer does not jump {between}"
    )
    once = int(np.count_nonzero(above[:-1] != above[1:])) == 1
    return _sampled(jumps and once and left_over < 1e-6, detail)


GRID = np.concatenate(
    [np.linspace(-0.1, -0.01, 6), np.linspace(-0.004, 0.004, 33), np.linspace(0.01, 0.1, 6)]
)
"""Signed offers of the middle type, as shares of an endowment of 1."""


def one_value(parameters: Parameters) -> Outcome:
    """How far apart the values of the target are over all stage-2 equilibria that scattered starts reach, at likely counts: blocks {0, 2} and {1}, A = {1}."""
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
            spread = max(spread, float(np.ptp(found.values[found.solved, :X], axis=0).max()))
    detail = (
        f"values of the target differ by up to {spread:.1e} over the equilibria that "
        f"{reached} of 32 starts reach at M = {M}"
    )
    return _sampled(reached > 0 and spread < parameters["apart"], detail)


def price_taking(parameters: Parameters) -> Outcome:
    """The distance of the target's and the others' offers from price-taking ones at p^N.

    At likely block counts of both states and two populations.
    """
    economy, partition = named_economy(), ((0, 1), (2,))
    X, Z, signal = len(economy.types), len(economy.states), economy.floats.signal
    mass, gaps = block_signal(economy, partition), []
    for M in parameters["sizes"]:
        counts = np.array([nearest_configuration(row, M - 1) for row in mass])
        start = starting_offers(economy, partition, counts)
        found = solve_games(
            economy,
            games.target_game(economy, partition, M, (0,), counts),
            np.concatenate([start, start], axis=1),
        )
        hat = found.offers[:, X:]
        total = (
            np.stack([(signal * np.maximum(s * hat, 0)).sum(axis=1) for s in (1, -1)], axis=-1)
            + economy.floats.kappa
        )
        if parameters["price"] != "p^N":
            total = total * [1.0, 1.05]
        # A price-taker: totals so large that the own offer does not move the price.
        large, known = (
            1e13 * np.repeat(total[:, None], X, axis=1),
            np.repeat(np.eye(Z)[:, None], X, axis=1),
        )
        chi = best_response(economy, large[..., 0], large[..., 1], known, np.arange(X))
        wanted = chi[..., 0] - chi[..., 1]
        gaps.append(float(np.abs(found.offers - np.concatenate([wanted, wanted], axis=1)).max()))
    rate = float(
        np.log(gaps[0] / gaps[1]) / np.log(parameters["sizes"][1] / parameters["sizes"][0])
    )
    return _sampled(
        rate > 0.6,
        f"distance {gaps[0]:.1e} at M = {parameters['sizes'][0]}, {gaps[1]:.1e} at "
        f"{parameters['sizes'][1]}, rate M^-{rate:.2f}",
    )


CHECKS: dict[str, Check] = {
    "eq-40": OnEconomies(converges),
    "thm-2.claim-4": Exact(vanishing),
    "thm-2": Exact(excluded),
    "sec-4.alpha-star": OnEconomies(other_offers),
    "eq-30.none": Exact(no_equilibrium),
    "thm-2.F-of-A": Exact(one_value),
    "thm-2.claim-3": Exact(price_taking),
}
"""The checks of this module by the names under which statements assert them."""
