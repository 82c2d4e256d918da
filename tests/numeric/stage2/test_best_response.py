"""Best responses against known totals: optimal, one-sided, on the side that (20) names."""

import numpy as np
import pytest

from numeric import best_response, kernels
from tests.numeric.economies import NAMES, example

GRID = np.linspace(0, 1 - 1e-9, 2001)


@pytest.mark.parametrize("name", NAMES)
def test_no_offer_in_the_box_is_better(name: str) -> None:
    economy, _ = example(name)
    k, top = kernels(economy), economy.floats.endowment
    generator = np.random.default_rng(1)
    for _ in range(5):
        Q, R = generator.uniform(0.1, 5, 2)
        phi = generator.dirichlet(np.ones(len(economy.states)))
        offer = best_response(economy, Q, R, phi, 1)
        assert offer.min() == 0
        q, r = k.payoff(*offer, Q, R)
        own = k.partial((0, 0), q, r, 1) @ phi
        box_q, box_r = np.meshgrid(top[0] * GRID[::40], top[1] * GRID[::40])
        bundle = k.payoff(box_q, box_r, Q, R)
        values = k.partial((0, 0), bundle[..., 0], bundle[..., 1], 1) @ phi
        assert own >= np.nanmax(values) - 1e-13


def test_the_side_is_the_one_that_equation_20_names() -> None:
    economy, _ = example("log")
    k, e = kernels(economy), economy.floats.endowment
    phi = np.array([0.3, 0.7])
    marginal = np.array([k.marginal_utilities(*e, 0, z) for z in (0, 1)])
    rate = (phi @ marginal[:, 0]) / (phi @ marginal[:, 1])
    for factor, side in ((1.01, 0), (0.99, 1)):
        offer = best_response(economy, 1.0, rate * factor, phi, 0)
        assert offer[side] > 0
        assert offer[1 - side] == 0
    assert best_response(economy, 1.0, rate, phi, 0).max() < 1e-10


def test_totals_must_be_positive() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="positive"):
        best_response(economy, 0.0, 1.0, [0.5, 0.5], 0)


@pytest.mark.parametrize("need", ["1/10", "1/2", "3/5", "9/10"])
def test_with_needs_above_half_the_endowment_the_offer_stays_affordable(need: str) -> None:
    economy, _ = example("stone_geary")
    theta = economy.environment.parameters["theta"]
    economy = economy.replacing(parameters={"theta": theta, "need_q": "1/10", "need_r": need})
    k, phi = kernels(economy), np.array([0.5, 0.5])
    top = economy.floats.endowment[1] - float(economy.environment.parameters["need_r"][0][0])
    for Q, R in ((5.0, 0.3), (0.5, 0.02)):
        offer = best_response(economy, Q, R, phi, 1)
        tried = np.linspace(0, top * (1 - 1e-9), 4001)
        bundle = k.payoff(0.0, tried, Q, R)
        values = k.partial((0, 0), bundle[..., 0], bundle[..., 1], 1) @ phi
        assert offer[0] == 0
        assert offer[1] == pytest.approx(tried[values.argmax()], abs=top / 2000)
