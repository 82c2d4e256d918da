"""The market without stage 1: prices reproduce themselves and no offer on a grid is better."""

import numpy as np
import pytest

from numeric.competitive.competitive import solve_competitive
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.one_shot import best_offers, bundles_at, one_shot_equilibrium
from numeric.probability.posterior import type_posterior
from tests.numeric.economies import example


@pytest.mark.parametrize("name", ["log", "state_free", "ces"])
def test_an_equilibrium_without_stage_1_is_one(name: str) -> None:
    economy = example(name)[0]
    d, k, X = economy.floats, formulas_of(economy), len(economy.types)
    prices, bundles = one_shot_equilibrium(economy, solve_competitive(economy).price)
    offers = best_offers(economy, prices)
    totals = d.kappa + d.signal @ offers
    assert totals[:, 1] / totals[:, 0] == pytest.approx(prices, rel=1e-9)
    assert (offers.min(axis=1) == 0).all()

    def value(b: np.ndarray) -> np.ndarray:
        c = bundles_at(economy, b, prices)
        u = np.stack(
            [k.utility(c[:, z, 0], c[:, z, 1], np.arange(X), z) for z in range(len(prices))],
            axis=-1,
        )
        return (type_posterior(economy) * u).sum(axis=-1)

    for good in (0, 1):
        for amount in np.linspace(0, d.endowment[good] * 0.999, 200):
            other = np.zeros((X, 2))
            other[:, good] = amount
            assert (value(offers) >= value(other) - 1e-12).all()
    assert bundles.shape == (X, len(prices), 2)


def test_with_one_state_it_is_the_competitive_equilibrium() -> None:
    economy = example("log")[0].replacing(
        prior=[1], signal=[[0.5, 0.5]], states=["only"], parameters={"theta": [[0.8], [1.25]]}
    )
    solved = solve_competitive(economy)
    prices, bundles = one_shot_equilibrium(economy, solved.price * 1.1)
    assert prices == pytest.approx(solved.price, rel=1e-8)
    assert bundles[:, 0] == pytest.approx(solved.allocations[0], rel=1e-7)
