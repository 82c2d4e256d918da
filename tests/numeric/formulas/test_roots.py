"""Roots of decreasing functions, element by element."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from numeric.formulas import roots
from numeric.formulas.roots import decreasing_roots, newton_roots

Array = NDArray[Any]


def test_roots_are_found_to_the_last_bits() -> None:
    targets = np.array([1e-8, 0.3, 1.0, 7.0])
    found = decreasing_roots(lambda t: targets - t**3, np.zeros(4), np.full(4, 10.0))
    assert np.allclose(found, np.cbrt(targets), rtol=4e-16, atol=0)


def test_a_function_that_is_not_positive_on_the_left_gives_the_left_end() -> None:
    assert decreasing_roots(lambda t: -1 - t, [2.0], [3.0]) == [2.0]


def test_where_it_is_positive_on_the_right_too_the_right_end_is_taken_at_once() -> None:
    asked: list[np.ndarray] = []

    def function(t: np.ndarray) -> np.ndarray:
        asked.append(t)
        return np.asarray(np.array([5.0, 1.3]) - t)

    found = decreasing_roots(function, np.zeros(2), np.array([4.0, 4.0]), at_end=True)
    assert found.tolist() == [4.0, 1.3]
    assert len(asked) < 12


def test_nan_on_the_right_is_read_as_outside_the_domain() -> None:
    with np.errstate(all="ignore"):
        found = decreasing_roots(lambda t: np.sqrt(0.5 - t) - 0.1, [0.0], [1.0])
    assert np.allclose(found, 0.49, rtol=1e-14)


def test_an_exact_zero_is_kept() -> None:
    assert decreasing_roots(lambda t: 1.0 - t, [0.0], [2.0]) == [1.0]


def test_a_loose_tolerance_stops_early_within_it() -> None:
    calls = []

    def function(t: np.ndarray) -> np.ndarray:
        calls.append(1)
        return 2.0 - np.exp(t)

    loose = decreasing_roots(function, [0.0], [5.0], tolerance=1e-3)
    few = len(calls)
    decreasing_roots(function, [0.0], [5.0])
    assert few < len(calls) - few
    assert abs(loose[0] - np.log(2)) < 1e-3


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize(
    "fall",
    [
        lambda t, c: c - t**3,
        lambda t, c: np.where(t < c, 1.0, -1.0),
        lambda t, c: np.where(t < c, c - t, np.nan),
        lambda t, c: 0 * t + c,
    ],
)
def test_few_roots_are_found_one_by_one_to_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, fall: Callable[[Array, Array], Array], at_end: bool
) -> None:
    rng = np.random.default_rng(3)
    for n in range(1, 9):
        level, high = rng.uniform(0.01, 3, n), rng.uniform(0.5, 6, n)
        found = []
        for few in (n, 0):
            monkeypatch.setattr(roots, "FEW", few)
            points: list[Array] = []

            def asked(t: Array, points: list[Array] = points, level: Array = level) -> Array:
                points.append(t.tolist())
                return fall(t, level)

            found.append((decreasing_roots(asked, 0.0, high, at_end=at_end).tolist(), points))
        assert found[0] == found[1]


@pytest.mark.parametrize("power", [1.0, 3.0])
def test_few_roots_by_newton_are_found_one_by_one_to_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, power: float
) -> None:
    rng = np.random.default_rng(4)
    for n in range(1, 9):
        level, start = rng.uniform(0.01, 3, n), rng.uniform(0.01, 4, n)
        level[0] = 1.0
        found = []
        for few in (n, 0):
            monkeypatch.setattr(roots, "FEW", few)
            points: list[Any] = []

            def asked(
                t: Array, rows: Array, points: list[Any] = points, level: Array = level
            ) -> tuple[Array, Array]:
                points.append((t.tolist(), rows.tolist()))
                return level[rows] - np.sqrt(t) ** power, -0.5 * power * np.sqrt(t) ** (power - 2)

            found.append((newton_roots(asked, start, 9.0, np.arange(n)).tolist(), points))
        assert found[0] == found[1]
        np.testing.assert_allclose(found[0][0], level ** (2 / power), rtol=1e-12)
