r"""The slope of the gain: what one agent's being taken for another type brings, to first order in 1/M.

Paper: Claim 2 of Theorem 1 says that the gain vanishes; its rate is not in the paper.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Item, Let, LetSlope, Line, Text
from symbolic.deriving.rules import Algebra, ByDefinition, Differentiate, Solve, UseEquation
from symbolic.deriving.sign_rules import BySigns
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import (
    M,
    beta_z_q,
    beta_z_r,
    kappa_r,
    p,
    q,
    q_bar,
    q_z,
    r_bar,
    tau,
    x,
    x_bar,
    y,
    z,
)
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_qq, u_qr, u_r, u_rr
from symbolic.model import deviation as formulas
from symbolic.model.competitive import budget_line, demand_slope, excess_demand

Claims = Mapping[str, Statement]

F = head("F_line", "F({0}, {1})", 2)
F_q, F_p = head("F_line_q", "F_{{@q@}}({0}, {1})", 2), head("F_line_p", "F_{{@p@}}({0}, {1})", 2)
V, V_p = head("V_line", "V({0}, {1})", 2), head("V_line_p", "V_{{@p@}}({0}, {1})", 2)
excess, excess_1 = head("excess_at", "E({0})"), head("excess_at_slope", "E'({0})")
ratio, ratio_1 = (
    head("ratio_left", r"\rho_{{{1}}}({0})", 2),
    head("ratio_left_slope", r"\rho_{{{1}}}'({0})", 2),
)
STEP = local("one_over_M", "t")
RESPONSE, MOVED = local("dq_dp", r"@q@'(@p@)"), local("p_moved", r"\dot{@p@}")
Z_P, OFFERED = formulas.DEMAND_SLOPE_TOTAL, formulas.OFFERED
TOTAL = local("R_hat", r"\hat{@R@}")
LIMIT = head("gain_slope", r"S_{{{0}}}({1})", 2)


def slope(claims: Claims) -> Derivation:
    """Derive the slope of the gain in five steps."""
    more = q_z(x_bar) - q_z(x)
    gained = formulas.value_of_price().subs(q, q_z(x))
    implicit = equation(F_q(q, p) * RESPONSE + F_p(q, p), 0)
    cleared = equation(Z_P * MOVED + more, 0)
    given = (
        *positive(p, q, q_bar, r_bar, kappa_r, OFFERED),
        Hypothesis(Relation(F_q(q, p), "<", 0), Provenance.PAPER, "u is strictly concave"),
        Hypothesis(
            Relation(Z_P, "<", 0),
            Provenance.ADDED,
            "the equilibrium is regular: excess demand falls at it",
        ),
        Hypothesis(implicit, Provenance.DERIVED, "the first-order condition holds at every price"),
        Hypothesis(cleared, Provenance.DERIVED, "the market clears for every share of the types"),
        Hypothesis(
            equation(TOTAL, p * OFFERED), Provenance.PAPER, "the price is the ratio of the totals"
        ),
        *(Hypothesis(_budget(label), Provenance.DERIVED, "the budget") for label in (x, x_bar)),
    )
    return Derivation(
        "slope",
        "The slope of the gain from being taken for another type",
        "Claim 2 of Theorem 1 (the rate is not in the paper)",
        given,
        (
            Text(
                "Fix a state and its competitive equilibrium. An agent of type {} who is taken "
                "for type {} changes the others' beliefs by one agent "
                "in {}. We compute "
                "what this changes to first order in {}.",
                (x, x_bar, M, equation(STEP, over(1, M))),
            ),
            *_demand(implicit),
            *_clearing(cleared, more),
            *_ratio(),
            Text(
                "The totals of the others thus change, compared with the truth, by what the price "
                "does and by the difference of the two offers that "
                "are not made:"
            ),
            Chain(
                -over(more, Z_P) + (ratio_1(sp.S.Zero, x_bar) - ratio_1(sp.S.Zero, x)),
                (
                    Line(
                        "=",
                        -over(more, Z_P)
                        - over(p * (q_z(x_bar) - q_bar), OFFERED)
                        + over(p * (q_z(x) - q_bar), OFFERED),
                        UseEquation(_ratios()),
                    ),
                    Line("=", (-over(1, Z_P) - over(p, OFFERED)) * more, Algebra()),
                ),
            ),
            *_value(),
            Case("", claims["thm-1.slope"].given),
            Text(
                "Multiplying the two and averaging over the states with the agent's own posterior "
                "gives the slope"
            ),
            Let(
                LIMIT(x, x_bar), SumOver(tau(x, z) * gained * more * formulas.price_per_trade(), z)
            ),
            Text(
                "where the price and the totals are those of the state. Compared with the gains "
                "at finite numbers of agents,"
            ),
            Fact(claims["thm-1.slope"].says, ByClaim("thm-1.slope", claims["thm-1.slope"])),
        ),
    )


def _budget(label: sp.Expr) -> Relation:
    return equation(beta_z_r(label), p * beta_z_q(label) + p * (q_z(label) - q_bar))


def _demand(implicit: Relation) -> tuple[Item, ...]:
    bundle = (q, budget_line(), x, z)
    return (
        Text("Demand at the price {} is where the slope along the budget line", (p,)),
        Let(F(q, p), demand_slope()),
        LetSlope(F_q(q, p), F(q, p), q),
        LetSlope(F_p(q, p), F(q, p), p),
        Text("vanishes. Its derivatives are"),
        Chain(
            F_q(q, p),
            (
                Line(
                    "=",
                    u_qq(*bundle) - 2 * p * u_qr(*bundle) + p**2 * u_rr(*bundle),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Chain(
            F_p(q, p),
            (
                Line(
                    "=",
                    (q_bar - q) * (u_qr(*bundle) - p * u_rr(*bundle)) - u_r(*bundle),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text(
            "and differentiating {} along the demand gives the response of demand to the price:",
            (equation(F(q, p), 0),),
        ),
        Fact(implicit, BySigns()),
        Fact(
            equation(RESPONSE, -over(F_p(q, p), F_q(q, p))),
            Solve(implicit, note="implicit function"),
        ),
    )


def _clearing(cleared: Relation, more: sp.Expr) -> tuple[Item, ...]:
    return (
        Text(
            "Replacing one agent in {} of type {} by one of type {} changes excess demand at a "
            "fixed price: with",
            (M, x, x_bar),
        ),
        Let(excess(STEP), excess_demand() + STEP * more),
        LetSlope(excess_1(STEP), excess(STEP), STEP),
        Chain(excess_1(STEP), (Line("=", more, Differentiate()),)),
        Text(
            "Let {} be the slope of excess demand in the price. For the market to clear the price "
            "must move at the rate",
            (Z_P,),
        ),
        Fact(cleared, BySigns()),
        Fact(equation(MOVED, -over(more, Z_P)), Solve(cleared, note="implicit function")),
    )


def _ratio() -> tuple[Item, ...]:
    return (
        Text(
            "The others prepare for an offer that the agent does not make. Leaving the offers of "
            "one agent of type {} out of the totals per agent "
            "changes their "
            "ratio to",
            (y,),
        ),
        Let(ratio(STEP, y), over(TOTAL - STEP * beta_z_r(y), OFFERED - STEP * beta_z_q(y))),
        LetSlope(ratio_1(STEP, y), ratio(STEP, y), STEP),
        Text("and at {} this moves at the rate", (equation(STEP, 0),)),
        *_left_out(x_bar),
        Text("if the agent is taken for {}, and if for the own type", (x_bar,)),
        *_left_out(x),
    )


def _left_out(label: sp.Expr) -> tuple[Item, ...]:
    price, budget = equation(TOTAL, p * OFFERED), _budget(label)
    return (
        Chain(
            ratio_1(sp.S.Zero, label),
            (
                Line(
                    "=",
                    over(TOTAL * beta_z_q(label) - OFFERED * beta_z_r(label), OFFERED**2),
                    ByDefinition(note="quotient rule"),
                ),
                Line(
                    "=",
                    -over(beta_z_r(label) - p * beta_z_q(label), OFFERED),
                    UseEquation((price,), note="the price is the ratio"),
                ),
                Line(
                    "=",
                    -over(p * (q_z(label) - q_bar), OFFERED),
                    UseEquation((budget,), note="the budget"),
                ),
            ),
        ),
    )


def _ratios() -> tuple[Relation, ...]:
    return tuple(
        equation(ratio_1(sp.S.Zero, label), -over(p * (q_z(label) - q_bar), OFFERED))
        for label in (x_bar, x)
    )


def _value() -> tuple[Item, ...]:
    bundle = (q, budget_line(), x, z)
    return (
        Text("A price-taker who consumes {} gets", (q,)),
        Let(V(q, p), u(*bundle)),
        LetSlope(V_p(q, p), V(q, p), p),
        Text("and since the slope in {} is zero at the demand, a higher price is worth", (q,)),
        Chain(V_p(q, p), (Line("=", formulas.value_of_price(), Differentiate(note="chain rule")),)),
    )


__all__ = ["slope"]
