r"""The assumptions that the paper makes about an economy, each with a verdict.

A finding says of what kind its evidence is, and has one sentence of detail.

An economy that violates one is no error: the paper's claims are then about others.  What fails is
confirmed exactly wherever it can be: a violation that sampling finds is re-evaluated in ball
arithmetic before it is called FAILS.

Conventions: verdicts are ``HOLDS``, ``FAILS``, ``UNDECIDED``; the evidence is explained in
``numeric.formulas.sign_checks``; what is pieced together has the weakest evidence of its parts.

Paper: section 2.1; (5)-(7) in section 3.2; A1 in section 4.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.competitive.demand import demand
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
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
from numeric.separation import BUNDLE, every_bipartition, informative, separating
from symbolic.deciding.quadrant_signs import order_at_axis, sign
from symbolic.language.notation import p, q, q_bar, r, r_bar
from symbolic.language.utility import u_q, u_r
from symbolic.model import competitive, monotone_demand

Array = NDArray[np.float64]
PRICE_POINTS = 300
INCREASING, CONCAVE, INADA, MONOTONE = (
    f"sec-2.1.{name}" for name in ("increasing", "concave", "inada", "monotone-demand")
)
INFORMATIVE, SEPARATING, A1 = "sec-2.1.informative", "sec-3.2.separating", "sec-4.A1"
ALL = (INCREASING, CONCAVE, INADA, MONOTONE, INFORMATIVE, SEPARATING, A1)
"""Ids of the assumptions, in the paper's order."""


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


def check_assumptions(economy: Economy, asked: Container[str] = ALL) -> tuple[Assumption, ...]:
    """Check every assumption that the paper makes about the environment, and that α* separates.

    Args:
        economy: Any economy; with κ = 0, monotone demand is undecided unless it holds at all
            prices.
        asked: Ids of the assumptions that are checked.

    Returns:
        Those asked for of seven assumptions, in the paper's order.

    Paper: sections 2.1, 3.2 and 4.
    """
    return tuple(
        Assumption(id_, title, *check(economy))
        for (id_, title), check in _CHECKS.items()
        if id_ in asked
    )


def regular(economy: Economy) -> tuple[Assumption, ...]:
    """Return the first two: increasing and strictly concave, on which every first-order condition rests."""
    return check_assumptions(economy, (INCREASING, CONCAVE))


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

    Its leading exponent decides it; where there is none, a sample is taken.
    """
    here, lower = domains(economy)[type_][state], lower_bounds(economy, type_, state)
    edge = str(lower[0 if good == q else 1])
    if not here.quadrant:
        return UNDECIDED, NONE, f"the domain {here.text()} has no edges along the axes for {where}"
    marginal = (u_q if good == q else u_r)(*BUNDLE)
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
    """Follow the marginal utility down to 1e-256 of the endowment, and see whether it still grows.

    It is a formula in the distances from the edges, and is compared at 1e-64, 1e-128 and 1e-256.
    """
    bars = dict(zip((q, r), economy.floats.endowment, strict=True))
    function = sp.lambdify([q, r], marginal, "numpy", docstring_limit=0)
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
    if np.ptp(values) <= 1e-6 * abs(values[-1]):
        return (
            FAILS,
            SAMPLED,
            (f"u_{good} tends to {values[-1]:.6g} as {good} tends to {edge} for {where}"),
        )
    return UNDECIDED, SAMPLED, f"u_{good} grows too slowly near {good} = {edge} to tell for {where}"


def _monotone(economy: Economy) -> Finding:
    """Check monotone demand.

    The first-order condition describes demand if u is increasing and concave.

    Without Inada behaviour demand may be zero on a range of prices, where it is constant and counts
    as monotone.
    """
    if any(a.verdict != HOLDS for a in regular(economy)):
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
    return verdict, weakest(evidence, *(a.evidence for a in regular(economy))), detail


def _falling(economy: Economy, type_: int, state: int, where: str) -> Finding:
    """Check monotone demand by the two sufficient signs, else on a grid of prices.

    The signs are those of ``symbolic.model.monotone_demand``.
    """
    conditions = (monotone_demand.normality(), monotone_demand.substitution())
    if all(sign(concrete_from_edge(economy, c, type_, state)) in (0, 1) for c in conditions):
        return HOLDS, DECIDED, "at all prices, by signs of coefficients"
    found = _demanded(economy, state)
    if found is None:
        return (
            UNDECIDED,
            NONE,
            "the prices that matter have no bounds for kappa = 0, and no sufficient condition "
            f"holds for {where}",
        )
    prices, demanded = found[0], found[1][:, type_]
    if not np.isfinite(demanded).all():
        return UNDECIDED, NONE, f"demand is not found at all prices for {where}"
    steepest = int(np.argmax(np.diff(demanded) / np.maximum(demanded[:-1], 1e-300)))
    (cheap, dear), (before, after) = (
        prices[steepest : steepest + 2],
        demanded[steepest : steepest + 2],
    )
    if after <= before:
        return HOLDS, SAMPLED, f"on {PRICE_POINTS} prices from {prices[0]:.4g} to {prices[-1]:.4g}"
    if _rises(economy, type_, state, (cheap, dear), float(np.mean([before, after]))):
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


@by_kappa(maxsize=64)
def _demanded(economy: Economy, state: int) -> tuple[Array, Array] | None:
    """Return the prices of the grid, and what the types demand at them; None without bounds on prices."""
    bounds = price_bounds(economy)
    if bounds is None:
        return None
    prices = np.geomspace(float(bounds[0]), float(bounds[1]), PRICE_POINTS)
    return prices, demand(economy, prices, state)


_CHECKS: dict[tuple[str, str], Callable[[Economy], Finding]] = {
    (INCREASING, "utility is strictly increasing in both goods"): _increasing,
    (CONCAVE, "utility is strictly concave"): concave,
    (INADA, "marginal utilities are unbounded at the axes"): _inada,
    (MONOTONE, "demand for the first good falls in its price, at prices that matter"): _monotone,
    (INFORMATIVE, "different states give different distributions of types"): informative,
    (SEPARATING, "the best offers of stage 1 differ across types"): lambda e: separating(e, concave(e)),
    (A1, "different states give different probabilities to every group of types"): every_bipartition,
}  # fmt: skip
