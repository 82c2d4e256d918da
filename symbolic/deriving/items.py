r"""Items of a derivation: sentences, definitions, cases, chains and facts, as data; and what is known on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import sympy as sp

from symbolic.deciding.signs import Signs
from symbolic.language.notation import Indexed
from symbolic.language.proposition import And, Proposition, Relation
from symbolic.language.statement import Definition, Hypothesis, Statement

LineRelation = Literal["=", "<", "<=", ">", ">=", "->"]


class StepError(ValueError):
    """A step does not follow; the message says which and why."""


@dataclass(frozen=True)
class Text:
    """A sentence; ``{}`` in the template stands for the objects (formulas or propositions) in their order.

    A sentence that asserts more than the steps around it show names, in ``by``, the claims that say it.
    """

    template: str
    objects: tuple[Any, ...] = ()
    by: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Let:
    """A definition; an indexed left side with symbols as arguments is defined for all arguments.

    Args:
        left: A symbol or an application that is not yet defined.
        formula: What it stands for.
        tag: The number of the equation in the paper, or an empty text.
        shown: Whether it is displayed (a definition that a sentence already made is not).
    """

    left: sp.Expr
    formula: sp.Expr
    tag: str = ""
    shown: bool = True


@dataclass(frozen=True)
class LetSlope:
    """``left`` names the derivative of ``of`` with respect to ``wrt``.

    It is computed here and displayed by the chain that derives it.
    """

    left: sp.Expr
    of: sp.Expr
    wrt: sp.Symbol


@dataclass(frozen=True)
class Case:
    """Opens a case: a heading (plain text, may be empty) and its hypotheses.

    The results of the case before are forgotten.

    ``opening`` is what the sentence that states the hypotheses begins with.
    """

    title: str
    given: tuple[Hypothesis, ...] = ()
    opening: str = "Suppose that"


@dataclass(frozen=True)
class Rule:
    """What justifies a step; ``note`` is what is printed beside it."""

    note: str = field(default="", kw_only=True)

    @property
    def claim(self) -> tuple[str, Statement] | None:
        """The claim that the step rests on, by id, with its statement; None if it rests on none."""
        return None

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Check that ``before relation after`` follows.

        Raises:
            StepError: It does not, or this rule justifies no lines.
        """
        self.fact(known, Relation(before, relation, after))  # type: ignore[arg-type]

    def fact(self, known: Known, says: Proposition) -> None:
        """Check that a proposition follows.

        Raises:
            StepError: It does not, or this rule justifies no facts.
        """
        raise StepError(f"the rule {type(self).__name__} does not justify this kind of step")


@dataclass(frozen=True)
class Line:
    """One line of a chain: the relation to the line before, the formula, the rule, and the paper's number."""

    relation: LineRelation
    formula: sp.Expr
    rule: Rule
    tag: str = ""


@dataclass(frozen=True)
class Chain:
    """A chain of relations that starts from ``left``."""

    left: sp.Expr
    lines: tuple[Line, ...]

    def concludes(self) -> Relation | None:
        """Return what the whole chain says about its ends.

        None if it ends in a limit, or if its inequalities point both ways.
        """
        operators = {line.relation for line in self.lines}
        if "->" in operators or (operators & {"<", "<="} and operators & {">", ">="}):
            return None
        strongest = next((o for o in ("<", ">", "<=", ">=") if o in operators), "=")
        return Relation(self.left, strongest, self.lines[-1].formula)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Fact:
    """A proposition that follows from what is known."""

    says: Proposition
    rule: Rule
    tag: str = ""


Item = Text | Let | LetSlope | Case | Chain | Fact


class Known:
    """What may be used at some point of a derivation: definitions, slopes and relations."""

    def __init__(self, given: Iterable[Hypothesis]) -> None:
        self.propositions: list[Proposition] = [h.says for h in given]
        self.definitions: list[Definition] = []
        self.slopes: dict[sp.Expr, LetSlope] = {}
        self._marks = (len(self.propositions), 0)
        self._in_case = False
        self._signs: Signs | None = None

    @property
    def relations(self) -> list[Relation]:
        """The relations among what is known."""
        return [p for p in self.propositions if isinstance(p, Relation)]

    def learn(self, says: Proposition) -> None:
        """Add a proposition; a conjunction adds its parts."""
        if isinstance(says, And):
            for part in says.parts:
                self.learn(part)
        self.propositions.append(says)
        self._signs = None

    def define(self, left: sp.Expr, formula: sp.Expr) -> None:
        """Add a definition.

        Raises:
            StepError: The left side already means something, occurs in its own definition, or is
                neither a symbol nor an application to symbols.
        """
        if not (
            isinstance(left, sp.Symbol)
            or (isinstance(left, Indexed) and all(isinstance(a, sp.Symbol) for a in left.args))
        ):
            raise StepError(
                f"only a symbol or an application to symbols can be defined, not {left}"
            )
        if any(_same_head(d.symbol, left) for d in self.definitions) or formula.has(
            left if isinstance(left, sp.Symbol) else type(left)
        ):
            raise StepError(f"{left} is defined twice, or by itself")
        if isinstance(left, sp.Symbol) and any(
            left in r.left.free_symbols | r.right.free_symbols for r in self.relations
        ):
            raise StepError(f"{left} is assumed something and cannot be defined afterwards")
        self.definitions.append(Definition(left, formula))
        self._signs = None

    def unfold(self, formula: sp.Expr, only: Iterable[sp.Expr] = ()) -> sp.Expr:
        """Put definitions in, later ones first; with ``only``, those of these left sides alone."""
        chosen = list(only)
        for definition in reversed(self.definitions):
            if not chosen or any(_same_head(definition.symbol, c) for c in chosen):
                formula = put(formula, definition)
        return formula

    def signs(self) -> Signs:
        """Return the signs that follow from what is known, with definitions put in as well as left standing."""
        if self._signs is None:
            relations = self.relations
            self._signs = Signs(
                [
                    *relations,
                    *(
                        Relation(self.unfold(r.left), r.operator, self.unfold(r.right))
                        for r in relations
                    ),
                ]
            )
        return self._signs

    def copy(self) -> Known:
        """Return what is known now, to be added to separately."""
        other = Known(())
        other.propositions, other.definitions, other.slopes = (
            list(self.propositions),
            list(self.definitions),
            dict(self.slopes),
        )
        other._marks, other._in_case, other._signs = self._marks, self._in_case, self._signs
        return other

    def equates(self, left: sp.Expr, right: sp.Expr) -> bool:
        """Whether left = right is a definition, a hypothesis or a fact."""
        if any(d.symbol == left and d.formula == right for d in self.definitions):
            return True
        pairs = [(r.left, r.right) for r in self.relations if r.operator == "="]
        return any((a, b) in ((left, right), (right, left)) for a, b in pairs)

    def abbreviations(self) -> tuple[tuple[sp.Expr, sp.Expr], ...]:
        """Return the known equations that give a symbol by others, the first for each.

        None of them gives a symbol that another one contains.
        """
        found: dict[sp.Expr, sp.Expr] = {}
        defined = {d.symbol for d in self.definitions}
        for r in self.relations:
            if r.operator != "=" or not isinstance(r.left, sp.Symbol) or r.left in defined:
                continue
            elsewhere = r.right.free_symbols.union(
                *(right.free_symbols for right in found.values())
            )
            if r.left not in elsewhere and not set(found) & r.right.free_symbols:
                found.setdefault(r.left, r.right)
        return tuple(found.items())

    def open_case(self, case: Case) -> None:
        """Forget the case before and assume the new one's hypotheses.

        What was known before the first case stays.
        """
        if self._in_case is False:
            self._marks, self._in_case = (len(self.propositions), len(self.definitions)), True
        del self.propositions[self._marks[0] :]
        del self.definitions[self._marks[1] :]
        self._signs = None
        for hypothesis in case.given:
            self.learn(hypothesis.says)


def _same_head(a: sp.Expr, b: sp.Expr) -> bool:
    return a == b or (isinstance(a, Indexed) and type(a) is type(b))


@lru_cache(maxsize=4096)
def put(formula: sp.Expr, definition: Definition) -> sp.Expr:
    """Put a definition into a formula, at whatever arguments an indexed left side has there."""
    left, meaning = definition.symbol, definition.formula
    if isinstance(left, sp.Symbol):
        return formula.subs(left, meaning)

    def at(*arguments: sp.Expr) -> sp.Expr:
        return meaning.subs(dict(zip(left.args, arguments, strict=True)), simultaneous=True)

    return formula.replace(type(left), at)
