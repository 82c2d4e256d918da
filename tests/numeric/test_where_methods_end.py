"""Where a method ends without a solution, or has nothing to do.

It says so, or returns what is true of nothing.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.newton import NewtonEquilibria
from numeric.competitive.scan import polished
from numeric.economy.economy import Economy
from numeric.fast import blocks, engine, loss, response, stage2
from numeric.formulas.roots import decreasing_roots, newton_roots
from numeric.mechanism import beliefs
from numeric.mechanism import play as rounds
from numeric.oracles.data import bisected
from numeric.oracles.stage2 import polished as polished_offers
from numeric.probability.multinomial import likely_configurations, union
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1 import margin_tail, margins
from numeric.theorem_1.slope import slope
from numeric.theorem_2.displaced import displaced
from numeric.theorem_2.pooling_cost import pooling_cost
from numeric.theorem_3 import achieving
from tests.numeric.economies import example


def log() -> Economy:
    return example("log")[0]


def alike() -> Economy:
    """Return an economy whose types offer the same."""
    return log().replacing(parameters={"theta": 1}, signal=[["1/2", "1/2"], ["1/2", "1/2"]])


def unsolved(*arguments: Any, **options: Any) -> Any:
    solved = solve_stage2(*arguments, **options)
    return replace(solved, residual=np.full_like(solved.residual, 1.0))


def test_a_root_that_runs_out_of_steps_lies_between_the_ends_and_nearer_with_more() -> None:
    errors = [
        abs(
            float(decreasing_roots(lambda t: 2.0 - np.exp(t), [0.0], [5.0], iterations=n)[0])
            - np.log(2)
        )
        for n in (1, 4, 200)
    ]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-15


def test_newton_that_runs_out_of_steps_returns_a_point_inside_the_bracket() -> None:
    def function(b: Any, _: Any) -> Any:
        return 2.0 - np.exp(b), -np.exp(b)

    start, rows = np.array([4.9, 1.0]), np.array([0])
    few, many = (newton_roots(function, start, 5.0, rows, steps=n) for n in (1, 120))
    assert 0 < few[0] < 5
    assert abs(few[0] - np.log(2)) > 1e-3
    assert many[0] == pytest.approx(np.log(2), rel=1e-15)
    assert few[1] == many[1] == 1.0


def test_a_certain_type_leaves_one_configuration() -> None:
    assert likely_configurations(7, np.array([1.0, 0.0]), 1e-9).tolist() == [[7, 0]]


def test_rows_too_large_for_one_key_are_united_all_the_same() -> None:
    large = np.array([[10**10, 1, 2], [10**10, 1, 2], [3, 10**10, 0]])
    assert union(large, large[:1]).tolist() == [[3, 10**10, 0], [10**10, 1, 2]]


def test_no_price_is_polished_to_none_and_a_rough_one_to_the_market_clearing_one() -> None:
    economy = log()
    price = solve_competitive(economy).price[0]
    assert polished(economy, np.array([]), 0).size == 0
    assert polished(economy, np.array([price * (1 + 3e-5)]), 0)[0] == pytest.approx(
        price, rel=1e-13
    )


def test_a_price_that_newton_leaves_is_found_in_its_bracket(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from numeric.competitive import scan

    economy = log()
    price = solve_competitive(economy).price[0]
    monkeypatch.setattr(scan, "price_taking", lambda *a, **k: (None, np.array([7.0])))
    assert scan.polished(economy, np.array([price * (1 + 3e-5)]), 0)[0] == pytest.approx(
        price, rel=1e-12
    )


def test_an_economy_without_a_competitive_price_is_not_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from numeric.competitive import competitive

    nowhere = NewtonEquilibria(np.ones(2), np.zeros((2, 2)), np.zeros(2, dtype=bool))
    monkeypatch.setattr(competitive, "newton_equilibria", lambda _: nowhere)
    monkeypatch.setattr(competitive, "equilibrium_prices", lambda *_: np.array([]))
    found = competitive.solve_competitive(log().replacing(kappa=["1/77", "1/78"]))
    assert not found.solved
    assert np.isnan(found.price).all()
    assert found.status.startswith("not solved: no competitive price")


def test_offers_are_read_only_where_they_tell_the_types_apart() -> None:
    with pytest.raises(ValueError, match="separating"):
        beliefs.read_types(alike(), [(0.1, 0.0)])


def test_a_stage_2_that_is_not_solved_stops_beliefs_and_rounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy = log()
    offers = solve_stage1(economy).offers
    believed = beliefs.beliefs(economy, [(o, 2) for o in offers], 0, offers[0])
    assert beliefs.stage2_offer(economy, believed, 0).shape == (2,)
    monkeypatch.setattr(beliefs, "solve_stage2", unsolved)
    with pytest.raises(ArithmeticError, match="stage 2 is"):
        beliefs.stage2_offer(economy, believed, 0)
    monkeypatch.setattr(rounds, "solve_stage2", unsolved)
    with pytest.raises(ArithmeticError, match="stage 2 is"):
        rounds.play(economy, 6, seed=1)


def test_configurations_need_a_count_for_each_type_and_an_agent() -> None:
    with pytest.raises(ValueError, match="one count per type"):
        solve_stage2(log(), [[1, 2, 3]])
    with pytest.raises(ValueError, match="at least one active agent"):
        solve_stage2(log(), np.empty((0, 2), dtype=int))


def test_pooling_needs_two_types_and_costs_nothing_where_they_want_the_same() -> None:
    with pytest.raises(ValueError, match="at least two types"):
        pooling_cost(log(), [0])
    cost, at = pooling_cost(alike(), [0, 1])
    assert (cost, at) == (0.0, float(solve_stage1(alike()).consumption[0]))


def test_displaced_offers_need_two_types_and_an_inactive_agent() -> None:
    with pytest.raises(ValueError, match="two types"):
        displaced(example("three_types")[0], 30)
    with pytest.raises(ValueError, match="nobody is inactive"):
        displaced(log().replacing(eta=0), 30)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"kink": True}, "nearly zero"), ({"unique": False}, "several competitive equilibria")],
)
def test_nothing_is_said_of_larger_numbers_where_the_slope_does_not_apply(
    change: dict[str, Any], words: str
) -> None:
    economy = log()
    computed = margins.threshold(economy, [1700, 2000])
    assert computed.tail.start is not None
    loss_ = margins.losses(economy, solve_stage1(economy))
    tail = margin_tail.tail(
        economy, list(computed.margins), replace(slope(economy), **change), loss_
    )
    assert (tail.start, tail.evidence) == (None, "NONE")
    assert words in tail.detail


def test_an_efficient_outcome_whose_equilibrium_is_not_decided_is_not_called_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(achieving, "MOST_CONFIGURATIONS", 0)
    assert achieving._is_equilibrium(log(), 50) is None
    found = achieving.achieve(log(), Fraction(1, 2), Fraction(1, 2), most_agents=40)
    assert found.equilibrium is None
    assert found.achieved is False
    assert found.status.startswith("undecided")


def test_a_loss_that_no_kappa_makes_small_is_searched_for_so_often_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(achieving, "MOST_HALVINGS", 2)
    found = achieving.achieve(log(), Fraction(1, 10**9), Fraction(1, 2), most_agents=20)
    assert found.achieved is False
    assert found.limit > 1e-9
    assert found.ceiling == Fraction(1, 16)


@pytest.mark.parametrize(
    ("asked", "threads"), [("3", 3), ("0", None), ("-1", None), ("many", None)]
)
def test_the_number_of_threads_is_the_one_asked_for_if_it_is_one(
    asked: str, threads: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWOSTAGE_THREADS", raising=False)
    usual = blocks.cores()
    monkeypatch.setenv("TWOSTAGE_THREADS", asked)
    assert blocks.cores() == (threads or usual)


def test_without_compilation_there_is_no_compiled_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOSTAGE_COMPILE", "0")
    assert engine._llvm.__wrapped__() is None
    monkeypatch.setattr(engine, "_llvm", lambda: None)
    assert engine.available() is False
    assert engine._function(None, "f", lambda _: "", "p", "f") is None  # type: ignore[arg-type]


def test_where_one_function_is_not_compiled_the_array_form_solves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    economy, rows = log(), np.array([[3, 6], [0, 4]])
    wanted = solve_stage2(economy, rows)
    for module in (stage2, response, loss):
        monkeypatch.setattr(module.engine, "available", lambda: True)
        monkeypatch.setattr(module.engine, "function", lambda *_, **__: None)
    found = solve_stage2(economy.replacing(name="another"), rows)
    assert found.solved.all()
    assert found.price == pytest.approx(wanted.price, rel=1e-12)
    assert found.offers == pytest.approx(wanted.offers, rel=1e-9, abs=1e-12)


def test_the_oracles_leave_what_does_not_move() -> None:
    _, data = example("log")
    assert polished_offers(data, [1, 1], [(0.0, 0.0), (0.0, 0.0)]) == [(0, 0), (0, 0)]
    assert bisected(lambda t: -1 - t, mpmath.mpf(2), mpmath.mpf(3)) == 2
    assert float(bisected(lambda t: 2 - t * t, mpmath.mpf(0), mpmath.mpf(3))) == pytest.approx(
        2**0.5, rel=1e-15
    )
