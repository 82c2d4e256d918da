"""Bayes' rule in logarithms agrees with exact multiplication, at any size."""

from fractions import Fraction

import numpy as np
import pytest

from numeric.oracles.data import powered_posterior
from numeric.probability.posterior import posterior, type_posterior
from tests.numeric.economies import NAMES, example


@pytest.mark.parametrize("name", NAMES)
def test_the_posterior_agrees_with_multiplication(name: str) -> None:
    economy, data = example(name)
    X = len(economy.types)
    for sigma in ([0] * X, [1] * X, [3, 0, 7][:X], [500_003, 499_997, 12][:X]):
        expected = [float(p) for p in powered_posterior(data, sigma)]
        assert np.allclose(posterior(economy, sigma), expected, rtol=1e-9, atol=1e-15)


def test_a_type_updates_on_its_own_signal() -> None:
    economy, _ = example("log")
    e = economy.environment
    for x in range(2):
        joint = [Fraction(e.prior[z]) * e.signal[z][x] for z in range(2)]
        assert np.allclose(
            type_posterior(economy)[x], [float(j / sum(joint)) for j in joint], rtol=1e-15
        )


def test_wrong_counts_are_refused() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="one count per type"):
        posterior(economy, [1, 2, 3])
    with pytest.raises(ValueError, match="negative"):
        posterior(economy, [-1, 2])
