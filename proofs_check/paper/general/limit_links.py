r"""Links of the chain of Theorem 1 that are limits: (28), (27), Proposition 2.

Paper: section 7.1, the proof of Proposition 2; Claim 2 of Theorem 1.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    element,
    for_all,
    for_each,
    paper,
    real,
    shown,
    tends,
    within,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import mu, q_bar, x_bar, y, z
from symbolic.language.proposition import And, Exists, Implies, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Hypothesis, Statement
from symbolic.language.sums import SumOver

share, offer = (
    head("share_at", r"\frac{{\sigma^{{{1}}}({0})}}{{M^{{{1}}}}}", 2),
    head("offer_at", r"\beta^{{{1}}}({0})", 2),
)
limit_offer, one_over_M = (
    head("limit_offer", r"\beta^z({0})"),
    head("inverse_active", r"\frac{{1}}{{M^{{{0}}}}}"),
)
D, E, K, n_1, n_2, n_3 = map(real, ("D", "E", "K", "n_1", "n_2", "n_3"))
total, extra = real("number_of_types"), real("kappa")
s_fun, b_fun = head("share_reached", "N_s({0})"), head("offer_reached", "N_b({0})")
w, m_1, m_2 = element("w"), element("m_1"), element("m_2")

_SHARES = shown(
    tends(("e_1", "t_1", "k_1"), lambda n: share(y, n), mu(z, y), over=(y,)),
    "sec-3.1.almost-surely",
)
_OFFERS = shown(
    tends(("e_2", "t_2", "k_2"), lambda n: offer(y, n), limit_offer(y), over=(y,)), "prop-2"
)
_LARGE = paper(tends(("e_3", "t_3", "k_3"), one_over_M, 0), "M^N grows without bound")
_BOUNDED = paper(
    for_all(
        [real("k_4")],
        for_each(
            [y],
            And(
                (
                    Relation(offer(y, real("k_4")), ">=", 0),
                    Relation(offer(y, real("k_4")), "<=", q_bar),
                )
            ),
        ),
    ),
    "offers are within the endowment",
)
_TYPES = paper(equation(SumOver(1, y), total), "the number of types")
_SIZES = tuple(paper(Relation(s, ">", 0), "sizes") for s in (total, q_bar, extra))
_MU = paper(
    for_each([y], And((Relation(mu(z, y), ">", 0), Relation(mu(z, y), "<=", 1)))), "probabilities"
)
_PLUS = paper(
    for_all([real("k_5")], for_each([y], Relation(share(y, real("k_5")), ">=", 0))), "shares"
)


def _per_agent(n: sp.Expr) -> sp.Expr:
    """Return the others' offers of a good per active agent, by (25)."""
    return SumOver(share(y, n) * (offer(y, n) + extra), y) - one_over_M(n) * offer(x_bar, n)


_goal = SumOver(mu(z, y) * (limit_offer(y) + extra), y)
_wide = total * (q_bar + extra + 1) + q_bar
_e4 = real("e_4")


def _term(t: sp.Symbol) -> sp.Expr:
    return share(t, K) * (offer(t, K) + extra) - mu(z, t) * (limit_offer(t) + extra)


_room = E * (q_bar + extra + 1)
_read = (
    *(("some", "y", w), ("at", "y_least", w, s_fun), ("at", "y_least", w, b_fun)),
    ("everywhere", "y", w, s_fun, b_fun, share, mu, offer, limit_offer),
    *(("put", ["k_1"], [K]), ("then",), ("put", ["k_2"], [K]), ("then",)),
)
_gap_s, _gap_b = share(w, K) - mu(z, w), offer(w, K) - limit_offer(w)


def _one_side(sign: int) -> tuple[object, ...]:
    """Return the guide to: a term differs by at most the room, on one side."""
    return (
        *_read,
        ("product", E - sign * _gap_s, offer(w, K) + extra),
        ("product", mu(z, w), E - sign * _gap_b),
        ("product", E, q_bar - offer(w, K)),
        ("product", E, 1 - mu(z, w)),
    )


_above, _below = _one_side(1), _one_side(-1)
_by_term = (("term", w), ("everywhere", "y", w, offer, share, mu, limit_offer))
_reach = sp.Max(s_fun(m_1), b_fun(m_2), n_3)
PER_AGENT = Statement(
    tends(("e", "t", "n"), _per_agent, _goal),
    (_SHARES, _OFFERS, _LARGE, _BOUNDED, _TYPES, *_SIZES, _MU, _PLUS),
    words="The others' offers of a good per active agent tend to the mean competitive offer and kappa.",
    guide=(
        ("name", ["e"], [D]),
        (
            "have",
            Exists((_e4,), And((Relation(_e4, ">", 0), equation(2 * _wide * _e4, D)))),
            (("put", ["e_4"], [over(D, 2 * _wide)]),),
        ),
        ("name", ["e_4"], [E]),
        *(
            ("put", ["e_1"], [E]),
            ("then",),
            ("name", ["t_1"], [s_fun]),
            ("least", [y], -s_fun(y), [m_1]),
        ),
        *(
            ("put", ["e_2"], [E]),
            ("then",),
            ("name", ["t_2"], [b_fun]),
            ("least", [y], -b_fun(y), [m_2]),
        ),
        *(("put", ["e_3"], [E]), ("then",), ("name", ["t_3"], [n_3])),
        *(("means", _reach), ("put", ["t"], [_reach]), ("name", ["n"], [K])),
        *(("put", ["k_4"], [K]), ("put", ["k_5"], [K]), ("put", ["k_3"], [K]), ("then",)),
        ("have", for_each([y], Relation(_room - _term(y), ">=", 0)), _above),
        ("have", for_each([y], Relation(_room + _term(y), ">=", 0)), _below),
        ("have", Relation(SumOver(_room - _term(y), y), ">=", 0), _by_term),
        ("have", Relation(SumOver(_room + _term(y), y), ">=", 0), _by_term),
        ("have", equation((SumOver(1, y) - total) * _room, 0)),
        ("at", "y", x_bar, offer),
        ("product", E - one_over_M(K), offer(x_bar, K)),
        ("product", E + one_over_M(K), offer(x_bar, K)),
        ("product", E, q_bar - offer(x_bar, K)),
    ),
)
PER_AGENT_TOO_STRONG = (
    Statement(PER_AGENT.says, (_SHARES, *PER_AGENT.given[2:]), guide=PER_AGENT.guide),
    Statement(
        for_all([real("n")], equation(_per_agent(real("n")), _goal)), PER_AGENT.given, guide=()
    ),
)
"""Offers that do not converge; the limit attained for every N."""

# The ratio of two limits, for the others' price.
a, b = head("a_seq", "a_{{{0}}}"), head("b_seq", "b_{{{0}}}")
A, B, n_a, n_b = map(real, ("l_a", "l_b", "n_a", "n_b"))
_e5 = real("e_5")
_both = sp.Max(n_a, n_b)
_gap = over(a(K), b(K)) - over(A, B)
_above_ratio = Relation(a(K) * B - A * b(K), "<", D * b(K) * B)
_below_ratio = Relation(A * b(K) - a(K) * B, "<", D * b(K) * B)
_gap_within = within(over(a(K), b(K)), over(A, B), D)
_apart = tuple(
    (("sum", (1, Relation(gap, ">=", D)), (1, Relation(gap, "<", D))),) for gap in (_gap, -_gap)
)
_close = (
    *(("put", ["m_a"], [K]), ("then",), ("put", ["m_b"], [K]), ("then",)),
    ("have", Relation(2 * b(K), ">", B)),
    ("have", Relation(b(K), ">", 0)),
    ("product", E - a(K) + A, B),
    ("product", E + a(K) - A, B),
    ("product", A, E - b(K) + B),
    ("product", A, E + b(K) - B),
    ("product", D * B, 2 * b(K) - B),
    ("have", _above_ratio),
    ("have", _below_ratio),
    (
        "have",
        Relation(_gap, "<", D),
        (("sum", (b(K) * B, Relation(_gap, ">=", D)), (1, _above_ratio)),),
    ),
    (
        "have",
        Relation(-_gap, "<", D),
        (("sum", (b(K) * B, Relation(-_gap, ">=", D)), (1, _below_ratio)),),
    ),
    ("have", _gap_within, (("denied", _gap_within, *_apart),)),
)
RATIO = Statement(
    tends(("e", "t", "n"), lambda n: over(a(n), b(n)), over(A, B)),
    (
        paper(tends(("e_a", "t_a", "m_a"), a, A), "the numerator converges"),
        paper(tends(("e_b", "t_b", "m_b"), b, B), "the denominator converges"),
        paper(Relation(A, ">=", 0), "offers are not negative"),
        paper(Relation(B, ">", 0), "kappa is positive"),
    ),
    words="The limit of a ratio is the ratio of the limits, if that of the denominator is not zero.",
    guide=(
        ("name", ["e"], [D]),
        (
            "have",
            Exists(
                (_e5,),
                And(
                    (
                        Relation(_e5, ">", 0),
                        Relation(2 * _e5, "<=", B),
                        Relation(4 * (A + B) * _e5, "<=", D * B**2),
                    )
                ),
            ),
            (
                ("means", sp.Min(B / 2, over(D * B**2, 4 * (A + B)))),
                ("put", ["e_5"], [sp.Min(B / 2, over(D * B**2, 4 * (A + B)))]),
                (
                    "product",
                    A + B,
                    over(D * B**2, 4 * (A + B)) - sp.Min(B / 2, over(D * B**2, 4 * (A + B))),
                ),
            ),
        ),
        ("name", ["e_5"], [E]),
        *(("put", ["e_a"], [E]), ("then",), ("name", ["t_a"], [n_a])),
        *(("put", ["e_b"], [E]), ("then",), ("name", ["t_b"], [n_b])),
        *(("means", _both), ("put", ["t"], [_both]), ("name", ["n"], [K]), *_close),
    ),
)
RATIO_TOO_STRONG = (
    Statement(RATIO.says, RATIO.given[:3], guide=RATIO.guide),
    Statement(
        for_all([real("n")], equation(over(a(real("n")), b(real("n"))), over(A, B))), RATIO.given
    ),
)
"""A denominator that may tend to zero; the limit attained for every N."""

# The two together: the sequences of the ratio are the offers per agent of the two goods.
_p = real("p_limit")
_per_agent_of_each = And(tuple(h.says for h in RATIO.given[:2]))


def _with_price(shown_by: Hypothesis, *given: Hypothesis) -> Statement:
    """Return the statement that offers per agent converge, and their ratio to a price."""
    ratio = tends(("e", "t", "n"), lambda n: over(a(n), b(n)), _p)
    return Statement(
        And((Implies(_per_agent_of_each, ratio), PER_AGENT.says)),
        (*RATIO.given[2:], shown_by, *given),
        words="The others' offers of each good per active agent tend to the mean offer in the limit and kappa, "
        "and so does their ratio.",
        guide=(("cases", RATIO.guide, PER_AGENT.guide),),
    )


EQ_28 = _with_price(shown(equation(_p, over(A, B)), "prop-2.competitive"), *PER_AGENT.given)
P_HAT = _with_price(
    paper(equation(_p, over(A, B)), "the definition of p-hat"),
    paper(_SHARES.says, "the sequence of configurations"),
    paper(_OFFERS.says, "the subsequence converges"),
    *PER_AGENT.given[2:],
)
P_HAT_TOO_STRONG = (
    Statement(
        P_HAT.says,
        tuple(h for h in P_HAT.given if h.reason != "the subsequence converges"),
        guide=P_HAT.guide,
    ),
)
"""Offers that do not converge."""
