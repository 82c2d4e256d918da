r"""Checks for Theorem 1 that are about one exact example or about whole economies.

Conventions: exact examples use :math:`u = -1/q - 1/r` with :math:`\bar q = \bar r = 1`, for which
:math:`L(q) = -1/q - 1/(2-q)` is rational; economies are compared only where the states are far
enough apart for the sizes that are computed (else the instance is outside the hypotheses, and says
so).

Paper: sections 3.2 and 7.1, equations (22)-(29).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.probability.posterior import posterior, type_posterior
from numeric.stage1 import solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.margins import losses
from numeric.theorem_1.slope import chernoff_information, slope
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.shared.limits import (
    THICK,
    continuation_distance,
    divisible,
    expected_competitive,
    large_enough,
    nearest_configuration,
    settled,
    thickness,
)
from symbolic.deciding.ring import identical
from symbolic.language.notation import Q_others, R_others, c_1, c_2, p, q
from symbolic.language.quotient import plain
from symbolic.language.statement import equation
from symbolic.model.best_response import objective
from symbolic.model.price_form import price_form

Array = NDArray[np.float64]
_L = -1 / q - 1 / (2 - q)
SIZES = {2: (600, 2400), 3: (60, 240)}
"""M at which F is compared, by the number of types; economies with more types are left out."""


def share(parameters: Parameters) -> Outcome:
    """P(inactive) against eta for N = 11, eta = 1/10."""
    N, eta = 11, Fraction(1, 10)
    M = ceil((1 - eta) * N)
    chance = Fraction(N - M, N)
    return exactly(
        abs(chance - eta) <= parameters["tolerance"],
        f"P(inactive) = {chance}",
        {"N": N, "eta": eta, "M": M, "P(inactive)": chance},
    )


def loss_in_claim_1(parameters: Parameters) -> Outcome:
    """L(q) <= L(1) - A delta/2 at the distance of a multiple of delta = 1/4 from the maximiser 1."""
    delta = sp.Rational(1, 4)
    a_x = min(-sp.diff(_L, q).subs(q, 1 + delta / 2), sp.diff(_L, q).subs(q, 1 - delta / 2))
    at = 1 + parameters["distance"] * delta
    lost = _L.subs(q, 1) - _L.subs(q, at)
    named = {
        "u": "-1/q - 1/r",
        "delta": delta,
        "A": a_x,
        "q": at,
        "L(1) - L(q)": lost,
        "A delta/2": a_x * delta / 2,
    }
    return exactly(
        bool(lost >= a_x * delta / 2),
        f"the loss at q = {at} is {lost}, the bound {a_x * delta / 2}",
        named,
    )


def slope_in_claim_1(parameters: Parameters) -> Outcome:
    """Where A_x is evaluated.

    Types with log utility and consumption 1/10 and 19/10 of an endowment of 1.
    """
    chosen = (Fraction(1, 10), Fraction(19, 10))
    delta = (chosen[1] - chosen[0]) / 2
    points = [chosen[0] + delta / 2] + (
        [chosen[0] - delta / 2] if parameters["sides"] == "both" else []
    )
    outside = [t for t in points if not 0 < t < 2]
    listed = ", ".join(map(str, points))
    named = {
        "u_1": "log(q) + 19 log(r)",
        "u_2": "19 log(q) + log(r)",
        "q_1": ", ".join(map(str, chosen)),
        "delta": delta,
        "points": listed,
    }
    return exactly(
        not outside,
        "all points lie in (0, 2)" if not outside else f"L_x has no derivative at {outside[0]}",
        named,
    )


def distance(economy: Economy, parameters: Parameters) -> Instance:
    """The nearest point outside I(x) is delta_x away, delta_x being half the distance to the nearest neighbour."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    gaps = np.abs(solved.consumption[:, None] - solved.consumption[None, :]) + np.diag(
        np.full(len(economy.types), np.inf)
    )
    delta = gaps.min(axis=1) / 2
    q_bar_ = economy.floats.endowment[0]
    ends = np.where(
        (solved.intervals > 0) & (solved.intervals < 2 * q_bar_),
        np.abs(solved.intervals - solved.consumption[:, None]),
        np.inf,
    )
    ratio = float((ends.min(axis=1) / delta).min())
    factor = float(parameters["factor"])
    return Instance(
        economy.name,
        ratio >= factor * (1 - 1e-12),
        f"smallest distance over delta {ratio:.12g}",
        margin=ratio - factor * (1 - 1e-12),
    )


def claim_1(economy: Economy, parameters: Parameters) -> Instance:
    """The loss of every deviation exceeds a positive epsilon.

    A share of A_x delta_x, as in the proof.
    """
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    loss = losses(economy, solved)
    off = loss[~np.eye(len(loss), dtype=bool)]
    epsilon = (
        float(off.min())
        if parameters["epsilon"] == "full loss"
        else float(parameters["epsilon"]) * float(off.min())
    )
    return Instance(
        economy.name,
        bool(off.min() > 0 and (off > epsilon).all()),
        f"smallest loss {off.min():.2e}",
        margin=float(off.min()) - epsilon,
    )


def bounded(parameters: Parameters) -> Outcome:
    """Expected log utility of consumption that converges in probability.

    With probability 1/N it may be exp(-N^2), unless declining to trade bounds it.
    """
    N = sp.Symbol("N", positive=True)
    least = {"continuity": -(N**2), "no trade is feasible": sp.S.Zero, "half the bound": -N}[
        parameters["reason"]
    ]
    effect = sp.limit(least / N, N, sp.oo)
    named = {
        "u(q, r)": "log(q) + log(r)",
        "endowment": "(1, 1)",
        "P(bad event)": "1/N",
        "u in the bad event": least,
        "limit of its contribution": effect,
    }
    return exactly(
        bool(effect == 0),
        f"a bad event of probability 1/N contributes {effect} in the limit",
        named,
    )


def brute(economy: Economy, parameters: Parameters) -> Instance:
    """F at M = 3 against the sum over every sequence of the others' types and every state.

    The value taken state by state.
    """
    if len(economy.types) > 2 or (len(economy.states) == 1 and parameters["belief"] != "own"):
        return Instance(
            economy.name, None, "more than two types, or one state, where beliefs do not matter"
        )
    computed = continuation(economy, parameters["active"])
    fast = computed.values
    gap, allowed = (
        float(np.abs(_brute_values(economy, parameters["belief"]) - fast).max()),
        1e-11 * max(1.0, float(np.abs(fast).max())),
    )
    return Instance(
        economy.name,
        gap < allowed,
        f"largest difference {gap:.1e}",
        margin=allowed - gap,
        truncation=float(computed.truncation.max()),
    )


@lru_cache(maxsize=256)
def _brute_values(economy: Economy, belief: str, M: int = 3) -> Array:
    X, k = len(economy.types), formulas_of(economy)
    total, unit = np.zeros((X, X)), np.eye(X, dtype=int)
    for sequence, x, taken_for in product(product(range(X), repeat=M - 1), range(X), range(X)):
        counts = np.bincount(sequence, minlength=X)
        solved = solve_stage2(economy, [counts + unit[taken_for]])
        minus = solved.totals[0] - solved.offers[0, taken_for]
        held = posterior(economy, counts + unit[x if belief == "own" else taken_for])
        offer = best_response(economy, minus[0], minus[1], held, x)
        bundle = k.payoff(offer[0], offer[1], minus[0], minus[1])
        for z in range(len(economy.states)):
            weight = type_posterior(economy)[x, z] * np.prod(
                economy.floats.signal[z][list(sequence)]
            )
            total[x, taken_for] += weight * float(k.utility(bundle[0], bundle[1], x, z))
    return total


def _sizes(economy: Economy) -> tuple[int, int] | None:
    """Return two sizes at which F is compared.

    Or nothing where that would take too long or the states are too close.
    """
    sizes = SIZES.get(len(economy.types))
    if (
        sizes is None
        or sizes[0] * chernoff_information(economy) < 8
        or sizes[0] * thickness(economy) < THICK
    ):
        return None
    return sizes


def _left_out(economy: Economy, sizes: tuple[int, int]) -> float:
    """Return the largest bound on what F at these sizes leaves out."""
    return max(continuation_distance(economy, M)[2] for M in sizes)


def value_limit(economy: Economy, parameters: Parameters) -> Instance:
    """F_x(x̄) tends to the expected utility of the competitive allocation, at rate 1/M."""
    sizes, solved = _sizes(economy), solve_competitive(economy)
    if sizes is None or False in solved.unique:
        return Instance(
            economy.name,
            None,
            "too many types, states too close, a market too thin for the sizes, or several "
            "equilibria",
        )
    if parameters["limit"] == "competitive":
        near, far = (continuation_distance(economy, M)[0] for M in sizes)
    else:
        e, factor = economy.floats.endowment, 1.001 if parameters["limit"] == "scaled" else 0.0
        bundle = (
            solved.allocations * factor if factor else np.broadcast_to(e, solved.allocations.shape)
        )
        target = expected_competitive(economy, bundle)
        near, far = (
            float(np.abs(continuation(economy, M).values - target[:, None]).max()) for M in sizes
        )
    rate = float(np.log(near / far) / np.log(sizes[1] / sizes[0]))
    told = f"distance {near:.1e} at M = {sizes[0]}, {far:.1e} at M = {sizes[1]}, rate M^-{rate:.2f}"
    return Instance(
        economy.name, rate > 0.7, told, margin=rate - 0.7, truncation=_left_out(economy, sizes)
    )


def totals_limit(economy: Economy, parameters: Parameters) -> Instance:
    """Offers per agent and the price of the others tend to the competitive ones."""
    solved = solve_competitive(economy)
    if solved.unique != (True,) * len(economy.states) or not settled(economy):
        return Instance(
            economy.name,
            None,
            "the equilibrium is not known to be unique, or the states are too close",
        )
    d, M = economy.floats, large_enough(economy)
    gaps, residual = [], 0.0
    for factor in (1, 16):
        agents = np.array([[factor * divisible(economy, z, M)] for z in range(len(economy.states))])
        rows = np.array(
            [nearest_configuration(mu, int(m)) for mu, (m,) in zip(d.signal, agents, strict=True)]
        )
        found = solve_stage2(economy, rows)
        residual = max(residual, float(found.residual.max()))
        per_agent = (found.totals - found.offers[:, 0]) / agents
        mean = (
            np.einsum("zx,zxi->zi", d.signal, solved.offers) + float(parameters["kappa"]) * d.kappa
        )
        price = (found.totals[:, 1] - found.offers[:, 0, 1]) / (
            found.totals[:, 0] - found.offers[:, 0, 0]
        )
        gaps.append(
            max(
                float(np.abs(per_agent / np.maximum(mean, 1e-12) - 1).max()),
                float(np.abs(price / solved.price - 1).max()),
            )
        )
    rate = float(np.log(gaps[0] / gaps[1]) / np.log(16))
    told = f"relative distance {gaps[0]:.1e} at M, {gaps[1]:.1e} at 16 M, rate M^-{rate:.2f}"
    return Instance(economy.name, rate > 0.75, told, margin=rate - 0.75, residual=residual)


def price_form_of_the_defector(parameters: Parameters) -> Outcome:
    """J_x at (R_-/Q_-, 1/Q_-, 1/R_-) is H_x.

    An identity of the arguments of u, decided in the ring.
    """
    first, second = (
        (1 / Q_others, 1 / R_others)
        if parameters["order"] == "as printed"
        else (1 / R_others, 1 / Q_others)
    )
    put = {p: R_others / Q_others, c_1: first, c_2: second}
    bundle = [plain(f).subs(put, simultaneous=True) for f in price_form()]
    wanted = [plain(a) for a in objective().body.args[-1].args[:2]]
    same = all(identical(a, b) for a, b in zip(bundle, wanted, strict=True))
    named = (
        {
            "c_1": first,
            "c_2": second,
            "one": equation(bundle[0], wanted[0]).left,
            "other": wanted[0],
        }
        if not same
        else {}
    )
    return exactly(
        same,
        "the arguments of u agree identically" if same else "the arguments of u differ",
        named,
        "ring decider",
    )


def slope_agrees(economy: Economy, parameters: Parameters) -> Instance:
    """The closed form of the slope against M (F(x̄) - F(x)) at two sizes, the 1/M term removed.

    At larger ones where a small trade delays the rate.
    """
    sizes = _sizes(economy)
    if sizes is None:
        return Instance(
            economy.name,
            None,
            "too many types, states too close, or a market too thin for the sizes",
        )
    found = slope(economy)
    scale = float(np.abs(found.values).max())
    if found.kink or found.unique is False or scale < 1e-9 or sizes[0] * found.chernoff < 25:
        return Instance(
            economy.name, None, "near a kink, several equilibria, no slope, or states too close"
        )
    for larger in (1, 16):
        computed = [continuation(economy, larger * M) for M in sizes]
        small, large = (f.active * (f.values - np.diag(f.values)[:, None]) for f in computed)
        ratio = sizes[1] / sizes[0]
        limit = (ratio * large - small) / (ratio - 1)
        gap = float(np.abs(limit - float(parameters["factor"]) * found.values).max()) / scale
        if gap < 0.02:
            break
    told = f"relative difference {gap:.1e} at M = {computed[-1].active}"
    return Instance(
        economy.name,
        gap < 0.02,
        told,
        margin=0.02 - gap,
        truncation=max(float(f.truncation.max()) for f in computed),
    )


def theorem_1(economy: Economy, parameters: Parameters) -> Instance:
    """The limit of the margin, the smallest loss times eta, is positive, and the gain vanishes.

    |F(x̄) - F(x)| falls at rate 1/M.
    """
    sizes, solved = _sizes(economy), solve_stage1(economy)
    if sizes is None or not solved.separating or False in solve_competitive(economy).unique:
        return Instance(
            economy.name,
            None,
            "alpha* not separating, several equilibria, too many types, states too close, or a "
            "market too thin",
        )
    loss = losses(economy, solved)
    limit = (
        float(economy.mechanism.eta)
        * float(loss[~np.eye(len(loss), dtype=bool)].min())
        * float(parameters["sign"])
    )
    near, far = (continuation_distance(economy, M)[1] for M in sizes)
    falls = (
        1e-13 - far
        if far < 1e-13
        else float(np.log(near / far) / np.log(sizes[1] / sizes[0])) - 0.6
    )
    gains = f"gain at most {near:.1e} at M = {sizes[0]}, {far:.1e} at M = {sizes[1]}"
    told, margin = f"limiting margin {limit:.1e}, {gains}", limit if falls > 0 else falls
    return Instance(
        economy.name,
        limit > 0 and falls > 0,
        told,
        margin=margin,
        truncation=_left_out(economy, sizes),
    )


CHECKS: dict[str, Check] = {
    "eq-22.share": Exact(share),
    "thm-1.claim-1.loss": Exact(loss_in_claim_1),
    "thm-1.claim-1.slope": Exact(slope_in_claim_1),
    "thm-1.claim-1.distance": OnEconomies(distance),
    "thm-1.claim-1": OnEconomies(claim_1),
    "thm-1.claim-2.bounded": Exact(bounded),
    "eq-23.brute": OnEconomies(brute),
    "eq-27": OnEconomies(value_limit),
    "eq-28": OnEconomies(totals_limit),
    "eq-29": Exact(price_form_of_the_defector),
    "thm-1.slope": OnEconomies(slope_agrees),
    "thm-1": OnEconomies(theorem_1),
}
"""The checks of this module by the names under which statements assert them."""
