r"""Claims of Claim 3 in the proof of Theorem 2, its first part: (34), that the slopes of the stage-2 objective are near a price-taker's.

L is a price-taker's slope (up to its sign), B bounds it, and the chain before (34) adds up what good
and bad compositions and other states contribute.

Paper: section 7.2, Claim 3, equations (34) and (35), and the choice of N^2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, pinned
from proofs_check.paper.shared.hypotheses import CONCAVE, INCREASING
from symbolic.language.notation import (
    M,
    Q_j,
    Q_others,
    R_j,
    R_others,
    b_q,
    gamma_z,
    j,
    kappa_q,
    kappa_r,
    p,
    phi,
    q_bar,
    r_bar,
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
from symbolic.model.competitive import price_bounds
from symbolic.model.semipooling import (
    marginal_price,
    price_taking_payoffs,
    price_taking_slope,
    seller_price,
    seller_slope,
)

_rest, _t, _s, _s2 = sp.symbols("rest t s s_2", real=True)
_LOWEST, _HIGHEST = price_bounds()
_MARGINAL = marginal_price().xreplace({Q_j(j): Q_others, R_j(j): R_others})

# Price-taking: H(b; p) along the side of the first good, and L.
_H_q, _ = price_taking_payoffs()
_seller = (*positive(p, r_bar, _rest), *nonnegative(b_q))
_inside = (Definition(q_bar, b_q + _rest),)
_L_printed = Statement(
    equation(sp.diff(_H_q, b_q), price_taking_slope(p)),
    _seller,
    _inside,
    words="For every offer b_q below q-bar and every price p the slope of H(b_q, 0; p) is "
    "L(b_q, p, p).",
)
_L_corrected = Statement(
    equation(sp.diff(_H_q, b_q), -price_taking_slope(p)),
    _seller,
    _inside,
    words="For every offer b_q below q-bar and every price p the slope of H(b_q, 0; p) is "
    "-L(b_q, p, p).",
)
_mean_of_L = SumOver(
    phi(z) * SumOver(gamma_z(z, j) * price_taking_slope(seller_price(), marginal_price()), j), z
)
_L_states = Statement(
    equation(seller_slope(), -_mean_of_L),
    (
        Hypothesis(ForAll(j, Relation(Q_j(j), ">", 0)), reason="the exogenous offers are positive"),
        *nonnegative(b_q),
    ),
    words="For every offer, belief and totals the slope of (30) is minus the mean of L over "
    "states and compositions, L being built for each state z from u(., .; x, z).",
)

# The range of p^N, per agent: offers lie between zero and the endowment.
_a_q, _a_r, _left_q, _left_r = sp.symbols("offer_q offer_r rest_q rest_r", real=True)
_offers = (*nonnegative(_a_q, _a_r, _left_q, _left_r), *positive(kappa_q, kappa_r))
_endowments = (Definition(q_bar, _a_q + _left_q), Definition(r_bar, _a_r + _left_r))
_price = over(_a_r + kappa_r, _a_q + kappa_q)
_range = Statement(
    And((Relation(_price, ">=", _LOWEST), Relation(_price, "<=", _HIGHEST))),
    _offers,
    _endowments,
    words="For all mean offers between zero and the endowment p^N lies between "
    "kappa_r/(q-bar + kappa_q) and (r-bar + kappa_r)/kappa_q.",
)

# The prices at which L is taken: offers are at most b-bar (Claim 2), Q = M kappa_q + s <=
# M(b-bar + kappa_q), R = M kappa_r + t, and N is large: q-bar exceeds b-bar by what its square root
# in 1/M needs.
_b_bar = sp.Symbol("b_bar", real=True)
_box_given = (
    *positive(M, kappa_q, kappa_r),
    *nonnegative(_s, _t, b_q, _s2, provenance=Provenance.DERIVED, reason="Claim 2, and large N"),
)
_box_where = (
    Definition(Q_others, M * kappa_q + _s),
    Definition(R_others, M * kappa_r + _t),
    Definition(q_bar, _b_bar + over(2 * b_q, M) + over(b_q**2, M**2 * kappa_q) + _rest),
    Definition(_b_bar, over(_s, M) + _s2),
)
_box = Statement(
    And((Relation(_MARGINAL, ">=", _LOWEST), Relation(_MARGINAL, "<=", over(R_others, Q_others)))),
    (*_box_given, *nonnegative(_rest, reason="N is large")),
    _box_where,
    words="For all offers of at most b-bar < q-bar (Claim 2) and every M with q-bar - b-bar >= "
    "2b/M + b^2/(M^2 kappa_q), the marginal price QR/(Q + b)^2 is at least "
    "kappa_r/(q-bar + kappa_q), and at most the average price.",
)

# B is finite where u is finite on the axes: a chord bounds u_q(d, r); v_0 = u(0, 0), v_half =
# u(d/2, r), v_at = u(d, r), v_top = u(d, top).
_d, _v_0, _v_half, _v_at, _v_top, _v_slope = sp.symbols("d v_0 v_half v_at v_top v_q", real=True)
_chord = 2 * (_v_top - _v_0) / _d
_finite = Statement(
    Relation(_v_slope, "<=", _chord),
    (
        Hypothesis(
            Relation(_v_half, "<=", _v_at - _v_slope * _d / 2),
            Provenance.DERIVED,
            "u is concave: the tangent at (d, r), taken at (d/2, r)",
        ),
        Hypothesis(
            Relation(_v_at, "<=", _v_top),
            Provenance.DERIVED,
            "u is increasing and r is at most the largest consumption",
        ),
        Hypothesis(
            Relation(_v_half, ">=", _v_0),
            Provenance.DERIVED,
            "u is increasing and finite at (0, 0), as on all of the closed quadrant",
        ),
        *positive(_d),
    ),
    words="For every r from 0 to the largest consumption: u_q(d, r) is at most 2[u(d, top) - u(0, "
    "0)]/d, and the like for u_r(q, d), so B is finite.",
)

# |L| <= B/2 with the b-bar that Claim 2 constructs: u_q(d, .) >= J(b-bar) = gamma A, where A is a
# bound on u_r times (q-bar + kappa_q)(r-bar + kappa_r)/kappa_q^2, gamma > 1.
_u_q, _u_r, _p_2, _half_B, _A, _gamma, _top_r = sp.symbols(
    "u_q u_r p_2 half_B A gamma top_r", real=True
)
_s3, _s4, _s5, _g = sp.symbols("s_3 s_4 s_5 g", real=True)
_bound_given = (
    *positive(_u_r, kappa_q, kappa_r, q_bar, r_bar, _g, _u_q),
    *nonnegative(_s3, _s4, _s5, _p_2, _s),
)
_bound_where = (
    Definition(_u_q, _half_B - _s5),
    Definition(_half_B, _gamma * _A + _s4),
    Definition(_A, _top_r * over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)),
    Definition(_top_r, _u_r + _s3),
    Definition(_gamma, 1 + _g),
    Definition(_p_2, _HIGHEST - _s),
)
_L = _u_q - _u_r * _p_2
_bounded = Statement(
    And((Relation(_L, "<=", _half_B), Relation(_L, ">=", -_half_B))),
    _bound_given,
    _bound_where,
    words="For all marginal utilities and every price p_2 up to the largest: if u_q is at most "
    "B/2 and B/2 is at least J(b-bar) = gamma A, as in the proof of Claim 2, then |L| <= B/2.",
)

# N^2, the thresholds by name: a = N^1(eps/10B), b = N~(delta^2(eps)), c = N^1(delta~(delta')), and
# d = N~(delta').
_N, _n_a, _n_b, _n_c, _n_d = sp.symbols(
    "N N1_eps Ntilde_delta2 N1_deltatilde Ntilde_delta", real=True
)
_monotone = (
    Hypothesis(
        Relation(_n_b, ">=", _n_d), Provenance.DERIVED, "delta^2 is at most delta', and N~ falls"
    ),
    Hypothesis(
        Relation(_n_c, ">=", _n_a),
        Provenance.DERIVED,
        "delta~(delta') is at most epsilon/(10B), and N^1 falls",
    ),
    *positive(_n_a, _n_b, _n_c, _n_d),
)
_beyond = (
    Hypothesis(Relation(_N, ">", _n_a), Provenance.PAPER, "N > N^2(epsilon)"),
    Hypothesis(Relation(_N, ">", _n_b), Provenance.PAPER, "N > N^2(epsilon)"),
)
_used = And((Relation(_N, ">", _n_c), Relation(_N, ">", _n_d)))
_n_2_printed = Statement(
    _used,
    (*_monotone, *_beyond),
    words="For every N above N^1(epsilon/10B) and N~(delta^2(epsilon)): N > N^1(delta~(delta')) "
    "and N > N~(delta').",
)
_n_2 = Statement(
    _used,
    (
        *_monotone,
        *_beyond,
        Hypothesis(Relation(_N, ">", _n_c), Provenance.ADDED, "the third part of the maximum"),
    ),
    words="For every N above N^1(epsilon/10B), N~(delta^2(epsilon)) and N^1(delta~(delta')): N > "
    "N^1(delta~(delta')) and N > N~(delta').",
)

_eps, _B = sp.symbols("epsilon B", real=True)
_tenth = over(_eps, 10 * _B)
_three = _eps / 10 + _tenth * 2 * _B + _tenth * _B
_chain = Statement(
    And(
        (
            Relation(_tenth + _tenth * _B, "<=", _eps / 10 + _tenth * 2 * _B),
            Relation(_three, "<", _eps),
        )
    ),
    (*positive(_eps), *nonnegative(_s)),
    (Definition(_B, 2 + _s),),
    words="For every epsilon and B >= 2: good compositions (|L' - L| < epsilon/10B), bad ones "
    "(|L' - L| <= B, with probability epsilon/10B) and other states add up to less than epsilon.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.price-range",
        title="p^N lies between kappa_r/(q-bar + kappa_q) and (r-bar + kappa_r)/kappa_q",
        source="Claim 3, below its statement",
        printed=_range,
        mutants=(
            Statement(Relation(_price, ">=", over(kappa_r, q_bar)), _offers, _endowments),
            pinned(
                Statement(
                    Relation(_price, "<=", over(HUNDREDTH_LESS * r_bar + kappa_r, kappa_q)),
                    _offers,
                    _endowments,
                ),
                (_left_r, 0),
                (_a_q, 0),
            ),
            pinned(
                Statement(Relation(_price, "<", _HIGHEST), _offers, _endowments),
                (_left_r, 0),
                (_a_q, 0),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.L",
        title="the slope of the price-taking objective is L",
        source="Claim 3, below (35)",
        printed=_L_printed,
        correction=Correction(
            statement=_L_corrected,
            severity="harmless",
            finding="L has the wrong sign: the slope of H in b_q is -u_q + u_r p = -L, as the later "
            "display with M has it.  Only |L - L'| is used.",
            scan=True,
            quote=r"\partial H_x(b_q,0;p^N)/\partial b_q = L(b_q,p^N,p^N)",
            reading="The slope of H in b_q is L as defined a few lines above, u_q - u_r p.",
            defence="L could be meant as -u_q + u_r p, the scan having lost a sign; the display "
            "for the slope of (30) then holds as well.",
            answer="Both displays use the definition as it stands, u_q(...) - u_r(...) p_2, where "
            "two signs would have to be lost; and with M, which has the sign of L, the proof "
            "later writes the slope as -M.  So one of the two places is wrong whatever the scan.",
            consequence="Nothing: (35) and the chain before (34) use |L - L'|.",
            about="08e56a435949",
        ),
        mutants=(
            Statement(
                equation(sp.diff(_H_q, b_q), -HUNDREDTH_MORE * price_taking_slope(p)),
                _seller,
                _inside,
            ),
            Statement(
                equation(sp.diff(_H_q, b_q), -price_taking_slope(p, HUNDREDTH_MORE * p)),
                _seller,
                _inside,
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.states",
        title="the slope of (30) is an average of L over states and compositions",
        source="Claim 3, second display below (35)",
        printed=_L_states,
        note="L is printed with the utility in the fixed state z*; under the sum it is that of the "
        "state z summed over, as the definition of B, with its maximum over z, has it.  The states "
        "other than z* are bounded by (1 - phi[z*])B.",
        depends_on=("eq-32", "thm-2.claim-3.L"),
        mutants=(
            Statement(equation(seller_slope(), _mean_of_L), _L_states.given),
            Statement(equation(seller_slope(), -HUNDREDTH_MORE * _mean_of_L), _L_states.given),
            Statement(
                equation(
                    seller_slope(),
                    -SumOver(
                        phi(z) * SumOver(gamma_z(z, j) * price_taking_slope(seller_price()), j),
                        z,
                    ),
                ),
                _L_states.given,
            ),
        ),
    ),
    Claim(
        id="eq-35",
        title="the prices at which L is taken lie in the box on which it is uniformly continuous",
        source="equation (35) and above",
        printed=_box,
        note="It takes the bound of Claim 2 on the others' offers and a large N, both in force "
        "there; with offers of the whole endowment, or at small M, the marginal price can lie "
        "below the box.",
        depends_on=("thm-2.claim-2", "thm-2.claim-2.price-sharp"),
        mutants=(
            Statement(
                _box.says,
                _box.given,
                (
                    *_box_where[:2],
                    Definition(q_bar, _b_bar),
                    _box_where[3],
                    *(Definition(v, sp.S(n)) for v, n in ((_s2, 0), (_s, 1), (_t, 0), (b_q, 1))),
                ),
            ),
            Statement(
                _box.says,
                _box.given,
                (
                    _box_where[0],
                    Definition(R_others, HUNDREDTH_LESS * M * kappa_r + _t),
                    *_box_where[2:],
                    Definition(_t, sp.S(0)),
                    Definition(b_q, sp.S(0)),
                    Definition(_s2, sp.S(0)),
                    Definition(_rest, sp.S(0)),
                ),
            ),
        ),
    ),
    Claim(
        id="thm-2.claim-3.B-finite",
        title="B is finite",
        source="Claim 3, definition of B",
        printed=_finite,
        note="As for A: by chords, where u is finite on the axes, which the proof does not say.  "
        "For utilities that are minus infinity there B can be infinite (u = -1/(q r)); then take "
        "the maxima over the compact set in which Claim 2 keeps consumption.",
        mutants=(
            _finite.replacing({_chord: HUNDREDTH_LESS * _chord}),
            Statement(_finite.says, _finite.given[1:]),
            Statement(_finite.says, (_finite.given[0], *_finite.given[2:])),
        ),
        depends_on=("thm-2.claim-2",),
        assumes=(CONCAVE, INCREASING),
    ),
    Claim(
        id="thm-2.claim-3.B-bound",
        title="|L| is at most B/2",
        source="Claim 3, below B",
        printed=_bounded,
        note="The price multiplies u_r in L and is missing from B.  The bound holds nevertheless "
        "with the b-bar that the proof of Claim 2 constructs, since gamma A, which contains the "
        "price, is at most u_q(d, .); with another b-bar that bounds offers B would have to "
        "contain the price.",
        depends_on=("thm-2.claim-3.B-finite", "thm-2.claim-2.A", "thm-2.claim-2.J"),
        mutants=(
            pinned(
                Statement(
                    _bounded.says,
                    _bound_given,
                    (
                        *_bound_where[:2],
                        Definition(_A, _top_r),
                        *_bound_where[3:],
                    ),
                ),
                (_s3, 0),
                (_s4, 0),
                (_s5, sp.Rational(1, 2)),
                (_s, 0),
                (_g, sp.Rational(1, 10)),
                (_u_r, 1),
            ),
            _bounded.replacing({Relation(_L, "<=", _half_B): Relation(_L, "<=", _half_B - _u_r)}),
        ),
    ),
    Claim(
        id="thm-2.claim-3.N-2",
        title="N^2 is large enough for the steps that use it",
        source="Claim 3, definition of N^2",
        printed=_n_2_printed,
        correction=Correction(
            statement=_n_2,
            severity="harmless",
            finding="The proof uses N > N^1(delta~(delta')) and N > N~(delta'), but N^2 is the "
            "maximum of N^1(epsilon/10B) and N~(delta^2): a smaller argument needs a larger N^1.  "
            "Take the maximum of all three.",
            quote=r"N^2(\epsilon) = \max\{N^1(\frac{\epsilon}{10B}), \tilde N(\delta^2(\epsilon))\}",
            reading="N > N^2(epsilon) gives what is used below: N > N^1(delta~(delta')).",
            defence="Thresholds may be enlarged at will: if N~ is taken at least as large as N^1, "
            "then N~(delta^2) is at least N^1(delta^2), and so at least N^1(delta~(delta')).",
            answer="Nothing of the kind is said where N~ is introduced, after (36), which is about "
            'prices and does not involve Claim 1; N^1 comes from Claim 1, and "because N > '
            "N^1(delta~(delta'))\" is asserted two displays later without a source.",
            consequence="The threshold of Claim 3 is larger than printed; the claim stands.",
            about="f2c3ca5c7918",
        ),
        mutants=(
            Statement(_used, (*_monotone[1:], _n_2.given[-1], _beyond[0])),
            Statement(_used, (*_n_2.given[:-1], Hypothesis(Relation(_N, ">=", _n_c)))),
        ),
    ),
    Claim(
        id="thm-2.claim-3.chain",
        title="the three parts of the distance add up to less than epsilon",
        source="Claim 3, the chain before (34) is established",
        printed=_chain,
        note="In the first line of the chain the expectation is of |L' - L|; the bars are missing.",
        depends_on=(
            "thm-2.claim-3.states",
            "eq-35",
            "eq-36",
            "thm-2.claim-3.B-bound",
            "thm-2.claim-3.N-2",
            "thm-2.claim-1.concentrates",
            "thm-2.claim-1.large-numbers",
        ),
        mutants=(
            Statement(Relation(_three, "<", 2 * _eps / 5), _chain.given, _chain.where),
            Statement(Relation(_tenth + _tenth * _B, "<=", _eps / 10), _chain.given, _chain.where),
            Statement(
                Relation(_tenth + 9 * _tenth * _B + _tenth * _B, "<", _eps),
                _chain.given,
                _chain.where,
            ),
        ),
    ),
)
__all__ = ["CLAIMS"]
