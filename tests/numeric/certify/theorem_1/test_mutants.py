"""Every one-line mutant of the bound is noticed by a test of true gains or of a part."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.numeric.certify.theorem_1.mutants import MUTANTS, noticing

ROOT = Path(__file__).parents[4]


def test_there_are_fifty_and_each_changes_a_line_that_is_there() -> None:
    assert len(MUTANTS) >= 50
    for name, old, new in MUTANTS:
        source = Path(str(import_module(name).__file__)).read_text(encoding="utf-8")
        assert old in source, (name, old)
        assert old != new


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(MUTANTS)))
def test_a_mutant_is_noticed(index: int) -> None:
    files = [
        str(ROOT / "tests/numeric/certify" / file) for file in noticing(MUTANTS[index][0])
    ]  # bulk, too
    plugin = ("-p", "tests.numeric.certify.theorem_1.mutants", "-p", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not slow", *plugin, *files]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "MUTANT": str(index)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 1, done.stdout[-500:]
    assert "LookupError" not in done.stdout
