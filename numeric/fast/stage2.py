"""Stage 2 by the compiled kernel, in blocks on all cores.

Counts are laid out type by type and padded to whole vectors in blocks; results are written once,
where they stay.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast import engine
from numeric.fast.blocks import in_blocks
from numeric.fast.lanes import whole_vectors
from numeric.fast.layout import Layout, shape_of, table
from numeric.fast.suitable import suits

Array = NDArray[np.float64]


def solved_rows(economy: Economy, sigma: NDArray[np.number], phi: Array | None) -> Array | None:
    """Return the kernel's rows (offers of each type, totals, price, belief, residual).

    None where nothing can be compiled.

    Args:
        economy: An economy with positive kappa.
        sigma: Checked counts, shape (n, X).
        phi: Beliefs (n, Z), or None for Bayes' rule.

    Returns:
        Shape (rows, n); nothing is said about convergence but by the residual, which may be NaN.
    """
    if not (engine.available() and suits(economy)):
        return None
    from numeric.fast.stage2_code import text

    layout = Layout(shape_of(economy))
    run = engine.function(layout.shape, "solve", text, "nppnnpn")
    if run is None:
        return None
    n, numbers, first = len(sigma), table(economy), layout.rows - 1 - layout.shape.states
    stride = whole_vectors(n)
    out = np.empty((layout.rows, stride))
    if phi is not None:
        out[first:-1, :n], out[first:-1, n:] = phi.T, phi[:1].T

    def block(start: int, stop: int) -> None:
        into, given = out[:, start:stop], sigma[start:stop]
        counts = np.ones((layout.shape.types, into.shape[1]))
        counts[:, : len(given)] = given.T
        run(
            into.shape[1],
            counts.ctypes.data,
            into.ctypes.data,
            counts.shape[1],
            stride,
            numbers.ctypes.data,
            int(phi is not None),
        )

    in_blocks(stride, block)
    return out[:, :n]
