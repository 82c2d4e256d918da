"""Exact points from solvers: witnesses of hypotheses, and counterexamples that a random search misses.

The statement is made concrete first (a utility of the paper's class, two types, two states), so
that a solver's model is a choice of rational numbers. Nothing is believed: a point counts only if
exact evaluation confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from proofs_check.engines.children import Limits, Method, ask
from proofs_check.engines.exact import UTILITIES, Point, concrete, truth, unfolded
from proofs_check.engines.points import quantities
from proofs_check.engines.portfolio import QUICK
from proofs_check.engines.question import Question
from proofs_check.engines.smt import Script
from symbolic.language.proposition import Proposition, formulas, mapped
from symbolic.language.statement import Statement
from symbolic.language.utility import UtilityPartial


def _model(
    assumed: Sequence[Proposition], denied: Proposition | None, limits: Limits
) -> dict[sp.Expr, sp.Rational] | None:
    script = Script()
    text = script.script(assumed, denied)
    methods: tuple[Method, ...] = ("z3-nlsat", "z3")
    for method in methods:  # mostly the first has a model, and the other is not started
        (answer,) = ask([(method, text)], limits)
        if answer.answer == "sat":
            values = {
                int(name[1:]): Fraction(value)
                for name, value in answer.model.items()
                if name[0] == "g" and name[1:].isdigit()
            }
            return {
                script.ring.names[g]: sp.Rational(v)
                for g, v in values.items()
                if g < len(script.ring.names)
            }
    return None


def _points(statement: Statement, denied: bool, limits: Limits) -> Iterator[Point]:
    for utility in UTILITIES:
        assumed = [
            mapped(unfolded(h.says), lambda e, u=utility: concrete(e, u)) for h in statement.given
        ]
        conclusion = (
            mapped(unfolded(statement.says), lambda e, u=utility: concrete(e, u))
            if denied
            else None
        )
        try:
            model = _model(assumed, conclusion, limits)
        except (ValueError, ZeroDivisionError):  # outside what solvers are asked
            return
        if model is not None:
            yield Point(
                utility,
                {name: model.get(name, sp.S.One) for name in quantities(statement, utility)},
            )
        if not any(
            f.has(UtilityPartial)
            for p in (statement.says, *(h.says for h in statement.given))
            for f in formulas(p)
        ):
            return  # the utility plays no part


def _admissible(statement: Statement, point: Point) -> bool:
    try:
        return all(truth(h.says, point) for h in statement.given)
    except (ZeroDivisionError, TypeError):
        return False


def solved_witness(asked: Statement | Question, limits: Limits = QUICK) -> Point | None:
    """Return an exact point that satisfies the hypotheses, or None.

    A solver finds it, and exact arithmetic confirms it.
    """
    return _solved_witness(Question.of(asked), limits)


@lru_cache(maxsize=32)
def _solved_witness(question: Question, limits: Limits) -> Point | None:
    """Ask the solver once for a question, of which a verdict and its corners want to know."""
    expanded = question.expanded
    return next((p for p in _points(expanded, False, limits) if _admissible(expanded, p)), None)


def solved_counterexample(asked: Statement | Question, limits: Limits = QUICK) -> Point | None:
    """Return an exact point that satisfies the hypotheses and refutes the statement, or None.

    A solver finds it, and exact arithmetic confirms it.
    """
    expanded = Question.of(asked).expanded
    for point in _points(expanded, True, limits):
        if _admissible(expanded, point) and truth(expanded.says, point) is False:
            return point
    return None
