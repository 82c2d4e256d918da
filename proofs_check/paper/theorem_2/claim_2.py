r"""Claims of Claim 2 in the proof of Theorem 2.

Equilibrium offers stay away from the endowment, whatever the population.

Paper: section 7.2, Claim 2, equations (32) and (33).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
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
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    ForAll,
    Hypothesis,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
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
_eq_32 = Statement(equation(_derivative, seller_slope()), _seller, _inside)
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
_marginal = over(Q_others * R_others, (Q_others + _b) ** 2)
_price_bound = Statement(
    Relation(_marginal, "<=", over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)),
    _totals,
    _totals_where,
)
_sharp = Statement(
    Relation(_marginal, "<=", over(r_bar + kappa_r, kappa_q)),
    _totals,
    _totals_where,
    words="The factor (q-bar + kappa_q)/kappa_q is not needed.",
)
_tight = ((_s, 0), (_t, 0), (_b, 0), (R_others, 1))

# (33): the seller's consumption lies in the range over which J is the minimum.
_received = over(_b * R_others, Q_others + _b)
_consumed = Statement(
    And(
        (
            Relation(_received, ">=", 0),
            Relation(_received, "<=", over((_b + _rest) * (r_bar + kappa_r), kappa_q)),
        )
    ),
    (*_totals, *nonnegative(_rest)),
    _totals_where,
)

# The contradiction in terms of rates of substitution.
_u_q, _u_r, _P, _price = sp.symbols("u_q u_r P price", real=True)
_negative = Statement(
    Relation(-_u_q + _u_r * _price, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_price, _t)),
    (Definition(_u_q, _u_r * (_price + _t) + _s),),
    words="If u_q > u_r P in every state and composition, and no marginal price exceeds P, every "
    "term of (32) is negative.",
)
_A, _gamma = sp.symbols("A gamma", real=True)
_solvable = asserted("thm-2.claim-2.A", r"A < \infty", utility="-1/(q r)")

CLAIMS = (
    Claim(
        id="eq-32",
        title="the slope of (30) for a seller of the first good",
        source="equation (32)",
        printed=_eq_32,
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
        ),
    ),
    Claim(
        id="thm-2.claim-2.offer",
        title="(32) holds at the equilibrium offer",
        source="equation (32), its last fraction",
        printed=Statement(
            equation(_derivative, _slope_with(over(Q_j(j) * R_j(j), (Q_j(j) + _b) ** 2))),
            (*_seller, *nonnegative(_b)),
            _inside,
        ),
        correction=Correction(
            statement=Statement(
                equation(_derivative, _slope_with(marginal_price())), _seller, _inside
            ),
            severity="notation",
            finding="The marginal utilities are taken at b_q^* and the marginal price at another b_q; both "
            "must be at b_q^* (here and in the two displays that use it).",
            scan=True,
        ),
        depends_on=("eq-32",),
        mutants=(
            Statement(
                equation(_derivative, _slope_with(over(Q_j(j) * R_j(j), (Q_j(j) + 2 * b_q) ** 2))),
                _seller,
                _inside,
            ),
            Statement(
                equation(_derivative, _slope_with(over(Q_j(j) * R_j(j), Q_j(j) * (Q_j(j) + b_q)))),
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
    Claim(
        id="thm-2.claim-2.A",
        title="A is finite",
        source="Claim 2, definition of A",
        printed=_solvable,
        correction=Correction(
            statement=asserted(
                "thm-2.claim-2.rate", r"u_q/u_r \to \infty", least_r=1, one_over=442
            ),
            severity="gap",
            finding="A maximises u_r(q, r-bar) over q from 0 on.  For utilities that fall to minus infinity "
            "at the axis it can be infinite (u = -1/(q r), "
            "u_r = 1/(q r^2)), and J(b) = gamma A has no solution.  Repair: compare the rate u_q/u_r "
            "with the largest price instead.  The rate tends to infinity "
            "at the axis, uniformly for r in a compact set away from 0, for every utility of the "
            "class (numeric.theorem_2.offer_bounds has the argument).  Where u is finite "
            "and continuous up to the axis, concavity bounds u_r and A is finite as printed.  Either "
            "way Claim 2 stands.",
        ),
        mutants=(
            _solvable,
            asserted("thm-2.claim-2.rate", least_r=1, one_over=441),
            asserted("thm-2.claim-2.rate", least_r=HUNDREDTH_LESS, one_over=442),
        ),
    ),
    Claim(
        id="thm-2.claim-2.J",
        title="J increases strictly and without bound",
        source="Claim 2, definition of J",
        printed=asserted("thm-2.claim-2.J-exact", tastes=(1, 2)),
        correction=Correction(
            statement=asserted("thm-2.claim-2.J", types="each", factor=2),
            severity="notation",
            finding="J minimises over the other good and the state but not over types, so it carries the "
            "type; J_x then increases strictly without bound.",
        ),
        mutants=(
            asserted("thm-2.claim-2.J", types="one for all", factor=1),
            asserted("thm-2.claim-2.J", types="each", factor=sp.S(10) ** 30),
            asserted("thm-2.claim-2.J-exact", tastes=(1, HUNDREDTH_MORE)),
        ),
    ),
    Claim(
        id="thm-2.claim-2.rate-diverges",
        title="rates of substitution grow without bound toward the axes (not in the paper)",
        source="Claim 2, as repaired",
        printed=asserted("thm-2.claim-2.rate-diverges", good=0, toward="axis"),
        mutants=(
            asserted("thm-2.claim-2.rate-diverges", good=0, toward="inside"),
            asserted("thm-2.claim-2.rate-diverges", good=1, toward="inside"),
        ),
    ),
    Claim(
        id="thm-2.claim-2.contradiction",
        title="beyond the bound every term of (32) is negative",
        source="Claim 2, as repaired",
        printed=_negative,
        depends_on=("eq-32", "thm-2.claim-2.price-sharp"),
        mutants=(
            pinned(
                Statement(
                    _negative.says, (*positive(_u_r), *nonnegative(_price, _t)), _negative.where
                ),
                (_s, 0),
                (_t, 0),
            ),
            pinned(
                Statement(
                    Relation(-_u_q + HUNDREDTH_MORE * _u_r * _price, "<", 0),
                    _negative.given,
                    _negative.where,
                ),
                (_t, 0),
                (_price, 2),
                (_s, _u_r / 1000),
            ),
            pinned(
                Statement(
                    _negative.says,
                    _negative.given,
                    (Definition(_u_q, _u_r * (HUNDREDTH_LESS * _price + _t) + _s),),
                ),
                (_t, 0),
                (_price, 2),
                (_s, _u_r / 1000),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-2",
        title="equilibrium offers are bounded away from the endowment, uniformly in the population",
        source="Claim 2",
        printed=asserted("thm-2.claim-2", r"\tilde\beta^{N,A}(x) \le \bar b", factor=sp.S.One),
        depends_on=(
            "thm-2.claim-2.A",
            "thm-2.claim-2.rate-diverges",
            "thm-2.claim-2.contradiction",
            "eq-33",
        ),
        mutants=(
            asserted("thm-2.claim-2", factor=sp.Rational(1, 2)),
            asserted("thm-2.claim-2", factor=sp.Rational(1, 4)),
        ),
    ),
)
__all__ = ["CLAIMS"]
