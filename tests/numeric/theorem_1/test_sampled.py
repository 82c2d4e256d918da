"""Sampled payoffs agree with summed ones within their standard errors, and say that they are sampled."""

import numpy as np
import pytest

from numeric.draws.generate import generate
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.sampled import _draws, sampled_continuation
from tests.numeric.economies import example


@pytest.mark.parametrize(
    ("name", "active"), [("three_types", 20), ("ces", 30), ("three_states", 12)]
)
def test_estimates_agree_with_the_sum(name: str, active: int) -> None:
    economy, _ = example(name)
    found, exact = sampled_continuation(economy, active, points=256), continuation(economy, active)
    assert found.solved
    assert found.evidence == "SAMPLED"
    assert (found.error > 0).all()
    assert (np.abs(found.values - exact.values) < 5 * found.error).all()
    assert found.error.max() < 1e-3


def test_six_types_agree_with_the_sum_where_it_can_be_had() -> None:
    (economy,) = generate(3, 1, families=["log"], types=(6, 6), states=(2, 2))
    found, exact = (
        sampled_continuation(economy, 7, points=256, replications=8),
        continuation(economy, 7, exact=True),
    )
    assert (np.abs(found.values - exact.values) < 6 * found.error).all()


def test_draws_have_the_multinomials_moments() -> None:
    p = np.array([0.2, 0.3, 0.5])
    drawn = _draws(40, p, 1024, [1], 4)
    assert (drawn.sum(axis=1) == 40).all()
    assert (drawn >= 0).all()
    assert np.allclose(drawn.mean(axis=0), 40 * p, atol=0.02)
    assert np.allclose(np.cov(drawn.T), 40 * (np.diag(p) - np.outer(p, p)), atol=0.15)


def test_a_wrong_value_lies_outside_the_error() -> None:
    economy, _ = example("three_types")
    found, exact = sampled_continuation(economy, 20, points=256), continuation(economy, 21)
    assert (np.abs(found.values - exact.values) > 5 * found.error).any()


@pytest.mark.parametrize("arguments", [{"active": 1}, {"points": 3}, {"replications": 1}])
def test_wrong_arguments_are_refused(arguments: dict[str, int]) -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="sampling needs"):
        sampled_continuation(economy, **{"active": 5, **arguments})
