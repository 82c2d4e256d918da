"""Outside the paper's class every command says so once, and what it prints is true or refused with status 3."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from numeric import load_economy, threshold
from proofs_check.answers.waiting import signs_of_life
from proofs_check.cli import main
from tests.bulk import leading
from tests.numeric.economies import EXAMPLES

LOG = (EXAMPLES / "log.toml").read_text(encoding="utf-8")
NEEDS = str(EXAMPLES / "stone_geary.toml")
UTILITY = 'utility = "theta*log(q) + log(r)"'


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(utility: str, **changes: str) -> str:
        text = LOG.replace(UTILITY, f'utility = "{utility}"')
        for old, new in changes.items():
            text = text.replace(old, new)
        path = tmp_path / "economy.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


COMMANDS = {
    "pooling": ("--agents", "4"),
    "check": (),
    "solve": ("--configuration", "3,5"),
    "threshold": ("--to", "8"),
    "efficiency": ("--agents", "12"),
    "play": ("--agents", "12"),
}


@pytest.mark.parametrize("command", leading(2, COMMANDS))
def test_every_command_works_on_the_stone_geary_example_and_names_nothing(command: str) -> None:
    result = call(command, NEEDS, *COMMANDS[command], "--json")
    assert result.exit_code == 0, result.output
    assert "Outside the paper's class" not in result.stderr
    data = json.loads(result.stdout)
    if command == "solve":
        assert data["competitive"]["low"]["price"] == pytest.approx(0.8868, abs=5e-5)
        assert data["competitive"]["high"]["price"] == pytest.approx(1.1277, abs=5e-5)
    if command == "check":
        first = data["assumptions"][0]
        assert first["detail"].endswith("utility is not real for q ≤ 1/10 or r ≤ 1/10")
        assert {a["verdict"] for a in data["assumptions"]} == {"HOLDS"}
    else:
        assert data["assumptions"] == []


@pytest.mark.bulk
@pytest.mark.parametrize("kind", ["stage1", "payoffs", "margin"])
def test_every_figure_of_the_stone_geary_example_is_drawn(kind: str, tmp_path: Path) -> None:
    result = call("plot", kind, NEEDS, "--to", "8", "--out", str(tmp_path / "f.svg"), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["assumptions"] == []


def test_the_derivations_of_the_stone_geary_example_assume_its_domain(tmp_path: Path) -> None:
    from numeric import load_economy
    from proofs_check.output.latex.given_economy import economy_derivations

    found = economy_derivations(load_economy(NEEDS))
    assert len(found) >= 3
    reasons = [h.reason for d in found for h in d.given]
    assert "the domain of this utility" in reasons


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "check"])
def test_failing_assumptions_are_named_once_on_the_error_stream_and_in_the_json(
    command: str, file: Any
) -> None:
    result = call(command, file("-theta*exp(-q) - exp(-r)"), *COMMANDS[command], "--json")
    assert result.stderr.count("Outside the paper's class") == 1
    failing = json.loads(result.stdout)["assumptions"]
    assert "sec-2.1.inada" in {a["id"] for a in failing}
    assert {a["verdict"] for a in failing} == {"FAILS"}


@pytest.mark.parametrize("utility", leading(1, ["q^2 + theta*r^2", "theta*q + r"]))
def test_what_cannot_be_solved_is_null_with_status_3_and_a_sentence(
    utility: str, file: Any
) -> None:
    result = call("solve", file(utility), "--configuration", "3,5", "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert data["status"].startswith("not solved: no competitive price was found")
    assert data["competitive"]["low"]["price"] is None
    assert data["competitive"]["low"]["unique"] is None


def test_an_endowment_outside_the_domain_is_one_sentence_with_status_2(file: Any) -> None:
    result = call("solve", file("theta*ln(q - 1) + ln(r)"), "--configuration", "3,5")
    assert result.exit_code == 2
    assert "endowment must lie where utility is real" in result.stderr
    assert "needs q > 1" in result.stderr


def test_uniqueness_that_the_form_does_not_decide_is_certified() -> None:
    outside = str(EXAMPLES / "crra_outside.toml")
    data = json.loads(call("solve", outside, "--json").stdout)
    assert [row["unique"] for row in data["competitive"].values()] == [True, True]


EQUAL = {"theta = [[0.8, 1.0], [1.0, 1.25]]": "theta = 1.0"}


def test_equal_types_are_solved_with_null_intervals(file: Any) -> None:
    result = call(
        "solve", file("theta*log(q) + log(r)", **EQUAL), "--configuration", "3,5", "--json"
    )
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["stage1"]["weak"]["interval"] == [None, None]
    assert data["stage1"]["weak"]["offer"] == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize("arguments", [("threshold", "--to", "9"), ("play", "--agents", "9")])
def test_equal_types_end_threshold_and_play_with_status_3_and_what_there_is(
    arguments: tuple[str, ...], file: Any
) -> None:
    path = file("theta*log(q) + log(r)", **EQUAL)
    result = call(arguments[0], path, *arguments[1:], "--json")
    assert result.exit_code == 3
    data = json.loads(result.stdout)
    assert "make the same offer at stage 1" in data["status"]
    if arguments[0] == "play":
        assert data["histogram"]
        assert data["price"] is None
    else:
        assert data["margins"] == []
        assert data["slope"]["weak"]["keen"] == 0
    assert call(arguments[0], path, *arguments[1:]).exit_code == 3


def test_a_figure_of_what_is_not_solved_is_refused_with_status_3(file: Any, tmp_path: Path) -> None:
    out = str(tmp_path / "f.svg")
    path = file("theta*log(q) + log(r)", **EQUAL)
    assert call("plot", "margin", path, "--to", "9", "--out", out).exit_code == 3
    convex = file("q^2 + theta*r^2")
    assert call("plot", "payoffs", convex, "--configuration", "3,5", "--out", out).exit_code == 3
    assert not Path(out).exists()


def test_the_linear_utility_ends_within_seconds(file: Any) -> None:
    before = time.monotonic()
    result = call("threshold", file("theta*q + r"), "--to", "6", "--json")
    assert result.exit_code in (0, 3)
    assert time.monotonic() - before < 60


@pytest.mark.bulk
def test_a_tail_at_a_tiny_kappa_ends_without_a_traceback_and_what_it_certifies_is_so(
    tmp_path: Path,
) -> None:
    text = (EXAMPLES / "state_free.toml").read_text(encoding="utf-8")
    path = tmp_path / "tiny.toml"
    limited = ("--certify", "--time-limit", "1")
    for kappa in ("0.004003", "0.00000001"):
        path.write_text(text.replace("[0.05, 0.05]", f"[{kappa}, {kappa}]"), encoding="utf-8")
        result = call("threshold", str(path), "--to", "3", *limited, "--json")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        tail = json.loads(result.stdout)["tail"]
        assert tail["evidence"] in ("NONE", "SAMPLED", "CERTIFIED")
        if tail["evidence"] == "CERTIFIED":
            sizes = [tail["from"], 2 * tail["from"]]
            assert all(m.margin > 0 for m in threshold(load_economy(path), sizes).margins)


def test_whoever_waits_learns_for_what(capsys: pytest.CaptureFixture[str]) -> None:
    with signs_of_life("the answer", first=0.01, every=0.01) as waiting:
        time.sleep(0.05)
        waiting.update("the question", 2, 7)
        time.sleep(0.05)
    said = capsys.readouterr().err
    assert "computing the answer …" in said
    assert "computing the question, 2 of 7 done …" in said
    with signs_of_life("what is quick"):
        pass
    assert capsys.readouterr().err == ""


def test_the_papers_claims_are_not_tested_on_a_utility_that_is_not_real_on_the_quadrant() -> None:
    from proofs_check.verifying.economies import shipped

    names = [economy.name for economy in shipped()]
    assert "two states, log utility" in names
    assert not any("Stone-Geary" in name for name in names)
    result = call("verify", "eq-3.budget", "--file", NEEDS)
    assert result.exit_code == 2
    assert "is not real for q ≤ 1/10 or r ≤ 1/10" in result.stderr
