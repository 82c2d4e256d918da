r"""The rules of derivations about signs.

They are about inequalities, multiples of known relations, and conclusions whatever the signs are.

Conventions: a sign is read off the form of a formula (``symbolic.deciding.signs``); two formulas
are compared by the ring decider.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import sympy as sp

from symbolic.deciding.signs import FLIPPED
from symbolic.deriving.derivation import equal
from symbolic.deriving.items import Known, Rule, StepError
from symbolic.deriving.rules import relations, require
from symbolic.language.proposition import And, Iff, Implies, Not, Or, Proposition, Relation


@dataclass(frozen=True)
class BySigns(Rule):
    """An inequality that the signs of the terms show."""

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an inequality whose difference has a known sign."""
        require(isinstance(says, Relation), "signs show relations")
        assert isinstance(says, Relation)
        require(says.operator not in ("same sign",), "signs show inequalities")
        unfolded = Relation(known.unfold(says.left), says.operator, known.unfold(says.right))
        signs = known.signs()
        require(signs.shows(says) or signs.shows(unfolded), "the signs of the terms do not show it")


@dataclass(frozen=True)
class Multiply(Rule):
    """A known relation, both sides multiplied by a factor.

    The factor is not zero for an equation, and positive for an inequality.
    """

    premise: Relation | None = None
    factor: sp.Expr = sp.S.One

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept the multiplied relation, written in any way."""
        premise = self.premise
        require(
            isinstance(says, Relation) and premise is not None and premise in known.propositions,
            f"{premise} is not known",
        )
        assert isinstance(says, Relation)
        assert premise is not None
        sign = known.signs().sign(known.unfold(self.factor)) or known.signs().sign(self.factor)
        wanted = premise.operator if sign == ">" else FLIPPED.get(premise.operator)
        require(sign in (">", "<"), f"the sign of the factor {self.factor} is not known")
        difference = self.factor * (premise.left - premise.right)
        if says.operator == wanted and equal(known, difference, says.left - says.right):
            return
        require(
            says.operator == FLIPPED[str(wanted)]
            and equal(known, difference, says.right - says.left),
            "it is not the premise times the factor",
        )


@dataclass(frozen=True)
class PositiveMultiple(Rule):
    """The left side is a positive multiple of the right one, so both have the same sign."""

    factor: sp.Expr = sp.S.One

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept that two formulas have the same sign."""
        require(
            isinstance(says, Relation) and says.operator == "same sign",
            "a positive multiple shows that signs agree",
        )
        assert isinstance(says, Relation)
        sign = known.signs().sign(self.factor) or known.signs().sign(known.unfold(self.factor))
        require(sign == ">", f"the factor {self.factor} is not shown to be positive")
        require(equal(known, says.left, self.factor * says.right), "it is not that multiple")


@dataclass(frozen=True)
class CompareSigns(Rule):
    """What is said follows from known propositions whatever the signs of the formulas in them.

    All combinations are gone through.
    """

    premises: tuple[Proposition, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept a conclusion that no combination of signs contradicts."""
        for premise in self.premises:
            require(premise in known.propositions, f"{premise} is not known")
        atoms: list[sp.Expr] = []
        for proposition in (*self.premises, says):
            _collect(proposition, known, atoms)
        for values in product((-1, 0, 1), repeat=len(atoms)):
            table = list(zip(atoms, values, strict=True))
            if all(_true(p, known, table) for p in self.premises) and not _true(says, known, table):
                raise StepError(
                    "some combination of signs satisfies the premises and not the conclusion"
                )


def _collect(proposition: Proposition, known: Known, atoms: list[sp.Expr]) -> None:
    for relation in relations(proposition):
        for side in (
            (relation.left, relation.right)
            if relation.operator == "same sign"
            else (relation.left - relation.right,)
        ):
            if _lookup(side, known, [(a, 1) for a in atoms]) is None:
                atoms.append(side)


def _lookup(formula: sp.Expr, known: Known, table: list[tuple[sp.Expr, int]]) -> int | None:
    """Return the sign of a formula: that of an atom that it equals up to a factor of known sign."""
    if formula.is_Number:
        return int(sp.sign(formula))
    for atom, value in table:
        if equal(known, formula, atom):
            return value
        if equal(known, formula, -atom):
            return -value
    return None


def _true(proposition: Proposition, known: Known, table: list[tuple[sp.Expr, int]]) -> bool:
    match proposition:
        case Relation(left, "same sign", right):
            return _lookup(left, known, table) == _lookup(right, known, table)
        case Relation(left, operator, right):
            value = _lookup(left - right, known, table)
            assert value is not None
            return {
                "=": value == 0,
                "!=": value != 0,
                "<": value < 0,
                "<=": value <= 0,
                ">": value > 0,
                ">=": value >= 0,
            }[operator]
        case And(parts):
            return all(_true(p, known, table) for p in parts)
        case Or(parts):
            return any(_true(p, known, table) for p in parts)
        case Not(part):
            return not _true(part, known, table)
        case Implies(a, b):
            return not _true(a, known, table) or _true(b, known, table)
        case Iff(a, b):
            return _true(a, known, table) == _true(b, known, table)
    raise StepError("signs are compared of relations only")
