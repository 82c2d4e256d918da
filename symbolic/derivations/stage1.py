r"""Stage 1 contingent on being inactive.

The derivation has the objective along the budget line, its first-order condition, and the
intervals.

Paper: section 3.2, equations (2), (5)-(7), and :math:`L_x` in the proof of Theorem 1; Claim 1 of
Theorem 1, corrected.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.best_response import MARGINAL
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, LetSlope, Line, Text
from symbolic.deriving.rules import ByDefinition, Differentiate
from symbolic.deriving.sign_rules import Multiply
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import a_q, a_r, p_1, q, q_bar, r_bar, tau, x, z
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model import stage1 as formulas
from symbolic.model.offers import inactive_payoff

Claims = Mapping[str, Statement]


q_1, r_1 = head("q_1_of", "@q@_1({0}, {1})", 2), head("r_1_of", "@r@_1({0}, {1})", 2)


r_line = head("r_line", "@r@({0})")


G = head("G_value", "G_{{@x@}}({0}, {1})", 2)


L, L_1, L_2 = (
    head("L_value", "L_{{@x@}}({0})"),
    head("L_slope", "L_{{@x@}}'({0})"),
    head("L_bend", "L_{{@x@}}''({0})"),
)


BEST = local("q_best", "@q@^{*}")


SIGNAL = positive(tau(x, z), reason="all signals have positive probability in every state")


_SLACK_Q, _SLACK_R = sp.symbols("slack_q slack_r", real=True)


def expected(body: sp.Expr) -> sp.Expr:
    r"""Return :math:`\sum_z\tau_x(z)\,body`."""
    return SumOver(tau(x, z) * body, z)


def condition(claims: Claims) -> Derivation:
    """Derive that the inactive agent chooses a point on a line, and the condition for it."""
    on_line, best = (q, r_line(q), x, z), (BEST, r_line(BEST), x, z)
    mean_q, mean_r = expected(u_q(*best)), expected(u_r(*best))
    first_order = equation(L_1(BEST), 0)
    given = (
        *positive(p_1, q_bar, r_bar),
        *nonnegative(a_q, a_r, q_bar - a_q, p_1 * q_bar - a_r),
        *SIGNAL,
        *MARGINAL,
    )
    q_form, r_form = inactive_payoff()
    return Derivation(
        "stage-1",
        "The first stage contingent on being inactive",
        "section 3.2, equations (2), (5) and (6)",
        given,
        (
            Text(
                "An inactive agent's offer {} is executed at the price {}; by (2) the agent "
                "consumes",
                ((a_q, a_r), p_1),
            ),
            Let(q_1(a_q, a_r), q_form, tag="6"),
            Let(r_1(a_q, a_r), r_form, tag="2"),
            Text("The value of consumption is that of the endowment:"),
            Chain(
                r_1(a_q, a_r),
                (
                    Line("=", r_bar - p_1 * (over(a_r, p_1) - a_q), ByDefinition(note="by (2)")),
                    Line(
                        "=", p_1 * q_bar + r_bar - p_1 * q_1(a_q, a_r), ByDefinition(note="by (6)")
                    ),
                ),
            ),
            Text("So the expected payoff"),
            Let(G(a_q, a_r), expected(u(q_1(a_q, a_r), r_1(a_q, a_r), x, z)), tag="5"),
            Text("depends on the offer through the consumption of the first good alone. With"),
            Let(r_line(q), formulas.budget_line()),
            Let(L(q), expected(u(*on_line))),
            Text("it is"),
            Chain(
                G(a_q, a_r),
                (
                    Line(
                        "=", expected(u(q_1(a_q, a_r), r_line(q_1(a_q, a_r)), x, z)), ByDefinition()
                    ),
                    Line("=", L(q_1(a_q, a_r)), ByDefinition((L(q),))),
                ),
            ),
            Text(
                "An offer is at most the endowment, which is worth {} of the second good, so that",
                (p_1 * q_bar,),
            ),
            Fact(
                Relation(q_1(a_q, a_r), ">=", 0),
                ByClaim("eq-6", claims["eq-6"], ((_SLACK_Q, q_bar - a_q),)),
            ),
            Fact(
                Relation(q_1(a_q, a_r), "<=", 2 * q_bar),
                ByClaim("eq-6.top", claims["eq-6.top"], ((_SLACK_R, p_1 * q_bar - a_r),)),
            ),
            LetSlope(L_1(q), L(q), q),
            LetSlope(L_2(q), L_1(q), q),
            Text("Along the line"),
            Chain(
                L_1(q),
                (
                    Line(
                        "=",
                        expected(u_q(*on_line) - p_1 * u_r(*on_line)),
                        Differentiate(note="chain rule"),
                    ),
                ),
            ),
            Chain(
                L_2(q),
                (
                    Line(
                        "=",
                        expected(
                            u_qq(*on_line) - 2 * p_1 * u_qr(*on_line) + p_1**2 * u_rr(*on_line)
                        ),
                        Differentiate(note="differentiating again"),
                    ),
                ),
            ),
            Text(
                "The second derivative is that of a strictly concave function along a line, so {} "
                "has one maximum, and by the Inada conditions it lies in the "
                "interior.",
                (L(q),),
                by=("sec-3.2.unique",),
            ),
            Case(
                "",
                (
                    Hypothesis(
                        first_order,
                        Provenance.DERIVED,
                        "the maximum of a concave function is interior",
                    ),
                ),
                "At the maximum",
            ),
            Fact(
                equation(mean_q, p_1 * mean_r),
                Multiply(first_order, sp.S.One, note="the slope is zero"),
            ),
            Text("Expected marginal utility is positive, and dividing by it gives the condition"),
            Fact(
                equation(over(mean_q, mean_r), p_1),
                Multiply(equation(mean_q, p_1 * mean_r), over(1, mean_r)),
            ),
            Text(
                "Two types choose the same offer only if both conditions hold at the same bundle, "
                "which is the knife-edge case that the text excludes.",
                by=("sec-3.2.generic",),
            ),
        ),
    )


__all__ = ["condition"]
