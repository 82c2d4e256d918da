"""Random points for the formulas that are written out for an economy.

Paper: equations (3)-(5), (14), (16)-(19) for what the arguments are.
"""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy

Array = NDArray[np.float64]


def points_for(
    arguments: list[sp.Symbol], economy: Economy, n: int, rng: np.random.Generator
) -> Array:
    r"""Draw points at which all formulas that are written out for an economy are defined.

    Args:
        arguments: Named as in ``numeric.codegen.formulas``: beliefs, counts, values, totals, offers.
        economy: Gives the scales.
        n: How many points.
        rng: Draws them.

    Returns:
        One column for each argument, shape (n, arguments).
    """
    e, k = economy.floats.endowment, economy.floats.kappa
    columns: dict[str, Array] = {}
    weights = rng.dirichlet(np.ones(len(economy.states)), n)
    for symbol in arguments:
        name = str(symbol)
        if name.startswith("phi_"):
            columns[name] = weights[:, int(name[4:])]
        elif name.startswith("sigma_"):
            columns[name] = rng.integers(1, 9, n).astype(float)
        elif name.startswith("w_"):
            columns[name] = 0.3 * rng.uniform(-1, 1, n) * e[1]
        elif name == "q":
            columns[name] = rng.uniform(0.1, 1.9, n) * e[0]
        elif name == "price":
            columns[name] = rng.uniform(0.7, 1.4, n) * e[1] / e[0]
        elif name in ("Q_others", "R_others", "R"):
            good = int(name != "Q_others")
            columns[name] = rng.uniform(2, 20, n) * (e[good] + k[good])
        else:  # own offers
            columns[name] = rng.uniform(0.02, 0.9, n) * e[int(name == "b_r")]
    return np.stack([columns[str(a)] for a in arguments], axis=-1)
