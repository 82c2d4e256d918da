"""Stage 1 agrees with its oracle and passes a direct search."""

import numpy as np
import pytest

from numeric import Economy, kernels, solve_stage1
from numeric.oracles.stage1 import best_consumption
from numeric.probability.posterior import type_posterior
from tests.numeric.economies import NAMES, example


@pytest.mark.parametrize("name", NAMES)
def test_the_consumption_agrees_with_the_oracle(name: str) -> None:
    economy, data = example(name)
    expected = [float(best_consumption(data, x)) for x in data.types]
    assert np.allclose(solve_stage1(economy).consumption, expected, rtol=1e-12, atol=0)


@pytest.mark.parametrize("name", NAMES)
def test_no_offer_on_a_grid_is_better_for_an_inactive_agent(name: str) -> None:
    economy, _ = example(name)
    solved, k = solve_stage1(economy), kernels(economy)
    q_bar, r_bar = economy.floats.endowment
    grid = np.linspace(1e-6, 2 * q_bar * (1 - 1e-6), 4001)
    for x in range(len(economy.types)):
        belief = type_posterior(economy)[x]
        payoff = k.partial((0, 0), grid, r_bar / q_bar * (2 * q_bar - grid), x) @ belief
        own = (
            k.partial(
                (0, 0),
                solved.consumption[x],
                r_bar / q_bar * (2 * q_bar - solved.consumption[x]),
                x,
            )
            @ belief
        )
        assert own >= np.nanmax(payoff) - 1e-14 * abs(own)


def test_the_offers_are_one_sided_and_give_the_consumption() -> None:
    economy, _ = example("unequal")
    solved = solve_stage1(economy)
    q_bar, r_bar = economy.floats.endowment
    assert (solved.offers.min(axis=1) == 0).all()
    assert np.allclose(
        q_bar - solved.offers[:, 0] + solved.offers[:, 1] * q_bar / r_bar,
        solved.consumption,
        rtol=1e-14,
    )


def test_the_intervals_cover_the_range_and_meet_half_way() -> None:
    economy, _ = example("three_types")
    solved = solve_stage1(economy)
    order = np.argsort(solved.consumption)
    ends = solved.intervals[order]
    assert ends[0, 0] == 0
    assert ends[-1, 1] == 2 * economy.floats.endowment[0]
    assert (ends[1:, 0] == ends[:-1, 1]).all()
    middles = (solved.consumption[order][1:] + solved.consumption[order][:-1]) / 2
    assert np.allclose(ends[1:, 0], middles, rtol=1e-15)


def test_two_types_that_want_the_same_are_reported() -> None:
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=[["0.6", "0.4"], ["0.4", "0.6"]],
        endowment=[1, 1],
        kappa=[1, 1],
        eta="0.1",
        utility="log(q)+log(r)",
    )
    solved = solve_stage1(economy)
    assert not solved.separating
    assert "same offer" in solved.status
