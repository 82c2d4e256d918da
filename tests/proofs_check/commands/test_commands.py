"""The commands: JSON contracts, exit statuses, one clear sentence for whatever is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from numeric import load_economy, solve_competitive, solve_stage1, solve_stage2
from numeric.stage2.aggregative import Aggregative
from numeric.stage2.price_scan import PriceScan
from numeric.stage2.signed_newton import Signed
from proofs_check.cli import COMMANDS, main
from tests.numeric.stage2.methods import nothing

EXAMPLES = Path(__file__).parents[3] / "examples"
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
    assert data["stage2"]["price"] == pytest.approx(
        data["stage2"]["totals"][1] / data["stage2"]["totals"][0]
    )
    for row in data["stage2"]["types"].values():
        assert row["allocation"][0] > 0
    assert data["stage2"]["residual"] <= 1e-10


def test_solve_lists_all_equilibria_of_a_configuration() -> None:
    data = json.loads(call("solve", LOG, "--configuration", "1,2", "--all", "--json").stdout)
    assert len(data["stage2"]["equilibria"]) == 1
    assert data["stage2"]["equilibria"][0]["price"] == pytest.approx(
        data["stage2"]["price"], rel=1e-12
    )


def test_solve_without_a_configuration_has_no_stage_2() -> None:
    data = json.loads(call("solve", LOG, "--agents", "40", "--json").stdout)
    assert data["stage2"] is None
    assert data["active"] == 36


def test_solve_prints_tables_for_people() -> None:
    text = call("solve", LOG, "--configuration", "0,6", "--all").output
    for word in (
        "Stage 1",
        "Competitive equilibrium",
        "Stage 2",
        "weak",
        "posterior",
        "equilibrium 1",
    ):
        assert word in text


def test_a_solver_that_did_not_converge_is_status_3_with_nulls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for method in (Aggregative, Signed, PriceScan):
        monkeypatch.setattr(method, "solve", nothing)
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
        (["solve", LOG, "--configuration", "3,x"], "such as 3,5"),
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


@pytest.mark.bulk
def test_verify_writes_results_that_are_the_json_it_prints(tmp_path: Path) -> None:
    result = call(
        "verify", "eq-14", "--economies", "0", "--out", str(tmp_path / "results"), "--json"
    )
    assert result.exit_code == 0
    written = json.loads((tmp_path / "results" / "results.json").read_text())
    printed = json.loads(result.stdout)
    for data in (written, printed):
        data["claims"][0] |= {"seconds": 0, "processor": 0}
    assert written == printed


def test_an_output_that_cannot_be_written_is_one_sentence_and_status_4(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = call(
        "verify", "eq-14", "--economies", "0", "--out", str(tmp_path / "file" / "results")
    )
    assert result.exit_code == 4
    assert "cannot be written" in result.stderr


def test_an_interruption_is_status_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("proofs_check.checking.run", interrupted)
    result = call("verify", "eq-14", "--economies", "0")
    assert result.exit_code == 3
    assert "interrupted" in result.stderr


def test_threshold_prints_every_margin_as_json_and_finds_the_failures() -> None:
    result = call(
        "threshold", str(EXAMPLES / "failing.toml"), "--from", "10", "--to", "14", "--json"
    )
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert [m["agents"] for m in data["margins"]] == [10, 11, 12, 13, 14]
    assert data["fails"] == [10, 11, 12]
    assert data["last_failure"] == 12
    assert data["tail"]["from"] is None
    assert set(data["slope"]) == {"common", "rare"}
    row = data["margins"][0]
    assert row["margin"] == pytest.approx(row["binding"]["cost"] - row["binding"]["gain"])


def test_threshold_prints_a_table_for_people() -> None:
    text = call("threshold", str(EXAMPLES / "failing.toml"), "--to", "40").output
    assert "NOT an equilibrium at 11 values" in text
    assert "One in 2 of 39" in text
    assert "an equilibrium at every computed N" in call("threshold", LOG, "--to", "5").output


def test_threshold_of_a_pooling_economy_is_not_defined_and_says_which_assumption_fails(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pooling.toml"
    file.write_text(
        'prior=[0.5,0.5]\nsignal=[[0.6,0.4],[0.4,0.6]]\nendowment=[1,1]\nkappa=[0.1,0.1]\neta=0.1\nutility="log(q)+log(r)"\n'
    )
    result = call("threshold", str(file), "--to", "5")
    assert result.exit_code == 3
    assert "it fails that the best offers of stage 1 differ across types" in result.stderr
    assert "same best offer" in result.stderr
    assert "not defined: types" in result.stdout
    assert "nothing is claimed" in result.stdout
    assert call("threshold", LOG, "--from", "9", "--to", "5").exit_code == 2


def test_play_accounts_for_every_unit() -> None:
    data = json.loads(
        call("play", LOG, "--agents", "50", "--seed", "4", "--state", "high", "--json").stdout
    )
    assert data["state"] == "high"
    assert data["active"] == 45
    assert sum(row["count"] for row in data["histogram"]) == 45
    assert np.abs(data["balance"]).max() < 1e-12 * 50
    assert sum(t["active"] for t in data["types"].values()) == 45
    assert "handed out" in call("play", LOG, "--agents", "20").output


def offers_file(path: Path, rows: list[str]) -> str:
    path.write_text("\n".join(["agent,type,offer_q,offer_r", *rows]) + "\n")
    return str(path)


def test_play_stops_after_the_histogram_and_goes_on_with_given_offers(tmp_path: Path) -> None:
    first = offers_file(
        tmp_path / "one.csv", ["0,weak,0.1,0", "1,keen,0,0.2", "2,weak,0.1,0", "3,keen,0,0"]
    )
    stopped = call("play", LOG, "--stage1", first, "--json")
    data = json.loads(stopped.stdout)
    assert data["price"] is None
    assert data["histogram"][0] == {"offer": [0.0, 0.0], "count": 1}
    assert "not played" in call("play", LOG, "--stage1", first).output
    second = offers_file(
        tmp_path / "two.csv", ["0,weak,0.2,0", "1,keen,0,0.1", "2,weak,0.3,0", "3,keen,0,0"]
    )
    played = json.loads(call("play", LOG, "--stage1", first, "--stage2", second, "--json").stdout)
    assert played["price"] == pytest.approx((0.1 + 0.2) / (0.5 + 0.2))
    assert played["totals"] == pytest.approx([0.7, 0.3])


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (["0,weak,0.1,0", "0,weak,0.1,0"], "appears twice"),
        (["0,weak,0.1,0", "1,brave,0.1,0"], "type must be one of"),
        (["0,weak,0.1,0", "1,keen,2,0"], "one-sided and between 0"),
        (["0,weak,0.1,0", "1,keen,0.1,0.1"], "one-sided and between 0"),
        (["0,weak,0.1,0", "1,keen,nan,0"], "must be numbers"),
        (["0,weak,0.1,0", "1,keen,a,0"], "must be numbers"),
        (["0,weak,0.1,0", " ,keen,0,0"], "agent must have 1 to 200 printable characters"),
        (["0,weak,0.1,0", "1,keen,0"], "must have 4 fields"),
        (["0,weak,0.1,0"], "at least 2 agents"),
    ],
)
def test_wrong_offers_are_one_sentence_and_status_2(
    tmp_path: Path, rows: list[str], sentence: str
) -> None:
    result = call("play", LOG, "--stage1", offers_file(tmp_path / "offers.csv", rows))
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_wrong_use_of_play_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    good = offers_file(tmp_path / "one.csv", ["0,weak,0.1,0", "1,keen,0,0.2"])
    other = offers_file(tmp_path / "two.csv", ["0,keen,0.1,0", "1,keen,0,0.2"])
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for arguments, sentence in (
        ([], "give --agents"),
        (["--stage1", str(tmp_path / "none.csv")], "no such file"),
        (["--stage1", str(binary)], "cannot be read"),
        (["--stage1", LOG], "the first row must be"),
        (["--stage1", good, "--agents", "3"], "--agents must be 2"),
        (["--stage1", good, "--stage2", other], 'has type "weak" at stage 1'),
        (["--agents", "5", "--state", "middling"], "--state must be one of"),
    ):
        result = call("play", LOG, *arguments)
        assert result.exit_code == 2, arguments
        assert sentence in result.stderr


def test_the_list_of_examples_as_json_is_the_list(tmp_path: Path) -> None:
    lines = call("examples").stdout.splitlines()
    data = json.loads(call("examples", "--json").stdout)
    assert data["folder"] is None
    assert [f"{f['file']:34} {f['name']}" for f in data["files"]] == lines
    assert {f["kind"] for f in data["files"]} == {"economy", "classes", "goods", "sweep"}
    folder = tmp_path / "copied"
    copied = json.loads(call("examples", "--out", str(folder), "--json").stdout)
    assert copied == {**data, "folder": str(folder)}
    assert all((folder / f["file"]).is_file() for f in copied["files"])
