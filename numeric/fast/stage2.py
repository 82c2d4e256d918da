"""Stage 2 by the compiled kernel, in blocks on all cores.

Counts are laid out type by type and padded to whole vectors in blocks; results are written once, where they stay.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from numeric.economy import Economy
from numeric.fast import engine
from numeric.fast.layout import Layout, shape_of, table
from numeric.fast.straight_line import LANES

Array = NDArray[np.float64]
BLOCK = 1 << 14
"""Configurations in a block: what a block reads and writes stays in a core's cache."""


def cores() -> int:
    """How many threads to use: ``TWOSTAGE_THREADS``, or the processors that this process may run on."""
    asked = os.environ.get("TWOSTAGE_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def solved_rows(economy: Economy, sigma: NDArray[np.number], phi: Array | None) -> Array | None:
    """Return the kernel's rows (offers of each type, totals, price, belief, residual), or nothing where nothing can be compiled.

    Args:
        economy: An economy with positive kappa.
        sigma: Checked counts, shape (n, X).
        phi: Beliefs (n, Z), or nothing for Bayes' rule.

    Returns:
        Shape (rows, n); nothing is said about convergence but by the residual, which may be NaN.
    """
    if not engine.available():
        return None
    from numeric.fast.stage2_code import text

    layout = Layout(shape_of(economy))
    run = engine.function(layout.shape, "solve", text, "nppnnpn")
    if run is None:
        return None
    n, numbers, first = len(sigma), table(economy), layout.rows - 1 - layout.shape.states
    stride = -(-n // LANES) * LANES
    out = np.empty((layout.rows, stride))
    if phi is not None:
        out[first:-1, :n], out[first:-1, n:] = phi.T, 1 / layout.shape.states

    def block(start: int) -> None:
        stop = min(start + BLOCK, stride)
        counts = np.ones((layout.shape.types, stop - start))
        counts[:, : min(stop, n) - start] = sigma[start:stop].T
        run((stop - start) // LANES, counts.ctypes.data, out.ctypes.data + 8 * start, counts.shape[1], stride, numbers.ctypes.data, int(phi is not None))

    starts = range(0, stride, BLOCK)
    if len(starts) == 1 or cores() == 1:
        for start in starts:
            block(start)
    else:
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(block, starts))
    return out[:, :n]
