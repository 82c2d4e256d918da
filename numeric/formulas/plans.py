"""How compiled formulas are evaluated: what can be settled before the numbers are known, and their layout.

NumPy takes ten times as long to combine small arrays of different shapes as arrays of one shape, so
small ones are written out in full shape first.  States come first inside, so that sums over them add
whole arrays.

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
from numeric.formulas.lambdified import Compiled
from numeric.formulas.over_states import filled

Array = NDArray[np.float64]
Shape = tuple[int, ...]
SMALL = 1 << 12
"""Up to so many numbers an array is written out in full shape."""
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
    """

    function: Compiled
    endowment: tuple[Array, ...]
    constants: tuple[Array | None, ...]
    tables: Array
    everywhere: bool

    @classmethod
    def of(
        cls,
        function: Compiled,
        endowment: Iterable[float],
        tables: Sequence[Array],
        everywhere: bool,
    ) -> Plan:
        """Return a plan from tables of parameters, each (X, Z)."""
        constants = tuple(np.array(t.flat[0]) if (t == t.flat[0]).all() else None for t in tables)
        other = [t.T for t, c in zip(tables, constants, strict=True) if c is None]
        varying = np.array(other) if other else np.empty((0, 1, 1))
        return cls(function, tuple(map(np.array, endowment)), constants, varying, everywhere)

    def values(
        self, numbers: Sequence[Array], types: NDArray[np.int64], full: Shape
    ) -> list[Array]:
        """Return the values of the formulas, each of the full shape (Z, *S).

        Args:
            numbers: The arguments, each of a shape that broadcasts to S.
            types: Types, of a shape that broadcasts to S.
            full: The shape of the result.
        """
        small = prod(full) <= SMALL
        given = [written_out(v, full) for v in numbers] if small else numbers
        with np.errstate(all="ignore"):
            found = self.function(*given, *self.endowment, *self._parameters(types, full, small))
        return [filled(v, full) for v in found]

    def in_state(
        self,
        numbers: Sequence[Array],
        types: NDArray[np.int64],
        states: NDArray[np.int64],
        shape: Shape,
    ) -> list[Array]:
        """Return the values in one state each, of shape S; types and states broadcast to it."""
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
