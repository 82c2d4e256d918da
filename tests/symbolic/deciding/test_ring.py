"""The ring decider: what it identifies, and what it must not."""

import pytest
import sympy as sp

from symbolic.deciding import polynomial
from symbolic.deciding.ratio import OutsideTheFragment
from symbolic.deciding.ring import Ring, identical
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    mu,
    phi,
    pi,
    q,
    q_bar,
    r_bar,
    s_q,
    sigma,
    x,
    y,
    z,
    z_prime,
)
from symbolic.language.quotient import over
from symbolic.language.sums import ProductOver, SumOver, unrolled
from symbolic.language.utility import u, u_q, u_r
from symbolic.model.bayes import posterior
from symbolic.model.best_response import g, g_prime

a, b = sp.symbols("a b", real=True)
f = sp.Function("f")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((a**2 - b**2) / (a - b), a + b),
        (f((a**2 - 1) / (a - 1)), f(a + 1)),
        (over(a, b) + over(b, a), over(a**2 + b**2, a * b)),
        (SumOver(phi(z) * a, z), a * SumOver(phi(z_prime), z_prime)),
        (SumOver(sigma(y) * s_q(y), y, x) + sigma(x) * s_q(x), SumOver(sigma(y) * s_q(y), y)),
        (
            SumOver(SumOver(phi(z) * mu(z, y), z), y),
            SumOver(SumOver(phi(z_prime) * mu(z_prime, x), z_prime), x),
        ),
        (
            ProductOver(mu(z, y) ** 2 / pi(z), y),
            ProductOver(mu(z, x), x) ** 2 / ProductOver(pi(z), y),
        ),
        (a ** (b + 1), a * a**b),
        (SumOver(posterior(), z), 1),
        (u(a + b, b, x, z), u(b + a, b * a / a, x, z)),
    ],
)
def test_equal_formulas_are_identical(left: sp.Expr, right: sp.Expr) -> None:
    assert identical(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (a, b),
        (f(a), f(b)),
        (u_q(a, b, x, z), u_r(a, b, x, z)),
        (u(a, b, x, z), u(b, a, x, z)),
        (SumOver(phi(z) * f(z), z), SumOver(phi(z), z) * SumOver(f(z), z)),
        (SumOver(phi(z), z), SumOver(sigma(y), y)),
        (SumOver(sigma(y) * s_q(y), y, x), SumOver(sigma(y) * s_q(y), y)),
        (SumOver(mu(z, y), z), SumOver(mu(z, y), y)),
        (ProductOver(a, y), ProductOver(a, z)),
        (SumOver(1 / mu(z, y), z), 1 / SumOver(mu(z, y), z)),
        (a**b, a ** (2 * b)),
        (over(a, b), over(sp.Rational(101, 100) * a, b)),
    ],
)
def test_different_formulas_are_not_identical(left: sp.Expr, right: sp.Expr) -> None:
    assert not identical(left, right)


def test_nested_sums_over_the_same_set_keep_their_indices_apart() -> None:
    nested = SumOver(phi(z) * SumOver(mu(z_prime, x), z_prime), z)
    assert identical(nested, SumOver(phi(z), z) * SumOver(mu(z, x), z))
    assert not identical(
        SumOver(SumOver(mu(z, x) * phi(z_prime), z_prime), z),
        SumOver(SumOver(mu(z, x) * phi(z), z_prime), z),
    )


def test_the_derivative_of_g_is_what_the_paper_differentiates() -> None:
    bundle = (q_bar - b_q, r_bar + over(b_q * R_others, Q_others + b_q))
    slope = over(Q_others * R_others, (Q_others + b_q) ** 2)
    assert identical(
        g_prime(), SumOver(phi(z) * (-u_q(*bundle, x, z) + slope * u_r(*bundle, x, z)), z)
    )
    assert not identical(g_prime(), g())


def test_a_rule_replaces_one_generator() -> None:
    probabilities = [(SumOver(phi(z), z), sp.S.One)]
    assert identical(SumOver(phi(z) * q, z), q, probabilities)
    assert not identical(SumOver(phi(z) * q, z), q)


def test_a_rule_for_more_than_one_generator_is_refused() -> None:
    with pytest.raises(ValueError, match="single generator"):
        Ring([(a + b, sp.S.One)])
    with pytest.raises(ValueError, match="single generator"):
        Ring([(a**2, sp.S.One)])


def test_floats_and_zero_denominators_are_refused() -> None:
    with pytest.raises(OutsideTheFragment, match="rational"):
        identical(a, 0.5 * a)
    with pytest.raises(ZeroDivisionError):
        identical(over(a, b - b), a)


def test_an_unrolled_sum_equals_its_terms() -> None:
    assert unrolled(SumOver(mu(z, y), y, 0), {y: [0, 1, 2]}) == mu(z, 1) + mu(z, 2)
    assert unrolled(ProductOver(M, y), {y: [0, 1]}) == M**2


def test_a_power_with_a_sum_of_exponents_is_a_product_of_powers() -> None:
    assert identical(a ** (b + q), a**b * a**q)
    assert not identical(a ** (b + q), a**b * a**b)


def test_a_product_that_leaves_out_an_element_is_the_whole_over_that_element() -> None:
    body = ProductOver(mu(z, y), y)
    assert identical(ProductOver(mu(z, y), y, x) * mu(z, x), body)
    assert not identical(ProductOver(mu(z, y), y, x), body)


def test_a_product_of_sums_is_one_thing() -> None:
    one = ProductOver(mu(z, y) + 1, y)
    assert identical(one, ProductOver(1 + mu(z, x), x))
    assert not identical(one, ProductOver(mu(z, y), y) + 1)


def test_an_imaginary_number_is_not_read() -> None:
    with pytest.raises(OutsideTheFragment, match="does not read"):
        Ring().read(sp.I)


def test_a_polynomial_has_no_negative_power() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        polynomial.power(polynomial.constant(2), -1)
    assert polynomial.power(polynomial.constant(2), 3) == polynomial.constant(8)


def test_only_an_element_is_left_out_of_a_sum() -> None:
    number = sp.Symbol("number", real=True)
    for left_out in (x + 1, z, number, 2 * x):
        for whole in (SumOver(mu(z, y), y, left_out), ProductOver(mu(z, y), y, left_out)):
            with pytest.raises(OutsideTheFragment, match="no element"):
                identical(whole, SumOver(mu(z, y), y))
