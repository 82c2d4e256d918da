r"""Claim 3 in the proof of Theorem 2, cases (b) and (c): buyers, and agents who offer nothing.

Paper: section 7.2, Claim 3, from below (37) to (38).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE, pinned
from proofs_check.paper.theorem_2.claim_3.budget_line import SLOPE
from proofs_check.paper.theorem_2.claim_3.near_offers import DEFINED
from symbolic.language.derivative import DerivativeOf
from symbolic.language.notation import b_q, b_r, p, q, q_bar, r_bar
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.semipooling import price_taking_payoffs

_t, _t1, _t2, _eps = sp.symbols("t t_1 t_2 epsilon", real=True)

# A price-taker's payoff H(b; p) along each side, and M(q; p).
_H_q, _H_r = price_taking_payoffs()

_D1, _D2 = sp.symbols("D_1 D_2", real=True)
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
        (*positive(_D1), *DEFINED, *positive(_w, p, _t1, _t2), *nonnegative(_t)),
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
_buyer = (
    *positive(p, q_bar, b_r),
    *positive(r_bar - b_r, reason="something is kept, so that u is differentiable"),
)
_case_b = Statement(
    equation(DerivativeOf(_H_r, b_r), over(SLOPE.subs(q, q_bar + over(b_r, p)), p)),
    _buyer,
    words="For every price and every offer of the second good the slope of H is M/p at what the "
    "offer gives, q-bar + b_r/p.",
)
_at_zero = sp.diff(_H_r, b_r).subs(b_r, 0)
_case_c_sides = Statement(
    And(
        (
            equation(-SLOPE.subs(q, q_bar), sp.diff(_H_q, b_q).subs(b_q, 0)),
            equation(over(SLOPE.subs(q, q_bar), p), _at_zero),
        )
    ),
    positive(p, q_bar, r_bar),
    words="For every price the slopes of H at no offer are -M(q-bar; p) on the side of the first "
    "good and M(q-bar; p)/p on that of the second.",
)

CLAIMS = (
    Claim(
        id="thm-2.claim-3.case-b",
        title="the slope on the second side in terms of M",
        source="Claim 3, case (b)",
        printed=_case_b,
        note="M is printed at what an offer of the first good gives, Q(beta_q, 0; p); case (b) is "
        "about the second: Q(0, beta_r; p).",
        mutants=(
            Statement(
                equation(DerivativeOf(_H_r, b_r), over(SLOPE.subs(q, q_bar + b_r), p)), _buyer
            ),
            Statement(
                equation(
                    DerivativeOf(_H_r, b_r),
                    over(SLOPE.subs(q, q_bar + over(b_r, p)), HUNDREDTH_MORE * p),
                ),
                _buyer,
            ),
            Statement(equation(DerivativeOf(_H_r, b_r), over(SLOPE.subs(q, q_bar), p)), _buyer),
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
            Statement(equation(SLOPE.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar)),
            Statement(
                equation(over(SLOPE.subs(q, q_bar), HUNDREDTH_MORE * p), _at_zero),
                positive(p, q_bar, r_bar),
            ),
            Statement(equation(-SLOPE.subs(q, q_bar), _at_zero), positive(p, q_bar, r_bar)),
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
