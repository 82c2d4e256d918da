r"""Values of offers after a pooled stage 1: means over the others' types, and what shutting down takes.

The others' types s are the elements of a finite set with weights W(s); what an agent is paid depends on them
through the numbers of each type, which is a group of them.

Paper: section 7.2, (30), (31), Claim 4.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.words import (
    derived,
    element,
    for_each,
    paper,
    real,
    zero_or_one,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import tau, z
from symbolic.language.notation import x as own
from symbolic.language.proposition import And, Implies, Relation, equation
from symbolic.language.statement import Statement
from symbolic.language.sums import SumOver

s, group, t, other = map(element, ("s", "group", "t", "other_group"))
w_z = element("w_z")
chance, paid = (
    head("chance_given", r"\bar\gamma_{{{0}}}({1})", 2),
    head("paid_after", "u_{{{0}}}({1})", 2),
)
belongs = head("belongs", r"1[{0} \in {1}]", 2)
chance_of = head("chance_of_numbers", r"\bar\gamma_{{{0}}}[{1}]", 2)
paid_at = head("paid_at", "u_{{{0}}}[{1}]", 2)
F = real("F_of_A")
_GROUPED = (
    paper(for_each([s, group], zero_or_one(belongs(s, group))), "types have numbers"),
    paper(for_each([s], equation(SumOver(belongs(s, group), group), 1)), "they have one"),
    paper(
        for_each(
            [z, group],
            equation(chance_of(z, group), SumOver(chance(z, s) * belongs(s, group), s)),
        ),
        "the probability of the numbers of each type",
    ),
    derived(
        for_each(
            [z, s, group],
            Implies(equation(belongs(s, group), 1), equation(paid(z, s), paid_at(z, group))),
        ),
        "totals are sums over types of their numbers times their offers",
    ),
)
_MEAN = paper(
    equation(F, SumOver(tau(own, z) * SumOver(chance(z, s) * paid(z, s), s), z)),
    "expected utility, the others' types being drawn given the state",
)


def _at(state: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Return what vanishes in a state: for all types and numbers, for all numbers, for all types."""
    inner = chance(state, s) * belongs(s, group) * (paid_at(state, group) - paid(state, s))
    outer = (chance_of(state, group) - SumOver(chance(state, s) * belongs(s, group), s)) * paid_at(
        state, group
    )
    once = chance(state, s) * paid(state, s) * (SumOver(belongs(s, group), group) - 1)
    return inner, outer, once


_by_numbers = equation(
    SumOver(chance_of(z, group) * paid_at(z, group), group), SumOver(chance(z, s) * paid(z, s), s)
)
_inner, _outer, _once = _at(w_z)
_term = (
    SumOver(chance_of(z, group) * paid_at(z, group), group) - SumOver(chance(z, s) * paid(z, s), s)
) * tau(own, z)
MEAN = Statement(
    equation(F, SumOver(tau(own, z) * SumOver(chance_of(z, group) * paid_at(z, group), group), z)),
    (*_GROUPED, _MEAN),
    words="What is paid depends on the others' types through the numbers of each type, so the mean over all "
    "sequences of types is the mean over these numbers.",
    guide=(
        (
            "have",
            for_each([z], _by_numbers),
            (
                ("some", "z", w_z),
                (
                    "swap",
                    SumOver(
                        SumOver(chance(w_z, s) * belongs(s, group) * paid_at(w_z, group), s), group
                    ),
                ),
                (
                    "have",
                    for_each([s, group], equation(_inner, 0)),
                    (
                        *(
                            ("some", "s", t),
                            ("some", "group", other),
                            ("at", "z", w_z, belongs, paid, paid_at),
                        ),
                        *(("everywhere", "s", t), ("everywhere", "group", other)),
                        (
                            "split",
                            equation(belongs(t, other), 1),
                            (
                                ("have", equation(paid(w_z, t), paid_at(w_z, other))),
                                ("about", chance),
                            ),
                            (("have", equation(belongs(t, other), 0)), ("about", chance)),
                        ),
                    ),
                ),
                ("have", equation(SumOver(SumOver(_inner, group), s), 0), (("sides",),)),
                (
                    "have",
                    for_each([group], equation(_outer, 0)),
                    (
                        *(("some", "group", other), ("at", "z", w_z, chance_of, chance, belongs)),
                        ("at", "group", other, chance_of, chance, belongs),
                    ),
                ),
                ("have", equation(SumOver(_outer, group), 0), (("sides",),)),
                (
                    "have",
                    for_each([s], equation(_once, 0)),
                    (("some", "s", t), ("at", "s", t, belongs)),
                ),
                ("have", equation(SumOver(_once, s), 0), (("sides",),)),
                *(("sides",), ("about", chance)),
            ),
        ),
        (
            "have",
            for_each([z], equation(_term, 0)),
            (
                ("some", "z", w_z),
                ("at", "z", w_z, chance_of, paid_at, chance, paid),
                ("about", tau),
            ),
        ),
        ("have", equation(SumOver(_term, z), 0), (("sides",),)),
        *(("sides",), ("about", tau)),
    ),
)
MEAN_TOO_STRONG = (
    Statement(MEAN.says, (*_GROUPED[:3], _MEAN), guide=MEAN.guide),
    Statement(MEAN.says, (*_GROUPED[:1], *_GROUPED[2:], _MEAN), guide=MEAN.guide),
)
"""Payoffs that depend on who is of which type; types of several numbers."""

# A2 takes the trades of one realisation: all active agents in one block.
weight, trades, kept, shut = (
    head("weight", "W({0})"),
    head("traded_value", "v({0})"),
    head("kept_value", r"\bar{{u}}({0})"),
    head("shut_down", "1_B({0})"),
)
bound, G = real("B"), real("F_on_path")
_WEIGHTS = (
    paper(for_each([s], Relation(weight(s), ">=", 0)), "probabilities"),
    paper(for_each([s], zero_or_one(shut(s))), "all are in one block, or not"),
)
_TAKEN = paper(
    equation(G, SumOver(weight(s) * ((1 - shut(s)) * trades(s) + shut(s) * kept(s)), s)),
    "A2: no trade where all active agents are in one block",
)
_BOUNDED = derived(
    for_each(
        [s],
        And(
            (
                Relation(trades(s) - kept(s), "<=", bound),
                Relation(kept(s) - trades(s), "<=", bound),
            )
        ),
    ),
    "utilities are bounded on what can be had at the prices there are",
)
_all, _part = SumOver(weight(s) * trades(s), s), SumOver(weight(s) * shut(s), s)


def _side(sign: int) -> tuple[object, ...]:
    """Return the guide to one side of the bound."""
    gap = weight(s) * shut(s) * (bound - sign * (kept(s) - trades(s)))
    at = bound - sign * (kept(t) - trades(t))
    return (
        (
            "have",
            Relation(SumOver(gap, s), ">=", 0),
            (
                *(("term", t), ("everywhere", "s", t, weight, shut, trades, kept)),
                ("have", Relation(shut(t), ">=", 0), (("about", shut),)),
                ("have", Relation(at, ">=", 0), (("about", trades),)),
                *(("product", weight(t), shut(t)), ("product", weight(t) * shut(t), at)),
                ("about", weight),
            ),
        ),
        ("about", weight),
    )


SHUT_DOWN = Statement(
    And(
        (
            equation(G, _all - SumOver(weight(s) * shut(s) * (trades(s) - kept(s)), s)),
            Relation(G - _all, "<=", bound * _part),
            Relation(_all - G, "<=", bound * _part),
        )
    ),
    (*_WEIGHTS, _TAKEN, _BOUNDED),
    words="A2 takes what trade gains where all active agents are in one block; that is no more than B times the "
    "probability that they are.",
    guide=(("cases", (("sides",), ("about", weight)), _side(1), _side(-1)),),
)
SHUT_DOWN_TOO_STRONG = (
    Statement(equation(G, _all), SHUT_DOWN.given, guide=_side(1)),
    Statement(SHUT_DOWN.says, (*_WEIGHTS, _TAKEN), guide=SHUT_DOWN.guide),
)
"""As if the market never shut down; utilities without a bound."""
