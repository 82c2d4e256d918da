"""Equilibria reached from scattered starts.

Equilibria they are, the scan of prices knows them all, and where none is reached that is said.
"""

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.probability.posterior import posterior
from numeric.stage2 import scattered_starts as scattered
from numeric.stage2.best_response import best_response
from numeric.stage2.price_scan import equilibria
from numeric.stage2.problem import Point
from numeric.stage2.signed_newton import signed_newton
from tests.bulk import leading
from tests.numeric.competitive.test_price_taking import SUBSTITUTES
from tests.numeric.drawn import drawn
from tests.numeric.economies import example
from tests.numeric.stage2.methods import problem


@pytest.mark.bulk
@pytest.mark.parametrize(
    "economy",
    leading(1, [*SUBSTITUTES, *drawn(8, 3), *drawn(8, 3, outside=True)]),
    indirect=True,
)
def test_what_is_reached_is_an_equilibrium_that_the_scan_finds_too(economy: Economy) -> None:
    X = len(economy.types)
    sigma = np.arange(6.0, 6 + X)
    offers, residual = scattered.scattered(economy, sigma)
    assert len(offers) > 0
    assert residual < 1e-10
    belief = posterior(economy, sigma)
    totals = economy.floats.kappa * sigma.sum() + (sigma[:, None] * offers).sum(axis=1)
    for x in range(X):
        minus = totals - offers[:, x]
        best = best_response(
            economy,
            minus[:, 0],
            minus[:, 1],
            np.broadcast_to(belief, (len(offers), len(belief))),
            x,
        )
        assert np.allclose(offers[:, x], best, rtol=0, atol=1e-8)
    prices, known = (
        totals[:, 1] / totals[:, 0],
        np.array([e.totals[0, 1] / e.totals[0, 0] for e in equilibria(problem(economy, sigma))]),
    )
    assert np.abs(np.log(prices[:, None] / known)).min(axis=1).max() < 1e-6


def test_the_signed_form_reaches_the_equilibrium_of_near_substitutes_from_offers() -> None:
    economy = SUBSTITUTES[1]
    sigma = np.array([20.0, 20.0])
    expected = solve_stage2(economy, [[20, 20]]).offers[0]
    rng = np.random.default_rng(0)
    start = (
        np.where(rng.random((8, 2, 1)) < 0.5, [1.0, 0.0], [0.0, 1.0])
        * economy.floats.endowment
        * rng.random((8, 2, 1))
    )
    point = signed_newton(problem(economy, np.tile(sigma, (8, 1))), start=start)
    reached = np.isclose(point.offers, expected, rtol=0, atol=1e-8).all(axis=(1, 2))
    assert reached.any()


def test_nothing_reached_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(scattered, "newton", lambda problem, point: point)
    monkeypatch.setattr(
        scattered,
        "signed_newton",
        lambda problem, start: Point(
            start.sum(axis=-1), np.ones((len(start), 2)), start[..., 0] > 0
        ),
    )
    with pytest.raises(ArithmeticError, match="reached no equilibrium"):
        scattered.scattered(economy, np.array([2.0, 5.0]))
