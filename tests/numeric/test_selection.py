"""The scan of prices finds what Newton finds, and finishes what Newton does not."""

import numpy as np
import pytest

from numeric import aggregative, solve_stage2, stage2
from numeric.posterior import posterior
from numeric.selection import equilibria, nearest, price_bounds
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


def test_configurations_that_newton_does_not_solve_are_finished_by_the_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    expected = solve_stage2(economy, [[2, 5]])
    true_newton = aggregative.newton
    monkeypatch.setattr(stage2.aggregative, "newton", lambda e, s, f, point, iterations=50: true_newton(e, s, f, point, 0 if iterations == 50 else iterations))
    solved = solve_stage2(economy, [[2, 5]])
    assert solved.solved.all()
    assert np.allclose(solved.totals, expected.totals, rtol=1e-12)


def test_what_neither_method_solves_is_not_called_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(stage2.aggregative, "newton", lambda *a, **k: a[3])
    monkeypatch.setattr(stage2, "nearest", lambda *a: None)
    solved = solve_stage2(economy, [[2, 5]])
    assert not solved.solved.any()
    assert "not solved" in solved.status[0]
    assert np.isnan(solved.offers).all()


def test_no_sign_change_means_no_equilibrium_found(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr("numeric.selection.price_bounds", lambda e: (1e-9, 1e-8))
    assert nearest(economy, np.array([2.0, 5.0]), np.array([0.5, 0.5])) is None
