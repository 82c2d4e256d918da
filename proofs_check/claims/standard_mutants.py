r"""Standard mutants: two edits that make any equation or inequality false, added to what a claim declares by hand.

The first moves a constant by one hundredth (in an equation: the left side is multiplied by 101/100,
or 1/100 is put in the place of a right side 0); the second turns the relation round (:math:`=` into
:math:`\ne`, :math:`\ge` into :math:`<`, equal signs into opposite ones).  In a conjunction the
first edit is made in the first part and the second in the last.  An inequality gets the second
only: one hundredth need not make it false.

Where a printed statement fails, it is itself the nearest mutant of its correction.

Conventions: statements that a registered check decides have no standard mutants, since only the
check knows what its parameters mean.
"""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from proofs_check.claims.claim import Claim
from symbolic.language.proposition import And, Operator, Proposition, Relation
from symbolic.language.statement import Statement

HUNDREDTH = sp.Rational(1, 100)
_TURNED: dict[Operator, Operator] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}


def standard_mutants(statement: Statement) -> tuple[Statement, ...]:
    """Return the standard mutants of a statement.

    There are two for an equation, one for an inequality, and none for anything else but
    conjunctions of these.

    >>> from sympy.abc import a, b
    >>> [m.says for m in standard_mutants(Statement(Relation(a, "=", b)))]
    [Relation(left=101*a/100, operator='=', right=b), Relation(left=a, operator='!=', right=b)]
    """
    parts = statement.says.parts if isinstance(statement.says, And) else (statement.says,)
    first, last = moved(parts[0]), turned(parts[-1])
    edits = [(first, *parts[1:])] if first is not None else []
    edits += [(*parts[:-1], last)] if last is not None else []
    return tuple(
        replace(statement, says=And(edit) if isinstance(statement.says, And) else edit[0], words="")
        for edit in edits
    )


def moved(proposition: Proposition) -> Relation | None:
    """Return an equation with a constant moved by one hundredth; None for any other proposition."""
    if not isinstance(proposition, Relation) or proposition.operator != "=":
        return None
    if proposition.right == 0:
        return replace(proposition, right=HUNDREDTH)
    if proposition.left == 0:
        return replace(proposition, left=HUNDREDTH)
    return replace(proposition, left=(1 + HUNDREDTH) * proposition.left)


def turned(proposition: Proposition) -> Relation | None:
    """Return a relation turned round; None for any other proposition."""
    if not isinstance(proposition, Relation):
        return None
    if proposition.operator == "same sign":
        return replace(proposition, right=-proposition.right)
    return replace(proposition, operator=_TURNED[proposition.operator])


def with_standard_mutants(claim: Claim) -> Claim:
    """Return a claim with the standard mutants of its standing statement added to its own.

    Where the printed statement had to be corrected, it is a mutant, too.
    """
    made = (*standard_mutants(claim.standing), *((claim.printed,) if claim.corrected else ()))
    said = [m.says for m in claim.mutants]
    return replace(claim, mutants=(*claim.mutants, *(m for m in made if m.says not in said)))
