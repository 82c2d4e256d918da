"""What a deviator's problem is worth over a range of prices, in parts, encloses its worth at each price."""

import itertools
from collections.abc import Callable

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
    ("make", "low", "high", "parts"),
    [(near_a_corner, 0.5, 0.51, 64), (lambda: example("three_states")[0], 0.5, 2.0, 8)],
    ids=["near_a_corner", "three_states"],
)
def test_the_worth_over_parts_contains_the_worth_at_every_price(
    make: Callable[[], Economy], low: float, high: float, parts: int
) -> None:
    economy = make()
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


@pytest.mark.bulk
@pytest.mark.parametrize("begin", ["near", "in the middle"])
def test_best_trades_of_every_corner_lie_in_the_bounds_wherever_the_search_begins(
    begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy, about = example("three_states")[0], deviator._about
    beliefs = [
        (0.1, 0.3, 0.6), (0.1, 0.5, 0.4), (0.4, 0.2, 0.4),
        (0.3, 0.2, 0.5), (0.4, 0.3, 0.3), (0.2, 0.5, 0.3),
    ]  # fmt: skip
    box = [Intervals(np.array([a]), np.array([b])) for a, b in ((0.9, 1.1), (0.0, 1e-3))]
    known = Intervals(np.array([[0.1, 0.2, 0.3]]), np.array([[0.4, 0.5, 0.6]]))

    def in_the_middle(*arguments: object) -> object:
        return 0.5 * (about(*arguments[:-1], 1) + about(*arguments[:-1], -1))  # type: ignore[arg-type]

    corners = []
    with np.errstate(all="ignore"):
        for price, k, phi in itertools.product((0.9, 1.1), (0.0, 1e-3), beliefs):
            at = [Intervals.points(np.array([v])) for v in (price, k)]
            corners.append(deviator.response(economy, *at, Intervals.points(np.array([phi])), 1))
        if begin == "in the middle":
            monkeypatch.setattr(deviator, "_about", in_the_middle)
        whole = deviator.response(economy, *box, known, 1)
    assert max(c.hi[0] - c.lo[0] for c in corners) < 1e-6
    assert whole.lo[0] <= min(c.lo[0] for c in corners) + 1e-6
    assert max(c.hi[0] for c in corners) - 1e-6 <= whole.hi[0]
    assert np.isfinite(whole.lo[0])
    assert np.isfinite(whole.hi[0])
