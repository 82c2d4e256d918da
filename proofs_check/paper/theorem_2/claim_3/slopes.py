r"""Claim 3 in the proof of Theorem 2, L: the slope of the stage-2 objective as a mean of a price-taker's slopes.

L is a price-taker's slope up to its sign; (35) names the prices between which it is taken.

Paper: section 7.2, Claim 3, equations (34) and (35).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, pinned
from symbolic.language.derivative import DerivativeOf
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
from symbolic.language.proposition import And, ForAll, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Definition,
    Hypothesis,
    Provenance,
    Statement,
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
_seller = (
    *positive(p, r_bar),
    *nonnegative(b_q),
    *positive(q_bar - b_q, reason="something is kept, so that u is differentiable"),
)
_L_printed = Statement(
    equation(DerivativeOf(_H_q, b_q), price_taking_slope(p)),
    _seller,
    words="For every offer b_q below q-bar and every price p the slope of H(b_q, 0; p) is "
    "L(b_q, p, p).",
)
_L_corrected = Statement(
    equation(DerivativeOf(_H_q, b_q), -price_taking_slope(p)),
    _seller,
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
            about="a83d61fcb449",
        ),
        mutants=(
            Statement(
                equation(DerivativeOf(_H_q, b_q), -HUNDREDTH_MORE * price_taking_slope(p)),
                _seller,
            ),
            Statement(
                equation(DerivativeOf(_H_q, b_q), -price_taking_slope(p, HUNDREDTH_MORE * p)),
                _seller,
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
)
__all__ = ["CLAIMS"]
