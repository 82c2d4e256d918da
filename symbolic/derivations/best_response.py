r"""The two branches of the best response: their slopes, their concavity, and the sign relation (20).

Partial derivatives of u are written without their arguments where a sentence says at which bundle
they are taken.

Paper: section 7.1, the proof of Proposition 1, equations (17)-(20).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Fact, Item, Let, LetSlope, Line, Text
from symbolic.deriving.rules import Algebra, ByDefinition, Differentiate
from symbolic.deriving.sign_rules import BySigns, CompareSigns, PositiveMultiple
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import Q_others, R_others, b_q, b_r, phi, q, q_bar, r, r_bar, x, z
from symbolic.language.proposition import Implies, Or, Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u, u_q, u_qq, u_qr, u_r, u_rr
from symbolic.model import best_response as formulas

Claims = Mapping[str, Statement]


q_sold, r_sold = head("q_sold", "@q@({0})"), head("r_sold", "@r@({0})")


q_bought, r_bought = head("q_bought", "@q@({0})"), head("r_bought", "@r@({0})")


g, h = head("g_value", "g({0})"), head("h_value", "h({0})")


g_1, h_1 = head("g_slope", "g'({0})"), head("h_slope", "h'({0})")


g_2, h_2 = head("g_bend", "g''({0})"), head("h_bend", "h''({0})")


r_sold_1, q_bought_1 = head("r_sold_slope", "@r@'({0})"), head("q_bought_slope", "@q@'({0})")


r_sold_2, q_bought_2 = head("r_sold_bend", "@r@''({0})"), head("q_bought_bend", "@q@''({0})")


HERE = {
    cls: head(f"{cls.__name__}_here", f"@u@_{{{{{cls.__name__[2:]}}}}}")
    for cls in (u_q, u_r, u_qq, u_qr, u_rr)
}


TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")


BELIEF = positive(phi(z), reason="all signals have positive probability in every state")


MARGINAL = positive(u_q(q, r, x, z), u_r(q, r, x, z), reason="u is strictly increasing")


def expected(body: sp.Expr) -> sp.Expr:
    r"""Return :math:`\sum_z\phi(z)\,body`."""
    return SumOver(phi(z) * body, z)


def seller_items() -> tuple[Item, ...]:
    """Name the bundle of a seller of the first good, and its slopes."""
    bundle = formulas.seller_bundle()
    return (
        Let(q_sold(b_q), bundle[0]),
        Let(r_sold(b_q), bundle[1]),
        Let(g(b_q), expected(u(q_sold(b_q), r_sold(b_q), x, z))),
        LetSlope(r_sold_1(b_q), r_sold(b_q), b_q),
        LetSlope(g_1(b_q), g(b_q), b_q),
    )


def buyer_items() -> tuple[Item, ...]:
    """Name the bundle of a buyer of the first good, and its slopes."""
    bundle = formulas.buyer_bundle()
    return (
        Let(q_bought(b_r), bundle[0]),
        Let(r_bought(b_r), bundle[1]),
        Let(h(b_r), expected(u(q_bought(b_r), r_bought(b_r), x, z))),
        LetSlope(q_bought_1(b_r), q_bought(b_r), b_r),
        LetSlope(h_1(b_r), h(b_r), b_r),
    )


def slopes(claims: Claims) -> Derivation:
    """Derive g' and h' and their values at a zero offer."""
    sold, bought = (q_sold(b_q), r_sold(b_q), x, z), (q_bought(b_r), r_bought(b_r), x, z)
    square_q, square_r = (Q_others + b_q) ** 2, (R_others + b_r) ** 2
    received_q, received_r = (
        over(Q_others * R_others, square_q),
        over(Q_others * R_others, square_r),
    )
    return Derivation(
        "slopes",
        "The two branches of the payoff and their slopes",
        "section 7.1, below equation (17)",
        (*TOTALS, *nonnegative(b_q, b_r)),
        (
            Text(
                "Fix a type {} and a belief {} about the state. An agent who offers {} of the "
                "first good and nothing of the second consumes, by (14),",
                (x, phi(z), b_q),
            ),
            *seller_items()[:2],
            Text("and expects"),
            *seller_items()[2:],
            Text("What the agent receives rises at the rate"),
            Chain(
                r_sold_1(b_q),
                (
                    Line(
                        "=",
                        over(R_others * (Q_others + b_q) - b_q * R_others, square_q),
                        Differentiate(note="quotient rule"),
                    ),
                    Line("=", received_q, Algebra()),
                ),
            ),
            Text("and by the chain rule"),
            Chain(
                g_1(b_q),
                (
                    Line(
                        "=",
                        expected(-u_q(*sold) + u_r(*sold) * r_sold_1(b_q)),
                        Differentiate(note="chain rule"),
                    ),
                    Line("=", expected(-u_q(*sold) + u_r(*sold) * received_q), ByDefinition()),
                ),
            ),
            Text("An agent who offers {} of the second good consumes", (b_r,)),
            *buyer_items()[:2],
            Text("and expects"),
            *buyer_items()[2:],
            Text("In the same way"),
            Chain(
                q_bought_1(b_r),
                (
                    Line(
                        "=",
                        over(Q_others * (R_others + b_r) - b_r * Q_others, square_r),
                        Differentiate(note="quotient rule"),
                    ),
                    Line("=", received_r, Algebra()),
                ),
            ),
            Chain(
                h_1(b_r),
                (
                    Line(
                        "=",
                        expected(u_q(*bought) * q_bought_1(b_r) - u_r(*bought)),
                        Differentiate(note="chain rule"),
                    ),
                    Line("=", expected(u_q(*bought) * received_r - u_r(*bought)), ByDefinition()),
                ),
            ),
            Text("At a zero offer the bundle is the endowment in both cases, and the slopes are"),
            Chain(g_1(sp.S.Zero), (Line("=", formulas.g_prime_at_zero(), ByDefinition()),)),
            Chain(h_1(sp.S.Zero), (Line("=", formulas.h_prime_at_zero(), ByDefinition()),)),
        ),
    )


U_SYMBOL = local("u_symbol", "@u@")


def sign_by_sign() -> BySigns:
    """Justify a line by the signs of its parts."""
    return BySigns(note="sign by sign")


def sign_relation(claims: Claims) -> Derivation:
    """Derive (20) and that at most one side of the market is attractive."""
    at_endowment = (q_bar, r_bar, x, z)
    mean_q, mean_r = (
        local("mean_u_q", r"\overline{@u@}_{q}"),
        local("mean_u_r", r"\overline{@u@}_{r}"),
    )
    ratio = over(R_others, Q_others)
    agree = Relation(h_1(sp.S.Zero), "same sign", -g_1(sp.S.Zero))
    given = (*TOTALS, *BELIEF, *MARGINAL)
    return Derivation(
        "sign-relation",
        "At most one side of the market is attractive",
        "section 7.1, equation (20)",
        given,
        (
            *(
                Let(i.left, i.formula, shown=False) if isinstance(i, Let) else i
                for i in (*seller_items(), *buyer_items())
            ),
            Text(
                "Compare the slopes of the two branches at a zero offer. Multiplying one of them "
                "by the others' price {} gives",
                (ratio,),
            ),
            Chain(
                ratio * h_1(sp.S.Zero),
                (
                    Line("=", ratio * formulas.h_prime_at_zero(), ByDefinition()),
                    Line(
                        "=",
                        expected(u_q(*at_endowment) - ratio * u_r(*at_endowment)),
                        Algebra(note="the price times its reciprocal is one"),
                    ),
                    Line("=", -formulas.g_prime_at_zero(), Algebra()),
                    Line("=", -g_1(sp.S.Zero), ByDefinition()),
                ),
            ),
            Text("The price is positive, so the two slopes have opposite signs:"),
            Fact(agree, ByClaim("eq-20", claims["eq-20"]), tag="20"),
            Text("In particular they are not both positive, and if one is, the other is negative:"),
            Fact(
                Or((Relation(g_1(sp.S.Zero), "<=", 0), Relation(h_1(sp.S.Zero), "<=", 0))),
                CompareSigns((agree,), note="from (20)"),
            ),
            Fact(
                Implies(Relation(g_1(sp.S.Zero), ">", 0), Relation(h_1(sp.S.Zero), "<", 0)),
                CompareSigns((agree,), note="from (20)"),
            ),
            Text(
                "Which side it is can be read off the others' price. With the expected marginal "
                "utilities at the endowment"
            ),
            Let(mean_q, expected(u_q(*at_endowment))),
            Let(mean_r, expected(u_r(*at_endowment))),
            Text("the slope is"),
            Chain(
                g_1(sp.S.Zero),
                (
                    Line("=", ratio * mean_r - mean_q, ByDefinition()),
                    Line("=", mean_r * (ratio - over(mean_q, mean_r)), Algebra()),
                ),
            ),
            Text(
                "so the agent sells the first good exactly if the others' price exceeds the "
                "agent's own rate of substitution:"
            ),
            Fact(
                Relation(g_1(sp.S.Zero), "same sign", ratio - over(mean_q, mean_r)),
                PositiveMultiple(mean_r, note="marginal utility is positive"),
            ),
        ),
    )
