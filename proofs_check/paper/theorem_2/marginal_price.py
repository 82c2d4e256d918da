r"""Claim 2 in the proof of Theorem 2, slopes: (32) along an offer of one good, and the marginal price in it.

Conventions: :math:`Q = M\kappa_q + s` and :math:`R = M(\bar r + \kappa_r) - t` are the others' totals
with their slack; b is the agent's own offer of the first good.

Paper: section 7.2, Claim 2, equations (32) and (33).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, pinned
from symbolic.language.notation import (
    M,
    Q_j,
    Q_others,
    R_j,
    R_others,
    b_q,
    b_r,
    gamma_z,
    j,
    kappa_q,
    kappa_r,
    phi,
    q_bar,
    r_bar,
    x,
    z,
)
from symbolic.language.proposition import And, ForAll, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Hypothesis, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r
from symbolic.model.semipooling import marginal_price, objective, seller_consumption, seller_slope

_rest = sp.Symbol("rest", real=True)
_totals_of_others = Hypothesis(
    ForAll(j, And((Relation(Q_j(j), ">", 0), Relation(R_j(j), ">", 0)))),
    reason="the exogenous offers are positive",
)
_seller = (_totals_of_others, *positive(r_bar, _rest), *nonnegative(b_q))
_inside = (Definition(q_bar, b_q + _rest),)
_derivative = sp.diff(objective().subs(b_r, 0), b_q)
_eq_32 = Statement(
    equation(_derivative, seller_slope()),
    _seller,
    _inside,
    words="For every offer below q-bar, all totals, beliefs and compositions the derivative of (30) "
    "along b_r = 0 is the left side of (32).",
)
_bundle = (*seller_consumption(), x, z)


def _slope_with(factor: sp.Expr) -> sp.Expr:
    return SumOver(
        phi(z) * SumOver(gamma_z(z, j) * (-u_q(*_bundle) + u_r(*_bundle) * factor), j), z
    )


# The bound on the marginal price: Q = M kappa_q + s, R = M (r-bar + kappa_r) - t.
_s, _t, _b = sp.symbols("s t b", real=True)
_totals = (*positive(M, kappa_q, q_bar), *nonnegative(_s, _t, _b, R_others))
_totals_where = (
    Definition(Q_others, M * kappa_q + _s),
    Definition(r_bar, over(R_others + _t, M) - kappa_r),
)
_KNOWN = {Q_j(j): Q_others, R_j(j): R_others, b_q: _b}
_marginal = marginal_price().xreplace(_KNOWN)
_price_bound = Statement(
    Relation(_marginal, "<=", over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)),
    _totals,
    _totals_where,
    words="For every M, every offer b and all totals of the others the marginal price QR/(Q + b)^2 "
    "is at most (q-bar + kappa_q)(r-bar + kappa_r)/kappa_q^2.",
)
_sharp = Statement(
    Relation(_marginal, "<=", over(r_bar + kappa_r, kappa_q)),
    _totals,
    _totals_where,
    words="For every M, every offer b and all totals of the others the marginal price is at most the "
    "largest price (r-bar + kappa_r)/kappa_q.",
)
_tight = ((_s, 0), (_t, 0), (_b, 0), (R_others, 1))

# (33): the seller's consumption lies in the range over which J is the minimum.
_received = seller_consumption()[1].xreplace(_KNOWN) - r_bar
_consumed = Statement(
    And(
        (
            Relation(_received, ">=", 0),
            Relation(_received, "<=", over((_b + _rest) * (r_bar + kappa_r), kappa_q)),
        )
    ),
    (*_totals, *nonnegative(_rest)),
    _totals_where,
    words="For every M, every offer b of at most q-bar and all totals of the others: a seller "
    "receives between nothing and q-bar (r-bar + kappa_r)/kappa_q of the second good.",
)

CLAIMS = (
    Claim(
        id="eq-32",
        title="the slope of (30) for a seller of the first good",
        source="equation (32)",
        printed=_eq_32,
        note="The marginal utilities are printed at b_q^* and the last fraction at b_q (here and in "
        "the two displays that use it); both are at b_q^*.",
        depends_on=("eq-30",),
        mutants=(
            Statement(
                equation(_derivative, _slope_with(over(R_j(j), Q_j(j) + b_q))), _seller, _inside
            ),
            Statement(
                equation(_derivative, _slope_with(HUNDREDTH_MORE * marginal_price())),
                _seller,
                _inside,
            ),
            Statement(equation(_derivative, -seller_slope()), _seller, _inside),
            Statement(
                equation(_derivative, _slope_with(over(Q_j(j) * R_j(j), (Q_j(j) + 2 * b_q) ** 2))),
                _seller,
                _inside,
            ),
        ),
    ),
    Claim(
        id="eq-33",
        title="what a seller consumes of the other good",
        source="equation (33) and the range in the definition of J",
        printed=_consumed,
        mutants=(
            pinned(
                _consumed.replacing({Relation(_received, ">=", 0): Relation(_received, ">", 0)}),
                (_b, 0),
            ),
            pinned(
                _consumed.replacing(
                    {
                        (_b + _rest) * (r_bar + kappa_r): HUNDREDTH_LESS
                        * (_b + _rest)
                        * (r_bar + kappa_r)
                    }
                ),
                (_s, 0),
                (_t, 0),
                (_rest, 0),
                (R_others, 1),
                (M, 100000),
                (_b, 1),
                (kappa_q, 1),
            ),
            pinned(_consumed.replacing({_b * R_others: _b * R_others + 1}), (_b, 0), (_rest, 0)),
        ),
    ),
    Claim(
        id="thm-2.claim-2.price",
        title="no marginal price exceeds (q-bar + kappa_q)(r-bar + kappa_r)/kappa_q^2",
        source="Claim 2, definition of A",
        printed=_price_bound,
        mutants=(
            pinned(
                _price_bound.replacing(
                    {(q_bar + kappa_q) * (r_bar + kappa_r): q_bar * (r_bar + kappa_r)}
                ),
                *_tight,
                (q_bar, sp.Rational(1, 2)),
                (kappa_q, 1),
            ),
            pinned(
                _price_bound.replacing(
                    {
                        (q_bar + kappa_q) * (r_bar + kappa_r): HUNDREDTH_LESS
                        * (q_bar + kappa_q)
                        * (r_bar + kappa_r)
                    }
                ),
                *_tight,
                (q_bar, sp.Rational(1, 1000)),
                (kappa_q, 1),
            ),
            pinned(
                _price_bound.replacing({kappa_q**2: 2 * kappa_q**2}),
                *_tight,
                (q_bar, sp.Rational(1, 2)),
                (kappa_q, 1),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-2.price-sharp",
        title="no marginal price exceeds the largest price (r-bar + kappa_r)/kappa_q (not in the paper)",
        source="Claim 2, definition of A",
        printed=_sharp,
        mutants=(
            pinned(
                _sharp.replacing(
                    {
                        over(r_bar + kappa_r, kappa_q): over(
                            HUNDREDTH_LESS * (r_bar + kappa_r), kappa_q
                        )
                    }
                ),
                *_tight,
            ),
            pinned(
                _sharp.replacing(
                    {
                        Relation(_marginal, "<=", over(r_bar + kappa_r, kappa_q)): Relation(
                            _marginal, "<", over(r_bar + kappa_r, kappa_q)
                        )
                    }
                ),
                *_tight,
            ),
            pinned(
                _sharp.replacing({(Q_others + _b) ** 2: Q_others**2 + _b**2 - Q_others * _b}),
                (_s, 0),
                (_t, 0),
                (_b, 1),
                (M, 1),
                (kappa_q, 2),
                (R_others, 1),
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
