r"""The derivation that both branches of the payoff are strictly concave.

Paper: section 7.1, the proof of Proposition 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.best_response import (
    BELIEF,
    HERE,
    MARGINAL,
    TOTALS,
    U_SYMBOL,
    buyer_items,
    expected,
    g_1,
    g_2,
    h_1,
    h_2,
    q_bought,
    q_bought_1,
    q_bought_2,
    q_sold,
    r_bought,
    r_sold,
    r_sold_1,
    r_sold_2,
    seller_items,
    sign_by_sign,
)
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Item, Let, LetSlope, Line, Text
from symbolic.deriving.rules import ByDefinition, Differentiate
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import head
from symbolic.language.notation import Q_others, R_others, b_q, b_r, q, r, x, z
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative
from symbolic.language.utility import u_q, u_qq, u_qr, u_r, u_rr

Claims = Mapping[str, Statement]


curvature = head("curvature", "D_{{{0}}}")


CONCAVE = (
    Hypothesis(Relation(u_qq(q, r, x, z), "<", 0), Provenance.PAPER, "u is strictly concave"),
    Hypothesis(
        Relation(HERE[u_qq](z) * HERE[u_rr](z) - HERE[u_qr](z) ** 2, ">", 0),
        Provenance.ADDED,
        "the Hessian is negative definite; strict concavity allows it to be singular at some points",
    ),
)


def concavity(claims: Claims) -> Derivation:
    """Derive that g and h are strictly concave."""
    return Derivation(
        "concavity",
        "Both branches are strictly concave",
        "section 7.1, below equation (17)",
        (*TOTALS, *nonnegative(b_q, b_r), *BELIEF, *MARGINAL, *CONCAVE),
        (
            Text("We keep the notation of the derivation this one, and treat both branches alike."),
            Case("A seller of the first good"),
            *_bend(claims, "seller"),
            Case("A seller of the second good"),
            *_bend(claims, "buyer"),
            Text(
                "So each branch has exactly one maximum on its interval, which is where (18) and "
                "(19) put it.",
                by=("eq-18", "eq-19"),
            ),
        ),
    )


def _bend(claims: Claims, side: str) -> tuple[Item, ...]:
    """Return the items that show one branch to be concave.

    The received good is r for the seller and q for the buyer.
    """
    U = {cls: HERE[cls](z) for cls in HERE}
    if side == "seller":
        opening, offer, bundle, value, first = (
            seller_items(),
            b_q,
            (q_sold(b_q), r_sold(b_q)),
            g_1(b_q),
            r_sold_1(b_q),
        )
        second, bend, total, size, claim = (
            r_sold_2(b_q),
            g_2(b_q),
            Q_others + b_q,
            R_others * Q_others,
            "prop-1.f-q-concave",
        )
        inner = U[u_qq] - 2 * first * U[u_qr] + first**2 * U[u_rr]
        square, weight, marginal = (U[u_qq] - first * U[u_qr]) ** 2, first**2, U[u_r]
    else:
        opening, offer, bundle, value, first = (
            buyer_items(),
            b_r,
            (q_bought(b_r), r_bought(b_r)),
            h_1(b_r),
            q_bought_1(b_r),
        )
        second, bend, total, size, claim = (
            q_bought_2(b_r),
            h_2(b_r),
            R_others + b_r,
            R_others * Q_others,
            "prop-1.f-r-concave",
        )
        inner = first**2 * U[u_qq] - 2 * first * U[u_qr] + U[u_rr]
        square, weight, marginal = (first * U[u_qq] - U[u_qr]) ** 2, sp.S.One, U[u_q]
    definite = U[u_qq] * U[u_rr] - U[u_qr] ** 2
    positive_product = Relation(U[u_qq] * curvature(z), ">", sp.S.Zero)
    return (
        *(Let(i.left, i.formula, shown=False) if isinstance(i, Let) else i for i in opening),
        *(Let(HERE[c](z), c(*bundle, x, z), shown=False) for c in HERE),
        LetSlope(second, first, offer),
        LetSlope(bend, value, offer),
        Text("What the agent receives rises with the offer and is strictly concave in it:"),
        Chain(
            first,
            (
                Line("=", over(size, total**2), Differentiate()),
                Line(">", sp.S.Zero, sign_by_sign()),
            ),
        ),
        Chain(
            second,
            (
                Line("=", over(-2 * size, total**3), Differentiate(note="differentiating again")),
                Line("<", sp.S.Zero, ByClaim(claim, claims[claim])),
            ),
        ),
        Text(
            "Write the partial derivatives of {} at the bundle {} without their arguments, and",
            (U_SYMBOL, bundle),
        ),
        Let(curvature(z), inner),
        Text("By the chain rule and the product rule"),
        Chain(
            bend,
            (
                Line(
                    "=",
                    expected(curvature(z) + marginal * second),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text("The first term is negative, since completing the square gives"),
        Chain(
            U[u_qq] * curvature(z),
            (
                Line(
                    "=",
                    square + weight * definite,
                    ByDefinition((curvature(z),), note="completing the square"),
                ),
                Line(">", sp.S.Zero, sign_by_sign()),
            ),
        ),
        Fact(
            Relation(curvature(z), "<", sp.S.Zero),
            Multiply(positive_product, over(1, U[u_qq]), note="the first factor is negative"),
        ),
        Text("The second is negative because marginal utility is positive,"),
        Fact(Relation(marginal, ">", sp.S.Zero), BySigns()),
        Text("and so the whole is:"),
        Chain(
            bend,
            (
                Line("=", expected(curvature(z) + marginal * second), Differentiate()),
                Line("<", sp.S.Zero, sign_by_sign()),
            ),
        ),
    )
