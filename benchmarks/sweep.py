"""A sweep's processor seconds an economy, against the commit at which sweeps were first measured.

That commit is taken from the repository's history into a folder of its own; both versions examine the
same economies, one process each, for the statements that both have, after a few economies of each
family have compiled what they compile.

Conventions: nothing is measured where the history does not have the commit (a copy without it).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from benchmarks.measure import Ratio

COMMIT = "edcf859"
REQUIRED = 5.0
"""How many times fewer seconds than at that commit an economy is to take."""

WARM = 60
"""Economies before those that are timed: all families, with all numbers of types and states."""

EXAMINE = """
import json, sys, time
from dataclasses import replace
from proofs_check.sweep.spec import load_spec
from proofs_check.sweep.task import asked, examine

spec = load_spec("examples/sweeps/two_and_three_types.toml")
wanted, warm, count = json.loads(sys.argv[1])
if wanted:
    spec = replace(spec, claims=tuple(wanted))
    for index in range(warm):
        examine(spec, index)
    begun = time.process_time()
    for index in range(warm, warm + count):
        examine(spec, index)
    print(json.dumps((time.process_time() - begun) / count))
else:
    print(json.dumps([p.id for p in asked(spec)]))
"""


def sweep(quick: bool) -> Iterator[Ratio]:
    """Compare seconds an economy."""
    here, count = Path.cwd(), 8 if quick else 48
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder)
        if not _checked_out(before):
            return
        shared = sorted(set(_statements(here)) & set(_statements(before)))
        warm = 12 if quick else WARM
        new, old = (_seconds(root, shared, warm, count) for root in (here, before))
    name, ratio = f"sweep: {len(shared)} statements, an economy", old / new
    yield Ratio(name, f"commit {COMMIT}", new, old, ratio, ratio, ratio, REQUIRED, "s", ratio)


def _checked_out(folder: Path) -> bool:
    """Whether the commit's files could be written into a folder."""
    command = ["git", "archive", "--format=tar", COMMIT]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        return False
    with tarfile.open(fileobj=BytesIO(made.stdout)) as files:
        files.extractall(folder, filter="data")
    return True


def _statements(root: Path) -> list[str]:
    """Return the statements that a checkout tests on economies."""
    return list(json.loads(_run(root, [], 0, 0)))


def _seconds(root: Path, claims: list[str], warm: int, count: int) -> float:
    """Return the seconds of processor time that statements take, an economy."""
    return float(json.loads(_run(root, claims, warm, count)))


def _run(root: Path, claims: list[str], warm: int, count: int) -> str:
    """Return what the script prints in a checkout."""
    command = [sys.executable, "-W", "ignore", "-c", EXAMINE, json.dumps([claims, warm, count])]
    environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=True
    ).stdout
