r"""Claims of Claim 3 in the proof of Theorem 2, its last part: what is nearly optimal at a price is near the price-taker's best offer.

Along the line of bundles that a price buys, M(q; p) is the slope of a price-taker's payoff; offers
whose slopes are small are close, by :math:`D_1` and :math:`D_2`, and the three cases of the proof
bound the slope.

Paper: section 7.2, Claim 3, from below (34) to equation (38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, asserted, pinned
from proofs_check.paper.shared.hypotheses import CONCAVE
from symbolic.language.notation import b_q, b_r, kappa_q, kappa_r, p, q, q_bar, r_bar, x, z
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Definition,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model.competitive import demand_slope, price_bounds
from symbolic.model.price_taking import slope as selling_slope
from symbolic.model.price_taking import t as sold
from symbolic.model.semipooling import price_taking_payoffs

_rest, _t, _t1, _t2, _s, _eps, _u_q, _u_r, _P = sp.symbols(
    "rest t t_1 t_2 s epsilon u_q u_r P", real=True
)
_LOWEST, _HIGHEST = price_bounds()

# A price-taker's payoff H(b; p) along each side, and M(q; p).
_H_q, _H_r = price_taking_payoffs()
_line = (q, p * q_bar + r_bar - p * q, x, z)
_M = u_q(*_line) - p * u_r(*_line)
_M_slope = u_qq(*_line) - 2 * p * u_qr(*_line) + p**2 * u_rr(*_line)
_M_sides = Statement(
    And(
        (
            equation(sp.diff(_H_q, b_q), -_M.subs(q, q_bar - b_q)),
            equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(b_r, p)), p)),
            equation(selling_slope(), -_M.subs(q, q_bar - sold)),
        )
    ),
    positive(p),
    words="For every price and offer: the slopes of H on its two sides are -M(q-bar - b_q; p) and "
    "M(q-bar + b_r/p; p)/p; and minus M is the toolkit's slope for a net sale.",
)
_M_prime = Statement(
    equation(sp.diff(demand_slope(), q), _M_slope),
    positive(p),
    words="For every price and bundle on the budget line the derivative of M in q is "
    "u_qq - 2p u_qr + p^2 u_rr.",
)

# D_1: both offers on the first side, both on the second, one on each.
_one, _two = sp.symbols("b_1 b_2", real=True)
_D_1 = 1 + _P
_D_1_given = (*positive(p, _s), *nonnegative(_two, _t))
_D_1_where = (Definition(_P, p + _t), Definition(_one, _two + _s))
_distance = Statement(
    And(
        (
            Relation(_one - _two, "<", _D_1 * (_one - _two)),
            Relation(_one - _two, "<", _D_1 * over(_one - _two, p)),
            Relation(_one + _two, "<", _D_1 * (_one + over(_two, p))),
        )
    ),
    _D_1_given,
    _D_1_where,
    words="With D_1 = 1 + P, P the largest price, and for every price p <= P and every two "
    "different offers, on one side each or on both: they are less than D_1 times as far apart as "
    "what they give of the first good, which is b_1 - b_2, (b_1 - b_2)/p and b_1 + b_2/p.",
)

# M decreases along a budget line: tangents to the payoff at two points.
_L1, _L2, _M1, _M2, _c1, _c2 = sp.symbols("L_1 L_2 M_1 M_2 c_1 c_2", real=True)
_decreasing = Statement(
    Relation(_M1, ">", _M2),
    (
        *positive(_s, _t1, _t2, reason="u is strictly concave along the line"),
        *nonnegative(_c1),
    ),
    (
        Definition(_M2, over(_L2 - _L1 - _t2, _s)),
        Definition(_L2, _L1 + _M1 * _s - _t1),
    ),
    words="For every strictly concave u, every price and every two consumptions c_2 = c_1 + s on "
    "the budget line: M(c_1; p) > M(c_2; p).  By compactness |M| < m(epsilon) then forces an offer "
    "within epsilon of chi, for some m(epsilon) > 0.",
)

# Consumption of offers that leave d of each good, per good: seller and buyer.
_d = sp.Symbol("d", real=True)
_left_q, _left_r, _low_room, _high_room = sp.symbols("left_q left_r low_room high_room", real=True)
_in_domain = Statement(
    And(
        (
            Relation(q_bar - b_q, ">=", _d),
            Relation(r_bar + p * b_q, "<=", r_bar + q_bar * _HIGHEST),
            Relation(q_bar + over(b_r, p), "<=", q_bar + over(r_bar, _LOWEST)),
            Relation(r_bar - b_r, ">=", _d),
        )
    ),
    (
        *positive(kappa_q, kappa_r, q_bar, r_bar, p),
        *nonnegative(b_q, b_r, _left_q, _left_r, _d),
        *nonnegative(_low_room, _high_room),
    ),
    (
        Definition(b_q, q_bar - _d - _left_q),
        Definition(b_r, r_bar - _d - _left_r),
    ),
    words="For every price in its range and every offer that leaves at least d of its good, what "
    "it gives lies in the set over which D_2 is the maximum.",
)
_in_domain = Statement(
    _in_domain.says,
    (
        *positive(kappa_q, kappa_r, q_bar, r_bar, p),
        *nonnegative(_left_q, _left_r, _d),
        *nonnegative(b_q, b_r, _HIGHEST - p, p - _LOWEST),
    ),
    _in_domain.where,
    _in_domain.words,
)

# (37), with D_2 where it is defined.
_D1, _D2, _gap_Q, _gap_b, _value = sp.symbols("D_1 D_2 gap_Q gap_b value", real=True)
_mean_value = "mean value theorem and the definitions of D_1 and D_2, where D_2 is defined"
_eq_37 = Statement(
    Relation(_gap_b, "<", _eps),
    (
        *positive(_D1, _D2, _eps),
        *positive(_t, reason="|M| < epsilon/(D_1 D_2)"),
        *nonnegative(_t1, _t2, provenance=Provenance.DERIVED, reason=_mean_value),
    ),
    (
        Definition(_gap_b, _D1 * _gap_Q - _t1),
        Definition(_gap_Q, _D2 * _value - _t2),
        Definition(_eps, _D1 * _D2 * (_value + _t)),
    ),
    words="For every epsilon: if |M| < epsilon/(D_1 D_2), |Q - Q'| <= D_2 |M| and |b - b'| <= D_1 "
    "|Q - Q'|, then |b - b'| < epsilon.",
)
_tight_37 = ((_t1, 0), (_t2, 0), (_value, 1000), (_t, 1))

# D: epsilon/D must be at most epsilon/(D_1 D_2), and epsilon p/D too.
_spare_q, _spare_r = sp.symbols("spare_q spare_r", real=True)
_small = (
    *positive(_D1, _D2, kappa_q, kappa_r),
    *nonnegative(_spare_q, _spare_r, reason="kappa is small"),
)
_small_where = (
    Definition(q_bar, 100 * kappa_q + _spare_q),
    Definition(r_bar, 100 * kappa_r + _spare_r),
)


def _case_a(D: sp.Expr, words: str) -> Statement:
    return Statement(Relation(D, ">=", _D1 * _D2), _small, _small_where, words=words)


_D_printed = _case_a(
    2 * _D1 * _D2 * _HIGHEST,
    "For all endowments and every kappa of at most a hundredth of them: D = 2 D_1 D_2 "
    "(r-bar + kappa_r)/kappa_q is at least D_1 D_2.",
)
_D_corrected = _case_a(
    2 * _D1 * _D2 * (1 + _HIGHEST),
    "For all endowments and every kappa of at most a hundredth of them: D = 2 D_1 D_2 "
    "(1 + (r-bar + kappa_r)/kappa_q) is at least D_1 D_2.",
)
_by_p = Statement(
    Relation(p * _D1 * _D2, "<", 2 * _D1 * _D2 * _P),
    (*positive(_D1, _D2, p), *nonnegative(_t)),
    (Definition(_P, p + _t),),
    words="For every price p up to the largest price P: p D_1 D_2 < D = 2 D_1 D_2 P.",
)
_w, _low, _high = sp.symbols("w M_low M_high", real=True)


def _case_c(factor: sp.Expr, words: str) -> Statement:
    """Case (c) with ε = w·2 D_1 D_2·factor; the slopes at zero give M > -w and M < p w."""
    return Statement(
        And(
            (
                Relation(_high, "<", over(_eps, _D1 * _D2)),
                Relation(-_low, "<", over(_eps, _D1 * _D2)),
            )
        ),
        (*positive(_D1, _D2, _w, p, _t1, _t2), *nonnegative(_t)),
        (
            Definition(_high, p * _w - _t1),
            Definition(_low, -_w + _t2),
            Definition(_eps, _w * 2 * _D1 * _D2 * factor),
        ),
        words=words,
    )


_c_printed = _case_c(
    p + _t,
    "For every price p up to the largest price P = p + t, with D = 2 D_1 D_2 P and w = epsilon/D: "
    "if M > -w and M < p w, then |M| < epsilon/(D_1 D_2).",
)
_c_corrected = _case_c(
    1 + p + _t,
    "For every price p up to the largest price P = p + t, with D = 2 D_1 D_2 (1 + P) and w = "
    "epsilon/D: if M > -w and M < p w, then |M| < epsilon/(D_1 D_2).",
)
_tight_c = ((_t, 0), (_t1, 1), (_t2, 1), (_w, 1000), (p, 2))
_buyer, _kept_r = positive(p, q_bar, b_r, _rest), (Definition(r_bar, b_r + _rest),)
_case_b = Statement(
    equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(b_r, p)), p)),
    _buyer,
    _kept_r,
    words="For every price and every offer of the second good the slope of H is M/p at what the "
    "offer gives, q-bar + b_r/p.",
)
_at_zero = sp.diff(_H_r, b_r).subs(b_r, 0)
_case_c_sides = Statement(
    And(
        (
            equation(-_M.subs(q, q_bar), sp.diff(_H_q, b_q).subs(b_q, 0)),
            equation(over(_M.subs(q, q_bar), p), _at_zero),
        )
    ),
    positive(p, q_bar, r_bar),
    words="For every price the slopes of H at no offer are -M(q-bar; p) on the side of the first "
    "good and M(q-bar; p)/p on that of the second.",
)
_chi = Statement(
    Relation(-_u_q + _u_r * p, "<", 0),
    (*positive(_u_r, _s), *nonnegative(_t)),
    (Definition(_u_q, _u_r * (p + _t) + _s),),
    words="For all marginal utilities: where u_q exceeds u_r times the largest price p + t, the "
    "slope of a price-taker at p is negative, so its best offer is less.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.D-1",
        title="offers are less than D_1 times as far apart as consumption",
        source="Claim 3, definition of D_1",
        printed=_distance,
        note="For different offers, D_1 = 1 + (r-bar + kappa_r)/kappa_q; for equal ones both sides "
        "are zero.",
        mutants=(
            Statement(
                _distance.says,
                (*positive(p), *nonnegative(_two, _t, _s)),
                _distance.where,
            ),
            _distance.replacing({_D_1: sp.Rational(1, 2) * _D_1}),
            _distance.replacing(
                {over(_two, p): sp.S.Zero, over(_one - _two, p): over(_one - _two, 2 * p + 2)}
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.M",
        title="the slopes on either side in terms of M(q; p)",
        source="Claim 3, below M(q; p)",
        printed=_M_sides,
        mutants=(
            Statement(
                equation(sp.diff(_H_q, b_q), _M.subs(q, q_bar - b_q)),
                (*positive(p, r_bar, _rest), *nonnegative(b_q)),
                (Definition(q_bar, b_q + _rest),),
            ),
            Statement(
                equation(sp.diff(_H_r, b_r), _M.subs(q, q_bar + over(b_r, p))),
                positive(p, q_bar, r_bar),
            ),
            Statement(
                equation(
                    sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + over(HUNDREDTH_MORE * b_r, p)), p)
                ),
                positive(p, q_bar, r_bar),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.M-prime",
        title="the slope of M(q; p)",
        source="Claim 3, below D_2",
        printed=_M_prime,
        mutants=(
            Statement(equation(sp.diff(_M, q), _M_slope + p * u_qr(*_line)), positive(p)),
            Statement(
                equation(sp.diff(_M, q), _M_slope - p**2 * u_rr(*_line) + p * u_rr(*_line)),
                positive(p),
            ),
            Statement(equation(sp.diff(_M, q), _M_slope + u_qq(*_line) / 100), positive(p)),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D-2",
        title="D_2 is defined and positive",
        source="Claim 3, definition of D_2",
        printed=asserted(
            "thm-2.claim-3.D-2",
            r"\forall p:\ u_{qq} - 2pu_{qr} + p^2u_{rr} < 0\ \text{ at } (1, 1)",
            words="For the utility F(q) + F(r) named in the check the maximum that defines 1/D_2, "
            "at the endowment (1, 1) and for every price, is negative.",
            power=sp.Integer(3),
        ),
        correction=Correction(
            statement=_decreasing,
            severity="gap",
            finding="Strict concavity allows a Hessian that vanishes at a point: u = F(q) + F(r) "
            "with F' = (q^3 - 3q^2 + 3q)^(-1/4) satisfies all of section 2.1 (monotone demand "
            "included, finite on the axes) and has u_qq = u_qr = u_rr = 0 at (1, 1), so 1/D_2 = 0. "
            "Repair: M(q; p) is strictly decreasing in q and continuous, so by compactness |M| < "
            "some positive m(epsilon) forces |q - q*| < epsilon; the linear rate is lost, Claim 3 "
            "is not.  (Or assume a negative definite Hessian.)",
            quote=r"D_2 is well-defined and D_2 > 0",
            reading="For every u that is strictly concave and twice continuously differentiable "
            "the maximum over a compact set is negative.",
            defence='"Strictly concave and continuously twice differentiable" may stand for a '
            "negative definite Hessian, as it often does in general equilibrium theory, where "
            "differentiable strict concavity is meant.",
            answer="The sentence derives the sign from strict concavity, and section 2.1 asks for "
            "nothing more; the same paper proves uniqueness in Proposition 1 from strict concavity "
            "of functions, without Hessians.  With the stronger assumption the step holds, but it "
            "is an assumption.",
            consequence="(37), the three cases and with them Claims 3 and 4 and Theorem 2 use "
            "D_2; the modulus of continuity of the repair takes its place in each.",
            about="91e51b5146d3",
        ),
        depends_on=("thm-2.claim-3.M-prime",),
        mutants=(
            pinned(Statement(_decreasing.says, _decreasing.given[1:], _decreasing.where), (_s, -1)),
            Statement(
                _decreasing.says,
                (*positive(_s), *nonnegative(_t1, _t2)),
                (*_decreasing.where, Definition(_t1, sp.S(0)), Definition(_t2, sp.S(0))),
            ),
        ),
        assumes=(CONCAVE,),
    ),
    Claim(
        id="thm-2.claim-3.M-domain",
        title="the bound on M' holds at the consumption of the offers that matter",
        source="Claim 3, below M'",
        printed=_in_domain,
        note="Printed for (b, p^N) in O^2 times the prices; one offer b is meant, and one that "
        "leaves d of its good, as the equilibrium offers and chi do: an offer of the whole "
        "endowment leaves nothing, where second derivatives are not defined.",
        depends_on=("thm-2.claim-3.chi-bounded", "thm-2.claim-3.price-range"),
        mutants=(
            _in_domain.replacing(
                {Relation(q_bar - b_q, ">=", _d): Relation(q_bar - b_q, ">=", HUNDREDTH_MORE * _d)}
            ),
            Statement(
                _in_domain.says,
                _in_domain.given,
                (Definition(b_q, q_bar - HUNDREDTH_LESS * _d - _left_q), _in_domain.where[1]),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.chi-bounded",
        title="the price-taking offers satisfy the bounds of Claim 2",
        source="Claim 3, before (37)",
        printed=_chi,
        note="True and used, never shown: the mean value theorem joins an equilibrium offer with "
        "chi(x; p).  The argument of Claim 2 applies, since p is at most the largest marginal "
        "price.",
        depends_on=("thm-2.claim-2.contradiction",),
        mutants=(
            pinned(
                Statement(
                    _chi.says, _chi.given, (Definition(_u_q, _u_r * p * HUNDREDTH_LESS + _s),)
                ),
                (_s, _u_r * p / 1000),
                (p, 2),
                (_t, 0),
            ),
            pinned(
                Statement(
                    Relation(-_u_q + _u_r * p * HUNDREDTH_MORE, "<", 0), _chi.given, _chi.where
                ),
                (_s, _u_r * p / 1000),
                (p, 2),
                (_t, 0),
            ),
            pinned(
                Statement(_chi.says, (*positive(_u_r), *nonnegative(_t, _s)), _chi.where),
                (_s, 0),
                (_t, 0),
            ),
        ),
    ),
    Claim(
        id="eq-37",
        title="a small M forces an offer near chi",
        source="equation (37)",
        printed=_eq_37,
        note="It presupposes D_2, which need not exist (thm-2.claim-3.D-2).",
        depends_on=(
            "thm-2.claim-3.D-1",
            "thm-2.claim-3.D-2",
            "thm-2.claim-3.M-prime",
            "thm-2.claim-3.M-domain",
        ),
        mutants=(
            pinned(
                Statement(
                    _eq_37.says,
                    (*positive(_D1, _D2, _eps), *nonnegative(_t, _t1, _t2)),
                    _eq_37.where,
                ),
                (_t, 0),
                (_t1, 0),
                (_t2, 0),
            ),
            pinned(
                Statement(
                    _eq_37.says,
                    _eq_37.given,
                    (
                        *_eq_37.where[:2],
                        Definition(_eps, HUNDREDTH_LESS * _D1 * _D2 * (_value + _t)),
                    ),
                ),
                *_tight_37,
            ),
            pinned(
                Statement(
                    _eq_37.says,
                    _eq_37.given,
                    (
                        Definition(_gap_b, HUNDREDTH_MORE * _D1 * _gap_Q - _t1),
                        *_eq_37.where[1:],
                    ),
                ),
                *_tight_37,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D",
        title="epsilon/D is at most epsilon/(D_1 D_2), as case (a) needs",
        source="Claim 3, definition of D and case (a)",
        printed=_D_printed,
        correction=Correction(
            statement=_D_corrected,
            severity="harmless",
            finding="D = 2 D_1 D_2 (r-bar + kappa_r)/kappa_q is below D_1 D_2 when kappa_q > "
            "2(r-bar + kappa_r), and case (a), with |M| < epsilon/D, does not reach (37).  D = 2 "
            "D_1 D_2 (1 + (r-bar + kappa_r)/kappa_q) serves in all three cases.",
            quote=r"D = 2D_1D_2\frac{\bar r+\kappa_r}{\kappa_q}",
            reading="For every economy |M| < epsilon/D implies |M| < epsilon/(D_1 D_2).",
            defence="kappa is small (section 2.2), so that (r-bar + kappa_r)/kappa_q is large.",
            answer="Small means small against the endowment of the same good.  The quotient is of "
            "one good over another and depends on units: with q-bar = 1000, kappa_q = 10 (one "
            "percent), r-bar = 1 it is about 1/10.  The text checks p^N D_1 D_2 < D only, which is "
            "what case (b) needs.",
            consequence="The threshold N^3 and delta^3 change with D; Claim 3 stands.",
            about="09dae656a6a6",
        ),
        mutants=(
            _case_a(2 * _D1 * _D2 * HUNDREDTH_LESS * _HIGHEST, ""),
            _case_a(sp.Rational(99, 100) * _D1 * _D2, ""),
        ),
    ),
    Claim(
        id="thm-2.claim-3.D.price",
        title="p^N D_1 D_2 < D",
        source="Claim 3, below D",
        printed=_by_p,
        mutants=(
            _by_p.replacing({2 * _D1 * _D2 * _P: HUNDREDTH_LESS * _D1 * _D2 * _P}),
            pinned(
                Statement(_by_p.says, (*positive(_D1, _D2), *nonnegative(p, _t)), _by_p.where),
                (p, 0),
                (_t, 0),
            ),
            _by_p.replacing({p * _D1 * _D2: (p + HUNDREDTH_MORE * p) * _D1 * _D2}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-b",
        title="the slope on the second side in terms of M",
        source="Claim 3, case (b)",
        printed=_case_b,
        note="M is printed at what an offer of the first good gives, Q(beta_q, 0; p); case (b) is "
        "about the second: Q(0, beta_r; p).",
        mutants=(
            Statement(
                equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar + b_r), p)), _buyer, _kept_r
            ),
            Statement(
                equation(
                    sp.diff(_H_r, b_r),
                    over(_M.subs(q, q_bar + over(b_r, p)), HUNDREDTH_MORE * p),
                ),
                _buyer,
                _kept_r,
            ),
            Statement(equation(sp.diff(_H_r, b_r), over(_M.subs(q, q_bar), p)), _buyer, _kept_r),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-c.sides",
        title="the two slopes at zero in terms of M",
        source="Claim 3, case (c)",
        printed=_case_c_sides,
        note="The first line of the display differentiates in b_r where b_q is meant, and the "
        "slopes of the stage-2 objective lack their tilde.",
        mutants=(
            Statement(equation(_M.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar)),
            Statement(
                equation(over(_M.subs(q, q_bar), HUNDREDTH_MORE * p), _at_zero),
                positive(p, q_bar, r_bar),
            ),
            Statement(equation(-_M.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar)),
        ),
    ),
    Claim(
        id="thm-2.claim-3.case-c",
        title="at a zero offer both slopes together bound |M|",
        source="Claim 3, case (c)",
        printed=_c_printed,
        correction=Correction(
            statement=_c_corrected,
            severity="harmless",
            finding="From M > -epsilon/D and M < p epsilon/D it does not follow that |M| < "
            "epsilon/(D_1 D_2) where the largest price is below 1/2, since D is then below D_1 "
            "D_2.  With D = 2 D_1 D_2 (1 + (r-bar + kappa_r)/kappa_q) it does.",
            quote=r"|M(Q(0,0;p^N);p^N)| < \epsilon/D_1D_2",
            reading="The two displayed inequalities and the definition of D give the bound on |M|.",
            defence="Case (c) could use another constant than case (a): any larger D serves, and "
            "D_1 is only said to exist, so it may be taken as large as one likes.",
            answer="D is defined as a multiple of D_1 D_2, so enlarging D_1 enlarges both sides of "
            "D >= D_1 D_2; the factor 2(r-bar + kappa_r)/kappa_q is what is too small, and it is "
            "printed as the definition.",
            consequence="The constant D; the case distinction and Claim 3 stand.",
            about="e59102b507b9",
        ),
        depends_on=("thm-2.claim-3.D", "thm-2.claim-3.case-c.sides"),
        mutants=(
            pinned(_case_c(HUNDREDTH_LESS * (p + _t) / 2, ""), *_tight_c),
            pinned(
                Statement(
                    _c_corrected.says,
                    _c_corrected.given,
                    (Definition(_high, 3 * (1 + p) * _w - _t1), *_c_corrected.where[1:]),
                ),
                *_tight_c,
            ),
            pinned(
                Statement(
                    _c_corrected.says,
                    _c_corrected.given,
                    (
                        _c_corrected.where[0],
                        Definition(_low, -3 * (1 + p) * _w + _t2),
                        _c_corrected.where[2],
                    ),
                ),
                *_tight_c,
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
