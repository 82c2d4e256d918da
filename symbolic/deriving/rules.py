r"""The rules of derivations that compare formulas.

Each says what makes a line or an equation follow from what is known.

Each rule checks its own justification and nothing more: ``Substitute`` puts known equations in and
compares, ``Algebra`` compares without putting anything in, ``Differentiate`` takes the derivative
again.  Rules about signs are in ``symbolic.deriving.sign_rules``, the one that quotes a claim in
``symbolic.deriving.claim_rule``.

Conventions: two formulas are compared by the ring decider, which proves equality wherever the
denominators as written are not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from symbolic.deciding.ratio import OutsideTheFragment
from symbolic.deciding.ring import identical
from symbolic.deriving.items import Known, Rule, StepError
from symbolic.language.proposition import And, Iff, Implies, Not, Or, Proposition, Relation
from symbolic.language.quotient import Quotient, denominators, plain
from symbolic.language.utility import UtilityPartial


def require(condition: bool, message: str) -> None:
    """Raise ``StepError`` with the message unless the condition holds."""
    if not condition:
        raise StepError(message)


def same(left: sp.Expr, right: sp.Expr, rules: tuple[tuple[sp.Expr, sp.Expr], ...] = ()) -> bool:
    """Whether the ring decider shows that two formulas are equal.

    What it cannot treat is a ``StepError``.
    """
    try:
        return identical(left, right, rules)
    except (OutsideTheFragment, ZeroDivisionError, ValueError) as error:
        raise StepError(str(error)) from None


@dataclass(frozen=True)
class Algebra(Rule):
    """Both sides are the same rational function of what they contain; nothing is put in."""

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an identity."""
        require(isinstance(says, Relation) and says.operator == "=", "algebra shows equations")
        assert isinstance(says, Relation)
        require(same(says.left, says.right), "the two sides are not identical")


@dataclass(frozen=True)
class PutInto(Rule):
    """A known relation with known equations put into both sides."""

    premise: Relation | None = None
    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept the premise with the pairs put in, one after the other."""
        premise = self.premise
        require(premise is not None and premise in known.propositions, f"{premise} is not known")
        assert premise is not None
        require(
            isinstance(says, Relation) and says.operator == premise.operator,
            "the relation is another one",
        )
        assert isinstance(says, Relation)
        left, right = premise.left, premise.right
        for old, new in self.pairs:
            require(known.equates(old, new), f"{old} = {new} is not known")
            left, right = left.subs(old, new), right.subs(old, new)
        require(
            same(left, says.left) and same(right, says.right),
            "it is not what the substitution gives",
        )


@dataclass(frozen=True)
class PowerAlgebra(Rule):
    """Both sides are the same once positive symbols are written as powers.

    With x = s^n, rational powers of x are powers of s.

    Args:
        roots: Pairs (symbol, n); every symbol is known to be positive.
    """

    roots: tuple[tuple[sp.Symbol, int], ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an identity between rational powers."""
        require(isinstance(says, Relation) and says.operator == "=", "powers show equations")
        assert isinstance(says, Relation)
        change = {}
        for symbol, n in self.roots:
            require(known.signs().sign(symbol) == ">", f"{symbol} is not known to be positive")
            change[symbol] = sp.Dummy(symbol.name, positive=True) ** n
        left, right = (
            plain(known.unfold(e)).subs(change, simultaneous=True) for e in (says.left, says.right)
        )
        require(same(left, right), "the two sides differ as products of powers")


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
        require(
            premise is not None and premise in known.propositions and premise.operator == "=",
            f"the equation {premise} is not known",
        )
        assert premise is not None
        require(isinstance(says, Relation) and says.operator == "=", "the solution is an equation")
        assert isinstance(says, Relation)
        for part in (self.coefficient, self.above, self.below, premise.right):
            require(
                known.signs().sign(known.unfold(part)) == ">" or known.signs().sign(part) == ">",
                f"{part} is not known to be positive",
            )
        require(
            bool(self.exponent.is_Rational) and self.exponent != 0,
            "the exponent is a rational number other than zero",
        )
        written = self.coefficient * Quotient(self.above, self.below) ** self.exponent
        require(same(premise.left, written), "the equation is not of this form")
        solved = Quotient(premise.right, self.coefficient) ** (1 / self.exponent) * self.below
        require(same(says.left, self.above) and same(says.right, solved), "it is not the solution")


@dataclass(frozen=True)
class ByDefinition(Rule):
    """The sides agree once definitions are put in: those named, or all."""

    names: tuple[sp.Expr, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an equation that definitions make an identity."""
        require(isinstance(says, Relation) and says.operator == "=", "a definition shows equations")
        assert isinstance(says, Relation)
        left, right = (known.unfold(e, self.names) for e in (says.left, says.right))
        require(same(left, right), "the two sides differ after the definitions are put in")


@dataclass(frozen=True)
class Substitute(Rule):
    """Equations that are known (definitions, hypotheses, earlier results) are put into the line before."""

    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the line before with the pairs put in, one after the other."""
        require(relation == "=", "a substitution shows an equation")
        for old, new in self.pairs:
            require(known.equates(old, new), f"{old} = {new} is not known")
            before = before.subs(old, new)
        require(same(before, after), "the line is not what the substitution gives")


@dataclass(frozen=True)
class Differentiate(Rule):
    """The left side was introduced as a derivative; it is computed again and compared."""

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the derivative."""
        require(relation == "=", "a derivative is an equation")
        require(before in known.slopes, f"{before} was not introduced as a derivative")
        slope = known.slopes[before]
        computed = sp.diff(known.unfold(slope.of), slope.wrt)
        require(same(computed, known.unfold(after)), "the derivative is another one")


@dataclass(frozen=True)
class UseEquation(Rule):
    """Equations that are known make the two sides equal.

    The left side of each is one symbol or application, which is replaced.
    """

    equations: tuple[Relation, ...] = ()

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept an equation modulo the named ones."""
        require(isinstance(says, Relation) and says.operator == "=", "equations show equations")
        assert isinstance(says, Relation)
        for used in self.equations:
            require(used in known.propositions, f"{used} is not known")
        pairs = tuple((e.left, e.right) for e in self.equations)
        require(same(says.left, says.right, pairs), "the equations do not make the two sides equal")


@dataclass(frozen=True)
class Limit(Rule):
    """The symbols tend to the values.

    The line before is a rational function of them whose denominators stay away from zero.
    """

    pairs: tuple[tuple[sp.Expr, sp.Expr], ...] = ()

    def line(self, known: Known, before: sp.Expr, relation: str, after: sp.Expr) -> None:
        """Accept the value at the limit point, by continuity."""
        require(relation == "->", "a limit is written with an arrow")
        values = dict(self.pairs)
        moving = set(values)
        opaque = [
            n
            for n in before.atoms(sp.Function)
            if n.free_symbols & moving and not isinstance(n, Quotient | UtilityPartial)
        ]
        require(not opaque, "the limit is not that of a rational function or of a utility")
        for below in denominators(before):
            require(
                known.signs().sign(plain(below).subs(values)) in (">", "<"),
                f"the denominator {below} may vanish in the limit",
            )
        require(same(before.subs(values), after), "the limit is another one")


@dataclass(frozen=True)
class Solve(Rule):
    """A known equation that is linear in a symbol with a coefficient that is not zero, solved for it."""

    premise: Relation | None = None

    def fact(self, known: Known, says: Proposition) -> None:
        """Accept symbol = formula."""
        premise = self.premise
        require(isinstance(says, Relation) and says.operator == "=", "a solution is an equation")
        assert isinstance(says, Relation)
        require(
            premise is not None and premise.operator == "=" and premise in known.propositions,
            f"the equation {premise} is not known",
        )
        assert premise is not None
        symbol = says.left
        residual = plain(premise.left - premise.right)
        slope = sp.diff(residual, symbol)
        require(
            isinstance(symbol, sp.Symbol) and symbol not in says.right.free_symbols,
            "the left side is a symbol and the right side is free of it",
        )
        require(same(sp.diff(slope, symbol), sp.S.Zero), "the equation is not linear")
        require(
            known.signs().sign(known.unfold(slope)) in (">", "<")
            or known.signs().sign(slope) in (">", "<"),
            "the coefficient may vanish",
        )
        require(
            same(residual.subs(symbol, says.right), sp.S.Zero), "it does not solve the equation"
        )


def relations(proposition: Proposition) -> Iterator[Relation]:
    """Iterate over the relations that a proposition is made of."""
    match proposition:
        case Relation():
            yield proposition
        case And(parts) | Or(parts):
            for part in parts:
                yield from relations(part)
        case Not(part):
            yield from relations(part)
        case Implies(a, b) | Iff(a, b):
            yield from relations(a)
            yield from relations(b)
        case _:
            raise StepError("signs are compared of relations only")
