"""A utility put into a formula leaves no partial derivative of u behind, and each is the right one."""

import pytest
import sympy as sp

from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import PARTIALS, UtilityPartial, with_utility

FORMULA = q**3 * sp.log(r) + sp.sqrt(q * r) + q * r**4


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda p: p.__name__)
def test_each_partial_is_the_derivative_of_its_order(partial: type[UtilityPartial]) -> None:
    i, j = partial.order
    wanted = sp.diff(FORMULA, q, i, r, j) if i or j else FORMULA
    assert sp.simplify(with_utility(partial(q, r, x, z), FORMULA, q, r) - wanted) == 0


def test_partials_at_several_places_and_inside_one_another_are_all_put() -> None:
    u, u_q, u_r, *_ = PARTIALS
    everything = sum((p(q, 2 * r, x, z) * p(r, q, x, z) for p in PARTIALS), sp.Integer(0))
    inside = u_q(u_r(q, r, x, z), u(r, r, x, z), x, z)
    for expression in (everything, inside):
        assert not with_utility(expression, FORMULA, q, r).atoms(UtilityPartial)
