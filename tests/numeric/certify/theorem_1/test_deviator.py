"""What a deviator's problem is worth over a range of prices, in parts, encloses its worth at each price."""

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import deviator
from numeric.draws.generate import generate


def test_the_worth_over_parts_contains_the_worth_at_every_price() -> None:
    economy = generate(2012, 11, states=(1, 3))[10]
    k, known = Intervals.points(np.array([1e-5])), Intervals.points(np.array([[0.2, 0.5, 0.3]]))
    price = Intervals(np.array([0.5]), np.array([0.51]))
    with np.errstate(all="ignore"):
        whole = deviator._worth(economy, price, k, known, 1)
        parts = deviator._by_parts(economy, price, k, known, 1, 64)
        assert not np.isfinite(whole[0].lo).all()  # the last unit of the second good is spent
        for at in np.linspace(0.5, 0.51, 9):
            exact = deviator._worth(economy, Intervals.points(np.array([at])), k, known, 1)
            for one, hull in zip(exact, parts, strict=True):
                assert np.isfinite(hull.lo).all()
                assert (hull.lo <= one.lo + 1e-9).all()
                assert (one.hi - 1e-9 <= hull.hi).all()
