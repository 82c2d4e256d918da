r"""Checks of the steps in Proposition 1's proof that are not algebra.

They are the first-order conditions, uniqueness and continuity of the best response, and the fixed
point.  The toolkit's best response is compared with slopes of the payoff written by hand.

Conventions: others' totals are drawn from a fixed seed, between the bounds that the mechanism
allows for three active agents.

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates
from numeric.economy.economy import Economy
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import SOLVED, solve_stage2
from proofs_check.claims.checks import Check, Instance, OnEconomies, Parameters
from proofs_check.paper.section_3.stage_2_checks import best_response_gap
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest, smallest

Array = NDArray[np.float64]


"""Bounded and unbounded below, both marginal utilities unbounded together, and one without Inada."""


def draws(
    economy: Economy, count: int = 12, seed: int = 7
) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """Return totals of the others (n,), (n,), beliefs (n, Z) and types (n,), for three active agents."""
    g, e, kappa = np.random.default_rng(seed), economy.floats.endowment, economy.floats.kappa
    offered = g.uniform(0, 2, (count, 2)) * e * (g.random((count, 2)) < 0.8)
    minus = 3 * kappa + offered
    return (
        minus[:, 0],
        minus[:, 1],
        g.dirichlet(np.ones(len(economy.states)), count),
        g.integers(0, len(economy.types), count),
    )


def interior(economy: Economy, parameters: Parameters) -> Instance:
    """Where g rises at zero its slope falls to a root inside, which is the toolkit's best response.

    Where it does not, the toolkit offers none of the good.  ``side`` 0 is g, 1 is h.
    """
    Q, R, phi, types = draws(economy)
    side, top = parameters["side"], by_hand.endowment(economy)[parameters["side"]]
    found = best_response(economy, Q, R, phi, types)[:, side] * float(parameters["factor"])
    slope_of = (by_hand.sale_slope, by_hand.purchase_slope)[side]
    worst = 0.0
    for n, x in enumerate(types):
        at = (economy, int(x), phi[n].tolist(), (float(Q[n]), float(R[n])))
        most = by_hand.most_offered(economy, int(x), at[3], side)
        if slope_of(*at, 0.0) <= 0:
            wanted = 0.0
        elif slope_of(*at, most) >= 0:
            told = f"type {x} at totals {at[3]}: the slope does not fall below zero"
            return Instance(economy.name, False, told)
        else:
            wanted = by_hand.root(partial(slope_of, *at), 0.0, most)
        worst = largest(worst, abs(float(found[n]) - wanted) / top)
    told = f"largest difference {worst:.1e} of the endowment"
    return Instance(economy.name, worst < 1e-10, told, margin=1e-10 - worst)


def first_order(economy: Economy, parameters: Parameters) -> Instance:
    """The slope by hand on the side of the toolkit's best response is zero, and the other does not rise."""
    Q, R, phi, types = draws(economy)
    b = best_response(economy, Q, R, phi, types) * float(parameters["factor"])
    slopes, worst = (by_hand.sale_slope, by_hand.purchase_slope), 0.0
    for n, x in enumerate(types):
        at = (economy, int(x), phi[n].tolist(), (float(Q[n]), float(R[n])))
        rises = [slope(*at, 0.0) for slope in slopes]
        side = int(np.argmax(b[n]))
        offered = float(b[n].max())
        slope = slopes[side](*at, offered) if offered > 0 else max(*rises, 0.0)
        wrong_side = 1.0 if offered > 0 and rises[1 - side] > 0 else 0.0
        worst = largest(worst, abs(slope) / max(map(abs, rises)), wrong_side)
    told = f"largest slope over that at zero {worst:.1e}"
    return Instance(economy.name, worst < 1e-8, told, margin=1e-8 - worst, residual=worst)


def unique_best_response(economy: Economy, parameters: Parameters) -> Instance:
    """No other offer is as good as the toolkit's, on a grid of both sides with payoffs by hand.

    Without the restriction the line of equivalent offers is searched, too.
    """
    Q, R, phi, types = draws(economy, 4)
    top, best = by_hand.endowment(economy), best_response(economy, Q, R, phi, types)
    least = np.inf
    for n, x in enumerate(types):
        others, belief = (float(Q[n]), float(R[n])), phi[n].tolist()
        steps = [s * top[i] for i in (0, 1) for s in np.linspace(0, 0.98, 60)]
        offers = [(s, 0.0) if i < 60 else (0.0, s) for i, s in enumerate(steps)]
        if not parameters["restricted"]:
            offers.append(_equivalent(best[n], *others))
        own = float(best[n, 0]), float(best[n, 1])
        reached = _payoff(economy, own, others, int(x), belief)
        for b in offers:
            if max(abs(b[0] - own[0]), abs(b[1] - own[1])) > 1e-3 * max(top):
                other = _payoff(economy, b, others, int(x), belief)
                least = smallest(least, reached - 1e-13 * max(1.0, abs(reached)) - other)
    if least < 0:
        return Instance(economy.name, False, "another offer gives as much", margin=least)
    return Instance(economy.name, True, f"{len(Q)} totals, 120 offers each", margin=least)


def _payoff(
    economy: Economy, offer: by_hand.Pair, others: by_hand.Pair, x: int, belief: by_hand.Belief
) -> float:
    return by_hand.expected(economy, by_hand.active_bundle(economy, offer, others), x, belief)


def _equivalent(offer: Array, Q: float, R: float) -> by_hand.Pair:
    """Return an offer of both goods with the payoff of a one-sided one.

    More of each good such that the net purchase stays what it was.
    """
    gain = float((offer[1] * Q - offer[0] * R) / (R + offer[1]))
    more = float(offer[0]) + 0.05 * Q
    return more, R * (gain + more) / (Q - gain)


def continuity(economy: Economy, parameters: Parameters) -> Instance:
    """The change of the best response is proportional to a small change of the totals, raised to a power.

    Totals at which the agent is about to switch sides are drawn, too.
    """
    Q, R, phi, types = draws(economy)
    e, rates = economy.floats.endowment, autarky_rates(economy, phi)[np.arange(len(Q)), types]
    totals = np.concatenate([R, Q * rates])
    Q, phi, types = (
        np.concatenate([Q, Q]),
        np.concatenate([phi, phi]),
        np.concatenate([types, types]),
    )
    steps = (1e-4, 1e-6)
    base, *after = best_response(
        economy,
        np.stack([Q] * 3),
        np.stack([totals * (1 + h) for h in (0.0, *steps)]),
        np.stack([phi] * 3),
        np.stack([types] * 3),
    )
    moved = [(np.abs(offers - base) / e).max(axis=1) for offers in after]
    # An agent that changes sides moves at another rate from there on; about to do so are the totals at the switch.
    crossed = ((base > 1e-9 * e) & (after[0] == 0)).any(axis=1)
    shown = (moved[1] > 1e-9) & ~crossed
    ratio = np.log(moved[0][shown] / moved[1][shown]) / np.log(steps[0] / steps[1])
    gap = float(np.abs(ratio - float(parameters["power"])).max())
    told = f"{int(shown.sum())} changes, of the order h^{float(parameters['power']):g} within {gap:.1e}"
    return Instance(economy.name, gap < 0.02, told, margin=0.02 - gap)


def self_map(economy: Economy, parameters: Parameters) -> Instance:
    """Best responses are those by hand, one-sided, and lie within the endowment."""
    Q, R, phi, types = draws(economy, 24)
    b = best_response(economy, Q, R, phi, types)
    e, gap = economy.floats.endowment, 0.0
    for n, x in enumerate(types):
        others = float(Q[n]) * float(parameters["scale"]), float(R[n])
        wanted, _ = by_hand.best_offer(economy, int(x), phi[n].tolist(), others)
        gap = largest(gap, float((np.abs(b[n] - wanted) / e).max()))
    top = e * float(parameters["share"])
    inside = bool((b >= 0).all() and (b < top).all() and (b.min(axis=1) == 0).all())
    told = f"largest offer {float((b / e).max()):.2f} of the endowment, by hand within {gap:.1e}"
    margin = min(float((top - b).min()), 1e-10 - gap)
    return Instance(economy.name, inside and gap < 1e-10, told, margin=margin if inside else None)


def existence(economy: Economy, parameters: Parameters) -> Instance:
    """Stage 2 has a symmetric equilibrium at several configurations with positive counts.

    It is a fixed point of the best responses, found by the toolkit and confirmed by hand.
    """
    X = len(economy.types)
    sizes = [np.ones(X, dtype=int), np.arange(1, X + 1), 5 + 40 * np.arange(X)]
    solved = solve_stage2(economy, sizes)
    for sigma, status in zip(sizes, solved.status, strict=True):
        if status != SOLVED:
            return Instance(economy.name, None, f"{tuple(sigma)}: {status}", undecided=True)
    residual = float(solved.residual.max())
    worst = best_response_gap(economy, sizes, solved, float(parameters["scale"]))
    told = f"largest distance to the best response {worst:.1e}"
    return Instance(economy.name, worst < 1e-9, told, margin=1e-9 - worst, residual=residual)


def large_market(economy: Economy, parameters: Parameters) -> Instance:
    """The best response at totals (Q, R) n tends to the offer of a price-taker at R/Q, at the rate 1/n."""
    Q, R, phi, types = draws(economy, 6)
    prices = R / Q * float(parameters["price"])
    exact = np.array(
        [
            by_hand.price_taker(economy, int(x), phi[n].tolist(), float(prices[n]))
            for n, x in enumerate(types)
        ]
    )
    sizes, e = (1e6, 1e8), economy.floats.endowment
    gaps = [
        float((np.abs(best_response(economy, Q * n, R * n, phi, types) - exact) / e).max())
        for n in sizes
    ]
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(sizes[1] / sizes[0]))
    told = f"distance {gaps[0]:.1e} at n = 1e6, {gaps[1]:.1e} at n = 1e8, rate n^-{rate:.3f}"
    return Instance(economy.name, abs(rate - 1) < 0.02, told, margin=0.02 - abs(rate - 1))


CHECKS: dict[str, Check] = {
    "eq-18.interior": OnEconomies(interior),
    "prop-1.first-order": OnEconomies(first_order),
    "prop-1.best-response": OnEconomies(unique_best_response),
    "prop-1.continuity": OnEconomies(continuity),
    "prop-1.self-map": OnEconomies(self_map),
    "prop-1": OnEconomies(existence),
    "prop-2.maximum-theorem": OnEconomies(large_market),
}
"""The checks of this module by the names under which statements assert them."""
