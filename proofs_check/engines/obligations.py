r"""What a statement presupposes: its denominators are not zero, wherever they are met.

An obligation is a denominator together with what may be assumed where it stands: the hypotheses,
and the premise of an implication for what stands in its conclusion.  A hypothesis with denominators
of its own may be used only after these are shown to be nonzero from hypotheses that were usable
before it.

Conventions: denominators are read off the statement as written; abbreviations are substituted
afterwards, with their own denominators kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from symbolic.language.quotient import denominators
from symbolic.language.statement import (
    And,
    Definition,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    Statement,
    bound_labels,
    formulas,
    mapped,
)


@dataclass(frozen=True)
class Obligation:
    """A denominator (abbreviations substituted) that must not be zero.

    Given what is assumed in its place besides the hypotheses.
    """

    denominator: sp.Expr
    assuming: tuple[Proposition, ...] = ()


def substituted(formula: sp.Expr, statement: Statement) -> sp.Expr:
    """Substitute the abbreviations of a statement into a formula, in their order."""
    for definition in statement.where:
        formula = formula.subs(definition.symbol, definition.formula)
    return formula


def expanded(proposition: Proposition, where: tuple[Definition, ...]) -> Proposition:
    """Substitute abbreviations into a proposition."""
    return Statement(proposition, where=where).expanded().says


def with_witnesses(p: Proposition) -> Proposition:
    """Put the named witnesses of existential propositions in the place of their variables.

    One without witnesses stays.
    """
    match p:
        case Exists(_, part, witness) if witness:
            return with_witnesses(expanded(part, tuple(Definition(s, v) for s, v in witness)))
        case And(parts):
            return And(tuple(with_witnesses(x) for x in parts))
        case Or(parts):
            return Or(tuple(with_witnesses(x) for x in parts))
        case Not(part):
            return Not(with_witnesses(part))
        case Implies(a, b):
            return Implies(with_witnesses(a), with_witnesses(b))
        case Iff(a, b):
            return Iff(with_witnesses(a), with_witnesses(b))
        case _:
            return p


def at_any_element(p: Proposition) -> Proposition:
    """Put a label that occurs nowhere else in the place of the index of a conclusion about all elements (of a conjunction's parts, too)."""
    match p:
        case ForAll(index, part):
            label = sp.Dummy(index.name, integer=True)
            return at_any_element(mapped(part, lambda e: e.subs(index, label)))
        case And(parts):
            return And(tuple(map(at_any_element, parts)))
        case _:
            return p


def without_labels_bound(propositions: Sequence[Proposition]) -> list[Proposition]:
    """Leave out assumptions about all elements of a set, which solvers are not told."""
    return [p for p in propositions if not bound_labels(p)]


def _met(
    p: Proposition, assuming: tuple[Proposition, ...]
) -> Iterator[tuple[sp.Expr, tuple[Proposition, ...]]]:
    match p:
        case Relation(left, _, right):
            for d in denominators(left, right):
                yield d, assuming
        case And(parts) | Or(parts):
            for part in parts:
                yield from _met(part, assuming)
        case Not(part) | ForAll(_, part):
            yield from _met(part, assuming)
        case Implies(a, b):
            yield from _met(a, assuming)
            yield from _met(b, (*assuming, a))
        case Iff(a, b):
            yield from _met(a, assuming)
            yield from _met(b, assuming)
        case Exists(_, part, witness):
            for d in denominators(*(w for _, w in witness)):
                yield d, assuming
            yield from _met(with_witnesses(p) if witness else part, assuming)


def obligations(statement: Statement) -> list[Obligation]:
    """List what must be nonzero for the conclusion and the abbreviations to make sense."""
    found: dict[Obligation, None] = {}
    for d, assuming in _met(statement.says, ()):
        found.setdefault(
            Obligation(
                substituted(d, statement), tuple(expanded(p, statement.where) for p in assuming)
            )
        )
    for d in denominators(*(definition.formula for definition in statement.where)):
        found.setdefault(Obligation(substituted(d, statement)))
    return list(found)


def presupposed(hypothesis: Proposition) -> tuple[sp.Expr, ...]:
    """List the denominators of a hypothesis."""
    return denominators(*formulas(hypothesis))
