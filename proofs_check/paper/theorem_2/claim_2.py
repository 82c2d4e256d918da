r"""Claims of Claim 2 in the proof of Theorem 2.

Equilibrium offers stay away from the endowment, whatever the population.

Paper: section 7.2, Claim 2, equations (32) and (33).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import (
    HUNDREDTH_LESS,
    HUNDREDTH_MORE,
    asserted,
    pinned,
)
from proofs_check.paper.shared.hypotheses import CONCAVE, INCREASING
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
    Provenance,
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

# The contradiction in terms of rates of substitution.
_u_q, _u_r, _P, _price = sp.symbols("u_q u_r P price", real=True)
_negative = Statement(
    Relation(-_u_q + _u_r * _price, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_price, _t)),
    (Definition(_u_q, _u_r * (_price + _t) + _s),),
    words="If u_q > u_r P in every state and composition, and no marginal price exceeds P, every "
    "term of (32) is negative.",
)


# A chord bounds u_r on the line r = r-bar where u is finite on the axes: u_0 = u(0, 0), u_half =
# u(q, r-bar/2), u_line = u(q, r-bar), u_top = u(q-bar, r-bar).
_u_0, _u_half, _u_line, _u_top, _slope = sp.symbols("u_0 u_half u_line u_top u_r", real=True)
_half = 2 * (_u_top - _u_0) / r_bar
_finite = Statement(
    Relation(_slope, "<=", _half),
    (
        Hypothesis(
            Relation(_u_half, "<=", _u_line - _slope * r_bar / 2),
            Provenance.DERIVED,
            "u is concave: the tangent at (q, r-bar), taken at (q, r-bar/2)",
        ),
        Hypothesis(
            Relation(_u_line, "<=", _u_top),
            Provenance.DERIVED,
            "u is increasing and q is at most q-bar",
        ),
        Hypothesis(
            Relation(_u_half, ">=", _u_0),
            Provenance.DERIVED,
            "u is increasing and finite at (0, 0), as on all of the closed quadrant",
        ),
        *positive(r_bar),
    ),
    words="For every consumption q of the first good from 0 to q-bar: u_r(q, r-bar) is at most "
    "2[u(q-bar, r-bar) - u(0, 0)]/r-bar, so A is finite.",
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
    Claim(
        id="thm-2.claim-2.A",
        title="A is finite",
        source="Claim 2, definition of A",
        printed=_finite,
        note="By concavity, where u is finite on the axes, as (q, r) in the closed quadrant and "
        "u(0, 0) in (45) have it; the proof does not say so.  For utilities that are minus "
        "infinity on the axes A can be infinite (u = -1/(q r)); then the rate u_q/u_r, compared "
        "with the largest price, gives Claim 2 (thm-2.claim-2.rate).",
        depends_on=("thm-2.claim-2.price",),
        mutants=(
            _finite.replacing({_half: HUNDREDTH_LESS * _half}),
            Statement(_finite.says, _finite.given[1:]),
            Statement(_finite.says, (_finite.given[0], *_finite.given[2:])),
        ),
        assumes=(CONCAVE, INCREASING),
    ),
    Claim(
        id="thm-2.claim-2.rate",
        title="a bound from rates of substitution where A is infinite (not in the paper)",
        source="Claim 2, definition of A",
        printed=asserted(
            "thm-2.claim-2.rate",
            r"\forall r \in [\bar r, \bar r + \bar q P]:\ \frac{u_q}{u_r}(q_0, r) > P = "
            r"\frac{\bar r + \kappa_r}{\kappa_q},\quad \sup_q u_r(q, \bar r) = \infty",
            words="For the utilities -1/(q r) and -1/(q^2 r), with kappa = 1/20, u_r is unbounded "
            "on the line r = r-bar, but the rate of substitution exceeds the largest price 21 for "
            "consumption of 1/22 of the first good and every one of the second that a seller can "
            "have; and the toolkit's bound on offers is 20/21.",
            one_over=22,
        ),
        existence=True,
        depends_on=("thm-2.claim-2.rate-diverges", "thm-2.claim-2.price-sharp"),
        mutants=(
            asserted("thm-2.claim-2.rate", one_over=21),
            asserted("thm-2.claim-2.rate", one_over=20),
        ),
    ),
    Claim(
        id="thm-2.claim-2.J",
        title="J is positive, increases strictly and without bound",
        source="Claim 2, definition of J",
        printed=asserted(
            "thm-2.claim-2.J",
            r"\forall x, b < b':\ 0 < J(b) < J(b')\ (b < b' < \bar q),\quad J(b) \to \infty\ (b \to \bar q)",
            words="In every economy and for every type x the least marginal utility of the first "
            "good over the states and over what a seller of b can have of the second good is "
            "positive, rises with b from no offer to all but a billionth of the endowment, and "
            "more than doubles.",
            derivative=(1, 0),
        ),
        note="J carries the type x that the proof has fixed.  It is defined at every b below q-bar; "
        "J(b) = gamma A has a solution once gamma A is at least J(0).",
        mutants=(asserted("thm-2.claim-2.J", derivative=(0, 1)),),
    ),
    Claim(
        id="thm-2.claim-2.rate-diverges",
        title="rates of substitution grow without bound toward the axes (not in the paper)",
        source="Claim 2, as repaired",
        printed=asserted(
            "thm-2.claim-2.rate-diverges",
            r"\forall x, z, r:\ \frac{u_q}{u_r}(q, r) \to \infty\ (q \to 0)",
            words="In every economy the least rate of substitution over types, states and what a "
            "seller can have of the other good, computed from the formula of u on a grid, is the "
            "toolkit's and grows by half or more at each step as the share of the endowment that "
            "is kept falls from 10^-2 to 10^-8 in steps of 100; for either good.",
            shares=(-2, -4, -6, -8),
        ),
        mutants=(asserted("thm-2.claim-2.rate-diverges", shares=(-8, -6, -4, -2)),),
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
        printed=asserted(
            "thm-2.claim-2",
            r"\exists\bar b < (\bar q, \bar r)\ \forall N, A, x:\ "
            r"\tilde\beta^{N,A}(x), \hat\beta^{N,A}(x) \le \bar b",
            words="In every economy best offers of every type against random totals drawn over "
            "their whole range, at M = 6 and under drawn beliefs, are at most the toolkit's bound, "
            "which is below the endowment and is where the least rate of substitution, computed "
            "from the formula of u, equals the largest price.",
            price=sp.S.One,
        ),
        depends_on=(
            "thm-2.claim-2.A",
            "thm-2.claim-2.J",
            "thm-2.claim-2.price",
            "thm-2.claim-2.rate-diverges",
            "thm-2.claim-2.contradiction",
            "eq-32",
            "eq-33",
        ),
        mutants=(
            asserted("thm-2.claim-2", price=HUNDREDTH_MORE),
            asserted("thm-2.claim-2", price=HUNDREDTH_LESS),
        ),
    ),
)
__all__ = ["CLAIMS"]
