"""A few games are solved one by one to the same bits as in arrays, and games asked for again are remembered."""

import numpy as np
import pytest

from numeric import solve_stage2
from numeric.competitive import few_prices
from numeric.competitive.price_taking import price_taking
from numeric.formulas import roots
from numeric.probability.posterior import posterior
from numeric.stage2 import best_response as answering
from numeric.stage2 import few_games, price_scan
from numeric.stage2 import problem as problems
from numeric.stage2.aggregative import Aggregative, newton, start
from numeric.stage2.best_response import best_response
from numeric.stage2.problem import Stage2Problem, conditions, residuals
from tests.numeric.economies import example
from tests.numeric.stage2.methods import nothing

MODULES = (
    (few_games, "FEW"), (few_prices, "FEW"), (problems, "FEW"), (roots, "FEW_NUMBERS"),
    (answering, "FEW_NUMBERS"), (price_scan, "FEW_NUMBERS"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["log", "crra", "three_types", "unequal"])
@pytest.mark.parametrize("games", [1, 3, 6])
def test_numbers_that_are_computed_one_by_one_are_the_same(
    name: str, games: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy, _ = example(name)
    X = len(economy.types)
    sigma = np.random.default_rng(5).integers(0, 9, (games, X)).astype(float)
    sigma[:, 0] += 1
    found = []
    for few in (1000, 0):
        for module, limit in MODULES:
            monkeypatch.setattr(module, limit, few)
        problem = Stage2Problem(economy, sigma, posterior(economy, sigma))
        taken = price_taking(economy, problem.shares, problem.belief, tolerance=1e-14)
        point = start(problem)
        first = conditions(economy, point, problem.belief).relative
        solved = newton(problem, point)
        Q, R = solved.totals.T
        answers = [best_response(economy, Q, R, problem.belief, x) for x in range(X)]
        offers = price_scan.offers_at(economy, problem.belief, R / Q, Q, True)
        numbers = (*taken, first, solved.offers, solved.totals, residuals(problem, solved))
        found.append([v.tolist() for v in (*numbers, *answers, offers)])
    assert found[0] == found[1]


def test_games_that_are_asked_for_again_are_not_solved_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, _ = example("log")
    counts = [[7, 11], [0, 13]]
    first = solve_stage2(economy, counts)
    kept = first.offers.copy()
    first.offers[:] = 0.0
    assert solve_stage2(economy, np.array(counts, dtype=float)).offers.tolist() == kept.tolist()
    assert solve_stage2(economy, counts, kernel=False).offers.tolist() == kept.tolist()
    given = solve_stage2(economy, counts, [0.5, 0.5])
    assert not np.array_equal(given.offers, kept)
    assert not np.array_equal(
        solve_stage2(economy.replacing(kappa=["1/7", "1/9"]), counts).offers, kept
    )
    calls = []

    def counted(problem: Stage2Problem) -> object:
        calls.append(len(problem.sigma))
        return nothing(problem)

    monkeypatch.setattr(Aggregative, "solve", counted)
    assert np.allclose(solve_stage2(economy, counts).offers, kept, rtol=1e-9)
    solve_stage2(economy, counts)
    assert calls == [2]
