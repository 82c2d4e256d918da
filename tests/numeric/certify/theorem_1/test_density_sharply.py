"""The density at the two ends of a path, on cells that are points, against the true gain.

The mean of the two ends is M times the gain up to O(1/M²), while every term that comes from the own
influence on the price is O(1/M): so a term that is missing or has the wrong sign is noticed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.equilibria import Equilibria, enclose_moves
from numeric.certify.theorem_1.gain_density import density
from numeric.certify.theorem_1.price_hull import Cells
from numeric.probability.posterior import posterior
from tests.numeric.certify.theorem_1.random_gains import Array, Counts, true_gain
from tests.numeric.economies import example


@dataclass(frozen=True)
class OneNumber(Cells):
    """Cells for one M, whose 1/M is a point."""

    @property
    def c(self) -> Intervals:
        return Intervals.points(1 / self.active)


def thin(values: Array, room: float = 1e-10) -> Intervals:
    return Intervals(values - room, values + room)


def end(economy: Economy, others: Counts, known: Array, own: int, other: int, taken: int) -> Array:
    """Return bounds (2, n) on the integrand at one end of the path, where the type is taken for ``taken``."""
    M = int(others[0].sum()) + 1
    counts = others + np.eye(len(economy.types), dtype=np.int64)[taken]
    games, phi = solve_stage2(economy, counts), posterior(economy, counts)
    assert games.solved.all()
    trades = games.offers[..., 1] / games.price[:, None] - games.offers[..., 0]
    first = games.totals[:, 0] / M
    cells = OneNumber(Intervals.points(counts / M), Intervals.points(phi), M)
    found: Equilibria = enclose_moves(
        economy, cells, thin(games.price), thin(trades), thin(first), thin(1 / games.totals[:, 0])
    )
    assert found.unique.all()
    made = density(economy, cells, found, Intervals.points(known), own, other)
    result = np.stack([made.by_shares.lo, made.by_shares.hi])
    signal = economy.floats.signal
    ratios = signal[:, other] / signal[:, own]
    for (a, b), K in made.by_posterior.items():
        weight = M * known[:, a] * known[:, b] * (ratios[a] - ratios[b]) / (known @ ratios)
        result = result + np.sort(np.stack([weight * K.lo, weight * K.hi]), axis=0)
    return result


@pytest.mark.parametrize("name", ["log", "unequal", "crra"])
@pytest.mark.parametrize(("own", "other"), [(0, 1), (1, 0)])
def test_the_mean_of_both_ends_is_the_gain(name: str, own: int, other: int) -> None:
    economy, _ = example(name)
    M = 150
    first = np.arange(15, M - 16, 8)
    others = np.stack([first, M - 1 - first], axis=-1)
    known = posterior(economy, others + np.eye(2, dtype=np.int64)[own])
    gain = true_gain(economy, others, own, other)
    with np.errstate(all="ignore"):
        ends = [end(economy, others, known, own, other, taken) for taken in (own, other)]
    low, high = 0.5 * (ends[0] + ends[1])
    room = 0.004 * np.abs(gain) + 1e-5
    assert (low - room <= gain).all()
    assert (gain <= high + room).all()
    assert np.median(high - low) < 0.5 * np.abs(gain).max()
