"""The price effect is what the module says, for every utility.

The conditions have the sign that they are used with.
"""

import sympy as sp

from symbolic.deciding.ring import identical
from symbolic.language.notation import p, q, q_bar, r, x, z
from symbolic.language.utility import u_q, u_qr, u_r, u_rr, with_utility
from symbolic.model.competitive import budget_line
from symbolic.model.monotone_demand import normality, price_effect, substitution


def at_budget(expression: sp.Expr) -> sp.Expr:
    return expression.subs(r, budget_line())


def test_the_price_effect_is_the_derivative_written_out() -> None:
    bundle = (q, budget_line(), x, z)
    assert identical(
        price_effect(), (q_bar - q) * (u_qr(*bundle) - p * u_rr(*bundle)) - u_r(*bundle)
    )
    assert not identical(
        price_effect(), (q_bar - q) * (u_qr(*bundle) + p * u_rr(*bundle)) - u_r(*bundle)
    )


def test_at_the_demand_the_price_effect_is_normality_against_the_marginal_utility() -> None:
    # p u_r = u_q is used by multiplying the effect with u_r and writing u_q for p u_r.
    marginal = at_budget(u_r(q, r, x, z))
    difference = marginal * price_effect() - (-(marginal**2) + (q_bar - q) * at_budget(normality()))
    assert identical(
        difference,
        (q_bar - q) * at_budget(u_rr(q, r, x, z)) * (at_budget(u_q(q, r, x, z)) - p * marginal),
    )


def test_substitution_is_one_minus_risk_aversion_when_utility_is_separable() -> None:
    power = sp.Rational(3, 2)
    u = sp.log(q) - r ** (1 - power) / (power - 1)
    ratio = with_utility(substitution() / (u_q(q, r, x, z) * u_r(q, r, x, z)), u, q, r)
    assert sp.simplify(ratio - (1 - power)) == 0
