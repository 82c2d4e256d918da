"""A sign decided for a family is the sign that the exact reading gives for each of its economies."""

import numpy as np
import pytest
import sympy as sp

from numeric import Economy
from numeric.formulas.family_signs import UNKNOWN, Polynomial, decisive, family_signs, signs
from numeric.formulas.regularity import HESSIAN
from numeric.formulas.sign_checks import concrete_from_edge
from symbolic.deciding.quadrant_signs import sign
from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import u_qq
from symbolic.model import monotone_demand
from tests.numeric.drawn import drawn

CONDITIONS = (
    -u_qq(q, r, x, z),
    HESSIAN,
    monotone_demand.normality(),
    monotone_demand.substitution(),
)


@pytest.mark.parametrize(
    "economy", [*drawn(5, 6), *drawn(5, 6, outside=True)], ids=str, indirect=True
)
def test_signs_of_a_family_are_the_exact_ones(economy: Economy) -> None:
    told = 0
    for condition in CONDITIONS:
        for t, row in enumerate(family_signs(economy, condition)):
            for s, found in enumerate(row):
                exact = sign(concrete_from_edge(economy, condition, t, s))
                assert found in (None, exact)
                told += found is not None
    assert told > 0


def test_nothing_is_said_where_coefficients_have_both_signs_or_rounding_decides() -> None:
    a, b = sp.symbols("a b", real=True)
    numbers = {"a": np.array([1.0, 1.0, 1.0]), "b": np.array([1.0, -1.0, 1e-20])}
    found = signs(u_qq(q, r, x, z), a * q**2 + b * r * q**3, numbers)
    assert found is not None
    assert found.tolist() == [1, UNKNOWN, 1]
    assert Polynomial(("a", "b"), (1.0, -1.0), ((1, 0), (0, 1))).sign(numbers).tolist() == [
        UNKNOWN,
        1,
        1,
    ]


def test_a_formula_outside_the_form_is_left_to_the_exact_reading() -> None:
    assert decisive(u_qq(q, r, x, z), sp.exp(q) + r) is None
    assert signs(u_qq(q, r, x, z), sp.exp(q) + r, {}) is None
