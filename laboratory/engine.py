"""The engine, asked through the command ``twostage``: who is active, what follows, what each one gets.

Conventions: a seat is (name, type, offer); offers are pairs; what comes back is the JSON of
``twostage play --each`` as it is, with the list of agents turned into a table by name.
"""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Data = dict[str, Any]
Seat = tuple[str, str, tuple[float, float]]
SECONDS = 120
"""The longest that one question may take."""

NO_CANDIDATE = 3
"""Exit status of ``play`` where the candidate's stage 2 is not defined: stage 1 alone comes back."""


class EngineError(RuntimeError):
    """The engine gave no answer; the text says why."""


def command() -> list[str]:
    """Return the command: that of ``LAB_TWOSTAGE``, or the one of the project's environment."""
    given = os.environ.get("LAB_TWOSTAGE")
    root = Path(__file__).resolve().parent.parent
    return shlex.split(given) if given else [str(root / ".venv" / "bin" / "twostage")]


def stage1(economy: Path, agents: int) -> Data:
    """Return α* by type: {type: [a_q, a_r]}."""
    solved = _asked("solve", str(economy), "--agents", str(agents), "--json")
    return {name: row["offer"] for name, row in solved["stage1"].items()}


def competitive(economy: Path) -> Data:
    """Return p^z by state."""
    solved = _asked("solve", str(economy), "--json")
    return {name: row["price"] for name, row in solved["competitive"].items()}


def split(economy: Path, seats: Sequence[Seat], seed: str, state: str, *, follow: bool) -> Data:
    """Return what follows stage 1: who is active, the histogram, beliefs, the candidate's offers."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [*_round(Path(folder), economy, seats, seed, state)]
        return _by_name(_asked(*arguments, *(["--follow"] if follow else [])))


def settle(
    economy: Path,
    seats: Sequence[Seat],
    seed: str,
    state: str,
    second: Sequence[tuple[str, tuple[float, float]]],
) -> Data:
    """Return what follows stage 2: the price, and each one's bundle and utility."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "second.csv"
        _write(file, ["agent", "offer_q", "offer_r"], [[n, *map(repr, o)] for n, o in second])
        arguments = _round(folder, economy, seats, seed, state)
        return _by_name(_asked(*arguments, "--stage2", str(file)))


def _round(folder: Path, economy: Path, seats: Sequence[Seat], seed: str, state: str) -> list[str]:
    file = folder / "first.csv"
    rows = [[name, kind, *map(repr, offer)] for name, kind, offer in seats]
    _write(file, ["agent", "type", "offer_q", "offer_r"], rows)
    given = ["--stage1", str(file), "--seed", seed, "--state", state]
    return ["play", str(economy), *given, "--json", "--each"]


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def _by_name(data: Data) -> Data:
    data["each"] = {row["agent"]: row for row in data["each"]}
    return data


def _asked(*arguments: str) -> Data:
    # The engine has an environment of its own, and must not see that of oTree.
    hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    kept = {k: v for k, v in os.environ.items() if k not in hidden}
    if "LAB_PYTHONPATH" in os.environ:
        kept["PYTHONPATH"] = os.environ["LAB_PYTHONPATH"]
    try:
        done = subprocess.run(
            [*command(), *arguments], capture_output=True, text=True, timeout=SECONDS, env=kept
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"the engine did not answer: {error}") from None
    if done.returncode not in (0, NO_CANDIDATE) or not done.stdout:
        raise EngineError(done.stderr.strip()[-400:] or f"exit status {done.returncode}")
    answer: Data = json.loads(done.stdout)
    return answer
