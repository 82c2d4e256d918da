r"""Whether :math:`\beta^\sigma` is known to be the only equilibrium, for many configurations at once.

Globally: with a certified range of prices all equilibria of a configuration are enclosed, and a negative
determinant leaves one (``theorem_1.equilibria``).  Locally: Krawczyk's test on the enclosed equilibrium
(``stage2.local``) says that there is no other near it.

Paper: the remark on uniqueness after Proposition 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle
from numeric.certify.arithmetic.interval_arrays import Mask
from numeric.certify.last_failure.chances import posteriors
from numeric.certify.last_failure.sharp_equilibria import known_cells
from numeric.certify.stage2.enclose import certify_configurations
from numeric.certify.stage2.sides import normal_at_all_bundles
from numeric.certify.theorem_1.equilibria import enclose
from numeric.certify.theorem_1.price_range import PriceRange, price_range
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED

GLOBAL, LOCAL = "global", "local"
FEW, MOST = 10, 200
"""Of the configurations that are left, so many are judged by all prices, or by what is near."""


def known_uniqueness(economy: Economy, configurations: ArrayLike) -> NDArray[np.object_]:
    r"""Return how :math:`\beta^\sigma` is known to be unique: "global", "local", or None.

    Args:
        economy: An economy with positive κ.
        configurations: Counts of active agents by type, shape (n, X).

    Returns:
        An array of shape (n,): "global" where it is certified to be the only equilibrium, "local"
        where it is certified to be the only one near it, None where nothing is known.
        Few configurations are also judged one by one over all prices.

    Paper: the remark on uniqueness after Proposition 1.

    >>> from numeric import load_economy
    >>> known_uniqueness(load_economy("examples/log.toml"), [[30, 50], [3, 5]]).tolist()
    ['global', 'global']
    """
    rows = np.asarray(configurations, dtype=np.int64)
    alone = unique_equilibria(economy, rows)
    found: NDArray[np.object_] = np.full(len(rows), None, dtype=object)
    found[alone] = GLOBAL
    left = np.flatnonzero(~alone)
    if 0 < len(left) <= MOST:
        scope = GLOBAL if len(left) <= FEW else LOCAL
        certified = certify_configurations(economy, rows[left].tolist(), scope=scope)
        found[left] = [c.unique if c.evidence == CERTIFIED else None for c in certified]
    return found


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
    active = rows.sum(axis=-1)
    sizes = np.floor(np.log2(active))
    for size in np.unique(sizes):
        those = np.flatnonzero(sizes == size)
        open_[those] = _alone(economy, rows[those], int(active[those].min()))
    return open_


def _alone(economy: Economy, rows: NDArray[np.int64], active: int) -> Mask:
    """Judge configurations of at least so many active agents, by one range of prices."""
    with np.errstate(all="ignore"):
        prices = price_range(economy, active)
        if not isinstance(prices, PriceRange):
            return np.zeros(len(rows), dtype=bool)
        return enclose(economy, known_cells(rows, posteriors(economy, rows)), prices).unique
