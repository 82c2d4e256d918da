r"""Whether the signals tell the states apart, and whether α* separates the types.

Paper: sections 2.1 and 3.2, A1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.fields import Row, written
from numeric.formulas.ball_values import sign_at
from numeric.formulas.sign_checks import (
    CERTIFIED,
    DECIDED,
    FAILS,
    HOLDS,
    NONE,
    SAMPLED,
    UNDECIDED,
    Finding,
    concrete,
    together,
    weakest,
)
from numeric.stage1 import solve_stage1
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import p_1, q, q_bar, r, r_bar, tau, x, z
from symbolic.language.utility import u_q, u_r
from symbolic.model import stage1

MOST_TYPES = 14
"""A1 is about all subsets of types; above this many types they are not enumerated."""


BUNDLE = (q, r, x, z)


def informative(economy: Economy) -> Finding:
    """Check that the signals are informative: no two states have the same probabilities of types."""
    signal, states = economy.environment.signal, economy.states
    for s, t in combinations(range(len(states)), 2):
        if signal[s] == signal[t]:
            return (
                FAILS,
                CERTIFIED,
                f'states "{states[s]}" and "{states[t]}" give every type the same probability',
            )
    return HOLDS, CERTIFIED, "the rows of signal differ, in exact numbers"


def every_bipartition(economy: Economy) -> Finding:
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

    Everything but q, r and p_1 is put in.
    """
    weights = type_posteriors(economy)[type_]
    parts = [
        concrete(economy, formula, type_, s).xreplace({tau(x, z): sp.Rational(w)})
        for s, w in enumerate(weights)
    ]
    return sp.Add(*parts)


def separating(economy: Economy, concave: Finding) -> Finding:
    """Compare the stage-1 consumption of neighbouring types.

    A root of L' is the best consumption if the finding ``concave`` holds.
    """
    solved, (curved, known, _) = solve_stage1(economy), concave
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
    if verdict == HOLDS and curved != HOLDS:
        return (
            UNDECIDED,
            NONE,
            "the roots of L' differ across types, but utility is not known to be concave, so they "
            "need not be the best offers",
        )
    return verdict, weakest(evidence, known) if verdict == HOLDS else evidence, detail


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
    price = sp.Rational(bar_r) / sp.Rational(bar_q)
    marginal = tau(x, z) * (u_q(*BUNDLE) - price * u_r(*BUNDLE))
    difference = _stage1_slope(economy, first, marginal) - _stage1_slope(economy, second, marginal)
    return difference == 0 or sign(difference) == 0
