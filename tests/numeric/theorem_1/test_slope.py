"""The slope of the gain agrees with extrapolation from exact sums."""

import numpy as np
import pytest

from numeric import Economy
from numeric.draws.generate import generate
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.slope import chernoff_information, slope
from tests.numeric.economies import example


def extrapolated(economy: Economy, M: int) -> np.ndarray:
    """Richardson: the 1/M term of M (F(x̄) - F(x)) removed."""
    at = []
    for m in (M, 2 * M):
        values = continuation(economy, m).values
        at.append(m * (values - np.diag(values)[:, None]))
    return 2 * at[1] - at[0]


@pytest.mark.parametrize("name", ["log", "crra", "crra_outside", "ces", "unequal", "state_free"])
def test_the_slope_agrees_with_extrapolation_on_the_examples(name: str) -> None:
    economy, _ = example(name)
    found = slope(economy)
    assert np.allclose(found.values, extrapolated(economy, 1500), rtol=3e-4, atol=3e-6)
    assert not found.kink


@pytest.mark.bulk
def test_the_slope_agrees_with_extrapolation_on_generated_economies() -> None:
    compared = 0
    for economy in generate(31, 24, types=(2, 2), states=(1, 2)):
        found = slope(economy)
        scale = np.abs(found.values).max()
        if found.kink or 1500 * found.chernoff < 40 or scale < 1e-9:
            continue
        compared += 1
        assert np.abs(found.values - extrapolated(economy, 1500)).max() < 0.02 * scale, economy.name
    assert compared >= 10


def test_types_that_trade_alike_have_slope_zero() -> None:
    economy, _ = example("type_free")
    assert np.abs(slope(economy).values).max() < 1e-12


def test_chernoff_information_of_equal_and_of_single_states() -> None:
    one = Economy(
        prior=[1],
        signal=[["1/2", "1/2"]],
        endowment=[1, 1],
        kappa=[1, 1],
        eta="0.1",
        utility="log(q)+log(r)",
    )
    assert chernoff_information(one) == float("inf")
    economy, _ = example("log")
    # Symmetric binary signals 3/5, 2/5: the optimum is at 1/2 and the information is -log(2
    # sqrt(6/25)).
    assert chernoff_information(economy) == pytest.approx(-np.log(2 * np.sqrt(6 / 25)), rel=1e-10)
