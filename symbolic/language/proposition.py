r"""Propositions as data: relations of formulas, what is made of them, and the walks through both.

A proposition is a plain tree over SymPy formulas, and nothing in it is ever evaluated to a Python
truth value.  SymPy's own relations are not used: they evaluate themselves (``Eq(x, x)`` is already
``True``).

Conventions: a formula may contain ``Quotient`` and ``SumOver``.  ``children`` and ``rebuild`` alone
know how each kind is built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import sympy as sp


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
    """Some real values of the variables make the part hold.

    ``witness`` may propose a value for each of them, for a proof.

    Raises:
        ValueError: A variable is repeated, or a witness names other symbols than the variables, or
            its formulas contain these.
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
                f"a witness names {', '.join(str(v) for v, _ in self.witness)}, not "
                f"{', '.join(map(str, self.variables))}"
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

    It has a name, LaTeX, and the parameters that it depends on.
    """

    name: str
    latex: str
    parameters: tuple[tuple[str, Any], ...] = ()


Proposition = Relation | And | Or | Not | Implies | Iff | Exists | ForAll | Asserted


def children(proposition: Proposition) -> tuple[Proposition, ...]:
    """Return the propositions of which a proposition is made, left to right.

    This and ``rebuild`` are the only places that know how each kind is built; whatever walks
    through propositions uses them.
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


def exchanged(proposition: Proposition, changes: Mapping[Any, Any]) -> Proposition:
    """Return the proposition with subformulas, relations, operators or parameters exchanged.

    What ``changes`` names is replaced wherever it occurs; a proposition named there as a whole.
    """
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
    changed = rebuild(proposition, lambda part: exchanged(part, changes))
    if isinstance(changed, Exists):
        return replace(
            changed, witness=tuple((v, w.xreplace(formula_changes)) for v, w in changed.witness)
        )
    return changed


def equation(left: Any, right: Any) -> Relation:
    """Say left = right.

    >>> from symbolic.language.notation import p, q
    >>> equation(p, q)
    Relation(left=p, operator='=', right=q)
    """
    return Relation(left, "=", right)
