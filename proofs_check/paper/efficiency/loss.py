r"""The resources (12) of alternatives, the ex post loss (13), and its distribution.

Agents i are the elements of a finite set.  Alternatives are indexed by a real number: there are as many real
numbers as allocations of finitely many bundles, so the index leaves none out.  An alternative that gives
somebody a utility of minus infinity has (13) for nobody, and no index.

Paper: section 5, (12) and (13).
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
    shown,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import N, q_bar, r_bar
from symbolic.language.proposition import (
    And,
    Exists,
    Iff,
    Implies,
    Not,
    Proposition,
    Relation,
    equation,
)
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

i, w, v = element("i"), element("w"), element("v")
used_q, used_r = head("consumed_q", "q_{{{0}}}"), head("consumed_r", "r_{{{0}}}")
other_q, other_r = head("other_q", "q'_{{{0}}}({1})", 2), head("other_r", "r'_{{{0}}}({1})", 2)
value, other = (
    head("own_utility", r"u(\omega_{{{0}}})"),
    head("other_utility", "u'_{{{0}}}({1})", 2),
)
W_q, W_r, any_q, any_r, w_q, w_r = map(real, ("W_q", "W_r", "any_q", "any_r", "w_q", "w_r"))
a, A, B, E, eps = map(real, ("a", "A", "B", "E", "epsilon"))
_use_q, _use_r = SumOver(used_q(i), i), SumOver(used_r(i), i)


# (12): the larger of two vectors is the least that is above both.
def above(first: sp.Expr, second: sp.Expr) -> tuple[Relation, ...]:
    """Say that amounts of the goods cover both what is used and the endowments."""
    return (
        *(Relation(first, ">=", _use_q), Relation(first, ">=", N * q_bar)),
        *(Relation(second, ">=", _use_r), Relation(second, ">=", N * r_bar)),
    )


_LEAST = paper(
    for_all(
        [any_q, any_r],
        Implies(
            And(above(any_q, any_r)),
            And((Relation(W_q, "<=", any_q), Relation(W_r, "<=", any_r))),
        ),
    ),
    "no smaller amounts cover both",
)
_COVER = paper(And(above(W_q, W_r)), "W is the maximum of two vectors")
max_q, max_r = sp.Max(_use_q, N * q_bar), sp.Max(_use_r, N * r_bar)
EQ_12 = Statement(
    And((equation(W_q, max_q), equation(W_r, max_r))),
    (_COVER, _LEAST),
    words="The maximum of two vectors is taken good by good: alternatives may use as much of each good as "
    "the allocation does, and as much as there is.",
    guide=(("means", max_q), ("means", max_r), ("put", ["any_q", "any_r"], [max_q, max_r])),
)
EQ_12_TOO_STRONG = (
    Statement(EQ_12.says, (_COVER,), guide=EQ_12.guide[:2]),
    Statement(And((equation(W_q, _use_q), equation(W_r, _use_r))), EQ_12.given, guide=EQ_12.guide),
)
"""Any amounts that cover both; what is used alone."""


# (13): the ex post loss is the largest gain that everybody can have.
def within(index: sp.Expr, first: sp.Expr = max_q, second: sp.Expr = max_r) -> And:
    """Say that an alternative uses no more than amounts of the goods, those of (12) unless told."""
    return And(
        (
            Relation(SumOver(other_q(i, index), i), "<=", first),
            Relation(SumOver(other_r(i, index), i), "<=", second),
        )
    )


def gains(index: sp.Expr, gain: sp.Expr) -> Proposition:
    """Say that an alternative gives everybody more than a gain, (13)."""
    return for_each([i], Relation(other(i, index), ">", value(i) + gain))


_t, _b, _c, _d = real("t_star"), real("a_1"), real("a_2"), real("a_3")
_ATTAINED = derived(
    Exists((_b,), And((within(_b), for_each([i], Relation(other(i, _b), ">=", value(i) + _t))))),
    "t* is a maximum: bundles within (12) are compact, and utility is continuous",
)
_LARGEST = derived(
    for_all([_c], Implies(within(_c), Not(gains(_c, _t)))), "t* is a maximum: no gain is larger"
)
EQ_13 = Statement(
    for_all(
        [eps],
        Iff(Not(Exists((_d,), And((within(_d), gains(_d, eps))))), Relation(_t, "<=", eps)),
    ),
    (_ATTAINED, _LARGEST),
    words="t* is the largest number by which every agent can be made better off within (12).  Some "
    "alternative gives everybody more than epsilon if and only if t* exceeds epsilon.",
    guide=(
        ("name", ["epsilon"], [E]),
        ("name", ["a_1"], [B]),
        (
            "cases",
            (("put", ["a_3"], [B]), ("then",), ("some", "i", w), ("everywhere", "i", w)),
            (
                *(("name", ["a_3"], [A]), ("put", ["a_2"], [A]), ("then",)),
                *(("some", "i", w), ("everywhere", "i", w)),
            ),
        ),
    ),
)
EQ_13_TOO_STRONG = (
    Statement(EQ_13.says, (_LARGEST,), guide=EQ_13.guide),
    Statement(
        for_all(
            [eps],
            Iff(Not(Exists((_d,), And((within(_d), gains(_d, eps))))), Relation(_t, "<", eps)),
        ),
        EQ_13.given,
        guide=EQ_13.guide,
    ),
)
"""A gain that nothing attains; at t* = epsilon itself the allocation is efficient."""

# What depends on the realisation through a configuration has the probability that configurations have.
s, k, t, m = map(element, ("s", "group", "t", "other_group"))
chance, exceeds = (
    head("chance_of_types", r"\Pr({0} \mid z)"),
    head("exceeds", r"1[t^*({0}) > \varepsilon]"),
)
belongs = head("belongs", r"1[{0} \in {1}]", 2)
chance_at, exceeds_at = (
    head("chance_of_configuration", r"\Pr_{{{0}}}"),
    head("exceeds_at", r"1[t^*_{{{0}}} > \varepsilon]"),
)
_ONE = (
    paper(for_each([s, k], zero_or_one(belongs(s, k))), "a realisation has a configuration"),
    paper(for_each([s], equation(SumOver(belongs(s, k), k), 1)), "it has one"),
)
_AT = paper(
    for_each([k], equation(chance_at(k), SumOver(chance(s) * belongs(s, k), s))),
    "the probability of a configuration",
)
_SAME = shown(
    for_each([s, k], Implies(equation(belongs(s, k), 1), equation(exceeds(s), exceeds_at(k)))),
    "eq-13",
    "thm-3.allocation",
)
_inner = chance(s) * belongs(s, k) * (exceeds_at(k) - exceeds(s))
_outer = (chance_at(k) - SumOver(chance(s) * belongs(s, k), s)) * exceeds_at(k)
_once = chance(s) * exceeds(s) * (SumOver(belongs(s, k), k) - 1)
DISTRIBUTION = Statement(
    equation(SumOver(chance_at(k) * exceeds_at(k), k), SumOver(chance(s) * exceeds(s), s)),
    (*_ONE, _AT, _SAME),
    words="The loss depends on the realisation through the numbers of each type among the active and the "
    "inactive, so its distribution may be summed over these.",
    guide=(
        ("swap", SumOver(SumOver(chance(s) * belongs(s, k) * exceeds_at(k), s), k)),
        (
            "have",
            for_each([s, k], equation(_inner, 0)),
            (
                *(
                    ("some", "s", t),
                    ("some", "group", m),
                    ("everywhere", "s", t),
                    ("everywhere", "group", m),
                ),
                (
                    "split",
                    equation(belongs(t, m), 1),
                    (("have", equation(exceeds(t), exceeds_at(m))), ("about", chance)),
                    (("have", equation(belongs(t, m), 0)), ("about", chance)),
                ),
            ),
        ),
        ("have", equation(SumOver(SumOver(_inner, k), s), 0), (("sides",),)),
        (
            "have",
            for_each([k], equation(_outer, 0)),
            (("some", "group", m), ("at", "group", m, chance_at, chance, belongs)),
        ),
        ("have", equation(SumOver(_outer, k), 0), (("sides",),)),
        ("have", for_each([s], equation(_once, 0)), (("some", "s", t), ("at", "s", t, belongs))),
        ("have", equation(SumOver(_once, s), 0), (("sides",),)),
        *(("sides",), ("about", chance)),
    ),
)
DISTRIBUTION_TOO_STRONG = (
    Statement(DISTRIBUTION.says, (*_ONE, _AT), guide=DISTRIBUTION.guide),
    Statement(DISTRIBUTION.says, (_ONE[0], _AT, _SAME), guide=DISTRIBUTION.guide),
)
"""Losses that differ within a configuration; realisations of several configurations."""
