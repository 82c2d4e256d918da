r"""Claims of case (i) of Lemma 1, the net buyer; and the reduced payoff (14), which all cases use.

Paper: section 2.2 and section 7, proof of Lemma 1, equations (14) and (15).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_LESS, HUNDREDTH_MORE
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_q_prime,
    b_r,
    b_r_double,
    b_r_prime,
    gamma,
    r_bar,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.lemma_1 import (
    NET,
    net_purchase,
    one_sided_offer,
    one_sided_offer_reduced,
)
from symbolic.model.market import payoff_from_totals, reduced_payoff

TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")
_OFFER = nonnegative(b_q, b_r)
PRIMED = nonnegative(b_q_prime, b_r_prime)

_direct_q, _direct_r = payoff_from_totals()
_reduced_q, _reduced_r = reduced_payoff()
_eq_14 = Statement(
    And((equation(_direct_q, _reduced_q), equation(_direct_r, _reduced_r))), (*TOTALS, *_OFFER)
)

_q_1, _r_1 = reduced_payoff(b_q_prime, b_r_prime)
_q_2, _r_2 = reduced_payoff(sp.S.Zero, b_r_double)

# Case (i): b'_r Q_- - b'_q R_- = n > 0, so b'_r = (n + b'_q R_-)/Q_-.
BOUGHT = sp.Symbol("net", real=True)
CASE_I = (*TOTALS, *nonnegative(b_q_prime), *positive(BOUGHT))
CASE_I_WHERE = (Definition(b_r_prime, over(BOUGHT + b_q_prime * R_others, Q_others)),)
SOLUTION = Definition(b_r_double, one_sided_offer_reduced())
_gamma = Definition(gamma, net_purchase())

_reduced = Statement(
    equation(one_sided_offer(), one_sided_offer_reduced()), (*TOTALS, *PRIMED), (_gamma,)
)
_range = Statement(
    And((Relation(gamma, ">", 0), Relation(gamma, "<", Q_others))),
    CASE_I,
    (_gamma, *CASE_I_WHERE),
)
_eq_15_printed = Statement(
    equation(over(b_r_prime * Q_others, R_others + b_r_prime), net_purchase()),
    CASE_I,
    CASE_I_WHERE,
)
_eq_15 = Statement(
    equation(over(b_r_double * Q_others, R_others + b_r_double), net_purchase()),
    CASE_I,
    (SOLUTION, *CASE_I_WHERE),
)
SAME_PAYOFF_I = Statement(
    And((equation(_q_2, _q_1), equation(_r_2, _r_1))), CASE_I, (SOLUTION, *CASE_I_WHERE)
)
_display_printed = Statement(
    And((equation(_r_2 - r_bar, b_r_double), equation(b_r_double, _r_1 - r_bar))),
    CASE_I,
    (SOLUTION, *CASE_I_WHERE),
)
_display = Statement(
    And((equation(r_bar - _r_2, b_r_double), equation(b_r_double, r_bar - _r_1))),
    CASE_I,
    (SOLUTION, *CASE_I_WHERE),
)
SLACK_R = sp.Symbol("slack_r", real=True)
FEASIBLE_I = Statement(
    And((Relation(b_r_double, ">=", 0), Relation(b_r_double, "<=", r_bar))),
    (*CASE_I, *nonnegative(SLACK_R)),
    (Definition(r_bar, b_r_prime + SLACK_R), SOLUTION, *CASE_I_WHERE),
)

CLAIMS = (
    Claim(
        id="eq-14",
        title="the payoff in terms of the others' offers",
        source="equation (14)",
        printed=_eq_14,
        mutants=(
            Statement(
                And((equation(_direct_q, _reduced_q), equation(_direct_r, _reduced_q))),
                (*TOTALS, *_OFFER),
            ),
            _eq_14.replacing({b_r * Q_others - b_q * R_others: b_r * Q_others + b_q * R_others}),
            _eq_14.replacing(
                {b_r * Q_others - b_q * R_others: HUNDREDTH_MORE * b_r * Q_others - b_q * R_others}
            ),
        ),
    ),
    Claim(
        id="eq-15",
        title="the equation that the one-sided offer solves",
        source="equation (15)",
        printed=_eq_15_printed,
        correction=Correction(
            statement=_eq_15,
            severity="notation",
            finding="The left side must carry the double prime, b''_r; as printed it holds only for b'_q = 0.",
            scan=True,
            quote="b'_r Q_-/(R_- + b'_r) = (b'_r Q_- - b'_q R_-)/(R_- + b'_r)",
            reading="The offer b'_r itself solves the equation that is to determine b''_r.",
            defence="The sentence introduces b''_r as the solution, so a reader supplies the second prime, which the "
            "scan may have lost.",
            answer="With one prime both sides have the same unknowns and the equation says b'_q R_- = 0; it takes a "
            "change of the formula, not a reading, to make it determine b''_r.",
            consequence="Nothing: the solution that is stated next is that of the equation with the double prime.",
            about="8e4303944eae",
        ),
        mutants=(
            _eq_15_printed,
            Statement(
                _eq_15.says,
                _eq_15.given,
                (
                    Definition(b_r_double, HUNDREDTH_MORE * one_sided_offer_reduced()),
                    *CASE_I_WHERE,
                ),
            ),
        ),
    ),
    Claim(
        id="lemma-1.case-i.gamma",
        title="gamma lies in (0, Q_-)",
        source="below equation (15)",
        printed=_range,
        mutants=(
            _range.replacing({Relation(gamma, "<", Q_others): Relation(gamma, "<", Q_others / 2)}),
            _range.replacing({Relation(gamma, ">", sp.S.Zero): Relation(gamma, ">", b_q_prime)}),
        ),
    ),
    Claim(
        id="lemma-1.case-i.reduced",
        title="the solution in terms of the original offer",
        source="below equation (15)",
        printed=_reduced,
        mutants=(
            _reduced.replacing({Q_others - gamma: Q_others + gamma}),
            _reduced.replacing({Q_others + b_q_prime: R_others + b_r_prime}),
        ),
    ),
    Claim(
        id="lemma-1.case-i",
        title="b'' has the payoff of b' in case (i)",
        source="Lemma 1, case (i)",
        printed=SAME_PAYOFF_I,
        depends_on=(
            "eq-14",
            "eq-15",
            "lemma-1.case-i.gamma",
            "lemma-1.case-i.reduced",
            "lemma-1.case-i.display",
        ),
        mutants=(
            Statement(
                SAME_PAYOFF_I.says,
                CASE_I,
                (Definition(b_r_double, over(NET, R_others + b_r_prime)), *CASE_I_WHERE),
            ),
            Statement(
                SAME_PAYOFF_I.says,
                CASE_I,
                (
                    Definition(b_r_double, HUNDREDTH_MORE * one_sided_offer_reduced()),
                    *CASE_I_WHERE,
                ),
            ),
        ),
    ),
    Claim(
        id="lemma-1.case-i.display",
        title="the net sale of the second good",
        source="below equation (15), second display",
        printed=_display_printed,
        correction=Correction(
            statement=_display,
            severity="notation",
            finding="Both differences have the wrong sign: the agent gives up the second good, so r-bar - r = "
            "b''_r.",
            quote="r(b''_q, b''_r) - r-bar = b''_r",
            reading="Who offers b''_r of the second good ends with that much more of it than the endowment.",
            defence="Both differences are turned round alike, so that the equality of the two ends, which is what the "
            "proof needs, is not affected.",
            answer="The chain equates each difference with b''_r, which is positive in case (i), while both "
            "differences are negative: two of its three equalities are false.",
            consequence="Nothing: the conclusion r(b'') = r(b') follows with r-bar - r in the place of r - r-bar.",
            about="2925e0551634",
        ),
        depends_on=("lemma-1.case-i.reduced",),
        mutants=(
            _display_printed,
            Statement(
                And((equation(r_bar - _r_2, b_r_double), equation(b_r_double, _r_1 - r_bar))),
                CASE_I,
                _display.where,
            ),
        ),
    ),
    Claim(
        id="lemma-1.case-i.feasible",
        title="b'' is an offer: 0 <= b''_r <= r-bar",
        source="Lemma 1, case (i)",
        printed=FEASIBLE_I,
        note="True and easy, but left out of the proof: b'_r - b''_r = b'_q (R_- + b'_r)/(Q_- "
        "+ b'_q) >= 0 is missing.",
        mutants=(
            FEASIBLE_I.replacing(
                {
                    Relation(b_r_double, "<=", r_bar): Relation(
                        b_r_double, "<=", r_bar * HUNDREDTH_LESS
                    )
                }
            ),
            FEASIBLE_I.replacing(
                {Relation(b_r_double, "<=", r_bar): Relation(b_r_double, "<", r_bar)}
            ),
        ),
    ),
)
