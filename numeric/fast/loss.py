"""Bounds on the ex post loss of many realisations in one state, by the compiled kernel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import conditions, engine
from numeric.fast.lanes import row_length
from numeric.fast.suitable import suits

Array = NDArray[np.float64]
Kinds = tuple[int, ...]


def rows_of_bounds(groups: int) -> int:
    """Return how many rows the kernel writes for that many groups.

    They are both bounds, their relative distance, the price, and the bundles.
    """
    return 4 + 2 * groups


def bounds(economy: Economy, types: Kinds, state: int, given: Array) -> Array | None:
    """Return the kernel's rows (lower, upper, distance, price, bundles of each group).

    None where nothing can be compiled.

    Args:
        economy: The economy.
        types: The type of each of G groups.
        state: Index of the state.
        given: Counts of the groups, then their bundles (q, r), group by group, shape (3 G, n), with
            n a multiple of ``LANES``.

    Returns:
        Shape (``rows_of_bounds``, n); whether the bounds meet is said by their distance, which may
        be NaN.
    """
    if not (engine.available() and suits(economy)):
        return None
    from numeric.fast.loss_code import text
    from numeric.fast.loss_step import of_utility

    formula = economy.environment.utility
    run = engine.function(conditions.Shape(formula, (), len(types), 1), "loss", text, "nppnnp")
    if run is None:
        return None
    values = economy.floats.parameters
    table = np.array(
        [
            *economy.floats.endowment,
            *(values[name][x, state] for x in types for name in of_utility(formula).parameters),
        ]
    )
    given = np.ascontiguousarray(given)
    out = np.empty((rows_of_bounds(len(types)), given.shape[1]))
    run(
        given.shape[1],
        given.ctypes.data,
        out.ctypes.data,
        row_length(given),
        out.shape[1],
        table.ctypes.data,
    )
    return out
