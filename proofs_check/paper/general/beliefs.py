r"""Beliefs on path and after one defection are right, for any number of types and agents.

Paper: sections 2.3 and 3.2, (8) and (9).
"""

from __future__ import annotations

from proofs_check.paper.general.counts import (
    TYPED,
    consumes,
    differing,
    i,
    m,
    makes,
    n,
    of_type,
    taken_for,
    v,
    w,
)
from proofs_check.paper.general.intervals import believed, chosen, in_interval, lies_in, of_own
from proofs_check.paper.general.words import for_each, paper, shown, some, zero_or_one
from symbolic.language.notation import sigma, x, x_bar, y
from symbolic.language.proposition import (
    Iff,
    Implies,
    Not,
    equation,
)
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

# On path and after one defection: the others' offers are read as what they are, so beliefs are right.
_CONSUME = paper(
    for_each([i, y], Implies(equation(of_type(i, y), 1), equation(consumes(i), chosen(y)))),
    "the others follow s_1*",
)
_SEPARATED = paper(
    for_each([x, x_bar], Implies(equation(chosen(x), chosen(x_bar)), equation(x, x_bar))),
    "alpha* is separating",
)
_reads = Iff(equation(taken_for(i, y), 1), lies_in(consumes(i), y, x))
_TAKEN = (
    paper(for_each([i, y], zero_or_one(taken_for(i, y))), "(8)"),
    paper(for_each([i, y], _reads), "(8)"),
)
_BELIEVED = paper(
    for_each([y], equation(believed(y), SumOver(taken_for(i, y), i) + of_own(y))),
    "(8) and (9)",
)
_TRUE = paper(
    for_each([y], equation(sigma(y), SumOver(of_type(i, y), i) + of_own(y))),
    "sigma counts the others and the agent itself",
)
_FOLLOWS, _READS = (of_type, consumes, chosen), (taken_for, consumes, chosen)
_at_v = (
    "have",
    equation(consumes(w), chosen(v)),
    (("at", "y", v, *_FOLLOWS), ("about", *_FOLLOWS)),
)
_at_n = ("everywhere", "y", n, taken_for)
CONSISTENT = Statement(
    for_each([y], equation(believed(y), sigma(y))),
    (*TYPED, _CONSUME, _SEPARATED, *_TAKEN, _BELIEVED, _TRUE),
    words="Whatever the agent has offered, it believes in the true configuration if the others have followed "
    "s_1*; so its posterior over states, Bayes' rule at that configuration, is the true one too.",
    guide=(
        *(("some", "y", n), ("at", "y", n), ("at", "y", n)),
        *differing(taken_for(i, n), of_type(i, n)),
        *(("some", "y", v), _at_v),
        (
            "split",
            equation(taken_for(w, n), 1),
            (
                ("have", lies_in(consumes(w), n, x), (("at", "y", n, *_READS), ("about", *_READS))),
                (
                    "have",
                    equation(chosen(v), chosen(n)),
                    (("at", "x", v, consumes, chosen), ("sides",), ("about", consumes, chosen)),
                ),
                (
                    "have",
                    equation(v, n),
                    (("at", "x", v, chosen), ("at", "x_bar", n, chosen), ("about", chosen)),
                ),
                *(("same",), ("about", taken_for)),
            ),
            (
                ("have", equation(taken_for(w, n), 0), (_at_n, ("about", taken_for))),
                ("have", equation(of_type(w, n), 1), (("at", "y", n, of_type), ("about", of_type))),
                (
                    "have",
                    equation(consumes(w), chosen(n)),
                    (("at", "y", n, *_FOLLOWS), ("about", *_FOLLOWS)),
                ),
                (
                    "have",
                    some(x, Not(in_interval(consumes(w), n, x))),
                    (("at", "y", n, *_READS), ("about", *_READS)),
                ),
                *(("some", "x", m), ("about", consumes, chosen)),
            ),
        ),
    ),
)
CONSISTENT_TOO_STRONG = (
    Statement(
        CONSISTENT.says,
        tuple(h for h in CONSISTENT.given if h is not _CONSUME),
        guide=CONSISTENT.guide,
    ),
)
"""Others who do not follow s_1*."""

# On path: the histogram, the own type added, is the true configuration.
REVEALS = Statement(
    for_each([y], equation(believed(y), sigma(y))),
    (
        shown(for_each([y], equation(SumOver(makes(i, y), i), SumOver(of_type(i, y), i))), "eq-24"),
        paper(
            for_each([y], equation(believed(y), SumOver(makes(i, y), i) + of_own(y))),
            "the histogram net of the own action, and the own type",
        ),
        _TRUE,
    ),
    words="Everybody who makes the offer of a type counts as one of that type, and is one; the posterior, "
    "Bayes' rule at the configuration, is therefore common.",
    guide=(("some", "y", n), ("everywhere", "y", n), ("sides",)),
)
REVEALS_TOO_STRONG = (
    Statement(REVEALS.says, REVEALS.given[1:], guide=REVEALS.guide),
    Statement(
        for_each([y], equation(believed(y), sigma(y) - of_own(y))),
        REVEALS.given,
        guide=REVEALS.guide,
    ),
)
"""Offers that do not reveal types; the own type left out."""
