"""Signs of formulas in one good: what root counting says is what values say."""

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from symbolic.deciding.one_good import one_sign
from symbolic.language.notation import q, r

THIRD = sp.Rational(1, 3)


@pytest.mark.parametrize(
    ("formula", "sign", "but_at_points"),
    [
        (q - 3 * sp.sqrt(q) + sp.Rational(5, 2), 1, 1),
        (q - 2 * sp.sqrt(q) + 1, None, 1),
        (-((q - 1) ** 2) * (q - 2) ** 2 / q**3, None, -1),
        (-((q - 1) ** 2) * (q - 2), None, None),
        ((q - 1) ** 3, None, None),
        (q ** (2 * THIRD) - q**THIRD + 1, 1, 1),
        (sp.S(-3), -1, -1),
        (sp.S.Zero, 0, 0),
        (sp.log(q), None, None),
        (1 / q + r, None, None),
        (sp.sqrt(q + 1) * (q**2 - 2 * q + 1), None, 1),
    ],
)
def test_signs(formula: sp.Expr, sign: int | None, but_at_points: int | None) -> None:
    assert one_sign(formula, q) == sign
    assert one_sign(formula, q, but_at_points=True) == but_at_points


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=4), st.integers(1, 3))
def test_a_sign_is_that_of_every_value(coefficients: list[int], root: int) -> None:
    s = q ** sp.Rational(1, root)
    formula = sp.expand(sum(c * s**k for k, c in enumerate(coefficients)) ** 2 - s**2)
    values = {
        sp.sign(formula.subs(q, sp.Rational(k, 7) ** root)) for k in (1, 3, 5, 7, 9, 14, 30, 90)
    }
    found = one_sign(formula, q)
    assert found is None or values == {found}
    weak = one_sign(formula, q, but_at_points=True)
    assert weak is None or values <= {weak, 0}
