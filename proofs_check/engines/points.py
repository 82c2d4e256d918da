"""Exact points that satisfy the hypotheses of a statement, and the search for one at which it fails.

Conventions: points are drawn from a fixed seed, so the counterexample of a claim is the same in
every run.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from functools import lru_cache

import sympy as sp

from proofs_check.engines.exact import (
    ROOTS,
    UTILITIES,
    Point,
    concrete,
    speaks_of_utility,
    truth,
    unfolded,
)
from proofs_check.engines.question import Question
from symbolic.language.notation import LABELS, TABLE, Indexed
from symbolic.language.proposition import bound_symbols, formulas, free_symbols
from symbolic.language.statement import Statement

ATTEMPTS, SQUARES = 400, 60
"""Draws of a point; of squares, once a counterexample has been found with another utility."""
SEED = 2012


@lru_cache(maxsize=128)
def quantities(statement: Statement, utility: sp.Expr) -> tuple[sp.Expr, ...]:
    """List the free symbols and indexed quantities of a statement for a concrete utility."""
    met: set[sp.Expr] = set()
    bound: set[sp.Symbol] = set()
    for proposition in (statement.says, *(h.says for h in statement.given)):
        bound |= bound_symbols(proposition) - free_symbols(proposition)
        for formula in formulas(unfolded(proposition)):
            e = concrete(formula, utility)
            met |= e.atoms(Indexed) | (e.free_symbols - LABELS)
    return tuple(sorted(met - bound, key=str))


def _draw(name: sp.Expr, generator: random.Random) -> sp.Rational:
    """Draw a rational number of the quantity's domain, and of the sign that its symbol assumes."""
    entry = TABLE.get(type(name).__name__ if isinstance(name, Indexed) else name.name)
    domain = entry.domain if entry else "R_++"
    if domain.startswith(("positive integers", "{{0", "{0")):
        return sp.Integer(generator.randint(1, 5))
    if domain.startswith(("[0, 1]", "(0, 1]", "(0, 1)")):
        return sp.Rational(generator.randint(1, 5), 6)
    kind = generator.random()
    size = (
        sp.Rational(generator.randint(1, 12), generator.randint(1, 6)) if kind >= 0.2 else sp.S.Zero
    )
    value = -size if kind < 0.35 and not isinstance(name, Indexed) else size
    return value if isinstance(name, Indexed) else _admitted(value, name)


def _admitted(value: sp.Rational, symbol: sp.Symbol) -> sp.Rational:
    """Return the value, or one near it that the assumptions of the symbol admit."""
    if symbol.is_integer and not value.is_integer:
        value = sp.Integer(value.p // value.q)
    if symbol.is_nonzero and value == 0:
        value = sp.S.One
    if (symbol.is_nonnegative and value < 0) or (symbol.is_nonpositive and value > 0):
        value = -value
    return value


def points(asked: Statement | Question) -> Iterator[Point]:
    """Iterate over exact points that satisfy the hypotheses of a statement, the same each time."""
    statement = Question.of(asked).expanded
    met, more = _replayed(statement)
    for k in itertools.count():
        if k == len(met):
            try:
                point = next(more, None)
            except BaseException:  # time is up, or Ctrl-C: what is left of the search is no search
                _replayed.cache_clear()
                raise
            if point is None:
                return
            met.append(point)
        yield met[k]


@lru_cache(maxsize=32)
def _replayed(statement: Statement) -> tuple[list[Point], Iterator[Point]]:
    """Return the points that were met so far, which all who ask share, and those to come."""
    return [], _points(statement)


def _points(statement: Statement) -> Iterator[Point]:
    generator = random.Random(SEED)
    names = dict[sp.Expr, tuple[sp.Expr, ...]]()
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


def counterexample(asked: Statement | Question, most: int = ATTEMPTS) -> Point | None:
    """Return an exact point that satisfies the hypotheses and at which the statement is false.

    None if none is met among the first points that satisfy them, ``most`` of them.
    """
    question = Question.of(asked)
    for point in itertools.islice(points(question), most):
        if truth(question.expanded.says, point) is False:
            return _with_roots(question) or point
    return None


def _with_roots(question: Question) -> Point | None:
    """Return a counterexample with the utility that is finite on the axes, or None if none is met."""
    statement, generator = question.expanded, random.Random(SEED)
    names = quantities(statement, ROOTS)
    for _ in range(SQUARES if speaks_of_utility(statement) else 0):
        drawn = {name: _draw(name, generator) for name in names}
        values = {k: v if isinstance(k, Indexed) else v * abs(v) for k, v in drawn.items()}
        point = Point(ROOTS, values)
        try:
            met = all(truth(h.says, point) for h in statement.given)
            if met and truth(statement.says, point) is False:
                return point
        except (ZeroDivisionError, TypeError):
            continue
    return None


def witness(asked: Statement | Question) -> Point | None:
    """Return an exact point that satisfies the hypotheses, or None."""
    return next(points(asked), None)
