"""``twostage sweep`` and ``verify --row`` from end to end.

A real sweep, resumed, summarised, one row repeated.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proofs_check.cli import main
from proofs_check.sweep.spec import KEYS
from tests.bulk import some
from tests.proofs_check.sweep.tasks import Here, changed

ROOT = Path(__file__).parents[3]
SPEC = (
    'count = 6\nseed = 1\ntypes = [2, 2]\nstates = [1, 2]\nfamilies = ["log"]\nagents = '
    '[4]\nclaims = ["thm-1.claim-1", "eq-22"]\nslopes = false\n'
)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "spec.toml").write_text(SPEC)
    result = call(
        "sweep", folder / "spec.toml", "--out", folder / "s.db", "--workers", "1", "--json"
    )
    assert result.exit_code == 0, result.output
    assert "6 economies examined" in result.stderr
    data = json.loads(result.stdout)
    assert data["economies"] == {"done": 6}
    assert {c["claim"]: c["verdicts"] for c in data["claims"]} == {
        "thm-1.claim-1": {"HOLDS": 6},
        "eq-22": {"FAILS": 6},
    }
    return folder


def test_a_finished_sweep_starts_no_worker_and_a_longer_one_computes_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr("proofs_check.commands.sweep._pool", forbidden)
    result = call("sweep", folder / "spec.toml", "--out", folder / "s.db")
    assert result.exit_code == 0
    assert "0 economies examined" in result.stderr


def test_help_names_every_key_of_a_spec_and_keeps_its_lines() -> None:
    said = call("sweep", "--help").stdout
    named = {
        name
        for line in said.splitlines()
        if line.startswith("    ")
        for name in line.replace(",", " ").replace("[", " ").replace("]", " ").split()[:2]
    }
    assert set(KEYS) - {"name", "count", "seed"} <= named


def test_where_there_is_no_terminal_progress_is_told_in_lines(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proofs_check.output.progress.EVERY", -1.0)
    monkeypatch.setattr("proofs_check.sweep.pool.LocalPool", Here)
    result = call(
        "sweep", folder / "spec.toml", "--out", folder / "told.db", "--workers", "1", "--json"
    )
    assert result.stderr.splitlines()[0].startswith("0 of 6 economies, 0.00 a second")
    assert "6 of 6 economies, " in result.stderr
    assert json.loads(result.stdout)["economies"] == {"done": 6}


def test_a_row_is_repeated_alone_and_a_changed_one_is_noticed(folder: Path) -> None:
    result = call("verify", "--row", f"{folder / 's.db'}:3", "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["equal"], data["row"]) == (0, True, 3)
    assert 'utility = "theta*log(q) + log(r)"' in data["economy"]
    assert [c["id"] for c in data["claims"]] == ["thm-1.claim-1", "eq-22"]
    assert call("verify", "thm-1.claim-1", "--row", f"{folder / 's.db'}:3").exit_code == 0
    other = folder / "changed.db"
    shutil.copy(folder / "s.db", other)
    changed(
        other,
        "UPDATE results SET verdict = 'UNDECIDED' WHERE economy = 3 AND claim = 'thm-1.claim-1'",
    )
    differs = call("verify", "thm-1.claim-1", "--row", f"{other}:3")
    assert differs.exit_code == 3
    assert "differs: UNDECIDED is stored" in differs.output
    changed(other, "UPDATE margins SET gain = gain + 1e-3 WHERE economy = 4")
    measured = call("verify", "--row", f"{other}:4")
    assert measured.exit_code == 3
    assert "margins: 1 stored; they differ" in measured.output


def test_a_row_is_repeated_as_it_was_computed(folder: Path) -> None:
    result = call("verify", "--row", f"{folder / 's.db'}:3", "--mutants", "--economies", "3")
    assert result.exit_code == 2
    assert "only ids of claims and --json go with it" in result.stderr


@pytest.mark.bulk
def test_a_broken_row_is_repeated_under_the_limits_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(
        SPEC.replace("count = 6", "count = 1")
        .replace("[4]", "[4, 9000]")
        .replace("[2, 2]", "[4, 4]")
        + "time_limit = 1\n"
    )
    assert (
        call(
            "sweep", tmp_path / "spec.toml", "--out", tmp_path / "s.db", "--workers", "1"
        ).exit_code
        == 3
    )
    result = call("verify", "--row", f"{tmp_path / 's.db'}:0")
    assert result.exit_code == 3
    assert 'utility = "theta*log(q) + log(r)"' in result.stdout
    assert (
        "stored as BROKEN: took longer than 1 seconds of processor time\nnow BROKEN: took longer"
        in result.stdout
    )
    assert "everything is as stored" in result.stdout
    with sqlite3.connect(tmp_path / "s.db") as raw:
        text = raw.execute("SELECT value FROM meta WHERE key = 'spec'").fetchone()[0]
    raw.close()
    shorter = text.replace("9000", "5")
    changed(tmp_path / "s.db", "UPDATE meta SET value = ? WHERE key = 'spec'", shorter)
    ended = call("verify", "--row", f"{tmp_path / 's.db'}:0")
    assert ended.exit_code == 3
    assert "now it ends within the limits" in ended.stdout
    assert "the row differs from what is stored" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    some(
        [
            ([], "give SPEC with --out STORE"),
            (["spec.toml"], "give SPEC with --out STORE"),
            (["--out", "x.db"], "give SPEC with --out STORE"),
            (["none.toml", "--out", "x.db"], "no such file"),
            (["spec.toml", "--out", "x.db", "--scheduler", "tcp://127.0.0.1:1"], "does not answer"),
            (["--summary", "spec.toml"], "not the store of a sweep"),
            (["--summary", "none.db"], "no such store"),
            (["--summary", "s.db", "--workers", "2"], "are for running a sweep"),
            (["--summary", "s.db", "--to", "x"], "--to is for --export and --plots"),
        ],
        lambda case: "--scheduler" not in case[0],
    ),
)
def test_wrong_usage_is_one_sentence_and_status_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    if "--scheduler" in arguments:
        pytest.importorskip("distributed")
        monkeypatch.setattr("proofs_check.sweep.cluster.PATIENCE", 1)
    monkeypatch.chdir(folder)
    result = call("sweep", *arguments)
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("s.db", "must be STORE:ID"),
        ("s.db:x", "must be STORE:ID"),
        ("s.db:99", "has no row 99"),
        ("n.db:1", "such"),
    ],
)
def test_a_wrong_row_is_one_sentence_and_status_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, row: str, sentence: str
) -> None:
    monkeypatch.chdir(folder)
    result = call("verify", "--row", row)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_a_sweep_with_broken_economies_is_status_3_and_says_which(folder: Path) -> None:
    spec = folder / "impossible.toml"
    spec.write_text(
        SPEC.replace("[1, 2]", "[6, 6]").replace("count = 6", "count = 1") + "signal_weights = 2\n"
    )
    result = call("sweep", spec, "--out", folder / "b.db", "--workers", "1")
    assert result.exit_code == 3
    assert "BROKEN: economy 0, seed 1:0: InputError: no draw out of" in result.stdout


def _as_from_a_terminal() -> None:
    """Take Ctrl-C as a program that a terminal starts: a shell's background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.programs
def test_ctrl_c_keeps_what_is_ready_and_is_status_3(tmp_path: Path) -> None:
    (tmp_path / "spec.toml").write_text(SPEC.replace("count = 6", "count = 5000"))
    command = [
        sys.executable,
        "-m",
        "proofs_check",
        "sweep",
        str(tmp_path / "spec.toml"),
        "--out",
        str(tmp_path / "s.db"),
        "--workers",
        "1",
    ]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_as_from_a_terminal,
    )
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not (tmp_path / "s.db-wal").exists():
        time.sleep(0.05)
    time.sleep(4)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "interrupted: " in said
    assert "of 5000 economies are in" in said
    assert "Traceback" not in said
    assert json.loads(call("sweep", "--summary", tmp_path / "s.db", "--json").stdout)[
        "economies"
    ].keys() <= {"done"}
