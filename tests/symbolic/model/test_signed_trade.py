"""The signed condition is the two conditions (18) and (19); its derivatives agree with differences."""

from __future__ import annotations

import math

import pytest
import sympy as sp

from symbolic.language.notation import p, q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import with_utility
from symbolic.model import signed_trade as formulas

UTILITY = sp.Rational(9, 10) * sp.log(q) + 2 * sp.sqrt(r) + (q * r) ** sp.Rational(1, 4)
STEP = 1e-6


def number(expression: sp.Expr, values: dict[sp.Symbol, float]) -> float:
    """Evaluate a formula of one state with the utility above."""
    spent = sp.diff(r * sp.diff(UTILITY, r), r)
    written = plain(expression).replace(
        formulas.Spending, lambda a, b, *_: spent.subs({q: a, r: b}, simultaneous=True)
    )
    return float(with_utility(written, UTILITY, q, r).subs(values))


def omega(v: float) -> tuple[float, float]:
    """Return ω and its derivative."""
    return (1 + v, 1.0) if v < 0 else (1 / (1 - v), 1 / (1 - v) ** 2)


def at(t: float, price: float, k: float) -> dict[sp.Symbol, float]:
    value, slope = omega(k * t)
    named = {formulas.t: t, p: price, formulas.k: k, q_bar: 1.0, r_bar: 1.2}
    return {**named, formulas.omega: value, formulas.omega_slope: slope}


@pytest.mark.bulk
@pytest.mark.parametrize("t", [-0.3, 0.25])
def test_the_derivatives_of_the_condition_agree_with_differences(t: float) -> None:
    place = (t, 1.1, 0.4)
    f, *slopes = formulas.condition_and_slopes()
    for i, slope in enumerate(slopes):
        up, down = ([v + s * STEP * (j == i) for j, v in enumerate(place)] for s in (1, -1))
        difference = (number(f, at(*up)) - number(f, at(*down))) / (2 * STEP)
        assert number(slope, at(*place)) == pytest.approx(difference, rel=1e-6)
    spending = number(formulas.price_slope_by_spending(), at(*place))
    assert spending == pytest.approx(number(slopes[1], at(*place)), rel=1e-12)


@pytest.mark.parametrize("t", [-0.3, 0.25])
def test_the_condition_is_the_slope_of_the_payoff_against_known_totals(t: float) -> None:
    total = 2.0
    others = total - max(-t, 0.0)  # a seller's offer is part of the total
    price = 1.1
    P = price / omega(t / total)[0]
    slope = number(formulas.response_slopes()[0], response(t, P, 1 / others))
    assert slope == pytest.approx(
        number(formulas.condition_and_slopes()[0], at(t, price, 1 / total))
    )


def response(t: float, P: float, k: float) -> dict[sp.Symbol, float]:
    return {
        formulas.t: t, formulas.P_others: P, formulas.k_others: k, q_bar: 1.0, r_bar: 1.2,
    }  # fmt: skip


@pytest.mark.parametrize("t", [-0.3, 0.25])
def test_the_values_of_the_totals_agree_with_differences(t: float) -> None:
    P, Q = 1.1, 2.5
    value = formulas.response_value()
    for i, formula in enumerate(formulas.values_of_totals()):
        ends = [
            number(
                value,
                response(
                    t, P * math.exp(s * STEP * (i == 0)), 1 / (Q * math.exp(s * STEP * (i == 1)))
                ),
            )
            for s in (1, -1)
        ]
        assert number(formula, response(t, P, 1 / Q)) == pytest.approx(
            (ends[0] - ends[1]) / (2 * STEP), rel=1e-6
        )
    slope, by_price = formulas.response_slopes()
    ends = [number(slope, response(t, P + s * STEP, 1 / Q)) for s in (1, -1)]
    assert number(by_price, response(t, P, 1 / Q)) == pytest.approx(
        (ends[0] - ends[1]) / (2 * STEP), rel=1e-6
    )
