r"""The intervals (7) and the beliefs (8)-(9), for any number of types and any histogram.

In order-free writing q is in I(x) if and only if it is not beyond the middle between x and any other
type: the middles are ordered as the types are, so the nearest neighbours decide.  A common end belongs
to the lower neighbour.

Paper: section 3.2, equations (7)-(9).
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    element,
    for_each,
    paper,
    shown,
    some,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import M, q, x, x_bar, y
from symbolic.language.proposition import And, Implies, Proposition, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

chosen = head("chosen", r"q_1(\alpha^*({0}))")
seen = head("seen", r"\nu^{{-a}}({0})")
read_as = head("read_as", r"1[q_1({0}) \in I({1})]", 2)
offer, w, m = element("offer"), element("w"), element("m")
others = sp.Symbol("others", real=True)


def in_interval(c: sp.Expr, own: sp.Symbol, other: sp.Symbol) -> Proposition:
    """Say that a consumption is on the own side of the middle between a type and another."""
    here, there = chosen(own), chosen(other)
    return And(
        (
            Implies(Relation(there, "<", here), Relation(here + there, "<", 2 * c)),
            Implies(Relation(here, "<", there), Relation(2 * c, "<=", here + there)),
        )
    )


def lies_in(c: sp.Expr, own: sp.Symbol, index: sp.Symbol) -> Proposition:
    """Say that a consumption is in I of a type; the index runs over the others."""
    return for_each([index], in_interval(c, own, index))


_SEPARATE = paper(
    for_each(
        [x, x_bar],
        Implies(Relation(chosen(x), "=", chosen(x_bar)), equation(x, x_bar)),
    ),
    "alpha* is separating",
)
_v = element("v")
PARTITION = Statement(
    And(
        (
            some(x, lies_in(q, x, y)),
            for_each(
                [x, x_bar],
                Implies(And((lies_in(q, x, y), lies_in(q, x_bar, y))), equation(x, x_bar)),
            ),
        )
    ),
    (_SEPARATE,),
    words="Every consumption lies in the interval of exactly one type: of one whose best consumption is "
    "nearest, of the lower one where two are.",
    guide=(
        (
            "cases",
            (
                ("least", [y], (q - chosen(y)) ** 2, [m]),
                *(("at", "x", m), ("some", "y", w), ("at", "y_least", w)),
                ("cases", (("at", "x", w), ("some", "y", _v), ("at", "y_least", _v)), ()),
            ),
            (
                *(("some", "x", w), ("some", "x_bar", _v), ("at", "x", w), ("at", "x_bar", _v)),
                *(("at", "y", w), ("at", "y", _v), ("at", "y", _v)),
            ),
        ),
    ),
)
_HALF_OPEN_BUT_CLOSED = for_each(
    [x, x_bar],
    Implies(
        And(
            tuple(
                for_each(
                    [y],
                    And(
                        (
                            Implies(
                                Relation(chosen(y), "<", chosen(own)),
                                Relation(chosen(own) + chosen(y), "<=", 2 * q),
                            ),
                            Implies(
                                Relation(chosen(own), "<", chosen(y)),
                                Relation(2 * q, "<=", chosen(own) + chosen(y)),
                            ),
                        )
                    ),
                )
                for own in (x, x_bar)
            )
        ),
        equation(x, x_bar),
    ),
)
PARTITION_TOO_STRONG = (
    Statement(_HALF_OPEN_BUT_CLOSED, (_SEPARATE,), guide=PARTITION.guide[0][2]),
    Statement(PARTITION.says, guide=PARTITION.guide),
)
"""Both ends closed, as printed; types that are not separated."""

# The best consumption of a type lies in its own interval and in no other.
OWN = Statement(
    And(
        (
            for_each([x], lies_in(chosen(x), x, y)),
            for_each([x, x_bar], Implies(lies_in(chosen(x), x_bar, y), equation(x, x_bar))),
        )
    ),
    (_SEPARATE,),
    words="A type is on its own side of every middle, and beyond the middle between itself and another.",
    guide=(
        (
            "cases",
            (("some", "x", w), ("some", "y", _v)),
            (
                *(("some", "x", w), ("some", "x_bar", _v), ("at", "y", w)),
                *(("at", "x", w), ("at", "x_bar", _v)),
            ),
        ),
    ),
)
OWN_TOO_STRONG = (
    Statement(OWN.says, guide=OWN.guide),
    Statement(
        for_each([x, x_bar], lies_in(chosen(x), x_bar, y)), (_SEPARATE,), guide=OWN.guide[0][1]
    ),
)
"""Types that are not separated; every interval."""

# Beliefs (8) and (9): theta(y, a') = nu(a') where a' is read as y; the own type is added.
of_own, of_other = head("of_own", r"1_x({0})"), head("of_other", r"1_{{x'}}({0})")
believed = head("believed", r"\sigma^*({0})")
believed_by_others = head("believed_by_others", r"\sigma'({0})")
_READ = shown(
    for_each([offer], equation(SumOver(read_as(offer, y), y), 1)),
    "eq-7",
)
_SEEN = paper(
    equation(SumOver(seen(offer), offer), M - 1), "the histogram net of the agent's own action"
)
_theta = SumOver(seen(offer) * read_as(offer, y), offer)
_OWN = paper(equation(SumOver(of_own(y), y), 1), "the agent has one type")
_OTHER = paper(equation(SumOver(of_other(y), y), 1), "its offer is read as one type")
_BELIEVED = paper(for_each([y], equation(believed(y), _theta + of_own(y))), "(8) and (9)")
_BY_OTHERS = paper(
    for_each([y], equation(believed_by_others(y), _theta + of_other(y))),
    "(9), for whoever sees the agent's offer",
)


def _counted(total: sp.Expr, by_type: sp.Expr) -> tuple[object, ...]:
    """Return the guide to a sum over types of what sums over offers."""
    swapped = SumOver(SumOver(seen(offer) * read_as(offer, y), offer), y)
    once = SumOver(seen(offer) * SumOver(read_as(offer, y), y) - seen(offer), offer)
    return (
        ("swap", swapped),
        ("have", equation(once, 0), (("sides",),)),
        ("have", equation(SumOver(by_type, y), 0), (("sides",),)),
        ("sides",),
    )


TOTAL = Statement(
    equation(SumOver(believed(y), y), M),
    (_READ, _SEEN, _OWN, _BELIEVED),
    words="Each of the others is counted under the one type that its offer is read as, and the agent "
    "under its own.",
    guide=_counted(believed(y), believed(y) - _theta - of_own(y)),
)
TOTAL_TOO_STRONG = (
    Statement(TOTAL.says, TOTAL.given[1:], guide=TOTAL.guide),
    Statement(equation(SumOver(believed(y), y), M - 1), TOTAL.given, guide=TOTAL.guide),
)
"""Offers at common ends may be counted twice; the own type is not left out."""
_moved = believed(y) - of_own(y) + of_other(y)
MOVED = Statement(
    And(
        (
            for_each([y], equation(believed_by_others(y), _moved)),
            equation(SumOver(believed_by_others(y), y), M),
        )
    ),
    (_READ, _SEEN, _OWN, _OTHER, _BELIEVED, _BY_OTHERS),
    words="The others see the agent's offer in the place of its type, and the same offers of all others.",
    guide=(
        (
            "cases",
            (("some", "y", w), ("at", "y", w), ("at", "y", w)),
            _counted(believed_by_others(y), believed_by_others(y) - _theta - of_other(y)),
        ),
    ),
)
MOVED_TOO_STRONG = (
    Statement(
        for_each([y], equation(believed_by_others(y), believed(y))),
        MOVED.given,
        guide=MOVED.guide[0][1],
    ),
    Statement(
        for_each([y], equation(believed_by_others(y), believed(y) + of_own(y) - of_other(y))),
        MOVED.given,
        guide=MOVED.guide[0][1],
    ),
)
"""Nobody is moved; the agent is moved the other way."""
