r"""Stage 1 contingent on being inactive.

The objective along the budget line, its first-order condition, and the intervals.

Paper: section 3.2, equations (2), (5)-(7), and :math:`L_x` in the proof of Theorem 1; Claim 1 of
Theorem 1, corrected.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.best_response import MARGINAL
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Case, Chain, Derivation, Fact, Let, LetSlope, Line, Text
from symbolic.deriving.rules import ByDefinition, Differentiate, UseEquation
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import a_q, a_r, p_1, q, q_bar, r_bar, tau, x, z
from symbolic.language.quotient import over
from symbolic.language.statement import (
    And,
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    equation,
    nonnegative,
    positive,
)
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
                "which is the knife-edge case that the text excludes."
            ),
        ),
    )


def _half(distance: sp.Expr, delta: sp.Expr) -> Hypothesis:
    return Hypothesis(
        Relation(over(distance, 2), ">=", delta),
        Provenance.PAPER,
        "twice delta is the smallest distance between two types",
    )


def intervals(claims: Claims) -> Derivation:
    """Derive how far outside its interval a type's best consumption is."""
    own, right, delta = (
        local("q_own", "@q@_1^{i}"),
        local("q_right", "@q@_1^{i+1}"),
        local("delta_x", r"\delta_x"),
    )
    left, top, bottom = (
        local("q_left", "@q@_1^{i-1}"),
        local("m_right", "m_{i}"),
        local("m_left", "m_{i-1}"),
    )
    given = (
        *positive(right - own, own - left, delta),
        _half(right - own, delta),
        _half(own - left, delta),
    )
    return Derivation(
        "intervals",
        "The intervals of the beliefs",
        "section 3.2, equation (7); Claim 1 of Theorem 1",
        given,
        (
            Text(
                "Order the types by what they consume when inactive: {}. The intervals of "
                "neighbours meet halfway,",
                (And((Relation(left, "<", own), Relation(own, "<", right))),),
            ),
            Let(bottom, formulas.midpoint(left, own), shown=False),
            Let(top, formulas.midpoint(own, right), shown=False),
            Chain(bottom, (Line("=", over(left + own, 2), ByDefinition()),)),
            Chain(top, (Line("=", over(own + right, 2), ByDefinition(), tag="7"),)),
            Text("so each best consumption lies inside its own interval, away from both ends:"),
            Chain(
                top - own,
                (
                    Line("=", over(right - own, 2), ByDefinition()),
                    Line(">=", delta, BySigns(note="neighbours are two steps apart")),
                ),
            ),
            Chain(
                own - bottom,
                (
                    Line("=", over(own - left, 2), ByDefinition()),
                    Line(">=", delta, BySigns(note="likewise")),
                ),
            ),
            Text(
                "To be taken for another type the agent must leave the interval, and then "
                "consumes at least this much more or less:"
            ),
            Case("To the right", (Hypothesis(Relation(q, ">=", top)),)),
            Chain(
                q - own,
                (
                    Line(">=", top - own, BySigns(note="outside the interval")),
                    Line(">=", delta, BySigns()),
                ),
            ),
            Case("To the left", (Hypothesis(Relation(q, "<=", bottom)),)),
            Chain(
                own - q,
                (
                    Line(">=", own - bottom, BySigns(note="outside the interval")),
                    Line(">=", delta, BySigns()),
                ),
            ),
            Case(""),
            Text(
                "One end of each interval must be open if they are to partition the line: with "
                "both ends closed, as printed, neighbours share an end."
            ),
        ),
    )


def loss(claims: Claims) -> Derivation:
    """Derive Claim 1 of Theorem 1, with the distance at which concavity gives the bound."""
    best, at, inner = local("q_best", "@q@^{*}"), q, local("m_point", "m")
    delta, slope = local("delta_x", r"\delta_x"), local("A", "A")
    value_best, value_inner, value = (
        local("L_at_best", "L(@q@^{*})"),
        local("L_at_m", "L(m)"),
        local("L_at_q", "L(@q@)"),
    )
    steep = local("L_slope_m", "L'(m)")
    epsilon = local("epsilon", r"\varepsilon")
    halfway = equation(inner, best + delta / 2)
    tangent = Relation(value, "<=", value_inner + steep * (at - inner))
    falls, away = Relation(steep, "<=", -slope), Relation(at - best, ">=", delta)
    given = (
        *positive(delta, slope, epsilon),
        Hypothesis(halfway, Provenance.ADDED, "the point at which the tangent is taken"),
        Hypothesis(tangent, Provenance.PAPER, "L is concave: it lies below its tangent at m"),
        Hypothesis(
            Relation(value_inner, "<=", value_best),
            Provenance.DERIVED,
            "the best consumption maximises L",
        ),
        Hypothesis(falls, Provenance.PAPER, "A is the smaller of the slopes on the two sides"),
        Hypothesis(away, Provenance.DERIVED, "outside the interval"),
        Hypothesis(
            Relation(epsilon, "<", delta * slope / 2), Provenance.PAPER, "the choice of epsilon"
        ),
    )
    return Derivation(
        "claim-1",
        "The cost of leaving one's interval",
        "Claim 1 of Theorem 1, corrected",
        given,
        (
            Text(
                "Let {} be the best consumption of an inactive agent, and {} one outside the "
                "agent's interval, say to the right, so that",
                (best, at),
            ),
            Fact(away, BySigns(note="the intervals")),
            Text(
                "The printed proof asserts the bound from half this distance on, where it fails. "
                "Take the point halfway,"
            ),
            Fact(halfway, BySigns()),
            Text("Then {} lies beyond it:", (at,)),
            Chain(
                at - inner,
                (
                    Line("=", at - best - delta / 2, UseEquation((halfway,))),
                    Line(">=", delta / 2, BySigns(note="outside the interval")),
                    Line(">", sp.S.Zero, BySigns()),
                ),
            ),
            Text(
                "At the halfway point the objective falls at a rate of at least {}, and it lies "
                "below its tangent there. So",
                (slope,),
            ),
            Fact(
                Relation(steep * (at - inner), "<=", -slope * (at - inner)),
                Multiply(falls, at - inner),
            ),
            Fact(
                Relation(-slope * (at - inner), "<=", -slope * delta / 2),
                Multiply(Relation(at - inner, ">=", delta / 2), -slope),
            ),
            Chain(
                value,
                (
                    Line("<=", value_inner + steep * (at - inner), BySigns(note="tangent")),
                    Line("<=", value_best + steep * (at - inner), BySigns(note="the maximum")),
                    Line("<=", value_best - slope * (at - inner), BySigns(note="the slope")),
                    Line("<=", value_best - slope * delta / 2, BySigns(note="the distance")),
                    Line("<", value_best - epsilon, BySigns(note="the choice of the bound")),
                ),
            ),
            Text(
                "which is what Claim 1 of Theorem 1 says: leaving the interval costs more than {} "
                "whatever the number of agents.",
                (epsilon,),
            ),
        ),
    )


__all__ = ["condition", "intervals", "loss"]
