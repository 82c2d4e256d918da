r"""Multipliers: a contradiction among facts as a linear combination of them (Farkas, Handelman, Positivstellensatz).

Given facts :math:`f_k \ge 0` we look for multipliers :math:`m_k \ge 0` such that no monomial of
:math:`\sum_k m_k f_k` can be positive, and one is negative or one of the facts used is
strict.  Each multiplier is a combination of products of quantities (and facts) of known sign, so
the question is a linear programme.  It is solved in floating point and its solution rounded to an
exact one; whatever comes out is only proposed to the checker.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from typing import Any

import numpy as np
from scipy.optimize import linprog

from proofs_check.recheck import Checker, Frac, Monomial, Poly, Tree, joined, times
from proofs_check.searching import written

MAX_COLUMNS = 1500


@dataclass(frozen=True)
class Column:
    """A multiple of a fact: which fact, the multiplier as a tree over powers of polynomials.

    The numerator that it contributes, whether the sum becomes strict, and its sign.
    """

    fact: int
    above: Tree
    below: dict[Any, int]
    contribution: Poly
    strict: bool
    free: bool


def refutation(checker: Checker, degree: int, products: bool) -> Any | None:
    """Return a ``by`` step that refutes the facts of the checker's state, or None.

    Args:
        checker: With the facts entered.
        degree: Of the monomials by which facts are multiplied.
        products: Whether facts are also multiplied by one another.
    """
    columns = list(islice(_columns(checker, degree, products), MAX_COLUMNS + 1))
    if not columns or len(columns) > MAX_COLUMNS:
        return None
    weights = _solved(checker, columns)
    if weights is None:
        return None
    used = [(column, w) for column, w in zip(columns, weights, strict=True) if w]
    trees = [written.divided(checker.reader, column.above, column.below) for column, _ in used]
    return (
        "by",
        tuple(
            (_scaled(tree, w), column.fact) for tree, (column, w) in zip(trees, used, strict=True)
        ),
    )


def _scaled(tree: Tree, w: Fraction | int) -> Tree:
    return tree if w == 1 else ("*", written.number(Fraction(w)), tree)


def _columns(checker: Checker, degree: int, products: bool) -> Iterator[Column]:
    facts = {k: v for k, v in checker.values.items() if v[1] != "!=" and v[0].top}
    common: dict[Any, int] = {}
    for value, _ in facts.values():
        for f, e in value.bottom.items():
            common[f] = max(common.get(f, 0), e)
    whole = _direction(checker, common)
    if whole == 0:
        return
    signed = _generators_of_known_sign(checker, facts)
    monomials = list(islice(_monomials(checker, signed, degree), MAX_COLUMNS + 1))
    others = list(_products(checker, facts)) if products else []
    for k, (value, relation) in facts.items():
        missing = {f: e - value.bottom.get(f, 0) for f, e in common.items()}
        turn = _direction(checker, missing)
        if turn == 0:
            continue
        for m, tree, coefficient, strict in [*monomials, *(others if relation != "=" else [])]:
            contribution = times(
                value.top, {n: v * turn * whole * coefficient for n, v in m.items()}
            )
            above, strictly = _scaled(tree, turn * coefficient), strict and relation == ">"
            yield Column(k, above, missing, contribution, strictly, relation == "=")


def _direction(checker: Checker, bottom: dict[Any, int]) -> int:
    """Return the sign of a product of powers, 0 if it is not known."""
    below = Frac({(): Fraction(1)}, {f: e for f, e in bottom.items() if e})
    return 1 if checker.positive(below) == 1 else -1 if checker.positive(below, -1) == 1 else 0


def _generators_of_known_sign(
    checker: Checker, facts: dict[int, tuple[Frac, str]]
) -> dict[int, tuple[int, bool]]:
    """Return sign and strictness of each generator that occurs in the facts and has a known sign."""
    found = {}
    for g in sorted(set().union(*(checker.reader.generators(v) for v, _ in facts.values()))):
        single: Poly = {((g, 1),): Fraction(1)}
        for sign in (1, -1):
            shown = checker.sign(single, sign)
            if shown is not None and g not in found:
                found[g] = (sign, shown == 1)
    return found


def _monomials(
    checker: Checker, signed: dict[int, tuple[int, bool]], degree: int
) -> Iterator[tuple[Poly, Tree, int, bool]]:
    """Iterate over monomials in generators of known sign, with the sign that makes them nonnegative."""
    for d in range(degree + 1):
        for chosen in combinations_with_replacement(sorted(signed), d):
            m: Monomial = ()
            for g in chosen:
                m = joined(m, ((g, 1),))
            coefficient = 1
            for g in chosen:
                coefficient *= signed[g][0]
            yield (
                {m: Fraction(1)},
                written.monomial(checker.reader, m),
                coefficient,
                all(signed[g][1] for g in chosen),
            )


def _products(
    checker: Checker, facts: dict[int, tuple[Frac, str]]
) -> Iterator[tuple[Poly, Tree, int, bool]]:
    """Iterate over the facts' nonnegative polynomials of several terms."""
    for value, relation in facts.values():
        shown = checker.sign(value.top)
        if relation in (">", ">=") and len(value.top) > 1 and shown is not None:
            yield value.top, written.polynomial(checker.reader, value.top), 1, shown == 1


def _monomial_signs(checker: Checker, monomials: list[Monomial]) -> list[tuple[int | None, bool]]:
    """Return for each monomial a sign, and whether the monomial is never zero.

    With that sign it must not exceed zero; None if the monomial's sign is unknown.
    """
    found: list[tuple[int | None, bool]] = []
    for m in monomials:
        up, down = (checker.sign({m: Fraction(1)}, turn) for turn in (1, -1))
        found.append(
            (1, up == 1)
            if up is not None
            else (-1, down == 1)
            if down is not None
            else (None, False)
        )
    return found


def _solved(checker: Checker, columns: list[Column]) -> list[Fraction] | None:
    monomials = sorted({m for c in columns for m in c.contribution})
    signs = _monomial_signs(checker, monomials)
    matrix = _matrix(columns, monomials)
    upper = (
        np.array([float(s or 0) for s, _ in signs])[:, None] * matrix
    )  # must not exceed zero, row by row
    equal = np.array([s is None for s, _ in signs])
    strict = np.array([float(c.strict) for c in columns]) - upper[
        np.array([never_zero for _, never_zero in signs])
    ].sum(axis=0)
    below, limits = (
        np.vstack([upper[~equal], -strict[None, :]]),
        np.append(np.zeros(int((~equal).sum())), -1.0),
    )
    bounds = [(None, None) if c.free else (0, None) for c in columns]
    for cost in (np.array([float(not c.free) for c in columns]), np.zeros(len(columns))):
        answer = linprog(
            cost,
            A_ub=below,
            b_ub=limits,
            A_eq=matrix[equal],
            b_eq=np.zeros(int(equal.sum())),
            bounds=bounds,
            method="highs",
        )
        if answer.status == 0:
            return _exact(
                columns, [m for m, e in zip(monomials, equal, strict=True) if e], answer.x
            )
    return None


def _matrix(columns: list[Column], monomials: list[Monomial]) -> np.ndarray[Any, Any]:
    row = {m: i for i, m in enumerate(monomials)}
    matrix = np.zeros((len(monomials), len(columns)))
    for j, column in enumerate(columns):
        for m, v in column.contribution.items():
            matrix[row[m], j] = float(v)
    return matrix


def _exact(
    columns: list[Column], equal: list[Monomial], approximate: np.ndarray[Any, Any]
) -> list[Fraction]:
    """Round a solution to rationals that satisfy the equations exactly.

    The support is kept, dependent weights are solved for.
    """
    scale = max(abs(x) for x in approximate)
    support = [j for j, x in enumerate(approximate) if abs(x) > 1e-9 * scale]
    rows = [[Fraction(columns[j].contribution.get(m, 0)) for j in support] for m in equal]
    pivots = _reduced(rows)
    rounded = [Fraction(float(approximate[j])).limit_denominator(5040) for j in support]
    for i, p in pivots.items():
        rounded[p] = -sum(
            (rows[i][j] * rounded[j] for j in range(len(support)) if j not in pivots.values()),
            Fraction(0),
        )
    weights = [Fraction(0)] * len(columns)
    for j, w in zip(support, rounded, strict=True):
        weights[j] = w
    return weights


def _reduced(rows: list[list[Fraction]]) -> dict[int, int]:
    """Bring rows to reduced echelon form in place.

    Return the pivot column of each row that has one.
    """
    pivots: dict[int, int] = {}
    for column in range(len(rows[0]) if rows else 0):
        free = next((i for i in range(len(rows)) if i not in pivots and rows[i][column]), None)
        if free is None:
            continue
        lead = rows[free][column]
        rows[free] = [v / lead for v in rows[free]]
        for i in range(len(rows)):
            if i != free and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [v - factor * w for v, w in zip(rows[i], rows[free], strict=True)]
        pivots[free] = column
    return pivots


def plainly(checker: Checker, k: int) -> Any | None:
    """Return the ``by`` step that uses fact k alone, if the signs of its coefficients contradict it."""
    value, relation = checker.values[k]
    if relation == "!=":
        return None if value.top else ("by", ((written.ONE, k),))
    rest = checker.positive(value, -1)
    if rest == 1 or (rest == 0 and relation == ">"):
        return ("by", ((written.ONE, k),))
    if relation == "=" and checker.positive(value) == 1:
        return ("by", ((written.number(Fraction(-1)), k),))
    return None
