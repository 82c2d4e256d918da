r"""Counts of types and of offers, for any number of agents: what the histogram tells.

Agents i are the elements of a finite set that may be empty; 1_y(i) is 1 if agent i is of type y.

Paper: sections 2.3 and 3.2; equations (24) and (26).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.intervals import believed, believed_by_others, of_other, of_own
from proofs_check.paper.general.words import (
    element,
    for_each,
    paper,
    shown,
    some,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import M, a_q, a_r, sigma, x, x_bar, y
from symbolic.language.proposition import (
    And,
    Iff,
    Implies,
    Not,
    Relation,
    equation,
)
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

i, w, v, n, m = map(element, "iwvnm")
of_type = head("of_type", r"1_{{{1}}}(\xi_{{{0}}})", 2)
offer_q, offer_r = head("offered_q_by", r"a_q^{{{0}}}"), head("offered_r_by", r"a_r^{{{0}}}")
best_q, best_r = head("best_q", r"\alpha^*_q({0})"), head("best_r", r"\alpha^*_r({0})")
makes = head("makes", r"1[a^{{{0}}} = \alpha^*({1})]", 2)
makes_other = head("makes_other", r"1[a^{{{0}}} = a']")
consumes = head("consumes", r"q_1(a^{{{0}}})")
taken_for = head("taken_for", r"1[q_1(a^{{{0}}}) \in I({1})]", 2)

TYPED = (
    paper(for_each([i, y], zero_or_one(of_type(i, y))), "agents have types"),
    paper(for_each([i], equation(SumOver(of_type(i, y), y), 1)), "each agent has one type"),
)
_is_best = And((equation(offer_q(i), best_q(y)), equation(offer_r(i), best_r(y))))
FOLLOW = paper(
    for_each([i, y], Implies(equation(of_type(i, y), 1), _is_best)), "the others follow s_1*"
)
SEPARATE = paper(
    for_each(
        [x, x_bar],
        Implies(
            And((equation(best_q(x), best_q(x_bar)), equation(best_r(x), best_r(x_bar)))),
            equation(x, x_bar),
        ),
    ),
    "alpha* is separating",
)
_COUNTED = (
    paper(for_each([i, y], zero_or_one(makes(i, y))), "the histogram counts"),
    paper(for_each([i, y], Iff(equation(makes(i, y), 1), _is_best)), "the histogram counts"),
)
_is_other = And((equation(offer_q(i), a_q), equation(offer_r(i), a_r)))
_NOT_BEST = Not(And((equation(a_q, best_q(y)), equation(a_r, best_r(y)))))
_OTHERWISE = (
    paper(for_each([i], zero_or_one(makes_other(i))), "the histogram counts"),
    paper(for_each([i], Iff(equation(makes_other(i), 1), _is_other)), "the histogram counts"),
    paper(for_each([y], _NOT_BEST), "a' is nobody's best offer"),
)
HAS_A_TYPE = (
    "have",
    some(y, equation(of_type(w, y), 1)),
    (("have", equation(SumOver(of_type(w, y), y), 0), (("sides",),)), ("sides",)),
)
"""The agent w has some type."""


def differing(first: sp.Expr, second: sp.Expr) -> tuple[object, ...]:
    """Return the guide from two sums over agents that differ to an agent w whose terms differ."""
    equal = equation(SumOver(first - second, i), 0)
    some_agent = some(i, Relation(first, "!=", second))
    return (
        ("have", some_agent, (("have", equal, (("sides",),)), ("sides",))),
        *(("some", "i", w), ("everywhere", "i", w, of_type), HAS_A_TYPE, ("everywhere", "i", w)),
    )


_OFFERS = (offer_q, offer_r, best_q, best_r)
_OF_TYPE, _MAKES = (of_type, *_OFFERS), (makes, *_OFFERS)


def _offers(type_: sp.Symbol) -> And:
    """Say that the agent w makes the best offer of a type."""
    return And((equation(offer_q(w), best_q(type_)), equation(offer_r(w), best_r(type_))))


HISTOGRAM = Statement(
    And(
        (
            for_each([y], equation(SumOver(makes(i, y), i), SumOver(of_type(i, y), i))),
            equation(SumOver(makes_other(i), i), 0),
        )
    ),
    (*TYPED, FOLLOW, SEPARATE, *_COUNTED, *_OTHERWISE),
    words="As many others make the offer of a type as are of that type, and none makes another offer.",
    guide=(
        (
            "cases",
            (
                *(("some", "y", n), *differing(makes(i, n), of_type(i, n)), ("some", "y", v)),
                (
                    "split",
                    equation(makes(w, n), 1),
                    (
                        (
                            "have",
                            _offers(v),
                            (("at", "y", v, of_type, *_OFFERS), ("about", *_OF_TYPE)),
                        ),
                        ("have", _offers(n), (("at", "y", n, makes, *_OFFERS), ("about", *_MAKES))),
                        (
                            "have",
                            equation(v, n),
                            (("at", "x", v), ("at", "x_bar", n), ("about", best_q, best_r)),
                        ),
                        *(("same",), ("about", makes)),
                    ),
                    (
                        (
                            "have",
                            equation(makes(w, n), 0),
                            (("at", "y", n, makes), ("about", makes)),
                        ),
                        (
                            "have",
                            equation(of_type(w, n), 1),
                            (("at", "y", n, of_type), ("about", of_type)),
                        ),
                        (
                            "have",
                            _offers(n),
                            (("at", "y", n, of_type, *_OFFERS), ("about", *_OF_TYPE)),
                        ),
                        *(("at", "y", n, makes, *_OFFERS), ("about", *_MAKES)),
                    ),
                ),
            ),
            (
                ("have", some(i, equation(makes_other(i), 1)), (("sides",),)),
                *(
                    ("some", "i", w),
                    ("everywhere", "i", w, of_type),
                    HAS_A_TYPE,
                    ("everywhere", "i", w),
                ),
                ("some", "y", v),
                ("everywhere", "y", v),
            ),
        ),
    ),
)
HISTOGRAM_TOO_STRONG = (
    Statement(
        HISTOGRAM.says,
        tuple(h for h in HISTOGRAM.given if h is not SEPARATE),
        guide=HISTOGRAM.guide,
    ),
    Statement(
        HISTOGRAM.says, tuple(h for h in HISTOGRAM.given if h is not FOLLOW), guide=HISTOGRAM.guide
    ),
)
"""Types with a common offer; others who do not follow s_1*."""

# The configuration that the others believe after seeing an offer that is read as one of x-bar, and the
# one that is true.
_OTHERS = paper(equation(SumOver(1, i), M - 1), "there are M - 1 other active agents")
_READ_AS = paper(equation(SumOver(of_other(y), y), 1), "the offer is read as one type's")
_types = SumOver(of_type(i, y), i)
_AFTER = (
    shown(for_each([y], equation(believed(y), sigma(y))), "sec-3.2.consistent"),
    paper(
        for_each([y], equation(sigma(y), _types + of_own(y))),
        "sigma counts the others and the agent itself",
    ),
    shown(
        for_each([y], equation(believed_by_others(y), believed(y) - of_own(y) + of_other(y))),
        "sec-3.2.sigma-prime",
    ),
)
_eq_26 = for_each([y], equation(believed_by_others(y), _types + of_other(y)))


def counted(total: sp.Expr, rest: sp.Expr) -> tuple[object, ...]:
    """Return the guide to a sum over types of counts of agents, ``rest`` added."""
    once = SumOver(SumOver(of_type(i, y), y) - 1, i)
    return (
        ("swap", SumOver(SumOver(of_type(i, y), i), y)),
        ("have", equation(once, 0), (("sides",),)),
        ("have", equation(SumOver(total - _types - rest, y), 0), (("sides",),)),
        ("sides",),
    )


AFTER = Statement(
    And((_eq_26, equation(SumOver(believed_by_others(y), y), M))),
    (*TYPED, _OTHERS, _READ_AS, *_AFTER),
    words="Each of the others is counted under its type, and the agent under the type that its offer is "
    "read as.",
    guide=(
        (
            "have",
            _eq_26,
            (
                ("some", "y", n),
                ("at", "y", n, believed_by_others, believed, of_own, of_other),
                ("at", "y", n, believed, sigma),
                ("at", "y", n, sigma, of_own, of_type),
                ("sides",),
            ),
        ),
        (
            "cases",
            (("some", "y", n), ("at", "y", n, believed_by_others, of_other, of_type), ("sides",)),
            counted(believed_by_others(y), of_other(y)),
        ),
    ),
)
AFTER_TOO_STRONG = (
    Statement(
        And((_eq_26, equation(SumOver(believed_by_others(y), y), M - 1))),
        AFTER.given,
        guide=AFTER.guide,
    ),
    Statement(_eq_26, (*TYPED, *_AFTER[:2]), guide=AFTER.guide[0][2]),
    Statement(AFTER.says, (AFTER.given[0], *AFTER.given[2:]), guide=AFTER.guide),
)
_ALL = paper(equation(SumOver(1, i), M), "there are M active agents")
_COUNTS = paper(for_each([y], equation(sigma(y), _types)), "sigma counts the agents of a type")
_PRESENT = paper(for_each([y], some(i, equation(of_type(i, y), 1))), "all types are present")
_in_range = And((Relation(sigma(y), ">=", 1), Relation(sigma(y), "<=", M)))
_some_agent = (("some", "i", v), ("everywhere", "i", v), ("everywhere", "y", n))
_each = (
    *(("some", "y", n), ("at", "y", n), ("at", "y", n), ("some", "i", w)),
    ("have", for_each([i], Relation(of_type(i, n), ">=", 0)), _some_agent),
    ("part", "i", w),
    ("have", for_each([i], Relation(1 - of_type(i, n), ">=", 0)), _some_agent),
    ("have", Relation(SumOver(1 - of_type(i, n), i), ">=", 0)),
)
CONFIGURATION = Statement(
    And((for_each([y], _in_range), equation(SumOver(sigma(y), y), M))),
    (*TYPED, _ALL, _COUNTS, _PRESENT),
    words="Being counts, sigma(y) are whole numbers.",
    guide=(("cases", _each, counted(sigma(y), 0)),),
)
CONFIGURATION_TOO_STRONG = (
    Statement(CONFIGURATION.says, CONFIGURATION.given[:-1], guide=CONFIGURATION.guide),
    Statement(
        for_each([y], And((Relation(sigma(y), ">=", 1), Relation(sigma(y), "<", M)))),
        CONFIGURATION.given,
        guide=_each,
    ),
)
"""Types may be absent; strictly below M, which fails with one type."""
