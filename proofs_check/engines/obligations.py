r"""What a statement presupposes: the conditions of its formulas, wherever they are met.

An obligation is a condition (a divisor is not zero, a logarithm is of a positive number, …) together
with what may be assumed where it stands: the hypotheses, and the premise of an implication for what
stands in its conclusion.  A hypothesis with conditions of its own may be used only after these are
shown from hypotheses that were usable before it.

Conventions: conditions are read off the statement as written; abbreviations and witnesses are
substituted into them afterwards.  What a sum or quantifier presupposes is read at an arbitrary
element (``AnyElement``), of which hypotheses about all elements say something and no others do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy as sp

from symbolic.language.derivative import DerivativeOf
from symbolic.language.domain import AnyElement, any_element, conditions
from symbolic.language.notation import LABELS, set_of
from symbolic.language.proposition import (
    And,
    Exists,
    ForAll,
    Implies,
    Or,
    Proposition,
    Relation,
    bound_symbols,
    children,
    formulas,
    free_symbols,
    mapped,
    rebuild,
)
from symbolic.language.statement import Definition, Statement


@dataclass(frozen=True)
class Obligation:
    """A condition (abbreviations substituted) that must hold.

    Given what is assumed in its place besides the hypotheses.
    """

    condition: Relation
    assuming: tuple[Proposition, ...] = ()

    def __str__(self) -> str:
        return f"{self.condition.left} {self.condition.operator} 0"

    @property
    def not_shown(self) -> str:
        """A sentence for where it is not shown."""
        if self.condition.operator == "!=":
            return f"the denominator {self.condition.left} is not shown to be nonzero"
        return f"it is not shown that {self}"


def expanded(proposition: Proposition, where: tuple[Definition, ...]) -> Proposition:
    """Substitute abbreviations into a proposition."""
    return Statement(proposition, where=where).expanded().says


def with_witnesses(p: Proposition) -> Proposition:
    """Put the proposed witnesses of what exists in the place of its variables.

    It is done only where existence is asserted: inside a negation, a premise or an equivalence,
    that a witness fails says nothing, and the proposition stays as it is.

    Raises:
        ValueError: A variable stands under a derivative, where its value would be differentiated.
    """
    match p:
        case Exists(variables, part, witness) if witness:
            slopes = {e for f in formulas(part) for e in f.atoms(DerivativeOf)}
            if any(e.free_symbols & set(variables) for e in slopes):
                raise ValueError("a variable that is to be replaced stands under a derivative")
            return with_witnesses(_replaced(part, dict(witness)))
        case And() | Or():
            return rebuild(p, with_witnesses)
        case Implies(premise, conclusion):
            return Implies(premise, with_witnesses(conclusion))
        case _:
            return p


def _replaced(p: Proposition, values: dict[sp.Symbol, sp.Expr]) -> Proposition:
    """Put formulas in the place of variables, at the same time."""
    if bound_symbols(p) & set().union(*(e.free_symbols for e in values.values())):
        raise ValueError("the formula of a witness contains a symbol that the proposition binds")
    return mapped(p, lambda e: e.subs(values, simultaneous=True))


def at_any_element(p: Proposition) -> Proposition:
    """Read a conclusion about all elements (or a conjunction's parts) at an arbitrary element."""
    match p:
        case ForAll(index, part):
            label = any_element(index)
            return at_any_element(mapped(part, lambda e: e.subs(index, label)))
        case And():
            return rebuild(p, at_any_element)
        case _:
            return p


def instances(propositions: Sequence[Proposition], labels: set[sp.Symbol]) -> list[Proposition]:
    """Read what is assumed of all elements at the labels at hand, which solvers are told.

    Whatever else binds a symbol is left out.
    """
    read: list[Proposition] = []
    for p in propositions:
        read += _instances(p, labels) if bound_symbols(p) else [p]
    return read


def _instances(p: Proposition, labels: set[sp.Symbol]) -> list[Proposition]:
    match p:
        case ForAll(index, part):
            members = set_of(index)
            at = sorted((s for s in labels if set_of(s) == members), key=str)
            read = (mapped(part, lambda e, s=s: e.subs(index, s)) for s in at)
            return list(itertools.chain(*(_instances(q, labels) for q in read)))
        case And(parts):
            return list(itertools.chain(*(_instances(q, labels) for q in parts)))
        case _:
            return [] if bound_symbols(p) else [p]


def labels_of(propositions: Sequence[Proposition]) -> set[sp.Symbol]:
    """Return the labels that occur freely, arbitrary elements among them."""
    free = set().union(*map(free_symbols, propositions))
    return {s for s in free if s in LABELS or isinstance(s, AnyElement)}


Met = Iterator[tuple[Relation, tuple[Proposition, ...]]]


def _met(p: Proposition, assuming: tuple[Proposition, ...]) -> Met:
    match p:
        case Relation(left, _, right):
            for condition in (*conditions(left), *conditions(right)):
                yield condition, assuming
        case ForAll(index, part):
            label = any_element(index)
            yield from _met(mapped(part, lambda e: e.subs(index, label)), assuming)
        case Implies(premise, conclusion):
            yield from _met(premise, assuming)
            yield from _met(conclusion, (*assuming, premise))
        case Exists(_, part, witness):
            for _, value in witness:
                yield from ((condition, assuming) for condition in conditions(value))
            for condition, more in _met(part, assuming):
                at = _replaced(condition, dict(witness)) if witness else condition
                assert isinstance(at, Relation)
                yield at, tuple(_replaced(q, dict(witness)) if witness else q for q in more)
        case _:
            for part in children(p):
                yield from _met(part, assuming)


def obligations(statement: Statement) -> list[Obligation]:
    """List what must hold for the conclusion and the abbreviations to make sense.

    Raises:
        NoDerivative: A derivative is written of something whose derivative is not known.
    """
    met = list(_met(statement.says, ()))
    for definition in statement.where:
        met += [(condition, ()) for condition in conditions(definition.formula)]
    listed: dict[Obligation, None] = {}
    for condition, assuming in met:
        put_in = expanded(condition, statement.where)
        assert isinstance(put_in, Relation)
        listed.setdefault(Obligation(put_in, tuple(expanded(p, statement.where) for p in assuming)))
    return list(listed)


def presupposed(hypothesis: Proposition) -> tuple[Relation, ...]:
    """List the conditions of a hypothesis."""
    return tuple(dict.fromkeys(condition for condition, _ in _met(hypothesis, ())))
