"""What a deviator's problem is worth over a range of prices, in parts, encloses its worth at each price."""

import numpy as np
import pytest

from numeric import Economy
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import deviator
from numeric.draws.generate import generate
from tests.numeric.economies import example


def near_a_corner() -> Economy:
    """Return an economy in which the last unit of the second good is spent at a low price."""
    return generate(2012, 11, states=(1, 3))[10]


@pytest.mark.parametrize(
    ("economy", "low", "high", "parts"),
    [(near_a_corner(), 0.5, 0.51, 64), (example("three_states")[0], 0.5, 2.0, 8)],
)
def test_the_worth_over_parts_contains_the_worth_at_every_price(
    economy: Economy, low: float, high: float, parts: int
) -> None:
    k, known = Intervals.points(np.array([1e-5])), Intervals.points(np.array([[0.2, 0.5, 0.3]]))
    price = Intervals(np.array([low]), np.array([high]))
    with np.errstate(all="ignore"):
        found = deviator._by_parts(economy, price, k, known, 1, parts)
        for at in np.linspace(low, high, 9):
            exact = deviator._worth(economy, Intervals.points(np.array([at])), k, known, 1)
            for one, hull in zip(exact, found, strict=True):
                assert np.isfinite(hull.lo).all()
                assert (hull.lo <= one.lo + 1e-9).all()
                assert (one.hi - 1e-9 <= hull.hi).all()


def test_near_a_corner_nothing_is_known_over_all_prices_at_once() -> None:
    k, known = Intervals.points(np.array([1e-5])), Intervals.points(np.array([[0.2, 0.5, 0.3]]))
    price = Intervals(np.array([0.5]), np.array([0.51]))
    with np.errstate(all="ignore"):
        whole, _ = deviator._worth(near_a_corner(), price, k, known, 1)
    assert not np.isfinite(whole.lo).all()
