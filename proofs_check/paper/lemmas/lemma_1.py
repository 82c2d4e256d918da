r"""Claims of Lemma 1 itself: the price of the one-sided offer, and that all three cases have one.

Paper: section 2.2, Lemma 1; section 7.
"""

from __future__ import annotations

from proofs_check.claims.claim import Claim
from proofs_check.paper.lemmas.lemma_1_case_i import (
    BOUGHT,
    CASE_I,
    CASE_I_WHERE,
    FEASIBLE_I,
    PRIMED,
    SAME_PAYOFF_I,
    SLACK_R,
    SOLUTION,
    TOTALS,
)
from proofs_check.paper.lemmas.lemma_1_cases import CASE_III, FEASIBLE_II, SAME_PAYOFF_II, SLACK_Q
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE
from symbolic.language.notation import Q_others, R_others, b_q_prime, b_r_double, b_r_prime
from symbolic.language.proposition import And, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive

_price = Statement(
    equation(
        over(R_others + b_r_double, Q_others), over(R_others + b_r_prime, Q_others + b_q_prime)
    ),
    CASE_I,
    (SOLUTION, *CASE_I_WHERE),
)

# The lemma: the three cases together, each with its own way of writing the offer b'.
_lemma = Statement(
    And(
        tuple(
            s.expanded().says
            for s in (SAME_PAYOFF_I, FEASIBLE_I, SAME_PAYOFF_II, FEASIBLE_II, CASE_III)
        )
    ),
    (*TOTALS, *PRIMED, *positive(BOUGHT), *nonnegative(SLACK_R, SLACK_Q)),
    words="For every offer in the box some offer in the one-sided set has the same payoff.",
)

CLAIMS = (
    Claim(
        id="lemma-1.price",
        title="b'' leaves the price unchanged, so the others do not notice",
        source="section 3.1 (not in the paper)",
        printed=_price,
        mutants=(
            _price.replacing({R_others + b_r_double: R_others + HUNDREDTH_MORE * b_r_double}),
        ),
    ),
    Claim(
        id="lemma-1",
        title="for every offer some one-sided offer has the same payoff",
        source="Lemma 1",
        printed=_lemma,
        depends_on=(
            "lemma-1.case-i",
            "lemma-1.case-i.feasible",
            "lemma-1.case-ii",
            "lemma-1.case-ii.feasible",
            "lemma-1.case-iii",
        ),
        mutants=(
            Statement(
                SAME_PAYOFF_I.says, CASE_I, (Definition(b_r_double, b_r_prime), *CASE_I_WHERE)
            ),
        ),
    ),
)
