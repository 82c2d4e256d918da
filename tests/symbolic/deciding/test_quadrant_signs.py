"""Signs by coefficients: what is decided, and that nothing is said where the sign varies."""

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from symbolic.deciding.quadrant_signs import as_product, order_at_axis, sign
from symbolic.language.notation import q, r
from symbolic.model.families import FAMILIES

R = sp.Rational


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (q, 1),
        (-q / r, -1),
        (1 / q - 1 / (q + r), 1),
        (1 / (q + r) - 1 / q, -1),
        ((q + r) ** 2 - q**2 - 2 * q * r - r**2, 0),
        (sp.sqrt(q + r) * (q + r) - (q + r) ** R(3, 2), 0),
        ((2 * q + 2 * r) ** R(1, 2) - sp.sqrt(2) * (q + r) ** R(1, 2), 0),
        ((q - r) ** 2, None),
        (q - r, None),
        ((q + r) ** R(1, 3) - q ** R(1, 3), None),
        (sp.log(q), None),
        (sp.Symbol("a") * q, None),
        (1 / (q - r), None),
        ((-2 / q) ** (-2), 1),
        ((q * (10**18 + 9)) ** R(1, 2), None),
        ((q * 2**100) ** R(1, 2), 1),
        (sp.Pow(0 * q + (q - q), R(1, 2), evaluate=False) + q, None),
        ((-q) ** -2, 1),
        (sp.Pow(-3 * q, 9, evaluate=False), -1),
        (sp.Pow(-3 * q, R(1, 2), evaluate=False), None),
        (sp.Pow(2 * q, R(2005, 2), evaluate=False), None),
        (sp.Integer(0), 0),
    ],
)
def test_the_sign_is_read_off_coefficients_or_nothing_is_said(
    formula: sp.Expr, expected: int | None
) -> None:
    assert sign(formula) == expected


@pytest.mark.parametrize(
    ("formula", "good", "expected"),
    [
        (1 / q, q, Fraction(-1)),
        (1 / q, r, Fraction(0)),
        ((q + r) ** R(1, 2) / q, q, Fraction(-1)),
        ((q ** R(-1, 2) + r) ** R(1, 2), q, Fraction(-1, 4)),
        ((q ** R(1, 2) + r) ** R(1, 3) * q, q, Fraction(1)),
        (1 / (q * r + q), q, Fraction(-1)),
        (q - r, q, None),
        (sp.exp(q), q, None),
        (sp.Integer(0), q, None),
    ],
)
def test_the_order_at_an_axis_is_the_lowest_exponent(
    formula: sp.Expr, good: sp.Symbol, expected: Fraction | None
) -> None:
    assert order_at_axis(formula, good) == expected


def test_an_expansion_that_is_too_large_is_given_up() -> None:
    wide = sum(q ** R(i, 7) * r**i for i in range(90))
    assert sign((wide - q) * (wide - r)) is None


terms = st.tuples(
    st.integers(-3, 3),
    st.sampled_from([R(-1), R(-1, 2), R(0), R(1, 3), R(2)]),
    st.sampled_from([R(-2), R(0), R(1, 2)]),
    st.integers(-2, 2),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(terms, min_size=1, max_size=4))
def test_a_decided_sign_is_the_sign_of_the_value(
    parts: list[tuple[int, sp.Rational, sp.Rational, int]],
) -> None:
    formula = sp.Add(*(c * q**a * r**b * (q + 2 * sp.sqrt(r)) ** e for c, a, b, e in parts))
    found = sign(formula)
    for point in ({q: R(1, 3), r: R(4)}, {q: R(9), r: R(1, 16)}):
        value = formula.subs(point).evalf(30)
        assert found is None or (abs(value) < R(1, 10**20) if found == 0 else found * value > 0)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_the_product_form_equals_the_formula(name: str) -> None:
    values = dict(
        zip(
            FAMILIES[name].parameters,
            (sp.Rational(2, 5), sp.Rational(3, 10), sp.Rational(1, 4)),
            strict=False,
        )
    )
    u = FAMILIES[name].formula.subs({sp.Symbol(k, real=True): v for k, v in values.items()})
    for i, j in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2)):
        slope = sp.diff(u, q, i, r, j)
        product = as_product(slope)
        assert product is not None
        for at in ({q: sp.Rational(1, 3), r: 2}, {q: 5, r: sp.Rational(1, 7)}):
            assert abs((product - slope).subs(at).evalf(30)) < abs(
                slope.subs(at).evalf(30)
            ) * sp.Float("1e-25") + sp.Float("1e-40")
    assert as_product(sp.log(q)) is None


def test_the_order_of_a_base_inside_a_base_is_that_of_its_lowest_term() -> None:
    inner = (q**2 + q * r) ** R(1, 2) + q * r
    assert order_at_axis(inner ** R(1, 3), q) == Fraction(1, 6)
    assert order_at_axis(1 / inner, q) == Fraction(-1, 2)
    assert order_at_axis((sp.sqrt(q + r) + r) ** R(1, 3) / q, q) == -1
