"""Supply functions with private information: projections by hand, what the price reveals, the rate of the loss."""

import numpy as np
import pytest

from numeric.cournot import cournot
from numeric.supply_functions import SupplyFunctions, supply_functions

N, RHO, ALPHA, BETA, LAMBDA, MEAN, VAR, NOISE = 4, 0.4, 9.0, 0.7, 1.3, 1.1, 0.9, 0.5


def found() -> SupplyFunctions:
    return supply_functions(
        N, correlation=RHO, demand=ALPHA, slope=BETA, curvature=LAMBDA, mean=MEAN,
        cost_variance=VAR, noise_variance=NOISE,
    )  # fmt: skip


def drawn(draws: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    spread = VAR * ((1 - RHO) * np.eye(N) + RHO)
    cost = generator.multivariate_normal(np.full(N, MEAN), spread, size=draws)
    return cost, cost + np.sqrt(NOISE) * generator.normal(size=(draws, N))


def played(f: SupplyFunctions, signals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the price that clears the market and what everybody supplies at it."""
    fixed = (f.constant - f.on_signal * signals).sum(axis=1)
    price = (ALPHA - BETA * fixed) / (1 + BETA * N * f.on_price)
    return price, f.constant - f.on_signal * signals + f.on_price * price[:, None]


def test_supply_is_best_given_the_own_signal_and_the_price() -> None:
    """E[theta | s, p] from the covariances of all signals, with no formula of the solver."""
    f = found()
    spread = VAR * ((1 - RHO) * np.eye(N) + RHO)
    of_signals = spread + NOISE * np.eye(N)
    weights = -f.on_signal * np.ones(N)
    slope_of_price = -BETA * weights / (1 + BETA * N * f.on_price)
    seen = np.stack([np.eye(N)[0], slope_of_price])  # the own signal and the price, in the signals
    pull = spread[0] @ seen.T @ np.linalg.inv(seen @ of_signals @ seen.T)
    _, signals = drawn(50)
    price, made = played(f, signals)
    mean_price = played(f, np.full((1, N), MEAN))[0][0]
    belief = MEAN + pull @ np.stack([signals[:, 0] - MEAN, price - mean_price])
    own_impact = 1 / (1 / BETA + (N - 1) * f.on_price)
    assert price - belief - (LAMBDA + own_impact) * made[:, 0] == pytest.approx(0, abs=1e-11)


def test_the_loss_is_that_of_simulated_markets() -> None:
    f = found()
    _, signals = drawn(200_000)
    price, made = played(f, signals)
    assert np.ptp((ALPHA - price) / BETA - made.sum(axis=1)) < 1e-9
    spread = VAR * ((1 - RHO) * np.eye(N) + RHO)
    belief = MEAN + (signals - MEAN) @ np.linalg.solve(spread + NOISE * np.eye(N), spread)
    centre = belief.mean(axis=1, keepdims=True)
    best = (ALPHA - centre) / (BETA * N + LAMBDA) - (belief - centre) / LAMBDA

    def welfare(x: np.ndarray) -> np.ndarray:
        total = x.sum(axis=1)
        spent = (belief * x + LAMBDA * x**2 / 2).sum(axis=1)
        return np.asarray(ALPHA * total - BETA * total**2 / 2 - spent)

    lost = (welfare(best) - welfare(made)) / N
    assert lost.min() > -1e-12
    error = lost.std() / np.sqrt(len(lost))
    assert f.loss == pytest.approx(lost.mean(), abs=5 * error)
    assert f.loss == pytest.approx(lost.mean(), rel=0.01)


def test_the_loss_falls_like_one_over_n_squared_where_that_of_cournot_stays() -> None:
    losses = [
        supply_functions(n, correlation=0.5, demand=10, slope=1 / n).loss for n in (500, 1000)
    ]
    assert losses[0] / losses[1] == pytest.approx(4, rel=0.01)
    prior, signal, demand = [0.4, 0.6], [[0.7, 0.3], [0.2, 0.8]], [1.0, 1.5]
    kept = [cournot(prior, signal, demand, firms=n, curvature=0.5).loss for n in (500, 1000)]
    assert kept[0] / kept[1] == pytest.approx(1, rel=0.01)


def test_where_costs_are_almost_common_supply_falls_in_the_price() -> None:
    apart, alike = (supply_functions(10, correlation=r, demand=10, slope=0.1) for r in (0.0, 0.999))
    assert apart.on_price > 0 > alike.on_price
    assert alike.on_signal < 1e-3
    without_noise = supply_functions(10, correlation=0.5, demand=10, slope=0.1, noise_variance=0)
    assert without_noise.on_price > 0


@pytest.mark.parametrize(
    "wrong",
    [{"correlation": 1.0}, {"correlation": -0.1}, {"slope": 0.0}, {"curvature": 0.0},
     {"cost_variance": 0.0}, {"noise_variance": -1.0}],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be"):
        supply_functions(3, **{"correlation": 0.5, "demand": 10.0, **wrong})
