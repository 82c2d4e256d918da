r"""The derivations of the best responses at stage 2 with a given utility, on both sides of the market.

Who sells the first good has the payoff g, who sells the second has h.

Paper: section 7.1, equations (17)-(19).
"""

from __future__ import annotations

from dataclasses import dataclass

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
    b_r,
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
from symbolic.model.best_response import buyer_bundle, seller_bundle


@dataclass(frozen=True)
class _Side:
    """One side of the market: what is sold, what the payoff is called, and where the paper has it."""

    id: str
    offer: sp.Symbol
    sold: sp.Symbol
    bundle: tuple[sp.Expr, sp.Expr]
    own: sp.Expr
    others: sp.Expr
    letter: str
    good: str
    place: str


FIRST = _Side(
    "given-best-response",
    b_q,
    q,
    seller_bundle(),
    Q_others,
    R_others,
    "g",
    "first",
    "section 7.1, equations (17) and (18)",
)
SECOND = _Side(
    "given-best-response-second",
    b_r,
    r,
    buyer_bundle(),
    R_others,
    Q_others,
    "h",
    "second",
    "section 7.1, equations (17) and (19)",
)


def best_response(given: Given) -> Derivation:
    """Derive the first-order condition of a seller of the first good at stage 2."""
    return _one_side(given, FIRST)


def best_response_second(given: Given) -> Derivation:
    """Derive the first-order condition of a seller of the second good at stage 2."""
    return _one_side(given, SECOND)


def _one_side(given: Given, side: _Side) -> Derivation:
    payoff = head(f"{side.letter}_given", side.letter + "({0})")
    slope = head(f"{side.letter}_given_slope", side.letter + "'({0})")
    u, b, at = given.written, side.offer, dict(zip((q, r), side.bundle, strict=True))
    bought = r if side.sold == q else q
    kept, gained = given.slope(u, side.sold), given.slope(u, bought)
    received = over(side.own * side.others, (side.own + b) ** 2)
    endowment = {q: q_bar, r: r_bar}
    hypotheses = (
        *positive(Q_others, R_others, q_bar, r_bar, endowment[side.sold] - b),
        *nonnegative(b),
        *given.hypotheses(),
        *given.real_at(*side.bundle),
        *given.real_at(q_bar, r_bar),
        *positive(phi(z)),
    )

    def mean(formula: sp.Expr) -> sp.Expr:
        return SumOver(phi(z) * formula, z)

    def put(formula: sp.Expr, values: dict[sp.Symbol, sp.Expr]) -> sp.Expr:
        return formula.subs(values, simultaneous=True)

    items: list[Item] = [
        Text(
            "Against totals {} and {} of the others an agent who sells {} of the "
            f"{side.good} good expects",
            (Q_others, R_others, b),
        ),
        Let(payoff(b), mean(put(u, at))),
        LetSlope(slope(b), payoff(b), b),
        Text("with the slope"),
        Chain(
            slope(b),
            (
                Line(
                    "=",
                    mean(put(gained, at) * received - put(kept, at)),
                    Differentiate(note="chain rule"),
                ),
            ),
        ),
        Text(
            "The best offer is zero if the slope at zero is not positive, and else the only root "
            "of the slope. At zero it is",
            by=("eq-18", "eq-19"),
        ),
        Chain(
            slope(sp.S.Zero),
            (
                Line(
                    "=",
                    mean(put(gained * over(side.others, side.own) - kept, endowment)),
                    ByDefinition(),
                ),
            ),
        ),
    ]
    return Derivation(
        side.id,
        f"The best response at stage 2: selling the {side.good} good",
        side.place,
        hypotheses,
        tuple(items),
    )
