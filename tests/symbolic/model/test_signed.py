"""The signed form of stage 2 is the aggregative form.

On the seller's side as it stands, on the buyer's side times the price.
"""

import pytest
import sympy as sp

from symbolic.deciding.ring import identical
from symbolic.language.notation import Q, Q_others, R, R_others, b_q, b_r, p
from symbolic.language.quotient import over
from symbolic.model import aggregative, best_response, signed

PRICE = over(R, Q)
SELLING = {signed.w: PRICE * b_q, p: PRICE, signed.impact: over(1, R)}
BUYING = {signed.w: -b_r, p: PRICE, signed.impact: over(1, R)}


def test_a_sellers_terms_are_the_aggregative_ones() -> None:
    cost, gain = (t.subs(SELLING, simultaneous=True) for t in signed.terms(signed.w, sp.S.Zero))
    expected_cost, expected_gain = aggregative.seller_terms()
    assert identical(cost, expected_cost)
    assert identical(gain, expected_gain)


def test_a_buyers_terms_are_the_aggregative_ones_times_the_price() -> None:
    cost, gain = (t.subs(BUYING, simultaneous=True) for t in signed.terms(sp.S.Zero, -signed.w))
    expected_cost, expected_gain = aggregative.buyer_terms()
    assert identical(gain, PRICE * expected_cost)
    assert identical(cost, PRICE * expected_gain)


@pytest.mark.parametrize("factor", [sp.Rational(101, 100), over(Q, R)])
def test_another_factor_is_refused(factor: sp.Expr) -> None:
    cost, _ = (t.subs(BUYING, simultaneous=True) for t in signed.terms(sp.S.Zero, -signed.w))
    assert not identical(cost, factor * PRICE * aggregative.buyer_terms()[1])


def test_the_positive_part_has_the_step_as_its_derivative() -> None:
    assert sp.diff(signed.PositivePart(-signed.w), signed.w) == -signed.Step(-signed.w)


BOUGHT = over(b_r * Q_others, R_others + b_r)


@pytest.mark.parametrize(
    ("derivative", "own", "sold"),
    [(best_response.g_prime, b_q, b_q), (best_response.h_prime, b_r, -BOUGHT)],
)
def test_one_curve_serves_sellers_and_buyers_against_known_totals(
    derivative, own: sp.Symbol, sold: sp.Expr
) -> None:  # type: ignore[no-untyped-def]
    cost, gain = (e.subs(signed.t, sold) for e in signed.response_terms())
    slope = best_response.integrand(derivative())
    assert identical((gain - cost) * sp.diff(sold, own), slope)
    assert not identical((gain - cost) * sp.diff(sold, own) * sp.Rational(101, 100), slope)
