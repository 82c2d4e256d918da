r"""From offers to payoffs: (3) and (4) give (14), and Lemma 1.

Paper: section 2.2, equations (3) and (4); section 7, equations (14) and (15), Lemma 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Let, Line, Text
from symbolic.deriving.rules import Algebra, Substitute
from symbolic.language.local_symbols import head
from symbolic.language.notation import (
    M,
    Q,
    Q_others,
    R,
    R_others,
    b_q,
    b_r,
    kappa_q,
    kappa_r,
    p_2,
    q,
    q_bar,
    r,
    r_bar,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Statement,
    nonnegative,
    positive,
)
from symbolic.model.market import payoff, reduced_payoff

Claims = Mapping[str, Statement]


q_at = head("q_at", "@q@({0}, {1})", 2)


r_at = head("r_at", "@r@({0}, {1})", 2)


TOTALS = positive(Q_others, R_others, reason="the exogenous offers are positive")


NET_AMOUNT = sp.Symbol("net", real=True)


SLACK_Q, SLACK_R = sp.symbols("slack_q slack_r", real=True)


def payoffs(claims: Claims) -> Derivation:
    """Derive (14) from (3) and (4)."""
    q_first, r_first = payoff()
    q_last, r_last = reduced_payoff()
    net = b_r * Q_others - b_q * R_others
    totals = ((Q, Q_others + b_q), (R, R_others + b_r))
    return Derivation(
        "payoffs",
        "Payoffs from offers",
        "section 2.2, equations (3), (4) and (14)",
        (*TOTALS, *nonnegative(b_q, b_r)),
        (
            Text(
                "Let {} and {} be the offers of everybody else, the exogenous {} and {} included. "
                "With the agent's own offer {} the totals of (4) are",
                (Q_others, R_others, M * kappa_q, M * kappa_r, (b_q, b_r)),
            ),
            Let(Q, Q_others + b_q),
            Let(R, R_others + b_r),
            Text("and the price of the second stage is the ratio of the totals,"),
            Let(p_2, over(R, Q)),
            Text("By (3) the agent consumes {} and {} with", (q, r)),
            Let(q, q_first, tag="3"),
            Let(r, r_first),
            Text("The agent's own offer moves the price. Putting the price and the totals in,"),
            Chain(
                q,
                (
                    Line(
                        "=",
                        q_bar - b_q + over(b_r * Q, R),
                        Substitute(((q, q_first), (p_2, over(R, Q))), note="the price"),
                    ),
                    Line(
                        "=",
                        q_bar - b_q + over(b_r * (Q_others + b_q), R_others + b_r),
                        Substitute(totals, note="the totals"),
                    ),
                    Line(
                        "=",
                        q_bar
                        + over(b_r * (Q_others + b_q) - b_q * (R_others + b_r), R_others + b_r),
                        Algebra(note="one denominator"),
                    ),
                    Line(
                        "=", q_last, Algebra(note="the products of the two offers cancel"), tag="14"
                    ),
                ),
            ),
            Text("and for the second good"),
            Chain(
                r,
                (
                    Line(
                        "=",
                        r_bar - b_r + over(b_q * R, Q),
                        Substitute(((r, r_first), (p_2, over(R, Q))), note="the price"),
                    ),
                    Line(
                        "=",
                        r_bar - b_r + over(b_q * (R_others + b_r), Q_others + b_q),
                        Substitute(totals, note="the totals"),
                    ),
                    Line("=", r_last, Algebra(note="one denominator")),
                ),
            ),
            Text(
                "The agent buys the first good if {} is positive, and sells it if that is negative:",
                (net,),
            ),
            Chain(q_last - q_bar, (Line("=", over(net, R_others + b_r), Algebra()),)),
        ),
    )


def by_claim(claims: Claims, id_: str, at: tuple[tuple[sp.Expr, sp.Expr], ...] = ()) -> ByClaim:
    """Quote a claim, with values for some of its symbols."""
    return ByClaim(id_, claims[id_], at)
