r"""Statements: what is said, under which hypotheses, as data.

One statement serves five masters: engines decide it, ``numeric`` compiles its formulas, derivations
print it, certificates hash it (``tree``), mutants alter it (``replacing``, ``without``).

Conventions: ``where`` lists definitions that are substituted, in the order given, before anything
is decided; hypotheses carry their provenance, so that what had to be added to the paper can be
shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any

import sympy as sp

from symbolic.language.proposition import (
    Proposition,
    Relation,
    bound_symbols,
    exchanged,
    formulas,
    mapped,
)
from symbolic.language.quotient import denominators


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
        guide: Steps by which a proof may be found (``proofs_check.searching.guided``); likewise.
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
        """Return a mutant: subformulas, relations or operators of ``says`` are exchanged.

        Raises:
            ValueError: Nothing would change; a mutant that equals its original proves nothing.
        """
        changed = exchanged(self.says, changes)
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
            put = partial(_put, definition)
            said = mapped(said, put)
            given = tuple(replace(h, says=mapped(h.says, put)) for h in given)
        return replace(self, says=said, given=given, where=())

    def formulas(self) -> tuple[sp.Expr, ...]:
        """List the formulas of what is said, as written, abbreviations included."""
        return (*formulas(self.says), *(d.formula for d in self.where))

    def denominators(self) -> tuple[sp.Expr, ...]:
        """List the denominators that the statement as written assumes to be nonzero."""
        return denominators(*self.formulas())


def _put(definition: Definition, formula: sp.Expr) -> sp.Expr:
    """Return a formula with what a symbol abbreviates in the symbol's place."""
    if definition.symbol not in formula.free_symbols:
        return formula
    return formula.subs({definition.symbol: definition.formula})


def positive(
    *formulas_: Any, provenance: Provenance = Provenance.PAPER, reason: str = ""
) -> tuple[Hypothesis, ...]:
    """Assume that each formula is positive.

    >>> from symbolic.language.notation import p
    >>> positive(p)[0].says
    Relation(left=p, operator='>', right=0)
    """
    return tuple(Hypothesis(Relation(f, ">", sp.S.Zero), provenance, reason) for f in formulas_)


def nonnegative(
    *formulas_: Any, provenance: Provenance = Provenance.PAPER, reason: str = ""
) -> tuple[Hypothesis, ...]:
    """Assume that each formula is at least zero.

    >>> from symbolic.language.notation import p
    >>> nonnegative(p)[0].says
    Relation(left=p, operator='>=', right=0)
    """
    return tuple(Hypothesis(Relation(f, ">=", sp.S.Zero), provenance, reason) for f in formulas_)
