r"""Formulas in the partial derivatives of u, evaluated on balls for one type and a belief over states.

A first-order condition is linear in the partials of u, so its expectation over states is the same
formula with :math:`\sum_z\phi(z)u_q(q, r; x, z)` in the place of u_q: the states are averaged
first, and each formula is evaluated once.  The utility of each type and state is written with its
exact numbers and, where ``symbolic.deciding.quadrant_signs`` can read it, as a product that keeps
its sign on every box.

Paper: section 2.1; the formulas are those of ``symbolic``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import flint
import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.certify.arithmetic.intervals import exact_ball
from numeric.certify.arithmetic.tape import Ball, Tape
from numeric.economy.economy import Economy
from numeric.economy.environment import with_values
from numeric.formulas.compiled import slope_of
from numeric.formulas.domain import domains, to_edges
from symbolic.deciding.quadrant_signs import as_product
from symbolic.language.notation import q, q_bar, r, r_bar
from symbolic.language.quotient import plain
from symbolic.language.utility import UtilityPartial

FIRST = ((1, 0), (0, 1))
SECOND = (*FIRST, (2, 0), (1, 1), (0, 2))
UTILITY = ((0, 0),)

Array = NDArray[np.float64]
_Programs = tuple[Tape, tuple[Tape, ...]]


@lru_cache(maxsize=4096)
def _as_written(slope: sp.Expr) -> sp.Expr:
    product = as_product(slope)
    return slope if product is None else product


@lru_cache(maxsize=4096)
def _tape(slopes: tuple[sp.Expr, ...]) -> Tape:
    """Compile partials, which share their parts."""
    return Tape([_as_written(s) for s in slopes], [q, r])


@lru_cache(maxsize=4096)
def domain_tape(economy: Economy, type_: int, state: int) -> Tape:
    """Return the formulas that are positive exactly where a utility is real."""
    return Tape(list(domains(economy)[type_][state].conditions), [q, r])


@lru_cache(maxsize=4096)
def _slopes(
    economy: Economy, type_: int, orders: tuple[tuple[int, int], ...], states: tuple[int, ...]
) -> _Programs:
    """Return the partials of a type in some states, and what is positive where its utility is real there."""
    e = economy.environment
    # The derivatives are taken once, whatever the parameters.
    written = [slope_of(e.utility, order) for order in orders]
    known = tuple(with_values(s, e, type_, z) for z in states for s in written)
    bounded = (z for z in states if not domains(economy)[type_][z].whole)
    return _tape(known), tuple(domain_tape(economy, type_, z) for z in bounded)


@lru_cache(maxsize=256)
def _endowment(economy: Economy, precision: int) -> tuple[Ball, Ball]:
    """Return the endowment as balls at a working precision."""
    of_q, of_r = map(exact_ball, economy.environment.endowment)
    return of_q, of_r


@dataclass(frozen=True)
class Belief:
    """An economy and a belief over its states, as balls."""

    economy: Economy
    weights: tuple[Ball, ...]

    def partials(
        self, orders: tuple[tuple[int, int], ...], type_: int, at_q: Ball, at_r: Ball
    ) -> list[Ball]:
        r"""Return :math:`\sum_z\phi(z)\,\partial u(q, r; x, z)` for partials of the orders given."""
        states, programs = self._states, self._programs
        if (type_, orders) not in programs:
            programs[type_, orders] = _slopes(self.economy, type_, orders, states)
        slopes, bounded = programs[type_, orders]
        for domain in bounded:
            if not all(g > 0 for g in domain.run([at_q, at_r])):
                return [flint.arb("nan")] * len(orders)
        found, number = iter(slopes.run([at_q, at_r])), range(len(orders))
        first, *others = (self.weights[z] for z in states)
        total = [first * next(found) for _ in number]
        for weight in others:
            for i in number:
                total[i] += weight * next(found)
        return total

    def endowment(self) -> tuple[Ball, Ball]:
        """Return the endowment as balls at the working precision."""
        precision = int(flint.ctx.prec)
        if precision not in self._endowments:
            self._endowments[precision] = _endowment(self.economy, precision)
        return self._endowments[precision]

    @cached_property
    def edges(self) -> Array:
        """How much of each good every type can give up, shape (X, 2)."""
        return to_edges(self.economy)

    @cached_property
    def _programs(self) -> dict[tuple[int, tuple[tuple[int, int], ...]], _Programs]:
        """What ``_slopes`` returned, by type and orders."""
        return {}

    @cached_property
    def _endowments(self) -> dict[int, tuple[Ball, Ball]]:
        """What ``_endowment`` returned, by precision."""
        return {}

    @cached_property
    def _states(self) -> tuple[int, ...]:
        """The states that count: one of probability zero does not, whatever u is there."""
        return tuple(z for z, weight in enumerate(self.weights) if not weight.is_zero())


class Conditions:
    """Formulas of one state in u's partials at one bundle.

    Args:
        expressions: The formulas, linear and homogeneous in the partials.
        arguments: Their symbols other than the endowment.

    Raises:
        ValueError: The partials are taken at several bundles, or a formula is not linear in them.
    """

    def __init__(self, expressions: Sequence[sp.Expr], arguments: Sequence[sp.Symbol]) -> None:
        written = [plain(e) for e in expressions]
        atoms = {a for e in written for a in e.atoms(UtilityPartial)}
        bundles = {a.args[:2] for a in atoms}
        if len(bundles) != 1:
            raise ValueError(f"the partials must be taken at one bundle, found {len(bundles)}")
        orders = {a.order for a in atoms}
        self._orders = (
            UTILITY if orders == {(0, 0)} else FIRST if orders.issubset(FIRST) else SECOND
        )
        values = {order: sp.Dummy(f"u_{order}", real=True) for order in self._orders}
        formulas = [e.xreplace({a: values[a.order] for a in atoms}) for e in written]
        _check_linear(formulas, list(values.values()))
        named = [*arguments, q_bar, r_bar]
        self._bundle = Tape(bundles.pop(), named)
        self._tape = Tape(formulas, [*named, *values.values()])

    def run(self, belief: Belief, type_: int, *balls: Ball) -> list[Ball]:
        """Return the expectation of each formula; one ball for each argument."""
        named = [*balls, *belief.endowment()]
        partials = belief.partials(self._orders, type_, *self._bundle.run(named))
        return self._tape.run([*named, *partials])


def _check_linear(formulas: Sequence[sp.Expr], values: Sequence[sp.Symbol]) -> None:
    """Refuse formulas that are not the sums of the values times what they are where one value is 1 and others 0."""
    for formula in formulas:
        slopes = [formula.xreplace({v: sp.Integer(v == one) for v in values}) for one in values]
        rest = formula - sum(v * s for v, s in zip(values, slopes, strict=True))
        if sp.expand(rest) != 0:
            raise ValueError(
                "a formula must be linear in the partials of u to be averaged over states, got "
                f"{formula}"
            )
