"""Quotients, signs and derivatives of the translator, against SymPy and against plain numbers."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from proofs_check.coq import signs
from proofs_check.coq.derivatives import slope
from proofs_check.coq.quotients import (
    LARGEST,
    Poly,
    Quotient,
    TooLarge,
    add,
    divided,
    equal,
    inverse,
    minus,
    multiply,
    number,
    power,
    times,
    variable,
)
from proofs_check.coq.trees import NotTranslated

NUMBERS = {signs.NEGATIVE: (-2, -1), signs.ZERO: (0,), signs.POSITIVE: (1, 2)}
x, y = sp.symbols("x y", positive=True)


def numbers(sign: int) -> list[int]:
    return [k for bit, values in NUMBERS.items() if sign & bit for k in values]


@pytest.mark.parametrize("s", range(8))
@pytest.mark.parametrize("t", range(8))
def test_the_sign_of_a_sum_and_product_is_among_the_possible_ones(s: int, t: int) -> None:
    for a, b in product(numbers(s), numbers(t)):
        assert signs.of_number(a * b) & signs.times(s, t)
        assert signs.of_number(a + b) & signs.plus(s, t)
    if s and t:
        possible = {signs.of_number(a + b) for a, b in product(numbers(s), numbers(t))}
        assert signs.plus(s, t) == sum(possible)


@pytest.mark.parametrize("s", range(1, 8))
def test_the_sign_of_a_power_and_reciprocal_is_among_the_possible_ones(s: int) -> None:
    for a, exponent in product(numbers(s), range(4)):
        assert signs.of_number(a**exponent) & signs.power(s, exponent)
    assert all(signs.of_number(Fraction(1, a)) & signs.inverse(s) for a in numbers(s) if a)
    assert signs.inverse(s) == (signs.ANY if s & signs.ZERO else s)


def expression(a: Quotient) -> Any:
    def polynomial(p: Poly) -> Any:
        return sum(
            (
                sp.Rational(str(c)) * sp.prod(sp.Symbol(g, positive=True) ** e for g, e in m)
                for m, c in p.items()
            ),
            sp.Integer(0),  # divided by 1, Python's own zero would be a float
        )

    return polynomial(a.top) / sp.prod(polynomial(dict(f)) ** e for f, e in a.bottom.items())


quotients = st.recursive(
    st.sampled_from([variable("x"), variable("y"), number(2), number(Fraction(-1, 3))]),
    lambda inner: st.one_of(
        st.builds(add, inner, inner),
        st.builds(multiply, inner, inner),
        st.builds(minus, inner, inner),
        inner.filter(lambda a: bool(a.top)).map(inverse),
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=30)
@given(quotients, quotients)
def test_arithmetic_of_quotients_is_that_of_sympy(a: Quotient, b: Quotient) -> None:
    for made, wanted in (
        (add(a, b), expression(a) + expression(b)),
        (multiply(a, b), expression(a) * expression(b)),
        (minus(a, b), expression(a) - expression(b)),
        (power(a, 2), expression(a) ** 2),
    ):
        assert sp.cancel(expression(made) - wanted) == 0
    assert equal(a, b) == (sp.cancel(expression(a) - expression(b)) == 0)


@settings(deadline=None, max_examples=30)
@given(quotients, quotients)
def test_a_product_of_polynomials_is_divided_by_a_factor_without_rest(
    a: Quotient, b: Quotient
) -> None:
    if a.top and b.top:
        assert divided(times(a.top, b.top), b.top) == a.top
        assert (
            divided({**times(a.top, b.top), (("z", 1),): Fraction(1)}, {(("w", 1),): Fraction(1)})
            is None
        )


def test_polynomials_do_not_grow_without_bound() -> None:
    long = {((f"x{i}", 1),): Fraction(1) for i in range(LARGEST)}
    with pytest.raises(TooLarge):
        times(long, {(("y", 1),): Fraction(1), (): Fraction(1)})
    with pytest.raises(ZeroDivisionError):
        inverse(number(0))


FORMULAS = [
    (["*", ["n", "3"], ["v", "x"], ["v", "y"], ["v", "x"]], 3 * x**2 * y),
    (["+", ["v", "x"], ["n", "1"], ["v", "x"]], 2 * x + 1),
    (["/", ["v", "y"], ["+", ["v", "x"], ["v", "y"]]], y / (x + y)),
    (["^", ["+", ["v", "x"], ["v", "y"]], ["n", "3"]], (x + y) ** 3),
    (["^", ["v", "x"], ["n", "1/2"]], sp.sqrt(x)),
    (["^", ["v", "x"], ["*", ["v", "x"], ["v", "y"]]], x ** (x * y)),
    (["log", ["*", ["v", "x"], ["exp", ["v", "x"]]]], sp.log(x * sp.exp(x))),
    (["v", "y"], y),
]


def read(t: Any) -> Any:
    kind, *rest = t
    match kind:
        case "n":
            return sp.Rational(rest[0])
        case "v":
            return sp.Symbol(rest[0], positive=True)
        case "/":
            return read(rest[0]) / read(rest[1])
        case "^":
            return read(rest[0]) ** read(rest[1])
        case "log" | "exp":
            return getattr(sp, kind)(read(rest[0]))
    return (sp.Add if kind == "+" else sp.Mul)(*map(read, rest))


@pytest.mark.parametrize(("tree", "formula"), FORMULAS)
def test_derivatives_are_those_of_sympy(tree: Any, formula: Any) -> None:
    assert sp.simplify(read(slope(tree, "x")) - formula.diff(x)) == 0


def test_a_derivative_without_a_rule_is_refused() -> None:
    with pytest.raises(NotTranslated, match="prod"):
        slope(["prod", "y", "X", ["v", "x"]], "x")
