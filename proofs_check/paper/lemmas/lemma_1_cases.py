r"""Claims of cases (ii) and (iii) of Lemma 1: the net seller, and no trade.

Paper: section 7, proof of Lemma 1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q_prime,
    b_r_prime,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.lemma_1 import (
    one_sided_offer_case_ii,
)
from symbolic.model.market import reduced_payoff

_TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")
_q_1, _r_1 = reduced_payoff(b_q_prime, b_r_prime)
_n = sp.Symbol("net", real=True)

# Case (ii): b'_q R_- - b'_r Q_- = n > 0.
_case_ii = (*_TOTALS, *nonnegative(b_r_prime), *positive(_n))
_case_ii_where = (Definition(b_q_prime, over(_n + b_r_prime * Q_others, R_others)),)
_q_3, _r_3 = reduced_payoff(one_sided_offer_case_ii(), sp.S.Zero)
SAME_PAYOFF_II = Statement(
    And((equation(_q_3, _q_1), equation(_r_3, _r_1))), _case_ii, _case_ii_where
)
SLACK_Q = sp.Symbol("slack_q", real=True)
FEASIBLE_II = Statement(
    And(
        (
            Relation(one_sided_offer_case_ii(), ">=", 0),
            Relation(one_sided_offer_case_ii(), "<=", q_bar),
        )
    ),
    (*_case_ii, *nonnegative(SLACK_Q)),
    (Definition(q_bar, b_q_prime + SLACK_Q), *_case_ii_where),
)
CASE_III = Statement(
    And((equation(_q_1, q_bar), equation(_r_1, r_bar))),
    (*_TOTALS, *nonnegative(b_q_prime)),
    (Definition(b_r_prime, over(b_q_prime * R_others, Q_others)),),
)

CLAIMS = (
    Claim(
        id="lemma-1.case-ii",
        title="b'' has the payoff of b' in case (ii)",
        source="Lemma 1, case (ii)",
        printed=SAME_PAYOFF_II,
        depends_on=("eq-14",),
        mutants=(
            SAME_PAYOFF_II.replacing({R_others + b_r_prime: HUNDREDTH_MORE * R_others + b_r_prime}),
        ),
    ),
    Claim(
        id="lemma-1.case-ii.feasible",
        title="b'' is an offer: 0 <= b''_q <= q-bar",
        source="Lemma 1, case (ii)",
        printed=FEASIBLE_II,
        mutants=(FEASIBLE_II.replacing({q_bar: q_bar / 2}),),
    ),
    Claim(
        id="lemma-1.case-iii",
        title="in case (iii) there is no trade",
        source="Lemma 1, case (iii)",
        printed=CASE_III,
        depends_on=("eq-14",),
        mutants=(
            Statement(
                CASE_III.says,
                CASE_III.given,
                (Definition(b_r_prime, over(b_q_prime * Q_others, R_others)),),
            ),
        ),
    ),
)
