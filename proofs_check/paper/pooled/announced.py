r"""What is announced after a pooled stage 1, and how many agents are active.

Paper: section 7.2, before Claim 1a; section 2.2.
"""

from __future__ import annotations

from proofs_check.paper.general.counts import TYPED, i, makes_other, of_type, offer_q, offer_r
from proofs_check.paper.general.words import (
    element,
    for_all,
    for_each,
    paper,
    real,
    some,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import N, a_q, a_r, eta, y
from symbolic.language.proposition import And, Iff, Implies, Not, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

# M^N is the smallest integer that is at least (1 - eta) N.
integer, _M, _m, _j, _k = (
    head("is_integer", r"1[{0} \in \mathbb{{Z}}]"),
    *map(real, ("M_N", "m", "j", "l")),
)
_APART = paper(
    for_all(
        [_j, _k],
        Implies(
            And(
                (
                    *(equation(integer(v), 1) for v in (_j, _k)),
                    Relation(_j, "<", _k),
                )
            ),
            Relation(_j + 1, "<=", _k),
        ),
    ),
    "different integers are at least one apart",
)
_COUNTED = (
    paper(equation(integer(_M), 1), "a number of agents"),
    paper(Relation((1 - eta) * N, "<=", _M), "rounding up"),
    paper(Relation(_M, "<", (1 - eta) * N + 1), "rounding up by less than one"),
)
_enough = And((equation(integer(_m), 1), Relation((1 - eta) * N, "<=", _m)))
_least = for_all([_m], Implies(_enough, Relation(_M, "<=", _m)))
_m_0 = real("m_0")
ACTIVE = Statement(
    And((equation(integer(_M), 1), Relation((1 - eta) * N, "<=", _M), _least)),
    (_APART, *_COUNTED),
    words="Rounding up by less than one gives the smallest integer that is at least (1 - eta)N.",
    guide=(("cases", (), (), (("name", ["m"], [_m_0]), ("put", ["j", "l"], [_m_0, _M]))),),
)
ACTIVE_TOO_STRONG = (
    Statement(ACTIVE.says, (_APART, *_COUNTED[:2]), guide=ACTIVE.guide),
    Statement(ACTIVE.says, _COUNTED, guide=(("cases", (), (), (("name", ["m"], [_m_0]),)),)),
)
"""Rounding up by more; numbers that are no integers."""

# The target's offer is counted once.
is_target = head("is_target", r"1[{0} = n^*]")
first_q, first_r = head("first_q", r"s_{{1,q}}({0})"), head("first_r", r"s_{{1,r}}({0})")
w, v = element("w"), element("v")
_makes_it = And((equation(offer_q(i), a_q), equation(offer_r(i), a_r)))
_TARGET = (
    paper(for_each([i], zero_or_one(is_target(i))), "an agent is the target or not"),
    paper(equation(SumOver(is_target(i), i), 1), "there is one target"),
    paper(for_each([i], Implies(equation(is_target(i), 1), _makes_it)), "the target offers a~"),
)
_OTHERS = paper(
    for_each(
        [i, y],
        Implies(
            And((equation(is_target(i), 0), equation(of_type(i, y), 1))),
            And((equation(offer_q(i), first_q(y)), equation(offer_r(i), first_r(y)))),
        ),
    ),
    "the others follow s_1^N",
)
_NEW = paper(
    for_each([y], Not(And((equation(a_q, first_q(y)), equation(a_r, first_r(y)))))),
    "a~ is no equilibrium offer",
)
_COUNTS = (
    paper(for_each([i], zero_or_one(makes_other(i))), "the histogram counts"),
    paper(for_each([i], Iff(equation(makes_other(i), 1), _makes_it)), "the histogram counts"),
)
_about = (is_target, of_type, offer_q, offer_r, makes_other, first_q, first_r)
_has_a_type = (
    "have",
    some(y, equation(of_type(w, y), 1)),
    (("have", equation(SumOver(of_type(w, y), y), 0), (("sides",),)), ("sides",)),
)
_same = for_each([i], equation(makes_other(i), is_target(i)))
HISTOGRAM = Statement(
    equation(SumOver(makes_other(i), i), 1),
    (*TYPED, *_TARGET, _OTHERS, _NEW, *_COUNTS),
    words="Only the target makes the offer, since all others make an offer of some type.",
    guide=(
        (
            "have",
            _same,
            (
                *(("some", "i", w), ("everywhere", "i", w, of_type), _has_a_type),
                *(("some", "y", v), ("everywhere", "i", w), ("everywhere", "y", v)),
                (
                    "split",
                    equation(is_target(w), 1),
                    (("about", is_target, offer_q, offer_r, makes_other),),
                    (("have", equation(is_target(w), 0)), ("about", *_about)),
                ),
            ),
        ),
        ("have", equation(SumOver(makes_other(i) - is_target(i), i), 0), (("sides",),)),
        *(("sides",), ("about", makes_other)),
    ),
)
HISTOGRAM_TOO_STRONG = (
    Statement(
        HISTOGRAM.says, tuple(h for h in HISTOGRAM.given if h is not _NEW), guide=HISTOGRAM.guide
    ),
    Statement(
        HISTOGRAM.says, tuple(h for h in HISTOGRAM.given if h is not _OTHERS), guide=HISTOGRAM.guide
    ),
)
"""An offer of the first block; another agent who makes the new offer."""
