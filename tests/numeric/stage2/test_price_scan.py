"""The scan of prices finds what Newton finds, and finishes what Newton does not."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pytest

from numeric import Economy, solve_stage2
from numeric.draws.generate import generate, generate_outside
from numeric.stage2 import price_scan
from numeric.stage2.aggregative import Aggregative, newton, start
from numeric.stage2.price_scan import (
    PriceScan,
    equilibria,
    near_price_taking,
    nearest,
    price_bounds,
)
from numeric.stage2.problem import Attempt, Point, Stage2Problem, added_up
from numeric.stage2.signed_newton import Signed, signed_newton
from numeric.stage2.solve import cascade
from tests.numeric.economies import example
from tests.numeric.stage2.methods import nothing, problem


@pytest.mark.bulk
@pytest.mark.parametrize("name", ["log", "ces", "crra_outside"])
def test_the_scan_finds_the_equilibrium_of_newton(name: str) -> None:
    economy, _ = example(name)
    sigma = np.array([2.0, 5.0])
    found = equilibria(problem(economy, sigma), grid=60)
    solved = solve_stage2(economy, [sigma])
    assert len(found) == 1
    assert np.allclose(found[0].totals, solved.totals, rtol=1e-12)
    low, high = price_bounds(economy)
    assert low < solved.price[0] < high


def test_configurations_that_newton_does_not_solve_are_finished_by_the_scan() -> None:
    economy, _ = example("log")
    expected = solve_stage2(economy, [[2, 5]])
    scanned = cascade(problem(economy, [2, 5]), (PriceScan,))
    assert scanned.residual[0] < 1e-12
    assert np.allclose(scanned.totals, expected.totals, rtol=1e-12)


def test_what_no_method_solves_is_not_called_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    for method in (Aggregative, Signed, PriceScan):
        monkeypatch.setattr(method, "solve", nothing)
    solved = solve_stage2(economy, [[2, 5]])
    assert not solved.solved.any()
    assert "not solved" in solved.status[0]
    assert np.isnan(solved.offers).all()


def test_a_method_is_asked_only_for_what_those_before_it_left() -> None:
    economy, _ = example("log")
    asked = []

    class Half:
        @staticmethod
        def solve(some: Stage2Problem) -> Attempt:
            asked.append(some.sigma.tolist())
            attempt = Aggregative.solve(some)
            attempt.residual[1:] = np.inf
            return attempt

    found = cascade(problem(economy, [[2, 5], [1, 4], [3, 3]]), (Half, Half, Half))
    assert asked == [[[2, 5], [1, 4], [3, 3]], [[1, 4], [3, 3]], [[3, 3]]]
    assert (found.residual < 1e-12).all()


def test_every_method_starts_from_the_same_price_taking_solution(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("log")
    calls = []
    true = Stage2Problem.price_taking.func
    counted = cached_property(lambda self: calls.append(len(self.sigma)) or true(self))
    counted.__set_name__(Stage2Problem, "price_taking")
    monkeypatch.setattr(Stage2Problem, "price_taking", counted)

    class Left:
        @staticmethod
        def solve(some: Stage2Problem) -> Attempt:
            attempt = Signed.solve(some)
            attempt.residual[0] = np.inf
            return attempt

    cascade(problem(economy, [[2, 5], [1, 4]]), (Left, Aggregative))
    assert calls == [2]


def test_no_sign_change_means_no_equilibrium_found(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    monkeypatch.setattr(price_scan, "price_bounds", lambda e: (1e-9, 1e-8))
    assert nearest(problem(economy, [2, 5])) is None


@pytest.mark.bulk
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
    rows, found = near_price_taking(problem(economy, sigma))
    assert list(rows) == [0, 1, 2]
    for n in rows:
        alone = nearest(problem(economy, sigma[n]))
        assert alone is not None
        assert np.allclose(found.offers[n], alone.offers[0], rtol=1e-6, atol=1e-9)
    assert solve_stage2(economy, sigma.astype(int)).solved.all()


@pytest.mark.bulk
def test_what_the_scan_finds_is_polished_where_a_tiny_kappa_magnifies_its_tolerance() -> None:
    economy = Economy(
        prior=["1/4", "1/4", "1/4", "1/4"],
        signal=[["3/11", "8/11"], ["4/5", "1/5"], ["2/5", "3/5"], ["1/2", "1/2"]],
        endowment=["1.75", 3],
        kappa=["0.0001", "0.0001"],
        eta="0.1",
        utility="theta*q**0.7/0.7 + r**0.7/0.7",
        parameters={"theta": [["1.05", "1.4", "0.8", 2], ["1.95", "1.5", "1.15", "1.45"]]},
    )
    asked = problem(economy, [2, 38])
    by_newton, by_scan = cascade(asked, (Aggregative, Signed)), cascade(asked, (PriceScan,))
    for attempt in (by_newton, by_scan):
        assert attempt.residual[0] < 1e-14
    assert np.allclose(by_newton.offers, by_scan.offers, rtol=1e-11)


@pytest.mark.bulk
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
        one, other = (method.solve(problem(economy, sigma)) for method in (Signed, Aggregative))
        assert (one.residual < 1e-12).all()
        both = other.residual < 1e-12
        assert np.allclose(one.totals[both], other.totals[both], rtol=1e-12)
        compared += int(both.sum())
    assert compared > 70


def test_newton_on_the_signed_form_stays_where_no_step_can_be_computed() -> None:
    economy, _ = example("log")
    unknown = Stage2Problem(economy, np.array([[2.0, 5.0]]), np.full((1, 2), np.nan))
    point = signed_newton(unknown)
    assert not np.isfinite(point.totals).all()


def test_a_root_outside_the_offers_that_there_are_is_not_called_solved() -> None:
    economy, _ = example("log")
    asked = problem(economy, [2, 5])
    point = newton(asked, start(asked))
    assert Attempt.at(asked, point).residual[0] < 1e-12
    for moved in (point.amount + 2 * economy.floats.endowment.max(), -point.amount):
        outside = Point(moved, point.totals.copy(), point.sells)
        outside.totals = added_up(asked, outside.offers)
        assert Attempt.at(asked, outside).residual[0] == np.inf
