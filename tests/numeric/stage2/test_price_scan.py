"""The scan of prices finds what Newton finds, and finishes what Newton does not."""

from collections.abc import Callable

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.draws.generate import generate, generate_outside
from numeric.probability.posterior import posterior
from numeric.stage2 import aggregative
from numeric.stage2 import solve as stage2
from numeric.stage2.price_scan import equilibria, near_price_taking, nearest, price_bounds
from numeric.stage2.signed_newton import signed_newton
from tests.numeric.economies import example


@pytest.mark.parametrize("name", ["log", "ces", "crra_outside"])
def test_the_scan_finds_the_equilibrium_of_newton(name: str) -> None:
    economy, _ = example(name)
    sigma = np.array([2.0, 5.0])
    found = equilibria(economy, sigma, posterior(economy, sigma), grid=60)
    solved = solve_stage2(economy, [sigma])
    assert len(found) == 1
    assert np.allclose(found[0].totals, solved.totals, rtol=1e-12)
    low, high = price_bounds(economy)
    assert low < solved.price[0] < high


def test_configurations_that_newton_does_not_solve_are_finished_by_the_scan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("log")
    expected = solve_stage2(economy, [[2, 5]])
    true_newton = aggregative.newton
    monkeypatch.setattr(
        stage2.aggregative,
        "newton",
        lambda e, s, f, point, iterations=50: true_newton(
            e, s, f, point, 0 if iterations == 50 else iterations
        ),
    )
    monkeypatch.setattr(stage2, "signed_newton", aggregative.start)
    solved = solve_stage2(economy, [[2, 5]])
    assert solved.solved.all()
    assert np.allclose(solved.totals, expected.totals, rtol=1e-12)


def test_what_neither_method_solves_is_not_called_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(stage2.aggregative, "newton", lambda *a, **k: a[3])
    monkeypatch.setattr(stage2, "nearest", lambda *a: None)
    monkeypatch.setattr(stage2, "signed_newton", aggregative.start)
    solved = solve_stage2(economy, [[2, 5]])
    assert not solved.solved.any()
    assert "not solved" in solved.status[0]
    assert np.isnan(solved.offers).all()


def test_no_sign_change_means_no_equilibrium_found(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr("numeric.stage2.price_scan.price_bounds", lambda e: (1e-9, 1e-8))
    assert nearest(economy, np.array([2.0, 5.0]), np.array([0.5, 0.5])) is None


def test_what_newton_leaves_is_scanned_together_and_agrees_with_the_scan_one_by_one() -> None:
    # Goods that are nearly substitutes and a small kappa_r: Newton does not settle here.
    economy = Economy(
        prior=["2/3", "1/3"],
        signal=[["11/18", "1/6", "2/9"], ["3/22", "1/2", "4/11"]],
        endowment=[2, "1.25"],
        kappa=["0.1", "0.003"],
        eta="0.33",
        utility="log(share*q**(4/5) + (1 - share)*r**(4/5))*5/4",
        parameters={"share": [["7/10", "7/10"], ["2/5", "7/20"], ["7/20", "7/20"]]},
    )
    sigma = np.array([[2, 2, 1], [3, 1, 1], [1, 2, 2]], dtype=float)
    phi = posterior(economy, sigma)
    rows, found = near_price_taking(economy, sigma, phi)
    assert list(rows) == [0, 1, 2]
    for n in rows:
        alone = nearest(economy, sigma[n], phi[n])
        assert alone is not None
        assert np.allclose(found.offers[n], alone.offers[0], rtol=1e-6, atol=1e-9)
    assert solve_stage2(economy, sigma.astype(int)).solved.all()


def test_what_the_scan_finds_is_polished_where_a_tiny_kappa_magnifies_its_tolerance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy = Economy(
        prior=["1/4", "1/4", "1/4", "1/4"],
        signal=[["3/11", "8/11"], ["4/5", "1/5"], ["2/5", "3/5"], ["1/2", "1/2"]],
        endowment=["1.75", 3],
        kappa=["0.0001", "0.0001"],
        eta="0.1",
        utility="theta*q**0.7/0.7 + r**0.7/0.7",
        parameters={"theta": [["1.05", "1.4", "0.8", 2], ["1.95", "1.5", "1.15", "1.45"]]},
    )
    monkeypatch.setattr(stage2, "MANY", 10**9)
    by_newton = solve_stage2(economy, [[2, 38]])
    monkeypatch.setattr(stage2, "signed_newton", aggregative.start)
    by_scan = solve_stage2(economy, [[2, 38]])
    for solved in (by_newton, by_scan):
        assert solved.solved.all()
        assert solved.residual[0] < 1e-14
    assert np.allclose(by_newton.offers, by_scan.offers, rtol=1e-11)


@pytest.mark.parametrize("make", [generate, generate_outside])
def test_newton_on_the_signed_form_agrees_with_newton_on_the_aggregative_one(
    make: Callable[[int, int], list[Economy]],
) -> None:
    rng, compared = np.random.default_rng(0), 0
    for i, drawn in enumerate(make(77, 16)):
        economy = drawn.replacing(kappa=["1/10000", "1/10000"]) if i % 2 else drawn
        sigma = np.array(
            [rng.multinomial(m, economy.floats.signal[0]) for m in (1, 2, 5, 40, 400)], dtype=float
        )
        phi = posterior(economy, sigma)
        one, other = (
            signed_newton(economy, sigma, phi),
            aggregative.newton(economy, sigma, phi, aggregative.start(economy, sigma, phi)),
        )
        (_, totals, residual), (_, expected, settled) = (
            stage2._finished(economy, sigma, phi, point) for point in (one, other)
        )
        assert (residual < 1e-12).all()
        both = settled < 1e-12
        assert np.allclose(totals[both], expected[both], rtol=1e-12)
        compared += int(both.sum())
    assert compared > 70


def test_newton_on_the_signed_form_stays_where_no_step_can_be_computed() -> None:
    economy, _ = example("log")
    point = signed_newton(economy, np.array([[2.0, 5.0]]), np.full((1, 2), np.nan))
    assert not np.isfinite(point.totals).all()


def test_a_root_outside_the_offers_that_there_are_is_not_called_solved() -> None:
    economy, _ = example("log")
    sigma = np.array([[2.0, 5.0]])
    phi = posterior(economy, sigma)
    point = aggregative.newton(economy, sigma, phi, aggregative.start(economy, sigma, phi))
    assert stage2._finished(economy, sigma, phi, point)[2][0] < 1e-12
    for moved in (point.amount + 2 * economy.floats.endowment.max(), -point.amount):
        outside = aggregative.Point(moved, point.totals.copy(), point.sells)
        outside.totals = economy.floats.kappa * sigma.sum() + (
            sigma[..., None] * outside.offers
        ).sum(axis=1)
        assert stage2._finished(economy, sigma, phi, outside)[2][0] == np.inf
