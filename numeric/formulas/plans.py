"""How compiled formulas are evaluated: what can be settled before the numbers are known, and their layout.

NumPy takes ten times as long to combine small arrays of different shapes as arrays of one shape, so
small ones are written out in full shape first.  States come first inside, so that sums over them add
whole arrays.  Up to ``FEW`` numbers are computed one by one without NumPy, whose calls cost more than
that; the results are the same to the last bit, and what divides by zero is left to NumPy.

Conventions: arguments and types have a shape S, values (Z, *S).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.lambdified import Compiled, on_numbers, weighted
from numeric.formulas.over_states import filled, over_states, states_first

Array = NDArray[np.float64]
Shape = tuple[int, ...]
Rows = tuple[tuple[tuple[float, ...], ...], ...]
SMALL = 1 << 12
"""Up to so many numbers an array is written out in full shape."""
FEW = 24  # up to so many numbers are computed one by one
NO_NUMBER = (ArithmeticError, ValueError)  # where NumPy gives infinity or no number
MOST = 1 << 12
"""Plans that are found again at once."""
_PLANS: dict[tuple[int, ...], tuple[Plan, Any]] = {}
"""Plans by the places in memory of what they are for, which is kept alive with them."""


@dataclass(frozen=True)
class Plan:
    """Compiled formulas of one environment, with everything but their arguments.

    Args:
        function: Maps arguments, endowment and parameters to the values of the formulas.
        endowment: The endowment, two numbers as arrays.
        constants: For each parameter its value where it has one, or None.
        tables: The other parameters, shape (P, Z, X).
        everywhere: Whether the utility is real everywhere.
        on_numbers: The function for Python's floats; None where there is none.
        rows: By types and states, the endowment and the parameters.
    """

    function: Compiled
    endowment: tuple[Array, ...]
    constants: tuple[Array | None, ...]
    tables: Array
    everywhere: bool
    on_numbers: Compiled | None
    rows: Rows

    @classmethod
    def of(
        cls,
        function: Compiled | Sequence[Compiled],
        endowment: Iterable[float],
        tables: Array,
        everywhere: bool,
    ) -> Plan:
        """Return a plan.

        Args:
            function: What is evaluated: a function that returns a list, or one for each formula.
            endowment: The endowment, where it is an argument.
            tables: Parameters, shape (P, X, Z).
            everywhere: Whether the utility is real everywhere.
        """
        constants = tuple(np.array(t.flat[0]) if (t == t.flat[0]).all() else None for t in tables)
        other = [t.T for t, c in zip(tables, constants, strict=True) if c is None]
        varying = np.array(other) if other else np.empty((0, 1, 1))
        bars = tuple(map(float, endowment))
        by_type = tables.transpose(1, 2, 0).tolist()
        rows = tuple(tuple((*bars, *own) for own in by_state) for by_state in by_type)
        if callable(function):
            single = on_numbers(function)
        else:
            singles = [s for f in function if (s := on_numbers(f)) is not None]
            single = _listed(singles) if len(singles) == len(function) else None
            function = _listed(function)
        arrays = tuple(map(np.array, bars))
        return cls(function, arrays, constants, varying, everywhere, single, rows)

    def values(
        self, numbers: Sequence[Array], types: NDArray[np.int64], full: Shape
    ) -> list[Array]:
        """Return the values of the formulas, each of the full shape (Z, *S).

        Args:
            numbers: The arguments, each of a shape that broadcasts to S.
            types: Types, of a shape that broadcasts to S.
            full: The shape of the result.
        """
        found = self._singly(numbers, types, full[1:])
        if found is not None:
            return [v.reshape(full) for v in found.transpose(2, 1, 0)]
        small = prod(full) <= SMALL
        given = [written_out(v, full) for v in numbers] if small else numbers
        with np.errstate(all="ignore"):
            result = self.function(*given, *self.endowment, *self._parameters(types, full, small))
        return [filled(v, full) for v in result]

    def _singly(
        self, numbers: Sequence[Array], types: NDArray[np.int64], shape: Shape
    ) -> Array | None:
        """Return the values, shape (n, Z, K), computed one by one; None where there are many or that is impossible."""
        function, n, states = self.on_numbers, prod(shape), len(self.rows[0])
        if function is None or not 0 < n * states <= FEW:
            return None
        found: list[float] = []
        try:
            for given, x in zip(*_points(numbers, types, shape), strict=True):
                for row in self.rows[x]:
                    found += function(*given, *row)
        except NO_NUMBER:
            return None
        return np.array(found).reshape(n, states, -1)

    def expected(
        self,
        formulas: int,
        beliefs: Array,
        numbers: Sequence[Array],
        types: NDArray[np.int64],
        shape: Shape,
    ) -> list[Array] | None:
        """Return sums over states of the values, each of shape S, where they are computed one by one, or None.

        Args:
            formulas: How many formulas there are.
            beliefs: Weights of the states, shape (..., Z); only positive ones count.
            numbers: The arguments, each of a shape that broadcasts to S.
            types: Types, of a shape that broadcasts to S.
            shape: S.
        """
        function, n, states = self.on_numbers, prod(shape), len(self.rows[0])
        if function is None or not (self.everywhere and 0 < n * states <= FEW):
            return None
        if not _within(beliefs.shape[:-1], shape):
            return None
        weights = filled(beliefs, (*shape, states)).reshape(n, states).tolist()
        rows, summed = self.rows, weighted(formulas)
        points = zip(*_points(numbers, types, shape), weights, strict=True)
        try:
            found = [summed(function, given, rows[x], belief) for given, x, belief in points]
        except NO_NUMBER:
            return None
        return _apart(np.array(found), shape)

    def in_state(
        self,
        numbers: Sequence[Array],
        types: NDArray[np.int64],
        states: NDArray[np.int64],
        shape: Shape,
    ) -> list[Array]:
        """Return the values in one state each, of shape S; types and states broadcast to it."""
        known = self._singly_in_state(numbers, types, states, shape)
        if known is not None:
            return known
        small = prod(shape) <= SMALL
        given = [written_out(v, shape) for v in numbers] if small else numbers
        chosen = self.tables
        if len(chosen):
            chosen = chosen[:, states, types]
            if small and chosen.shape[1:] != shape:
                ones = (1,) * (len(shape) - chosen.ndim + 1)
                aligned = chosen.reshape(len(chosen), *ones, *chosen.shape[1:])
                chosen = np.empty((len(chosen), *shape))
                chosen[...] = aligned
        varying = iter(chosen)
        parameters = [next(varying) if c is None else c for c in self.constants]
        with np.errstate(all="ignore"):
            found = self.function(*given, *self.endowment, *parameters)
        return [filled(v, shape) for v in found]

    def _singly_in_state(
        self,
        numbers: Sequence[Array],
        types: NDArray[np.int64],
        states: NDArray[np.int64],
        shape: Shape,
    ) -> list[Array] | None:
        function = self.on_numbers
        if function is None or not 0 < prod(shape) <= FEW:
            return None
        try:
            points = zip(*_points(numbers, types, shape), _spread(states, shape), strict=True)
            found = [function(*given, *self.rows[x][z]) for given, x, z in points]
        except NO_NUMBER:
            return None
        return _apart(np.array(found), shape)

    def _parameters(self, types: NDArray[np.int64], full: Shape, small: bool) -> list[Array]:
        if not len(self.tables):
            return [c for c in self.constants if c is not None]
        chosen = self.tables.take(types, axis=2)
        if chosen.shape[1:] != full:
            states, extra = chosen.shape[1], len(full) - chosen.ndim + 1
            chosen = chosen.reshape(-1, states, *(1,) * extra, *types.shape)
            if small:
                everything = np.empty((len(chosen), *full))
                everything[...] = chosen
                chosen = everything
        varying = iter(chosen)
        return [next(varying) if c is None else c for c in self.constants]


def tables(economy: Economy, names: Sequence[str]) -> Array:
    """Return parameters of an economy, shape (P, X, Z)."""
    shape = len(names), len(economy.types), len(economy.states)
    return np.array([economy.floats.parameters[n] for n in names], dtype=float).reshape(shape)


def expectations(values: list[Array], beliefs: Array) -> list[Array]:
    """Return sums over states of values (Z, *S), weighted by beliefs (..., Z); only positive ones count."""
    counts, axes = beliefs > 0, values[0].ndim
    weights, every = states_first(beliefs, axes), np.count_nonzero(counts) == counts.size
    if not every:
        counts = states_first(counts, axes)
        weights = np.where(counts, weights, 0.0)
    if weights.ndim != axes or values[0].size > SMALL:
        return [over_states(weights * (v if every else np.where(counts, v, 0.0))) for v in values]
    together = np.array(values)
    if not every:
        together = np.where(counts, together, 0.0)
    weights = written_out(weights, np.broadcast(weights, values[0]).shape)
    return [np.asarray(v) for v in over_states((weights * together).swapaxes(0, 1))]


def _listed(functions: Sequence[Compiled]) -> Compiled:
    return lambda *given: [f(*given) for f in functions]


def _within(shape: Shape, full: Shape) -> bool:
    """Whether arrays of a shape broadcast to a full shape."""
    rest = len(full) - len(shape)
    return shape == full or (
        rest >= 0 and all(n in (1, m) for n, m in zip(shape, full[rest:], strict=True))
    )


def _apart(values: Array, shape: Shape) -> list[Array]:
    """Return the values of each formula in their shape, from an array (n, K)."""
    if shape:
        return list(values.T.reshape(-1, *shape))
    return [v.reshape(()) for v in values.T]


def _spread(values: NDArray[Any], shape: Shape) -> list[Any]:
    """Return the elements of an array that broadcasts to a shape, one for each place of the shape."""
    if values.shape != shape:
        if values.size == 1:
            return [values.item()] * prod(shape)
        full = np.empty(shape, dtype=values.dtype)
        full[...] = values
        values = full
    found: list[Any] = values.ravel().tolist()
    return found


def _points(
    numbers: Sequence[Array], types: NDArray[np.int64], shape: Shape
) -> tuple[Iterable[tuple[float, ...]], list[int]]:
    """Return the arguments and the types, point by point."""
    return zip(*(_spread(v, shape) for v in numbers), strict=True), _spread(types, shape)


def written_out(values: Array, full: Shape) -> Array:
    """Return values in full shape; a single number as it is, without any shape."""
    return values.reshape(()) if values.size == 1 else filled(values, full)


def plan_for(
    economy: Economy,
    expressions: tuple[sp.Expr, ...],
    arguments: Iterable[sp.Symbol],
    make: Callable[..., Plan],
) -> Plan:
    """Return the plan of an environment, expressions and arguments, made where none is known.

    It is known by the identity of the three: hashing formulas takes longer than evaluating them.
    """
    environment = economy.environment_key.environment
    key = (id(environment), len(expressions), *map(id, expressions), *map(id, arguments))
    known = _PLANS.get(key)
    if known is None:
        if len(_PLANS) >= MOST:
            _PLANS.clear()
        made = make(economy, expressions, *arguments)
        known = _PLANS[key] = made, (environment, expressions, tuple(arguments))
    return known[0]
