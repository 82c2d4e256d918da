"""The families are in the paper's class on the domains that their docstrings name, and leave it outside."""

from fractions import Fraction

import pytest
import sympy as sp

from symbolic.deciding.quadrant_signs import order_at_axis, sign
from symbolic.language.notation import q, r, x, z
from symbolic.language.parse import check_utility
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr, with_utility
from symbolic.model.families import FAMILIES
from symbolic.model.monotone_demand import normality, substitution

BUNDLE = (q, r, x, z)
HESSIAN = u_qq(*BUNDLE) * u_rr(*BUNDLE) - u_qr(*BUNDLE) ** 2
R = sp.Rational

INSIDE = [
    ("log", {"theta": R(4, 5)}),
    ("cobb-douglas", {"power_q": R(3, 10), "power_r": R(2, 5)}),
    ("crra", {"aversion": R(1, 2), "theta": R(2)}),
    ("powers", {"power_q": R(1, 3), "power_r": R(1, 2), "theta": R(1)}),
    ("powers", {"power_q": R(-1), "power_r": R(1, 2), "theta": R(1)}),
    ("ces", {"rho": R(1, 4), "degree": R(1, 2), "share": R(9, 20)}),
    ("log-ces", {"rho": R(1, 3), "share": R(1, 5)}),
]
NOT_MONOTONE = [
    ("crra", {"aversion": R(2), "theta": R(1)}),
    ("ces", {"rho": R(-3, 2), "degree": R(7, 10), "share": R(9, 20)}),
    ("log-ces", {"rho": R(-1, 3), "share": R(1, 5)}),
]


def formula(family: str, values: dict[str, sp.Rational]) -> sp.Expr:
    u = FAMILIES[family].formula
    return u.subs({s: values[str(s.name)] for s in u.free_symbols - {q, r}})


def put(abstract: sp.Expr, family: str, values: dict[str, sp.Rational]) -> sp.Expr:
    return with_utility(abstract, formula(family, values), q, r)


@pytest.mark.parametrize(("family", "values"), INSIDE + NOT_MONOTONE)
def test_utility_is_increasing_strictly_concave_and_inada(
    family: str, values: dict[str, sp.Rational]
) -> None:
    assert sign(put(u_q(*BUNDLE), family, values)) == 1
    assert sign(put(u_r(*BUNDLE), family, values)) == 1
    assert sign(put(u_qq(*BUNDLE), family, values)) == -1
    assert sign(put(HESSIAN, family, values)) == 1
    for partial, good in ((u_q, q), (u_r, r)):
        order = order_at_axis(put(partial(*BUNDLE), family, values), good)
        assert order is not None
        assert order < 0


@pytest.mark.parametrize(("family", "values"), INSIDE)
def test_the_conditions_for_monotone_demand_hold_inside(
    family: str, values: dict[str, sp.Rational]
) -> None:
    assert sign(put(normality(), family, values)) == 1
    assert sign(put(substitution(), family, values)) in (0, 1)


@pytest.mark.parametrize(("family", "values"), NOT_MONOTONE)
def test_the_condition_of_substitution_fails_outside(
    family: str, values: dict[str, sp.Rational]
) -> None:
    assert sign(put(substitution(), family, values)) == -1


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("cobb-douglas", {"power_q": R(3, 5), "power_r": R(2, 5)}),
        ("ces", {"rho": R(1, 3), "degree": R(1), "share": R(9, 20)}),
    ],
)
def test_constant_returns_are_not_strictly_concave(
    family: str, values: dict[str, sp.Rational]
) -> None:
    assert sign(put(HESSIAN, family, values)) == 0


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family_is_in_the_grammar_and_names_its_parameters(name: str) -> None:
    family = FAMILIES[name]
    assert check_utility(family.formula, family.parameters) == family.formula
    assert all(parameter in family.domain for parameter in family.parameters)


@pytest.mark.parametrize(("family", "values"), INSIDE + NOT_MONOTONE)
def test_signs_agree_with_values_at_points(family: str, values: dict[str, sp.Rational]) -> None:
    hessian = put(HESSIAN, family, values)
    for a, b in ((Fraction(1, 7), 3), (2, Fraction(1, 9)), (5, 5)):
        assert hessian.subs({q: sp.Rational(str(a)), r: sp.Rational(str(b))}).evalf(30) > 0
