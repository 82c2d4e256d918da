r"""Words in which what holds in general is said: numbers that are quantified, limits, counts.

Statements for the engines have finite sums and finite sets; what is said here besides is made of
``Exists`` and ``Not``, so that the checkers need to know nothing more.  A sequence is a function of a
real number, to be read at the integer above it: statements "from some N on" and limits are the same.

Conventions: each bound number of a statement has a name of its own, by which a guide refers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from symbolic.language.proposition import (
    And,
    Exists,
    ForAll,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    formula,
)
from symbolic.language.statement import Hypothesis, Provenance

Sequenced = Callable[[sp.Expr], sp.Expr]
"""A sequence: its value at N."""


def real(name: str) -> sp.Symbol:
    """Return a real number of a statement."""
    return sp.Symbol(name, real=True)


def element(name: str) -> sp.Symbol:
    """Return an element of a finite set, such as an agent, by the name of its index."""
    return sp.Symbol(name, integer=True)


def for_all(variables: Sequence[sp.Symbol], part: Proposition) -> Proposition:
    """Say that something holds for all real numbers."""
    return Not(Exists(tuple(variables), Not(part)))


def eventually(n: Sequence[str], part: Callable[[sp.Symbol], Proposition]) -> Proposition:
    """Say that something holds from some N on; the names are those of the threshold and of N."""
    least, at = map(real, n)
    return Exists((least,), for_all([at], Implies(Relation(at, ">=", least), part(at))))


def within(value: sp.Expr, limit: sp.Expr, distance: sp.Expr) -> Proposition:
    """Say that two numbers differ by less than a distance."""
    value, limit = formula(value), formula(limit)
    return And((Relation(value - limit, "<", distance), Relation(limit - value, "<", distance)))


def tends(
    names: Sequence[str], value: Sequenced, limit: sp.Expr, over: Sequence[sp.Symbol] = ()
) -> Proposition:
    """Say that a sequence has a limit; the names are those of the distance, of the threshold and of N.

    With ``over`` it is said for every element of these sets, each with a threshold of its own.
    """
    distance = real(names[0])
    part = eventually(names[1:], lambda n: within(value(n), limit, distance))
    return for_all([distance], Implies(Relation(distance, ">", 0), for_each(over, part)))


def for_each(labels: Sequence[sp.Symbol], part: Proposition) -> Proposition:
    """Say that something holds for all elements of finite sets."""
    for label in reversed(labels):
        part = ForAll(label, part)
    return part


def some(label: sp.Symbol, part: Proposition) -> Proposition:
    """Say that something holds for some element of a finite set."""
    return Not(for_each([label], Not(part)))


def zero_or_one(value: sp.Expr) -> Proposition:
    """Say that a number is 0 or 1."""
    return Or((Relation(value, "=", 0), Relation(value, "=", 1)))


def paper(says: Proposition, reason: str) -> Hypothesis:
    """Return a hypothesis of the paper."""
    return Hypothesis(says, Provenance.PAPER, reason)


def shown(says: Proposition, *claims: str) -> Hypothesis:
    """Return a hypothesis that is the conclusion of other claims."""
    return Hypothesis(says, Provenance.SHOWN, ", ".join(claims))


def derived(says: Proposition, reason: str) -> Hypothesis:
    """Return a hypothesis that follows from the paper's."""
    return Hypothesis(says, Provenance.DERIVED, reason)
