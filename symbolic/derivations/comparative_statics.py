r"""How equilibria move: the implicit function theorem applied to the first-order conditions.

A type's condition determines its choice, the choices determine what the market needs, and the price
moves so that the market clears.  Any number of the economy may move; what it does to the condition
with everything else held fixed is written with a dot.

Paper: sections 3.1 and 3.2; the derivatives are not in the paper.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Item, Let, LetSlope, Line, Text
from symbolic.deriving.rules import Differentiate, Solve, Substitute, UseEquation
from symbolic.deriving.sign_rules import BySigns
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import kappa_q, kappa_r, p, q_bar, r_bar, x, z
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Hypothesis,
    Provenance,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.utility import u_qq, u_qr, u_r, u_rr
from symbolic.model import price_taking

Claims = Mapping[str, Statement]
t = price_taking.t
f = head("f_sale", "f({0}, {1})", 2)
f_t, f_p = head("f_sale_t", "f_t({0}, {1})", 2), head("f_sale_p", "f_{{@p@}}({0}, {1})", 2)
DIRECT, MOVED, PRICE = (
    local("f_dot", r"\dot{f}"),
    local("t_dot", r"\dot{t}"),
    local("p_dot", r"\dot{@p@}"),
)
FIXED = Hypothesis(equation(PRICE, 0), Provenance.DERIVED, "the price of stage 1 is fixed")
RISE = local("S_p", "S'")
"""The rate at which the sales of all types together rise in the price."""
BY_Q, BY_R = (
    local("p_by_kappa_q", r"\frac{\partial @p@}{\partial\kappa_q}"),
    local("p_by_kappa_r", r"\frac{\partial @p@}{\partial\kappa_r}"),
)


def comparative_statics(claims: Claims) -> Derivation:
    """Derive how choices move, and how the competitive price moves with κ."""
    implicit = equation(f_t(t, p) * MOVED + f_p(t, p) * PRICE + DIRECT, 0)
    by_q = equation((RISE + over(kappa_r, p**2)) * BY_Q + 1, 0)
    by_r = equation((RISE + over(kappa_r, p**2)) * BY_R - over(1, p), 0)
    given = (
        *positive(p, kappa_q, kappa_r, q_bar, r_bar),
        *nonnegative(RISE, reason="monotone demand"),
        Hypothesis(Relation(f_t(t, p), "<", 0), Provenance.PAPER, "u is strictly concave"),
        Hypothesis(implicit, Provenance.DERIVED, "the condition holds along the way"),
        Hypothesis(by_q, Provenance.DERIVED, "the market clears for every kappa_q"),
        Hypothesis(by_r, Provenance.DERIVED, "the market clears for every kappa_r"),
    )
    return Derivation(
        "comparative-statics",
        "How choices and the competitive price move",
        "sections 3.1 and 3.2 (the derivatives are not in the paper)",
        given,
        (*_choice(implicit), *_price(claims, by_q, by_r)),
    )


def _choice(implicit: Relation) -> tuple[Item, ...]:
    bundle = (q_bar - t, r_bar + p * t, x, z)
    moved = equation(MOVED, -over(DIRECT + f_p(t, p) * PRICE, f_t(t, p)))
    second = -p * (2 * u_qr(*bundle) - p * u_rr(*bundle)) + u_qq(*bundle)
    return (
        Text("An agent who sells {} at the price {} chooses it where", (t, p)),
        Let(f(t, p), price_taking.slope()),
        LetSlope(f_t(t, p), f(t, p), t),
        LetSlope(f_p(t, p), f(t, p), p),
        Text("vanishes. Its derivatives are"),
        Chain(f_t(t, p), (Line("=", second, Differentiate(note="chain rule")),)),
        Chain(
            f_p(t, p),
            (
                Line(
                    "=",
                    u_r(*bundle) + t * (p * u_rr(*bundle) - u_qr(*bundle)),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text(
            "Let a number of the economy move, and let {} be what that does to the condition while "
            "sale and price stay. Then",
            (DIRECT,),
        ),
        Fact(implicit, BySigns()),
        Fact(
            moved,
            Solve(implicit, note="implicit function"),
        ),
        Case("", (FIXED,), "At stage 1"),
        Chain(
            MOVED,
            (
                Line("=", -over(DIRECT + f_p(t, p) * PRICE, f_t(t, p)), UseEquation((moved,))),
                Line("=", -over(DIRECT, f_t(t, p)), Substitute(((PRICE, sp.S.Zero),))),
            ),
        ),
    )


def _price(claims: Claims, by_q: Relation, by_r: Relation) -> tuple[Item, ...]:
    total = RISE + over(kappa_r, p**2)
    items: list[Item] = [
        Case("The price of stage 2"),
        Text(
            "The sales of all types add up to {}. If they rise in the price at the rate {}, then "
            "clearing for every {} and for every {} says",
            (over(kappa_r, p) - kappa_q, RISE, kappa_q, kappa_r),
        ),
    ]
    falls, rises = -over(1, total), over(1, p * total)
    for relation, symbol, value, says, id_ in (
        (by_q, BY_Q, falls, Relation(falls, "<", 0), "lemma-2.statics.kappa-q"),
        (by_r, BY_R, rises, Relation(rises, ">", 0), "lemma-2.statics.kappa-r"),
    ):
        items += [
            Fact(relation, BySigns()),
            Fact(equation(symbol, value), Solve(relation, note="implicit function")),
            Fact(says, ByClaim(id_, claims[id_])),
        ]
    return tuple(items)


__all__ = ["comparative_statics"]
