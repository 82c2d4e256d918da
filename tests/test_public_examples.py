"""Public functions carry an example that runs; a user's file that imports the faces passes mypy --strict."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import numeric
import symbolic

USER = """
import twostage as ts
from numeric import Economy, load_economy, solve_many, solve_stage2

economy: Economy = load_economy("log.toml")
solved = solve_stage2(economy, [[3, 5]], derivatives=["theta"])
assert solved.derivatives is not None
price: float = float(solved.price[0]) + float(solved.derivatives.price[0, 0])
prices = solve_many(economy, kappa=[[0.05, 0.05]]).price
text: str = ts.formulas_for(economy)["payoff"].to("c", economy)
"""


@pytest.mark.parametrize("face", [numeric, symbolic])
def test_public_functions_carry_an_example(face: object) -> None:
    missing = {
        name
        for name in face.__all__
        if inspect.isroutine(inspect.unwrap(getattr(face, name)))
        and ">>>" not in (getattr(face, name).__doc__ or "")
    }
    assert missing == set()


@pytest.mark.slow
def test_a_users_file_passes_mypy_strict(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(USER)
    config = Path("pyproject.toml").resolve()
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(config)]
    done = subprocess.run([*command, str(program)], capture_output=True, text=True, check=False)
    mine = [line for line in done.stdout.splitlines() if line.startswith(str(program))]
    assert mine == []
    wrong = tmp_path / "wrong.py"
    wrong.write_text(USER + "number: int = text\n")
    refused = subprocess.run([*command, str(wrong)], capture_output=True, text=True, check=False)
    assert "Incompatible types in assignment" in refused.stdout
