"""--certify adds exact intervals to the JSON and exits 3 where something is not certified."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner

from numeric import certify_stage2
from proofs_check.answers import certify as answers
from proofs_check.cli import main
from tests.numeric.economies import EXAMPLES


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    return result.exit_code, result.stdout


def ends(text: str) -> tuple[Fraction, Fraction]:
    low, high = text.strip("[]").split(", ")
    return Fraction(low), Fraction(high)


def test_solve_adds_enclosures_that_contain_the_floating_point_solution() -> None:
    status, text = run(
        "solve", str(EXAMPLES / "log.toml"), "--configuration", "3,5", "--certify", "--json"
    )
    data: dict[str, Any] = json.loads(text)
    found = data["certified"]
    assert status == 0
    assert found["stage2"]["unique"] == "global"
    assert found["stage2"]["complete"]
    [equilibrium] = found["stage2"]["equilibria"]
    low, high = ends(equilibrium["price"])
    assert low < Fraction(data["stage2"]["price"]) < high
    for name, row in data["stage2"]["types"].items():
        for text_, value in zip(equilibrium["types"][name]["offer"], row["offer"], strict=True):
            low, high = ends(text_)
            assert low <= Fraction(value) <= high
    for state, part in found["competitive"].items():
        low, high = ends(part["equilibria"][0]["price"])
        assert low < Fraction(data["competitive"][state]["price"]) < high
    assert {g["evidence"] for g in found["given"]} == {"DECIDED"}


@pytest.mark.bulk
def test_threshold_adds_signs_relative_to_the_selected_equilibrium_or_to_every_one() -> None:
    arguments = (
        "threshold",
        str(EXAMPLES / "failing.toml"),
        "--from",
        "2",
        "--to",
        "4",
        "--step",
        "2",
        "--certify",
        "--time-limit",
        "1e-9",  # no bound for all larger N: that is tested elsewhere
        "--json",
    )
    for scope, about in (("local", "the selected equilibrium"), ("global", "every equilibrium")):
        status, text = run(*arguments, "--scope", scope)
        data = json.loads(text)
        assert status == 0
        assert [row["sign"] for row in data["certified"]] == [-1, -1]
        assert {row["relative_to"] for row in data["certified"]} == {about}
        for row, margin in zip(data["certified"], data["margins"], strict=True):
            low, high = ends(row["margin"])
            assert (
                low - Fraction(1, 10**12) < Fraction(margin["margin"]) < high + Fraction(1, 10**12)
            )


def test_what_is_not_certified_exits_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("numeric.certify.stage2.market.cap", lambda *a: None)
    monkeypatch.setattr("numeric.certify.stage2.enclose.local_box", lambda *a: None)
    monkeypatch.setattr("numeric.certify.arithmetic.scan.MOST", 50)
    status, text = run(
        "solve", str(EXAMPLES / "log.toml"), "--configuration", "3,5", "--certify", "--json"
    )
    assert status == 3
    assert json.loads(text)["certified"]["stage2"]["exists"] is None


def test_tables_print_the_intervals_and_their_standing() -> None:
    status, text = run("solve", str(EXAMPLES / "log.toml"), "--configuration", "1,0", "--certify")
    assert status == 0
    assert "Certified by ball arithmetic" in text
    assert "exactly one equilibrium" in text
    at_five = ("--from", "5", "--to", "5", "--certify", "--time-limit", "1e-9")
    status, text = run("threshold", str(EXAMPLES / "log.toml"), *at_five)
    assert "relative to the selected equilibrium" in " ".join(text.split())


def test_too_many_configurations_are_refused() -> None:
    status, _ = run(
        "threshold",
        str(EXAMPLES / "three_types.toml"),
        "--from",
        "1000",
        "--to",
        "1000",
        "--certify",
    )
    assert status == 2


@pytest.mark.bulk
def test_data_of_several_equilibria_lists_all() -> None:
    from tests.numeric.certify.economies import three_equilibria

    economy = three_equilibria()
    data = answers._stage2(economy, certify_stage2(economy, [2, 2]))
    assert len(data["equilibria"]) == 3
    assert data["unique"] == "local"
    assert data["selected"] == 1
