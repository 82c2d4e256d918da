"""Marginal utilities at the endowment, which stage 2 asks for at every turn.

Paper: equation (20).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.compiled import formulas_of

Array = NDArray[np.float64]


@by_environment(maxsize=1024)
def marginal_utilities(economy: Economy) -> tuple[Array, Array]:
    """Return u_q and u_r at the endowment, each (X, Z), not to be written to."""
    k, e, types = formulas_of(economy), economy.floats.endowment, np.arange(len(economy.types))
    u_q, u_r = (k.partial(order, e[0], e[1], types) for order in ((1, 0), (0, 1)))
    for values in (u_q, u_r):
        values.setflags(write=False)
    return u_q, u_r
