r"""J of Claim 2, and how likely it is that all active agents are of one type.

J(b) is the least marginal utility of the first good where an offer leaves q-bar - b of it, over the states
and over what a seller can have of the second good, a number r between r-bar and a bound.

Paper: section 7.2, Claim 2; section 4, A2.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    derived,
    element,
    for_all,
    for_each,
    paper,
    real,
    some,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import mu, q_bar, r_bar, x, z
from symbolic.language.proposition import And, Exists, Implies, Proposition, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

marginal = head("marginal_of_first", r"u_q(\bar{{q}} - {0},{1};{2})", 3)
J, top = head("least_marginal", "J({0})"), real("r_top")
b_a, b_l, b_p, b_s, b_t, b_u = map(real, ("b_a", "b_l", "b_p", "b_s", "b_t", "b_u"))
r_a, r_l, r_p, r_s, r_u, K = map(real, ("r_a", "r_l", "r_p", "r_s", "r_u", "K"))
B, C, R, L = map(real, ("B", "C", "R", "L"))
w_z = element("w_z")


def _offer(b: sp.Expr) -> tuple[Relation, ...]:
    """Say that an offer leaves something of the first good."""
    return Relation(b, ">=", 0), Relation(b, "<", q_bar)


def _has(r: sp.Expr) -> tuple[Relation, ...]:
    """Say that a seller can have a number of the second good."""
    return Relation(r, ">=", r_bar), Relation(r, "<=", top)


_attained = Exists((r_a,), And((*_has(r_a), some(z, equation(J(b_a), marginal(b_a, r_a, z))))))
_ATTAINED = derived(
    for_all([b_a], Implies(And(_offer(b_a)), _attained)),
    "a continuous function on a compact set has a least value, and there are finitely many states",
)
_LEAST = paper(
    for_all(
        [b_l, r_l],
        Implies(
            And((*_offer(b_l), *_has(r_l))),
            for_each([z], Relation(J(b_l), "<=", marginal(b_l, r_l, z))),
        ),
    ),
    "J is the least of them",
)
_POSITIVE = paper(
    for_all(
        [b_p, r_p],
        Implies(
            And((*_offer(b_p), *_has(r_p))), for_each([z], Relation(marginal(b_p, r_p, z), ">", 0))
        ),
    ),
    "u is strictly increasing and concave",
)
_STEEPER = paper(
    for_all(
        [b_s, b_t, r_s],
        Implies(
            And((*_offer(b_s), *_offer(b_t), Relation(b_s, "<", b_t), *_has(r_s))),
            for_each([z], Relation(marginal(b_s, r_s, z), "<", marginal(b_t, r_s, z))),
        ),
    ),
    "u is strictly concave",
)
_wide = for_all(
    [r_u], Implies(And(_has(r_u)), for_each([z], Relation(marginal(b_u, r_u, z), ">", K)))
)
_UNBOUNDED = derived(
    for_all([K], Exists((b_u,), And((*_offer(b_u), _wide)))),
    "the Inada conditions; monotone growth without bound on a compact set is uniform (Dini)",
)
_b, _c, _d, _e, _l = map(real, ("b_1", "b_2", "b_3", "b_4", "l_1"))


def _increases(first: sp.Symbol, second: sp.Symbol) -> Proposition:
    """Say that J increases strictly."""
    given = And((*_offer(first), *_offer(second), Relation(first, "<", second)))
    return for_all([first, second], Implies(given, Relation(J(first), "<", J(second))))


_attain = (("put", ["b_a"], [B]), ("then",), ("name", ["r_a"], [R]), ("some", "z", w_z))
J_RISES = Statement(
    And(
        (
            for_all([_b], Implies(And(_offer(_b)), Relation(J(_b), ">", 0))),
            _increases(_c, _d),
            for_all([_l], Exists((_e,), And((*_offer(_e), Relation(J(_e), ">", _l))))),
        )
    ),
    (_ATTAINED, _LEAST, _POSITIVE, _STEEPER, _UNBOUNDED),
    words="J is attained; at the place where the larger offer attains it, the smaller has less.",
    guide=(
        (
            "cases",
            (
                ("name", ["b_1"], [B]),
                *(*_attain, ("put", ["b_p", "r_p"], [B, R]), ("then",), ("at", "z", w_z)),
            ),
            (
                ("name", ["b_2", "b_3"], [C, B]),
                *(*_attain, ("put", ["b_l", "r_l"], [C, R]), ("then",), ("at", "z", w_z)),
                *(("put", ["b_s", "b_t", "r_s"], [C, B, R]), ("then",), ("at", "z", w_z)),
            ),
            (
                *(("name", ["l_1"], [L]), ("put", ["K"], [L]), ("name", ["b_u"], [B])),
                *(*_attain, ("put", ["r_u"], [R]), ("then",), ("at", "z", w_z)),
                ("put", ["b_4"], [B]),
            ),
        ),
    ),
)
J_RISES_TOO_STRONG = (
    Statement(
        J_RISES.says, tuple(h for h in J_RISES.given if h is not _STEEPER), guide=J_RISES.guide
    ),
    Statement(
        J_RISES.says, tuple(h for h in J_RISES.given if h is not _ATTAINED), guide=J_RISES.guide
    ),
)
"""Marginal utility that does not rise; a lower bound that is not attained."""

# All active agents are of one type: the chance of type x to the power M, one factor apart.
all_of, rest, largest = (
    head("all_of_type", r"\mu_z({0})^M"),
    head("but_one", r"\mu_z({0})^{{M-1}}"),
    real("largest_power"),
)
w_x = element("w_x")
_POWERS = (
    paper(for_each([x], equation(all_of(x), mu(z, x) * rest(x))), "a power and the one before it"),
    derived(for_each([x], Relation(rest(x), "<=", largest)), "powers rise with the base"),
    paper(for_each([x], Relation(mu(z, x), ">=", 0)), "probabilities"),
    paper(equation(SumOver(mu(z, x), x), 1), "probabilities"),
)
_gap = mu(z, x) * largest - all_of(x)
ONE_TYPE = Statement(
    Relation(SumOver(all_of(x), x), "<=", largest),
    _POWERS,
    words="The chance that all are of one type is a mean, over types, of powers M - 1.",
    guide=(
        (
            "have",
            Relation(SumOver(_gap, x), ">=", 0),
            (("term", w_x), ("everywhere", "x", w_x), ("product", mu(z, w_x), largest - rest(w_x))),
        ),
        ("have", equation((SumOver(mu(z, x), x) - 1) * largest, 0)),
    ),
)
ONE_TYPE_TOO_STRONG = (
    Statement(Relation(SumOver(all_of(x), x), "<", largest), _POWERS, guide=ONE_TYPE.guide),
    Statement(ONE_TYPE.says, _POWERS[:2], guide=ONE_TYPE.guide),
)
"""Strictly, which fails with one type; weights that are no probabilities."""
