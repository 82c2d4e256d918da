r"""The derivation of the bounds on prices in Claim 3 of Theorem 2.

Paper: section 7.2, Claim 3, equations (34) and (35).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.theorem_2 import own_symbol
from symbolic.deriving.claim_rule import ByClaim
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Fact, Line, Text
from symbolic.deriving.rules import Algebra
from symbolic.deriving.sign_rules import BySigns, Multiply
from symbolic.language.local_symbols import local
from symbolic.language.notation import (
    M,
    Q_others,
    R_others,
    b_q,
    kappa_q,
    kappa_r,
    q_bar,
    r_bar,
)
from symbolic.language.proposition import Relation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive

Claims = Mapping[str, Statement]


def price_bounds(claims: Claims) -> Derivation:
    """Derive the two price bounds of Claim 3: shares against their limits, and the agent's own effect."""
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
        (own_symbol("Delta"), gap),
        (own_symbol("s"), a_q - kappa_q),
        (own_symbol("s_2"), b_1 - kappa_q),
        (own_symbol("t"), r_bar + kappa_r - b_2),
        (own_symbol("t_1"), r_bar * gap - e_r),
        (own_symbol("t_2"), e_q + q_bar * gap),
        (own_symbol("b_R"), b_2),
    )
    own = (
        (own_symbol("s"), Q_others - M * kappa_q),
        (own_symbol("t"), M * (r_bar + kappa_r) - R_others),
        (own_symbol("kept"), q_bar - b_q),
    )
    cross, prices = e_r * b_1 - b_2 * e_q, over(a_r, a_q) - over(b_2, b_1)
    product = Relation(cross, "<=", 2 * bound * gap * a_q * b_1)
    sharp = Relation(a_r * b_1 - b_2 * a_q, "<=", bound * gap * a_q * b_1)
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
                prices,
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
                Relation(prices, "<=", 2 * bound * gap),
                Multiply(product, over(1, a_q * b_1), note="divided by the denominators"),
            ),
            Text(
                "Multiplied out, the numerator has half of that as a bound already, by the same steps:"
            ),
            Fact(
                sharp,
                ByClaim(
                    "thm-2.claim-3.bound-price.sharp",
                    claims["thm-2.claim-3.bound-price.sharp"],
                    shares,
                ),
            ),
            Fact(
                Relation(prices, "<=", bound * gap),
                Multiply(sharp, over(1, a_q * b_1), note="divided by the denominators"),
            ),
            Text(
                "By symmetry both hold with the two exchanged. The agent's own offer moves "
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
                "Both bounds are multiples of the reciprocal of the number of agents that depend on "
                "the endowments and the exogenous offers alone.",
                by=("thm-2.claim-3.bound-marginal", "thm-2.claim-3.bound-own"),
            ),
        ),
    )
