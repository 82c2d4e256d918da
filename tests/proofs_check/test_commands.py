"""The commands: JSON contracts, exit statuses, one clear sentence for whatever is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from numeric import load_economy, solve_competitive, solve_stage1, solve_stage2
from proofs_check.cli import COMMANDS, main

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
LOG = str(EXAMPLES / "log.toml")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_help_lists_every_command_and_each_has_its_own_help() -> None:
    text = call("-h").output
    for name in COMMANDS:
        assert name in text
        assert call(name, "-h").exit_code == 0


def test_an_unknown_command_is_a_usage_error() -> None:
    assert call("solv").exit_code == 2


def test_solve_prints_the_contract_as_json() -> None:
    result = call("solve", LOG, "--agents", "9", "--configuration", "3,6", "--json")
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    economy = load_economy(LOG)
    assert data["agents"] == 9
    assert data["active"] == 9
    assert data["status"] == "solved"
    s1, ce, s2 = solve_stage1(economy), solve_competitive(economy), solve_stage2(economy, [[3, 6]])
    assert np.allclose([data["stage1"][t]["offer"] for t in economy.types], s1.offers)
    assert np.allclose([data["stage1"][t]["interval"] for t in economy.types], s1.intervals)
    assert np.allclose([data["competitive"][z]["price"] for z in economy.states], ce.price)
    assert [data["competitive"][z]["unique"] for z in economy.states] == [True, True]
    assert data["stage2"]["configuration"] == {"weak": 3, "keen": 6}
    assert np.allclose([data["stage2"]["types"][t]["offer"] for t in economy.types], s2.offers[0])
    assert data["stage2"]["price"] == pytest.approx(data["stage2"]["totals"][1] / data["stage2"]["totals"][0])
    for row in data["stage2"]["types"].values():
        assert row["allocation"][0] > 0
    assert data["stage2"]["residual"] <= 1e-10


def test_solve_lists_all_equilibria_of_a_configuration() -> None:
    data = json.loads(call("solve", LOG, "--configuration", "1,2", "--all", "--json").stdout)
    assert len(data["stage2"]["equilibria"]) == 1
    assert data["stage2"]["equilibria"][0]["price"] == pytest.approx(data["stage2"]["price"], rel=1e-12)


def test_solve_without_a_configuration_has_no_stage_2() -> None:
    data = json.loads(call("solve", LOG, "--agents", "40", "--json").stdout)
    assert data["stage2"] is None
    assert data["active"] == 36


def test_solve_prints_tables_for_people() -> None:
    text = call("solve", LOG, "--configuration", "0,6", "--all").output
    for word in ("Stage 1", "Competitive equilibrium", "Stage 2", "weak", "posterior", "equilibrium 1"):
        assert word in text


def test_a_solver_that_did_not_converge_is_status_3_with_nulls(monkeypatch: pytest.MonkeyPatch) -> None:
    from numeric import aggregative, stage2

    monkeypatch.setattr(aggregative, "newton", lambda e, s, f, point: point)
    monkeypatch.setattr(stage2, "nearest", lambda *a: None)
    result = call("solve", LOG, "--configuration", "3,6", "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert data["stage2"]["price"] is None
    assert "not solved" in data["status"]
    assert call("solve", LOG, "--configuration", "3,6").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["solve", "no-such-file.toml"], "there is no such file"),
        (["solve", LOG, "--configuration", "3"], "one count per type"),
        (["solve", LOG, "--configuration", "3,x"], "separated by commas"),
        (["solve", LOG, "--configuration", "-1,4"], "separated by commas"),
        (["solve", LOG, "--configuration", "0,0"], "at least one active"),
        (["solve", LOG, "--agents", "7", "--configuration", "3,6"], "9 active agents"),
        (["solve", LOG, "--agents", "1"], "--agents"),
        (["solve", LOG, "--all"], "give --configuration"),
        (["verify", "no-such-claim"], "there is no claim"),
        (["verify", "eq-14", "--economies", "-3"], "--economies"),
        (["verify", "eq-14", "--file", "no-such-file.toml"], "there is no such file"),
    ],
)
def test_wrong_usage_is_one_sentence_and_status_2(arguments: list[str], sentence: str) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""


def test_check_names_every_assumption() -> None:
    result = call("check", LOG, "--json")
    data = json.loads(result.stdout)
    assert {"id", "title", "verdict", "evidence", "detail"} == set(data["assumptions"][0])
    verdicts = {a["verdict"] for a in data["assumptions"]}
    assert result.exit_code == (1 if "FAILS" in verdicts else 3 if verdicts != {"HOLDS"} else 0)
    assert "concave" in call("check", LOG).output


def test_a_violated_assumption_is_status_1() -> None:
    result = call("check", str(EXAMPLES / "crra_outside.toml"))
    assert result.exit_code == 1
    assert "FAILS" in result.output


def test_verify_writes_results_that_are_the_json_it_prints(tmp_path: Path) -> None:
    result = call("verify", "eq-14", "--economies", "0", "--out", str(tmp_path / "results"), "--json")
    assert result.exit_code == 0
    written = json.loads((tmp_path / "results" / "results.json").read_text())
    printed = json.loads(result.stdout)
    for data in (written, printed):
        data["claims"][0]["seconds"] = 0
    assert written == printed


def test_an_output_that_cannot_be_written_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call("verify", "eq-14", "--economies", "0", "--out", str(tmp_path / "file" / "results"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_an_interruption_is_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("proofs_check.commands.verify.run", interrupted)
    result = call("verify", "eq-14", "--economies", "0")
    assert result.exit_code == 3
    assert "interrupted" in result.stderr
