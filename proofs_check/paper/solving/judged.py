r"""How far a point is from a solution, where it is none: what judges every stage-2 game, and competitive outcomes.

What solvers end at is accepted by these numbers, so that they must be right away from solutions too:
offers and totals of solved games are moved, one at a time, and what is missed is compared with the
conditions written by hand; outcomes are moved until they miss a condition by a little less, and a
little more, than is allowed.

Conventions: a slope is relative to what is given up and gained; a total's gap is relative to it.

Paper: section 3.1; equations (17)-(20).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import inf

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.games.references import _checked, _searched
from numeric.probability.posterior import posterior
from numeric.stage2.aggregative import newton, start
from numeric.stage2.problem import Point, Stage2Problem, residuals
from numeric.stage2.solution import TOLERANCE, Stage2
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved, Status
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
SEARCHED, MOVED = ((2, 0, 1), (0, 3, 0), (1, 1, 1)), 0.02
"""Games in which one offer at a time is moved by a share of it."""
COUNTS = ((3, 1, 2), (0, 4, 1), (2, 3, 0))
CLEARED, SHARES = 1e-9, (0.998, 1.002)
"""What an outcome may miss, and the shares of it that are tried."""


def _missed(economy: Economy, row: tuple[int, ...], point: Point, i: int) -> float:
    """Return the largest relative condition of those present and gap of the totals, by hand."""
    own, kappa = by_hand.endowment(economy), economy.mechanism.kappa
    belief, (Q, R) = by_hand.posterior(economy, row), point.totals[i].tolist()
    if not min(Q, R) > 0:
        return inf
    worst = 0.0
    added = [sum(row) * float(k) for k in kappa]
    for x, n in enumerate(row):
        b, sells = float(point.amount[i, x]), bool(point.sells[i, x])
        if n == 0:
            continue
        if not 0 <= b <= own[0 if sells else 1]:
            return inf
        added[0 if sells else 1] += n * b
        if sells:
            bundle = own[0] - b, own[1] + b * R / Q
            cost = by_hand.slope(economy, bundle, x, belief, 0)
            gain = by_hand.slope(economy, bundle, x, belief, 1) * (R - b * R / Q) / Q
        else:
            bundle = own[0] + b * Q / R, own[1] - b
            cost = by_hand.slope(economy, bundle, x, belief, 1)
            gain = by_hand.slope(economy, bundle, x, belief, 0) * (Q - b * Q / R) / R
        if not (b == 0 and gain < cost):
            worst = max(worst, abs(gain - cost) / (gain + cost))
    return float(max(worst, abs(added[0] / Q - 1), abs(added[1] / R - 1)))


def residual(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Games that are solved, with one number moved at a time; as many as there are types."""
    X = len(economy.types)
    rows = [row[:X] for row in COUNTS[:X]]
    sigma = np.array(rows)
    problem = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    solved = newton(problem, start(problem))
    tally.holds("solved", (residuals(problem, solved) < 1e-13).all())
    moves = [
        *product(range(X + 2), (-1e-3, 2e-3)),
        *((x, to) for x in range(X) for to in (-2.0, 9.0)),
    ]
    for which, by in [*moves, (X, -2.0), (X + 1, -2.0), *((x, -1.0) for x in range(X))]:
        point = Point(solved.amount.copy(), solved.totals.copy(), solved.sells.copy())
        moved = point.amount[:, which] if which < X else point.totals[:, which - X]
        moved *= 1 + by
        found = residuals(problem, point)
        for i, row in enumerate(rows):
            wanted = _missed(economy, row, point, i) * float(factor)
            if wanted == inf:
                tally.holds("not a point at all", np.isposinf(found[i]))
            else:
                tally.close("missed", found[i], wanted, 1e-11)


def searched(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Solved games are accepted as they are, and refused where an agent's offer is moved, or none is solved."""
    counts = np.array(SEARCHED)
    found = solve_stage2(economy, counts)
    tally.holds("as it is", _stands(economy, found, counts))
    for i, x in product(range(len(counts)), range(counts.shape[1])):
        offers, totals = found.offers.copy(), found.totals.copy()
        offers[i, x] *= 1 + MOVED * float(factor == 1)
        totals[i] += (offers[i, x] - found.offers[i, x]) * (counts[i, x] > 0)
        moved = replace(found, offers=offers, totals=totals)
        tally.same("moved", _stands(economy, moved, counts), counts[i, x] == 0)
    for i, code in product(range(len(counts)), (0.99, 1.01)):
        off = found.residual.copy()
        off[i] = code * TOLERANCE
        part = replace(found, residual=off, beaten=None)
        tally.same("required", _required(part), None if code < 1 else Status.NO_ROOT)


def _stands(economy: Economy, found: Stage2, counts: NDArray[np.int64]) -> bool:
    try:
        _searched(economy, counts, found)
    except NotSolved:
        return False
    return True


def _required(found: Stage2) -> str | None:
    try:
        found.required()
    except NotSolved as error:
        return error.status
    return None


def outcomes(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Competitive outcomes, moved until a slope or the market is missed by what is allowed."""
    rho, z = np.array([[0.2, 0.5, 0.3]]), np.array([1])
    belief = np.eye(len(economy.states))[z]
    sales, price = price_taking(economy, rho, belief, tolerance=1e-15)
    own, kappa, p = by_hand.endowment(economy), economy.mechanism.kappa, float(price[0])
    known = belief[0].tolist()

    def bundles(moved: Array) -> Array:
        made = sales + moved
        return np.stack([own[0] - made, own[1] + price[:, None] * made], axis=-1)

    def slope(moved: Array) -> float:
        worst = 0.0
        for x, (c_q, c_r) in enumerate(bundles(moved)[0].tolist()):
            u_q, u_r = (by_hand.slope(economy, (c_q, c_r), x, known, good) for good in (0, 1))
            worst = max(worst, abs(u_q - p * u_r) / (u_q + p * u_r))
        return worst

    # Exchanged among two types, sales leave the market cleared.
    exchanged = np.array([[1 / rho[0, 0], -1 / rho[0, 1], 0.0]])
    unit = slope(1e-6 * exchanged) / 1e-6
    for share in SHARES:
        moved = share * CLEARED * float(factor) ** 2 / unit * exchanged
        tally.holds("far enough", abs(slope(moved) / CLEARED / share - float(factor) ** 2) < 5e-4)
        tally.same("slope", _accepted(economy, rho, z, bundles(moved), price), share < 1)
        # With another κ the same bundles are as good at the price, and clear the market no more.
        more = Fraction(share * CLEARED * own[0] * p) * factor**2
        other = economy.replacing(kappa=(kappa[0], kappa[1] + more))
        tally.same("market", _accepted(other, rho, z, bundles(0 * sales), price), share < 1)


def _accepted(economy: Economy, rho: Array, z: NDArray[np.int64], bundles: Array, p: Array) -> bool:
    try:
        _checked(economy, rho, z, bundles, p)
    except NotSolved:
        return False
    return True


CHECKS: dict[str, Check] = {
    "prop-1.judged": on_probes(
        tallied(residual),
        (TWO_TYPES, LOGARITHMS),
        ("an offer of nothing, below nothing, or above the endowment",),
    ),
    "prop-1.judged.searched": on_probes(tallied(searched), (LOGARITHMS,), ("zero counts",)),
    "lemma-2.judged": on_probes(tallied(outcomes), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-1.judged",
        "what offers and totals miss that are no equilibrium of stage 2",
        "section 3.1, equations (17)-(20)",
        r"\forall b, Q, R:\quad \text{missed} = \max\left\{\max_{\sigma(x) > 0}\tfrac{|\text{gain} - \text{cost}|}"
        r"{\text{gain} + \text{cost}},\ \left|\tfrac{M\kappa_q + \sum_x\sigma(x)b_q(x)}Q - 1\right|,\ "
        r"\left|\tfrac{M\kappa_r + \sum_x\sigma(x)b_r(x)}R - 1\right|\right\}",
        "value",
    ),
    stated(
        "prop-1.judged.searched",
        "solved games are accepted where no offer of a type present is better, and where all are solved",
        "section 3.1, Proposition 1",
        r"\forall \sigma(x) > 0,\ b \ne \beta^\sigma(x):\quad \text{refused}",
        "value",
    ),
    stated(
        "lemma-2.judged",
        "competitive outcomes of games are accepted as long as they miss no condition by more than is allowed",
        "section 3.1, above Lemma 2",
        r"\forall p, t:\quad \text{accepted} \iff \tfrac{|u_q - pu_r|}{u_q + pu_r} \le 10^{-9},\quad "
        r"\left|\tfrac{\kappa_r}p + \textstyle\sum_x\rho(x)q_x - \bar q - \kappa_q\right| \le 10^{-9}\bar q",
        "value",
        depends_on=("lemma-2.accepted",),
    ),
)
