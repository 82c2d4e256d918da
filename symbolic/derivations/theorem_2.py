r"""The bounds behind Theorem 2.

Offers stay away from the endowment, and the price is near its limit.

Paper: section 7.2, Claim 2 in terms of rates of substitution, and the price bounds of Claim 3,
corrected.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Case, Chain, Derivation, Fact, Let, Line, Text
from symbolic.deriving.rules import Algebra, ByDefinition
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import head, local
from symbolic.language.notation import (
    M,
    Q_j,
    Q_others,
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
from symbolic.language.quotient import over
from symbolic.language.statement import (
    Hypothesis,
    Provenance,
    Relation,
    Statement,
    nonnegative,
    positive,
)
from symbolic.language.sums import SumOver
from symbolic.language.utility import u_q, u_r
from symbolic.model.semipooling import marginal_price, seller_consumption, seller_slope

Claims = Mapping[str, Statement]

at_q, at_r = head("u_q_there", "@u@_{{@q@}}", 2), head("u_r_there", "@u@_{{@r@}}", 2)
TOP = local("P_top", r"\bar{P}")


def _own(name: str) -> sp.Symbol:
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
        (_own("s"), Q_j(j) - M * kappa_q),
        (_own("t"), M * (r_bar + kappa_r) - R_j(j)),
        (_own("b"), b_q),
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
            ),
        ),
    )


def price_bounds(claims: Claims) -> Derivation:
    """Derive the two price bounds of Claim 3.

    Shares against their limits, and the agent's own effect.
    """
    a_q, a_r, b_1, b_2 = (
        local("A_q", "A_@q@"),
        local("A_r", "A_@r@"),
        local("B_1", "B_@q@"),
        local("B_2", "B_@r@"),
    )
    gap = local("Delta", r"\Delta")
    e_r, e_q = a_r - b_2, a_q - b_1
    bound = over((q_bar + kappa_q) * (r_bar + kappa_r), kappa_q**2)
    shares = (
        (_own("Delta"), gap),
        (_own("s"), a_q - kappa_q),
        (_own("s_2"), b_1 - kappa_q),
        (_own("t"), r_bar + kappa_r - b_2),
        (_own("t_1"), r_bar * gap - e_r),
        (_own("t_2"), e_q + q_bar * gap),
        (_own("b_R"), b_2),
    )
    own = (
        (_own("s"), Q_others - M * kappa_q),
        (_own("t"), M * (r_bar + kappa_r) - R_others),
        (_own("kept"), q_bar - b_q),
    )
    product = Relation(e_r * b_1 - b_2 * e_q, "<=", bound * gap * a_q * b_1)
    marginal, highest = (
        over(Q_others * R_others, (Q_others + b_q) ** 2),
        over(r_bar + kappa_r, kappa_q),
    )
    given = (
        *positive(M, kappa_q, kappa_r, q_bar, r_bar, a_q, b_1, Q_others),
        *nonnegative(
            gap,
            b_2,
            b_q,
            R_others,
            a_q - kappa_q,
            b_1 - kappa_q,
            r_bar + kappa_r - b_2,
            q_bar - b_q,
        ),
        *nonnegative(Q_others - M * kappa_q, M * (r_bar + kappa_r) - R_others),
        *nonnegative(
            r_bar * gap - e_r,
            e_q + q_bar * gap,
            reason="offers are at most the endowment, and the shares differ by Delta in all",
        ),
    )
    return Derivation(
        "price-bounds",
        "The price is near its limit",
        "section 7.2, Claim 3 of Theorem 2, the bounds before (36)",
        given,
        (
            Text(
                "Let {} and {} be the totals per agent at the limit shares, and {} and {} those "
                "at the realised ones; let {} be the sum over types of the "
                "distances between the shares. The difference of the prices is",
                (a_q, a_r, b_1, b_2, gap),
            ),
            Chain(
                over(a_r, a_q) - over(b_2, b_1),
                (
                    Line(
                        "=",
                        over((a_r - b_2) * b_1 - b_2 * (a_q - b_1), a_q * b_1),
                        Algebra(note="one denominator"),
                    ),
                ),
            ),
            Text(
                "Each numerator difference is at most the endowment times {}, and the totals are "
                "at least the exogenous offers:",
                (gap,),
            ),
            Fact(
                product,
                ByClaim("thm-2.claim-3.bound-price", claims["thm-2.claim-3.bound-price"], shares),
            ),
            Fact(
                Relation(over(a_r, a_q) - over(b_2, b_1), "<=", bound * gap),
                Multiply(product, over(1, a_q * b_1), note="divided by the denominators"),
            ),
            Text(
                "By symmetry the same holds with the two exchanged. The agent's own offer moves "
                "the price by a multiple of one over the number of "
                "agents. For a "
                "seller of the first good, in one composition,"
            ),
            Chain(
                over(R_others, Q_others) - marginal,
                (
                    Line(
                        "=",
                        over(
                            b_q * R_others * (2 * Q_others + b_q), Q_others * (Q_others + b_q) ** 2
                        ),
                        Algebra(note="one denominator"),
                    ),
                    Line(">=", sp.S.Zero, BySigns()),
                ),
            ),
            Fact(
                Relation(
                    over(R_others, Q_others) - marginal,
                    "<=",
                    highest * over(q_bar * (2 * kappa_q + over(q_bar, M)), kappa_q**2 * M),
                ),
                ByClaim(
                    "thm-2.claim-3.bound-marginal", claims["thm-2.claim-3.bound-marginal"], own
                ),
            ),
            Chain(
                over(R_others, Q_others) - over(R_others, Q_others + b_q),
                (
                    Line(
                        "=",
                        over(b_q * R_others, Q_others * (Q_others + b_q)),
                        Algebra(note="one denominator"),
                    ),
                    Line(">=", sp.S.Zero, BySigns()),
                ),
            ),
            Fact(
                Relation(
                    over(R_others, Q_others) - over(R_others, Q_others + b_q),
                    "<=",
                    over(r_bar + kappa_r, kappa_q) * over(q_bar, kappa_q * M),
                ),
                ByClaim("thm-2.claim-3.bound-own", claims["thm-2.claim-3.bound-own"], own),
            ),
            Text(
                "Both vanish as the number of agents grows, at a rate that depends on the "
                "endowments and the exogenous offers alone."
            ),
        ),
    )


__all__ = ["bounded_offers", "price_bounds"]
