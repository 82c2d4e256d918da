r"""Exact evaluation of statements at rational points.

An abstract utility is made concrete by utilities of the paper's class whose values and partial
derivatives are rational at rational bundles, so that a counterexample is exact.  Sums over X and Z
run over two types and two states.  Nothing here proves that a statement holds; it can only show
that one fails, or that its hypotheses can be met (``proofs_check.engines.points``).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod

import sympy as sp
from flint import fmpq

from symbolic.language.derivative import carried_out
from symbolic.language.domain import AnyElement, conditions
from symbolic.language.notation import LABELS, q, r, x, z
from symbolic.language.proposition import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    formulas,
    mapped,
    rebuild,
)
from symbolic.language.quotient import plain
from symbolic.language.statement import Statement
from symbolic.language.sums import ProductOver, SumOver, unrolled
from symbolic.language.utility import UtilityPartial, with_utility

ZERO, ONE = fmpq(0), fmpq(1)
UTILITIES: tuple[sp.Expr, ...] = (-1 / q - 1 / r, -1 / (q * r), -3 / q - 1 / (2 * r))
"""Utilities that are strictly increasing and concave inside, with slopes unbounded at the axes."""
ROOTS = 2 * sp.sqrt(q) + sp.sqrt(r)
"""A utility that is finite on the axes, too, as section 2.1 has it; rational where bundles are squares."""

_ELEMENTS = {label: sp.S.Zero if label in (x, z) else sp.S.One for label in LABELS}
"""Free labels: x and z are the first type and state; y, x-bar and z' are the second."""


@dataclass(frozen=True)
class Point:
    """A choice of utility and of a rational value for every quantity of a statement."""

    utility: sp.Expr
    values: dict[sp.Expr, sp.Rational]

    @cached_property
    def numbers(self) -> dict[sp.Expr, fmpq]:
        """The rational values as numbers that are quickly added and multiplied."""
        return {name: fmpq(v.p, v.q) for name, v in self.values.items() if v.is_Rational}

    def value(self, formula: sp.Expr) -> sp.Expr | fmpq:
        """Return the value of a formula without u; what SymPy makes of it where it is no plain rational function."""
        try:
            return rational_value(formula, self.numbers)
        except (KeyError, ZeroDivisionError):
            return formula.xreplace(self.values)

    def written(self, statement: Statement) -> dict[str, str]:
        """Return the values as text, by name, and the utility where the statement has one.

        Two symbols that print alike are told apart by a mark.
        """
        values: dict[str, str] = {}
        for symbol, value in sorted(self.values.items(), key=lambda pair: str(pair[0])):
            name = str(symbol)
            while name in values:
                name += "'"
            values[name] = str(value)
        if speaks_of_utility(statement):
            values["u(q, r)"] = str(self.utility)
        return values


def rational_value(formula: sp.Expr, numbers: Mapping[sp.Expr, fmpq]) -> fmpq:
    """Return the value of sums, products and whole powers of quantities.

    Raises:
        KeyError: Something else is in the formula, or a quantity without a number.
        ZeroDivisionError: A divisor is zero.
    """
    if formula.is_Add:
        return sum((rational_value(a, numbers) for a in formula.args), ZERO)
    if formula.is_Mul:
        return prod((rational_value(a, numbers) for a in formula.args), start=ONE)
    if formula.is_Rational:
        return fmpq(formula.p, formula.q)
    if formula.is_Pow and formula.exp.is_Integer:
        return rational_value(formula.base, numbers) ** int(formula.exp)
    return numbers[formula]


@lru_cache(maxsize=8192)
def concrete(expression: sp.Expr, utility: sp.Expr) -> sp.Expr:
    """Put a concrete utility in the place of u, and write out the sums over two types and two states."""
    e, speaks = _written_out(expression)
    return plain(with_utility(e, utility, q, r)) if speaks else e


@lru_cache(maxsize=8192)
def _written_out(expression: sp.Expr) -> tuple[sp.Expr, bool]:
    """Write out what needs no utility, and return whether one is left; if not, fractions are divisions."""
    # before sums are written out: the element that one leaves out is a label, too
    written = carried_out(expression)
    labels = written.free_symbols & _ELEMENTS.keys()
    free = written.subs({k: _ELEMENTS[k] for k in labels}) if labels else written
    indices = LABELS.union(e.index for e in free.atoms(SumOver, ProductOver))
    e = unrolled(free, {index: [0, 1] for index in indices}).xreplace(_ELEMENTS)
    speaks = e.has(UtilityPartial)
    return e if speaks else plain(e), speaks


@lru_cache(maxsize=8192)
def _presupposed(relation: Relation) -> tuple[Relation, ...]:
    """List the conditions of a relation, at each of the two elements of what it sums over."""
    listed: list[Relation] = []
    for condition in (*conditions(relation.left), *conditions(relation.right)):
        elements = sorted(condition.left.atoms(AnyElement), key=str)
        for chosen in itertools.product((0, 1), repeat=len(elements)):
            at = condition.left.subs(dict(zip(elements, chosen, strict=True)))
            listed.append(Relation(at, condition.operator, sp.S.Zero))
    return tuple(listed)


def _relation(relation: Relation, point: Point) -> bool | None:
    """Evaluate a relation; None where it is not defined, or a value is not a rational number."""
    try:
        value = _compared(relation, point)
        if value is None or not all(_compared(c, point) for c in _presupposed(relation)):
            return None
    except NotImplementedError:  # a derivative that is not defined
        return None
    return value


def _compared(relation: Relation, point: Point) -> bool | None:
    sides = [point.value(concrete(s, point.utility)) for s in (relation.left, relation.right)]
    if not all(isinstance(s, fmpq) or s.is_Rational for s in sides):
        return None
    left, right = (s if isinstance(s, fmpq) else fmpq(s.p, s.q) for s in sides)
    match relation.operator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "same sign":
            return bool((left > 0) == (right > 0) and (left < 0) == (right < 0))


@lru_cache(maxsize=8192)
def unfolded(proposition: Proposition) -> Proposition:
    """Write a proposition about all elements of a set out for the two elements that sets have here."""
    match proposition:
        case ForAll(index, part):
            inner = unfolded(part)
            return And(tuple(mapped(inner, lambda e, i=i: e.subs(index, i)) for i in (0, 1)))
        case Exists():
            return proposition
        case _:
            return rebuild(proposition, unfolded)


def truth(proposition: Proposition, point: Point) -> bool | None:
    """Evaluate a proposition exactly.

    True, false, or None where a value is not a rational number or a relation is not defined.  That
    something exists is true where the proposed witness will do, and open where it will not.
    """
    match proposition:
        case Relation():
            return _relation(proposition, point)
        case ForAll():
            return truth(unfolded(proposition), point)
        case Not(part):
            inner = truth(part, point)
            return None if inner is None else not inner
        case And(parts):
            values = [truth(p, point) for p in parts]
            return False if False in values else None if None in values else True
        case Or(parts):
            values = [truth(p, point) for p in parts]
            return True if True in values else None if None in values else False
        case Implies(a, b):
            return truth(Or((Not(a), b)), point)
        case Iff(a, b):
            left, right = truth(a, point), truth(b, point)
            return None if left is None or right is None else left == right
        case Exists(_, part, witness) if witness:
            named = {v: _value(w, point) for v, w in witness}
            inner = truth(part, Point(point.utility, {**point.values, **named}))
            return True if inner else None
        case _:
            return None


def evaluated(proposition: Proposition, point: Point) -> str:
    """Return a proposition with the values of its sides at a point put in, as text.

    >>> from sympy.abc import a
    >>> evaluated(Relation(a + 1, ">", 0), Point(sp.S.Zero, {a: sp.Rational(1, 2)}))
    '3/2 > 0'
    """
    match proposition:
        case Relation(left, operator, right):
            values = [concrete(s, point.utility).xreplace(point.values) for s in (left, right)]
            return f"{values[0]} {operator} {values[1]}"
        case ForAll():
            return evaluated(unfolded(proposition), point)
        case And(parts):
            return " and ".join(evaluated(p, point) for p in parts)
        case _:
            return {True: "true", False: "false", None: "not evaluated"}[truth(proposition, point)]


def _value(expression: sp.Expr, point: Point) -> sp.Rational:
    return concrete(expression, point.utility).xreplace(point.values)


def speaks_of_utility(statement: Statement) -> bool:
    """Whether a utility stands in a statement."""
    propositions = (statement.says, *(h.says for h in statement.given))
    return any(f.has(UtilityPartial) for p in propositions for f in formulas(p))
