"""Bounds on best offers hold for every ratio of a cell, wherever their search begins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from numeric import load_economy, solve_competitive
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_2 import random_offers
from numeric.certify.theorem_2.block_cells import block_cells
from numeric.certify.theorem_2.faced_totals import faced
from numeric.certify.theorem_2.random_offers import unbounded
from numeric.formulas.compiled import formulas_of

EXAMPLES = Path(__file__).parents[4] / "examples"
ACTIVE, STATE = 10**7, 1


def best(ratio: float, side: int, type_: int) -> float:
    """Return a price-taker's best offer on a side in the state, on a grid."""
    economy = load_economy(str(EXAMPLES / "three_types.toml"))
    own, other = economy.floats.endowment[[side, 1 - side]]
    b = np.linspace(0.0, own * (1 - 1e-6), 200_001)
    bundle = (own - b, other + ratio * b)
    q, r = bundle if side == 0 else bundle[::-1]
    u = formulas_of(economy).partial((0, 0), q, r, np.full(len(b), type_))[:, STATE]
    return float(b[np.argmax(u)])


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("begin", ["near", "in the middle"])
def test_best_offers_at_both_ends_of_a_wide_cell_lie_in_their_bounds(
    side: int, begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy = load_economy(str(EXAMPLES / "three_types.toml"))
    cells = block_cells(economy, ((0,), (1, 2)), STATE, ACTIVE, whole=True)
    about = float(solve_competitive(economy).price[STATE])
    price = Intervals(np.array([0.9 * about]), np.array([1.1 * about]))
    found = random_offers._start

    def in_the_middle(*arguments: object) -> object:
        (low, high), pull = found(*arguments)  # type: ignore[arg-type]
        return (0.5 * (low + high), 0.5 * (low + high)), 1e-3 + 0 * pull

    if begin == "in the middle":
        monkeypatch.setattr(random_offers, "_start", in_the_middle)
    with np.errstate(all="ignore"):
        met = faced(economy, cells, price, unbounded(economy, 1))[side]
        ends = [random_offers._ends(economy, cells, met, side, y) for y in range(3)]
    bounded = 0
    for y, (low, high, sure, falls) in enumerate(ends):
        offers = [best(float(end[0]), side, y) for end in (met.ratio.lo, met.ratio.hi)]
        assert max(offers) <= high[0] + 1e-5
        assert not sure[0] or low[0] <= min(offers) + 1e-5
        assert not falls[0] or max(offers) < 1e-5
        bounded += high[0] < 0.9 * economy.floats.endowment[side]
    assert bounded >= 1
