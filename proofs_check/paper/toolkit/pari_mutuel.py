r"""The pari-mutuel version, agent by agent: markets, executed offers, deviations, and the limit.

The markets of stage 2 satisfy their conditions by hand; slopes are limits of differences; values of
deviations are sums over the types of all others.

Paper: section 6; equations (3), (4), (7), (16)-(19), (22).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.pari_mutuel import PariMutuel, view_of
from numeric.games.pari_mutuel_deviations import executed, taken, taken_for
from numeric.games.pari_mutuel_market import solve_markets
from numeric.games.scenarios import scenarios
from numeric.stage2.problem import Point
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stage_2 import condition_gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, TWO_TYPES, on_probes
from proofs_check.paper.toolkit.by_rounds import traded

Array = NDArray[np.float64]
AGENTS, IDLE = 4, 2
STEP = 1e-5
SIGNED = (0.21, -0.33)
"""Offers of stage 1 that are no equilibrium: a sale of the first good, and of the second."""
Counts = tuple[int, ...]
CLOSE = 1e-11


def _pair(signed: float) -> by_hand.Pair:
    return max(signed, 0.0), max(-signed, 0.0)


@lru_cache(maxsize=4096)
def _market(
    economy: Economy, active: Counts, seen: Counts, outside: by_hand.Pair
) -> tuple[by_hand.Pair, ...]:
    """Return the totals and the offers of the active, given counts, what is seen, and all other offers."""
    belief = np.array([[float(w) for w in by_hand.posterior(economy, seen)]])
    found = solve_markets(economy, np.array([active], dtype=float), belief, np.array([outside]))
    rows = [*found.point.totals.tolist(), *found.offers[0].tolist()]
    return tuple((float(a), float(b)) for a, b in rows)


def _counts(profile: tuple[int, ...], types: int, *more: int) -> Counts:
    return tuple((*profile, *more).count(y) for y in range(types))


def _others(
    economy: Economy, z: int, active: int, idle: int
) -> Iterator[tuple[float, tuple[int, ...], tuple[int, ...]]]:
    """Yield the types of other active and inactive agents with their probabilities in a state."""
    row = [float(m) for m in economy.environment.signal[z]]
    for profile in product(range(len(row)), repeat=active + idle):
        yield prod(row[x] for x in profile), profile[:active], profile[active:]


def _outside(economy: Economy, idle: list[float]) -> by_hand.Pair:
    kappa = [float(k) for k in economy.mechanism.kappa]
    first, second = (AGENTS * kappa[i] + sum(_pair(s)[i] for s in idle) for i in (0, 1))
    return first, second


def _executed(economy: Economy, x: int, offer: float, believed: int) -> float:
    """Return what an inactive agent of a type expects from an offer that is believed to be a type's."""
    value, X = 0.0, len(economy.types)
    for z, tau in enumerate(by_hand.tau(economy, x)):
        for chance, active, idle in _others(economy, z, AGENTS - IDLE, IDLE - 1):
            outside = _outside(economy, [offer, *(SIGNED[y] for y in idle)])
            seen = _counts((*active, *idle), X, believed)
            (Q, R), *_ = _market(economy, _counts(active, X), seen, outside)
            bundle = traded(economy, _pair(offer), R / Q)
            value += float(tau) * chance * by_hand.utility(economy, x, z)(*bundle)
    return value


def _taken(economy: Economy, x: int, y: int) -> float:
    """Return what an active agent of a type expects who is taken for another."""
    value, X = 0.0, len(economy.types)
    for z, tau in enumerate(by_hand.tau(economy, x)):
        for chance, active, idle in _others(economy, z, AGENTS - IDLE - 1, IDLE):
            outside = _outside(economy, [SIGNED[w] for w in idle])
            counts, seen = _counts(active, X, y), _counts((*active, *idle), X, y)
            (Q, R), *offers = _market(economy, counts, seen, outside)
            others = Q - offers[y][0], R - offers[y][1]
            bundle = _best_bundle(economy, x, _counts((*active, *idle), X, x), others)
            value += float(tau) * chance * by_hand.utility(economy, x, z)(*bundle)
    return value


@lru_cache(maxsize=1024)
def _best_bundle(economy: Economy, x: int, seen: Counts, others: by_hand.Pair) -> by_hand.Pair:
    belief = [float(w) for w in by_hand.posterior(economy, seen)]
    return by_hand.active_bundle(economy, by_hand.best_offer(economy, x, belief, others)[0], others)


def markets(economy: Economy, parameters: Parameters) -> Instance:
    """Markets with given offers outside them: conditions, totals, and responses to one more offer."""
    X, worst = len(economy.types), 0.0
    active = np.array([[2, 1, 3], [1, 0, 4]])[:, :X]
    seen = np.array([[3, 2, 3], [2, 1, 4]])[:, :X]
    outside = np.array([[1.3, 0.9], [0.7, 1.6]])
    belief = np.array(
        [[float(w) for w in by_hand.posterior(economy, tuple(n))] for n in seen.tolist()]
    )
    found = solve_markets(economy, active.astype(float), belief, outside)
    for i, counts in enumerate(active.tolist()):
        offers, given = found.offers[i].tolist(), outside[i] * float(parameters["outside"])
        totals = [
            float(given[g]) + sum(n * b[g] for n, b in zip(counts, offers, strict=True))
            for g in (0, 1)
        ]
        worst = largest(
            worst, gap(found.point.totals[i], totals), gap(found.price[i], totals[1] / totals[0])
        )
        for x, n in enumerate(counts):
            if n:
                b = offers[x][0], offers[x][1]
                others = totals[0] - b[0], totals[1] - b[1]
                worst = largest(worst, condition_gap(economy, x, belief[i].tolist(), others, b))
    slopes = found.price_slopes()
    for good in (0, 1):
        unit = STEP * np.eye(2)[good]
        # From nearby, and from the price-taking start: the same market.
        ahead = solve_markets(
            economy, active.astype(float), belief, outside + unit, found.point
        ).price
        behind = solve_markets(economy, active.astype(float), belief, outside - unit).price
        worst = largest(worst, 1e-3 * gap(slopes[:, good], (ahead - behind) / (2 * STEP)))
    worst = largest(worst, float(not found.solved.all()))
    spoiled = Point(found.point.amount.copy(), found.point.totals.copy(), found.point.sells.copy())
    spoiled.amount[1], spoiled.totals[1] = np.nan, np.nan  # from where no step is known
    again = solve_markets(economy, active.astype(float), belief, outside, spoiled)
    worst = largest(worst, gap(again.point.totals, found.point.totals))
    worst = largest(worst, gap(again.offers, found.offers), float(not again.solved.all()))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


def offers(economy: Economy, parameters: Parameters) -> Instance:
    """Slopes and values of executed offers, and of being taken for a type, at offers that are no equilibrium."""
    signed, X = np.array(SIGNED), len(economy.types)
    game = PariMutuel.of(economy, AGENTS, scenarios(economy, AGENTS, IDLE))
    outside = game.exogenous(signed, game.pairs)
    wanted = [
        [
            AGENTS * float(k) + sum(n * _pair(s)[g] for n, s in zip(row[X:], SIGNED, strict=True))
            for g, k in enumerate(economy.mechanism.kappa)
        ]
        for row in game.pairs.tolist()
    ]
    if outside.shape != (len(wanted), 2) or gap(outside, wanted) > CLOSE:
        return Instance(economy.name, False, "what is offered besides is not that of a pair")
    slopes, worst = game.slopes(signed), 0.0
    factor = float(parameters["value"])
    for x in range(X):
        ahead, behind = (_executed(economy, x, SIGNED[x] + h, x) for h in (STEP, -STEP))
        slope = np.sign(SIGNED[x]) * (ahead - behind) / (2 * STEP)
        worst = largest(worst, 1e-3 * gap(slopes[x], slope))
        seen = view_of(game, signed, x, active=True)
        tried = np.array([0.4, 0.05, -0.2, -0.9])
        for y in range(X):
            found = executed(game, signed, x, tried, np.full(len(tried), y))
            worst = largest(
                worst, gap(found, [_executed(economy, x, s, y) * factor for s in tried.tolist()])
            )
            worst = largest(
                worst, gap(taken(game, signed, seen, x, y) @ seen.weight, _taken(economy, x, y))
            )
        impossible = executed(game, signed, x, np.array([2.5]), np.array([0]))
        worst = largest(worst, float(np.isfinite(impossible[0])))
    price = by_hand.endowment(economy)[1] / by_hand.endowment(economy)[0]
    tried = np.linspace(-1, 0.9, 39)
    consumed = [-_pair(s)[0] + _pair(s)[1] / price for s in (*SIGNED, *tried.tolist())]
    nearest = [min(range(X), key=lambda y: abs(c - consumed[y])) for c in consumed[X:]]
    worst = largest(worst, float(taken_for(game, signed, tried).tolist() != nearest))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < CLOSE, told, margin=CLOSE - worst)


CHECKS: dict[str, Check] = {
    "sec-6.markets": on_probes(markets, (LOGARITHMS, POWERS)),
    "sec-6.executed": on_probes(offers, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-6.markets",
        "markets with given offers outside them, and how the price responds to one more offer",
        "equations (3), (4), (16)-(19)",
        r"(Q, R) = E + \sum_x \sigma(x) \beta(x),\quad \frac{\partial p_2}{\partial E} = \lim_h "
        r"\frac{p_2(E + h) - p_2(E - h)}{2h}",
        "outside",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "sec-6.executed",
        "the pari-mutuel version: executed offers as news and as offers, and being taken for a type",
        "section 6, equations (7), (11), (22)",
        r"G_x(s) = \sum_z \tau_x(z) \sum_\xi \prod_i \mu_z(\xi_i)\, u\big(\cdot; p_2(\xi, s)\big),\quad "
        r"F_x(\bar x) = \sum_z \tau_x(z) \sum_\xi \prod_i \mu_z(\xi_i) \max_b u",
        "value",
        depends_on=("sec-6.markets",),
    ),
)
