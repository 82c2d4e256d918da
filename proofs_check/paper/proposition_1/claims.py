r"""Claims of Proposition 1's proof that are algebra.

They are about the two branches of the payoff, their slopes at zero, and the sign relation (20).

Paper: section 7.1, equations (17)-(20).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import Q_others, R_others, b_q, b_r
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over, plain
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.model.best_response import (
    buyer_bundle,
    g,
    g_prime,
    g_prime_at_zero,
    h,
    h_prime,
    h_prime_at_zero,
    objective,
    seller_bundle,
)

_TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")
_OFFER = nonnegative(b_q, b_r)

_branch_g = Statement(equation(objective().subs(b_r, 0), g()), (*_TOTALS, *_OFFER))
_branch_h = Statement(equation(objective().subs(b_q, 0), h()), (*_TOTALS, *_OFFER))
_g_zero = Statement(equation(g_prime().subs(b_q, 0), g_prime_at_zero()), _TOTALS)
_h_zero = Statement(equation(h_prime().subs(b_r, 0), h_prime_at_zero()), _TOTALS)
_ratio = over(R_others, Q_others)
_eq_20_scaled = Statement(equation(_ratio * h_prime_at_zero(), -g_prime_at_zero()), _TOTALS)
_eq_20 = Statement(Relation(h_prime_at_zero(), "same sign", -g_prime_at_zero()), _TOTALS)
_f_q, _f_r = seller_bundle()[1], buyer_bundle()[0]
_f_q_concave = Statement(Relation(sp.diff(plain(_f_q), b_q, 2), "<", 0), (*_TOTALS, *_OFFER))
_f_r_concave = Statement(Relation(sp.diff(plain(_f_r), b_r, 2), "<", 0), (*_TOTALS, *_OFFER))

CLAIMS = (
    Claim(
        id="prop-1.branch-g",
        title="selling the first good gives g",
        source="below equation (17)",
        printed=_branch_g,
        depends_on=("eq-14",),
        mutants=(
            Statement(
                equation(objective().subs(b_r, 0), g().subs(Q_others, 2 * Q_others)),
                _branch_g.given,
            ),
            Statement(equation(objective().subs(b_r, 0), h()), _branch_g.given),
        ),
    ),
    Claim(
        id="prop-1.branch-h",
        title="selling the second good gives h",
        source="below equation (17)",
        printed=_branch_h,
        depends_on=("eq-14",),
        mutants=(Statement(equation(objective().subs(b_q, 0), g()), _branch_h.given),),
    ),
    Claim(
        id="prop-1.f-q-concave",
        title="what a seller receives is strictly concave in the offer",
        source="below equation (17)",
        printed=_f_q_concave,
        mutants=(_f_q_concave.replacing({"<": ">"}), _f_q_concave.without(_TOTALS[1])),
    ),
    Claim(
        id="prop-1.f-r-concave",
        title="what a buyer receives is strictly concave in the offer",
        source="below equation (17)",
        printed=_f_r_concave,
        mutants=(_f_r_concave.replacing({"<": ">"}), _f_r_concave.without(_TOTALS[0])),
    ),
    Claim(
        id="prop-1.g-prime-zero",
        title="the slope of g at zero",
        source="above equation (20)",
        printed=_g_zero,
        note="The printed u_q(q-bar; x, z) and u_r(r-bar; x, z) lack an argument; with (q-bar, "
        "r-bar) the display holds.",
        mutants=(
            _g_zero.replacing({over(R_others, Q_others): over(Q_others, R_others)}),
            _g_zero.replacing(
                {over(R_others, Q_others): HUNDREDTH_MORE * over(R_others, Q_others)}
            ),
        ),
    ),
    Claim(
        id="prop-1.h-prime-zero",
        title="the slope of h at zero",
        source="above equation (20)",
        printed=_h_zero,
        note="As for g: both arguments must be written.",
        mutants=(
            _h_zero.replacing({over(Q_others, R_others): over(R_others, Q_others)}),
            _h_zero.replacing(
                {over(Q_others, R_others): HUNDREDTH_MORE * over(Q_others, R_others)}
            ),
        ),
    ),
    Claim(
        id="eq-20.scaled",
        title="(R_-/Q_-) h'(0) = -g'(0)",
        source="equation (20)",
        printed=_eq_20_scaled,
        depends_on=("prop-1.g-prime-zero", "prop-1.h-prime-zero"),
        mutants=(
            Statement(
                equation(over(Q_others, R_others) * h_prime_at_zero(), -g_prime_at_zero()), _TOTALS
            ),
            Statement(equation(_ratio * h_prime_at_zero(), g_prime_at_zero()), _TOTALS),
        ),
    ),
    Claim(
        id="eq-20",
        title="at most one side of the market is attractive: h'(0) has the sign of -g'(0)",
        source="equation (20)",
        printed=_eq_20,
        depends_on=("eq-20.scaled",),
        mutants=(
            Statement(Relation(h_prime_at_zero(), "same sign", g_prime_at_zero()), _TOTALS),
            Statement(
                Relation(
                    h_prime_at_zero(),
                    "same sign",
                    -g_prime_at_zero() / HUNDREDTH_MORE - g_prime_at_zero() ** 2,
                ),
                _TOTALS,
            ),
        ),
    ),
)
