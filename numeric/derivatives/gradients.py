r"""Expected conditions with their derivatives in everything that they contain.

A condition :math:`F = \sum_z\phi(z)f(\cdot; x, z)` moves with its variables, the endowment, the
parameters of the utility and the belief; all derivatives of f are taken by SymPy, with the utility
put in, and compiled once for a utility.

Conventions: shapes are S for the points, (D, *S) for directions; the last axis of S is that of the
types unless ``type_`` says otherwise.

Paper: equations (5), (18), (19).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.derivatives.directions import Directions
from numeric.economy.economy import Economy
from numeric.formulas.compiled import parameters_of, partial_at
from symbolic.derivatives.conditions import ImplicitCondition
from symbolic.language.notation import q_bar, r_bar
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.language.utility import UtilityPartial

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Gradient:
    """A condition at points of shape S.

    Args:
        value: F, shape S.
        by: Derivatives in the condition's variables, each of shape S.
        direct: Derivatives along directions with the variables held fixed, shape (D, *S).
    """

    value: Array
    by: tuple[Array, ...]
    direct: Array


@lru_cache(maxsize=128)
def compiled_gradient(
    utility: sp.Expr, condition: ImplicitCondition
) -> tuple[tuple[str, ...], Callable[..., Any]]:
    """Compile f and its derivatives in the variables, q̄, r̄ and the parameters.

    It is one function of (*variables, q̄, r̄, *parameters).
    """
    symbols = parameters_of(utility)
    own = {s: sp.Dummy(str(s.name), real=True) for s in symbols}
    values = {a: partial_at(utility, a, own) for a in condition.formula.atoms(UtilityPartial)}
    f = plain(condition.formula.xreplace(values))
    arguments = (*condition.variables, q_bar, r_bar, *own.values())
    outputs = [f, *(diff(f, v) for v in arguments)]
    return tuple(str(s.name) for s in symbols), sp.lambdify(
        list(arguments), outputs, "numpy", cse=True, docstring_limit=0
    )


def gradient(
    economy: Economy,
    condition: ImplicitCondition,
    at: tuple[Array | float, ...],
    belief: Array,
    belief_rates: Array,
    moves: Directions,
    type_: Any = None,
) -> Gradient:
    """Evaluate an expected condition with its derivatives.

    Args:
        economy: The economy.
        condition: What is evaluated.
        at: Values of its variables, each of shape S.
        belief: Probabilities of the states, shape (*S, Z).
        belief_rates: Their rates along the directions, shape (D, *S, Z).
        moves: The directions.
        type_: Types of the points, shape S; the last axis of S runs over all types if left out.
    """
    d, kinds = economy.floats, np.arange(len(economy.types)) if type_ is None else type_
    names, function = compiled_gradient(economy.environment.utility, condition)
    points = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in at))
    tables = [d.parameters[n][kinds] for n in names]
    with np.errstate(all="ignore"):
        found = function(*(v[..., None] for v in points), *d.endowment, *tables)
    shape = (*points[0].shape, len(economy.states))
    counts = belief > 0  # where a state cannot be, the condition may have no value
    f, *slopes = (np.where(counts, np.broadcast_to(v, shape), 0.0) for v in found)
    k = len(condition.variables)
    by_q_bar, by_r_bar, *by_parameters = slopes[k:]

    def expected(values: Array) -> Array:
        return np.asarray((belief * values).sum(axis=-1))

    level, direct = expected(f), (belief_rates * f).sum(axis=-1)
    for i, by in enumerate((by_q_bar, by_r_bar)):
        rate = moves.endowment[:, i].reshape(-1, *[1] * level.ndim)
        direct = direct + rate * expected(by)
    for name, slope in zip(names, by_parameters, strict=True):
        rates = moves.parameters[name][:, kinds]  # (D, …, Z)
        if rates.any():
            rates = rates.reshape(
                len(rates), *[1] * (len(shape) + 1 - rates.ndim), *rates.shape[1:]
            )
            direct = direct + expected(slope * rates)
    return Gradient(level, tuple(expected(s) for s in slopes[:k]), np.asarray(direct))
