"""What is written here computes what SymPy's own printer computes."""

import numpy as np
import pytest
import sympy as sp
from sympy.abc import a, x, y

from numeric.formulas.lambdified import lambdified

FORMULAS = [
    x**a / a + sp.sqrt(y) / 3,
    -x - y,
    -2 * x * y / (x + y) ** 2,
    sp.Rational(-1, 3) * x**-3 * y**5,
    (x - y) ** 2 * (x + y) ** a - x ** sp.Rational(-5, 2),
    sp.log(x / y) * sp.exp(-x) + sp.exp(1) * sp.pi,
    1 / sp.sqrt(x) - y ** (-a) + 0.25 * x**2,
    (a * x**a + (1 - a) * y**a) ** (1 / a),
    sp.Integer(7),
    x,
]


def test_values_are_those_of_the_other_printer() -> None:
    rng = np.random.default_rng(1)
    given = [rng.uniform(0.2, 0.9, size=(4, 3)) for _ in range(3)]
    theirs = sp.lambdify([x, y, a], FORMULAS, "numpy")(*given)
    for mine, wanted in zip(lambdified([x, y, a], FORMULAS)(*given), theirs, strict=True):
        assert np.allclose(mine, wanted, rtol=1e-13, atol=0)
    derived = [sp.diff(e, x, y) for e in FORMULAS]
    theirs = sp.lambdify([x, y, a], derived, "numpy")(*given)
    for mine, wanted in zip(lambdified([x, y, a], derived)(*given), theirs, strict=True):
        assert np.allclose(mine, wanted, rtol=1e-12, atol=1e-15)


def test_one_expression_gives_one_value_and_other_functions_are_left_to_sympy() -> None:
    assert lambdified([x], x**2)(3.0) == 9.0
    assert lambdified([x], sp.tanh(x) + 1)(0.0) == 1.0
    assert lambdified([x], [sp.tanh(x), x])(0.0) == [0.0, 0.0]


def test_deep_formulas_are_written() -> None:
    deep = x
    for _ in range(60):
        deep = sp.log(1 + deep / y)
    assert np.isfinite(lambdified([x, y], deep)(0.5, 0.9))


def test_an_argument_that_is_given_twice_is_refused() -> None:
    with pytest.raises(SyntaxError):
        lambdified([x, y, x], [x])
