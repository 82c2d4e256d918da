r"""The rule of derivations that quotes a claim.

The step is a part of the claim's statement, and the claim's hypotheses are shown to hold here.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from symbolic.deciding.signs import FLIPPED
from symbolic.deriving.derivation import equal
from symbolic.deriving.items import Known, Rule
from symbolic.deriving.rules import relations, require
from symbolic.language.proposition import Asserted, Proposition, Relation
from symbolic.language.statement import Statement


@dataclass(frozen=True)
class ByClaim(Rule):
    """A claim says it: the step is a part of the claim's statement, and the claim's hypotheses are known here.

    Args:
        id: The claim's id.
        statement: Its standing statement.
        at: What the claim's own symbols stand for here.
    """

    id: str = ""
    statement: Statement | None = None
    at: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    @property
    def claim(self) -> tuple[str, Statement] | None:
        """The claim by its id."""
        return None if self.statement is None else (self.id, self.statement)

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept a part of the claim, its hypotheses being known."""
        assert self.statement is not None
        expanded = self.statement.expanded()
        if isinstance(expanded.says, Asserted):
            require(says == expanded.says, "the claim says something else")
        else:
            parts = [self._instance(p) for p in relations(expanded.says)]
            rules = known.abbreviations()
            require(
                all(
                    any(_agree(known, p, wanted, rules) for p in parts)
                    for wanted in relations(says)
                ),
                f"the claim {self.id} says something else",
            )
        for hypothesis in expanded.given:
            self._show(known, hypothesis.says)

    def _instance(self, relation: Relation) -> Relation:
        left, right = (
            e.subs(dict(self.at), simultaneous=True) for e in (relation.left, relation.right)
        )
        return Relation(left, relation.operator, right)

    def _show(self, known: Known, says: Proposition) -> None:
        if says in known.propositions:
            return
        require(
            isinstance(says, Relation),
            f"the hypothesis {says} of the claim {self.id} is not known here",
        )
        assert isinstance(says, Relation)
        wanted = self._instance(says)
        unfolded = Relation(known.unfold(wanted.left), wanted.operator, known.unfold(wanted.right))
        shown = (
            known.signs().shows(wanted)
            or known.signs().shows(unfolded)
            or (wanted.operator == "=" and equal(known, wanted.left, wanted.right))
        )
        require(shown, f"the hypothesis {wanted} of the claim {self.id} is not known here")


def _agree(
    known: Known, claimed: Relation, wanted: Relation, rules: tuple[tuple[sp.Expr, sp.Expr], ...]
) -> bool:
    """Whether two relations are the same, sides exchanged or moved across as the case may be."""
    a, b = claimed.left - claimed.right, wanted.left - wanted.right
    if claimed.operator == "same sign" or wanted.operator == "same sign":
        return (
            claimed.operator == wanted.operator
            and equal(known, claimed.left, wanted.left)
            and equal(known, claimed.right, wanted.right)
        )
    if claimed.operator == wanted.operator and equal(known, a, b, rules):
        return True
    return FLIPPED[claimed.operator] == wanted.operator and equal(known, a, -b, rules)
