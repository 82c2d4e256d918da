"""What ``threshold --certify`` says about all larger N, as data and in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from numeric.certify import CertifiedTail
from numeric.certify.theorem_1 import tail
from numeric.certify.theorem_1.margin import EVERY, SELECTED
from numeric.certify.theorem_1.tail import Tried
from proofs_check.answers.certified_tail import joined_downwards, sentences, tail_data
from proofs_check.cli import main
from tests.numeric.economies import EXAMPLES, example


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return result.exit_code, result.stdout


@pytest.mark.bulk
def test_a_certified_bound_for_all_larger_numbers_becomes_the_tail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "LADDER", (70,))
    monkeypatch.setattr(tail, "REFINED", 0)
    arguments = ("--from", "30", "--to", "30", "--certify", "--json")
    data = json.loads(run("threshold", str(EXAMPLES / "state_free.toml"), *arguments)[1])
    assert data["tail"]["evidence"] == "CERTIFIED"
    assert data["tail"]["from"] > 30
    assert data["sampled_tail"]["evidence"] != "CERTIFIED"
    assert [t["active"] for t in data["certified_tail"]["attempts"]] == [70]


def test_without_a_range_the_bound_alone_is_certified_and_printed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tail, "LADDER", (70,))
    monkeypatch.setattr(tail, "REFINED", 0)
    status, text = run("threshold", str(EXAMPLES / "state_free.toml"), "--certify")
    assert status == 0
    assert "the candidate is an equilibrium, relative to every equilibrium of stage 2" in text
    assert "unique for M >= 70" in text
    status, text = run(
        "threshold", str(EXAMPLES / "state_free.toml"), "--certify", "--time-limit", "1e-9"
    )
    assert status == 3
    assert "within the time limit" in text


def test_a_range_is_needed_except_for_a_certificate() -> None:
    result = CliRunner().invoke(main, ["threshold", str(EXAMPLES / "log.toml")])
    assert result.exit_code == 2
    assert "--to is needed" in result.stderr


def known(start: int | None = 10, unique_from: int | None = 8) -> dict[str, Any]:
    tried = (Tried(8, start, 5, 6, True, "the bound is below the cost", 0.1),)
    evidence = "CERTIFIED" if start else "NONE"
    found = CertifiedTail(start, 8, evidence, "a bound", unique_from, 0.02, tried)
    return tail_data(example("state_free")[0], found)


def rows(failing: int | None, about: str = EVERY) -> list[dict[str, Any]]:
    return [
        {"agents": N, "sign": -1 if failing == N else 1, "relative_to": about} for N in range(2, 12)
    ]


def test_certified_signs_that_join_the_tail_extend_it_to_the_last_failure() -> None:
    economy, _ = example("state_free")
    found = joined_downwards(economy, known(), rows(7), 1)
    assert (found["from"], found["last_failure"], found["relative_to"]) == (8, 7, EVERY)
    assert "this bound alone holds from N = 10 on" in found["detail"]
    assert any("last N at which it is not is 7, with proof" in s for s in sentences(found))
    never = joined_downwards(economy, known(), rows(None), 1)
    assert (never["from"], never["last_failure"]) == (2, 0)
    assert any("every N from 2 on, with proof" in s for s in sentences(never))


def test_signs_about_the_selected_equilibrium_are_not_said_to_be_about_every_one() -> None:
    economy, _ = example("state_free")
    late = known(unique_from=9)
    assert joined_downwards(economy, late, rows(7, SELECTED), 1)["relative_to"] == SELECTED
    unique = known(unique_from=2)
    assert joined_downwards(economy, unique, rows(7, SELECTED), 1)["relative_to"] == EVERY


def test_signs_that_leave_gaps_or_no_tail_extend_nothing() -> None:
    economy, _ = example("state_free")
    assert joined_downwards(economy, known(), rows(7), 2)["from"] == 10
    assert joined_downwards(economy, known(None), rows(7), 1)["from"] is None
    undecided = [{**row, "sign": None} for row in rows(None)]
    found = joined_downwards(economy, known(), undecided, 1)
    assert found["from"] == 10
    assert "last_failure" not in found


def test_what_is_missing_is_said() -> None:
    told = sentences(known(None, None))
    assert told == [
        "No bound for all larger N is certified: a bound.",
        "Uniqueness of every β^σ was not certified for any M that was tried.",
    ]
