r"""The end of Theorem 2: every offer costs one of two types, and what it gains vanishes.

Candidates s are indexed by real numbers, and so are the sets A that an offer may be attributed to.

Paper: section 7.2, the final argument.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.paper.general.intervals import chosen, in_interval
from proofs_check.paper.general.limits import M_at
from proofs_check.paper.general.stage_1 import CLAIM_1, line
from proofs_check.paper.general.words import (
    element,
    eventually,
    for_all,
    for_each,
    paper,
    real,
    shown,
)
from symbolic.language.local_symbols import head
from symbolic.language.notation import eta, q_bar, x, x_bar, y
from symbolic.language.proposition import And, Exists, Implies, Or, Proposition, Relation, equation
from symbolic.language.quotient import over
from symbolic.language.statement import Statement

C, c, q_7, E, D, Q, K, T = map(real, ("C", "c", "q_7", "Eps", "D", "Q_any", "K", "T"))
w_1, w_2 = element("w_1"), element("w_2")


def _on_line(consumed: sp.Expr) -> tuple[Relation, Relation]:
    """Say that a consumption is between none and all that the endowment buys."""
    return Relation(consumed, ">=", 0), Relation(consumed, "<=", 2 * q_bar)


def _costs(own: sp.Symbol, consumed: sp.Expr, at_least: sp.Expr) -> Relation:
    """Say that a consumption costs an inactive agent of a type more than a number."""
    return Relation(line(own, consumed), "<", line(own, chosen(own)) - at_least)


def _one_of_two(consumed: sp.Expr, at_least: sp.Expr) -> Proposition:
    """Say that a consumption costs one of any two types more than a number."""
    either = Or((_costs(x, consumed, at_least), _costs(x_bar, consumed, at_least)))
    return for_each([x, x_bar], Implies(Relation(x, "!=", x_bar), either))


def _all_cost(at_least: sp.Expr) -> And:
    """Say that a number is positive, and that every consumption costs one of any two types more."""
    each = for_all([c], Implies(And(_on_line(c)), _one_of_two(c, at_least)))
    return And((Relation(at_least, ">", 0), each))


_in_both = And(tuple(for_each([y], in_interval(q_7, own, y)) for own in (x, x_bar)))
_EQ_7 = shown(for_all([q_7], for_each([x, x_bar], Implies(_in_both, equation(x, x_bar)))), "eq-7")
v = element("v")
_ends = (("about", line),)
_differs = (("some", "y", v), ("everywhere", "y", v), ("about", chosen))


def _inside(own: sp.Symbol) -> tuple[object, ...]:
    """Return the guide to: a consumption that does not cost a type is in its interval."""
    read = (("some", "y", v), ("put", ["q_any"], [Q]), ("at", "x", own))
    outside = ("cases", (("at", "y", v), ("about", chosen)), _ends, _ends)
    return (
        "have",
        for_each([y], in_interval(Q, own, y)),
        (*read, ("cases", (outside,), (("about", line, chosen),))),
    )


COST = Statement(
    Exists((C,), _all_cost(C)),
    (shown(CLAIM_1.says, "thm-1.claim-1"), _EQ_7),
    words="No consumption is in the intervals of two types, and outside its own a type loses epsilon; the same "
    "number serves for all pairs.",
    guide=(
        *(("name", ["epsilon"], [E]), ("put", ["C"], [E])),
        (
            "cases",
            (),
            (
                *(("name", ["c"], [Q]), ("some", "x", w_1), ("some", "x_bar", w_2)),
                *(_inside(w_1), _inside(w_2), ("put", ["q_7"], [Q])),
                *(("at", "x", w_1), ("at", "x_bar", w_2)),
                ("cases", (("cases", _differs, _differs),), (("about", line),)),
            ),
        ),
    ),
)
COST_TOO_STRONG = (
    Statement(COST.says, COST.given[:1], guide=COST.guide),
    Statement(
        Exists(
            (C,),
            And(
                (
                    Relation(C, ">", 0),
                    for_all([c], Implies(And(_on_line(c)), for_each([x], _costs(x, c, C)))),
                )
            ),
        ),
        COST.given,
        guide=COST.guide,
    ),
)
"""Intervals that overlap; a cost for each of the two types."""

# The last step.
value = head("value_if_active", r"F_{{{0}}}^{{{3}}}({1};{2})", 4)
e_4, s, A, B, _c4, _n = map(real, ("e_4", "s", "A", "B", "c_4", "N_22"))
_SHRINKS = shown(
    for_all(
        [e_4],
        Implies(
            Relation(e_4, ">", 0),
            eventually(
                ("t_4", "n_4"),
                lambda n: for_all(
                    [s, A, B],
                    for_each([x], Relation(value(x, A, s, n) - value(x, B, s, n), "<", e_4)),
                ),
            ),
        ),
    ),
    "thm-2.claim-4",
)
_COSTS = shown(Exists((C,), _all_cost(C)), "thm-2.final.C")
_EQ_22 = paper(
    for_all(
        [_n],
        And(
            (
                Relation((1 - eta) * _n, "<=", M_at(_n)),
                Relation(M_at(_n), "<", (1 - eta) * _n + 1),
            )
        ),
    ),
    "M^N is the smallest integer that is at least (1 - eta) N",
)
_ETA = tuple(paper(p, "eta in (0, 1)") for p in (Relation(eta, ">", 0), Relation(eta, "<", 1)))
own_set, other_set, candidate = real("own_set"), real("other_set"), real("candidate")


def _better(own: sp.Symbol, consumed: sp.Expr, n: sp.Expr) -> Relation:
    """Say that alpha* is a profitable deviation from an offer, in the objective (22)."""

    def payoff(taken: sp.Expr, has: sp.Expr) -> sp.Expr:
        return (n - M_at(n)) * line(own, has) + M_at(n) * value(own, taken, candidate, n)

    return Relation(payoff(own_set, consumed), "<", payoff(other_set, chosen(own)))


def _no_pooling(n: sp.Expr) -> Proposition:
    """Say that no two types can make one offer in equilibrium."""
    either = Or((_better(x, _c4, n), _better(x_bar, _c4, n)))
    pooled = And((Relation(x, "!=", x_bar), *_on_line(_c4)))
    return for_all(
        [candidate, own_set, other_set, _c4], for_each([x, x_bar], Implies(pooled, either))
    )


_M = M_at(K)
S, U, P = real("S"), real("U"), real("P")


def _deviates(own: sp.Symbol) -> tuple[object, ...]:
    """Return the guide to: the type that the offer costs something gains by alpha*."""
    loss = line(own, chosen(own)) - line(own, Q)
    gain = value(own, P, S, K) - value(own, U, S, K)
    return (
        *(("at", "x", own, value), ("have", Relation(eta * D / 4 - gain, ">", 0))),
        ("have", Relation((K - _M) * (loss - D), ">=", 0)),
        ("have", Relation(_M * (eta * D / 4 - gain), ">=", 0)),
        ("have", Relation((K - _M - eta * K / 2) * D, ">=", 0)),
        ("have", Relation((K - _M) * eta * D, ">=", 0)),
        ("have", Relation(eta * K * D, ">", 0)),
        ("about", value),
    )


_reach = sp.Max(T, over(2, eta))
THEOREM_2 = Statement(
    eventually(("t_2", "n_2"), _no_pooling),
    (_COSTS, _SHRINKS, _EQ_22, *_ETA),
    words="From some N on, whatever two types pool and whatever is believed, one of them gains by alpha*: the "
    "loss if inactive is at least C, and what an offer can gain if active is less than eta C/4.",
    guide=(
        *(("name", ["C"], [D]), ("put", ["e_4"], [eta * D / 4]), ("then",), ("name", ["t_4"], [T])),
        *(("means", _reach), ("put", ["t_2"], [_reach]), ("name", ["n_2"], [K])),
        ("name", ["candidate", "own_set", "other_set", "c_4"], [S, P, U, Q]),
        *(("some", "x", w_1), ("some", "x_bar", w_2), ("put", ["c"], [Q])),
        *(
            ("put", ["n_4"], [K]),
            ("then",),
            ("put", ["s", "A", "B"], [S, P, U]),
            ("put", ["N_22"], [K]),
        ),
        ("have", Relation(eta * K, ">=", 2), (("about", M_at),)),
        ("have", Relation(_M, ">=", 0), (("about", M_at),)),
        ("have", Relation(K - _M, ">=", eta * K / 2), (("about", M_at),)),
        ("have", Relation(K, ">", 0), (("about", M_at),)),
        (
            "have",
            Or((_costs(w_1, Q, D), _costs(w_2, Q, D))),
            (
                *(("then",), ("at", "x", w_1, line, chosen), ("at", "x_bar", w_2, line, chosen)),
                ("about", line, chosen),
            ),
        ),
        ("cases", _deviates(w_1), _deviates(w_2)),
    ),
)
THEOREM_2_TOO_STRONG = (
    Statement(
        for_all([real("n_2")], _no_pooling(real("n_2"))), THEOREM_2.given, guide=THEOREM_2.guide
    ),
    Statement(THEOREM_2.says, (_COSTS, *THEOREM_2.given[2:]), guide=THEOREM_2.guide),
    Statement(
        THEOREM_2.says,
        (*THEOREM_2.given[:3], THEOREM_2.given[4]),
        guide=THEOREM_2.guide,
    ),
)
"""For all N; values that do not come together; with eta = 0, where nobody is inactive."""
