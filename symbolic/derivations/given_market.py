r"""The derivation of a best response at stage 2 with a given utility.

Paper: section 7.1, equations (17)-(19).
"""

from __future__ import annotations

import sympy as sp

from symbolic.derivations.given_utility import Given
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Item, Let, LetSlope, Line, Text
from symbolic.deriving.rules import (
    ByDefinition,
    Differentiate,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import (
    Q_others,
    R_others,
    b_q,
    phi,
    q,
    q_bar,
    r,
    r_bar,
    z,
)
from symbolic.language.quotient import over
from symbolic.language.statement import (
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.model.best_response import seller_bundle


def best_response(given: Given) -> Derivation:
    """Derive the first-order condition of a seller of the first good at stage 2."""
    g, g_1 = head("g_given", "g({0})"), head("g_given_slope", "g'({0})")
    sold_q, sold_r = seller_bundle()
    u = given.written
    u_q, u_r = given.slope(u, q), given.slope(u, r)
    at = {q: sold_q, r: sold_r}
    received = over(Q_others * R_others, (Q_others + b_q) ** 2)
    hypotheses = (
        *positive(Q_others, R_others, q_bar, r_bar, q_bar - b_q),
        *nonnegative(b_q),
        *given.hypotheses(),
        *given.real_at(sold_q, sold_r),
        *given.real_at(q_bar, r_bar),
        *positive(phi(z)),
    )
    items: list[Item] = [
        Text(
            "Against totals {} and {} of the others an agent who sells {} of the first good expects",
            (Q_others, R_others, b_q),
        ),
        Let(g(b_q), SumOver(phi(z) * u.subs(at, simultaneous=True), z)),
        LetSlope(g_1(b_q), g(b_q), b_q),
        Text("with the slope"),
        Chain(
            g_1(b_q),
            (
                Line(
                    "=",
                    SumOver(
                        phi(z)
                        * (
                            u_r.subs(at, simultaneous=True) * received
                            - u_q.subs(at, simultaneous=True)
                        ),
                        z,
                    ),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text(
            "The best offer is zero if the slope at zero is not positive, and else the only root "
            "of the slope. At zero it is"
        ),
        Chain(
            g_1(sp.S.Zero),
            (
                Line(
                    "=",
                    SumOver(
                        phi(z)
                        * (u_r * over(R_others, Q_others) - u_q).subs(
                            {q: q_bar, r: r_bar}, simultaneous=True
                        ),
                        z,
                    ),
                    ByDefinition(),
                ),
            ),
        ),
    ]
    return Derivation(
        "given-best-response",
        "The best response at stage 2",
        "section 7.1, equations (17) and (18)",
        hypotheses,
        tuple(items),
    )
