r"""Where Newton's methods for price-takers and for stage 2 come to rest: not before every number of every row has.

By symmetry the price may be right from the start, and a type may not trade at all, while others are not
yet where they end; of two rows one may have settled long before the other.

Paper: Proposition 2; section 3.1; equations (16)-(19).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from numeric.competitive import few_prices
from numeric.competitive.price_taking import _step, price_taking
from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2 import aggregative, few_games, signed_newton
from numeric.stage2.best_response import best_response
from numeric.stage2.problem import Attempt, Point, Stage2Problem
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from proofs_check.paper.toolkit.many_economies import second_order
from proofs_check.paper.toolkit.steps import SHIFTED

Array = NDArray[np.float64]
MIRRORED = Economy(
    name="two types with the goods exchanged, and one that does not trade",
    prior=[1],
    signal=[["2/5", "2/5", "1/5"]],
    endowment=[1, 1],
    kappa=["1/64", "1/64"],
    eta="1/10",
    utility="weight_q*q**(1 - gamma_q)/(1 - gamma_q) + weight_r*r**(1 - gamma_r)/(1 - gamma_r)",
    parameters={
        "gamma_q": [[2], [4], [3]],
        "gamma_r": [[4], [2], [3]],
        "weight_q": [["1/8"], [1], [1]],
        "weight_r": [[1], ["1/8"], [1]],
    },
)
"""At the price 1 the third type wants what it has, and the other two want the reverse of each other."""
EVEN, UNEVEN = [0.4, 0.4, 0.2], [0.1, 0.2, 0.7]


FINE = MIRRORED.replacing(
    endowment=[Fraction(1, 2**40), 1],
    kappa=[Fraction(1, 2**46), "1/64"],
    parameters={
        **MIRRORED.environment.parameters,
        "weight_q": [[Fraction(1, 2**43)], [Fraction(1, 2**120)], [Fraction(1, 2**80)]],
    },
)
"""The same with the first good in units of which there are few."""


def takers(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Price-takers whose price is right from the start, with others or alone, to rounding and roughly."""
    _stays(tally, economy)
    k_q, k_r = (float(k * factor) for k in economy.mechanism.kappa)
    for rows in ([EVEN], [EVEN, UNEVEN], [UNEVEN, EVEN, EVEN]):
        shares, belief = np.array(rows), np.ones((len(rows), 1))
        sales, price = price_taking(economy, shares, belief, tolerance=1e-15)
        for i, row in enumerate(rows):
            p, sold = float(price[i]), sales[i].tolist()
            traded = sum(s * t for s, t in zip(row, sold, strict=True))
            tally.close("the market", traded, k_r / p - k_q, 1e-12)
            for x, t in enumerate(sold):
                offered, spent = by_hand.price_taker(economy, x, [1.0], p)
                tally.close("a trade", t, offered - spent / p, 1e-12)
        rough = price_taking(economy, shares, belief)[1]
        tally.close("a price, roughly", rough / price, np.ones(len(rows)), 1e-5)
    sales, price = price_taking(FINE, np.array([EVEN]), np.ones((1, 1)), tolerance=1e-13)
    tally.close("a price in other units", price / 2**40, [1.0], 1e-12)
    for x, t in enumerate(sales[0].tolist()):
        offered, spent = by_hand.price_taker(economy, x, [1.0], 1.0)
        tally.close("a trade in other units", t * 2**40, offered - spent, 1e-12)


def _stays(tally: Tally, economy: Economy) -> None:
    """A row whose step cannot be computed stays where it is, and only that."""
    shares, price = np.array([EVEN, UNEVEN, EVEN]), np.array([1.2, 0.9, 1.1])
    sales = np.array([[0.1, -0.1, 0.05], [0.2, np.nan, 0.1], [0.0, 0.1, -0.1]])
    step_t, step_p = _step(economy, shares, np.ones((3, 1)), sales, price, economy.floats.kappa)
    moved = [(step_p != 0).tolist(), (step_t != 0).all(axis=1).tolist()]
    tally.same("which move", moved, [[True, False, True]] * 2)
    tally.holds("by numbers", np.isfinite(step_p).all() and np.isfinite(step_t).all())


COUNTS = np.array([[3, 1, 2], [0, 4, 1], [2, 3, 0]])
"""As many configurations as types, two of them with a type that nobody has."""
SECOND = 1e-4
"""Share of the distance by which a step of Newton's from nearby may miss."""


def steps(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Where both methods for stage 2 start, and one step of each from nearby."""
    X = len(economy.types)
    counts = COUNTS[:X, :X]
    problem = Stage2Problem(economy, counts.astype(float), posterior(economy, counts))
    _start(tally, economy, problem, float(factor))
    _linear(tally)
    solved = aggregative.newton(problem, aggregative.start(problem))
    tally.holds("solved", (Attempt.at(problem, solved).residual < 1e-13).all())
    with mock.patch.object(few_games, "FEW", 0), mock.patch.object(few_prices, "FEW", 0):
        again = Stage2Problem(economy, problem.sigma, problem.belief)
        in_arrays = aggregative.newton(again, aggregative.start(again))
    for name in ("offers", "totals"):
        tally.close("in arrays", getattr(in_arrays, name), getattr(solved, name), 1e-13)
    tally.close("in arrays", again.price_taking[1], problem.price_taking[1], 1e-13)
    state = signed_newton._from_offers(problem, solved.offers)
    for i, row in enumerate(counts.tolist()):
        Q, R = solved.totals[i].tolist()
        worth = [R / Q * b[0] - b[1] for b in solved.offers[i].tolist()]
        tally.close("signed", state[i], [*worth, R / Q, R / sum(row)], 1e-13)
    point = signed_newton._point(problem, state)
    tally.close("offers", point.offers, solved.offers, 1e-14)
    tally.same("sides", point.sells.tolist(), solved.sells.tolist())
    tally.close("totals", point.totals, solved.totals, 1e-13)
    positive = signed_newton._positive(problem, state)
    for i, (*w, p, rho) in enumerate(state.tolist()):
        own, row = by_hand.endowment(economy), counts[i].tolist()
        left = [rho - (abs(v) / sum(row) if n else 0.0) for v, n in zip(w, row, strict=True)]
        kept = [*(p * own[0] - v for v in w), *(own[1] + v for v in w), p, rho, *left]
        tally.close("kept positive", positive[i], kept, 1e-14)
    still = np.column_stack([np.zeros((X, X)), np.full(X, 1.2), np.full(X, 0.7)])
    falls = 0 * still
    falls[:, X] = np.array([-0.8995, -0.9005, -3.0])[:X] * 1.2
    lengths = signed_newton._inside(problem, still, falls)
    tally.close("a tenth is left", lengths, [[1.0], [0.5], [0.25]][:X], 1e-14)
    # Here a type that nobody has takes the price as given.
    state = signed_newton._from_offers(problem, signed_newton.signed_newton(problem).offers)
    for i, x in zip(*np.nonzero(counts == 0), strict=True):
        p = float(state[i, X])
        sold, spent = by_hand.price_taker(economy, int(x), problem.belief[i].tolist(), p)
        tally.close("nobody's offer", state[i, x], p * sold - spent, 1e-11)
    signed = second_order(lambda at: signed_newton._step(problem, at), state, np.abs(state))
    tally.holds("a signed step", signed < SECOND)
    at = np.column_stack([solved.amount, solved.totals])
    tally.holds("a step", second_order(_advanced(problem, solved), at, np.abs(at)) < SECOND)


def subsistence(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Steps that must stay where utility is real, a method that makes them, and small units of one good."""
    problem = Stage2Problem(economy, COUNTS.astype(float), posterior(economy, COUNTS))
    state, rng = signed_newton._price_taking(problem), np.random.default_rng(11)
    step = rng.uniform(-1, 1, size=state.shape) * np.array([[0.3], [2.0], [9.0]])
    found = signed_newton._inside(problem, state, step)
    for i in range(3):
        length, least = 1.0, [0.1 * v for v in _room(economy, state[i], i)]
        while any(
            a < b
            for a, b in zip(_room(economy, state[i] + length * step[i], i), least, strict=True)
        ):
            length /= 2
        tally.close("a step that stays inside", found[i], [length * float(factor)], 1e-14)
    tally.holds("solved", (signed_newton.Signed.solve(problem).residual < 1e-13).all())
    _everything(tally)
    unit = Fraction(1, 10**9)
    e, kappa = LOGARITHMS.environment.endowment, LOGARITHMS.mechanism.kappa
    plain = Stage2Problem(LOGARITHMS, COUNTS.astype(float), posterior(LOGARITHMS, COUNTS))
    known = signed_newton.Signed.solve(plain).offers
    for good, by in ((0, unit), (1, unit), (0, 1 / unit), (1, 1 / unit)):
        other = LOGARITHMS.replacing(
            endowment=[v * by if g == good else v for g, v in enumerate(e)],
            kappa=[v * by if g == good else v for g, v in enumerate(kappa)],
        )
        one = Stage2Problem(other, COUNTS.astype(float), posterior(other, COUNTS))
        made = signed_newton.Signed.solve(one).offers
        made[..., good] /= float(by)
        tally.close("in other units", made, known, 1e-12)


def _everything(tally: Tally) -> None:
    """Best offers of the whole endowment, of all but nothing less, and of a part."""
    tastes = [[t] * 3 for t in ("1/90", "80", "3/2")]
    bounded = LOGARITHMS.replacing(
        utility="theta*log(q + 1) + log(r + 1)", parameters={"theta": tastes}
    )
    little = [[Fraction(1, 10**13)] * 3, [Fraction(10**13)] * 3, [Fraction(3, 2)] * 3]
    steep = LOGARITHMS.replacing(parameters={"theta": little})
    Q, R = np.array([[3.1, 2.3, 1.7], [1.9, 2.2, 2.7]])
    phi = np.tile([0.5, 0.3, 0.2], (3, 1))
    (top_q, top_r), kinds = by_hand.endowment(bounded), np.arange(3)
    found = best_response(bounded, Q, R, phi, kinds)
    tally.same("everything", found[:2].tolist(), [[top_q, 0.0], [0.0, top_r]])
    some = best_response(steep, Q, R, phi, kinds)
    tally.close("all but nothing", some[:2], [[top_q, 0.0], [0.0, top_r]], 1e-11)
    tally.holds("less than everything", some[0, 0] < top_q and some[1, 1] < top_r)
    for economy, offers in ((bounded, found), (steep, some)):
        best = by_hand.best_offer(economy, 2, phi[2].tolist(), (float(Q[2]), float(R[2])))[0]
        tally.close("a part", offers[2], best, 1e-11)


def _room(economy: Economy, state: Array, i: int) -> list[float]:
    """Return what stays positive of one row: consumption beyond its least, p, ρ, and what the own influence leaves."""
    *w, p, rho = state.tolist()
    own, row = by_hand.endowment(economy), COUNTS[i].tolist()
    shift = economy.environment.parameters["shift"]
    rooms = [p, rho, *(rho - abs(v) / sum(row) for v, n in zip(w, row, strict=True) if n)]
    for x, v in enumerate(w):
        least = float(max(shift[x]))
        rooms += [own[0] - v / p - least, own[1] + v - least / 2, own[0] * p - v, own[1] + v]
    return rooms


def _advanced(problem: Stage2Problem, solved: Point) -> Callable[[Array], Array]:
    """Return the change of amounts and totals that a step of the aggregative form makes."""

    def step(at: Array) -> Array:
        point = Point(at[:, :-2].copy(), at[:, -2:].copy(), solved.sells.copy())
        aggregative._advance(problem, point)
        return np.column_stack([point.amount, point.totals]) - at

    return step


def _start(tally: Tally, economy: Economy, problem: Stage2Problem, factor: float) -> None:
    """Price-takers' offers and what they add up to; types that change sides start from nothing."""
    point, (sales, price) = aggregative.start(problem), problem.price_taking
    kappa = [float(k) * factor for k in economy.mechanism.kappa]
    for i, row in enumerate(problem.sigma.tolist()):
        p, totals = float(price[i]), [sum(row) * k for k in kappa]
        belief = problem.belief[i].tolist()
        for x, t in enumerate(sales[i].tolist()):
            own = by_hand.endowment(economy)
            u_q, u_r = (by_hand.slope(economy, own, x, belief, g) for g in (0, 1))
            sells = p > u_q / u_r
            offer = max(t if sells else -p * t, 0.0)
            tally.same("side", bool(point.sells[i, x]), sells)
            tally.close("amount", point.amount[i, x], offer, 1e-14)
            totals[0 if sells else 1] += row[x] * offer
        tally.close("totals", point.totals[i], totals, 1e-14)
    rates = np.array([[0.5, 0.7, 0.9], [1.1, 1.4, 1.6], [0.8, 1.2, 2.0]])
    given = np.array([[5.0, 4.0], [2.0, 3.0], [4.0, 5.0]])
    before = np.array([[True, False, True], [True, True, False], [False, True, False]])
    amount = np.arange(1.0, 10.0).reshape(3, 3)
    now, kept = aggregative._sides(Point(amount, given, before), rates)
    for i in range(3):
        above = [float(given[i, 1] / given[i, 0]) > rate for rate in rates[i].tolist()]
        tally.same("sides", now[i].tolist(), above)
        same = [a if s == b else 0.0 for a, s, b in zip(amount[i], above, before[i], strict=True)]
        tally.close("kept", kept[i], same, 1e-15)


def _linear(tally: Tally) -> None:
    """Two linear equations, by putting the solution in."""
    matrix = np.array([[[2.0, 3.0], [-1.0, 4.0]], [[1.0, -2.0], [5.0, 7.0]]])
    right = np.array([[5.0, -3.0], [2.0, 11.0]])
    found = aggregative._solve_2x2(matrix, right)
    for i in range(2):
        made = [sum(a * b for a, b in zip(row, found[i], strict=True)) for row in matrix[i]]
        tally.close("solved", made, right[i], 1e-14)


CHECKS: dict[str, Check] = {
    "prop-2.at-rest": on_probes(tallied(takers), (MIRRORED,)),
    "prop-1.steps": on_probes(
        tallied(steps), (TWO_TYPES, LOGARITHMS, POWERS), ("a type that nobody has",)
    ),
    "prop-1.subsistence": on_probes(tallied(subsistence), (SHIFTED,), ("a type that nobody has",)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "prop-2.at-rest",
        "price-takers of several rows come to rest together, although one price is right from the start",
        "Proposition 2",
        r"\forall \rho:\quad \sum_x \rho(x) t(x) = \frac{\kappa_r}{p} - \kappa_q,\quad u_q = p\,u_r",
        "value",
        depends_on=("prop-2.price-takers",),
    ),
    stated(
        "prop-1.steps",
        "both methods for stage 2 start at price-taking, and their steps land on solutions to second order",
        "equations (4), (16)-(19)",
        r"\forall s, \delta:\quad |s + \delta + N(s + \delta) - s| = O(|\delta|^2),\quad F(s) = 0",
        "value",
        depends_on=("prop-1.methods",),
    ),
    stated(
        "prop-1.subsistence",
        "steps of the signed form beyond levels of subsistence, and games in other units of a good",
        "equations (4), (16)-(19)",
        r"\forall s, \delta:\quad \ell = \max\{2^{-k}: v(s + 2^{-k}\delta) \ge \tfrac{v(s)}{10}\},\quad "
        r"\beta^\sigma(\lambda\bar q, \lambda\kappa_q) = (\lambda\beta_q^\sigma, \beta_r^\sigma)",
        "value",
        depends_on=("prop-1.steps", "prop-1.shifted"),
    ),
)
