r"""Checks of Proposition 1's proof that are not algebra.

The first-order conditions, uniqueness and continuity of the best response, the fixed point: the
toolkit's best response against the slopes of the payoff written by hand.

Conventions: others' totals are drawn from a fixed seed, between the bounds that the mechanism
allows for three active agents.

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import product
from math import ceil

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates
from numeric.economy.economy import Economy
from numeric.probability.multinomial import configuration_blocks
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import SOLVED, solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.checks import square_root
from proofs_check.paper.section_3.stage_2_checks import best_response_gap
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.in_force import BUT_INFORMATIVE, hypotheses
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.model.best_response import buyer_bundle, seller_bundle

Array = NDArray[np.float64]
INADA = {
    "sqrt(q) + sqrt(r)": sp.sqrt(q) + sp.sqrt(r),
    "log(q) + log(r)": sp.log(q) + sp.log(r),
    "-1/q - 1/r": -1 / q - 1 / r,
    "-1/(q r)": -1 / (q * r),
    "(sqrt(q) + sqrt(r))^(3/2)": (sp.sqrt(q) + sp.sqrt(r)) ** sp.Rational(3, 2),
    "sqrt(q + 1) + sqrt(r)": sp.sqrt(q + 1) + sp.sqrt(r),
    "-1/q - 1/(q r)": -1 / q - 1 / (q * r),
}
"""Bounded and unbounded below, both marginal utilities unbounded together, and one without Inada."""


def composition(parameters: Parameters) -> Outcome:
    """A chord of the composition outer(inner(b)) between b = 0 and b = 1, against its midpoint."""
    t = sp.Symbol("t", positive=True)
    outer, inner = (sp.sympify(parameters[k], locals={"t": t}) for k in ("outer", "inner"))
    whole = outer.subs(t, inner)
    value = [whole.subs(t, b) for b in (sp.S.Zero, sp.S.Half, sp.S.One)]
    gap = value[1] - (value[0] + value[2]) / 2
    named = {
        "outer": outer,
        "inner": inner,
        "values at 0, 1/2, 1": ", ".join(map(str, value)),
        "midpoint less chord": gap,
    }
    met = [
        ("the outer function is strictly increasing", f"its derivative is {sp.diff(outer, t)}"),
        ("the outer function is concave", f"its second derivative is {sp.diff(outer, t, 2)}"),
        ("the inner function is concave", f"its second derivative is {sp.diff(inner, t, 2)}"),
    ]
    detail = f"the midpoint lies {gap} above the chord"
    return exactly(bool(gap.is_positive), detail, named, satisfied=met)


def rate_at_the_axis(parameters: Parameters) -> Outcome:
    """The marginal rate of substitution, along g, as the offer exhausts the endowment."""
    bundle = dict(zip((q, r), map(plain, seller_bundle()), strict=True))
    left = sp.Symbol("left", positive=True)
    numbers = {Q_others: 1, R_others: 1, q_bar: 1, r_bar: 1}
    limits = []
    for name in parameters["utilities"]:
        rate = sp.diff(INADA[name], q) / sp.diff(INADA[name], r)
        along = rate.subs(bundle, simultaneous=True).subs(numbers).subs(b_q, 1 - left)
        limits.append(sp.limit(sp.together(along), left, 0, "+"))
    listed = "; ".join(f"{u}: {v}" for u, v in zip(parameters["utilities"], limits, strict=True))
    return exactly(
        all(v == sp.oo for v in limits),
        f"limits of u_q/u_r near the axis: {listed}",
        {"Q_-, R_-": "1, 1"},
    )


def configurations(parameters: Parameters) -> Outcome:
    """The toolkit's configurations with every type, against the counts of all sequences of types.

    M = 5, three types; each count lies in {1, ..., M}.
    """
    M, X = 5, 3
    listed = Counter(
        tuple(sequence.count(y) for y in range(X)) for sequence in product(range(X), repeat=M)
    )
    counted = {s for s in listed if min(s) > 0}
    rows = np.concatenate(list(configuration_blocks(M + parameters["more"], X, 1 << 10)))
    made = {tuple(int(n) for n in s) for s in rows if min(s) > 0}
    named = {"M": M, "|X|": X, "configurations": len(counted), "listed": len(made)}
    holds = made == counted and all(1 <= n <= M and sum(s) == M for s in made for n in s)
    return exactly(holds, f"{len(made)} configurations against {len(counted)}", named)


def populations(economy: Economy, parameters: Parameters) -> Instance:
    """The toolkit's M from some N on is the least integer not below (1 - eta) N, and at least |X|."""
    X, eta = len(economy.types), economy.mechanism.eta
    first = ceil(X / (1 - eta)) + parameters["more"]
    for N in range(first, first + 80):
        M = economy.active(N)
        if not M - 1 < (1 - eta) * N <= M or M < X:
            return Instance(economy.name, False, f"at N = {N}, M = {M} with {X} types")
    return Instance(economy.name, True, f"from N = {first} on")


@lru_cache(maxsize=1)
def _switching() -> tuple[tuple[str, str], ...]:
    return hypotheses(square_root(("2", "2")), BUT_INFORMATIVE)


def switch(parameters: Parameters) -> Outcome:
    """The derivatives at zero of the first-order conditions g' and h', for u = 2 sqrt(q) + sqrt(r).

    Where both vanish at zero the larger offer passes from one condition to the other.
    """
    u = 2 * sp.sqrt(q) + sp.sqrt(r)
    values = {Q_others: 1, R_others: parameters["R"], q_bar: 1, r_bar: 1}
    sides = []
    for (bundle_q, bundle_r), offer in ((seller_bundle(), b_q), (buyer_bundle(), b_r)):
        payoff = u.subs({q: plain(bundle_q), r: plain(bundle_r)}, simultaneous=True).subs(values)
        sides.append([sp.diff(payoff, offer, i).subs(offer, 0) for i in (1, 2)])
    (g_1, g_2), (h_1, h_2) = sides
    named = {
        "u(q, r)": u,
        "endowment": "(1, 1)",
        "Q_-, R_-": f"1, {parameters['R']}",
        "g'(0), g''(0)": f"{g_1}, {g_2}",
        "h'(0), h''(0)": f"{h_1}, {h_2}",
    }
    met = [*_switching(), ("Q_-, R_- > 0", f"1, {parameters['R']}")]
    detail = f"the conditions have the values {g_1}, {h_1} and the derivatives {g_2}, {h_2} at zero"
    return exactly(g_1 == -h_1 and g_2 == h_2, detail, named, satisfied=met)


def draws(
    economy: Economy, count: int = 12, seed: int = 7
) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """Return totals of the others (n,), (n,), beliefs (n, Z) and types (n,), within the bounds for three active agents."""
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
        if slope_of(*at, 0.0) <= 0:
            wanted = 0.0
        elif slope_of(*at, top * (1 - 1e-15)) >= 0:
            told = f"type {x} at totals {at[3]}: the slope does not fall below zero"
            return Instance(economy.name, False, told)
        else:
            wanted = by_hand.root(lambda b, a=at: slope_of(*a, b), 0.0, top * (1 - 1e-15))
        worst = max(worst, abs(float(found[n]) - wanted) / top)
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
        worst = max(worst, abs(slope) / max(map(abs, rises)), wrong_side)
    told = f"largest slope over that at zero {worst:.1e}"
    return Instance(economy.name, worst < 1e-8, told, margin=1e-8 - worst, residual=worst)


def unique_best_response(economy: Economy, parameters: Parameters) -> Instance:
    """No other offer is as good as the toolkit's: on a grid of both sides, payoffs by hand.

    Without the restriction also along the line of equivalent offers.
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
                least = min(least, reached - 1e-13 * max(1.0, abs(reached)) - other)
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

    Also at totals where the agent is about to switch sides, which are drawn too.
    """
    Q, R, phi, types = draws(economy)
    e, rates = economy.floats.endowment, autarky_rates(economy, phi)[np.arange(len(Q)), types]
    totals = np.concatenate([R, Q * rates])
    Q, phi, types = (
        np.concatenate([Q, Q]),
        np.concatenate([phi, phi]),
        np.concatenate([types, types]),
    )
    base = best_response(economy, Q, totals, phi, types)
    steps = (1e-4, 1e-6)
    moved = [
        (np.abs(best_response(economy, Q, totals * (1 + h), phi, types) - base) / e).max(axis=1)
        for h in steps
    ]
    shown = moved[1] > 1e-9
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
        gap = max(gap, float((np.abs(b[n] - wanted) / e).max()))
    top = e * float(parameters["share"])
    inside = bool((b >= 0).all() and (b < top).all() and (b.min(axis=1) == 0).all())
    told = f"largest offer {float((b / e).max()):.2f} of the endowment, by hand within {gap:.1e}"
    margin = min(float((top - b).min()), 1e-10 - gap)
    return Instance(economy.name, inside and gap < 1e-10, told, margin=margin if inside else None)


def existence(economy: Economy, parameters: Parameters) -> Instance:
    """Stage 2 has a symmetric equilibrium at several configurations with positive counts.

    A fixed point of the best responses, found by the toolkit and confirmed by hand.
    """
    X = len(economy.types)
    worst, residual = 0.0, 0.0
    for sigma in (np.ones(X, dtype=int), np.arange(1, X + 1), 5 + 40 * np.arange(X)):
        solved = solve_stage2(economy, [sigma])
        if solved.status[0] != SOLVED:
            told = f"{tuple(sigma)}: {solved.status[0]}"
            return Instance(economy.name, None, told, undecided=True)
        residual = max(residual, float(solved.residual[0]))
        worst = max(worst, best_response_gap(economy, sigma, float(parameters["scale"])))
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
    sizes, e = (1e4, 1e6), economy.floats.endowment
    gaps = [
        float((np.abs(best_response(economy, Q * n, R * n, phi, types) - exact) / e).max())
        for n in sizes
    ]
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(sizes[1] / sizes[0]))
    told = f"distance {gaps[0]:.1e} at n = 1e4, {gaps[1]:.1e} at n = 1e6, rate n^-{rate:.3f}"
    return Instance(economy.name, abs(rate - 1) < 0.02, told, margin=0.02 - abs(rate - 1))


CHECKS: dict[str, Check] = {
    "prop-1.composition": Exact(composition),
    "prop-1.rate": Exact(rate_at_the_axis),
    "prop-1.configuration": Exact(configurations),
    "prop-2.sequence": OnEconomies(populations),
    "eq-18.interior": OnEconomies(interior),
    "prop-1.switch": Exact(switch),
    "prop-1.first-order": OnEconomies(first_order),
    "prop-1.best-response": OnEconomies(unique_best_response),
    "prop-1.continuity": OnEconomies(continuity),
    "prop-1.self-map": OnEconomies(self_map),
    "prop-1": OnEconomies(existence),
    "prop-2.maximum-theorem": OnEconomies(large_market),
}
"""The checks of this module by the names under which statements assert them."""
