r"""Stage 2 in other variables: totals that include the own offer, and the others' price.

The limit of a large market is taken in the latter.

Paper: section 7.1, equation (21) and the displays below it; the aggregative form is not in the
paper.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.best_response import (
    MARGINAL,
    TOTALS,
    expected,
    g,
    g_1,
    h,
    h_1,
    q_bought,
    r_sold,
)
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Let, LetSlope, Line, Text
from symbolic.deriving.rules import (
    Algebra,
    ByDefinition,
    Differentiate,
    UseEquation,
)
from symbolic.language.notation import (
    Q,
    Q_others,
    R,
    R_others,
    b_q,
    b_r,
    q_bar,
    r_bar,
    x,
    z,
)
from symbolic.language.proposition import equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.utility import u, u_q, u_r
from symbolic.model import aggregative
from symbolic.model.best_response import buyer_bundle, seller_bundle

Claims = Mapping[str, Statement]


def _net(terms: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """Return the expected gain less the expected cost."""
    cost, gain = terms
    return expected(gain - cost)


def aggregative_form(claims: Claims) -> Derivation:
    """Derive the slopes of g and h in terms of the totals that include the own offer."""
    sold, bought = aggregative.seller_bundle(), aggregative.buyer_bundle()
    sell = (equation(Q_others, Q - b_q), equation(R_others, R))
    buy = (equation(Q_others, Q), equation(R_others, R - b_r))
    price = over(R, Q)
    seller, buyer = (q_bar - b_q, r_sold(b_q), x, z), (q_bought(b_r), r_bar - b_r, x, z)
    given = (*TOTALS, *positive(Q, R), *nonnegative(b_q, b_r), *MARGINAL)
    return Derivation(
        "aggregative",
        "Stage 2 in terms of the totals",
        "section 3.1 (the form is not in the paper)",
        given,
        (
            Text(
                "Instead of the others' totals {} and {}, which leave out another offer for every "
                "agent, write the conditions in {} and {}, which leave out none.",
                (Q_others, R_others, Q, R),
            ),
            Case(
                "An agent who sells the first good",
                tuple(
                    Hypothesis(e, Provenance.DERIVED, "only the first good is offered")
                    for e in sell
                ),
            ),
            Let(r_sold(b_q), seller_bundle()[1], shown=False),
            Let(g(b_q), expected(u(q_bar - b_q, r_sold(b_q), x, z)), shown=False),
            LetSlope(g_1(b_q), g(b_q), b_q),
            Text("The agent consumes"),
            Chain(
                r_sold(b_q),
                (
                    Line("=", r_bar + over(b_q * R_others, Q_others + b_q), ByDefinition()),
                    Line("=", sold[1], UseEquation(sell, note="the totals put in")),
                ),
            ),
            Text("of the second good, and one more unit brings"),
            Chain(
                over(Q_others * R_others, (Q_others + b_q) ** 2),
                (
                    Line(
                        "=", over((Q - b_q) * R, Q**2), UseEquation(sell, note="the totals put in")
                    ),
                    Line("=", price * (1 - over(b_q, Q)), Algebra()),
                ),
            ),
            Text(
                "of it: the price less the agent's own effect on it. So the slope of the payoff "
                "is, in terms of the totals,"
            ),
            Chain(
                g_1(b_q),
                (
                    Line(
                        "=",
                        expected(
                            -u_q(*seller)
                            + u_r(*seller) * over(Q_others * R_others, (Q_others + b_q) ** 2)
                        ),
                        Differentiate(note="chain rule"),
                    ),
                    Line(
                        "=",
                        _net(aggregative.seller_terms()),
                        UseEquation(
                            (equation(r_sold(b_q), sold[1]), *sell), note="the totals put in"
                        ),
                    ),
                ),
            ),
            Case(
                "An agent who sells the second good",
                tuple(
                    Hypothesis(e, Provenance.DERIVED, "only the second good is offered")
                    for e in buy
                ),
            ),
            Let(q_bought(b_r), buyer_bundle()[0], shown=False),
            Let(h(b_r), expected(u(q_bought(b_r), r_bar - b_r, x, z)), shown=False),
            LetSlope(h_1(b_r), h(b_r), b_r),
            Text("The agent consumes"),
            Chain(
                q_bought(b_r),
                (
                    Line("=", q_bar + over(b_r * Q_others, R_others + b_r), ByDefinition()),
                    Line("=", bought[0], UseEquation(buy, note="the totals put in")),
                ),
            ),
            Text("of the first good, and one more unit brings"),
            Chain(
                over(Q_others * R_others, (R_others + b_r) ** 2),
                (
                    Line(
                        "=", over(Q * (R - b_r), R**2), UseEquation(buy, note="the totals put in")
                    ),
                    Line("=", over(Q, R) * (1 - over(b_r, R)), Algebra()),
                ),
            ),
            Text("so that"),
            Chain(
                h_1(b_r),
                (
                    Line(
                        "=",
                        expected(
                            u_q(*buyer) * over(Q_others * R_others, (R_others + b_r) ** 2)
                            - u_r(*buyer)
                        ),
                        Differentiate(note="chain rule"),
                    ),
                    Line(
                        "=",
                        _net(aggregative.buyer_terms()),
                        UseEquation(
                            (equation(q_bought(b_r), bought[0]), *buy), note="the totals put in"
                        ),
                    ),
                ),
            ),
            Text(
                "We solve the first condition for {} and the second one for {} at a given price, "
                "each from the sellers of that good alone.",
                (Q, R),
            ),
        ),
    )


__all__ = ["aggregative_form"]
