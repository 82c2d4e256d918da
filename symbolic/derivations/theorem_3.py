r"""Theorem 3: what the mechanism uses, and why nothing dominates its outcome by much.

Paper: section 7.3, condition (a), (44) and (45), and the comparison with a competitive allocation.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Line, Text
from symbolic.deriving.rules import Algebra
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import local
from symbolic.language.notation import M, N, eta, kappa_q, q_bar
from symbolic.language.proposition import Relation
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive
from symbolic.model.feasibility import consumed

Claims = Mapping[str, Statement]
DELTA, EPSILON = local("delta", r"\delta"), local("epsilon", r"\varepsilon")


def resources(claims: Claims) -> Derivation:
    """Derive condition (a): what the mechanism pays out is covered by the tolerance."""
    most, least = Relation(M, "<=", N), Relation(M, ">=", (1 - eta) * N)
    share, small = Relation(eta * q_bar, "<=", kappa_q / 4), Relation(kappa_q, "<", DELTA / 2)
    rest = Relation(N - M, "<=", eta * N)
    quarter = sp.Rational(1, 4)
    given = (
        *positive(N, M, eta, q_bar, kappa_q, DELTA),
        Hypothesis(most, Provenance.PAPER, "the active are some of the agents"),
        Hypothesis(least, Provenance.PAPER, "their number is rounded up"),
        Hypothesis(share, Provenance.PAPER, "the choice of eta"),
        Hypothesis(small, Provenance.PAPER, "the choice of kappa"),
    )
    return Derivation(
        "resources",
        "What the mechanism uses",
        "section 7.3, condition (a) in the proof of Theorem 3",
        given,
        (
            Text(
                "The active have their endowments and at most the exogenous offers; the inactive "
                "can at most double what they have of one good. So "
                "of the first good "
                "at most {} is consumed. The active are rounded up, hence",
                (consumed(),),
                by=("thm-3.resources.active", "eq-6.top"),
            ),
            Fact(rest, Multiply(least, sp.S.One, note="rounded up")),
            Fact(
                Relation((N - M) * q_bar, "<=", eta * N * q_bar),
                Multiply(rest, q_bar, note="times the endowment"),
            ),
            Fact(
                Relation(M * kappa_q, "<=", N * kappa_q),
                Multiply(most, kappa_q, note="times the exogenous offer"),
            ),
            Fact(
                Relation(eta * N * q_bar, "<=", N * kappa_q / 4),
                Multiply(share, N, note="the choice of the share of the inactive"),
            ),
            Text("Together, with the choice of the exogenous offers last,"),
            Fact(
                Relation(sp.Rational(5, 4) * N * kappa_q, "<", sp.Rational(5, 8) * N * DELTA),
                Multiply(small, sp.Rational(5, 4) * N),
            ),
            Chain(
                consumed(),
                (
                    Line("=", N * q_bar + M * kappa_q + (N - M) * q_bar, Algebra()),
                    Line(
                        "<=", N * q_bar + N * kappa_q + (N - M) * q_bar, BySigns(note="all agents")
                    ),
                    Line(
                        "<=",
                        N * q_bar + N * kappa_q + eta * N * q_bar,
                        BySigns(note="the inactive"),
                    ),
                    Line(
                        "<=",
                        N * q_bar + N * kappa_q + quarter * N * kappa_q,
                        BySigns(note="their share"),
                    ),
                    Line(
                        "<",
                        N * q_bar + sp.Rational(5, 8) * N * DELTA,
                        BySigns(note="the exogenous offers"),
                    ),
                    Line("<", N * (q_bar + DELTA), BySigns()),
                ),
            ),
            Text(
                "which is condition (a) for the first good; exchange the letters for the second. "
                "The second line of the printed chain is skipped: it "
                "fails when the "
                "rounding matters and the exogenous offers exceed the endowment.",
                by=("thm-3.resources.first", "thm-3.condition-a"),
            ),
        ),
    )


def dominance(claims: Claims) -> Derivation:
    """Derive (44), (45) and the contradiction with the first welfare theorem."""
    double, prime, own = (
        local("u_double", "u''"),
        local("u_prime", "u'"),
        local("u_omega", r"u(\omega)"),
    )
    limit, nothing = local("u_limit", "u^{z}"), local("u_nothing", "u(0, 0)")
    n_1, n_2, c_1, c_2 = (
        local("n_1", "n_1"),
        local("n_2", "n_2"),
        local("cost_1", "c_1"),
        local("cost_2", "c_2"),
    )
    w_1, w_2 = local("wealth_1", "w_1"), local("wealth_2", "w_2")
    near, close, better = (
        Relation(double, "<", limit + EPSILON / 3),
        Relation(limit, "<", own + EPSILON / 3),
        Relation(prime, ">", own + EPSILON),
    )
    zero = Relation(nothing, "<=", own)
    third = EPSILON / 3
    margins = tuple(sp.Symbol(f"margin_{i}", real=True) for i in (1, 2, 3))
    eq_44 = (
        (margins[0], limit + third - double),
        (margins[1], own + third - limit),
        (margins[2], prime - own - EPSILON),
    )
    dearer_1, dearer_2 = Relation(c_1, ">", w_1), Relation(c_2, ">", w_2)
    costs = ((margins[0], c_1 - w_1), (margins[1], c_2 - w_2))
    given = positive(EPSILON, n_1, n_2)
    return Derivation(
        "dominance",
        "Nothing is better for everybody by much",
        "section 7.3, (44), (45) and the end of the proof of Theorem 3 (i)",
        given,
        (
            Text(
                "Suppose that some allocation with the resources of (12) gives every agent more "
                "than {} above the mechanism's outcome. Compare three "
                "utilities of an "
                "agent: {} in the outcome, {} in that allocation, and {} in the competitive "
                "allocation of the active alone, with twice the exogenous "
                "offers added to "
                "the endowments.",
                (EPSILON, own, prime, double),
            ),
            Case(
                "An active agent",
                (
                    Hypothesis(
                        near, Provenance.DERIVED, "Claim 1 of Theorem 3, on the first event"
                    ),
                    Hypothesis(close, Provenance.DERIVED, "the second event"),
                    Hypothesis(better, Provenance.PAPER, "the contradicting assumption"),
                ),
            ),
            Text("Then"),
            Chain(
                double,
                (
                    Line("<", limit + third, BySigns(note="close to the limit")),
                    Line("<", own + 2 * third, BySigns(note="so is the outcome")),
                    Line("<", prime - third, _claim(claims, "eq-44", eq_44), tag="44"),
                ),
            ),
            Case(
                "An inactive agent",
                (
                    Hypothesis(zero, Provenance.DERIVED, "u is increasing"),
                    Hypothesis(better, Provenance.PAPER, "the contradicting assumption"),
                ),
            ),
            Text("The comparison allocation gives the inactive nothing:"),
            Chain(
                nothing,
                (
                    Line("<=", own, BySigns(note="u is increasing")),
                    Line("<", prime - EPSILON, BySigns(note="the assumption"), tag="45"),
                ),
            ),
            Case(
                "The contradiction",
                (
                    Hypothesis(dearer_1, Provenance.DERIVED, "what is strictly better costs more"),
                    Hypothesis(dearer_2, Provenance.DERIVED, "likewise"),
                ),
            ),
            Text(
                "So everybody is strictly better off than in a competitive allocation, and each "
                "bundle costs more than the agent's wealth at its "
                "prices; for two groups "
                "of {} and {} agents,",
                (n_1, n_2),
            ),
            Fact(
                Relation(n_1 * c_1 + n_2 * c_2, ">", n_1 * w_1 + n_2 * w_2),
                _claim(claims, "thm-3.welfare.value", costs),
            ),
            Text(
                "which contradicts that the allocation uses no more than the competitive economy "
                "has. With at most half of the agents inactive that "
                "economy has "
                "enough: {} of the first good for the active alone.",
                (M * (q_bar + 2 * kappa_q),),
                by=("thm-3.comparison.total", "thm-3.welfare"),
            ),
        ),
    )


def _claim(claims: Claims, id_: str, at: tuple[tuple[sp.Expr, sp.Expr], ...]) -> ByClaim:
    return ByClaim(id_, claims[id_], at)


__all__ = ["dominance", "resources"]
