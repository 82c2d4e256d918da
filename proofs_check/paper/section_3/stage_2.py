r"""Claims of section 3.1 and of the introduction of section 3.

They are about what is known at stage 2, the posterior, footnotes 6 and 7, and the limit economy.

Paper: section 3, introduction; section 3.1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.claims.claim import Claim, Correction
from proofs_check.paper.shared.asserted import HUNDREDTH_MORE, asserted
from proofs_check.paper.shared.hypotheses import (
    CONCAVE,
    SEPARATING,
)
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q_double,
    b_q_prime,
    gamma,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Definition, Statement, nonnegative, positive
from symbolic.model.market import reduced_payoff

# The set of best responses without the restriction: all offers on one line, b_r (Q_- - gamma) = R_-
# (gamma + b_q), gamma the net purchase.
_room = sp.Symbol("room", real=True)


def _on_line(offer_q: sp.Expr) -> sp.Expr:
    return over(R_others * (gamma + offer_q), Q_others - gamma)


_first = reduced_payoff(b_q_prime, _on_line(b_q_prime))


_middle_q = (b_q_prime + b_q_double) / 2


_middle = reduced_payoff(_middle_q, (_on_line(b_q_prime) + _on_line(b_q_double)) / 2)


_line_given = (*positive(R_others, _room), *nonnegative(gamma, b_q_prime, b_q_double))


_line_where = (Definition(Q_others, gamma + _room),)


# Two different offers inside the box: the second has more of both goods, and something of either
# good is left.
_step, _left_q, _left_r = sp.symbols("step left_q left_r", real=True)


_in_box = (*positive(R_others, _room, gamma, _step, _left_q, _left_r), *nonnegative(b_q_prime))


_in_box_where = (
    Definition(q_bar, b_q_double + _left_q),
    Definition(r_bar, _on_line(b_q_double) + _left_r),
    Definition(b_q_double, b_q_prime + _step),
    *_line_where,
)


_same_on_line = Statement(
    And(
        (
            equation(_first[0], q_bar + gamma),
            equation(_middle[0], _first[0]),
            equation(_middle[1], _first[1]),
        )
    ),
    _line_given,
    _line_where,
    "Half-way between two offers with the same payoff lies an offer with that payoff; the offers "
    "with a given payoff fill a line.",
)


_not_convex = Statement(
    Relation(_middle[0], "!=", _first[0]),
    _in_box,
    _in_box_where,
    "Half-way between two best responses lies an offer with another payoff.  (The remark is that "
    "this can happen; the correction says that it never does.)",
)

CLAIMS = (
    Claim(
        id="sec-3.genericity",
        title="at one type's optimal consumption the other types' ratios differ from p_1",
        source="section 3, introduction",
        printed=asserted(
            "sec-3.genericity",
            r"\forall x \ne y:\quad \alpha^*(x) \ne \alpha^*(y) \iff "
            r"\frac{\sum_z \tau_y(z) u_q(q_1(x), r_1(x); y, z)}{\sum_z \tau_y(z) u_r(q_1(x), r_1(x); y, z)} "
            r"\ne p_1",
            factor=1,
        ),
        note="Each ratio at the type's own optimal consumption would equal p_1, the first-order "
        "condition; the display of section 3.2 shows that the ratios are meant at a common bundle.",
        depends_on=("sec-3.2.first-order",),
        mutants=(
            asserted("sec-3.genericity", factor=HUNDREDTH_MORE),
            asserted("sec-3.genericity", factor=sp.Rational(99, 100)),
        ),
        assumes=(SEPARATING, CONCAVE),
    ),
    Claim(
        id="sec-3.1.convex-valued",
        title="without the restriction the best responses need not form a convex set",
        source="section 3.1, below Proposition 1",
        printed=_not_convex,
        correction=Correction(
            statement=_same_on_line,
            severity="false remark",
            finding="The offers that give one payoff fill a line in the box, so under known totals, where the "
            "best payoff is unique, the best responses always form a convex set; Kakutani's theorem "
            "would do in the place of Brouwer's.",
            quote="the mapping is not necessarily a convex correspondence",
            reading="For some totals of the others the offers in the box that are best responses do not "
            "form a convex set.",
            defence="'Not necessarily' may say no more than that convexity is not established, or may be about "
            "totals that are not known, as after a semi-pooling stage 1.",
            answer="The proof that it introduces has known totals, and for these convexity holds for every "
            "utility and all totals (the corrected statement), so that it can never fail there.",
            consequence="Nothing: the restriction is a convenience, not crucial, for Proposition 1.",
            about="b572fcca1037",
        ),
        depends_on=("eq-14", "lemma-1", "prop-1.best-response"),
        mutants=(
            _not_convex,
            Statement(
                equation(_middle[0], q_bar + HUNDREDTH_MORE * gamma), _line_given, _line_where
            ),
            Statement(
                equation(
                    reduced_payoff(
                        b_q_prime,
                        over(R_others * (gamma + HUNDREDTH_MORE * b_q_prime), Q_others - gamma),
                    )[0],
                    q_bar + gamma,
                ),
                _line_given,
                _line_where,
            ),
        ),
    ),
    Claim(
        id="sec-3.1.unconstrained",
        title="an equilibrium of Proposition 1 stays one without the restriction",
        source="section 3.1, below Proposition 1",
        printed=asserted(
            "sec-3.1.unconstrained",
            r"\forall x\ \forall b \in [0, \bar q] \times [0, \bar r]:\quad "
            r"H_x(b) \le H_x(\beta^\sigma(x))",
            share=1,
        ),
        depends_on=("lemma-1",),
        mutants=(
            asserted("sec-3.1.unconstrained", share=0),
            asserted("sec-3.1.unconstrained", share=sp.Rational(99, 100)),
        ),
    ),
)
__all__ = ["CLAIMS"]
