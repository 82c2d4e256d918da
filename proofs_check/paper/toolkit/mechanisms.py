r"""All mechanisms side by side, against rounds agent by agent.

What agents offer comes from the solvers, whose offers other claims compare; who consumes what, the
losses, the designer's outlay and utilities are written by hand, over all profiles of types.

Paper: the introduction; sections 5 and 6; equations (2), (3), (12), (13).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import product

import numpy as np

from numeric.economy.economy import Economy
from numeric.games.compare import compare
from numeric.games.one_stage import Restriction, solve_one_stage
from numeric.games.outcome import Outcome
from numeric.games.pari_mutuel import PariMutuel, solve_offers
from numeric.games.pari_mutuel_limit import pari_mutuel_limit
from numeric.games.scenarios import scenarios
from numeric.games.sell_all import bids_at
from numeric.games.welfare import Welfare as Found
from numeric.games.welfare import welfare as measured_welfare
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.toolkit.by_rounds import (
    NONE,
    Round,
    Welfare,
    after_fee,
    alpha,
    competitive_price,
    demanded,
    kappa_of,
    rounds,
    traded,
    welfare,
)
from proofs_check.paper.toolkit.mechanisms_limit import LIMITS

AGENTS = 4
Played = Callable[[Economy, int], list[Round]]


Counts = tuple[int, ...]


def _every(active: int, types: int) -> list[Counts]:
    return [n for n in product(range(active + 1), repeat=types) if sum(n) == active]


@lru_cache(maxsize=64)
def _offers(economy: Economy, active: int, z: int | None) -> dict[Counts, list[list[float]]]:
    """Return stage-2 offers at all counts, the state being known or believed by Bayes' rule."""
    every = _every(active, len(economy.types))
    belief = None if z is None else np.tile(np.eye(len(economy.states))[z], (len(every), 1))
    found = solve_stage2(economy, every, belief).offers.tolist()
    return dict(zip(every, found, strict=True))


def _market(economy: Economy, active: tuple[int, ...], z: int | None) -> list[by_hand.Pair]:
    """Return what active agents of these types consume in the market game."""
    counts = tuple(active.count(y) for y in range(len(economy.types)))
    offers, kappa = _offers(economy, len(active), z)[counts], kappa_of(economy)
    total = [len(active) * kappa[i] + sum(offers[x][i] for x in active) for i in (0, 1)]
    return [traded(economy, (offers[x][0], offers[x][1]), total[1] / total[0]) for x in active]


def _two_stage(economy: Economy, agents: int, inactive: int) -> list[Round]:
    def bundles(z: int, types: tuple[int, ...]) -> list[by_hand.Pair]:
        idle = [by_hand.inactive_bundle(economy, alpha(economy, x)) for x in types[:inactive]]
        return idle + _market(economy, types[inactive:], None)

    return list(rounds(economy, agents, bundles))


def _one_stage(restriction: Restriction) -> Played:
    def play(economy: Economy, agents: int) -> list[Round]:
        found = solve_one_stage(economy, agents, restriction).offers.tolist()
        k = kappa_of(economy) if restriction in ("o", "box") else NONE

        def bundles(z: int, types: tuple[int, ...]) -> list[by_hand.Pair]:
            total = [agents * k[i] + sum(found[x][i] for x in types) for i in (0, 1)]
            return [traded(economy, (found[x][0], found[x][1]), total[1] / total[0]) for x in types]

        return list(rounds(economy, agents, bundles))

    return play


def _competitive(with_kappa: bool) -> Played:
    def play(economy: Economy, agents: int) -> list[Round]:
        def bundles(z: int, types: tuple[int, ...]) -> list[by_hand.Pair]:
            shares = [types.count(x) / agents for x in range(len(economy.types))]
            price = competitive_price(economy, z, shares, kappa_of(economy) if with_kappa else NONE)
            return [demanded(economy, x, z, price) for x in types]

        return list(rounds(economy, agents, bundles))

    return play


def _sell_all(economy: Economy, agents: int) -> list[Round]:
    top, X, Z = by_hand.endowment(economy), len(economy.types), len(economy.states)
    every = list(product(_every(agents, X), range(Z)))
    counts, states = np.array([n for n, _ in every], dtype=float), np.array([z for _, z in every])
    made = dict(zip(every, bids_at(economy, counts, states)[0].tolist(), strict=True))

    def bundles(z: int, types: tuple[int, ...]) -> list[by_hand.Pair]:
        bids = made[tuple(types.count(x) for x in range(X)), z]
        price = sum(bids[x] for x in types) / (agents * top[0])
        return [traded(economy, (top[0], bids[x]), price) for x in types]

    return list(rounds(economy, agents, bundles))


@lru_cache(maxsize=8)
def pari_mutuel(economy: Economy, agents: int) -> tuple[Outcome, PariMutuel, list[float]]:
    """Return the outcome of the offers at which no slope is left, the game, and the signed offers."""
    idle = agents - economy.active(agents)
    limit = pari_mutuel_limit(economy, float(economy.mechanism.eta)).offers
    game = PariMutuel.of(economy, agents, scenarios(economy, agents, idle))
    signed = solve_offers(game, limit[:, 0] - limit[:, 1])[0]
    return game.outcome(signed), game, signed.tolist()


def _pari_mutuel(economy: Economy, agents: int) -> list[Round]:
    idle, N = agents - economy.active(agents), agents
    _, game, signed = pari_mutuel(economy, agents)
    first, market, X = (
        [(max(s, 0.0), max(-s, 0.0)) for s in signed],
        game.markets(np.array(signed)),
        len(signed),
    )
    at = {tuple(pair): i for i, pair in enumerate(game.pairs.tolist())}

    def bundles(z: int, types: tuple[int, ...]) -> list[by_hand.Pair]:
        groups = types[idle:], types[:idle]
        pair = tuple(group.count(x) for group in groups for x in range(X))
        second = market.offers[at[pair]].tolist()
        made = [first[x] for x in types[:idle]] + [
            (second[x][0], second[x][1]) for x in types[idle:]
        ]
        total = [N * kappa_of(economy)[i] + sum(b[i] for b in made) for i in (0, 1)]
        return [traded(economy, b, total[1] / total[0]) for b in made]

    return list(rounds(economy, agents, bundles))


PLAYED: dict[str, Played] = {
    "no_trade": lambda e, n: list(rounds(e, n, lambda z, types: [by_hand.endowment(e)] * n)),
    "one_stage": _one_stage("o"),
    "one_stage_box": _one_stage("box"),
    "one_stage_sell_all": _one_stage("sell_all"),
    "one_stage_sell_all_no_credit": _one_stage("no_credit"),
    "two_stage": lambda e, n: _two_stage(e, n, n - e.active(n)),
    "two_stage_small_eta": lambda e, n: _two_stage(e, n, 0),
    "two_stage_fewest_inactive": lambda e, n: _two_stage(e, n, 1),
    "entry_fee": lambda e, n: _two_stage(after_fee(e), n, 0),
    "straw_poll": _one_stage("o"),
    "pari_mutuel": _pari_mutuel,
    "pooled_information": lambda e, n: list(rounds(e, n, lambda z, types: _market(e, types, None))),
    "full_information": lambda e, n: list(rounds(e, n, lambda z, types: _market(e, types, z))),
    "sell_all_full_information": _sell_all,
    "competitive_kappa": _competitive(True),
    "competitive": _competitive(False),
}
"""What four agents consume; here truth is no equilibrium of the straw poll, and one idle agent is enough."""


def _apart(found: Found, wanted: Welfare) -> float:
    """Return the largest gap between what is measured and what is written by hand."""
    names = ("misallocation", "paper", "endowment", "outlay", "utility", "per_head")
    worst = largest(*(gap(getattr(found, name), getattr(wanted, name)) for name in names))
    return largest(worst, found.unsolved, found.standard_error)


def compared(economy: Economy, parameters: Parameters) -> Instance:
    """Every mechanism that has an outcome with few agents, with four of them and in the limit."""
    worst, moved = (0.0, ""), float(parameters["brought"])
    for name in PLAYED:
        four, limit = compare(economy, (AGENTS, None), [name])
        for row, made in ((four, PLAYED[name](economy, AGENTS)), (limit, LIMITS[name](economy))):
            measured = row.welfare
            if name == "pari_mutuel" and row.agents is not None:  # no equilibrium with so few
                measured = measured_welfare(economy, pari_mutuel(economy, AGENTS)[0])
            if measured is None:
                return Instance(economy.name, False, f"{name}, {row.agents}: {row.status}")
            apart = largest(_apart(measured, welfare(economy, made, moved)))
            worst = max(worst, (largest(apart), name))
    told = f"largest gap {worst[0]:.1e}, of {worst[1]}"
    return Instance(economy.name, worst[0] < 1e-9, told, margin=1e-9 - worst[0])


CHECKS: dict[str, Check] = {"sec-1.compared": on_probes(compared, (LOGARITHMS,))}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.compared",
        "every mechanism of the comparison, round by round: bundles, losses, outlay and utilities",
        "the introduction, sections 5 and 6; equations (2), (3), (12), (13)",
        r"\sum_z \pi_z \sum_{\xi \in X^N} \prod_i \mu_z(\xi_i) (1 - \rho(\xi)),\quad "
        r"\rho = \max_p \frac{\sum_n e(p, u^n)}{pW_q + W_r}",
        "brought",
        depends_on=("sec-1.offers",),
    ),
)
