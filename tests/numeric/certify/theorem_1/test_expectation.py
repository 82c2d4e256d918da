"""Bounds on expectations and on probabilities are above the exact ones, and bound what they say for all larger M."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binom, multinomial

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import expectation
from numeric.certify.theorem_1.cells import frequencies
from numeric.certify.theorem_1.expectation import dominating
from numeric.certify.theorem_1.exponents import (
    decaying,
    mixing_factor,
    tail_exponents,
    tail_probabilities,
    tilt,
)
from numeric.probability.multinomial import all_configurations
from tests.numeric.certify.theorem_1.random_gains import boxes_of
from tests.numeric.economies import example


@pytest.mark.parametrize("name", ["log", "three_types"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_dominating_function_bounds_the_expectation_for_all_larger_numbers(
    name: str, seed: int
) -> None:
    economy, _ = example(name)
    rng, M0 = np.random.default_rng(seed), 20
    cells = frequencies(economy, M0)
    centre = cells.middle
    values = centre @ rng.normal(size=centre.shape[1]) + rng.normal(size=len(centre)) * 0.1
    mean = Intervals.table(list(economy.environment.signal[0]))
    function = dominating(values, cells, mean, M0)
    assert function is not None
    made = type("Made", (), {"frequencies": cells})
    before = np.inf
    for M in (M0, M0 + 5, 2 * M0):
        rows = all_configurations(M - 1, len(economy.types))
        weights = multinomial.pmf(rows, M - 1, economy.floats.signal[0])
        exact = float(weights @ values[boxes_of(made, rows / (M - 1))])  # type: ignore[arg-type]
        assert exact <= function.expectation(M) + 1e-12
        assert function.expectation(M) <= before
        before = function.expectation(M)
    assert function.expectation(M0) < values.max()


@pytest.mark.parametrize("active", [20, 21, 60])
def test_the_expectation_of_squared_distances_is_the_variance_of_frequencies(active: int) -> None:
    economy, _ = example("three_types")
    cells = frequencies(economy, 20)
    mean = Intervals.table(list(economy.environment.signal[0]))
    function = dominating(np.ones(cells.shape[0]), cells, mean, 20)
    assert function is not None
    none = np.zeros(3)
    squares = replace(
        function,
        base=0.0,
        rising=none,
        falling=none,
        quadratic=np.array([1.0, 2.0, 0.5]),
        steps=0 * function.steps,
    )
    rows = all_configurations(active - 1, 3)
    weights = multinomial.pmf(rows, active - 1, economy.floats.signal[0])
    away = rows / (active - 1) - economy.floats.signal[0]
    exact = float(weights @ (away**2 @ squares.quadratic))
    assert squares.expectation(active) == pytest.approx(exact, rel=1e-9)


def test_values_that_are_not_bounded_have_no_dominating_function() -> None:
    economy, _ = example("log")
    cells = frequencies(economy, 20)
    values = np.full(cells.shape[0], np.inf)
    assert dominating(values, cells, Intervals.table([Fraction(1, 2)] * 2), 20) is None


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("mean", [Fraction(1, 10), Fraction(2, 5), Fraction(9, 10)])
def test_tail_probabilities_are_above_those_of_the_binomial(side: int, mean: Fraction) -> None:
    distances, draws = np.array([0.02, 0.05, 0.1, 0.3, 0.95]), 60
    bounds = tail_probabilities(tail_exponents(Intervals.exact(mean), distances, side), draws)
    counts = np.arange(draws + 1)
    for distance, bound in zip(distances, bounds, strict=True):
        beyond = side * (counts / draws - float(mean)) >= distance
        exact = binom.pmf(counts[beyond], draws, float(mean)).sum()
        assert exact <= bound + 1e-15
        assert bound > 0 or exact == 0


@pytest.mark.parametrize("rate", [0.001, 1 / 10.1, 0.5, 3.0])
def test_the_decaying_factor_bounds_all_larger_numbers(rate: float) -> None:
    for M0 in (2, 5, 50):
        largest = max(M * np.exp(-(M - 1) * rate) for M in range(M0, 20_000))
        assert largest <= decaying(rate, M0) <= largest * 1.2
    assert decaying(0.0, 5) == np.inf


def test_a_tilt_bounds_the_mixture_of_two_states() -> None:
    economy, _ = example("three_types")
    between = tilt(economy, 0, 1)
    lam, M = float(between.weight), 12
    rows = all_configurations(M - 1, 3)
    gamma = [multinomial.pmf(rows, M - 1, row) for row in economy.floats.signal]
    mixed = gamma[0] ** (1 - lam) * gamma[1] ** lam
    assert mixed.sum() <= np.exp(-(M - 1) * between.rate) * (1 + 1e-12)
    tilted = multinomial.pmf(rows, M - 1, between.distribution.middle)
    assert np.allclose(mixed, np.exp(-(M - 1) * between.rate) * tilted, rtol=1e-9)
    a, b = Fraction(1, 3), Fraction(2, 3)
    exact = gamma[0] * gamma[1] * float(a * b) / (gamma[0] * float(a) + gamma[1] * float(b))
    assert (exact <= mixing_factor(between.weight, a, b) * mixed * (1 + 1e-12)).all()


@pytest.mark.parametrize("weight", [Fraction(1, 2), Fraction(1, 5), Fraction(7, 8)])
def test_the_mixing_factor_is_the_harmonic_part_where_the_weight_is_best(weight: Fraction) -> None:
    best = float(weight * (1 - weight))  # ab/(a + b) for a = λ, b = 1 - λ
    found = mixing_factor(weight, weight, 1 - weight)
    assert best <= found <= best * (1 + 1e-12)
    a, b = Fraction(3, 10), Fraction(1, 20)
    assert float(a * b / (a + b)) <= mixing_factor(weight, a, b)


def test_what_may_be_added_is_bounded_from_below_at_every_point_of_a_cell() -> None:
    economy, _ = example("three_types")
    cells = frequencies(economy, 60)
    mean = Intervals.table(list(economy.environment.signal[0]))
    distances = expectation._frame(mean, 60).distances
    bounds = expectation._features(cells, mean, distances)
    rng, some = np.random.default_rng(4), False
    for part in (0.0, 1.0, *rng.uniform(size=4)):
        away = cells.lo + part * (cells.hi - cells.lo) - mean.middle
        steps = [
            side[:, d, None] >= distances[d] for side in (away, -away) for d in range(away.shape[1])
        ]
        true = np.concatenate([away, -away, away**2, *steps], axis=-1)
        assert (bounds <= true + 1e-12).all()
        some |= bool((bounds[:, 9:] == 1).any())
    assert some
