r"""The corners of a statement's hypotheses, each tried at exact points.

What is proved for all admissible values is true at the edges of what is admissible; a slip in a
hypothesis, or in what a statement says, is often seen there first.  So from points that satisfy the
hypotheses others are made: what may be zero is zero, :math:`\kappa` is tiny or unequal, everybody
is active, types and states are alike, a belief is certain; and utilities fall to minus infinity at
the axes, with marginal utilities that are unbounded together, or with a Hessian that vanishes at the
very bundle.

Conventions: a corner is listed if the statement is true there, in exact numbers, its hypotheses
being true too; where a value is not a rational number, or a hypothesis fails, it is not listed.

Paper: sections 2.1 and 2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

import sympy as sp

from proofs_check.engines.exact import UTILITIES, Point, concrete, truth, unfolded
from proofs_check.engines.models import solved_witness
from proofs_check.engines.points import points, quantities
from proofs_check.engines.question import Question
from symbolic.language.notation import Indexed, M, N, kappa_q, kappa_r, phi, q, r, tau
from symbolic.language.proposition import And, ForAll, Proposition, Relation, formulas
from symbolic.language.statement import Statement
from symbolic.language.utility import UtilityPartial

Values = Mapping[sp.Expr, sp.Rational]
BASES = 4
"""How many admissible points a corner is made from before it is given up."""
TINY, SMALL = sp.Rational(1, 10**9), sp.Rational(1, 10**6)
BELOW, TOGETHER = UTILITIES[:2]
UTILITY_CORNERS = {
    "utility unbounded below": BELOW,
    "marginal utilities that blow up together": TOGETHER,
}
SINGULAR = "singular Hessian"


class FalseAtCornerError(ArithmeticError):
    """A statement that is held to be proved is false at an admissible point."""


def bent(at_q: sp.Rational, at_r: sp.Rational) -> sp.Expr:
    """Return a utility of the paper's class whose Hessian vanishes at a bundle.

    It is F(q/at_q) + F(r/at_r) with F''(s) = -(s - 1)**2/s**5, so F' > 0, F is strictly concave and
    F' unbounded at zero.

    >>> sp.diff(bent(sp.S(2), sp.S(3)), q, 2).subs(q, 2), sp.diff(bent(sp.S(2), sp.S(3)), r).subs(r, 3)
    (0, 1/36)
    """
    return sum(-1 / (2 * s) + 1 / (3 * s**2) - 1 / (12 * s**3) for s in (q / at_q, r / at_r))


VANISHING = (sp.Dummy("at_q", positive=True), sp.Dummy("at_r", positive=True))
BENT = bent(*VANISHING)
"""That utility for all bundles, so that it is differentiated once; a point gives the bundle."""


def corners_tried(asked: Statement | Question) -> tuple[str, ...]:
    """List the corners of its hypotheses at which a statement was found true.

    Args:
        asked: A statement for the engines, or a question about one.

    Returns:
        The corners in words, in a fixed order; none where no admissible point is met.

    Raises:
        FalseAtCornerError: The statement is false at a point that satisfies its hypotheses.

    >>> from sympy.abc import a
    >>> from symbolic.language.statement import nonnegative
    >>> corners_tried(Statement(Relation(a + 1, ">", 0), nonnegative(a)))
    ('a = 0',)
    """
    question = Question.of(asked)
    found = list(islice(points(question), BASES))
    if not found and (solved := solved_witness(question)):
        found = [solved]
    held: dict[str, None] = {}
    for base in found:
        for name, point in _corners(question, base, held):
            if _true(question, name, point):
                held[name] = None
    for base in () if held else found:
        for name, values in _tight(question, base.values):
            point = Point(base.utility, {**base.values, **values})
            if name not in held and _true(question, name, point):
                held[name] = None
    return tuple(held)


def _true(question: Question, name: str, point: Point) -> bool:
    try:
        if not all(truth(h.says, point) for h in question.expanded.given):
            return False
        value = truth(question.expanded.says, point)
    except (ZeroDivisionError, TypeError):
        return False
    if value is False:
        raise FalseAtCornerError(f"false at the corner {name}: {point.written(question.expanded)}")
    return bool(value)


def _corners(
    question: Question, base: Point, held: Mapping[str, None]
) -> Iterator[tuple[str, Point]]:
    """Iterate over the corners next to a point that are not held yet: a name and a point each."""
    for name, values in _moved(question, base.values):
        if name not in held:
            yield name, Point(base.utility, {**base.values, **values})
    if held.keys() >= {*UTILITY_CORNERS, SINGULAR}:
        return
    if (bundle := _bundle(question.expanded, base)) is not None:
        values = _fitted(question.expanded, base, BELOW)
        for name, utility in UTILITY_CORNERS.items():
            if name not in held:
                yield name, Point(utility, values)
        if SINGULAR not in held:
            yield SINGULAR, Point(BENT, {**values, **dict(zip(VANISHING, bundle, strict=True))})


def _fitted(statement: Statement, base: Point, utility: sp.Expr) -> dict[sp.Expr, sp.Rational]:
    """Return the values of a point for all that a statement needs with another utility."""
    return {
        name: base.values.get(name, sp.S.One) for name in quantities(statement, utility)
    } | base.values


def _moved(question: Question, values: Values) -> Iterator[tuple[str, dict[sp.Expr, sp.Rational]]]:
    zeros = [name for name in _may_be_zero(question.written) if name in values]
    for name in zeros:
        yield f"{name} = 0", {name: sp.S.Zero}
    if len(zeros) > 1:
        yield "all of these zero", dict.fromkeys(zeros, sp.S.Zero)
    positive = [k for k in values if isinstance(k, sp.Symbol) and k not in zeros]
    if not question.written.given:
        yield "all quantities zero", dict.fromkeys(values, sp.S.Zero)
    elif positive:
        yield "all positive quantities tiny", dict.fromkeys(positive, TINY)
        yield "all positive quantities huge", dict.fromkeys(positive, 1 / TINY)
    if kappa_q in values and kappa_r in values:
        yield "tiny kappa", {kappa_q: TINY, kappa_r: TINY}
        yield "unequal kappa", {kappa_q: SMALL, kappa_r: sp.S.One}
    elif kappa := [k for k in (kappa_q, kappa_r) if k in values]:
        yield "tiny kappa", {kappa[0]: TINY}
    if M in values:
        yield ("M = N", {M: values[N]}) if N in values else ("M = 1", {M: sp.S.One})
    families = [name for name in values if isinstance(name, Indexed)]
    alike = {name: values.get(type(name)(*[sp.S.Zero] * len(name.args))) for name in families}
    if len(families) > 1 and None not in alike.values():
        yield "types and states alike", {k: v for k, v in alike.items() if v is not None}
    certain = [name for name in families if type(name) in (phi, tau)]
    if len(certain) > 1:
        yield "one state", {name: sp.S(int(name.args[-1] == 0)) for name in certain}


def _tight(question: Question, values: Values) -> Iterator[tuple[str, dict[sp.Expr, sp.Rational]]]:
    """Iterate over corners of hypotheses that name no sign: one holds with equality, or numbers are zero.

    They are tried where a statement has no other corner.
    """
    positive: set[sp.Expr] = set()
    for hypothesis in question.written.given:
        match hypothesis.says:
            case Relation(left, ">", right) if right == 0:
                positive.add(left)
            case Relation(left, ">=" | "<=", right):
                sides = (left, right) if left in values else (right, left)
                value = sides[1].xreplace(dict(values))
                if sides[0] in values and value.is_Rational:
                    yield "equality in a hypothesis", {sides[0]: value}
    free = [k for k in values if isinstance(k, sp.Symbol) and k not in positive]
    if free:
        yield "zero for what may have either sign", dict.fromkeys(free, sp.S.Zero)


def _may_be_zero(statement: Statement) -> list[sp.Expr]:
    """List the quantities that the hypotheses only say not to be negative, their second element of a family."""
    listed = (name for h in statement.given for name in _not_negative(h.says))
    return list(dict.fromkeys(listed))


def _not_negative(proposition: Proposition) -> Iterator[sp.Expr]:
    match proposition:
        case Relation(left, ">=", right) if right == 0 and isinstance(left, sp.Symbol | Indexed):
            yield left
        case ForAll():
            inner = unfolded(proposition)
            yield from list(_not_negative(inner))[1:]
        case And(parts):
            for part in parts:
                yield from _not_negative(part)


def _bundle(statement: Statement, point: Point) -> tuple[sp.Rational, sp.Rational] | None:
    """Return the first bundle at which a statement takes a utility, if it is a rational one inside."""
    propositions = (statement.says, *(h.says for h in statement.given))
    values: Values | None = None
    for formula in (f for p in propositions for f in formulas(unfolded(p))):
        for partial in _partials(formula):
            values = _fitted(statement, point, BELOW) if values is None else values
            at = [concrete(side, BELOW).xreplace(values) for side in partial.args[:2]]
            if all(v.is_Rational and v > 0 for v in at):
                return at[0], at[1]
    return None


@lru_cache(maxsize=1024)
def _partials(formula: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return the partials of u in a formula, in the order of their texts."""
    return tuple(sorted(formula.atoms(UtilityPartial), key=str))
