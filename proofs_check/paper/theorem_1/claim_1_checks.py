r"""Checks of Claim 1 of Theorem 1: the cost of leaving I(x), by slopes and values on the line by hand.

Conventions: exact examples use :math:`u = \theta\sqrt q + \sqrt r` with :math:`\bar q = \bar r = 1`,
for which :math:`q_1 = 2\theta^2/(1+\theta^2)`.

Paper: section 7.1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.stage1 import solve_stage1
from numeric.theorem_1.margins import losses
from proofs_check.claims.checks import (
    Check,
    Disagreement,
    Exact,
    Instance,
    OnEconomies,
    Parameters,
    exactly,
)
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.section_2.checks import best_consumption, square_root
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.in_force import (
    BUT_INFORMATIVE,
    SEPARATING,
    hypotheses,
)
from proofs_check.paper.shared.largest import smallest

IN_FORCE = (*BUT_INFORMATIVE, SEPARATING)


def _line(theta: Fraction) -> tuple[sp.Expr, sp.Symbol]:
    """Return L(c) = theta sqrt(c) + sqrt(2 - c)."""
    c = sp.Symbol("c", positive=True)
    return sp.Rational(theta) * sp.sqrt(c) + sp.sqrt(2 - c), c


def loss_in_claim_1(parameters: Parameters) -> Outcome:
    """Whether L falls by A delta/2 at the distance of a multiple of delta from the maximiser.

    Types with theta = 1 and 2 consume 1 and 8/5, so that delta = 3/10 for the first; numbers are
    algebraic, and their signs exact.
    """
    tastes = ("1", "2")
    chosen = [best_consumption(Fraction(t)) for t in tastes]
    solved = solve_stage1(square_root(tastes)).consumption
    if not all(abs(float(c) - s) <= 1e-12 for c, s in zip(chosen, solved, strict=True)):
        raise Disagreement(f"stage 1 gives {solved.tolist()}")
    delta = sp.Rational(3, 10)
    value, c = _line(Fraction(1))
    falls = [side * sp.diff(value, c).subs(c, 1 - side * delta / 2) for side in (1, -1)]
    a_x = min(falls, key=float)
    at = 1 + parameters["distance"] * delta
    lost = value.subs(c, 1) - value.subs(c, at)
    excess = sp.N(lost - a_x * delta / 2, 30)
    values = {
        "u": "theta sqrt(q) + sqrt(r), theta = 1, 2",
        "q_1": ", ".join(map(str, chosen)),
        "delta_x": delta,
        "A_x": a_x,
        "q": at,
        "L(q_1) - L(q)": f"{lost} = {sp.N(lost, 8)}",
        "A_x delta_x/2": f"{a_x * delta / 2} = {sp.N(a_x * delta / 2, 8)}",
    }
    detail = f"the loss at q = {at} is {sp.N(lost, 6)}, the bound {sp.N(a_x * delta / 2, 6)}"
    met = [
        *hypotheses(square_root(tastes), IN_FORCE),
        ("|q - q_1| >= delta_x/2", f"{at - 1} >= {delta / 2}"),
    ]
    return exactly(bool(excess >= 0), detail, values, satisfied=met)


def points_of_claim_1(parameters: Parameters) -> Outcome:
    """Whether L_x has a derivative at both points at which A_x is evaluated."""
    tastes = parameters["tastes"]
    chosen = [best_consumption(Fraction(t)) for t in tastes]
    delta = abs(chosen[1] - chosen[0]) / 2
    points = [c + side * delta / 2 for c in chosen for side in (-1, 1)]
    outside = [c for c in points if not 0 < c < 2]
    values = {
        "u": f"theta sqrt(q) + sqrt(r), theta = {', '.join(tastes)}",
        "q_1": ", ".join(map(str, chosen)),
        "delta_x": delta,
        "points": ", ".join(map(str, points)),
        "domain of L_x": "[0, 2]",
    }
    if not outside:
        return exactly(True, "all points lie in (0, 2)", values)
    detail = f"L_x has no derivative at {outside[0]}"
    return exactly(
        False, detail, values, satisfied=hypotheses(square_root(tuple(tastes)), IN_FORCE)
    )


def deltas(economy: Economy) -> tuple[list[float], list[float]]:
    """Return the best consumptions and half the distances to the nearest neighbour, by hand."""
    chosen = [by_hand.best_consumption(economy, x) for x in range(len(economy.types))]
    gaps = [min(abs(a - b) for j, b in enumerate(chosen) if j != i) for i, a in enumerate(chosen)]
    return chosen, [g / 2 for g in gaps]


def _line_slope(economy: Economy, x: int, c: float) -> float:
    top_q, top_r = by_hand.endowment(economy)
    bundle, tau = (c, top_r / top_q * (2 * top_q - c)), by_hand.tau(economy, x)
    first, second = (by_hand.slope(economy, bundle, x, tau, good) for good in (0, 1))
    return first - top_r / top_q * second


def line_value(economy: Economy, x: int, c: float) -> float:
    """Return L_x(c) by hand."""
    top_q, top_r = by_hand.endowment(economy)
    bundle = c, top_r / top_q * (2 * top_q - c)
    return by_hand.expected(economy, bundle, x, by_hand.tau(economy, x))


def _falls(economy: Economy, beyond: float = 1.0) -> list[float] | None:
    """Return A_x by hand, over the sides with a neighbour; None where a point lies outside."""
    chosen, delta = deltas(economy)
    top, found = 2 * by_hand.endowment(economy)[0], []
    for x, c in enumerate(chosen):
        sides = [s for s in (-1, 1) if any((other - c) * s > 0 for other in chosen)]
        points = [c + s * beyond * delta[x] / 2 for s in sides]
        if not all(0 < at < top for at in points):
            return None
        slopes = [-s * _line_slope(economy, x, at) for s, at in zip(sides, points, strict=True)]
        found.append(min(slopes))
    return found


def slope_of_claim_1(economy: Economy, parameters: Parameters) -> Instance:
    """A_x over the sides with a neighbour: the points lie inside, and L_x falls there."""
    if not solve_stage1(economy).separating:
        return Instance(economy.name, None, "alpha* is not separating")
    falls = _falls(economy, float(parameters["beyond"]))
    if falls is None:
        return Instance(economy.name, False, "a point lies outside (0, 2 q-bar)")
    told = f"smallest A_x {min(falls):.2e}"
    return Instance(economy.name, min(falls) > 0, told, margin=min(falls))


def distance(economy: Economy, parameters: Parameters) -> Instance:
    """The nearest point outside the toolkit's I(x) is delta_x away, by hand."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    chosen, delta = deltas(economy)
    top = 2 * by_hand.endowment(economy)[0]
    ratio = min(
        abs(float(end) - c) / d
        for (c, d), ends in zip(zip(chosen, delta, strict=True), solved.intervals, strict=True)
        for end in ends
        if 0 < end < top
    )
    margin = ratio - float(parameters["factor"]) * (1 - 1e-12)
    told = f"smallest distance over delta {ratio:.12g}"
    return Instance(economy.name, margin >= 0, told, margin=margin)


def claim_1(economy: Economy, parameters: Parameters) -> Instance:
    """Every loss of the toolkit's is that by hand, and exceeds twice (delta_x/4) A_x, as in the proof."""
    solved = solve_stage1(economy)
    if not solved.separating:
        return Instance(economy.name, None, "alpha* is not separating")
    (chosen, delta), falls, loss = deltas(economy), _falls(economy), losses(economy, solved)
    assert falls is not None
    cells = by_hand.intervals(chosen, 2 * by_hand.endowment(economy)[0])
    least = np.inf
    for x, other in permutations(range(len(chosen)), 2):
        nearest = min(max(chosen[x], cells[other][0]), cells[other][1])
        wanted = line_value(economy, x, chosen[x]) - line_value(economy, x, nearest)
        exact = 1e-7 - abs(float(loss[x, other]) / wanted - 1)
        epsilon = float(parameters["factor"]) * delta[x] / 4 * falls[x]
        least = smallest(least, float(loss[x, other]) - 2 * epsilon, epsilon, exact)
    told = f"smallest loss {loss[~np.eye(len(loss), dtype=bool)].min():.2e}"
    return Instance(economy.name, bool(least > 0), told, margin=float(least))


CHECKS: dict[str, Check] = {
    "thm-1.claim-1.loss": Exact(loss_in_claim_1),
    "thm-1.claim-1.domain": Exact(points_of_claim_1),
    "thm-1.claim-1.slope": OnEconomies(slope_of_claim_1),
    "thm-1.claim-1.distance": OnEconomies(distance),
    "thm-1.claim-1": OnEconomies(claim_1),
}
"""The checks of this module by the names under which statements assert them."""
