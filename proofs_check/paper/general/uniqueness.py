r"""What a unique best response is, and what price-takers do in the limit economy.

Paper: sections 3.1 and 3.2, (11); section 7.1, the proof of Proposition 2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import for_all, paper, real, shown
from symbolic.language.local_symbols import head
from symbolic.language.notation import eta, kappa_q, kappa_r, q_bar, r_bar
from symbolic.language.proposition import And, Implies, Or, Proposition, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement

H, J = head("objective_value", "H_x({0},{1})", 2), head("price_form_value", "F_x({0},{1})", 2)
own_q, own_r, best_q, best_r = map(real, ("own_q", "own_r", "best_q", "best_r"))
a_1, a_2, b_1, b_2, c_1, c_2 = map(real, ("a_1", "a_2", "b_1", "b_2", "c_1", "c_2"))


def one_sided(first: sp.Expr, second: sp.Expr) -> Proposition:
    """Say that an offer is in O."""
    return And(
        (
            *(Relation(first, ">=", 0), Relation(first, "<=", q_bar)),
            *(Relation(second, ">=", 0), Relation(second, "<=", r_bar)),
            equation(first * second, 0),
        )
    )


_SAME = shown(for_all([a_1, a_2], equation(J(a_1, a_2), H(a_1, a_2))), "eq-21")
_OWN = shown(
    And(
        (
            one_sided(own_q, own_r),
            for_all(
                [b_1, b_2],
                Implies(one_sided(b_1, b_2), Relation(H(b_1, b_2), "<=", H(own_q, own_r))),
            ),
        )
    ),
    "prop-1",
)
_differs = Or((Relation(c_1, "!=", best_q), Relation(c_2, "!=", best_r)))
_UNIQUE = shown(
    And(
        (
            one_sided(best_q, best_r),
            for_all(
                [c_1, c_2],
                Implies(
                    And((one_sided(c_1, c_2), _differs)),
                    Relation(J(c_1, c_2), "<", J(best_q, best_r)),
                ),
            ),
        )
    ),
    "prop-1.best-response",
)
SAME_RESPONSE = Statement(
    And((equation(own_q, best_q), equation(own_r, best_r))),
    (_SAME, _OWN, _UNIQUE),
    words="An equilibrium offer maximises the objective, which has one maximiser in either form.",
    guide=(
        *(("put", ["a_1", "a_2"], [own_q, own_r]), ("put", ["a_1", "a_2"], [best_q, best_r])),
        ("put", ["b_1", "b_2"], [best_q, best_r]),
        ("put", ["c_1", "c_2"], [own_q, own_r]),
    ),
)
SAME_RESPONSE_TOO_STRONG = (
    Statement(SAME_RESPONSE.says, (_SAME, _OWN), guide=SAME_RESPONSE.guide[:3]),
    Statement(SAME_RESPONSE.says, (_OWN, _UNIQUE), guide=SAME_RESPONSE.guide[2:]),
)
"""Several maximisers; two objectives."""

# The mechanism's number of active agents, and a type for each of them.
_M, _N, _types = real("active"), real("agents"), real("number_of_types")
SEQUENCE = Statement(
    Relation(_M, ">=", _types),
    (
        paper(Relation(_M, ">=", (1 - eta) * _N), "M^N is at least (1 - eta) N"),
        paper(Relation(_N * (1 - eta), ">=", _types), "N is at least |X|/(1 - eta)"),
    ),
    words="So many agents are active that all types can be present.",
)
SEQUENCE_TOO_STRONG = (
    Statement(SEQUENCE.says, SEQUENCE.given[:1]),
    Statement(Relation(_M, ">", _types), SEQUENCE.given),
)

# The limit economy: a price-taker's offer gives a point of the budget line, and every such point.
line, takes = head("on_the_line", "U({0})"), head("price_taking_value", "u({0},{1})", 2)
consumed, chosen, price = head("consumed", "q({0},{1})", 2), real("q_chosen"), real("p_limit")
z_q, z_r, B_q, B_r = map(real, ("offer_z_q", "offer_z_r", "mean_offer_q", "mean_offer_r"))
per_agent_r, per_agent_q = real("l_a"), real("l_b")
d_1, e_1, e_2, f_1, f_2 = map(real, ("d_1", "e_1", "e_2", "f_1", "f_2"))
COMPETITIVE = Statement(
    And(
        (
            for_all([f_1, f_2], Relation(takes(f_1, f_2), "<=", takes(z_q, z_r))),
            equation(price, over(B_r + kappa_r, B_q + kappa_q)),
            equation(price, over(per_agent_r, per_agent_q)),
        )
    ),
    (
        shown(for_all([d_1], Relation(line(d_1), "<=", line(chosen))), "lemma-2"),
        shown(
            for_all([e_1, e_2], equation(takes(e_1, e_2), line(consumed(e_1, e_2)))),
            "prop-2.limit-form",
        ),
        shown(equation(takes(z_q, z_r), line(chosen)), "sec-3.1.offers"),
        shown(
            equation(over(kappa_r, price) + q_bar - B_q + over(B_r, price), q_bar + kappa_q),
            "lemma-2",
            "sec-3.1.offers",
        ),
        *(paper(Relation(v, ">", 0), "sizes") for v in (price, kappa_q, kappa_r)),
        *(paper(Relation(v, ">=", 0), "offers are not negative") for v in (B_q, B_r)),
        paper(equation(per_agent_r, B_r + kappa_r), "(25): what is offered per active agent"),
        paper(equation(per_agent_q, B_q + kappa_q), "(25): what is offered per active agent"),
    ),
    words="The competitive offers maximise at the competitive price, and they make that price.",
    guide=(
        (
            "cases",
            (
                ("name", ["f_1", "f_2"], [b_1, b_2]),
                ("put", ["e_1", "e_2"], [b_1, b_2]),
                ("put", ["d_1"], [consumed(b_1, b_2)]),
            ),
            (("have", equation(price * (B_q + kappa_q), B_r + kappa_r)),),
            (
                ("have", Relation(per_agent_q, ">", 0)),
                ("have", equation(price * per_agent_q, per_agent_r)),
            ),
        ),
    ),
)
COMPETITIVE_TOO_STRONG = (
    Statement(COMPETITIVE.says, COMPETITIVE.given[1:], guide=COMPETITIVE.guide),
    Statement(
        COMPETITIVE.says, (*COMPETITIVE.given[:3], *COMPETITIVE.given[4:]), guide=COMPETITIVE.guide
    ),
)
"""Consumption that is not best on the line; markets that do not clear."""
