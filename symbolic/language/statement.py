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

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

import sympy as sp

from symbolic.language.quotient import denominators


def formula(value: Any) -> sp.Expr:
    """Return a number or expression as an expression; text is refused, since SymPy would run it.

    Raises:
        TypeError: The value is a text.
    """
    if isinstance(value, str):
        raise TypeError(f"a formula is an expression, not a text: {value[:40]!r}")
    return sp.sympify(value)


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
        object.__setattr__(self, "left", formula(self.left))
        object.__setattr__(self, "right", formula(self.right))

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
    """Some real values of the variables make the part hold; ``witness`` may propose a value for each of them, for a proof.

    Raises:
        ValueError: A variable is repeated, or a witness names other symbols than the variables, or its formulas contain these.
    """

    variables: tuple[sp.Symbol, ...]
    part: Proposition
    witness: tuple[tuple[sp.Symbol, sp.Expr], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "witness", tuple((v, formula(w)) for v, w in self.witness))
        if len(set(self.variables)) != len(self.variables):
            raise ValueError(f"a variable is bound twice: {', '.join(map(str, self.variables))}")
        if self.witness and sorted(map(str, self.variables)) != sorted(
            str(v) for v, _ in self.witness
        ):
            raise ValueError(
                f"a witness names {', '.join(str(v) for v, _ in self.witness)}, not {', '.join(map(str, self.variables))}"
            )
        if self.witness and set(self.variables) != {v for v, _ in self.witness}:
            raise ValueError(
                "a witness names other symbols than the variables, though they print alike"
            )
        if any(w.free_symbols & set(self.variables) for _, w in self.witness):
            raise ValueError("the formula of a witness contains a variable that is bound")


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
    SHOWN = "shown by another claim"


@dataclass(frozen=True)
class Hypothesis:
    """A proposition that a statement assumes, where it comes from, and the place or reason."""

    says: Proposition
    provenance: Provenance = Provenance.PAPER
    reason: str = ""


@dataclass(frozen=True)
class Definition:
    """An abbreviation: ``symbol`` stands for ``formula``.

    The formula may use abbreviations that come after it in the list, none before it.
    """

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
        guide: Steps by which a proof may be found (``proofs_check.engines.guided``); likewise.
    """

    says: Proposition
    given: tuple[Hypothesis, ...] = ()
    where: tuple[Definition, ...] = ()
    words: str = ""
    guide: tuple[Any, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        known: set[Any] = set()
        for definition in self.where:
            if definition.symbol in known:
                raise ValueError(f"{definition.symbol} is an abbreviation of two formulas")
            known.add(definition.symbol)
            if circular := sorted(
                map(
                    str,
                    known
                    & (definition.formula.free_symbols | definition.formula.atoms(sp.Function)),
                )
            ):
                raise ValueError(
                    f"the abbreviation {definition.symbol} uses {circular[0]}, which is put in before it or is itself"
                )

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
        propositions = (said, *(h.says for h in given))
        bound = set().union(*map(bound_symbols, propositions)) if self.where else set()
        for definition in self.where:
            if bound & {definition.symbol, *definition.formula.free_symbols}:
                raise ValueError(
                    f"the abbreviation {definition.symbol} contains a symbol that a proposition "
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


def children(proposition: Proposition) -> tuple[Proposition, ...]:
    """Return the propositions of which a proposition is made, left to right.

    This and ``rebuild`` are the only places that know how each kind is built; whatever walks through propositions uses them.
    """
    match proposition:
        case And(parts) | Or(parts):
            return parts
        case Not(part) | Exists(_, part, _) | ForAll(_, part):
            return (part,)
        case Implies(first, second) | Iff(first, second):
            return (first, second)
        case Relation() | Asserted():
            return ()


def rebuild(proposition: Proposition, change: Callable[[Proposition], Proposition]) -> Proposition:
    """Return the proposition with each of its children changed by a function."""
    match proposition:
        case And(parts) | Or(parts):
            return type(proposition)(tuple(map(change, parts)))
        case Not(part) | Exists(_, part, _) | ForAll(_, part):
            return replace(proposition, part=change(part))
        case Implies(premise, conclusion):
            return Implies(change(premise), change(conclusion))
        case Iff(left, right):
            return Iff(change(left), change(right))
        case Relation() | Asserted():
            return proposition


def bound_symbols(proposition: Proposition) -> set[sp.Symbol]:
    """Return the labels and variables that the proposition binds (the indices of sums apart)."""
    own = (
        {proposition.index}
        if isinstance(proposition, ForAll)
        else set(proposition.variables)
        if isinstance(proposition, Exists)
        else set()
    )
    return own.union(*map(bound_symbols, children(proposition)))


def free_symbols(proposition: Proposition) -> set[sp.Symbol]:
    """Return the symbols of the proposition that nothing in it binds; those of proposed witnesses are among them."""
    if isinstance(proposition, Relation):
        return set(proposition.left.free_symbols | proposition.right.free_symbols)
    free = set().union(*map(free_symbols, children(proposition)))
    if isinstance(proposition, Exists):
        return (free - set(proposition.variables)).union(
            *(value.free_symbols for _, value in proposition.witness)
        )
    return free - {proposition.index} if isinstance(proposition, ForAll) else free


def formulas(proposition: Proposition) -> Iterator[sp.Expr]:
    """Iterate over the formulas of a proposition, left to right, those of witnesses last."""
    if isinstance(proposition, Relation):
        yield from (proposition.left, proposition.right)
    for part in children(proposition):
        yield from formulas(part)
    if isinstance(proposition, Exists):
        yield from (value for _, value in proposition.witness)


def mapped(proposition: Proposition, change: Any) -> Proposition:
    """Return the proposition with every formula changed by a function."""
    if isinstance(proposition, Relation):
        return Relation(change(proposition.left), proposition.operator, change(proposition.right))
    changed = rebuild(proposition, lambda part: mapped(part, change))
    if isinstance(changed, Exists):
        return replace(changed, witness=tuple((v, change(w)) for v, w in changed.witness))
    return changed


def _exchange(proposition: Proposition, changes: Mapping[Any, Any]) -> Proposition:
    if proposition in changes:
        replacement: Proposition = changes[proposition]
        return replacement
    formula_changes = {a: b for a, b in changes.items() if isinstance(a, sp.Basic)}
    match proposition:
        case Relation(left, operator, right):
            new: Any = changes.get(operator, operator)
            return Relation(left.xreplace(formula_changes), new, right.xreplace(formula_changes))
        case Asserted(name, latex, parameters):
            return Asserted(name, latex, tuple((k, changes.get(k, v)) for k, v in parameters))
    changed = rebuild(proposition, lambda part: _exchange(part, changes))
    if isinstance(changed, Exists):
        return replace(
            changed, witness=tuple((v, w.xreplace(formula_changes)) for v, w in changed.witness)
        )
    return changed


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
