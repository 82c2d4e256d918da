r"""Statements: what is said, under which hypotheses, as data.

One statement serves five masters: engines decide it, ``numeric`` compiles its formulas, derivations
print it, certificates hash it (``tree``), mutants alter it (``replacing``, ``without``).  So it is
a plain tree of propositions over SymPy formulas, and nothing in it is ever evaluated to a Python
truth value.  SymPy's own relations are not used: they evaluate themselves (``Eq(x, x)`` is already
``True``).

Conventions: a formula may contain ``Quotient`` and ``SumOver``; ``where`` lists definitions that
are substituted, in the order given, before anything is decided; hypotheses carry their provenance,
so that what had to be added to the paper can be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

import sympy as sp

from symbolic.language.quotient import denominators

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "same sign"]


@dataclass(frozen=True)
class Relation:
    """left (operator) right.

    ``same sign`` says that both are negative, both zero or both positive.
    """

    left: sp.Expr
    operator: Operator
    right: sp.Expr

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", sp.sympify(self.left))
        object.__setattr__(self, "right", sp.sympify(self.right))

    def __bool__(self) -> bool:
        raise TypeError("a relation has no truth value: let an engine decide it")


@dataclass(frozen=True)
class And:
    """Every part holds."""

    parts: tuple[Proposition, ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple[Proposition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Proposition


@dataclass(frozen=True)
class Implies:
    """If the premise holds, so does the conclusion."""

    premise: Proposition
    conclusion: Proposition


@dataclass(frozen=True)
class Iff:
    """Both hold or neither."""

    left: Proposition
    right: Proposition


@dataclass(frozen=True)
class Exists:
    """Some real values of the variables make the part hold; a proof names them in ``witness``."""

    variables: tuple[sp.Symbol, ...]
    part: Proposition
    witness: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()


@dataclass(frozen=True)
class ForAll:
    """The part holds for every element of the set that the index (a label such as z) runs over.

    The index is bound in the part.
    """

    index: sp.Symbol
    part: Proposition


@dataclass(frozen=True)
class Asserted:
    """A proposition that is about whole economies and is tested on them.

    Its name, its LaTeX, and the parameters that it depends on.
    """

    name: str
    latex: str
    parameters: tuple[tuple[str, Any], ...] = ()


Proposition = Relation | And | Or | Not | Implies | Iff | Exists | ForAll | Asserted


class Provenance(StrEnum):
    """Where a hypothesis comes from."""

    PAPER = "paper"
    DERIVED = "derived"
    ADDED = "added by us"


@dataclass(frozen=True)
class Hypothesis:
    """A proposition that a statement assumes, where it comes from, and the place or reason."""

    says: Proposition
    provenance: Provenance = Provenance.PAPER
    reason: str = ""


@dataclass(frozen=True)
class Definition:
    """An abbreviation: ``symbol`` stands for ``formula``."""

    symbol: sp.Expr
    formula: sp.Expr


@dataclass(frozen=True)
class Statement:
    """A proposition with its hypotheses and abbreviations.

    Args:
        says: What is asserted.
        given: What is assumed.
        where: Abbreviations, substituted in this order.
        words: The statement as a sentence, for reports; not part of what is decided or hashed.
    """

    says: Proposition
    given: tuple[Hypothesis, ...] = ()
    where: tuple[Definition, ...] = ()
    words: str = ""

    def replacing(self, changes: Mapping[Any, Any]) -> Statement:
        """Return the statement with subformulas, relations or operators of ``says`` exchanged (a mutant is made this way).

        Raises:
            ValueError: Nothing would change; a mutant that equals its original proves nothing.
        """
        changed = _exchange(self.says, changes)
        if changed == self.says:
            raise ValueError("the replacement does not occur in the statement")
        return replace(self, says=changed)

    def without(self, hypothesis: Hypothesis) -> Statement:
        """Return the statement without one of its hypotheses.

        Raises:
            ValueError: The statement has no such hypothesis.
        """
        if hypothesis not in self.given:
            raise ValueError("the statement has no such hypothesis")
        return replace(self, given=tuple(h for h in self.given if h != hypothesis))

    def expanded(self) -> Statement:
        """Return the statement with its abbreviations substituted everywhere.

        Raises:
            ValueError: An abbreviation contains a label that a proposition binds, so that it would
                be captured.
        """
        said, given = self.says, self.given
        bound = bound_labels(said).union(*(bound_labels(h.says) for h in given))
        for definition in self.where:
            if bound & definition.formula.free_symbols:
                raise ValueError(
                    f"the abbreviation {definition.symbol} contains a label that a proposition "
                    "binds"
                )
            change = {definition.symbol: definition.formula}
            said = mapped(said, lambda e, c=change: e.subs(c))
            given = tuple(
                replace(h, says=mapped(h.says, lambda e, c=change: e.subs(c))) for h in given
            )
        return replace(self, says=said, given=given, where=())

    def formulas(self) -> tuple[sp.Expr, ...]:
        """List the formulas of what is said, as written, abbreviations included."""
        return (*formulas(self.says), *(d.formula for d in self.where))

    def denominators(self) -> tuple[sp.Expr, ...]:
        """List the denominators that the statement as written assumes to be nonzero."""
        return denominators(*self.formulas())


def bound_labels(proposition: Proposition) -> set[sp.Symbol]:
    """Return the labels that the proposition binds."""
    match proposition:
        case And(parts) | Or(parts):
            return set().union(*map(bound_labels, parts))
        case Not(part) | Exists(_, part, _):
            return bound_labels(part)
        case Implies(a, b) | Iff(a, b):
            return bound_labels(a) | bound_labels(b)
        case ForAll(index, part):
            return {index} | bound_labels(part)
        case _:
            return set()


def formulas(proposition: Proposition) -> Iterator[sp.Expr]:
    """Iterate over the formulas of a proposition, left to right."""
    match proposition:
        case Relation(left, _, right):
            yield left
            yield right
        case And(parts) | Or(parts):
            for part in parts:
                yield from formulas(part)
        case Not(part):
            yield from formulas(part)
        case Implies(a, b) | Iff(a, b):
            yield from formulas(a)
            yield from formulas(b)
        case Exists(_, part, witness):
            yield from formulas(part)
            yield from (value for _, value in witness)
        case ForAll(_, part):
            yield from formulas(part)
        case Asserted():
            return


def mapped(proposition: Proposition, change: Any) -> Proposition:
    """Return the proposition with every formula changed by a function."""
    match proposition:
        case Relation(left, operator, right):
            return Relation(change(left), operator, change(right))
        case And(parts):
            return And(tuple(mapped(p, change) for p in parts))
        case Or(parts):
            return Or(tuple(mapped(p, change) for p in parts))
        case Not(part):
            return Not(mapped(part, change))
        case Implies(a, b):
            return Implies(mapped(a, change), mapped(b, change))
        case Iff(a, b):
            return Iff(mapped(a, change), mapped(b, change))
        case Exists(variables, part, witness):
            return Exists(
                variables, mapped(part, change), tuple((v, change(w)) for v, w in witness)
            )
        case ForAll(index, part):
            return ForAll(index, mapped(part, change))
        case Asserted():
            return proposition


def _exchange(proposition: Proposition, changes: Mapping[Any, Any]) -> Proposition:
    if proposition in changes:
        replacement: Proposition = changes[proposition]
        return replacement
    formula_changes = {a: b for a, b in changes.items() if isinstance(a, sp.Basic)}
    match proposition:
        case Relation(left, operator, right):
            new: Any = changes.get(operator, operator)
            return Relation(left.xreplace(formula_changes), new, right.xreplace(formula_changes))
        case And(parts):
            return And(tuple(_exchange(p, changes) for p in parts))
        case Or(parts):
            return Or(tuple(_exchange(p, changes) for p in parts))
        case Not(part):
            return Not(_exchange(part, changes))
        case Implies(a, b):
            return Implies(_exchange(a, changes), _exchange(b, changes))
        case Iff(a, b):
            return Iff(_exchange(a, changes), _exchange(b, changes))
        case Exists(variables, part, witness):
            return Exists(
                variables,
                _exchange(part, changes),
                tuple((v, w.xreplace(formula_changes)) for v, w in witness),
            )
        case ForAll(index, part):
            return ForAll(index, _exchange(part, changes))
        case Asserted(name, latex, parameters):
            return Asserted(name, latex, tuple((k, changes.get(k, v)) for k, v in parameters))


def equation(left: Any, right: Any) -> Relation:
    """Say left = right."""
    return Relation(left, "=", right)


def positive(
    *formulas_: Any, provenance: Provenance = Provenance.PAPER, reason: str = ""
) -> tuple[Hypothesis, ...]:
    """Assume that each formula is positive."""
    return tuple(Hypothesis(Relation(f, ">", sp.S.Zero), provenance, reason) for f in formulas_)


def nonnegative(
    *formulas_: Any, provenance: Provenance = Provenance.PAPER, reason: str = ""
) -> tuple[Hypothesis, ...]:
    """Assume that each formula is at least zero."""
    return tuple(Hypothesis(Relation(f, ">=", sp.S.Zero), provenance, reason) for f in formulas_)
