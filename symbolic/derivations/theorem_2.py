r"""The bounds behind Theorem 2: offers stay away from the endowment, and the price is near its limit.

Paper: section 7.2, Claim 2 in terms of rates of substitution, and the price bounds of Claim 3,
corrected.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Case, Chain, Fact, Let, Line, Text
from symbolic.deriving.rules import ByDefinition
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import (
    M,
    Q_j,
    R_j,
    R_others,
    b_q,
    gamma_z,
    j,
    kappa_q,
    kappa_r,
    phi,
    q,
    q_bar,
    r,
    r_bar,
    x,
    z,
)
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Provenance, Statement, nonnegative, positive
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r
from symbolic.model.semipooling import marginal_price, seller_consumption, seller_slope

Claims = Mapping[str, Statement]


at_q, at_r = head("u_q_there", "@u@_{{@q@}}", 2), head("u_r_there", "@u@_{{@r@}}", 2)


TOP = local("P_top", r"\bar{P}")


def own_symbol(name: str) -> sp.Symbol:
    """Return a symbol by which a claim writes its slack."""
    return sp.Symbol(name, real=True)


def bounded_offers(claims: Claims) -> Derivation:
    """Derive Claim 2 of Theorem 2 from a bound on the rate of substitution."""
    given = (
        *positive(
            M,
            kappa_q,
            kappa_r,
            q_bar,
            r_bar,
            phi(z),
            gamma_z(z, j),
            u_q(q, r, x, z),
            u_r(q, r, x, z),
        ),
        *nonnegative(
            b_q, q_bar - b_q, Q_j(j) - M * kappa_q, R_j(j), M * (r_bar + kappa_r) - R_j(j)
        ),
        *positive(Q_j(j)),
    )
    price = (
        (own_symbol("s"), Q_j(j) - M * kappa_q),
        (own_symbol("t"), M * (r_bar + kappa_r) - R_j(j)),
        (own_symbol("b"), b_q),
        (R_others, R_j(j)),
    )
    highest = Relation(marginal_price(), "<=", over(r_bar + kappa_r, kappa_q))
    steep = Relation(-at_q(z, j) + at_r(z, j) * TOP, "<", 0)
    term = -at_q(z, j) + at_r(z, j) * marginal_price()
    return Derivation(
        "bounded-offers",
        "Offers stay away from the endowment",
        "section 7.2, Claim 2 of Theorem 2, in terms of rates of substitution",
        given,
        (
            Let(at_q(z, j), u_q(*seller_consumption(), x, z), shown=False),
            Let(at_r(z, j), u_r(*seller_consumption(), x, z), shown=False),
            Text(
                "After a semi-pooling first stage the totals of the others are random: in "
                "composition {} they are {} and {}. An agent who sells {} "
                "of the first "
                "good consumes {} and has the slope",
                (j, Q_j(j), R_j(j), b_q, seller_consumption()),
            ),
            Chain(
                seller_slope(),
                (
                    Line(
                        "=",
                        SumOver(phi(z) * SumOver(gamma_z(z, j) * term, j), z),
                        ByDefinition(),
                        tag="32",
                    ),
                ),
            ),
            Text(
                "where the partial derivatives are taken at that bundle. The exogenous offers "
                "bound what the last unit brings, in every composition:"
            ),
            Fact(
                highest,
                ByClaim("thm-2.claim-2.price-sharp", claims["thm-2.claim-2.price-sharp"], price),
            ),
            Let(TOP, over(r_bar + kappa_r, kappa_q)),
            Case(
                "",
                (
                    Hypothesis(
                        steep,
                        Provenance.DERIVED,
                        "the offer is so large that the rate of substitution exceeds the bound",
                    ),
                ),
                "By the Inada conditions the rate of substitution grows without bound as the "
                "offer approaches the endowment. Suppose that, at an offer,",
            ),
            Text("Marginal utility is positive, so"),
            Fact(Relation(at_r(z, j), ">", 0), BySigns()),
            Fact(
                Relation(
                    at_r(z, j) * marginal_price(), "<=", at_r(z, j) * over(r_bar + kappa_r, kappa_q)
                ),
                Multiply(highest, at_r(z, j)),
            ),
            Text("and every term of the slope is negative,"),
            Chain(
                term,
                (
                    Line(
                        "<=",
                        -at_q(z, j) + at_r(z, j) * over(r_bar + kappa_r, kappa_q),
                        BySigns(note="the bound"),
                    ),
                    Line("=", -at_q(z, j) + at_r(z, j) * TOP, ByDefinition((TOP,))),
                    Line("<", sp.S.Zero, BySigns(note="the rate of substitution")),
                ),
            ),
            Text("so that the slope is negative and the offer is not a best response:"),
            Fact(
                Relation(SumOver(phi(z) * SumOver(gamma_z(z, j) * term, j), z), "<", 0),
                BySigns(note="sign by sign"),
            ),
            Text(
                "A best offer therefore stays where the rate of substitution is at most {}, "
                "whatever the number of agents. The printed proof bounds "
                "the two marginal "
                "utilities one by one, which needs them to be bounded; their ratio is enough.",
                (TOP,),
                by=("thm-2.claim-2.A", "thm-2.claim-2.rate"),
            ),
        ),
    )


__all__ = ["bounded_offers"]
