r"""Exact evaluation of statements at rational points, and the search for a point at which one fails.

An abstract utility is made concrete by utilities of the paper's class whose values and partial
derivatives are rational at rational bundles, so that a counterexample is exact.  Sums over X and Z
run over two types and two states.  Nothing here proves that a statement holds; it can only show
that one fails, or that its hypotheses can be met.

Conventions: points are drawn from a fixed seed, so the counterexample of a claim is the same in
every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

from symbolic.language.derivative import carried_out
from symbolic.language.notation import LABELS, TABLE, Indexed, q, r, x, z
from symbolic.language.quotient import plain
from symbolic.language.statement import (
    And,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
    Statement,
    formulas,
    mapped,
)
from symbolic.language.sums import unrolled
from symbolic.language.utility import UtilityPartial, with_utility

UTILITIES: tuple[sp.Expr, ...] = (-1 / q - 1 / r, -1 / (q * r), -3 / q - 1 / (2 * r))
"""Strictly increasing and strictly concave on the positive quadrant.

With marginal utilities that are unbounded at the axes.
"""

ATTEMPTS = 400

_ELEMENTS = {label: sp.S.Zero if label in (x, z) else sp.S.One for label in LABELS}
"""Free labels: x and z are the first type and state; y, x-bar and z' are the second."""


@dataclass(frozen=True)
class Point:
    """A choice of utility and of a rational value for every quantity of a statement."""

    utility: sp.Expr
    values: dict[sp.Expr, sp.Rational]

    def written(self, statement: Statement) -> dict[str, str]:
        """Return the values as text, by name, and the utility where the statement has one."""
        values = {str(k): str(v) for k, v in sorted(self.values.items(), key=lambda kv: str(kv[0]))}
        said = (
            f
            for part in (statement.says, *(h.says for h in statement.given))
            for f in formulas(part)
        )
        return values | (
            {"u(q, r)": str(self.utility)} if any(f.has(UtilityPartial) for f in said) else {}
        )


@lru_cache(maxsize=8192)
def concrete(expression: sp.Expr, utility: sp.Expr) -> sp.Expr:
    """Put a concrete utility in the place of u, and write out the sums over two types and two states."""
    free = carried_out(expression).subs(
        _ELEMENTS
    )  # before sums are written out: the element that one leaves out is a label, too
    e = unrolled(free, {s: [0, 1] for s in LABELS}).xreplace(_ELEMENTS)
    return plain(with_utility(e, utility, q, r))


def _relation(relation: Relation, point: Point) -> bool | None:
    left, right = (
        concrete(s, point.utility).xreplace(point.values) for s in (relation.left, relation.right)
    )
    if not (left.is_Rational and right.is_Rational):
        return None
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
            return bool(sp.sign(left) == sp.sign(right))


def unfolded(proposition: Proposition) -> Proposition:
    """Write a proposition about all elements of a set out for the two elements that sets have here."""
    match proposition:
        case ForAll(index, part):
            return And(
                tuple(mapped(unfolded(part), lambda e, i=i: e.subs(index, i)) for i in (0, 1))
            )
        case And(parts):
            return And(tuple(map(unfolded, parts)))
        case Or(parts):
            return Or(tuple(map(unfolded, parts)))
        case Not(part):
            return Not(unfolded(part))
        case Implies(a, b):
            return Implies(unfolded(a), unfolded(b))
        case Iff(a, b):
            return Iff(unfolded(a), unfolded(b))
        case _:
            return proposition


def truth(proposition: Proposition, point: Point) -> bool | None:
    """Evaluate a proposition exactly.

    True, false, or nothing where a value is not a rational number.
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
        case Exists(_, part, witness):
            return (
                truth(
                    part,
                    Point(
                        point.utility, {**point.values, **{v: _value(w, point) for v, w in witness}}
                    ),
                )
                if witness
                else None
            )
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


def quantities(statement: Statement, utility: sp.Expr) -> list[sp.Expr]:
    """List the free symbols and indexed quantities of a statement for a concrete utility."""
    found: set[sp.Expr] = set()
    bound = set().union(*(p.variables for p in [statement.says] if isinstance(p, Exists)), set())
    for proposition in (statement.says, *(h.says for h in statement.given)):
        for formula in formulas(unfolded(proposition)):
            e = concrete(formula, utility)
            found |= e.atoms(Indexed) | (e.free_symbols - LABELS)
    return sorted(found - bound, key=str)


def _draw(name: sp.Expr, generator: random.Random) -> sp.Rational:
    entry = TABLE.get(type(name).__name__ if isinstance(name, Indexed) else name.name)
    domain = entry.domain if entry else "R_++"
    if domain.startswith(("positive integers", "{{0", "{0")):
        return sp.Integer(generator.randint(1, 5))
    if domain.startswith(("[0, 1]", "(0, 1]", "(0, 1)")):
        return sp.Rational(generator.randint(1, 5), 6)
    kind = generator.random()
    if kind < 0.2:
        return sp.S.Zero
    value = sp.Rational(generator.randint(1, 12), generator.randint(1, 6))
    return -value if kind < 0.35 and not isinstance(name, Indexed) else value


def points(statement: Statement, seed: int = 2012) -> Iterator[Point]:
    """Iterate over exact points that satisfy the hypotheses of a statement (its abbreviations already substituted)."""
    generator = random.Random(seed)
    names: dict[sp.Expr, list[sp.Expr]] = {}
    for attempt in range(ATTEMPTS):
        utility = UTILITIES[attempt % len(UTILITIES)]
        if utility not in names:
            names[utility] = quantities(statement, utility)
        point = Point(utility, {name: _draw(name, generator) for name in names[utility]})
        try:
            if all(truth(h.says, point) for h in statement.given):
                yield point
        except (ZeroDivisionError, TypeError):
            continue


def counterexample(statement: Statement) -> Point | None:
    """Return an exact point that satisfies the hypotheses and at which the statement is false, or nothing."""
    expanded = statement.expanded()
    for point in points(expanded):
        if truth(expanded.says, point) is False:
            return point
    return None


def witness(statement: Statement) -> Point | None:
    """Return an exact point that satisfies the hypotheses, or nothing."""
    return next(points(statement.expanded()), None)
