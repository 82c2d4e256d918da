"""Many economies at once have the solutions that each has by itself."""

import numpy as np
import pytest

from numeric import (
    Economy,
    InputError,
    margins_of_many,
    solve_competitive,
    solve_many,
    solve_stage1,
    solve_stage2,
    threshold,
)
from numeric.many import newton
from numeric.many.arrays import many
from numeric.many.margins import continuations_in_arrays
from numeric.probability.multinomial import configuration_blocks
from numeric.theorem_1.continuation import continuation
from tests.numeric.economies import COMPILED, example


def varied(economy: Economy, n: int = 6) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    return {
        "prior": rng.dirichlet(np.full(len(economy.states), 5.0), n),
        "kappa": rng.uniform(0.03, 0.1, (n, 2)),
        "endowment": economy.floats.endowment * rng.uniform(0.8, 1.2, (n, 2)),
    }


@pytest.mark.parametrize("name", COMPILED)
def test_each_row_is_solved_as_by_itself(name: str) -> None:
    economy, _ = example(name)
    changes = varied(economy)
    counts = [3 + x for x in range(len(economy.types))]
    found, rows = solve_many(economy, **changes, configurations=counts), many(economy, **changes)
    assert found.solved.all()
    for i in range(6):
        one = rows.one(i)
        assert np.allclose(solve_stage1(one).offers, found.stage1_offers[i], rtol=1e-12, atol=1e-13)
        market, game = solve_competitive(one), solve_stage2(one, [counts])
        assert np.allclose(market.price, found.price[i], rtol=1e-12)
        assert np.allclose(market.allocations, found.allocations[i], rtol=1e-11)
        assert np.allclose(game.offers[0], found.stage2_offers[i], rtol=1e-10, atol=1e-12)
        assert np.allclose(game.totals[0], found.stage2_totals[i], rtol=1e-11)


@pytest.mark.bulk
@pytest.mark.parametrize(("name", "agents"), [("crra", 9), ("log", 30), ("three_types", 5)])
def test_margins_are_those_of_each_economy(name: str, agents: int) -> None:
    economy, _ = example(name)
    changes = varied(economy, 4)
    found, rows = margins_of_many(economy, agents, **changes), many(economy, **changes)
    for i in range(4):
        (margin,) = threshold(rows.one(i), [agents], exact=True).margins
        assert found[i] == pytest.approx(margin.margin, rel=1e-9, abs=1e-12)


def test_values_of_being_taken_for_another_are_those_of_each_economy() -> None:
    economy, _ = example("crra")
    rows = many(economy, **varied(economy, 3))
    sigma = np.concatenate(list(configuration_blocks(9, 2, 5000))).astype(float)
    values, solved = continuations_in_arrays(rows, sigma)
    assert solved.all()
    for i in range(3):
        assert np.allclose(values[i], continuation(rows.one(i), 9, exact=True).values, rtol=1e-12)


def test_what_newton_leaves_goes_to_the_single_solvers(monkeypatch: pytest.MonkeyPatch) -> None:
    economy, _ = example("log")
    right = solve_many(economy, kappa=varied(economy)["kappa"], configurations=[3, 0])
    assert right.single.all()  # a type that nobody has
    assert right.solved.all()
    from numeric.many import solve

    real = newton.price_takers
    monkeypatch.setattr(solve, "price_takers", lambda *a: (real(*a)[0] * 1.001, real(*a)[1]))
    left = solve_many(economy, kappa=varied(economy)["kappa"])
    assert left.single.all()
    assert np.allclose(left.price, right.price, rtol=1e-12)


def test_a_utility_for_which_nothing_is_decided_is_solved_row_by_row() -> None:
    economy = Economy(
        prior=[1], signal=[["1/2", "1/2"]], endowment=[1, 1], kappa=["1/20", "1/20"], eta="1/10",
        utility="log(q - 1/10) + theta*log(r)", parameters={"theta": [[1], [2]]},
    )  # fmt: skip
    found = solve_many(economy, kappa=[[0.05, 0.05], [0.06, 0.05]])
    assert found.single.all()
    assert found.solved.all()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kappa": [[0.1, -0.1]]}, "kappa must be positive"),
        ({"prior": [[0.5, 0.4]]}, "sum to 1"),
        ({"parameters": {"gamma": 1}}, "must be one of the utility's"),
        ({"prior": [[0.5, 0.5]] * 2, "kappa": [[0.1, 0.1]] * 3}, "one number of economies"),
        ({"kappa": "text"}, "array of numbers"),
        ({"configurations": [1, 2, 3]}, "must have shape"),
        ({"configurations": [0, 0]}, "nonnegative integers"),
    ],
)
def test_bad_arrays_are_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        solve_many(example("log")[0], **changes)
