r"""The derivation of a best response at K trading posts: net trades, their cost in cash, and its convexity.

Paper: section 6, K + 1 goods (the derivation is not in the paper); Lemma 1 and (14).
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from symbolic.derivations.payoffs import TOTALS
from symbolic.deriving.derivation import Derivation
from symbolic.deriving.items import Chain, Line, Text
from symbolic.deriving.rules import Algebra
from symbolic.deriving.sign_rules import BySigns
from symbolic.games.posts import cash_cost, net_trade
from symbolic.language.local_symbols import local
from symbolic.language.notation import Q_others, R_others, b_q_prime, b_r_prime, q_bar, r_bar
from symbolic.language.quotient import over
from symbolic.language.statement import Statement, nonnegative, positive
from symbolic.model.lemma_1 import NET
from symbolic.model.market import reduced_payoff

Claims = Mapping[str, Statement]
LEFT, LESS = local("post_left", "s"), local("post_less", "d")
A, B = local("mix_a", "a"), local("mix_b", "b")


def posts(claims: Claims) -> Derivation:
    """Derive the cost of a net trade, Lemma 1 with cash in advance, and convexity."""
    larger, smaller = Q_others - LEFT, Q_others - LEFT - LESS
    mixed = over(A * larger + B * smaller, A + B)
    gap = over(A * B * LESS**2 * Q_others * R_others,
               (A + B) * LEFT * (LEFT + LESS) * ((A + B) * LEFT + B * LESS))  # fmt: skip
    given = (
        *TOTALS,
        *positive(Q_others - net_trade, LEFT, LESS, A, B),
        *nonnegative(b_q_prime, b_r_prime),
    )
    return Derivation(
        "posts",
        "Several goods: a best response at trading posts",
        "section 6, K + 1 goods (not in the paper)",
        given,
        (
            Text(
                "Each good is traded at a post of its own against cash, the second good of (14). Consider "
                "one post. An agent who wants the net trade {} either buys, with the cash {}, and is left "
                "with",
                (net_trade, cash_cost()),
            ),
            Chain(
                reduced_payoff(sp.S.Zero, cash_cost())[0],
                (Line("=", q_bar + net_trade, Algebra(note="by (14)")),),
            ),
            Text("of the good, or sells, and by (14) is left with cash"),
            Chain(
                reduced_payoff(-net_trade, sp.S.Zero)[1],
                (Line("=", r_bar - cash_cost(), Algebra(note="by (14)")),),
            ),
            Text(
                "so that one formula says what a net trade costs on both sides. An offer {} of both at once "
                "has, by Lemma 1, the payoff of a one-sided one. That needs no more cash in advance:",
                ((b_q_prime, b_r_prime),),
            ),
            Chain(
                b_r_prime - over(NET, Q_others + b_q_prime),
                (
                    Line(
                        "=",
                        over(b_q_prime * (R_others + b_r_prime), Q_others + b_q_prime),
                        Algebra(),
                    ),
                    Line(">=", sp.S.Zero, BySigns()),
                ),
            ),
            Text(
                "Summed over the posts, one-sided offers satisfy the cash constraint where offers of both "
                "do: Lemma 1 holds for any number of posts. The cost is convex. Of the others' offers let a "
                "trade leave {}, a smaller one {}, and mix the two in the proportion of {}. What the mixture "
                "of the costs exceeds the cost of the mixture by is",
                (LEFT, LEFT + LESS, (A, B)),
                by=("sec-6.posts.lemma-1",),
            ),
            Chain(
                over(A * cash_cost(larger) + B * cash_cost(smaller), A + B) - cash_cost(mixed),
                (Line("=", gap, Algebra()), Line(">", sp.S.Zero, BySigns())),
            ),
            Text("It increases as well, since"),
            Chain(
                cash_cost(larger) - cash_cost(smaller),
                (
                    Line(
                        "=",
                        over(LESS * Q_others * R_others, LEFT * (LEFT + LESS)),
                        Algebra(),
                    ),
                    Line(">", sp.S.Zero, BySigns()),
                ),
            ),
            Text(
                "So utility of endowments plus trades, and of cash less their costs, is concave in the "
                "trades when it is concave and increases in cash; and the cash put in, the cost where it is "
                "positive, is convex, so the trades that cash in advance allows form a convex set. A best "
                "response maximises a concave function over a convex set.",
                by=("sec-6.posts.concave",),
            ),
        ),
    )
