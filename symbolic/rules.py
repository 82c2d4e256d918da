r"""The rules of derivations: what makes a line or a fact follow from what is known.

Each rule checks its own justification and nothing more: ``Substitute`` puts known equations in and compares, ``Algebra`` compares without putting
anything in, ``Differentiate`` takes the derivative again, ``BySigns`` reads signs off the form, ``ByClaim`` finds the step in the statement of a claim and
shows that claim's hypotheses.

Conventions: two formulas are compared by the ring decider, which proves equality wherever the denominators as written are not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import sympy as sp

from symbolic.derivation import Known, Rule, StepError, equal
from symbolic.order import FLIPPED, Signs
from symbolic.quotient import Quotient, denominators, plain
from symbolic.ring import OutsideTheFragment, identical
from symbolic.statement import And, Asserted, Definition, Iff, Implies, Not, Or, Proposition, Relation, Statement, equation
from symbolic.utility import UtilityPartial


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise StepError(message)


def _same(left: sp.Expr, right: sp.Expr, rules: tuple[tuple[sp.Expr, sp.Expr], ...] = ()) -> bool:
    try:
        return identical(left, right, rules)
    except (OutsideTheFragment, ZeroDivisionError, ValueError) as error:
        raise StepError(str(error)) from None


@dataclass(frozen=True)
class Algebra(Rule):
    """Both sides are the same rational function of what they contain; nothing is put in."""

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an identity."""
        _require(isinstance(says, Relation) and says.operator == "=", "algebra shows equations")
        assert isinstance(says, Relation)
        _require(_same(says.left, says.right), "the two sides are not identical")


@dataclass(frozen=True)
class PutInto(Rule):
    """A known relation with known equations put into both sides."""

    premise: Relation | None = None
    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept the premise with the pairs put in, one after the other."""
        premise = self.premise
        _require(premise is not None and premise in known.propositions, f"{premise} is not known")
        assert premise is not None
        _require(isinstance(says, Relation) and says.operator == premise.operator, "the relation is another one")
        assert isinstance(says, Relation)
        left, right = premise.left, premise.right
        for old, new in self.pairs:
            _require(known.equates(old, new), f"{old} = {new} is not known")
            left, right = left.subs(old, new), right.subs(old, new)
        _require(_same(left, says.left) and _same(right, says.right), "it is not what the substitution gives")


@dataclass(frozen=True)
class PowerAlgebra(Rule):
    """Both sides are the same once positive symbols are written as powers: with x = s^n, rational powers of x are powers of s.

    Args:
        roots: Pairs (symbol, n); every symbol is known to be positive.
    """

    roots: tuple[tuple[sp.Symbol, int], ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an identity between rational powers."""
        _require(isinstance(says, Relation) and says.operator == "=", "powers show equations")
        assert isinstance(says, Relation)
        change = {}
        for symbol, n in self.roots:
            _require(known.signs().sign(symbol) == ">", f"{symbol} is not known to be positive")
            change[symbol] = sp.Dummy(symbol.name, positive=True) ** n
        left, right = (plain(known.unfold(e)).subs(change, simultaneous=True) for e in (says.left, says.right))
        _require(_same(left, right), "the two sides differ as products of powers")


@dataclass(frozen=True)
class InvertPower(Rule):
    """From a known c (a/b)^k = d with everything positive, a = (d/c)^(1/k) b."""

    premise: Relation | None = None
    coefficient: sp.Expr = sp.S.One
    above: sp.Expr = sp.S.One
    below: sp.Expr = sp.S.One
    exponent: sp.Expr = sp.S.One

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept the equation solved for the numerator of the power's base."""
        premise = self.premise
        _require(premise is not None and premise in known.propositions and premise.operator == "=", f"the equation {premise} is not known")
        assert premise is not None
        _require(isinstance(says, Relation) and says.operator == "=", "the solution is an equation")
        assert isinstance(says, Relation)
        for part in (self.coefficient, self.above, self.below, premise.right):
            _require(known.signs().sign(known.unfold(part)) == ">" or known.signs().sign(part) == ">", f"{part} is not known to be positive")
        _require(bool(self.exponent.is_Rational) and self.exponent != 0, "the exponent is a rational number other than zero")
        written = self.coefficient * Quotient(self.above, self.below) ** self.exponent
        _require(_same(premise.left, written), "the equation is not of this form")
        solved = Quotient(premise.right, self.coefficient) ** (1 / self.exponent) * self.below
        _require(_same(says.left, self.above) and _same(says.right, solved), "it is not the solution")


@dataclass(frozen=True)
class ByDefinition(Rule):
    """The sides agree once definitions are put in: those named, or all."""

    names: tuple[sp.Expr, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an equation that definitions make an identity."""
        _require(isinstance(says, Relation) and says.operator == "=", "a definition shows equations")
        assert isinstance(says, Relation)
        left, right = (known.unfold(e, self.names) for e in (says.left, says.right))
        _require(_same(left, right), "the two sides differ after the definitions are put in")


@dataclass(frozen=True)
class Substitute(Rule):
    """Equations that are known (definitions, hypotheses, earlier results) are put into the line before."""

    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the line before with the pairs put in, one after the other."""
        _require(relation == "=", "a substitution shows an equation")
        for old, new in self.pairs:
            _require(known.equates(old, new), f"{old} = {new} is not known")
            before = before.subs(old, new)
        _require(_same(before, after), "the line is not what the substitution gives")


@dataclass(frozen=True)
class Differentiate(Rule):
    """The left side was introduced as a derivative; it is computed again and compared."""

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the derivative."""
        _require(relation == "=", "a derivative is an equation")
        _require(before in known.slopes, f"{before} was not introduced as a derivative")
        slope = known.slopes[before]
        computed = sp.diff(known.unfold(slope.of), slope.wrt)
        _require(_same(computed, known.unfold(after)), "the derivative is another one")


@dataclass(frozen=True)
class UseEquation(Rule):
    """Equations that are known make the two sides equal; the left side of each is one symbol or application, which is replaced."""

    equations: tuple[Relation, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an equation modulo the named ones."""
        _require(isinstance(says, Relation) and says.operator == "=", "equations show equations")
        assert isinstance(says, Relation)
        for used in self.equations:
            _require(used in known.propositions, f"{used} is not known")
        pairs = tuple((e.left, e.right) for e in self.equations)
        _require(_same(says.left, says.right, pairs), "the equations do not make the two sides equal")


@dataclass(frozen=True)
class Limit(Rule):
    """The symbols tend to the values; the line before is a rational function of them whose denominators stay away from zero."""

    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the value at the limit point, by continuity."""
        _require(relation == "->", "a limit is written with an arrow")
        values = dict(self.pairs)
        moving = set(values)
        opaque = [n for n in before.atoms(sp.Function) if n.free_symbols & moving and not isinstance(n, Quotient | UtilityPartial)]
        _require(not opaque, "the limit is not that of a rational function or of a utility")
        for below in denominators(before):
            _require(known.signs().sign(plain(below).subs(values)) in (">", "<"), f"the denominator {below} may vanish in the limit")
        _require(_same(before.subs(values), after), "the limit is another one")


@dataclass(frozen=True)
class BySigns(Rule):
    """An inequality that the signs of the terms show."""

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an inequality whose difference has a known sign."""
        _require(isinstance(says, Relation), "signs show relations")
        assert isinstance(says, Relation)
        _require(says.operator not in ("same sign",), "signs show inequalities")
        unfolded = Relation(known.unfold(says.left), says.operator, known.unfold(says.right))
        signs = known.signs()
        _require(signs.shows(says) or signs.shows(unfolded), "the signs of the terms do not show it")


@dataclass(frozen=True)
class Multiply(Rule):
    """A known relation, both sides multiplied by a factor: not zero for an equation, positive for an inequality."""

    premise: Relation | None = None
    factor: sp.Expr = sp.S.One

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept the multiplied relation, written in any way."""
        premise = self.premise
        _require(isinstance(says, Relation) and premise is not None and premise in known.propositions, f"{premise} is not known")
        assert isinstance(says, Relation)
        assert premise is not None
        sign = known.signs().sign(known.unfold(self.factor)) or known.signs().sign(self.factor)
        wanted = premise.operator if sign == ">" else FLIPPED.get(premise.operator)
        _require(sign in (">", "<"), f"the sign of the factor {self.factor} is not known")
        difference = self.factor * (premise.left - premise.right)
        if says.operator == wanted and equal(known, difference, says.left - says.right):
            return
        _require(says.operator == FLIPPED[str(wanted)] and equal(known, difference, says.right - says.left), "it is not the premise times the factor")


@dataclass(frozen=True)
class Solve(Rule):
    """A known equation that is linear in a symbol with a coefficient that is not zero, solved for it."""

    premise: Relation | None = None

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept symbol = formula."""
        premise = self.premise
        _require(isinstance(says, Relation) and says.operator == "=", "a solution is an equation")
        assert isinstance(says, Relation)
        _require(premise is not None and premise.operator == "=" and premise in known.propositions, f"the equation {premise} is not known")
        assert premise is not None
        symbol = says.left
        residual = plain(premise.left - premise.right)
        slope = sp.diff(residual, symbol)
        _require(isinstance(symbol, sp.Symbol) and symbol not in says.right.free_symbols, "the left side is a symbol and the right side is free of it")
        _require(_same(sp.diff(slope, symbol), sp.S.Zero), "the equation is not linear")
        _require(known.signs().sign(known.unfold(slope)) in (">", "<") or known.signs().sign(slope) in (">", "<"), "the coefficient may vanish")
        _require(_same(residual.subs(symbol, says.right), sp.S.Zero), "it does not solve the equation")


@dataclass(frozen=True)
class PositiveMultiple(Rule):
    """The left side is a positive multiple of the right one, so both have the same sign."""

    factor: sp.Expr = sp.S.One

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept that two formulas have the same sign."""
        _require(isinstance(says, Relation) and says.operator == "same sign", "a positive multiple shows that signs agree")
        assert isinstance(says, Relation)
        sign = known.signs().sign(self.factor) or known.signs().sign(known.unfold(self.factor))
        _require(sign == ">", f"the factor {self.factor} is not shown to be positive")
        _require(equal(known, says.left, self.factor * says.right), "it is not that multiple")


@dataclass(frozen=True)
class CompareSigns(Rule):
    """What is said follows from known propositions whatever the signs of the formulas in them: all combinations are gone through."""

    premises: tuple[Proposition, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept a conclusion that no combination of signs contradicts."""
        for premise in self.premises:
            _require(premise in known.propositions, f"{premise} is not known")
        atoms: list[sp.Expr] = []
        for proposition in (*self.premises, says):
            _collect(proposition, known, atoms)
        for values in product((-1, 0, 1), repeat=len(atoms)):
            table = list(zip(atoms, values, strict=True))
            if all(_true(p, known, table) for p in self.premises) and not _true(says, known, table):
                raise StepError("some combination of signs satisfies the premises and not the conclusion")


def _collect(proposition: Proposition, known: Known, atoms: list[sp.Expr]) -> None:
    for relation in _relations(proposition):
        for side in (relation.left, relation.right) if relation.operator == "same sign" else (relation.left - relation.right,):
            if _lookup(side, known, [(a, 1) for a in atoms]) is None:
                atoms.append(side)


def _relations(proposition: Proposition) -> Iterator[Relation]:
    match proposition:
        case Relation():
            yield proposition
        case And(parts) | Or(parts):
            for part in parts:
                yield from _relations(part)
        case Not(part):
            yield from _relations(part)
        case Implies(a, b) | Iff(a, b):
            yield from _relations(a)
            yield from _relations(b)
        case _:
            raise StepError("signs are compared of relations only")


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
            return {"=": value == 0, "!=": value != 0, "<": value < 0, "<=": value <= 0, ">": value > 0, ">=": value >= 0}[operator]
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
            _require(says == expanded.says, "the claim says something else")
        else:
            parts = [self._instance(p) for p in _relations(expanded.says)]
            rules = known.abbreviations()
            _require(all(any(_agree(known, p, wanted, rules) for p in parts) for wanted in _relations(says)), f"the claim {self.id} says something else")
        for hypothesis in expanded.given:
            self._show(known, hypothesis.says)

    def _instance(self, relation: Relation) -> Relation:
        left, right = (e.subs(dict(self.at), simultaneous=True) for e in (relation.left, relation.right))
        return Relation(left, relation.operator, right)

    def _show(self, known: Known, says: Proposition) -> None:
        if says in known.propositions:
            return
        _require(isinstance(says, Relation), f"the hypothesis {says} of the claim {self.id} is not known here")
        assert isinstance(says, Relation)
        wanted = self._instance(says)
        unfolded = Relation(known.unfold(wanted.left), wanted.operator, known.unfold(wanted.right))
        shown = known.signs().shows(wanted) or known.signs().shows(unfolded) or (wanted.operator == "=" and equal(known, wanted.left, wanted.right))
        _require(shown, f"the hypothesis {wanted} of the claim {self.id} is not known here")


def _agree(known: Known, claimed: Relation, wanted: Relation, rules: tuple[tuple[sp.Expr, sp.Expr], ...]) -> bool:
    """Whether two relations are the same, sides exchanged or moved across as the case may be."""
    a, b = claimed.left - claimed.right, wanted.left - wanted.right
    if claimed.operator == "same sign" or wanted.operator == "same sign":
        return claimed.operator == wanted.operator and equal(known, claimed.left, wanted.left) and equal(known, claimed.right, wanted.right)
    if claimed.operator == wanted.operator and equal(known, a, b, rules):
        return True
    return FLIPPED[claimed.operator] == wanted.operator and equal(known, a, -b, rules)


__all__ = [
    "Algebra",
    "ByClaim",
    "ByDefinition",
    "BySigns",
    "CompareSigns",
    "Definition",
    "Differentiate",
    "InvertPower",
    "Limit",
    "Multiply",
    "PositiveMultiple",
    "PowerAlgebra",
    "PutInto",
    "Signs",
    "Solve",
    "Substitute",
    "UseEquation",
    "equation",
]
