r"""Derivations about stage 1's intervals: beliefs, and what an offer in another type's interval loses.

Paper: section 3.2, (7); section 7.1, Claim 1 of Theorem 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, Line, Text
from symbolic.deriving.rules import ByDefinition, UseEquation
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import local
from symbolic.language.notation import q
from symbolic.language.proposition import And, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive
from symbolic.model import stage1 as formulas

Claims = Mapping[str, Statement]


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
                "both ends closed, as printed, neighbours share an end.",
                by=("eq-7",),
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
                "Take the point halfway,",
                by=("thm-1.claim-1.loss",),
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
                by=("thm-1.claim-1",),
            ),
        ),
    )
