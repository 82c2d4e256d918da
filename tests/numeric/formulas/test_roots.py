"""Roots of decreasing functions, element by element."""

import numpy as np

from numeric.formulas.roots import decreasing_roots


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


def test_few_and_many_roots_are_found_alike() -> None:
    """Up to FEW elements are computed one by one, with the same evaluations and the same bits."""
    rng = np.random.default_rng(3)
    level, high = rng.uniform(0.01, 3, 200), rng.uniform(0.5, 6, 200)
    for shape in (
        lambda t, c: c - t**3,
        lambda t, c: np.where(t < c, 1.0, -1.0),
        lambda t, c: np.where(t < c, c - t, np.nan),
        lambda t, c: 0 * t + c,
    ):
        for at_end in (False, True):
            many = decreasing_roots(lambda t: shape(t, level), 0.0, high, at_end=at_end)
            few = [
                decreasing_roots(lambda t, c=c: shape(t, c), 0.0, [top], at_end=at_end)[0]
                for c, top in zip(level, high, strict=True)
            ]
            assert many.tolist() == few
