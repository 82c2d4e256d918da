"""Signs at points are those of the exact values, or nothing."""

from fractions import Fraction

import pytest
import sympy as sp

from numeric.formulas.ball_values import sign_at

t = sp.Symbol("t", real=True)


@pytest.mark.parametrize(
    ("formula", "at", "expected"),
    [
        (t - 1, Fraction(2), 1),
        (t - 1, Fraction(1), None),
        (sp.sqrt(t) - sp.Rational(141421356237309504880168, 10**23), Fraction(2), 1),
        (sp.sqrt(t) - sp.Rational(141421356237309504880169, 10**23), Fraction(2), -1),
        (sp.exp(-t), Fraction(100000), 1),
        (sp.log(t) - sp.E, Fraction(15), -1),
        (sp.log(t), Fraction(-1), None),
        (sp.sqrt(t), Fraction(-1), None),
        (1 / t, Fraction(0), None),
        (t**-3 * 2, Fraction(-1, 2), -1),
        (sp.sqrt(2) * sp.sqrt(t) - 2, Fraction(2), None),
    ],
)
def test_a_sign_is_decided_or_left_open(
    formula: sp.Expr, at: Fraction, expected: int | None
) -> None:
    assert sign_at(formula, {t: at}) == expected


def test_a_formula_outside_the_class_is_refused() -> None:
    with pytest.raises(TypeError, match="a ball is computed for sums"):
        sign_at(sp.sin(t), {t: Fraction(1)})
    with pytest.raises(TypeError, match="got Symbol"):
        sign_at(t, {})
