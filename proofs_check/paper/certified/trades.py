r"""Signed trades at a price: bounds over boxes of beliefs and influences.

Extremes over boxes of posteriors are compared with all vertices of the box met with the simplex,
roots with bisection; what is certified must be so on the right side only.  The formulas themselves are
compared exactly, for a utility that nothing separates.

Paper: section 3.1, equations (17)-(19); Claim 2 of Theorem 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.certify.arithmetic import falling_root
from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import trades
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.gain_path import _trade
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import kappa_q, kappa_r, p, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import with_utility
from symbolic.model import signed_trade as formulas

Array = NDArray[np.float64]
BOX = ((0.1, 0.4), (0.2, 0.5), (0.25, 0.6))
"""A box of posteriors."""
CAP, PRICES = 0.35, (0.9, 1.6)
ENTWINED = q**2 * r / 7 + q * r**3 / 5
"""A utility none of whose partials is zero, not even the mixed ones; rational at rational bundles."""


def vertices(box: Sequence[tuple[float, float]]) -> Iterator[list[float]]:
    """Iterate over the vertices of a box met with the simplex."""
    for free in range(len(box)):
        others = [i for i in range(len(box)) if i != free]
        for ends in product((0, 1), repeat=len(others)):
            point = [0.0] * len(box)
            for i, end in zip(others, ends, strict=True):
                point[i] = box[i][end]
            point[free] = 1 - sum(point)
            if box[free][0] - 1e-12 <= point[free] <= box[free][1] + 1e-12:
                yield point


def omega(v: float) -> float:
    """Return the share by which the own trade moves the price."""
    return 1 + v if v < 0 else 1 / (1 - v)


def condition(
    economy: Economy, y: int, belief: Sequence[float], t: float, p: float, k: float
) -> float:
    """Return the gain less the cost of buying more of the first good."""
    own = by_hand.endowment(economy)
    bundle = own[0] + t, own[1] - p * t
    first, second = (by_hand.slope(economy, bundle, y, belief, good) for good in (0, 1))
    return first - p * omega(k * t) * second


def extreme_root(economy: Economy, y: int, price: float, cap: float, direction: int) -> float:
    """Return the greatest (1) or least (-1) trade over the box of posteriors and influences up to a cap."""
    found = [_trade(economy, y, belief, price, k) for belief in vertices(BOX) for k in (1e-12, cap)]
    return max(found) if direction > 0 else min(found)


def bounds(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The share of the price, extremes of the condition, and certified bounds on trades."""
    _shares(tally)
    n, X, own = len(PRICES), len(economy.types), by_hand.endowment(economy)
    price, cap = np.array(PRICES), np.full(n, CAP)
    boxes = Intervals(*(np.tile([b[i] for b in BOX], (n, 1)) for i in (0, 1)))
    values = np.array([[1.0, -0.5, 0.3], [-1.0, 2.0, 0.1]])
    most = trades.greatest_expectation(values, boxes)
    greatest = [max(float(np.dot(v, w)) for w in vertices(BOX)) for v in values]
    tally.close("greatest expectation", most, np.array(greatest) * float(factor), 1e-12)
    at = np.array([[-0.3, 0.2, 0.5], [0.1, -0.4, 0.6]])
    for direction in (-1, 1):
        nowhere = np.full((n, X), np.nan)
        none = trades.bound(economy, Intervals.points(price), cap, boxes, direction, nowhere)
        tally.same("no bound", none.tolist(), [[direction * np.inf] * X] * n)
        found = trades._extreme_condition(economy, at, price, cap, boxes, direction)
        for i, y in product(range(n), range(X)):
            ends = [
                condition(economy, y, w, at[i, y], price[i], k)
                for w in vertices(BOX)
                for k in (0.0, CAP)
            ]
            tally.close(
                "extreme condition", found[i, y], max(ends) if direction > 0 else min(ends), 1e-11
            )
        roots = np.array(
            [[extreme_root(economy, y, p, CAP, direction) for y in range(X)] for p in PRICES]
        )
        tally.close(
            "about the root", trades.about(economy, price, cap, boxes, direction), roots, 3e-6
        )
        points = Intervals.points(price)
        sharp = trades.bound(economy, points, cap, boxes, direction, roots)
        tally.close("bound", sharp, roots, 1e-9)
        tally.holds("on the right side", (direction * (sharp - roots) >= -1e-14).all())
        far = trades.bound(economy, points, cap, boxes, direction, roots - direction * 1e-3)
        for i, y in product(range(n), range(X)):
            start = float(roots[i, y]) - direction * 1e-3
            room = own[1] / PRICES[i] - start if direction > 0 else start + own[0]
            tried = [start + direction * part * room for part in trades.ROOM]
            wanted = next(t for t in tried if direction * (t - roots[i, y]) > 0)
            tally.close("parts of the way", far[i, y], wanted, 1e-12)
        near = trades.bound(economy, points, cap, boxes, direction, roots - direction * 3e-5)
        tally.close("a step outward", near, roots + direction * (1e-4 * own[0] - 3e-5), 1e-9)
        starts = roots - direction * np.array([0.0, 3e-5, 1e-3])
        found = trades.bound(economy, points, cap, boxes, direction, starts)
        apart = np.stack([sharp[:, 0], near[:, 1], far[:, 2]], axis=-1)
        tally.close("each type by itself", found, apart, 1e-15)
        for shift, good in ((1e-9, True), (-1e-9, False)):
            sign = trades.certified_sign(
                economy, roots + direction * shift, points, cap, boxes, direction
            )
            tally.holds("sign", (sign == good).all())
        for end in (own[1] / price[:, None] + 1e-9, -own[0] - 1e-9):
            sign = trades.certified_sign(economy, end + 0 * roots, points, cap, boxes, direction)
            tally.holds("nothing outside of the bundles", not sign.any())
        corner = own[1] / price[:, None] if direction > 0 else np.full((n, 1), -own[0])
        near_it = corner * (1 - 1e-3) + 0 * roots
        sign = trades.certified_sign(economy, near_it, points, cap, boxes, direction)
        tally.holds("all within them", sign.all())
    twice, ways = np.tile(np.arange(n), 2), np.repeat((-1, 1), n)
    low_high = trades.bounds_from(economy, price[twice], cap[twice], boxes[twice], ways)
    both = Intervals(*low_high.reshape(2, n, X))
    extremes = [
        [[extreme_root(economy, y, p, CAP, d) for y in range(X)] for p in PRICES] for d in (-1, 1)
    ]
    tally.close("least trades", both.lo, extremes[0], 3e-4)
    tally.close("greatest trades", both.hi, extremes[1], 3e-4)
    tally.holds(
        "inside",
        (both.lo <= np.array(extremes[0])).all() and (both.hi >= np.array(extremes[1])).all(),
    )
    _roots(tally)
    _formulas(tally)


def _formulas(tally: Tally) -> None:
    r"""The condition, its slopes and what trades are worth are those of the utility with bundles put in.

    Exactly, for a seller and a buyer, with :math:`\omega` written out before anything is differentiated.
    """
    t, k, P, own, first = formulas.t, formulas.k, formulas.P_others, (q_bar, r_bar), sp.Symbol("Q")
    by_q, by_r = sp.diff(ENTWINED, q), sp.diff(ENTWINED, r)

    def put(formula: sp.Expr, second: sp.Expr) -> sp.Expr:
        return formula.subs({q: own[0] + t, r: own[1] - second}, simultaneous=True)

    worth = put(ENTWINED, P * t / (1 - t / first))
    values = P * sp.diff(worth, P), first * sp.diff(worth, first)
    bent = sp.diff(worth, t), sp.diff(worth, t, P)
    for value in (sp.Rational(-2, 7), sp.Rational(3, 8)):
        at = {t: value, p: sp.Rational(6, 5), k: sp.Rational(4, 9), P: sp.Rational(5, 4),
              q_bar: sp.Rational(3, 4), r_bar: sp.Rational(8, 5), first: sp.Rational(7, 3),
              formulas.k_others: sp.Rational(3, 7)}  # fmt: skip
        share = 1 + k * t if value < 0 else 1 / (1 - k * t)
        f = put(by_q, p * t) - p * share * put(by_r, p * t)
        slopes = [sp.diff(f, v) for v in (t, p, k)]
        for name, found, wanted in (
            ("condition and slopes", formulas.condition_and_slopes(), (f, *slopes)),
            ("by spending", [formulas.price_slope_by_spending()], slopes[1:2]),
            ("value of spending", [formulas.value_of_spending()], [put(by_r, p * t)]),
            ("worth", [formulas.response_value()], [worth]),
            ("slopes of the worth", formulas.response_slopes(), bent),
            ("worth of totals", formulas.values_of_totals(), values),
        ):
            numbers = [w.xreplace(at) for w in wanted]
            tally.same(name, [_at(e, at, share) for e in found], numbers)
            tally.holds(f"{name}: not zero", all(numbers))
    demand = plain(formulas.exogenous_demand()).subs({kappa_r: 3, p: 5, kappa_q: 7})
    tally.same("exogenous demand", demand, sp.Rational(3, 5) - 7)


def _at(formula: sp.Expr, at: dict[sp.Symbol, sp.Expr], share: sp.Expr) -> sp.Expr:
    """Return a formula of the toolkit at numbers, for the utility above and a share of the price."""
    slope = sp.diff(share, formulas.t) / formulas.k
    numbers = {**at, formulas.omega: share.xreplace(at), formulas.omega_slope: slope.xreplace(at)}
    written = plain(formula).xreplace(numbers)
    spent = formulas.Spending.of(ENTWINED, q, r)
    return with_utility(
        written.replace(formulas.Spending, lambda a, b, *_: spent.xreplace({q: a, r: b})),
        ENTWINED, q, r,
    )  # fmt: skip


def _shares(tally: Tally) -> None:
    """The share of the price that the own trade moves, and its slope, on intervals of either sign."""
    ends = ((-0.4, -0.1), (-0.2, 0.3), (0.1, 0.6), (0.0, 0.2), (-0.3, 0.0), (-0.5, -0.5))
    found = trades.Omega.at(Intervals([a for a, _ in ends], [b for _, b in ends]))
    for i, (a, b) in enumerate(ends):
        tally.encloses("omega", found.value[i], *_wide(omega(a), omega(b)), slack=4e-14)
        slope = [1.0 if v <= 0 else 1 / (1 - v) ** 2 for v in (a, b)]
        tally.encloses("slope of omega", found.slope[i], *_wide(*slope), slack=4e-14)
    beyond = trades.Omega.at(Intervals([0.2], [1.0]))
    tally.holds("no bound beyond one", np.isposinf([beyond.value.hi[0], beyond.slope.hi[0]]).all())


def _wide(low: float, high: float) -> tuple[Fraction, Fraction]:
    """Return ends that lie within the rounding of a range, so that it is certainly contained."""
    inner = Fraction(min(1e-14, 0.4 * (high - low)))
    return Fraction(low) + inner, Fraction(high) - inner


def _roots(tally: Tally) -> None:
    functions: tuple[tuple[Callable[[Array], Array], float], ...] = (
        (lambda t: 2 - t**3, 2 ** (1 / 3)),
        (lambda t: np.exp(-t) - 0.2, -np.log(0.2)),
        (lambda t: 0.37 - t, 0.37),
    )
    for function, wanted in functions:
        found = quick_root(function, np.zeros(1), np.full(1, 4.0), 9)
        tally.close("quick root", found, [wanted], 1e-9)
        few = quick_root(function, np.zeros(1), np.full(1, 4.0), 6)
        tally.close("with few evaluations", few, [wanted], 3e-3)
    for apart, values, wanted in (
        (1e-4, (-1e-9, 1.0, -1.0), 1e-8), (1e-4, (1.0, -1e-9, 2.0), 1 - 1e-8),
        (1e-13, (-1.0, 3.0, -5.0), 0.5), (0.5, (-1.0, 3.0, -5.0), 0.25), (0.5, (1.0, -1.0, -9.0), 0.5),
    ):  # fmt: skip
        points = tuple(np.array([v * apart]) for v in (3.0, 4.0, 2.0))
        part = falling_root._interpolated(points, tuple(np.array([v]) for v in values))
        tally.close("the part that is tried", part / wanted, [1.0], 1e-9)
        tally.close("and what is left", (1 - part) / (1 - wanted), [1.0], 1e-7)


CHECKS: dict[str, Check] = {
    "thm-1.trades": on_probes(tallied(bounds), (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.trades",
        "bounds on trades over boxes of posteriors and of influences on the price",
        "equations (17)-(19)",
        r"\forall \phi \in \Phi,\ k \le \bar k:\quad \sum_z\phi_z[u_q - p\,\omega(kt)u_r] = 0 \implies "
        r"\underline t \le t \le \overline t,\quad \overline t = \max t",
        "value",
    ),
)
