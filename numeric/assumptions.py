r"""The assumptions that the paper makes about an economy, each with a verdict.

The kind of its evidence and one sentence of detail.

An economy that violates one is no error: the paper's claims are then about others.  What fails is
confirmed exactly wherever it can be: a violation that sampling finds is re-evaluated in ball
arithmetic before it is called FAILS.

Conventions: verdicts are ``HOLDS``, ``FAILS``, ``UNDECIDED``; the evidence is explained in
``numeric.formulas.sign_checks``; what is pieced together has the weakest evidence of its parts.

Paper: section 2.1; (5)-(7) in section 3.2; A1 in section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.competitive import demand
from numeric.economy.economy import Economy
from numeric.economy.fields import Row, written
from numeric.formulas.ball_values import sign_at
from numeric.formulas.domain import domains, lower_bounds, not_real
from numeric.formulas.regularity import concave, increasing
from numeric.formulas.sign_checks import (
    CERTIFIED,
    DECIDED,
    FAILS,
    HOLDS,
    NONE,
    SAMPLED,
    UNDECIDED,
    Finding,
    cells,
    concrete,
    concrete_from_edge,
    price_bounds,
    together,
    weakest,
)
from numeric.stage1 import solve_stage1
from symbolic.deciding.quadrant_signs import order_at_axis, sign
from symbolic.language.notation import p, p_1, q, q_bar, r, r_bar, tau, x, z
from symbolic.language.utility import u_q, u_r
from symbolic.model import competitive, monotone_demand, stage1

PRICE_POINTS = 300
MOST_TYPES = 14
"""A1 is about all subsets of types; above this many types they are not enumerated."""

_BUNDLE = (q, r, x, z)


@dataclass(frozen=True)
class Assumption:
    """One assumption of the paper for one economy.

    Args:
        id: Its place in the paper and its name.
        title: What it says.
        verdict: ``HOLDS``, ``FAILS`` or ``UNDECIDED``.
        evidence: ``CERTIFIED``, ``DECIDED``, ``SAMPLED`` or ``NONE``.
        detail: One sentence.
    """

    id: str
    title: str
    verdict: str
    evidence: str
    detail: str


def check_assumptions(economy: Economy) -> tuple[Assumption, ...]:
    """Check every assumption that the paper makes about the environment, and that α* separates.

    Args:
        economy: Any economy; with κ = 0, monotone demand is undecided unless it holds at all
            prices.

    Returns:
        Seven assumptions, in the paper's order.

    Paper: sections 2.1, 3.2 and 4.
    """
    rises, bends = _increasing(economy), concave(economy)
    return (
        Assumption("sec-2.1.increasing", "utility is strictly increasing in both goods", *rises),
        Assumption("sec-2.1.concave", "utility is strictly concave", *bends),
        Assumption(
            "sec-2.1.inada", "marginal utilities are unbounded at the axes", *_inada(economy)
        ),
        Assumption(
            "sec-2.1.monotone-demand",
            "demand for the first good falls in its price, at prices that matter",
            *_monotone(economy, rises, bends),
        ),
        Assumption(
            "sec-2.1.informative",
            "different states give different distributions of types",
            *_informative(economy),
        ),
        Assumption(
            "sec-3.2.separating",
            "the best offers of stage 1 differ across types",
            *_separating(economy, bends),
        ),
        Assumption(
            "sec-4.A1",
            "different states give different probabilities to every group of types",
            *_every_bipartition(economy),
        ),
    )


@lru_cache(maxsize=256)
def regular(economy: Economy) -> tuple[Assumption, Assumption]:
    """Return the first two: increasing and strictly concave, on which every first-order condition rests."""
    return (
        Assumption(
            "sec-2.1.increasing",
            "utility is strictly increasing in both goods",
            *_increasing(economy),
        ),
        Assumption("sec-2.1.concave", "utility is strictly concave", *concave(economy)),
    )


def _increasing(economy: Economy) -> Finding:
    """Check that utility is increasing where it is real, and say where it is not."""
    verdict, evidence, detail = increasing(economy)
    limits = not_real(economy)
    if limits is None:
        return verdict, evidence, detail
    return verdict, evidence, f"{detail}; utility is not real for {limits}"


def _inada(economy: Economy) -> Finding:
    found = [_unbounded(economy, good, *cell) for cell in cells(economy) for good in (q, r)]
    return together(
        found, "u_q tends to infinity as q tends to 0 and u_r as r does, for every type and state"
    )


def _unbounded(economy: Economy, good: sp.Symbol, type_: int, state: int, where: str) -> Finding:
    """Check that the marginal utility of a good is unbounded as the good tends to the edge of the domain.

    By its leading exponent, else on a sample.
    """
    here, lower = domains(economy)[type_][state], lower_bounds(economy, type_, state)
    edge = str(lower[0 if good == q else 1])
    if not here.quadrant:
        return UNDECIDED, NONE, f"the domain {here.text()} has no edges along the axes for {where}"
    marginal = (u_q if good == q else u_r)(*_BUNDLE)
    exact = concrete_from_edge(economy, marginal, type_, state)
    order = order_at_axis(exact, good)
    if order is None:
        return _sampled_growth(economy, good, exact, edge, where)
    if sign(exact) == -1:
        return FAILS, DECIDED, f"u_{good} is negative near {good} = {edge} for {where}"
    if order < 0:
        return HOLDS, DECIDED, "by the leading exponents"
    distance = str(good) if edge == "0" else f"({good} - {edge})"
    return (
        FAILS,
        DECIDED,
        f"u_{good} stays bounded as {good} tends to {edge} for {where}: it is of order "
        f"{distance}^{order}",
    )


def _sampled_growth(
    economy: Economy, good: sp.Symbol, marginal: sp.Expr, edge: str, where: str
) -> Finding:
    """Follow the marginal utility, a formula in the distances from the edges, down to 1e-256 of the endowment.

    Does it still grow from 1e-64 to 1e-128 to 1e-256?.
    """
    bars = dict(zip((q, r), economy.floats.endowment, strict=True))
    function = sp.lambdify([q, r], marginal, "numpy")
    steps = np.array([1e-64, 1e-128, 1e-256])
    with np.errstate(all="ignore"):
        values = np.broadcast_to(
            np.asarray(
                function(*(bars[g] * (steps if g == good else 1.0) for g in (q, r))), dtype=float
            ),
            steps.shape,
        )
    if np.isnan(values).any():
        return UNDECIDED, NONE, f"u_{good} cannot be evaluated near {good} = {edge} for {where}"
    if np.isposinf(values[-1]) or (values[1:] > 1.2 * np.abs(values[:-1])).all():
        return HOLDS, SAMPLED, "down to 1e-256 of the endowment"
    if np.ptp(values) <= 1e-6 * np.abs(values).max():
        return (
            FAILS,
            SAMPLED,
            (f"u_{good} tends to {values[-1]:.6g} as {good} tends to {edge} for {where}"),
        )
    return UNDECIDED, SAMPLED, f"u_{good} grows too slowly near {good} = {edge} to tell for {where}"


def _monotone(economy: Economy, *regular: Finding) -> Finding:
    """Check monotone demand.

    That the first-order condition describes it rests on the findings ``regular``: increasing and
    concave.

    Without Inada behaviour demand may be zero on a range of prices, where it is constant and counts
    as monotone.
    """
    if any(finding[0] != HOLDS for finding in regular):
        return (
            UNDECIDED,
            NONE,
            "not examined, since utility is not known to be strictly increasing and strictly "
            "concave",
        )
    verdict, evidence, detail = together(
        (_falling(economy, *cell) for cell in cells(economy)),
        "demand falls in the price for every type and state",
    )
    return verdict, weakest(evidence, *(finding[1] for finding in regular)), detail


def _falling(economy: Economy, type_: int, state: int, where: str) -> Finding:
    """Check monotone demand.

    By the two sufficient signs of ``symbolic.model.monotone_demand``, else on a grid of prices.
    """
    conditions = (monotone_demand.normality(), monotone_demand.substitution())
    if all(sign(concrete_from_edge(economy, c, type_, state)) in (0, 1) for c in conditions):
        return HOLDS, DECIDED, "at all prices, by signs of coefficients"
    bounds = price_bounds(economy)
    if bounds is None:
        return (
            UNDECIDED,
            NONE,
            "the prices that matter have no bounds for kappa = 0, and no sufficient condition "
            f"holds for {where}",
        )
    prices = np.geomspace(float(bounds[0]), float(bounds[1]), PRICE_POINTS)
    demanded = demand(economy, prices, state)[:, type_]
    if not np.isfinite(demanded).all():
        return UNDECIDED, NONE, f"demand is not found at all prices for {where}"
    steepest = int(np.argmax(np.diff(demanded) / np.maximum(demanded[:-1], 1e-300)))
    (cheap, dear), (before, after) = (
        prices[steepest : steepest + 2],
        demanded[steepest : steepest + 2],
    )
    if after <= before:
        return HOLDS, SAMPLED, f"on {PRICE_POINTS} prices from {prices[0]:.4g} to {prices[-1]:.4g}"
    if _rises(economy, type_, state, (cheap, dear), (before + after) / 2):
        return (
            FAILS,
            CERTIFIED,
            f"demand rises from {before:.6g} to {after:.6g} as the price rises from {cheap:.6g} "
            f"to {dear:.6g} for {where}",
        )
    return UNDECIDED, SAMPLED, f"demand is too flat near the price {cheap:.4g} to tell for {where}"


def _rises(
    economy: Economy, type_: int, state: int, prices: tuple[float, float], between: float
) -> bool:
    """Certify that demand is larger at the second price.

    The slope of u along the budget line changes sign on different sides of a common point.
    """
    slope = concrete(economy, competitive.demand_slope(), type_, state)
    bar_q, bar_r = economy.environment.endowment
    middle = {q: Fraction(float(between)), q_bar: bar_q, r_bar: bar_r}
    low, high = (sign_at(slope, {**middle, p: Fraction(float(price))}) for price in prices)
    return low == -1 and high == 1


def _informative(economy: Economy) -> Finding:
    signal, states = economy.environment.signal, economy.states
    for s, t in combinations(range(len(states)), 2):
        if signal[s] == signal[t]:
            return (
                FAILS,
                CERTIFIED,
                f'states "{states[s]}" and "{states[t]}" give every type the same probability',
            )
    return HOLDS, CERTIFIED, "the rows of signal differ, in exact numbers"


def _every_bipartition(economy: Economy) -> Finding:
    """Compare the probabilities of every nonempty proper subset of X across states.

    A subset and its complement make the same comparison.
    """
    signal, types, states = economy.environment.signal, economy.types, economy.states
    if len(types) > MOST_TYPES:
        return (
            UNDECIDED,
            NONE,
            f"the subsets of {len(types)} types are too many to enumerate (at most {MOST_TYPES})",
        )
    for size in range(1, len(types) // 2 + 1):
        for group in combinations(range(len(types)), size):
            seen: dict[Fraction, str] = {}
            for row, state in zip(signal, states, strict=True):
                weight = sum((row[i] for i in group), Fraction(0))
                if weight in seen:
                    members = ", ".join(f'"{types[i]}"' for i in group)
                    return (
                        FAILS,
                        CERTIFIED,
                        f"the group {members} has probability {written(weight)} in states "
                        f'"{seen[weight]}" and "{state}"',
                    )
                seen[weight] = state
    return (
        HOLDS,
        CERTIFIED,
        "every group of types has different probabilities in different states, in exact numbers",
    )


def type_posteriors(economy: Economy) -> tuple[Row, ...]:
    r"""Return :math:`\tau_x(z)` exactly, one row per type.  Paper: section 2.1."""
    e = economy.environment
    joint = [
        [e.prior[s] * e.signal[s][t] for s in range(len(e.states))] for t in range(len(e.types))
    ]
    return tuple(tuple(v / sum(row, Fraction(0)) for v in row) for row in joint)


def _stage1_slope(economy: Economy, type_: int, formula: sp.Expr) -> sp.Expr:
    r"""Return :math:`\sum_z\tau_x(z)f(z)` for a formula f that has :math:`\tau_x(z)` as a factor.

    With everything but q, r and p_1 put in.
    """
    weights = type_posteriors(economy)[type_]
    parts = [
        concrete(economy, formula, type_, s).xreplace(
            {tau(x, z): sp.Rational(w.numerator, w.denominator)}
        )
        for s, w in enumerate(weights)
    ]
    return sp.Add(*parts)


def _separating(economy: Economy, concave: Finding) -> Finding:
    """Compare the stage-1 consumption of neighbouring types.

    That a root of L' is the best consumption rests on the finding ``concave``.
    """
    solved = solve_stage1(economy)
    if not solved.solved:
        return UNDECIDED, NONE, solved.status
    order = [int(i) for i in np.argsort(solved.consumption, kind="stable")]
    gap = float(np.diff(np.sort(solved.consumption)).min())
    found = (
        _apart(economy, first, second, solved.consumption) for first, second in pairwise(order)
    )
    verdict, evidence, detail = together(
        found, f"the smallest gap between two types' consumption is {gap:.4g}"
    )
    if verdict == HOLDS and concave[0] != HOLDS:
        return (
            UNDECIDED,
            NONE,
            "the roots of L' differ across types, but utility is not known to be concave, so they "
            "need not be the best offers",
        )
    return verdict, weakest(evidence, concave[1]) if verdict == HOLDS else evidence, detail


def _apart(economy: Economy, first: int, second: int, consumption: NDArray[np.float64]) -> Finding:
    names = f'types "{economy.types[first]}" and "{economy.types[second]}"'
    bar_q, bar_r = economy.environment.endowment
    middle = Fraction(float(consumption[[first, second]].mean()))
    values = {q: middle, p_1: bar_r / bar_q, q_bar: bar_q, r_bar: bar_r}
    low, high = (
        sign_at(_stage1_slope(economy, t, stage1.line_slope().body), values)
        for t in (first, second)
    )
    if (low, high) == (-1, 1):
        return HOLDS, CERTIFIED, "by the signs of L' between neighbours"
    if _same_slope(economy, first, second):
        return (
            FAILS,
            DECIDED,
            f"{names} have the same marginal utilities in expectation, and so the same best offer",
        )
    return (
        UNDECIDED,
        SAMPLED,
        f"{names} consume {consumption[first]:.15g} and {consumption[second]:.15g}, which "
        "floating point does not tell apart",
    )


def _same_slope(economy: Economy, first: int, second: int) -> bool:
    r"""Whether :math:`\sum_z\tau_x(z)[u_q - p_1u_r]` is the same function of the bundle for both types."""
    bar_q, bar_r = economy.environment.endowment
    price = sp.Rational(bar_r.numerator, bar_r.denominator) / sp.Rational(
        bar_q.numerator, bar_q.denominator
    )
    marginal = tau(x, z) * (u_q(*_BUNDLE) - price * u_r(*_BUNDLE))
    difference = _stage1_slope(economy, first, marginal) - _stage1_slope(economy, second, marginal)
    return difference == 0 or sign(difference) == 0
