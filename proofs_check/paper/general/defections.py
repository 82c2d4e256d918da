r"""What nondefectors believe, for any number of types, agents and defectors.

By (8) and (9) an agent counts the others under the types that their offers are read as, and itself
under its own.  A nondefector's own offer is read as its own type, so it believes the histogram as it
is read; after one defection that is false by one agent of the imitated type.

Conventions: i runs over all active agents; ``reads`` counts offers by the types that they are read as.

Paper: section 3.2, (8) and (9).
"""

from __future__ import annotations

from proofs_check.paper.general.counts import i, n, of_type, taken_for, v, w
from proofs_check.paper.general.words import for_each, paper
from symbolic.language.local_symbols import head
from symbolic.language.notation import sigma, x_bar, y
from symbolic.language.proposition import Implies, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

believes = head("believes", r"\sigma^*_{{{0}}}({1})", 2)
reads = head("reads", r"\sum_{{j}} 1[q_1(a^{{j}}) \in I({0})]")
loyal = head("loyal", r"1[{0}\ \text{{does not defect}}]")
defects = head("defects", r"1[{0}\ \text{{defects}}]")

_OWN_VIEW = paper(
    for_each([i, y], equation(believes(i, y), of_type(i, y) + reads(y) - taken_for(i, y))),
    "(8) and (9): the others as their offers are read, and the own type",
)
_LOYAL = paper(
    for_each([i, y], Implies(equation(loyal(i), 1), equation(taken_for(i, y), of_type(i, y)))),
    "a nondefector's offer is read as its own type",
)
AGREE = Statement(
    for_each([i, y], Implies(equation(loyal(i), 1), equation(believes(i, y), reads(y)))),
    (_OWN_VIEW, _LOYAL),
    words="What all nondefectors believe is the histogram as it is read, however many defect.",
    guide=(("some", "i", v), ("some", "y", n), ("everywhere", "i", v), ("everywhere", "y", n)),
)
AGREE_TOO_STRONG = (
    Statement(
        for_each([i, y], equation(believes(i, y), reads(y))),
        AGREE.given,
        guide=AGREE.guide,
    ),
    Statement(AGREE.says, AGREE.given[:1], guide=AGREE.guide),
)
"""Defectors too; offers that are not read as the own type."""

_READ = paper(for_each([y], equation(reads(y), SumOver(taken_for(i, y), i))), "the histogram")
_TRUE = paper(
    for_each([y], equation(sigma(y), SumOver(of_type(i, y), i))), "sigma counts all agents"
)
_ONE = (
    paper(
        for_each([i], equation(taken_for(i, x_bar), of_type(i, x_bar) + defects(i))),
        "who defects is taken for x-bar, and is of another type; the others are taken for what they are",
    ),
    paper(equation(SumOver(defects(i), i), 1), "one agent defects"),
)
_one_more = Implies(equation(loyal(i), 1), equation(believes(i, x_bar), sigma(x_bar) + 1))
_moved = taken_for(i, x_bar) - of_type(i, x_bar) - defects(i)
_KINDS = (taken_for, of_type, defects)
_each_once = (
    ("sides",),
    ("term", w),
    ("at", "i", w, *_KINDS),
)
_at_imitated = (("have", equation(SumOver(_moved, i), 0), _each_once),)
ONE_FALSE = Statement(
    for_each([i], _one_more),
    (_OWN_VIEW, _LOYAL, _READ, _TRUE, *_ONE),
    words="After one defection every nondefector believes in one agent of the imitated type too many.",
    guide=(
        *_at_imitated,
        ("some", "i", v),
        ("at", "i", v, believes, of_type, reads, taken_for),
        ("at", "y", x_bar, believes, of_type, reads, taken_for),
        ("at", "i", v, loyal, of_type, taken_for),
        ("at", "y", x_bar, loyal, of_type, taken_for),
        ("at", "y", x_bar, reads, taken_for),
        ("at", "y", x_bar, sigma, of_type),
        ("sides",),
    ),
)
ONE_FALSE_TOO_STRONG = (
    Statement(ONE_FALSE.says, ONE_FALSE.given[:-1], guide=ONE_FALSE.guide),
    Statement(
        for_each([i], Implies(equation(loyal(i), 1), equation(believes(i, x_bar), sigma(x_bar)))),
        ONE_FALSE.given,
        guide=ONE_FALSE.guide,
    ),
    Statement(
        for_each([i], equation(believes(i, x_bar), sigma(x_bar) + 1)),
        ONE_FALSE.given,
        guide=ONE_FALSE.guide,
    ),
)
"""Any number of defections; a true belief; the defector too."""
