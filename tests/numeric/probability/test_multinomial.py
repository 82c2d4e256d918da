"""Multinomial weights: to nearly full precision at any size, and nothing lost that matters."""

from fractions import Fraction
from math import comb

import mpmath
import numpy as np
import pytest

from numeric.probability.multinomial import (
    all_configurations,
    binomial_weights,
    configuration_blocks,
    likely_configurations,
    likely_with_one_more,
    multinomial_weights,
    number_of_configurations,
    union,
)


@pytest.mark.parametrize(
    ("n", "p"), [(1, 0.3), (17, 0.5), (5000, 0.123), (10**6, 0.37), (10**6, 0.001)]
)
def test_binomial_weights_have_thirteen_digits(n: int, p: float) -> None:
    mean, width = n * p, np.sqrt(n * p * (1 - p))
    ks = np.unique(
        np.clip(
            np.round([0, mean - 6 * width, mean - width, mean, mean + 3 * width, n]), 0, n
        ).astype(int)
    )
    with mpmath.workdps(40):
        exact = [
            mpmath.binomial(n, int(k)) * mpmath.mpf(p) ** int(k) * (1 - mpmath.mpf(p)) ** int(n - k)
            for k in ks
        ]
        for weight, true in zip(binomial_weights(ks, n, p), exact, strict=True):
            assert abs(weight - true) <= 2e-13 * true + mpmath.mpf(10) ** -300


def test_a_certain_success_has_all_the_mass() -> None:
    assert binomial_weights([2, 3], 3, 1.0).tolist() == [0.0, 1.0]


def test_multinomial_weights_are_exact_for_small_numbers() -> None:
    probabilities = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    rows = all_configurations(5, 3)
    weights = multinomial_weights(rows, np.array([float(p) for p in probabilities]))
    for (a, b, c), weight in zip(rows.tolist(), weights, strict=True):
        exact = (
            comb(5, a)
            * comb(5 - a, b)
            * probabilities[0] ** a
            * probabilities[1] ** b
            * probabilities[2] ** c
        )
        assert weight == pytest.approx(float(exact), rel=1e-14)


def test_all_configurations_are_listed_once() -> None:
    rows = all_configurations(6, 4)
    assert len(rows) == len(np.unique(rows, axis=0)) == number_of_configurations(6, 4)
    assert (rows.sum(axis=1) == 6).all()


@pytest.mark.parametrize("probabilities", [[0.3, 0.7], [0.2, 0.3, 0.5], [0.05, 0.15, 0.35, 0.45]])
def test_the_likely_configurations_carry_all_but_the_given_mass(probabilities: list[float]) -> None:
    p, n = np.array(probabilities), 300 if len(probabilities) < 4 else 60
    rows = likely_configurations(n, p, 1e-6)
    assert (rows >= 0).all()
    assert (rows.sum(axis=1) == n).all()
    assert len(rows) < number_of_configurations(n, len(p))
    left_out = 1 - multinomial_weights(rows, p).sum()
    assert -1e-13 < left_out <= 1e-6


def test_a_union_has_no_duplicates() -> None:
    rows = union(np.array([[1, 2], [0, 3]]), np.array([[1, 2], [3, 0]]))
    assert rows.tolist() == [[0, 3], [1, 2], [3, 0]]


@pytest.mark.parametrize(("total", "types", "size"), [(6, 4, 10), (9, 2, 4), (5, 3, 1), (0, 3, 5)])
def test_blocks_list_every_configuration_once_and_in_order(
    total: int, types: int, size: int
) -> None:
    blocks = list(configuration_blocks(total, types, size))
    assert (np.concatenate(blocks) == all_configurations(total, types)).all()
    assert max(map(len, blocks)) <= size + total + 1


@pytest.mark.parametrize("signal", [[[0.3, 0.7], [0.8, 0.2]], [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]])
def test_blocks_hold_every_likely_configuration_and_one_more(signal: list[list[float]]) -> None:
    rows, units = np.array(signal), np.eye(len(signal[0]), dtype=np.int64)
    whole = union(*(likely_configurations(200, row, 1e-9) + unit for row in rows for unit in units))
    for size in (50, 10**6):
        blocks = list(likely_with_one_more(200, rows, 1e-9, size))
        assert (np.concatenate(blocks) == whole).all()
