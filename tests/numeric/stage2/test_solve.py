"""Stage 2 agrees with its oracle to 1e-10, passes a direct search for better offers, and says when it did not solve."""

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.oracles.data import powered_posterior
from numeric.oracles.stage2 import best_improvement, polished
from numeric.stage2.problem import Attempt, Point
from tests.bulk import leading
from tests.numeric.economies import NAMES, example
from tests.numeric.stage2.methods import problem

FAMILIES = ["log", "crra", "crra_outside", "ces", "unequal", "three_types"]
KAPPAS = [("0.05", "0.03"), ("0.0001", "0.0001"), ("0.5", "0.001")]


def counts(economy: Economy) -> list[list[int]]:
    two = [[1, 1], [0, 4], [5, 0], [1, 9], [700, 300], [600_000, 400_000], [1, 999_999]]
    return [[*c, c[0] // 2 + 1] if len(economy.types) == 3 else c for c in two]


@pytest.mark.parametrize("kappa", leading(1, [pytest.param(k) for k in KAPPAS]))
@pytest.mark.parametrize("name", FAMILIES)
def test_the_offers_agree_with_the_oracle(name: str, kappa: tuple[str, str]) -> None:
    economy, data = example(name)
    economy = economy.replacing(kappa=kappa)
    data = type(data)(data.u, data.prior, data.signal, data.endowment, economy.mechanism.kappa)
    solved = solve_stage2(economy, counts(economy))
    assert solved.solved.all()
    assert solved.residual.max() < 1e-13
    for sigma, offers, belief in zip(counts(economy), solved.offers, solved.posterior, strict=True):
        off = [(1.01 * b[0], 1.01 * b[1]) for b in offers.tolist()]
        expected = np.array([[float(v) for v in pair] for pair in polished(data, sigma, off)])
        present = np.array(sigma) > 0
        assert np.allclose(offers[present], expected[present], rtol=1e-10, atol=1e-14)
        assert np.allclose(belief, [float(p) for p in powered_posterior(data, sigma)], atol=1e-10)


@pytest.mark.bulk
@pytest.mark.parametrize("name", leading(2, NAMES))
def test_no_type_finds_a_better_offer(name: str) -> None:
    economy, data = example(name)
    sigma = [[3, 5, 2], [0, 4, 1]] if len(economy.types) == 3 else [[3, 5], [0, 4]]
    solved = solve_stage2(economy, sigma)
    for row, offers in zip(sigma, solved.offers, strict=True):
        assert best_improvement(data, row, offers.tolist(), points=60) < 1e-12


def test_the_direct_search_finds_a_better_offer_when_there_is_one() -> None:
    economy, data = example("log")
    offers = solve_stage2(economy, [[3, 5]]).offers[0] * 0.5
    assert best_improvement(data, [3, 5], offers.tolist(), points=60) > 1e-6


def test_totals_include_all_offers_and_kappa() -> None:
    economy, _ = example("unequal")
    sigma = np.array([[3, 5], [40, 2]])
    solved = solve_stage2(economy, sigma)
    sums = (sigma[..., None] * solved.offers).sum(axis=1) + sigma.sum(axis=1)[
        :, None
    ] * economy.floats.kappa
    assert np.allclose(solved.totals, sums, rtol=1e-14)
    assert np.allclose(solved.price, solved.totals[:, 1] / solved.totals[:, 0], rtol=1e-15)


def test_a_given_belief_replaces_bayes_rule() -> None:
    economy, _ = example("log")
    solved = solve_stage2(economy, [[3, 5], [5, 3]], posterior=[1.0, 0.0])
    assert (solved.posterior == [1.0, 0.0]).all()
    assert solved.solved.all()


def test_equal_types_make_equal_offers() -> None:
    economy = Economy(
        prior=["1/2", "1/2"],
        signal=[["0.6", "0.4"], ["0.4", "0.6"]],
        endowment=[1, 1],
        kappa=["0.05", "0.1"],
        eta="0.1",
        utility="theta*log(q)+log(r)",
        parameters={"theta": [[2, 1], [2, 1]]},
    )
    solved = solve_stage2(economy, [[3, 4]])
    assert np.allclose(solved.offers[0, 0], solved.offers[0, 1], rtol=1e-14)


def test_a_point_that_is_no_equilibrium_has_a_large_residual() -> None:
    economy, _ = example("log")
    solved = solve_stage2(economy, [[3, 5]])
    moved = Point(
        solved.offers.max(axis=-1) * 1.001, solved.totals.copy(), solved.offers[..., 0] > 0
    )
    residual = Attempt.at(problem(economy, [3, 5]), moved).residual
    assert residual[0] > 1e-5


@pytest.mark.parametrize(
    ("configurations", "message"),
    [
        ([[1, 2, 3]], "shape"),
        ([1, 2], "shape"),
        ([[-1, 2]], "nonnegative integers"),
        ([[0.5, 2]], "nonnegative integers"),
        ([[0, 0]], "at least one active"),
        ([[np.nan, 1]], "nonnegative integers"),
    ],
)
def test_wrong_configurations_are_refused(configurations: list[list[float]], message: str) -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match=message):
        solve_stage2(economy, configurations)


def test_zero_kappa_is_refused() -> None:
    economy, _ = example("log")
    with pytest.raises(ValueError, match="kappa > 0"):
        solve_stage2(economy.replacing(kappa=[0, "0.1"]), [[1, 1]])


def test_a_root_with_negative_offers_is_no_equilibrium() -> None:
    # Found by a sweep: at one configuration of ten to 160 agents the conditions hold exactly at
    # totals below zero.
    economy = Economy(
        prior=[1],
        signal=[["12/31", "7/31", "12/31"]],
        endowment=["1/2", "5/2"],
        kappa=["1/200", "1/100"],
        eta="13/100",
        utility="theta*q**power/power + r**power/power",
        parameters={"power": "3/5", "theta": [["29/20"], ["11/10"], ["21/20"]]},
    )
    sigma = np.array(
        [(a, b, M - a - b) for M in (9, 35, 140) for a in range(M + 1) for b in range(M + 1 - a)]
    )
    solved = solve_stage2(economy, sigma)
    assert solved.solved.all()
    assert (solved.offers >= 0).all()
    assert (
        solved.totals >= sigma.sum(axis=1, keepdims=True) * economy.floats.kappa * (1 - 1e-12)
    ).all()
