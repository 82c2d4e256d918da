"""The compiled kernel gives what the array form gives, and what it cannot settle is not called solved."""

import mpmath
import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.draws.generate import generate, generate_outside
from numeric.fast import engine
from numeric.fast.stage2 import solved_rows
from numeric.probability.multinomial import all_configurations
from numeric.probability.posterior import posterior
from numeric.stage2 import kernel_rows
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.price_scan import PriceScan
from numeric.stage2.signed_newton import Signed
from numeric.status import Status
from tests.bulk import leading
from tests.numeric.economies import COMPILED, example
from tests.numeric.stage2.methods import nothing

pytestmark = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")


def configurations(economy: Economy, seed: int = 1) -> np.ndarray:
    """Few and many agents, likely and lopsided shares, and types that nobody has."""
    rng, X = np.random.default_rng(seed), len(economy.types)
    rows = [all_configurations(m, X) for m in (1, 2, 3)]
    for M in (10, 1000, 10**6):
        rows += [
            rng.multinomial(M, economy.floats.signal[0], size=5),
            rng.multinomial(M, rng.dirichlet(0.3 * np.ones(X)), size=5),
        ]
    return np.concatenate(rows)


def assert_both_paths_agree(economy: Economy) -> None:
    sigma = configurations(economy)
    fast = solve_stage2(economy, sigma, kernel=True)
    slow = solve_stage2(economy, sigma, kernel=False)
    assert fast.solved.all()
    assert slow.solved.all()
    assert fast.residual.max() < 1e-12
    assert (np.abs(fast.offers - slow.offers) <= 1e-12 * economy.floats.endowment).all()
    assert (np.abs(fast.totals / slow.totals - 1) <= 1e-12).all()
    assert (np.abs(fast.price / slow.price - 1) <= 1e-12).all()
    assert (np.abs(fast.posterior - slow.posterior) <= 1e-12).all()


@pytest.mark.parametrize("kappa", [None, ("0.0001", "0.0001")])
@pytest.mark.parametrize("name", COMPILED)
def test_shipped_economies_have_the_same_results_on_both_paths(
    name: str, kappa: tuple[str, str] | None
) -> None:
    economy, _ = example(name)
    assert_both_paths_agree(economy if kappa is None else economy.replacing(kappa=kappa))


@pytest.mark.slow
@pytest.mark.parametrize(("make", "count"), [(generate, 200), (generate_outside, 48)])
def test_generated_economies_have_the_same_results_on_both_paths(make, count: int) -> None:  # type: ignore[no-untyped-def]
    for i, economy in enumerate(make(5, count)):
        assert_both_paths_agree(
            economy.replacing(kappa=["1/10000", "1/10000"]) if i % 3 == 2 else economy
        )


def test_given_beliefs_are_used() -> None:
    economy, _ = example("ces")
    belief = np.array([[0.25, 0.75], [1.0, 0.0], [0.5, 0.5]])
    fast, slow = (
        solve_stage2(economy, [[3, 5], [4, 2], [1, 1]], posterior=belief, kernel=kernel)
        for kernel in (True, False)
    )
    assert (fast.posterior == belief).all()
    assert np.allclose(fast.offers, slow.offers, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    "names", leading(1, [pytest.param(n) for n in (("p", "w"), ("v", "c"), ("q_bar", "phi_0"))])
)
def test_a_parameter_may_have_any_name(
    names: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    economy = Economy(
        prior=[0.5, 0.5],
        signal=[[0.6, 0.4], [0.4, 0.6]],
        endowment=[1, 2],
        kappa=[0.05, 0.1],
        eta=0.1,
        utility=f"{names[0]}*q**{names[1]} + r**{names[1]}",
        parameters={names[0]: [[0.8, 1.0], [1.0, 1.25]], names[1]: 0.5},
    )
    assert_both_paths_agree(economy)


@pytest.mark.parametrize(
    "utility",
    leading(
        1,
        [
            "sqrt(q)*sqrt(r)**a + log(r)",
            "(q**a + r**2*q**-3*0 + r)**(1/2) + log(q)/3",
        ],
    ),
)
def test_a_users_utility_is_compiled(utility: str) -> None:
    economy = Economy(
        prior=[0.5, 0.5],
        signal=[[0.6, 0.4], [0.4, 0.6]],
        endowment=[1, 1],
        kappa=[0.05, 0.1],
        eta=0.1,
        utility=utility,
        parameters={"a": [["0.8", "0.9"], ["0.5", "0.6"]]},
    )
    rows = solved_rows(economy, configurations(economy), None)
    assert rows is not None
    assert (rows[-1] < 1e-13).mean() > 0.9
    assert_both_paths_agree(economy)


def test_what_the_kernel_leaves_is_solved_in_array_form(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("crra")

    def spoilt(*arguments):  # type: ignore[no-untyped-def]
        rows = solved_rows(*arguments)
        rows[:4, 2], rows[-1, 2], rows[-1, 3] = np.nan, np.nan, 1e-9
        return rows

    sigma = configurations(economy)
    expected = solve_stage2(economy, sigma, kernel=True)
    monkeypatch.setattr(kernel_rows, "solved_rows", spoilt)
    found = solve_stage2(economy, sigma, kernel=True)
    assert found.solved.all()
    assert np.allclose(found.offers, expected.offers, rtol=0, atol=1e-13)
    for method in (Aggregative, Signed, PriceScan):
        monkeypatch.setattr(method, "solve", nothing)
    failed = solve_stage2(economy, sigma, kernel=True)
    assert failed.status[2] == Status.NO_ROOT
    assert np.isnan(failed.offers[2]).all()
    assert np.isnan(failed.price[2])
    assert failed.solved.sum() >= len(sigma) - 2


def test_totals_are_those_of_the_offers() -> None:
    economy, _ = example("three_types")
    sigma = configurations(economy)
    solved = solve_stage2(economy, sigma)
    sums = (sigma[..., None] * solved.offers).sum(axis=1) + sigma.sum(axis=1)[
        :, None
    ] * economy.floats.kappa
    assert (np.abs(sums / solved.totals - 1) < 1e-14).all()


def test_beliefs_are_accurate_at_a_million_agents() -> None:
    economy, _ = example("failing")
    e = economy.environment
    for sigma in ([800_123, 199_877], [755_000, 245_000], [650_000, 350_000]):
        with mpmath.workdps(50):
            terms = [
                [(1, p), *zip(sigma, row, strict=True)]
                for p, row in zip(e.prior, e.signal, strict=True)
            ]
            logs = [
                sum(n * mpmath.log(mpmath.mpf(m.numerator) / m.denominator) for n, m in row)
                for row in terms
            ]
            weights = [mpmath.exp(v - max(logs)) for v in logs]
            exact = [float(v / sum(weights)) for v in weights]
        assert np.allclose(posterior(economy, sigma), exact, rtol=1e-13, atol=1e-300)
        rows = solved_rows(economy, np.array([sigma]), None)
        assert rows is not None
        assert np.allclose(rows[7:-1, 0], exact, rtol=1e-13, atol=1e-300)
