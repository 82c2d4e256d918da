"""Formulas at one point after another in Python's floats, for solvers of a few unknowns.

NumPy's calls cost more than they compute where there are few numbers.  The results are those of
``compiled`` to the last bit; where NumPy gives infinity or no number one of ``NO_NUMBER`` is raised, and
who asks turns to arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sympy as sp

from numeric.economy.economy import Economy
from numeric.formulas.compiled import Order, partials_planned, planned
from numeric.formulas.lambdified import weighted
from numeric.formulas.plans import NO_NUMBER as NO_NUMBER
from numeric.formulas.plans import plan_for

Point = tuple[float, ...]
Expected = Callable[[Point, int, Sequence[float]], Point]
InState = Callable[[Point, int, int], Sequence[float]]
Partials = Callable[[float, float, int, int], Sequence[float]]


def expected_of(
    economy: Economy, expressions: tuple[sp.Expr, ...], arguments: Iterable[sp.Symbol]
) -> Expected | None:
    """Return what maps arguments, a type and a belief to the expected formulas, as ``all_expected`` does.

    None where a utility is not real everywhere, or nothing is computed one by one.

    >>> from symbolic.language.notation import b_q, Q, R
    >>> from symbolic.model.aggregative import seller_terms
    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> len(expected_of(economy, seller_terms(), (b_q, Q, R))((0.1, 2.0, 2.0), 0, (0.5, 0.5)))
    2
    """
    plan = plan_for(economy, expressions, arguments, planned)
    function, rows, summed = plan.on_numbers, plan.rows, weighted(len(expressions))
    if function is None or not plan.everywhere:
        return None

    def expected(given: Point, type_: int, belief: Sequence[float]) -> Point:
        found: Point = summed(function, given, rows[type_], belief)
        return found

    return expected


def in_state_of(
    economy: Economy, expressions: tuple[sp.Expr, ...], arguments: Iterable[sp.Symbol]
) -> InState | None:
    """Return what maps arguments, a type and a state to the formulas there, as ``in_states`` does, or None."""
    plan = plan_for(economy, expressions, arguments, planned)
    function, rows = plan.on_numbers, plan.rows
    if function is None or not plan.everywhere:
        return None

    def in_state(given: Point, type_: int, state: int) -> Sequence[float]:
        found: Sequence[float] = function(*given, *rows[type_][state])
        return found

    return in_state


def partials_of(economy: Economy, orders: tuple[Order, ...]) -> Partials | None:
    """Return what maps q, r, a type and a state to partials of u, as ``partials_in_state`` does, or None."""
    plan = partials_planned(economy, *orders)
    function, rows = plan.on_numbers, plan.rows
    if function is None or not plan.everywhere:
        return None

    def partials(at_q: float, at_r: float, type_: int, state: int) -> Sequence[float]:
        found: Sequence[float] = function(at_q, at_r, *rows[type_][state])
        return found

    return partials
