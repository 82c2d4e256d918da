r"""Checks of Proposition 1's proof that are not algebra.

The first-order conditions, uniqueness and continuity of the best response, the fixed point.

Conventions: others' totals are drawn from a fixed seed, between the bounds that the mechanism
allows for three active agents; :math:`F'(s) = (s^3-3s^2+3s)^{-1/4}` is the derivative of a strictly
concave function with :math:`F''(1) = 0` and relative risk aversion at most 1, so that F(q) + F(r)
is in the paper's class (monotone demand included) and has a singular Hessian at (1, 1).

Paper: section 7.1, equations (16)-(20).
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import SOLVED, solve_stage2
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_3.stage_2_checks import best_response_gap, expected_utility
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.model.best_response import buyer_bundle, seller_bundle

Array = NDArray[np.float64]
INADA = {
    "log": sp.log(q) + sp.log(r),
    "power": -1 / q - 1 / r,
    "product": -1 / (q * r),
    "root": sp.sqrt(q) + sp.sqrt(r),
    "ces": (sp.sqrt(q) + sp.sqrt(r)) ** sp.Rational(3, 2),
    "shifted": sp.sqrt(q + 1) + sp.sqrt(r),
}


def composition(parameters: Parameters) -> Outcome:
    """A chord of the composition outer(inner(b)) between b = 0 and b = 1, against its midpoint."""
    t = sp.Symbol("t", positive=True)
    outer = {"identity": t, "log": sp.log(1 + t)}[parameters["outer"]]
    inner = {"linear": t, "strictly concave": t / (1 + t)}[parameters["inner"]]
    value = [outer.subs(t, inner.subs(t, b)) for b in (sp.S.Zero, sp.S.Half, sp.S.One)]
    gap = value[1] - (value[0] + value[2]) / 2
    named = {
        "outer": outer,
        "inner": inner,
        "values at 0, 1/2, 1": ", ".join(map(str, value)),
        "midpoint less chord": gap,
    }
    return exactly(bool(gap.is_positive), f"the midpoint lies {gap} above the chord", named)


def inada_at_the_endowment(parameters: Parameters) -> Outcome:
    """As the offer exhausts the endowment.

    The marginal utility of what is received, or the marginal rate of substitution, along g (or h).
    """
    bundle = dict(
        zip(
            (q, r),
            map(plain, seller_bundle() if parameters["side"] == "g" else buyer_bundle()),
            strict=True,
        )
    )
    own, got = (q, r) if parameters["side"] == "g" else (r, q)
    offer = b_q if parameters["side"] == "g" else b_r
    left = sp.Symbol("left", positive=True)
    limits = []
    for name in parameters["utilities"]:
        u = INADA[name]
        watched = (
            sp.diff(u, got)
            if parameters["form"] == "marginal utility stays finite"
            else sp.diff(u, own) / sp.diff(u, got)
        )
        along = (
            watched.subs(bundle, simultaneous=True)
            .subs({Q_others: 1, R_others: 1, q_bar: 1, r_bar: 1})
            .subs(offer, 1 - left)
        )
        limits.append(sp.limit(sp.together(along), left, 0, "+"))
    wanted = [
        v.is_finite if parameters["form"] == "marginal utility stays finite" else v == sp.oo
        for v in limits
    ]
    bad = next((i for i, ok in enumerate(wanted) if not ok), None)
    named = (
        {
            "u(q, r)": INADA[parameters["utilities"][bad]],
            "limit": limits[bad],
            "Q_-, R_-, endowment": "1, 1, (1, 1)",
        }
        if bad is not None
        else {}
    )
    detail = (
        f"limits as consumption of the offered good tends to zero: {', '.join(map(str, limits))}"
    )
    return exactly(all(wanted), detail, named)


def singular() -> tuple[sp.Expr, sp.Expr]:
    """Return u_q and u_r of F(q) + F(r)."""
    return (q**3 - 3 * q**2 + 3 * q) ** sp.Rational(-1, 4), (
        r**3 - 3 * r**2 + 3 * r
    ) ** sp.Rational(-1, 4)


def configurations(parameters: Parameters) -> Outcome:
    """Every function from two types to {1, …, M}, M = 4: does it count M active agents?"""
    M = 4
    found = [
        (a, b)
        for a in range(1, M + 1)
        for b in range(1, M + 1)
        if parameters["condition"] != "sum" or a + b == M
    ]
    bad = next((s for s in found if sum(s) != M + parameters["off"]), None)
    named = {"M": M, "sigma": bad} if bad else {"M": M, "configurations": len(found)}
    return exactly(
        bad is None and bool(found),
        "each counts M agents" if bad is None else f"{bad} counts {sum(bad)} agents",
        named,
    )


def populations(parameters: Parameters) -> Outcome:
    """Whether M = ceil((1 - eta) N) active agents can include every type.

    For all N up to 60 from some N on; three types, eta = 1/10.
    """
    types, eta = 3, Fraction(1, 10)
    first = {"1": 1, "|X|/(1 - eta)": ceil(types / (1 - eta)), "less": ceil(types / (1 - eta)) - 2}[
        parameters["from"]
    ]
    short = next((N for N in range(first, 61) if ceil((1 - eta) * N) < types), None)
    named = (
        {"|X|": types, "eta": eta, "N": short, "M": ceil((1 - eta) * short)}
        if short
        else {"|X|": types, "eta": eta, "from N": first}
    )
    return exactly(
        short is None,
        "M is at least |X|"
        if short is None
        else f"at N = {short} fewer agents are active than there are types",
        named,
    )


def second_derivative(parameters: Parameters) -> Outcome:
    """G'' at b = 0 with u = F(q) + F(r), endowment (1, 1).

    From the utility's Hessian alone, or with the market's curvature too.
    """
    u_1, u_2 = singular()
    Q, R = sp.S(parameters["Q"]), sp.S(parameters["Q"])
    receipt = plain(seller_bundle()[1]).subs({Q_others: Q, R_others: R, r_bar: 1})
    slope, bend = (sp.diff(receipt, b_q, i).subs(b_q, 0) for i in (1, 2))
    hessian = [sp.diff(v, w).subs({q: 1, r: 1}) for v, w in ((u_1, q), (u_1, r), (u_2, r))]
    second = hessian[0] - 2 * slope * hessian[1] + slope**2 * hessian[2]
    if parameters["curvature"] == "utility and market":
        second += u_2.subs(r, 1) * bend
    named = {
        "u_q, u_r": "(s^3 - 3 s^2 + 3 s)^(-1/4) at s = q, r",
        "endowment": "(1, 1)",
        "Q_-, R_-": f"{Q}, {R}",
        "second derivative": second,
    }
    return exactly(bool(second < 0), f"the second derivative is {second}", named)


def switch(parameters: Parameters) -> Outcome:
    """The slope of the payoff in the net sale t (g' for t > 0.

    The same through h for t < 0) near the kink, for u = -2/q - 1/r: is it differentiable at 0?.
    """
    u = -2 / q - 1 / r
    values = {Q_others: 1, R_others: parameters["R"], q_bar: 1, r_bar: 1}
    sides = []
    for (bundle_q, bundle_r), offer in ((seller_bundle(), b_q), (buyer_bundle(), b_r)):
        payoff = u.subs({q: plain(bundle_q), r: plain(bundle_r)}, simultaneous=True).subs(values)
        sides.append([sp.diff(payoff, offer, i).subs(offer, 0) for i in (1, 2)])
    (g_1, g_2), (h_1, h_2) = sides
    smooth = g_2 == h_2 and g_1 == -h_1
    named = {
        "u(q, r)": u,
        "Q_-, R_-": f"1, {parameters['R']}",
        "g'(0), g''(0)": f"{g_1}, {g_2}",
        "h'(0), h''(0)": f"{h_1}, {h_2}",
    }
    one_sided = g_1 == h_1 == 0 and g_2 < 0 and h_2 < 0
    return exactly(
        smooth if parameters["ask"] == "differentiable" else one_sided,
        f"slopes {g_1}, {h_1} and second derivatives {g_2}, {h_2}",
        named,
    )


def draws(
    economy: Economy, count: int = 12, seed: int = 7
) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    """Return totals of the others (n,), (n,), beliefs (n, Z) and types (n,).

    Within the bounds for three active agents.
    """
    g, e, kappa = np.random.default_rng(seed), economy.floats.endowment, economy.floats.kappa
    offered = g.uniform(0, 2, (count, 2)) * e * (g.random((count, 2)) < 0.8)
    minus = 3 * kappa + offered
    return (
        minus[:, 0],
        minus[:, 1],
        g.dirichlet(np.ones(len(economy.states)), count),
        g.integers(0, len(economy.types), count),
    )


def first_order(economy: Economy, parameters: Parameters) -> Instance:
    """The slope on the side of the best response is zero.

    Where the offer is zero neither side rises.
    """
    Q, R, phi, types = draws(economy)
    k, b = (
        formulas_of(economy),
        best_response(economy, Q, R, phi, types) * float(parameters["factor"]),
    )
    worst = 0.0
    for n in range(len(Q)):
        at = (Q[n], R[n], phi[n], types[n])
        rises = float(k.g_prime(0.0, *at)), float(k.h_prime(0.0, *at))
        side = int(np.argmax(b[n]))
        slope = (
            float(k.h_prime(b[n, 1], *at) if side else k.g_prime(b[n, 0], *at))
            if b[n].max() > 0
            else max(*rises, 0.0)
        )
        worst = max(
            worst,
            abs(slope) / max(map(abs, rises)),
            1.0 if b[n].max() > 0 and rises[1 - side] > 0 else 0.0,
        )
    return Instance(
        economy.name,
        worst < 1e-8,
        f"largest slope over that at zero {worst:.1e}",
        margin=1e-8 - worst,
        residual=worst,
    )


def unique_best_response(economy: Economy, parameters: Parameters) -> Instance:
    """No other offer is as good.

    On a grid of both sides (and, without the restriction, along the line of equivalent offers).
    """
    Q, R, phi, types = draws(economy, 8)
    e, k, best = (
        economy.floats.endowment,
        formulas_of(economy),
        best_response(economy, *draws(economy, 8)),
    )
    least = np.inf
    for n in range(len(Q)):
        steps = np.linspace(0, 0.98, 150)
        sold, bought = (
            np.stack([steps * e[0], 0 * steps], -1),
            np.stack([0 * steps, steps * e[1]], -1),
        )
        offers = np.concatenate([sold, bought])
        if not parameters["restricted"]:
            offers = np.concatenate([offers, [_equivalent(best[n], Q[n], R[n])]])
        values = expected_utility(
            economy, k.payoff(offers[:, 0], offers[:, 1], Q[n], R[n]), int(types[n]), phi[n]
        )
        top = float(
            expected_utility(
                economy, k.payoff(best[n, 0], best[n, 1], Q[n], R[n]), int(types[n]), phi[n]
            )
        )
        away = np.abs(offers - best[n]).max(axis=1) > 1e-3 * e.max()
        least = min(least, top - 1e-13 * max(1.0, abs(top)) - float(values[away].max()))
        if least < 0:
            return Instance(economy.name, False, "another offer gives as much", margin=least)
    return Instance(economy.name, True, f"{len(Q)} totals, 300 offers each", margin=least)


def _equivalent(offer: Array, Q: float, R: float) -> Array:
    """Return an offer of both goods with the payoff of a one-sided one.

    More of each good such that the net purchase stays what it was.
    """
    gain = (offer[1] * Q - offer[0] * R) / (R + offer[1])
    more = offer[0] + 0.05 * Q
    return np.array([more, R * (gain + more) / (Q - gain)])


def continuity(economy: Economy, parameters: Parameters) -> Instance:
    """The change of the best response shrinks with the change of the totals, also at totals where the agent is about to switch sides."""
    Q, R, phi, types = draws(economy)
    e, rates = economy.floats.endowment, autarky_rates(economy, phi)[np.arange(len(Q)), types]
    at_switch = np.concatenate([R, Q * rates])
    Q, phi, types = (
        np.concatenate([Q, Q]),
        np.concatenate([phi, phi]),
        np.concatenate([types, types]),
    )
    base = best_response(economy, Q, at_switch, phi, types)
    moved = [
        float((np.abs(best_response(economy, Q, at_switch * (1 + h), phi, types) - base) / e).max())
        for h in map(float, parameters["steps"])
    ]
    told = f"changes {moved[0]:.1e} and {moved[-1]:.1e}"
    return Instance(
        economy.name,
        moved[-1] < 1e-4 and moved[0] > moved[-1],
        told,
        margin=min(1e-4, moved[0]) - moved[-1],
    )


def self_map(economy: Economy, parameters: Parameters) -> Instance:
    """Best responses are one-sided and lie within the endowment."""
    b = best_response(economy, *draws(economy, 40))
    top = economy.floats.endowment * float(parameters["share"])
    inside = bool((b >= 0).all() and (b < top).all())
    one_sided = (
        bool((b.min(axis=1) == 0).all())
        if parameters["sides"] == 1
        else bool((b.min(axis=1) > 0).all())
    )
    told = f"largest offer {float((b / economy.floats.endowment).max()):.2f} of the endowment"
    return Instance(
        economy.name,
        inside and one_sided,
        told,
        margin=float((top - b).min()) if one_sided and (b >= 0).all() else None,
    )


def existence(economy: Economy, parameters: Parameters) -> Instance:
    """Stage 2 has a symmetric equilibrium at several configurations with positive counts.

    A fixed point of the best responses, found and confirmed.
    """
    X = len(economy.types)
    worst, residual = 0.0, 0.0
    for sigma in (np.ones(X, dtype=int), np.arange(1, X + 1), 5 + 40 * np.arange(X)):
        solved = solve_stage2(economy, [sigma])
        if solved.status[0] != SOLVED:
            return Instance(
                economy.name, None, f"{tuple(sigma)}: {solved.status[0]}", undecided=True
            )
        residual = max(residual, float(solved.residual[0]))
        worst = max(worst, best_response_gap(economy, sigma, float(parameters["scale"])))
    return Instance(
        economy.name,
        worst < 1e-9,
        f"largest distance to the best response {worst:.1e}",
        margin=1e-9 - worst,
        residual=residual,
    )


def large_market(economy: Economy, parameters: Parameters) -> Instance:
    """The best response at totals (Q, R) n tends, as n grows, to the offer of a price-taker at R/Q."""
    Q, R, phi, types = draws(economy, 6)
    exact = _price_takers(economy, R / Q * float(parameters["price"]), phi, types)
    gaps = [
        float(
            (
                np.abs(best_response(economy, Q * n, R * n, phi, types) - exact)
                / economy.floats.endowment
            ).max()
        )
        for n in (1e5, 1e7)
    ]
    told = f"distance {gaps[0]:.1e} at n = 1e5, {gaps[1]:.1e} at n = 1e7"
    return Instance(
        economy.name,
        gaps[1] < 1e-3 and gaps[1] < gaps[0] / 20,
        told,
        margin=min(1e-3, gaps[0] / 20) - gaps[1],
    )


def _price_takers(economy: Economy, price: Array, phi: Array, types: NDArray[np.int64]) -> Array:
    """Return price-taking offers as roots of u_q - p u_r on the budget line by bisection (an oracle: no solver of numeric is used)."""
    k, e = formulas_of(economy), economy.floats.endowment
    offers = np.zeros((len(price), 2))
    for n, p in enumerate(price):
        low, high = e[0] * 1e-12, (e[0] + e[1] / p) * (1 - 1e-12)
        for _ in range(100):
            middle = 0.5 * (low + high)
            marginal = sum(
                phi[n, z] * k.marginal_utilities(middle, e[1] + p * (e[0] - middle), types[n], z)
                for z in range(phi.shape[1])
            )
            low, high = (middle, high) if marginal[0] > p * marginal[1] else (low, middle)
        offers[n] = max(e[0] - low, 0.0), max(low - e[0], 0.0) * p
    return offers


CHECKS: dict[str, Check] = {
    "prop-1.composition": Exact(composition),
    "eq-18.inada": Exact(inada_at_the_endowment),
    "prop-1.configuration": Exact(configurations),
    "prop-2.sequence": Exact(populations),
    "prop-1.ift": Exact(second_derivative),
    "prop-1.switch": Exact(switch),
    "prop-1.first-order": OnEconomies(first_order),
    "prop-1.best-response": OnEconomies(unique_best_response),
    "prop-1.continuity": OnEconomies(continuity),
    "prop-1.self-map": OnEconomies(self_map),
    "prop-1": OnEconomies(existence),
    "prop-2.maximum-theorem": OnEconomies(large_market),
}
"""The checks of this module by the names under which statements assert them."""
