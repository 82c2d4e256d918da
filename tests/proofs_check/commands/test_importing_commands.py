"""The commands that hand formulas and derivatives on: codegen, and derive comparative-statics."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from proofs_check.cli import main

LOG = "examples/log.toml"


@pytest.mark.bulk
def test_codegen_writes_a_library_with_a_self_test(tmp_path: Path) -> None:
    words = ["codegen", LOG, "--language", "c", "--points", "3", "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert {"twostage.c", "twostage.h", "selftest.c", "payoff.txt"} <= {
        f.name for f in (tmp_path / "c").iterdir()
    }
    assert "MIT licence" in (tmp_path / "c" / "twostage.c").read_text()


def test_an_unknown_language_is_bad_input_and_nothing_is_written(tmp_path: Path) -> None:
    words = ["codegen", LOG, "--language", "cobol", "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "must be one of" in done.stderr
    assert not (tmp_path / "c").exists()


@pytest.mark.slow
def test_comparative_statics_are_derived_and_put_in_numbers(tmp_path: Path) -> None:
    words = ["derive", "comparative-statics", "--file", LOG, "--out", str(tmp_path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    text = (tmp_path / "derivations.tex").read_text()
    assert "implicit function" in text
    assert "How the competitive prices move" in text
    assert "-1.518" in text
