"""A question: a statement as it is written, and what engines derive from it, each once.

Engines that decide take a question; given a statement they make one.  ``expanded`` has the
abbreviations substituted, which SymPy may use to rewrite formulas: so ``obligations`` reads what the
statement presupposes off the statement as written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from proofs_check.engines.obligations import Obligation, expanded, obligations, presupposed
from symbolic.language.proposition import Proposition, Relation
from symbolic.language.statement import Statement
from symbolic.language.tree import statement_tree, witness_trees


@dataclass(frozen=True, eq=False)
class Question:
    """A statement to be decided."""

    written: Statement

    @classmethod
    def of(cls, asked: Statement | Question) -> Question:
        """Return the question about a statement, or the question itself."""
        return asked if isinstance(asked, Question) else _asked(asked)

    @cached_property
    def expanded(self) -> Statement:
        """The statement with its abbreviations substituted."""
        return self.written.expanded()

    @cached_property
    def obligations(self) -> list[Obligation]:
        """What must hold for the conclusion and the abbreviations to make sense."""
        return obligations(self.written)

    @cached_property
    def given(self) -> list[tuple[Proposition, tuple[Relation, ...]]]:
        """The hypotheses with what each presupposes, abbreviations substituted in both."""
        where = self.written.where
        read = [presupposed(h.says) for h in self.written.given]
        put_in = [tuple(expanded(c, where) for c in conditions) for conditions in read]
        says = [h.says for h in self.expanded.given]
        return list(zip(says, put_in, strict=True))  # type: ignore[arg-type]

    @cached_property
    def tree(self) -> dict[str, Any]:
        """The statement's tree.

        Raises:
            ValueError: It contains something that a certificate does not.
        """
        return statement_tree(self.written)

    @cached_property
    def witnesses(self) -> list[tuple[list[str], list[Any]]]:
        """The formulas that are proposed for what existential propositions bind."""
        return witness_trees(self.written)


@lru_cache(maxsize=32)
def _asked(statement: Statement) -> Question:
    """Return a question, the same for all that ask it soon after each other."""
    return Question(statement)
