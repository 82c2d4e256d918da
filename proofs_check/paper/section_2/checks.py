r"""Checks of remarks of the introduction and of section 2.

In exact numbers, and of what the histogram reveals on economies.

Conventions: exact examples have :math:`\bar q = \bar r = 1`, hence :math:`p_1 = 1`, and log utility
:math:`\theta\log q + \log r`, for which an inactive agent consumes :math:`q_1 =
2\bar\theta/(1+\bar\theta)` with :math:`\bar\theta` the expected :math:`\theta`.

Paper: sections 1, 2.1-2.3.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import Beliefs, beliefs
from numeric.probability.posterior import posterior
from numeric.stage1 import Stage1, solve_stage1
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, Parameters, exactly
from proofs_check.claims.verdict import Outcome
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.model.best_response import buyer_bundle, seller_bundle

SMOOTH_ON = {
    "sqrt": sp.sqrt(q) + sp.sqrt(r),
    "log": sp.log(q) + sp.log(r),
    "power": -1 / q - 1 / r,
    "shifted": sp.sqrt(q + 1) + sp.sqrt(r + 1),
}


def inada(parameters: Parameters) -> Outcome:
    """Continuous derivatives on the closed quadrant are bounded near the axis, Inada's are not.

    On the open quadrant both hold.
    """
    u = SMOOTH_ON[parameters["utility"]]
    marginal = sp.diff(u, q).subs(r, 1)
    at_axis = sp.limit(marginal, q, 0, "+")
    inside = all(
        sp.diff(u, q, i, r, j).subs({q: sp.Rational(1, 4), r: 1}).is_finite
        for i in range(3)
        for j in range(3 - i)
    )
    unbounded = at_axis == sp.oo
    holds = bool(unbounded and inside and (parameters["domain"] == "open" or at_axis.is_finite))
    named = {"u(q, r)": u, "u_q(q, 1)": marginal, "limit at q = 0": at_axis}
    return exactly(holds, f"u_q(q, 1) tends to {at_axis} at the axis", named)


def best_consumption(weights: tuple[Fraction, ...], theta: tuple[Fraction, ...]) -> Fraction:
    r"""Return the root of :math:`\bar\theta/q - 1/(2-q)`, with :math:`\bar\theta` the mean of theta."""
    mean = sum((w * t for w, t in zip(weights, theta, strict=True)), Fraction(0))
    q_1 = 2 * mean / (1 + mean)
    if mean / q_1 != 1 / (2 - q_1):
        raise ArithmeticError("the first-order condition does not hold")
    return q_1


def pairs(parameters: Parameters) -> Outcome:
    """Two types with the same taste and different signals: do their best offers differ?"""
    theta = (
        (Fraction(1, 2), Fraction(2))
        if parameters["state_matters"]
        else (Fraction(1, 2), Fraction(1, 2))
    )
    posteriors = (
        (Fraction(2, 5), Fraction(3, 5)),
        (Fraction(3, 5), Fraction(2, 5))
        if parameters["signals_differ"]
        else (Fraction(2, 5), Fraction(3, 5)),
    )
    chosen = [best_consumption(p, theta) for p in posteriors]
    named = {
        "u": "theta(z) log(q) + log(r)",
        "theta": ", ".join(map(str, theta)),
        "q_1": ", ".join(map(str, chosen)),
    }
    named["tau"] = "; ".join(", ".join(map(str, p)) for p in posteriors)
    return exactly(
        chosen[0] != chosen[1], f"the two types consume {chosen[0]} and {chosen[1]}", named
    )


def no_trade(parameters: Parameters) -> Outcome:
    """The slopes of g and h at no trade, with nobody trading.

    For log utilities with the tastes named and kappa = (1/20, 1/20).
    """
    kappa = sp.Rational(1, 20)
    put = {Q_others: 3 * kappa, R_others: 3 * kappa}
    gains = []
    for theta in parameters["tastes"]:
        u = theta * sp.log(q) + sp.log(r)
        rises = [
            sp.diff(u.subs({q: a, r: b}, simultaneous=True), v).subs(
                {v: 0, **put, q_bar: 1, r_bar: 1}
            )
            for v, (a, b) in _SIDES.items()
        ]
        gains.append(any(rise > 0 for rise in rises))
    named = {
        "u": "theta log(q) + log(r)",
        "theta": ", ".join(map(str, parameters["tastes"])),
        "kappa": "1/20, 1/20",
        "M": 3,
    }
    return exactly(
        any(gains),
        "some type gains"
        if any(gains)
        else "no type gains from trading, so no trade is an equilibrium",
        named,
    )


_SIDES = {b_q: tuple(map(plain, seller_bundle())), b_r: tuple(map(plain, buyer_bundle()))}


def inactive_clearing(parameters: Parameters) -> Outcome:
    """The sum of the inactive agents' net trades of the first good.

    With types that consume 2/3 and 4/3 of an endowment of 1.
    """
    chosen = [
        best_consumption((Fraction(1),), (Fraction(t),)) for t in (Fraction(1, 2), Fraction(2))
    ]
    net = sum((n * (c - 1) for n, c in zip(parameters["counts"], chosen, strict=True)), Fraction(0))
    named = {
        "q_1": ", ".join(map(str, chosen)),
        "inactive agents": parameters["counts"],
        "net trade": net,
    }
    return exactly(net != 0, f"the inactive take out {net} of the first good net", named)


def _profile(
    economy: Economy, solved: Stage1, types: tuple[int, ...], sent: tuple[int, ...], own: int
) -> Beliefs:
    """Return the beliefs of agent ``own`` when each agent n of type ``types[n]`` makes the offer of type ``sent[n]``."""
    offers = [
        (float(solved.offers[y, 0]), float(solved.offers[y, 1])) for y in range(len(economy.types))
    ]
    counts = [(offers[y], sent.count(y)) for y in sorted(set(sent))]
    return beliefs(economy, counts, types[own], offers[sent[own]], solved)


def reveals(economy: Economy, parameters: Parameters) -> Instance:
    """On path every agent believes the true configuration and its posterior.

    The first agent alone may also have defected.
    """
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    X, tried, worst = len(economy.types), 0, 0.0
    for types in combinations_with_replacement(
        range(X), 3
    ):  # beliefs depend on how many are of each type, not on who is
        for taken_for in range(X) if parameters["who"] == "a defector" else (types[0],):
            sent = _sent(types, taken_for, str(parameters["others"]), X)
            true = np.bincount(types, minlength=X)
            for n in (
                (0,)
                if parameters["who"] == "a defector"
                else sorted({types.index(y) for y in types})
            ):
                held = _profile(economy, solved, types, sent, n)
                tried += 1
                gap = float(np.abs(held.posterior - posterior(economy, true)).max())
                worst = max(worst, gap)
                if (held.configuration != true).any() or gap > 1e-12:
                    return Instance(
                        economy.name,
                        False,
                        f"types {types}, offers of {sent}: {tuple(held.configuration)} is believed",
                    )
    return Instance(economy.name, True, f"{tried} beliefs", margin=1e-12 - worst)


def _sent(types: tuple[int, ...], taken_for: int, others: str, X: int) -> tuple[int, ...]:
    rest = types[1:] if others == "follow" else tuple((y + 1) % X for y in types[1:])
    return (taken_for, *rest)


def beliefs_only(economy: Economy, parameters: Parameters) -> Instance:
    """An agent's offer moves the others' beliefs through its interval only, and not its own beliefs."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    X = len(economy.types)
    for own, taken_for in product(range(X), repeat=2):
        seen = [_from(economy, solved, own, c) for c in _inside(solved, taken_for)]
        true = _from(economy, solved, own, float(solved.consumption[own]))
        same_others = len({tuple(b.believed_by_others) for b in seen}) == 1
        held = {
            tuple(b.configuration if parameters["whose"] == "own" else b.believed_by_others)
            for b in (*seen, true)
        }
        if not same_others or len(held) != 1:
            return Instance(
                economy.name, False, f"type {own} taken for {taken_for}: {sorted(held)}"
            )
    return Instance(economy.name, True, f"{X * X} pairs of types, 2 offers each")


def _inside(solved: Stage1, y: int) -> list[float]:
    """Return two consumptions inside I(y)."""
    low, high = solved.intervals[y]
    return [float(low + s * (high - low)) for s in (0.2, 0.9)]


def _from(economy: Economy, solved: Stage1, own: int, consumed: float) -> Beliefs:
    """Return the beliefs of an agent whose own offer gives ``consumed``.

    The others being one agent of each type on path.
    """
    top = economy.floats.endowment
    offer = (max(top[0] - consumed, 0.0), max(consumed - top[0], 0.0) * float(top[1] / top[0]))
    counts: dict[Any, int] = {}
    for a in [*map(tuple, solved.offers.tolist()), offer]:
        counts[a] = counts.get(a, 0) + 1
    return beliefs(economy, list(counts.items()), own, offer, solved)


CHECKS: dict[str, Check] = {
    "sec-2.1.inada": Exact(inada),
    "sec-2.1.pairs": Exact(pairs),
    "sec-2.2.no-trade": Exact(no_trade),
    "sec-2.2.inactive-clearing": Exact(inactive_clearing),
    "sec-2.3.reveals": OnEconomies(reveals),
    "sec-1.beliefs-only": OnEconomies(beliefs_only),
}
"""The checks of this module by the names under which statements assert them."""
