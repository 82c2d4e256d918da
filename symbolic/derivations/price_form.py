r"""The derivation of the payoff in terms of the others' price, and of its limit.

Paper: section 7.1, Proposition 2, equation (21).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.best_response import (
    TOTALS,
)
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, Line, Text
from symbolic.deriving.rules import (
    Algebra,
    Limit,
    Substitute,
)
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    b_r,
    c_1,
    c_2,
    kappa_q,
    kappa_r,
    p,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.model.market import reduced_payoff
from symbolic.model.price_form import price_form, price_taking_bundle

Claims = Mapping[str, Statement]


def price_form_and_limit(claims: Claims) -> Derivation:
    """Derive the price form (21) of the payoff, its limit, and the bounds of the price."""
    form_q, form_r = price_form()
    taking_q, taking_r = price_taking_bundle()
    payoff_q, payoff_r = reduced_payoff()
    q_p, r_p = (
        head("q_price_form", "@q@(@b_q@, @b_r@)", 1),
        head("r_price_form", "@r@(@b_q@, @b_r@)", 1),
    )
    sum_q, sum_r = local("sum_q", "S_@q@"), local("sum_r", "S_@r@")
    totals = tuple(
        Hypothesis(equation(a, b), Provenance.PAPER, "the totals of the others")
        for a, b in _totals(sum_q, sum_r)
    )
    at = _at(sum_q, sum_r)
    given = (
        *positive(p, kappa_q, kappa_r, q_bar, r_bar),
        *nonnegative(b_q, b_r, c_1, c_2, M - 1, sum_q, sum_r, M * q_bar - sum_q, M * r_bar - sum_r),
    )
    return Derivation(
        "price-form",
        "The others' price, and the limit of a large market",
        "section 7.1, equation (21) and below",
        (*given, *TOTALS),
        (
            Text("Write the payoff in terms of {}, {} and {}:", (p, c_1, c_2)),
            Let(q_p(p), form_q),
            Let(r_p(p), form_r),
            Text("This is the payoff (14) in other variables.", by=("eq-21",)),
            Case("", tuple(Hypothesis(e) for e in _prices()), "Indeed, let"),
            Chain(
                q_p(p),
                (
                    Line(
                        "=",
                        q_bar
                        + over(b_r * Q_others, R_others + b_r)
                        - over(b_q * R_others, R_others + b_r),
                        _put(q_p(p), form_q, note="the prices put in"),
                    ),
                    Line("=", payoff_q, Algebra(note="one denominator"), tag="21"),
                ),
            ),
            Chain(
                r_p(p),
                (
                    Line(
                        "=",
                        r_bar
                        - over(b_r * Q_others, Q_others + b_q)
                        + over(b_q * R_others, Q_others + b_q),
                        _put(r_p(p), form_r, note="the prices put in"),
                    ),
                    Line("=", payoff_r, Algebra(note="one denominator")),
                ),
            ),
            Case("The limit"),
            Text(
                "In a large market {} and {} vanish, and the agent's offer no longer moves the "
                "price:",
                (c_1, c_2),
            ),
            Chain(form_q, (Line("->", taking_q, Limit(((c_2, sp.S.Zero),))),)),
            Chain(form_r, (Line("->", taking_r, Limit(((c_1, sp.S.Zero),))),)),
            Case("The box", totals),
            Text(
                "The others themselves offer {} and {}, at most the endowment each. The exogenous "
                "offers keep their price between bounds independent of "
                "their number:",
                (sum_q, sum_r),
            ),
            Fact(
                Relation(over(R_others, Q_others), ">=", over(kappa_r, q_bar + kappa_q)),
                ByClaim("prop-2.price-low", claims["prop-2.price-low"], at),
            ),
            Fact(
                Relation(over(R_others, Q_others), "<=", over(r_bar + kappa_r, kappa_q)),
                ByClaim("prop-2.price-high", claims["prop-2.price-high"], at),
            ),
            Text(
                "The reciprocals of the totals are bounded too; as printed the two bounds are "
                "exchanged.",
                by=("prop-2.domain",),
            ),
            Fact(
                Relation(over(1, Q_others), "<=", over(1, kappa_q)),
                ByClaim("prop-2.domain", claims["prop-2.domain"], at),
            ),
            Fact(
                Relation(over(1, R_others), "<=", over(1, kappa_r)),
                ByClaim("prop-2.domain", claims["prop-2.domain"], at),
            ),
            Case("", claims["prop-2"].given),
            Text(
                "Then, along configurations whose shares tend to those of a state, prices and "
                "beliefs tend to limits, and so do the best responses:"
            ),
            Fact(claims["prop-2"].says, ByClaim("prop-2", claims["prop-2"])),
        ),
    )


def _prices() -> tuple[Relation, ...]:
    return (
        equation(p, over(R_others, Q_others)),
        equation(c_1, over(1, Q_others)),
        equation(c_2, over(1, R_others)),
    )


def _put(left: sp.Expr, form: sp.Expr, note: str) -> Substitute:
    return Substitute(((left, form), *((e.left, e.right) for e in _prices())), note=note)


def _totals(sum_q: sp.Expr, sum_r: sp.Expr) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
    return (Q_others, sum_q + M * kappa_q), (R_others, sum_r + M * kappa_r)


def _at(sum_q: sp.Expr, sum_r: sp.Expr) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
    names = {n: sp.Symbol(n, real=True) for n in ("s_q", "t_q", "s_r", "t_r", "others")}
    return (
        (names["s_q"], sum_q),
        (names["t_q"], M * q_bar - sum_q),
        (names["s_r"], sum_r),
        (names["t_r"], M * r_bar - sum_r),
        (names["others"], M - 1),
    )
