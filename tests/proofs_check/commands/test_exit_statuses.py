"""The contract of exit statuses, command by command, and output that cannot be written.

The first that applies: 2 bad input or usage; 4 the output could not be written; 1 a claim asked for
fails (an assumption, for ``check``); 3 undecided, interrupted or not converged; 0 otherwise.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from numeric.status import NotSolved, Status
from proofs_check.cli import COMMANDS, main
from proofs_check.output import streams
from proofs_check.output.files import OutputError, write_text
from tests.bulk import only, without

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"
LOG = str(EXAMPLES / "log.toml")
OUTSIDE = str(EXAMPLES / "crra_outside.toml")
SPEC = "count = 2\nseed = 1\nclaims = ['eq-22']\nagents = []\nslopes = false\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "spec.toml").write_text(SPEC)
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    return tmp_path


GOOD: dict[str, list[str]] = {
    "check": [LOG],
    "compare": [LOG, "--agents", "4", "--mechanisms", "one_stage,two_stage"],
    "codegen": [LOG, "--language", "numpy", "--out", "library"],
    "demo": ["--help"],
    "derive": ["lemma-1", "--out", "derived"],
    "efficiency": [LOG, "--agents", "4"],
    "engines": ["eq-14"],
    "examples": [],
    "findings": ["verified/results.json"],
    "hunt": ["eq-10", "--examples", "1"],
    "play": [LOG, "--agents", "6"],
    "plot": ["stage1", LOG, "--out", "f.svg"],
    "pooling": [LOG, "--agents", "4"],
    "recheck": ["verified"],
    "report": ["verified/results.json", "--out", "page"],
    "solve": [LOG, "--configuration", "3,5"],
    "sweep": ["spec.toml", "--out", "store.db", "--workers", "1"],
    "threshold": [LOG, "--to", "4"],
    "verify": ["eq-14", "--economies", "0"],
}
"""A quick call of every command that ends well."""

BAD: dict[str, list[list[str]]] = {
    "check": [["none.toml"], ["spec.toml"], [LOG, "--nonsense"]],
    "compare": [["none.toml"], [LOG, "--agents", "1"], [LOG, "--mechanisms", "lottery"]],
    "codegen": [["none.toml"], [LOG, "--language", "cobol", "--out", "x"], [LOG]],
    "demo": [["--port", "-1"], ["--port", "x"], ["nonsense"]],
    "derive": [["nonsense", "--out", "x"], ["lemma-1"], ["--file", "none.toml", "--out", "x"]],
    "efficiency": [[LOG], [LOG, "--agents", "1"], [LOG, "--agents", "9", "--epsilon", "1"]],
    "engines": [["nonsense"], ["eq-10"], ["--limit", "0"]],
    "examples": [["nonsense"], ["--out", "."]],
    "findings": [["none.json"], ["results.json"]],
    "hunt": [[], ["nonsense"], ["eq-14"]],
    "play": [[LOG], [LOG, "--stage1", "none.csv"], [LOG, "--agents", "5", "--state", "x"]],
    "plot": [["stage1", LOG], ["stage1", LOG, "--out", "f.bmp"], ["pie", LOG, "--out", "f.svg"]],
    "pooling": [[LOG], ["none.toml", "--agents", "4"], [LOG, "--agents", "1"]],
    "recheck": [["none"], ["empty"]],
    "report": [["none.json", "--out", "x"], ["results.json", "--out", "x"], ["spec.toml"]],
    "solve": [["none.toml"], [LOG, "--configuration", "1"], [LOG, "--all"]],
    "sweep": [[], ["--summary", "none.db"], [LOG, "--out", "s.db"], ["--repair", "none.db"]],
    "threshold": [[LOG], [LOG, "--to", "1"], [LOG, "--from", "9", "--to", "3"]],
    "verify": [["nonsense"], ["--place", "nowhere"], ["--row", "none.db:1"]],
}


def test_the_tables_are_about_every_command() -> None:
    assert set(GOOD) == set(COMMANDS)
    assert set(BAD) == set(GOOD)


def call(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results that some commands read."""
    folder = tmp_path_factory.mktemp("verified")
    call("verify", "eq-14", "--economies", "0", "--out", str(folder))
    return folder


def prepared(command: str, verified: Path) -> None:
    """Copy what a command reads into the current folder."""
    if command in ("report", "recheck", "findings"):
        shutil.copytree(verified, "verified")


@pytest.mark.parametrize("command", without(GOOD, "findings", "plot", "report", "sweep"))
def test_what_ends_well_is_status_0_and_json_is_all_there_is(
    command: str, place: Path, verified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    prepared(command, verified)
    status, out, _ = call(command, *GOOD[command])
    assert status == 0, out
    if command not in ("codegen", "demo", "derive", "examples", "findings", "report"):
        status, out, _ = call(command, *GOOD[command], "--json")
        assert status == 0
        json.loads(out, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    ("command", "arguments"),
    [(c, a) for c, calls in BAD.items() for a in calls],
    ids=lambda v: "-".join(v)[-30:] if isinstance(v, list) else v,
)
def test_bad_input_is_status_2_and_nothing_is_printed_or_written(
    command: str, arguments: list[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    before = sorted(p.name for p in place.iterdir())
    status, out, err = call(command, *arguments)
    assert (status, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err
    assert sorted(p.name for p in place.iterdir()) == before


def test_a_failing_assumption_or_claim_is_status_1(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    assert call("check", OUTSIDE)[0] == 1
    assert call("hunt", "eq-22", "--examples", "3")[0] == 1
    (place / "certificates").mkdir()
    (place / "certificates" / "eq-14.json").write_text("{}")
    assert call("recheck", ".")[0] == 1


@pytest.mark.parametrize(
    ("module", "name", "command"),
    [
        ("numeric.mechanism.play", "play", "play"),
        ("proofs_check.answers.solve", "solution_data", "solve"),
        ("numeric.theorem_3.efficiency", "efficiency", "efficiency"),
        ("proofs_check.output.figures.of_economies", "stage1_figure", "plot"),
    ],
)
def test_what_is_not_solved_is_one_sentence_and_status_3(
    module: str, name: str, command: str, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise NotSolved("stage 2", Status.NO_ROOT)

    monkeypatch.chdir(place)
    monkeypatch.setattr(f"{module}.{name}", lost)
    status, out, err = call(command, *GOOD[command])
    assert (status, out) == (3, "")
    assert err == f"Error: stage 2 is {Status.NO_ROOT}\n"


@pytest.mark.parametrize("command", ["check", "solve", "play"])
def test_an_interruption_is_status_3(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    read = "load_either" if command == "solve" else "load_economy"
    monkeypatch.setattr(f"proofs_check.commands.{command}.{read}", interrupted)
    assert call(command, *GOOD[command])[0] == 3


def program(
    arguments: list[str], folder: Path, shell: str = "", **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the program itself, as its users do."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("environment", {})}  # type: ignore[dict-item]
    words = [sys.executable, "-m", "proofs_check", *arguments]
    if shell:
        words = ["sh", "-c", f'"$@" {shell}', "sh", *words]
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False, **options
    )  # type: ignore[call-overload,no-any-return]


FULL = [
    *([c, *GOOD[c]] for c in ("check", "efficiency", "play", "solve", "threshold")),
    *([c, *GOOD[c], "--json"] for c in ("check", "efficiency", "play", "solve", "threshold")),
    ["play", LOG, "--agents", "6", "--csv", "-"],
    ["verify", "--list"],
    ["plot", "stage1", LOG, "--out", "f.svg"],
    ["-h"],
    ["solve", "-h"],
    ["--version"],
    ["check", OUTSIDE],
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize(
    "arguments",
    only(FULL, ["solve", *GOOD["solve"], "--json"], ["-h"]),
    ids=lambda a: "-".join(a)[-30:],
)
def test_a_full_standard_output_is_one_sentence_and_status_4(
    arguments: list[str], place: Path
) -> None:
    done = program(arguments, place, "> /dev/full")
    assert done.returncode == 4, done.stderr
    sentence = "Error: standard output: cannot be written (No space left on device)\n"
    assert done.stderr.endswith(sentence)
    assert done.stderr.count("Error") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("shell", "status", "said"),
    only(
        [
            (">&-", 4, "Bad file descriptor"),
            ("2>&-", 0, ""),
            ("2> /dev/full", 0, ""),
            ("< /dev/null", 0, ""),
            ("<&-", 0, ""),
            ("> /dev/full 2> /dev/full", 4, ""),
            (">&- 2>&- <&-", 4, ""),
        ],
        (">&-", 4, "Bad file descriptor"),
        ("2> /dev/full", 0, ""),
    ),
)
def test_streams_that_are_closed_or_full_change_nothing_but_the_status(
    shell: str, status: int, said: str, place: Path
) -> None:
    done = program(["solve", LOG], place, shell)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.bulk
def test_a_closed_pipe_is_status_4(place: Path) -> None:
    script = f'{sys.executable} -m proofs_check solve {LOG}; echo "status $?" >&2'
    done = subprocess.run(
        ["bash", "-c", f"({script}) | true"],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == (
        "Error: standard output: cannot be written (Broken pipe)\nstatus 4\n"
    ) or done.stderr.endswith("status 0\n")  # where the pipe was read before it was closed


@pytest.mark.bulk
@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252"])
def test_a_terminal_of_another_encoding_gets_escapes(encoding: str, place: Path) -> None:
    done = program(["solve", LOG], place, environment={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0, done.stderr
    assert "\\u03b1* = (a_q, a_r)" in done.stdout


@pytest.mark.bulk
@pytest.mark.parametrize(
    "settings",
    [
        {"MPLBACKEND": "nonsense"},
        {"MATPLOTLIBRC": "usetex"},
        {"MATPLOTLIBRC": "broken"},
        {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent"},
    ],
    ids=lambda s: next(iter(s.values())),
)
def test_figures_do_not_depend_on_the_settings_of_matplotlib(
    settings: dict[str, str], place: Path
) -> None:
    (place / "usetex").write_text("text.usetex: True\nfont.family: nonsense\nfont.size: 40\n")
    (place / "broken").write_bytes(b"lines.linewidth: \xff\xfe\n")
    for name, environment in (("a", {}), ("b", settings)):
        arguments = ["plot", "stage1", LOG, "--out", f"{name}.svg"]
        done = program(arguments, place, environment=environment)
        assert done.returncode == 0, done.stderr
    assert (place / "a.svg").read_bytes() == (place / "b.svg").read_bytes()


def test_settings_of_matplotlib_in_the_folder_are_one_sentence_if_they_cannot_be_read(
    place: Path,
) -> None:
    (place / "matplotlibrc").write_bytes(b"lines.linewidth: \xff\xfe\n")
    done = program(["plot", "stage1", LOG, "--out", "a.svg"], place)
    assert done.returncode == 2
    assert "cannot read its settings" in done.stderr
    assert "Traceback" not in done.stderr


def limited() -> None:
    """Let no file grow: what a full disk does, for any user."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))


WRITERS = {
    "plot": [["stage1", LOG, "--out", "f.svg"], "f.svg"],
    "play": [[LOG, "--agents", "500", "--csv", "t.csv"], "t.csv"],
    "verify": [["eq-14", "--economies", "0", "--out", "o"], "o/results.json"],
    "sweep": [["spec.toml", "--out", "s.db", "--workers", "1"], None],
}


@pytest.mark.bulk
@pytest.mark.parametrize("command", only(WRITERS, "plot"))
def test_a_file_on_a_full_disk_is_status_4_and_no_half_of_it_is_left(
    command: str, place: Path
) -> None:
    arguments, file = WRITERS[command]
    if file == "f.svg":
        (place / "f.svg").write_text("what was there")
    done = program([command, *arguments], place, preexec_fn=limited)  # type: ignore[list-item]
    assert done.returncode == 4, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    if file == "f.svg":
        assert (place / "f.svg").read_text() == "what was there"
    elif file:
        assert not (place / str(file)).exists()
    assert not list(place.rglob(".partial*"))


TO_FILES = ["plot", "play", "verify", "derive", "report", "hunt", "sweep", "examples", "findings"]


@pytest.mark.parametrize(
    "command", without(TO_FILES, "derive", "findings", "hunt", "plot", "report")
)
def test_a_folder_that_is_not_there_or_a_file_in_its_place_is_status_4(
    command: str, place: Path, verified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    prepared(command, verified)
    (place / "file").write_text("")
    into = {"plot": "--out", "play": "--csv"}.get(command, "--out")
    violated = ["eq-22", "--examples", "5"]
    words = violated if command == "hunt" else GOOD[command]
    if into in words:
        words = words[: words.index(into)] + words[words.index(into) + 2 :]
    ending = {"plot": "f.svg", "play": "t.csv", "hunt": "e.toml", "sweep": "s.db"}.get(command, "d")
    status, _, err = call(command, *words, into, f"file/{ending}")
    assert status == 4
    assert "cannot be written (Not a directory" in err


def test_a_fault_of_the_program_is_told_as_one_and_is_status_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty() -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(streams, "_stream", lambda *_: sys.stdout)
    with pytest.raises(SystemExit) as ended:
        streams.run_guarded(faulty)
    assert ended.value.code == 3


def test_a_file_is_replaced_as_a_whole_and_a_link_to_it_is_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("before")
    link.symlink_to(target)
    write_text(link, "after é")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "after é"
    write_text(Path(os.devnull), "a device is written directly")
    with pytest.raises(OutputError, match="Not a directory"):
        write_text(target / "inside", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "target.txt"]
