r"""The derivation of Lemma 1: a two-sided offer has the payoff of a one-sided one.

Paper: Lemma 1 and its proof, equations (14) and (15).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.payoffs import NET_AMOUNT, SLACK_Q, SLACK_R, TOTALS, by_claim, q_at, r_at
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, Line, Text
from symbolic.deriving.rules import Algebra, ByDefinition, Substitute
from symbolic.deriving.sign_rules import BySigns
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    b_q_double,
    b_q_prime,
    b_r,
    b_r_double,
    b_r_prime,
    gamma,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement, nonnegative
from symbolic.model.lemma_1 import (
    NET,
    net_purchase,
    one_sided_offer,
    one_sided_offer_case_ii,
    one_sided_offer_reduced,
)
from symbolic.model.market import reduced_payoff

Claims = Mapping[str, Statement]


def lemma_1(claims: Claims) -> Derivation:
    """Derive Lemma 1, case by case, with the feasibility that the printed proof leaves out."""
    q_form, r_form = reduced_payoff()
    at_prime, at_double = (b_q_prime, b_r_prime), (sp.S.Zero, b_r_double)
    given = (*TOTALS, *nonnegative(b_q_prime, b_r_prime, q_bar - b_q_prime, r_bar - b_r_prime))
    case_i = ((NET_AMOUNT, NET), (SLACK_R, r_bar - b_r_prime))
    case_ii = ((NET_AMOUNT, -NET), (SLACK_Q, q_bar - b_q_prime))
    return Derivation(
        "lemma-1",
        "A one-sided offer does as well as a two-sided one",
        "section 7, Lemma 1",
        given,
        (
            Text("An offer {} brings, by (14),", ((b_q, b_r),)),
            Let(q_at(b_q, b_r), q_form),
            Let(r_at(b_q, b_r), r_form),
            Text(
                "Let {} be any offer within the endowments. We look for an offer on one side of "
                "the market with the same payoff.",
                ((b_q_prime, b_r_prime),),
            ),
            Case("Case (i)", (Hypothesis(Relation(NET, ">", 0)),)),
            Text("The agent buys the first good, and the amount is"),
            Let(gamma, net_purchase()),
            Fact(
                And((Relation(gamma, ">", 0), Relation(gamma, "<", Q_others))),
                by_claim(claims, "lemma-1.case-i.gamma", ((NET_AMOUNT, NET),)),
            ),
            Text("Let the new offer give nothing of the first good, and of the second"),
            Let(b_r_double, one_sided_offer()),
            Text("It buys the same amount:"),
            Chain(
                over(b_r_double * Q_others, R_others + b_r_double),
                (
                    Line(
                        "=",
                        over(
                            R_others * gamma * Q_others,
                            R_others * (Q_others - gamma) + R_others * gamma,
                        ),
                        Substitute(
                            ((b_r_double, one_sided_offer()),),
                            note="both terms times the denominator",
                        ),
                    ),
                    Line("=", gamma, Algebra(), tag="15"),
                ),
            ),
            Text("In terms of the original offer it is"),
            Chain(
                b_r_double,
                (
                    Line(
                        "=",
                        over(R_others * NET, Q_others * (R_others + b_r_prime) - NET),
                        Substitute(
                            ((b_r_double, one_sided_offer()), (gamma, net_purchase())),
                            note="the amount put in",
                        ),
                    ),
                    Line(
                        "=",
                        over(R_others * NET, R_others * (Q_others + b_q_prime)),
                        Algebra(note="the terms with the second offer cancel"),
                    ),
                    Line("=", one_sided_offer_reduced(), Algebra()),
                ),
            ),
            Text("Both goods come out as before. For the first,"),
            Chain(
                q_at(*at_double),
                (
                    Line(
                        "=",
                        q_bar + over(b_r_double * Q_others, R_others + b_r_double),
                        ByDefinition((q_at(b_q, b_r),), note="by (14)"),
                    ),
                    Line("=", q_bar + gamma, ByDefinition((b_r_double,), note="by (15)")),
                    Line(
                        "=", q_at(*at_prime), ByDefinition((gamma, q_at(b_q, b_r)), note="by (14)")
                    ),
                ),
            ),
            Text("For the second, what is given up is the offer itself, in both cases:"),
            Chain(
                r_bar - r_at(*at_double),
                (
                    Line("=", b_r_double, ByDefinition((r_at(b_q, b_r),), note="by (14)")),
                    Line("=", over(NET, Q_others + b_q_prime), ByDefinition((gamma, b_r_double))),
                    Line(
                        "=",
                        r_bar - r_at(*at_prime),
                        ByDefinition((r_at(b_q, b_r),), note="by (14)"),
                    ),
                ),
            ),
            Text(
                "Finally the new offer is within the endowment, since it is no larger than the "
                "old one:"
            ),
            Chain(
                b_r_prime - b_r_double,
                (
                    Line(
                        "=",
                        over(b_q_prime * (R_others + b_r_prime), Q_others + b_q_prime),
                        ByDefinition((gamma, b_r_double)),
                    ),
                    Line(">=", sp.S.Zero, BySigns()),
                ),
            ),
            Fact(
                And((Relation(b_r_double, ">=", 0), Relation(b_r_double, "<=", r_bar))),
                by_claim(claims, "lemma-1.case-i.feasible", case_i),
            ),
            Case("Case (ii)", (Hypothesis(Relation(-NET, ">", 0)),)),
            Text(
                "The agent sells the first good. Exchange the two goods: let the new offer give "
                "nothing of the second good, and of the first"
            ),
            Let(b_q_double, one_sided_offer_case_ii()),
            Chain(
                q_at(b_q_double, sp.S.Zero),
                (
                    Line("=", q_bar - b_q_double, ByDefinition((q_at(b_q, b_r),), note="by (14)")),
                    Line(
                        "=",
                        q_at(*at_prime),
                        ByDefinition((q_at(b_q, b_r), b_q_double), note="by (14)"),
                    ),
                ),
            ),
            Chain(
                r_at(b_q_double, sp.S.Zero),
                (
                    Line(
                        "=",
                        r_bar + over(b_q_double * R_others, Q_others + b_q_double),
                        ByDefinition((r_at(b_q, b_r),), note="by (14)"),
                    ),
                    Line(
                        "=",
                        r_bar + over(R_others * -NET, Q_others * (R_others + b_r_prime) - NET),
                        Substitute(((b_q_double, one_sided_offer_case_ii()),)),
                    ),
                    Line("=", r_at(*at_prime), ByDefinition((r_at(b_q, b_r),), note="by (14)")),
                ),
            ),
            Fact(
                And((Relation(b_q_double, ">=", 0), Relation(b_q_double, "<=", q_bar))),
                by_claim(claims, "lemma-1.case-ii.feasible", case_ii),
            ),
            Case("Case (iii)", (Hypothesis(equation(NET, 0)),)),
            Text("There is no net trade, and the zero offer does it:"),
            Chain(
                q_at(*at_prime),
                (
                    Line(
                        "=",
                        q_bar + over(NET, R_others + b_r_prime),
                        ByDefinition((q_at(b_q, b_r),), note="by (14)"),
                    ),
                    Line("=", q_bar, Substitute(((NET, sp.S.Zero),))),
                ),
            ),
            Chain(
                r_at(*at_prime),
                (
                    Line(
                        "=",
                        r_bar - over(NET, Q_others + b_q_prime),
                        ByDefinition((r_at(b_q, b_r),), note="by (14)"),
                    ),
                    Line("=", r_bar, Substitute(((NET, sp.S.Zero),))),
                ),
            ),
        ),
    )
