r"""Compiled formulas: the only place that turns a symbolic expression into a numerical function.

The utility and its partial derivatives are compiled once for each utility formula, and payoffs,
objectives and first-order conditions, which are written in them, from ``symbolic``.

Conventions: arrays broadcast; a function that takes ``type`` (integers in the economy's order)
returns the broadcast shape of its arguments; beliefs ``phi`` have the states on their last
axis.  Domain: bundles in the open positive quadrant; outside it the formula's own value, possibly
NaN, is returned.  Where a utility is not real on all of the quadrant (``numeric.formulas.domain``)
its value and its partials are NaN outside its domain: 1/(q - 1) is real on both sides of 1 though
log(q - 1) is not.

Paper: equations (14), (17)-(20).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.domain import GOODS, margins, whole
from numeric.formulas.lambdified import Compiled, apart, lambdified
from numeric.formulas.over_states import states_first, states_last
from numeric.formulas.plans import Plan, expectations, plan_for, tables
from numeric.probability.posterior import posterior
from symbolic.language.notation import Indexed, Q_others, R_others, b_q, b_r, q_bar, r_bar, x, z
from symbolic.language.quotient import Quotient, divided, plain, replaced
from symbolic.language.utility import UtilityPartial, partial, with_utility
from symbolic.model import best_response as formulas
from symbolic.model.market import reduced_payoff

Array = NDArray[np.float64]
Order = tuple[int, int]
Asked = tuple[Plan, list[Array], NDArray[np.int64], tuple[int, ...]]
OTHERS = (Q_others, R_others)
ORDERS: tuple[Order, ...] = ((0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2))


@lru_cache(maxsize=2048)
def slope_of(formula: sp.Expr, order: Order) -> sp.Expr:
    """Return a partial derivative of u, which is taken once for all that ask."""
    return with_utility(partial(*order)(*GOODS, x, z), formula, *GOODS)


def partial_at(formula: sp.Expr, at: UtilityPartial, own: dict[sp.Symbol, sp.Symbol]) -> sp.Expr:
    """Return the partial of a utility at the bundle of a partial of u, the parameters replaced."""
    bundle = map(plain, at.args[: len(GOODS)])
    return slope_of(formula, at.order).xreplace({**own, **dict(zip(GOODS, bundle, strict=True))})


def parameters_of(formula: sp.Expr) -> list[sp.Symbol]:
    """Return the parameters of a utility in the order of their names."""
    return sorted(formula.free_symbols - {*GOODS}, key=lambda s: str(s.name))


@lru_cache(maxsize=512)
def compiled_utility(formula: sp.Expr) -> tuple[tuple[str, ...], dict[Order, Compiled]]:
    """Compile u and its partials up to order 2 as functions of (q, r, *parameters).

    The parameters' names are returned with the functions.
    """
    parameters = parameters_of(formula)
    functions = {o: lambdified([*GOODS, *parameters], slope_of(formula, o)) for o in ORDERS}
    return tuple(str(s.name) for s in parameters), functions


@lru_cache(maxsize=2048)
def compiled_for(
    formula: sp.Expr, expressions: tuple[sp.Expr, ...], *arguments: sp.Symbol
) -> tuple[tuple[str, ...], Compiled]:
    """Compile expressions in u's partials for one utility, all of them in one function.

    It is a function of (*arguments, *parameters) and computes once what the expressions share.
    """
    own = {s: apart(s) for s in parameters_of(formula)}

    def written(node: sp.Expr) -> sp.Expr:
        return divided(node) if isinstance(node, Quotient) else partial_at(formula, node, own)

    wholes = replaced(sp.Tuple(*expressions), (Quotient, UtilityPartial), written)
    return tuple(str(s.name) for s in own), lambdified([*arguments, *own.values()], list(wholes))


@by_environment(maxsize=1024)
def planned(economy: Economy, expressions: tuple[sp.Expr, ...], *arguments: sp.Symbol) -> Plan:
    """Return how expressions are evaluated."""
    named = (*arguments, q_bar, r_bar)
    names, function = compiled_for(economy.environment.utility, expressions, *named)
    return Plan.of(function, economy.floats.endowment, tables(economy, names), whole(economy))


@by_environment(maxsize=4096)
def partials_planned(economy: Economy, *orders: Order) -> Plan:
    """Return how partials of u are evaluated at (q, r)."""
    names, functions = compiled_utility(economy.environment.utility)
    several = [functions[order] for order in orders]
    return Plan.of(several, (), tables(economy, names), whole(economy))


@lru_cache(maxsize=1024)
def compiled_bundles(
    expressions: tuple[sp.Expr, ...], *arguments: sp.Symbol
) -> tuple[Compiled, ...]:
    """Compile the bundles (q, r) at which expressions take u's partials, as functions of the arguments."""
    atoms = set().union(*(e.atoms(UtilityPartial) for e in expressions))
    bundles = dict.fromkeys((plain(a.args[0]), plain(a.args[1])) for a in sorted(atoms, key=str))
    return tuple(lambdified(list(arguments), list(b)) for b in bundles)


@lru_cache(maxsize=64)
def summand(expression: sp.Expr) -> sp.Expr:
    """Return f for a formula of the form SumOver(weight(z) f(z), z)."""
    factor = next((f for f in sp.Mul.make_args(expression.body) if isinstance(f, Indexed)), None)
    if factor is None:
        raise ValueError(
            f"the summand must have a weight such as phi(z) as a factor, got {expression.body}"
        )
    return expression.body / factor


def _faced(own: sp.Symbol, *given: ArrayLike) -> dict[sp.Symbol, Any]:
    """Return an own offer and the others' totals by their symbols."""
    return dict(zip((own, *OTHERS), given, strict=True))


@dataclass(frozen=True)
class CompiledFormulas:
    """The lambdified formulas of one economy; ``numeric.kernel`` adds what solves or believes."""

    economy: Economy

    def partial(self, order: Order, q_: ArrayLike, r_: ArrayLike, type_: ArrayLike) -> Array:
        """Return a partial of u in every state: inputs of shape S, output of shape (*S, Z)."""
        a, b, index = np.asarray(q_, float), np.asarray(r_, float), np.asarray(type_, int)
        full = len(self.economy.states), *np.broadcast(a, b, index).shape
        (values,) = partials_planned(self.economy, order).values((a, b), index, full)
        return self._real(states_last(values), a, b, index)

    def _real(self, values: Array, q_: Array, r_: Array, type_: NDArray[np.int64]) -> Array:
        """Return values of shape (*S, Z) with NaN where a utility is not real at the bundles."""
        if whole(self.economy):
            return values
        return np.where(margins(self.economy, q_, r_, type_) > 0, values, np.nan)

    def in_states(
        self, expressions: tuple[sp.Expr, ...], arguments: dict[sp.Symbol, Any], type_: ArrayLike
    ) -> list[Array]:
        """Evaluate formulas in u's partials in every state, sharing the partials.

        Arguments of shape S, outputs (*S, Z).
        """
        asked = self._asked(expressions, arguments, type_)
        return [states_last(v) for v in self._by_state(expressions, arguments, asked)]

    def _asked(
        self, expressions: tuple[sp.Expr, ...], arguments: dict[sp.Symbol, Any], type_: ArrayLike
    ) -> Asked:
        """Return the plan, the arguments, the types, and the shape that they broadcast to."""
        plan = plan_for(self.economy, expressions, arguments, planned)
        numbers = [np.asarray(v, dtype=float) for v in arguments.values()]
        index = np.asarray(type_, dtype=int)
        return plan, numbers, index, np.broadcast(*numbers, index).shape

    def _by_state(
        self, expressions: tuple[sp.Expr, ...], arguments: Iterable[sp.Symbol], asked: Asked
    ) -> list[Array]:
        """Evaluate formulas in every state: arguments of shape S, outputs (Z, *S)."""
        plan, numbers, index, shape = asked
        values = plan.values(numbers, index, (len(self.economy.states), *shape))
        if not plan.everywhere:
            given = (*numbers, *plan.endowment)
            for bundle in compiled_bundles(expressions, *arguments, q_bar, r_bar):
                at_q, at_r = (np.broadcast_to(v, shape) for v in bundle(*given))
                values = [
                    states_first(self._real(states_last(v), at_q, at_r, index), v.ndim)
                    for v in values
                ]
        return values

    def all_expected(
        self,
        expressions: tuple[sp.Expr, ...],
        arguments: dict[sp.Symbol, Any],
        phi: ArrayLike,
        type_: ArrayLike,
    ) -> list[Array]:
        r"""Return :math:`\sum_z\phi(z)f(z)` for each formula f of one state.

        States of probability zero do not count, whatever f is there.
        """
        beliefs = np.asarray(phi, dtype=float)
        asked = self._asked(expressions, arguments, type_)
        sums = asked[0].expected(len(expressions), beliefs, *asked[1:])
        return sums or expectations(self._by_state(expressions, arguments, asked), beliefs)

    def expected(
        self, expression: sp.Expr, arguments: dict[sp.Symbol, Any], phi: ArrayLike, type_: ArrayLike
    ) -> Array:
        r"""Return :math:`\sum_z\phi(z)f(z)` for one formula f of one state."""
        return self.all_expected((expression,), arguments, phi, type_)[0]

    def expected_sum(
        self,
        expression: sp.Expr,
        arguments: dict[sp.Symbol, Any],
        weights: ArrayLike,
        type_: ArrayLike,
    ) -> Array:
        """Evaluate a formula of the form SumOver(weight(z) f(z), z), such as g' or L'; only f is compiled.

        Raises:
            ValueError: The summand has no factor that is an indexed weight.
        """
        return self.expected(summand(expression), arguments, weights, type_)

    def g(
        self, b: ArrayLike, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type: ArrayLike
    ) -> Array:
        r"""Return :math:`g(b_q) = \sum_z\phi(z)u(\bar q - b_q, \bar r + b_q R_-/(Q_- + b_q); x, z)`."""
        at = _faced(b_q, b, Q_minus, R_minus)
        return self.expected_sum(formulas.g(), at, phi, type)

    def h(
        self, b: ArrayLike, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type: ArrayLike
    ) -> Array:
        r"""Return :math:`h(b_r) = \sum_z\phi(z)u(\bar q + b_r Q_-/(R_- + b_r), \bar r - b_r; x, z)`."""
        at = _faced(b_r, b, Q_minus, R_minus)
        return self.expected_sum(formulas.h(), at, phi, type)

    def g_prime(
        self, b: ArrayLike, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type: ArrayLike
    ) -> Array:
        """Return g', the marginal gain from offering more of the first good."""
        at = _faced(b_q, b, Q_minus, R_minus)
        return self.expected_sum(formulas.g_prime(), at, phi, type)

    def h_prime(
        self, b: ArrayLike, Q_minus: ArrayLike, R_minus: ArrayLike, phi: ArrayLike, type: ArrayLike
    ) -> Array:
        """Return h', the marginal gain from offering more of the second good."""
        at = _faced(b_r, b, Q_minus, R_minus)
        return self.expected_sum(formulas.h_prime(), at, phi, type)

    def payoff(
        self, offer_q: ArrayLike, offer_r: ArrayLike, Q_minus: ArrayLike, R_minus: ArrayLike
    ) -> Array:
        """Return the consumption (14) for an offer against the others' totals.

        Output has a last axis (q, r).
        """
        given = offer_q, offer_r, Q_minus, R_minus
        at: dict[sp.Symbol, Any] = dict(zip((b_q, b_r, *OTHERS), given, strict=True))
        return np.stack(self.in_states(reduced_payoff(), at, 0), axis=-1)[..., 0, :]

    def utility(self, q_: ArrayLike, r_: ArrayLike, type: ArrayLike, state: ArrayLike) -> Array:
        """Return u(q, r; x, z)."""
        return self.partials_in_state(((0, 0),), q_, r_, type, state)[0]

    def marginal_utilities(
        self, q_: ArrayLike, r_: ArrayLike, type: ArrayLike, state: ArrayLike
    ) -> Array:
        """Return (u_q, u_r) on a last axis."""
        return np.stack(self.partials_in_state(((1, 0), (0, 1)), q_, r_, type, state), axis=-1)

    def partials_in_state(
        self,
        orders: tuple[Order, ...],
        q_: ArrayLike,
        r_: ArrayLike,
        type_: ArrayLike,
        state: ArrayLike,
    ) -> list[Array]:
        """Return partials of u in one state each: inputs of shape S, outputs of shape S."""
        x, z = np.asarray(type_, int), np.asarray(state, int)
        a, b = np.asarray(q_, float), np.asarray(r_, float)
        shape = np.broadcast(a, b, x, z).shape
        values = partials_planned(self.economy, *orders).in_state((a, b), x, z, shape)
        if whole(self.economy):
            return values
        least = np.broadcast_to(margins(self.economy, a, b, x), (*shape, len(self.economy.states)))
        here = np.take_along_axis(least, np.broadcast_to(z, shape)[..., None], axis=-1)[..., 0]
        return [np.where(here > 0, v, np.nan) for v in values]

    def posterior(self, sigma: ArrayLike) -> Array:
        r"""Return :math:`\phi^\sigma` for configurations (..., X); output (..., Z)."""
        return posterior(self.economy, sigma)


def formulas_of(economy: Economy) -> CompiledFormulas:
    """Return the compiled formulas of an economy."""
    return CompiledFormulas(economy)
