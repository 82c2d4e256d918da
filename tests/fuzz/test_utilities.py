"""Among generated utilities nothing wrong is called solved; the oracle that says so sees a wrong one."""

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from numeric.stage1 import solve_stage1
from tests.fuzz import utilities
from tests.fuzz.utilities import Case, Utility, case, judged, run


@pytest.mark.bulk
def test_a_few_utilities_of_every_kind_are_solved_rightly_or_refused() -> None:
    counts, wrong = run(6, seed=7)
    assert not wrong, [(w.case.utility.text, w.wrong) for w in wrong]
    assert counts["solved"] + counts["partly solved"] > 0


@pytest.mark.slow
def test_a_thousand_utilities_are_solved_rightly_or_refused() -> None:
    counts, wrong = run(1000)
    assert not wrong, [(w.case, w.wrong) for w in wrong]
    assert counts["solved"] > 300
    assert counts["refused"] + counts["partly solved"] > 50


def log_case() -> Case:
    utility = Utility("theta*log(q) + log(r)", lambda q, r, t: t * np.log(q) + np.log(r))
    return replace(case(Random(1)), utility=utility, counts=(2, 3))


def test_the_oracle_sees_a_wrong_solution_in_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(log_case()).wrong == []

    def moved(module_solver: Any, **changes: Any) -> Any:
        return lambda *a: replace(module_solver(*a), **changes)

    first = solve_stage1(log_case().economy()).consumption
    monkeypatch.setattr(utilities, "solve_stage1", moved(solve_stage1, consumption=first * 1.01))
    found = utilities.solve_competitive(log_case().economy())
    wrong_price = replace(found, price=found.price * 1.01)
    monkeypatch.setattr(utilities, "solve_competitive", lambda _: wrong_price)
    game = utilities.solve_stage2(log_case().economy(), [(2, 3)])
    wrong_game = replace(game, offers=game.offers * 1.01)
    monkeypatch.setattr(utilities, "solve_stage2", lambda *_: wrong_game)
    said = " ".join(judged(log_case()).wrong)
    assert "stage 1: type" in said
    assert "excess demand" in said
    assert "totals do not add up" in said


def test_an_economy_that_is_no_input_is_counted_as_such() -> None:
    outside = Utility("theta*log(q - 100) + r", lambda q, r, t: t * np.log(q - 100) + r)
    found = judged(replace(log_case(), utility=outside))
    assert found.kind == "outside the input class"
    assert found.refusal.startswith("endowment must lie")
