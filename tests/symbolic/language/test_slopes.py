"""Derivatives are those of SymPy, in the same form, and replacing is what SymPy's ``replace`` does."""

import pytest
import sympy as sp

from symbolic.language.notation import Q_others, R_others, b_q, p, phi, pi, q, q_bar, r, z
from symbolic.language.quotient import Quotient, over, plain, replaced
from symbolic.language.slopes import diff
from symbolic.language.sums import SumOver
from symbolic.language.utility import u
from symbolic.model import best_response
from symbolic.model.market import reduced_payoff

a, share, rho = sp.symbols("a share rho", real=True)
INSIDE = share * q**rho + (1 - share) * r**rho
FORMULAS = (
    sp.Integer(2),
    r,
    q,
    a * sp.log(q) + (1 - a) * sp.log(r),
    2 * INSIDE ** (1 / (2 * rho)),
    (share * q ** sp.Rational(1, 3) + r ** sp.Rational(1, 3)) ** (3 * a) / a,
    -((1 + a * sp.sqrt(q) + sp.sqrt(r)) ** -3),
    q**a * r**rho,
    q**q / (1 + sp.exp(-q * r)),
    sp.log(r) + a * sp.log(q - a + 2 * r) - 1 / (a - q * r),
    q * a * sp.log(sp.log(3 + 1 / q)) / 10,
    sp.Max(q, r) + sp.sin(q) * sp.Abs(q - r),
    2 * (q - r) * (r - q) ** 3,
    sp.Function("f")(q * r, a),
    over(q * r, 1 + q) * over(r, q) + over(a, r),
    SumOver(phi(z) * sp.log(q * pi(z) + r), z),
    p * u(q * r, q + r, a, z),
)


@pytest.mark.parametrize("formula", FORMULAS, ids=str)
def test_derivatives_are_written_as_sympy_writes_them(formula: sp.Expr) -> None:
    for symbols in ((), (q,), (r,), (a,), (q, q), (q, r), (r, r), (q, q, r)):
        wanted = sp.diff(formula, *symbols) if symbols else formula
        assert sp.srepr(diff(formula, *symbols)) == sp.srepr(wanted), symbols


def test_slopes_of_a_payoff_are_written_as_sympy_writes_them() -> None:
    for formula in (*reduced_payoff(), best_response.g(), u(*reduced_payoff(), a, z)):
        for symbol in (b_q, Q_others, R_others):
            assert sp.srepr(diff(formula, symbol)) == sp.srepr(sp.diff(formula, symbol))


def test_what_has_no_derivative_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        diff(q * pi(a), a)


def test_fractions_are_replaced_as_sympy_replaces_them() -> None:
    nested = over(over(q, r) + a, over(r, q)) * sp.log(over(a, a + over(q, q_bar))) + p
    assert plain(nested) == nested.replace(Quotient, lambda n, d: n / d)
    assert not plain(nested).has(Quotient)


def test_nothing_is_built_anew_where_there_is_nothing_to_replace() -> None:
    held = sp.Mul(2, q + r, evaluate=False)
    assert replaced(held, Quotient, lambda node: node) is held
