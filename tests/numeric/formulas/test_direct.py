"""A direct search finds the greatest value on an interval: kinks, corners, several peaks, and none."""

import numpy as np
import pytest
from numpy.typing import NDArray

from numeric.formulas.direct import best_on, polished

Array = NDArray[np.float64]


def one(function: object, low: float = 0.0, high: float = 1.0) -> tuple[float, float, bool]:
    found = best_on(function, np.array([low]), np.array([high]))  # type: ignore[arg-type]
    return float(found.at[0]), float(found.value[0]), bool(found.single[0])


def test_a_smooth_maximum_is_found_and_brought_to_the_last_bit_by_its_slope() -> None:
    low, high = np.array([0.0, 0.0]), np.array([3.0, 0.3])
    with np.errstate(divide="ignore"):
        found = best_on(lambda t: np.log(t) - 2 * t, low, high)
    assert found.single.all()
    assert polished(lambda t: 1 / t - 2, found, low, high).tolist() == [0.5, 0.3]


def test_a_corner_is_an_end() -> None:
    assert one(lambda t: 2 * t)[0] == 1.0
    assert one(lambda t: -t)[0] == 0.0


def test_a_kink_is_found() -> None:
    at, _, single = one(lambda t: -np.abs(t - 1 / 3))
    assert at == pytest.approx(1 / 3, abs=1e-8)
    assert single


def test_of_two_peaks_the_higher_one_is_taken_however_little_higher() -> None:
    def peaks(t: Array) -> Array:
        return np.exp(-(((t - 0.2) / 0.05) ** 2)) + (1 + 1e-6) * np.exp(-(((t - 0.8) / 0.05) ** 2))

    at, _, single = one(peaks)
    assert at == pytest.approx(0.8, abs=1e-6)
    assert single


@pytest.mark.parametrize(
    "function",
    [
        lambda t: (t - 0.5) ** 2,
        lambda t: 0 * t + 3,
        lambda t: np.minimum(t, 0.5),
        lambda t: np.sin(12 * np.pi * t),
    ],
)
def test_where_another_point_is_as_good_the_best_is_not_called_single(function: object) -> None:
    assert one(function)[2] is False


def test_an_end_at_which_there_is_no_value_is_not_attained() -> None:
    def unbounded(t: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return 1 / (1 - t) + np.log(1 - t)

    assert one(unbounded)[2] is False


def test_points_outside_the_domain_are_never_chosen() -> None:
    at, value, single = one(lambda t: np.where(t < 0.4, t, np.nan))
    assert at < 0.4
    assert value == pytest.approx(0.4, abs=1e-3)
    assert best_on(lambda t: t, np.zeros(0), np.zeros(0)).at.size == 0
    assert single in (True, False)
