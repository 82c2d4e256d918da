r"""The two bounds on the ex post loss, away from the optimum too, and when the upper one may be used.

At any bundles and any price, concavity bounds what everybody can gain: by the gradient of u a gain t
costs :math:`\sum_g n_g t/u_r(c_g)` of the second good at least, and with all first goods priced the
resources are worth at most what the best use of each group is worth.  A first good between nothing and
all of it is used best at one of the two ends.

Conventions: weights of nobody occur; the points are drawn with a fixed seed.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.theorem_3.loss import ex_post_loss
from numeric.theorem_3.loss_newton import ExPostLoss, Problem, _Point, bounds_hold, certified
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, MIXED, POWERS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
ROWS, STATE = 5, 1
ALLOWED = 1e-9
"""The distance of the bounds, relative to one and the greatest utility, at which a loss is solved."""


def bounds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Bounds at drawn points, and at points whose bounds are just near enough, and just not."""
    generator, X = np.random.default_rng(11), len(economy.types)
    weights = generator.integers(1, 5, (ROWS, X)).astype(float)
    weights[0, 1] = 0.0
    own = np.array(by_hand.endowment(economy))
    realised = own * generator.uniform(0.4, 1.6, (ROWS, X, 2))
    total = weights.sum(axis=1)[:, None] * own * generator.uniform(1.3, 1.9, (ROWS, 2))
    total[2] *= 0.3, 0.4  # less than is used
    at = own * generator.uniform(0.3, 1.1, (ROWS, X, 2))
    price = generator.uniform(0.4, 3.0, ROWS)
    before = _utilities(economy, realised)
    problem = Problem(economy, np.arange(X), np.full(ROWS, STATE), weights, before, total)
    enough = np.arange(ROWS) % 2 == 0
    none = np.arange(ROWS) == ROWS - 1
    found = certified(problem, _Point(np.log(at), np.log(price)), none, enough)
    limited = certified(
        problem, _Point(np.log(at), np.log(price)), np.zeros(ROWS, dtype=bool), enough
    )
    apart = [float(u - v) for u, v in zip(limited.upper, limited.lower, strict=True)]
    tally.close("width", limited.width, max(apart), 1e-15)
    corners: set[int] = set()
    for n in range(ROWS):
        low, high, used = _by_hand(economy, problem, n, at[n], float(price[n]), corners)
        low = max(low, 0.0) if enough[n] else low
        wanted = (np.inf, np.inf) if none[n] else (low * float(factor), high)
        tally.close("bounds", (found.lower[n], found.upper[n]), wanted, 1e-12)
        tally.holds("not yet solved", np.isnan(found.loss[n]) or none[n])
        counted = weights[n] > 0
        tally.close("feasible bundles", found.bundles[n, counted], used[counted], 1e-13)
    tally.same("some use all of a good, some none", corners, {0, 1})
    tally.holds("unlimited", np.isinf(found.loss[-1]) and bool(found.solved[-1]))
    _edge(tally, economy, problem, realised)
    _satiated(tally, economy)


def _edge(tally: Tally, economy: Economy, problem: Problem, realised: Array) -> None:
    """Move away from the optimum until the bounds are as far apart as allowed."""
    types, n = np.arange(len(economy.types)), 1
    best = ex_post_loss(economy, types, problem.weights, realised, STATE, problem.total)
    tally.holds("solved", best.solved.all())
    # With less of one good than is used, and more of the other, everybody may have to lose.
    used = np.einsum("ng,ngi->ni", problem.weights, realised)
    for shares in ((0.6, 1.1), (1.1, 0.6)):
        scarce = ex_post_loss(economy, types, problem.weights, realised, STATE, used * shares)
        tally.holds("less than nothing", scarce.solved.all() and (scarce.loss < 0).all())
    one = Problem(
        economy,
        types,
        problem.state[[n]],
        problem.weights[[n]],
        problem.realised[[n]],
        problem.total[[n]],
    )
    allowed = ALLOWED * (1.0 + float(np.abs(one.realised).max()))
    shift = np.random.default_rng(3).uniform(-1, 1, (1, len(types), 2))

    def moved(length: float) -> tuple[ExPostLoss, float]:
        point = _Point(np.log(best.bundles[[n]]) + length * shift, np.log(best.price[[n]]))
        low, high, _ = _by_hand(economy, one, 0, point.bundles[0], float(best.price[n]), set())
        no = np.zeros(1, dtype=bool)
        return certified(one, point, no, no), abs(high - low)

    for share, solved in ((0.999, True), (1.001, False)):
        least, most = 0.0, 1e-2
        for _ in range(60):
            middle = 0.5 * (least + most)
            less = moved(middle)[1] < share * allowed
            least, most = (middle, most) if less else (least, middle)
        at, distance = moved(least)
        tally.holds("next to what is allowed", abs(distance / allowed - share) < 5e-4)
        tally.same("solved", bool(at.solved[0]), solved)
        if solved:
            tally.close("half-way", at.loss, 0.5 * (at.lower + at.upper), 1e-15)


def _satiated(tally: Tally, economy: Economy) -> None:
    """Where more of the second good makes somebody worse off nothing is solved, though the bounds meet."""
    other = economy.replacing(
        utility="theta*log(q) + r - r**2/2",
        parameters={"theta": [["1/2", "2/3", "3/5"], ["5/4", "1", "7/5"], ["9/4", "3", "5/2"]]},
    )
    at, price = np.array([[0.7, 0.5], [1.2, 0.4], [0.9, 1.6]]), 0.8
    weights, no = np.array([[2.0, 1.0, 3.0]]), np.zeros(1, dtype=bool)
    total, before = weights @ at, _utilities(other, at[None])
    types = np.arange(3)

    def found(gained: float) -> tuple[ExPostLoss, float, float]:
        levels = before - np.array([[0.0, 0.0, gained]])
        one = Problem(other, types, np.array([STATE]), weights, levels, total)
        low, high, _ = _by_hand(other, one, 0, at, price, set())
        point = _Point(np.log(at)[None], np.log([price]))
        return certified(one, point, no, no), low, high

    start, slope = found(0.0)[2], found(1.0)[2] - found(0.0)[2]
    made, low, high = found(-start / slope)
    tally.holds("some would have less of it", slope < 0 < start and bounds_hold(other))
    tally.close("the bounds meet", [low, high], [0.0, 0.0], 1e-12)
    tally.holds("nothing is solved", np.isnan(made.loss[0]) and not made.solved[0])


def _utilities(economy: Economy, bundles: Array) -> Array:
    return np.array(
        [
            [by_hand.utility(economy, x, STATE)(*map(float, c)) for x, c in enumerate(row)]
            for row in bundles
        ]
    )


def _by_hand(
    economy: Economy, problem: Problem, row: int, at: Array, price: float, corners: set[int]
) -> tuple[float, float, Array]:
    """Return both bounds and the bundles that attain the lower one; note which ends are used."""
    weights, before, total = (v[row] for v in (problem.weights, problem.realised, problem.total))
    known = [float(z == STATE) for z in range(len(economy.states))]
    groups = [x for x, n in enumerate(weights) if n > 0]
    used = [sum(float(weights[x]) * float(at[x, g]) for x in groups) for g in (0, 1)]
    shrunk = at * np.array([min(1.0, float(total[g]) / used[g]) for g in (0, 1)])
    after = [by_hand.utility(economy, x, STATE)(*map(float, shrunk[x])) for x in groups]
    low = min(u - float(before[x]) for u, x in zip(after, groups, strict=True))
    worth = price * (float(total[0]) - used[0]) + float(total[1]) - used[1]
    cost = 0.0
    for x in groups:
        bundle, n = (float(at[x, 0]), float(at[x, 1])), float(weights[x])
        u_q, u_r = (by_hand.slope(economy, bundle, x, known, g) for g in (0, 1))
        ends = [n * (u_q / u_r - price) * (end - bundle[0]) for end in (0.0, float(total[0]) / n)]
        corners.add(int(ends[1] > ends[0]))
        gained = by_hand.utility(economy, x, STATE)(*bundle) - float(before[x])
        worth += max(ends) + n * gained / u_r
        cost += n / u_r
    return low, worth / cost, shrunk


HALF, MORE = "1/2", "3/2"
CONCAVE: tuple[tuple[str, dict[str, list[list[str]]], bool], ...] = (
    ("theta*q + r", {"theta": [["1", "2"], ["3", "4"]]}, True),
    ("theta*q + sqrt(r)", {"theta": [["1", "2"], ["3", "4"]]}, True),
    ("theta*log(q) + log(r)", {"theta": [["1", "2"], ["3", "4"]]}, True),
    *(
        (formula, {"a": [[MORE if (x, z) == bad else HALF for z in (0, 1)] for x in (0, 1)]}, False)
        for formula, bad in product(
            ("q**a + r", "r**a + q", "q**a + r**a"), product((0, 1), (0, 1))
        )
    ),
    *(
        (
            "q**a * r**(1/2)",
            {"a": [["501/1000" if (x, z) == bad else "1/3" for z in (0, 1)] for x in (0, 1)]},
            False,
        )
        for bad in product((0, 1), (0, 1))
    ),
    ("q**a * r**(1/2)", {"a": [[HALF, "1/3"], ["1/4", HALF]]}, True),
)
"""Utilities, and whether every type's is concave in every state: one cell of four decides."""


def concave(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The upper bound is used only where every type's utility is concave in every state."""
    for formula, parameters, wanted in CONCAVE:
        other = economy.replacing(utility=formula, parameters=parameters)
        tally.same(f"{formula} with {parameters}", bounds_hold(other), wanted)
        _second_order(tally, other, wanted, float(factor))


def _second_order(tally: Tally, economy: Economy, wanted: bool, factor: float) -> None:
    """Second derivatives at a few bundles, by hand, say the same."""
    signs = []
    for x, z, bundle in product((0, 1), (0, 1), ((0.7, 1.3), (2.5, 0.4))):
        orders: tuple[Any, ...] = ((2, 0), (0, 2), (1, 1))
        qq, rr, qr = (by_hand.utility(economy, x, z, o)(*bundle) for o in orders)
        signs.append(max(qq, rr, factor * qr**2 - qq * rr) <= 1e-12)
    tally.same("by hand", all(signs), wanted)


CHECKS: dict[str, Check] = {
    "eq-13.bounds": on_probes(tallied(bounds), (LOGARITHMS, POWERS, MIXED), ("a group of nobody",)),
    "eq-13.concave": on_probes(tallied(concave), (TWO_TYPES,), ("one type in one state",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-13.bounds",
        "the bounds on the ex post loss at any bundles and price, and when they are near enough",
        "(12), (13)",
        r"\forall c, p:\quad \underline t = \min_g [u(c'_g) - u(\omega_g)],\quad \bar t = "
        r"\frac{\sum_g \tfrac{n_g}{u_r}[u(c_g) - u(\omega_g)] + (p, 1)\cdot(W - \sum_g n_gc_g) + "
        r"\sum_g \max_{0 \le n_gq \le W_q} n_g(\tfrac{u_q}{u_r} - p)(q - q_g)}{\sum_g n_g/u_r}",
        "value",
        depends_on=("eq-13.optimum",),
    ),
    stated(
        "eq-13.concave",
        "the upper bound on a loss is used where every type's utility is concave in every state",
        "(12), (13)",
        r"\forall x, z:\quad u_{qq} \le 0,\ u_{rr} \le 0,\ u_{qr}^2 \le u_{qq}u_{rr}",
        "value",
        depends_on=("sec-2.1.verdicts",),
    ),
)
