"""Best responses of one type to the rows of the stage-2 kernel, by the compiled kernel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import engine
from numeric.fast.blocks import in_blocks
from numeric.fast.lanes import row_length, whole_vectors
from numeric.fast.layout import shape_of, table
from numeric.fast.suitable import suits

Array = NDArray[np.float64]


def responses(economy: Economy, rows: Array, type_: int, taken_for: int | None) -> Array | None:
    r"""Return what a type does and gets at each of the believed configurations σ'.

    Args:
        economy: An economy with positive kappa.
        rows: What ``numeric.fast.stage2.solved_rows`` returned, shape (rows, n).
        type_: x, the agent's type.
        taken_for: x̄, whose offer the agent replaces; if nothing, the agent is added to all
            counted, with the same belief.

    Returns:
        Net sales t of the first good, residuals and expected utilities, shape (3, n), or None
        where nothing can be compiled; a residual that is large or NaN means that the row is not
        solved.
    """
    if not (engine.available() and suits(economy)):
        return None
    from numeric.fast.response_code import text

    run = engine.function(shape_of(economy), "respond", text, "nppnnpnndp")
    if run is None:
        return None
    n, stride, numbers = rows.shape[1], row_length(rows), table(economy)
    padded = whole_vectors(n)
    signal = economy.floats.signal
    tilt = (
        np.ones(len(signal))
        if taken_for is None
        else np.ascontiguousarray(signal[:, type_] / signal[:, taken_for])
    )
    other, subtract = (type_, 0.0) if taken_for is None else (taken_for, 1.0)
    out = np.empty((3, padded))

    def block(start: int, stop: int) -> None:
        into = out[:, start:stop]
        run(
            into.shape[1],
            rows[:, start:].ctypes.data,
            into.ctypes.data,
            stride,
            padded,
            numbers.ctypes.data,
            type_,
            other,
            subtract,
            tilt.ctypes.data,
        )

    in_blocks(padded, block)
    return out[:, :n]


def padded(rows: Array) -> Array:
    """Return a copy of some columns of the rows, followed by copies of the first up to a whole vector."""
    n = rows.shape[1]
    out = np.empty((len(rows), whole_vectors(n)))
    out[:, :n], out[:, n:] = rows, rows[:, :1]
    return out[:, :n]
