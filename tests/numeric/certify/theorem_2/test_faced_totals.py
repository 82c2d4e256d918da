"""What roles face is bounded: against every composition enumerated, at fixed offers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from numeric import load_economy
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2.block_cells import block_cells
from numeric.certify.theorem_2.faced_totals import faced, mean_total
from numeric.probability.compositions import compositions
from numeric.probability.partitions import Partition

EXAMPLES = Path(__file__).parents[4] / "examples"
M, STATE = 300, 0
OFFERS = np.array([[0.5, 0.3, 0.0], [0.0, 0.0, 0.12]])
"""b_q and b_r by type: much of the first good, little of the second."""


@pytest.mark.parametrize("partition", [((0,), (1, 2)), ((0, 1), (2,)), ((0, 2), (1,))])
@pytest.mark.parametrize("turned", [False, True])
def test_ratios_influence_and_their_moments_are_bounded(partition: Partition, turned: bool) -> None:
    economy = load_economy(str(EXAMPLES / "three_types.toml"))
    offers = OFFERS[::-1] if turned else OFFERS
    cells = block_cells(economy, partition, STATE, M)
    n, kappa = len(cells), economy.floats.kappa
    bounds = [Intervals.points(np.broadcast_to(b, (n, 3)).copy()) for b in offers]
    means = [mean_total(economy, cells, b) + k for b, k in zip(bounds, kappa, strict=True)]
    both = faced(economy, cells, means[1] / means[0], (bounds[0], bounds[1]))
    middle = int(np.argmin(cells.ring))
    first = round((M - 1) * float(cells.shares.middle[middle, 0]))
    rows, chances = compositions(economy, partition, (first, M - 1 - first))
    weight = chances[:, STATE] / chances[:, STATE].sum()
    for counts, own in ((rows, None), (rows, 0), (rows, 2)):
        # None is a target with nobody else; else the totals of one other agent more are faced.
        more = np.zeros(2) if own is None else offers[:, own]
        Q, R = (kappa[g] + (counts @ offers[g] + more[g]) / M for g in (0, 1))
        for met, (one, other) in zip(both, ((Q, R), (R, Q)), strict=True):
            centre = float(weight @ other) / float(weight @ one)
            assert met.ratio.lo[middle] <= centre <= met.ratio.hi[middle]
            away = other / one / centre - 1
            assert abs(float(weight @ away)) <= met.first[middle]
            assert float(weight @ away**2) <= met.second[middle]
            likely = weight > 1e-9
            assert (1 / (M * one[likely]) <= met.influence[middle]).all()
            assert (met.near.lo[middle] <= (other / one)[likely]).all()
            assert ((other / one)[likely] <= met.near.hi[middle]).all()
            assert met.influence[middle] <= 1.3 * float((1 / (M * one[likely])).max())
