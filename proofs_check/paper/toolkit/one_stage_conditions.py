r"""Conditions of one-stage games, their derivatives, best offers and steps, against sums over all profiles.

At offers that are no equilibrium; derivatives are limits of differences of slopes written by hand.

Paper: equations (3), (4), (14), (18)-(20).
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from numeric.economy.economy import Economy
from numeric.games import bounded, sell_all, sides
from numeric.games.private import (
    Found,
    Others,
    _halved,
    _open,
    _own_step,
    _size,
    conditions,
    newton,
    others,
    payoffs,
)
from numeric.games.responses import best_offers, gain_in_box, gain_on_o
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, UNEQUAL_KAPPA, on_probes
from proofs_check.paper.toolkit.by_agents import ByHand, Kind
from proofs_check.paper.toolkit.many_economies import FAR, second_order

Array = NDArray[np.float64]
AGENTS = 3
STEP = 1e-5
"""Step of a difference of slopes: its error is about the square."""
CROWD = 45
"""So many agents that the others' configurations are more than a thousand."""


def _slopes(game: ByHand, y: int) -> list[float]:
    x = game.kinds[y][0]
    return [game.slope(x, game.offers[y], good) / game.scale(x, good) for good in (0, 1)]


def derivatives(economy: Economy, parameters: Parameters) -> Instance:
    """Conditions and their derivatives in all offers, payoffs, and steps, away from equilibrium."""
    splits: list[list[Kind]] = [
        [(2, 1.0), (0, 1.0), (1, 1.0)],
        [(0, 1.0), (1, 0.35), (1, 0.65), (2, 1.0)],
    ]
    kappa = [float(v) for v in economy.mechanism.kappa]
    worst = 0.0
    for kinds, agents in zip(splits, (AGENTS, None), strict=True):
        offers = [(0.15, 0.05), (0.08, 0.12), (0.11, 0.21), (0.04, 0.3)][: len(kinds)]
        game = ByHand(economy, agents, kinds, offers, (kappa[0], kappa[1]))
        split = np.array(kinds)
        asked = others(economy, agents, economy.floats.kappa, split)
        at = conditions(asked, np.array(offers))
        slopes = np.array([_slopes(game, y) for y in range(len(kinds))])
        worst = largest(worst, 1e4 * gap(at.slopes, slopes * float(parameters["slope"])))
        jacobian = np.zeros((len(kinds), 2, len(kinds), 2))
        for y, good in product(range(len(kinds)), (0, 1)):
            ahead, behind = (
                [_slopes(game.with_offer(y, good, s * STEP), k) for k in range(len(kinds))]
                for s in (1, -1)
            )
            jacobian[:, :, y, good] = (np.array(ahead) - np.array(behind)) / (2 * STEP)
        found = at.jacobian.reshape(jacobian.shape)
        worst = largest(worst, gap(found, jacobian))
        worst = largest(worst, 1e4 * _payoffs_apart(game, asked))
        if worst > 1e-7:
            break
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-7, told, margin=1e-7 - worst)


def _payoffs_apart(game: ByHand, asked: Others) -> float:
    """Return how far payoffs are from those by hand, where they are real and where they are not."""
    totals, own = asked.totals(np.array(game.offers)), [(0.3, 0.02), (0.0, 0.4), (0.2, 0.0)]
    worst = 0.0
    for x in range(len(game.economy.types)):
        found = payoffs(asked, x, np.array([*own, (0.0, 90.0)]), totals)
        worst = largest(worst, gap(found[:-1], [game.payoff(x, b) for b in own]))
        worst = largest(worst, float(found[-1] != -np.inf))
    return worst


def _best_on_side(game: ByHand, x: int, good: int) -> by_hand.Pair:
    """Return the best offer of one good, where its slope by hand is zero."""

    def offer(b: float) -> by_hand.Pair:
        return (b, 0.0) if good == 0 else (0.0, b)

    top = by_hand.endowment(game.economy)[good]
    return offer(by_hand.root(lambda b: game.slope(x, offer(b), good), 0.0, top))


def _most_in_box(game: ByHand, x: int, low: Array, high: Array) -> float:
    """Return the greatest payoff by hand of offers of both goods between bounds."""
    found = minimize(
        lambda b: -game.payoff(x, (b[0], b[1])),
        0.5 * (low + high),
        jac=lambda b: [-game.slope(x, (b[0], b[1]), good) for good in (0, 1)],
        bounds=list(zip(low, high, strict=True)),
        method="L-BFGS-B",
        options={"ftol": 1e-16, "gtol": 1e-10},
    )
    return -float(found.fun)


def responses(economy: Economy, parameters: Parameters) -> Instance:
    """The best offer on either side, and what a search adds to an offer that is not the best."""
    X, top, worst = len(economy.types), by_hand.endowment(economy), 0.0
    offers = [(0.15, 0.05), (0.08, 0.12), (0.04, 0.3)][:X]
    kappa = [float(v) * float(parameters["kappa"]) for v in economy.mechanism.kappa]
    low, high = np.full(2, 0.02), 0.9 * np.array(top)
    most: dict[int | None, list[tuple[float, float]]] = {AGENTS: [], None: []}
    for agents, x in product((AGENTS, None), range(X)):
        game = ByHand(economy, agents, [(y, 1.0) for y in range(X)], offers, (kappa[0], kappa[1]))
        asked = others(economy, agents, economy.floats.kappa)
        totals, ends = asked.totals(np.array(offers)), np.array(top)
        bests = [_best_on_side(game, x, good) for good in (0, 1)]
        values = [game.payoff(x, b) for b in bests]
        best = best_offers(asked, x, totals, ends)
        worst = largest(worst, gap(best.offers, bests), gap(best.values, values))
        worst = largest(worst, float(best.side != int(values[1] > values[0])))
        own, mine = game.payoff(x, offers[x]), np.array(offers[x])
        added = gain_on_o(asked, x, mine, totals, ends)
        gains = max(*values, own) - own, _most_in_box(game, x, low, high) - own
        worst = largest(worst, 1e-4 * gap(added, gains[0]))
        added = gain_in_box(asked, x, mine, totals, low, high)
        worst = largest(worst, 1e-4 * gap(added, gains[1]))
        most[agents].append(gains)
    for agents, rows in most.items():
        asked, made = others(economy, agents, economy.floats.kappa), np.array(offers)
        by_any = sides.searched(economy, asked, made)
        in_box = bounded.searched(economy, asked, Found(made, 0.0), low, high)
        wanted = [max(row[i] for row in rows) for i in (0, 1)]
        worst = largest(worst, 1e-4 * gap((by_any, in_box), wanted))
    greatest = [max(b[g] for b in offers) for g in (0, 1)]
    reached = bounded.searched_up_to(economy, np.array(offers), np.array([0.4, 1e6]))
    worst = largest(worst, gap(reached, (0.4, 4 * greatest[1] + top[1])))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def steps(economy: Economy, parameters: Parameters) -> Instance:
    """Steps of the method: all at once, halved where too long, one by one, and between bounds."""
    X, top = len(economy.types), economy.floats.endowment
    asked = others(economy, AGENTS, economy.floats.kappa)
    free = np.ones((X, 2), dtype=bool)
    start = np.tile([0.1, 0.12], (X, 1))
    solved = newton(asked, start, free, top)
    here = solved.offers + 1e-4 * np.random.default_rng(5).uniform(0.5, 1, size=(X, 2)) * (
        solved.offers > 0
    )
    at, high = conditions(asked, here), np.broadcast_to(top, here.shape)
    held = (here == 0) & (at.slopes < 0)
    free &= ~held
    which = np.flatnonzero(free.ravel())
    step = np.zeros(2 * X)
    step[which] = np.linalg.solve(at.jacobian[np.ix_(which, which)], -at.slopes.ravel()[which])
    full = here + step.reshape(X, 2) * float(parameters["step"])
    worst = float(not solved.solved)
    size = float(np.abs(np.clip(here + at.slopes, 0, high) - here)[free].max())
    worst = largest(worst, gap(_size(here, at.slopes, free, high) / size, 1.0))
    for longer in (1, 4):
        moved = _halved(asked, here, longer * step.reshape(X, 2), free, high, size)
        worst = largest(worst, 1.0 if moved is None else 1e5 * gap(moved[0], full))
    own = np.zeros((X, 2))
    blocks = at.jacobian.reshape(X, 2, X, 2)
    for x in range(X):
        one = np.flatnonzero(free[x])
        own[x, one] = np.linalg.solve(blocks[x][one][:, x][:, one], -at.slopes[x, one])
    worst = largest(worst, 1e5 * gap(_own_step(asked, here, at, free, high)[0], here + 0.5 * own))
    edge = np.array([[0.0, 0.3], [0.0, 0.0], [float(top[0]), float(top[1])]])
    rising = np.array([[-1.0, 0.0], [0.0, 1.0], [0.5, -0.5]])
    wanted = [[False, True], [False, True], [False, True]]
    three = np.broadcast_to(top, (3, 2))
    opened = _open(edge, rising, np.ones((3, 2), dtype=bool), three)
    worst = largest(worst, float(opened.tolist() != wanted))
    sizes = [_size(edge, rising, one, three) for one in np.eye(6, dtype=bool).reshape(6, 3, 2)]
    worst = largest(worst, gap(sizes, [0, 0, 0, 1, 0, 0.5]))
    worst = largest(worst, float(_size(here, np.where(free, np.nan, 0.0), free, high) != np.inf))
    worst = largest(worst, 1e-8 * _sell_all_missed(economy) / FAR)
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-8, told, margin=1e-8 - worst)


def _sell_all_missed(economy: Economy) -> float:
    """Return by how much a step of sell-all bids misses, and how far it is from as long as it may be."""
    counts, state = np.array([[1.0, 1, 1], [2, 1, 1], [1, 3, 1]]), np.array([0, 2, 1])
    bids, total = sell_all.bids_at(economy, counts, state)

    def step(at: Array) -> Array:
        made = sell_all._step(economy, counts, state, at[:, :-1], at[:, -1])
        return np.column_stack([made[0], made[1]])

    at = np.column_stack([bids, total])
    off = second_order(step, at, np.abs(at))
    changes = np.array([[0.1, -0.2, 3.0], [-0.5, 0.0, 0.0], [0.2, -2.0, -0.1], [-0.7, -5.0, 9.0]])
    lengths = [1.0, 1.0, 0.25, 0.1]
    counts[2, 0] = 0  # a type that is absent; in the first two games bids are missed
    tried = bids * np.array([[1.1, 0.95, 1.2], [1.0, 1.01, 1.02], [0.9, 1.0, 1.0]])
    moved = tried, np.einsum("nx,nx->n", counts, tried) * np.array([1.0, 1.001, 0.6])
    missed = sell_all._step(economy, counts, state, *moved)[2]
    wanted = [
        _bids_missed(economy, n, z, b, R)
        for n, z, b, R in zip(counts.tolist(), state.tolist(), *(v.tolist() for v in moved), strict=True)
    ]  # fmt: skip
    return largest(off, gap(sell_all._length(changes), lengths), 1e3 * gap(missed, wanted))


def _bids_missed(
    economy: Economy, counts: list[float], z: int, bids: list[float], total: float
) -> float:
    """Return the largest share of a bid by which Newton's method moves it alone, or by which the total is missed."""
    (top_q, top_r), N = by_hand.endowment(economy), sum(counts)

    def slope(x: int, b: float) -> float:
        bundle = N * top_q * b / total, top_r - b + total / N
        u_q, u_r = (by_hand.utility(economy, x, z, o)(*bundle) for o in ((1, 0), (0, 1)))
        return u_q * N * top_q * (total - b) / total**2 - u_r * (1 - 1 / N)

    worst = abs(sum(n * b for n, b in zip(counts, bids, strict=True)) / total - 1)
    for x, b in enumerate(bids):
        bent = (slope(x, b + STEP) - slope(x, b - STEP)) / (2 * STEP)
        worst = max(worst, abs(slope(x, b) / bent / b))
    return worst


def crowd(economy: Economy, parameters: Parameters) -> Instance:
    """Many agents: which configurations count, what is left of them, and payoffs of many offers."""
    asked = others(economy, CROWD, economy.floats.kappa)
    mass = asked.weights.sum(axis=(0, 2)) * float(parameters["mass"])
    small = asked.heaviest
    kept, share = small.weights.sum(axis=(0, 2)), (1 - 1e-6) * len(economy.types)
    worst = abs(mass.sum() / len(economy.types) - 1)
    fewest = kept.sum() >= share > kept.sum() - kept.min()
    top = np.sort(mass)[::-1][: len(kept)]
    worst = largest(worst, float(not fewest), gap(np.sort(kept)[::-1], top))
    X = len(economy.types)
    totals = asked.totals(np.tile([0.1, 0.05], (X, 1)))
    offers = np.stack([np.linspace(0, 0.5, 600), np.zeros(600)], axis=-1)
    found = payoffs(asked, 1, offers, totals)
    alone = [payoffs(asked, 1, offers[[i]], totals)[0] for i in (0, 300, 599)]
    worst = largest(worst, gap(found[[0, 300, 599]], alone))
    told = f"{len(kept)} of {len(mass)} configurations, largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-12 and len(mass) > 1000, told)


CHECKS: dict[str, Check] = {
    "sec-1.conditions": on_probes(derivatives, (POWERS.replacing(kappa=UNEQUAL_KAPPA),)),
    "sec-1.responses": on_probes(responses, (LOGARITHMS,)),
    "sec-1.steps": on_probes(steps, (LOGARITHMS,)),
    "sec-1.crowd": on_probes(crowd, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "sec-1.conditions",
        "conditions of one-stage games and their derivatives, over all profiles of types",
        "equations (3), (4), (14)",
        r"\forall x, y:\quad \frac{\partial G_x}{\partial b_x},\ \frac{\partial^2 G_x}{\partial b_x \partial b_y}\ "
        r"\text{of}\ G_x = \sum_z \tau_x(z) \sum_{\xi \in X^{N-1}} \prod_i \mu_z(\xi_i) u(\cdot; x, z)",
        "slope",
    ),
    stated(
        "sec-1.responses",
        "the best offer on either side against random totals, and what a search finds",
        "equations (18), (19)",
        r"\forall x:\quad \max_{b_q} G_x(b_q, 0),\ \max_{b_r} G_x(0, b_r),\ \max_b G_x(b)",
        "kappa",
        depends_on=("sec-1.conditions",),
    ),
    stated(
        "sec-1.steps",
        "the method for one-stage games steps as Newton's does, between bounds",
        "equation (14)",
        r"s = -J_{\text{open}}^{-1} G',\quad b \mapsto \min\{\max\{b + s, 0\}, \bar b\}",
        "step",
        depends_on=("sec-1.conditions",),
    ),
    stated(
        "sec-1.crowd",
        "the fewest configurations of many others that carry all but a millionth",
        "equation (3)",
        r"\sum_{n \in K} P(n) \ge 1 - 10^{-6} > \sum_{n \in K} P(n) - \min_{n \in K} P(n)",
        "mass",
    ),
)
