r"""Whether :math:`\beta^\sigma` is known to be the only equilibrium, for many configurations at once.

With a certified range of prices all equilibria of a configuration are enclosed, and a negative
determinant leaves one (``theorem_1.equilibria``).

Paper: the remark on uniqueness after Proposition 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle
from numeric.certify.arithmetic.interval_arrays import Mask
from numeric.certify.last_failure.chances import posteriors
from numeric.certify.last_failure.sharp_equilibria import known_cells
from numeric.certify.stage2.sides import normal_at_all_bundles
from numeric.certify.theorem_1.equilibria import enclose
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED


def unique_equilibria(economy: Economy, configurations: ArrayLike) -> Mask:
    r"""Return for which configurations :math:`\beta^\sigma` is certified to be the only equilibrium.

    False where that is not known: there may be others or not.

    Args:
        economy: An economy.
        configurations: Counts of active agents by type, shape (n, X).

    Returns:
        A mask of shape (n,).

    Paper: the remark on uniqueness after Proposition 1.

    >>> from numeric import load_economy
    >>> unique_equilibria(load_economy("examples/log.toml"), [[30, 50], [60, 60]]).tolist()
    [True, True]
    """
    rows = np.asarray(configurations, dtype=np.int64)
    open_, hypotheses = np.zeros(len(rows), dtype=bool), given(economy)
    if obstacle(hypotheses) is not None or evidence(hypotheses) != CERTIFIED:
        return open_
    if min(economy.mechanism.kappa) <= 0:
        return open_
    if not all(normal_at_all_bundles(economy, x) for x in range(len(economy.types))):
        return open_
    with np.errstate(all="ignore"):
        prices = price_range(economy, int(rows.sum(axis=-1).min()))
        if not isinstance(prices, PriceRange):
            return open_
        return enclose(economy, known_cells(rows, posteriors(economy, rows)), prices).unique
