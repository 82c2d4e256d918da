"""What a formula presupposes is read off it as it is written."""

import pytest
import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.domain import AnyElement, NoDerivative, conditions
from symbolic.language.notation import mu, phi, sigma, x, y, z
from symbolic.language.quotient import over
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import u

a, b, n = sp.symbols("a b n", real=True)


def told(formula: sp.Expr) -> list[str]:
    return [f"{c.left} {c.operator} 0" for c in conditions(formula)]


@pytest.mark.parametrize(
    ("formula", "presupposed"),
    [
        (over(a, a), ["a != 0"]),
        (over(a, 3) + 1 / b, ["b != 0"]),
        (sp.sqrt(a), ["a >= 0"]),
        (a ** sp.Rational(-1, 2), ["a > 0"]),
        (a**n, ["a > 0"]),
        (2**n, []),
        (a**-2, ["a != 0"]),
        (sp.log(over(a, b)), ["Quotient(a, b) > 0", "b != 0"]),
        (sp.Abs(a), []),
        (DerivativeOf(sp.Abs(a), a), ["a != 0"]),
        (DerivativeOf(sp.Abs(b) * a, a), []),
        (DerivativeOf(sp.sqrt(a), a), ["a > 0", "a >= 0"]),
        (DerivativeOf(a**n, a), ["a > 0"]),
        (DerivativeOf(over(1, a), a), ["a != 0"]),
        (sp.Min(over(1, a), b), ["a != 0"]),
    ],
)
def test_conditions_of_a_formula(formula: sp.Expr, presupposed: list[str]) -> None:
    assert told(formula) == presupposed


def test_inside_a_sum_they_hold_for_an_element_that_no_hypothesis_names() -> None:
    for whole in (SumOver(over(1, sigma(y)), y), ProductOver(over(1, sigma(y)), y)):
        (condition,) = conditions(whole)
        assert condition.left != sigma(y)
        (element,) = condition.left.atoms(AnyElement)
        assert condition.left == sigma(element)


def test_nested_sums_and_the_element_that_is_left_out() -> None:
    inner = SumOver(over(1, phi(z) - mu(z, y)), z)
    assert len(conditions(SumOver(inner, y, x))) == 1
    assert len(conditions(SumOver(inner, y))[0].left.atoms(AnyElement)) == 2
    assert told(ProductOver(sigma(y), y, x)) == ["sigma(x) != 0"]  # it is read as a quotient


@pytest.mark.parametrize(
    "body",
    [
        sp.Min(a, b),
        sp.sign(a),
        sp.Function("f")(a),
        sp.floor(a),
        ProductOver(a * phi(z), z),
        u(b, b, a, z),
        SumOver(sp.Max(a, phi(z)), z),
    ],
)
def test_a_derivative_that_is_not_known_is_refused(body: sp.Expr) -> None:
    with pytest.raises(NoDerivative):
        conditions(DerivativeOf(body, a))


def test_what_does_not_move_needs_no_derivative() -> None:
    assert told(DerivativeOf(sp.Function("f")(b) * a, a)) == []
