r"""What kernels are generated from, and what certificates evaluate, against the printed conditions by hand.

A condition is kept as a quotient's numerator and denominator, or as a logarithm: either way its value is
that of :math:`p\,U_r(1 - cw^+)/[U_q(1 - cw^-)]`, or of :math:`U_r Q_-R_-/[U_q(Q_- + t)^2]` for a best
response, and the slopes are limits of differences of it.  Newton's method finds the root with a wrong
slope too, only slowly, so that slopes are compared here.

Conventions: numbers are drawn without symmetry; the state does not separate from the bundle in some.

Paper: equations (12), (13), (17)-(19).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any
from unittest import mock

import mpmath
import numpy as np
import sympy as sp

from numeric.economy.economy import Economy
from numeric.fast import conditions as c
from numeric.fast import engine, loss_code
from numeric.fast.layout import Layout, shape_of
from numeric.fast.loss import bounds as fast_bounds
from numeric.fast.loss import rows_of_bounds
from numeric.formulas.compiled import formulas_of
from numeric.theorem_3.loss import ex_post_loss
from proofs_check.claims.checks import Check, Disagreement
from proofs_check.paper.computed.losses import NUMBER, STATE, realisations
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.probes import LOGARITHMS, POWERS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied
from symbolic.language.notation import Q, R, b_q, b_r, p
from symbolic.model import aggregative, offer_against_ratio

EXPONENTIAL = POWERS.replacing(utility="-theta*exp(-a*q) - b*exp(-a*r)")
ROOTS = LOGARITHMS.replacing(utility="theta*sqrt(q) - 1/r")
"""Utility in which a bundle occurs itself, not its logarithms alone."""
BELIEF, DIGITS = (0.5, 0.2, 0.3), 50
OTHERS, IMPACT = (3.1, 2.3), 0.17
STEP = 1e-5
"""Step of a difference in floating point: its error is about the square."""

Numbers = dict[Any, Any]


def _of_type(economy: Economy, x: int) -> Numbers:
    """Return the numbers of a type for the symbols of a kernel's formulas."""
    shape, tables = shape_of(economy), economy.environment.parameters
    found = c.marginals(shape)
    at: Numbers = {c.belief(z): w for z, w in enumerate(BELIEF)}
    for name in found.numbers:
        at[c.number(name)] = float(tables[name][x][0])
    for name in found.in_states:
        at |= {c.in_state(name, z): float(v) for z, v in enumerate(tables[name][x])}
    for symbol, coefficient in found.averages:
        values = [
            coefficient.subs({s: tables[s.name][x][z] for s in coefficient.free_symbols})
            for z in range(len(economy.states))
        ]
        at[symbol] = sum(w * float(v) for w, v in zip(BELIEF, values, strict=True))
    return at


WORDS: dict[str, Callable[[Any], Any]] = {
    "PositivePart": lambda v: max(v, 0),
    "Step": lambda v: int(v > 0),
}
"""What the functions in a condition mean."""


@lru_cache(maxsize=64)
def _function(expression: sp.Expr) -> tuple[list[sp.Symbol], Callable[..., Any]]:
    symbols = sorted(expression.free_symbols, key=str)
    return symbols, sp.lambdify(symbols, expression, [WORDS, "mpmath"], docstring_limit=0)


def _value(expression: sp.Expr, at: Numbers) -> mpmath.mpf:
    """Return a formula's value with many digits."""
    symbols, function = _function(expression)
    if not set(symbols) <= set(at):
        raise Disagreement(f"a formula has symbols that stand for nothing: {expression}")
    return mpmath.mpf(function(*(mpmath.mpf(at[s]) for s in symbols)))


def _difference(function: Callable[[mpmath.mpf], mpmath.mpf]) -> mpmath.mpf:
    step = mpmath.mpf(10) ** -15
    return (function(step) - function(-step)) / (2 * step)


def _rate(economy: Economy, x: int, bundle: by_hand.Pair) -> float:
    """Return the expected marginal utility of the second good over that of the first."""
    first, second = (by_hand.slope(economy, bundle, x, BELIEF, g) for g in (0, 1))
    return second / first


def conditions(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Values and slopes of a kernel's conditions; how many numbers a type has."""
    shape, own = shape_of(economy), by_hand.endowment(economy)
    found, respond, marginal = c.condition(shape), c.response(shape), c.marginals(shape)
    counted = len(marginal.numbers) + len(economy.states) * len(
        [*marginal.in_states, *marginal.averages]
    )
    tally.same("numbers of a type", Layout(shape).of_type, counted)
    tally.same("rows", [rows_of_bounds(n) for n in (1, 5)], [6, 14])
    with mpmath.workdps(DIGITS):
        for x, (w, price) in enumerate(((0.31, 1.3), (-0.22, 0.7))):
            known = _of_type(economy, x)

            def at(
                moved: Numbers, known: Numbers = known, w: float = w, price: float = price
            ) -> Any:
                v = {c.w_: mpmath.mpf(w), c.p_: mpmath.mpf(price), c.c_: mpmath.mpf(IMPACT)}
                v = {s: n + moved.get(s, 0) for s, n in v.items()}
                q, r = own[0] - v[c.w_] / v[c.p_], own[1] + v[c.w_]
                ends = {c.q_bar_: own[0], c.r_bar_: own[1]}
                return known | v | ends | {c.q_: q, c.r_: r, c.v_: v[c.p_] * q}

            here, bundle = at({}), (own[0] - w / price, own[1] + w)
            left = [1 - IMPACT * max(s * w, 0.0) for s in (1, -1)]
            ratio = price * _rate(economy, x, bundle) * left[0] / left[1] * float(factor)
            _same_ratio(tally, found, here, ratio)
            tally.close(
                "rate", float(_value(found.rate, here)), 1 / _rate(economy, x, bundle), 1e-12
            )
            for s, slope in zip((c.w_, c.p_, c.c_), found.slopes, strict=True):

                def left_at(h: Any, s: sp.Symbol = s, at: Callable[[Numbers], Numbers] = at) -> Any:
                    return _left(found, at({s: h}))

                wanted = _difference(left_at)
                tally.close(f"slope in {s}", float(_value(slope, here)), float(wanted), 1e-12)
            _response(tally, economy, x, respond, known, w)


def _left(found: c.Condition | c.Response, at: Numbers) -> mpmath.mpf:
    return _value(found.gain, at) - _value(found.cost, at)


def _same_ratio(tally: Tally, found: c.Condition | c.Response, at: Numbers, ratio: float) -> None:
    gain, cost = _value(found.gain, at), _value(found.cost, at)
    value = mpmath.exp(gain) if found.logarithmic else gain / cost
    tally.close("gain and cost", float(value) / ratio, 1.0, 1e-12)


def _response(
    tally: Tally, economy: Economy, x: int, found: c.Response, known: Numbers, t: float
) -> None:
    """Values, slope and payoff of the condition of a best response to known totals."""
    own, (others_q, others_r) = by_hand.endowment(economy), OTHERS

    def at(moved: mpmath.mpf) -> Numbers:
        sold = mpmath.mpf(t) + moved
        y = others_q + sold
        told = {c.others_q_: others_q, c.others_r_: others_r, c.q_bar_: own[0], c.r_bar_: own[1]}
        return known | told | {c.y_: y, c.q_: own[0] - sold, c.s_: own[1] * y + sold * others_r}

    here, bundle = at(mpmath.mpf(0)), (own[0] - t, own[1] + t * others_r / (others_q + t))
    gain = others_q * others_r / (others_q + t) ** 2
    _same_ratio(tally, found, here, gain * _rate(economy, x, bundle))
    wanted = _difference(lambda h: _left(found, at(h)))
    tally.close("slope of a response", float(_value(found.slope, here)), float(wanted), 1e-12)
    worth = by_hand.expected(economy, bundle, x, BELIEF)
    tally.close("payoff", float(_value(found.payoff, here)), worth, 1e-12)


def short(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The compiled bounds on a loss after one and two steps, where they are far apart, and in array form."""
    counts, bundles = realisations(economy)
    types = [*range(len(economy.types))] * 2
    given = np.concatenate([counts.T, bundles.reshape(NUMBER, -1).T])
    for steps in (1, 2):
        wanted = ex_post_loss(economy, types, counts, bundles, STATE, iterations=steps)
        rows = _after(economy, tuple(types), np.ascontiguousarray(given), steps)
        if rows is None:  # nothing can be compiled here
            continue
        tally.holds("the bounds are apart", (wanted.upper - wanted.lower).max() > 1e-3 / 10**steps)
        tally.close("lower", rows[0], wanted.lower * float(factor), 1e-11)
        tally.close("upper", rows[1], wanted.upper, 1e-11)
        tally.close("price", rows[3], wanted.price, 1e-11)
        counted = counts > 0
        made = rows[4:].T.reshape(bundles.shape)
        tally.close("bundles", made[counted], wanted.bundles[counted], 1e-11)


def _after(economy: Economy, types: tuple[int, ...], given: Any, steps: int) -> Any:
    """Return the rows that the kernel writes when it may take so many steps."""
    kept_as = f"{engine._sources()}, {steps} steps"
    with (
        mock.patch.object(loss_code, "STEPS", steps),
        mock.patch.object(engine, "_sources", return_value=kept_as),
    ):
        engine.function.cache_clear()
        rows = fast_bounds(economy, types, STATE, given)
    engine.function.cache_clear()
    return rows


def against_ratio(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """What certificates evaluate: an offer against a ratio of totals, and at a price that it does not move."""
    own, values, X = by_hand.endowment(economy), formulas_of(economy), len(economy.types)
    offered, ratio, k = 0.23, 0.71, 0.19
    f = offer_against_ratio
    for side, x, z in ((0, 0, 2), (0, 2, 1), (1, 1, 0), (1, 0, 1)):

        def worth(
            b: float, ratio: float, k: float, side: int = side, x: int = x, z: int = z
        ) -> float:
            made = [own[side] - b, own[1 - side] + ratio * b / (1 + k * b)]
            first, second = made if side == 0 else made[::-1]
            return by_hand.utility(economy, x, z)(first, second)

        formulas = (f.payoff(side), *f.moves(side), *f.slopes(side))
        at: Numbers = {f.b: np.full(X, offered), f.ratio: np.full(X, ratio), f.k: np.full(X, k)}
        found = [float(v[x, z]) for v in values.in_states(formulas, at, np.arange(X))]
        point = [offered, ratio, k]
        tally.close("payoff", found[0], worth(offered, ratio, k) * float(factor), 1e-13)
        moves = [_derivative(worth, point, *order) for order in ((1,), (2,), (1, 1))]
        tally.close("moves", found[1:4], moves, 1e-5)
        orders = ((0,), (0, 0), (0, 1), (0, 2))
        tally.close("slopes", found[4:8], [_derivative(worth, point, *o) for o in orders], 1e-5)
    price, total = 1.3, {0: Q, 1: R}
    for side, b, at_price in (
        (0, b_q, aggregative.seller_at_price()),
        (1, b_r, aggregative.buyer_at_price()),
    ):
        formula = aggregative.price_taking_slope(at_price, total[side])
        at = {b: np.full(X, offered), p: np.full(X, price)}
        (found_,) = values.in_states((formula,), at, np.arange(X))
        for x, z in ((0, 1), (2, 0)):
            sold = offered if side == 0 else -offered / price
            bundle = own[0] - sold, own[1] + price * sold
            known = [float(s == z) for s in range(len(economy.states))]
            u_q, u_r = (by_hand.slope(economy, bundle, x, known, g) for g in (0, 1))
            wanted = price * u_r - u_q if side == 0 else u_q / price - u_r
            tally.close("at a price", float(found_[x, z]), wanted, 1e-13)


def _derivative(function: Callable[..., float], at: list[float], *order: int) -> float:
    """Return a derivative of first or second order by central differences."""
    if not order:
        return function(*at)
    ends = []
    for sign in (1, -1):
        moved = list(at)
        moved[order[0]] += sign * (STEP if len(order) == 1 else 1e-4)
        ends.append(_derivative(function, moved, *order[1:]))
    return (ends[0] - ends[1]) / (2 * (STEP if len(order) == 1 else 1e-4))


CHECKS: dict[str, Check] = {
    "eq-18.kernels": on_probes(tallied(conditions), (LOGARITHMS, POWERS, EXPONENTIAL)),
    "eq-13.short": on_probes(tallied(short), (LOGARITHMS, ROOTS), ("a group of nobody",)),
    "eq-18.against-ratio": on_probes(tallied(against_ratio), (LOGARITHMS, POWERS)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-18.kernels",
        "the conditions that kernels are generated from, with their slopes",
        "equations (17)-(19)",
        r"\forall x, w, p:\quad \frac{\text{gain}}{\text{cost}} = \frac{pU_r(1 - cw^+)}{U_q(1 - cw^-)},\quad "
        r"\frac{\text{gain}}{\text{cost}} = \frac{U_rQ_-R_-}{U_q(Q_- + t)^2},\quad "
        r"\frac{d(\text{gain} - \text{cost})}{d(w, p, c, t)}",
        "value",
        depends_on=("eq-18", "eq-19"),
    ),
    stated(
        "eq-13.short",
        "the compiled bounds on the ex post loss before Newton's method has settled",
        "(12), (13)",
        r"\forall c, p:\quad (\underline t, \bar t)_{\text{compiled}} = (\underline t, \bar t)",
        "value",
        depends_on=("eq-13.bounds",),
    ),
    stated(
        "eq-18.against-ratio",
        "what certificates evaluate: an offer against a ratio of totals, and at a given price",
        "equations (14), (18), (19)",
        r"\forall b, \rho, k:\quad u\Big(\bar q - b,\ \bar r + \frac{\rho b}{1 + kb}\Big),\quad "
        r"pu_r - u_q,\quad \tfrac 1pu_q - u_r",
        "value",
        depends_on=("eq-18", "eq-19"),
    ),
)
