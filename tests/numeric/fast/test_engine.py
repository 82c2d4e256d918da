"""Compiled code is kept between processes, safely; without a compiler everything still works."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy as sp

from numeric.fast import engine, loss, response, stage2
from numeric.fast.conditions import Shape, condition
from symbolic.model.families import FAMILIES
from tests.bulk import leading
from tests.numeric.economies import COMPILED, example
from tests.test_layers import ROOT, uses

needs_llvm = pytest.mark.skipif(not engine.available(), reason="llvmlite is not installed")

SOLVE = """
import numpy as np
from numeric import load_economy, solve_stage2
n = np.arange(1, 6001)
found = solve_stage2(load_economy("examples/log.toml"), np.stack([n, 6001 - n], axis=1))
assert found.solved.all()
print(repr(float(found.price[3000])))
"""


def started(tmp_path: Path, **variables: str) -> subprocess.Popen[str]:
    environment = {
        "XDG_CACHE_HOME": str(tmp_path),
        "PATH": "/usr/bin",
        "PYTHONPATH": ".",
        "HOME": str(tmp_path),
        **variables,
    }
    return subprocess.Popen(
        [sys.executable, "-c", SOLVE],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> float:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return float(out)


@pytest.mark.bulk
@needs_llvm
def test_processes_that_compile_at_once_agree_and_a_broken_file_is_not_used(tmp_path: Path) -> None:
    first, second = (ended(p) for p in [started(tmp_path) for _ in range(2)])
    assert first == second
    (file,) = tmp_path.rglob("*.o")
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert ended(started(tmp_path)) == first
    assert file.read_bytes() == whole


@pytest.mark.bulk
def test_the_array_form_gives_the_same_without_a_compiler_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "two-stage-market-game").write_text("not a folder")
    without, unwritable = (
        ended(p) for p in (started(tmp_path, TWOSTAGE_COMPILE="0"), started(tmp_path))
    )
    assert abs(without - unwritable) < 1e-14
    assert not list(tmp_path.rglob("*.o"))


@needs_llvm
def test_the_key_depends_on_the_shape() -> None:
    log, crra = (FAMILIES[name].formula for name in ("log", "crra"))
    shapes = [
        Shape(log, (), 2, 2),
        Shape(log, ("theta",), 2, 2),
        Shape(log, (), 3, 2),
        Shape(log, (), 2, 3),
        Shape(crra, (), 2, 2),
    ]
    assert len({engine.key(s, "solve") for s in shapes}) == len(shapes)
    assert engine.key(shapes[0], "solve") != engine.key(shapes[0], "respond")


@needs_llvm
def test_the_key_depends_on_the_version_of_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = Shape(FAMILIES["log"].formula, (), 2, 2)
    before = engine.key(shape, "solve")
    monkeypatch.setattr(sp, "__version__", "0")
    assert engine.key(shape, "solve") != before


def shaping(start: set[str]) -> set[str]:
    """Return the modules of symbolic/ that some modules import, directly or through others."""
    found: set[str] = set()
    while start:
        module = ROOT / f"{start.pop().replace('.', '/')}.py"
        named = {n for n in uses(module) if (ROOT / f"{n.replace('.', '/')}.py").exists()}
        fresh = {n for n in named if n.startswith("symbolic.")} - found
        found |= fresh
        start |= fresh
    return found


def test_the_key_depends_on_every_module_that_shapes_a_kernel(tmp_path: Path) -> None:
    folder = "numeric/fast"
    modules = {f"numeric.fast.{p.stem}" for p in (ROOT / folder).glob("*.py")}
    needed = [f"{m.replace('.', '/')}.py" for m in sorted(modules | shaping(set(modules)))]
    assert len(needed) > len(modules) > 10
    for file in needed:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    before = engine.sources(tmp_path)
    for file in needed:
        whole = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(whole + "\n", encoding="utf-8")
        assert engine.sources(tmp_path) != before, file
        (tmp_path / file).write_text(whole, encoding="utf-8")
    assert engine.sources(tmp_path) == before


def test_logarithms_are_taken_only_where_powers_need_them() -> None:
    assert not condition(Shape(FAMILIES["log"].formula, ("theta",), 2, 2)).logarithmic
    assert not condition(Shape(FAMILIES["cobb-douglas"].formula, (), 2, 2)).logarithmic
    assert condition(Shape(FAMILIES["crra"].formula, ("theta",), 2, 2)).logarithmic
    assert not condition(Shape(FAMILIES["log"].formula, ("theta",), 2, 2)).gain.atoms(sp.log)


@needs_llvm
@pytest.mark.parametrize("name", leading(1, COMPILED))
def test_code_made_anew_does_what_kept_code_does(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    economy, _ = example(name)
    X, Z = len(economy.types), len(economy.states)
    sigma = np.random.default_rng(8).multinomial(500, economy.floats.signal[0], size=40)

    def results() -> list[np.ndarray]:
        rows = stage2.solved_rows(economy, sigma, None)
        assert rows is not None
        bundles = np.tile(economy.floats.endowment, X)[:, None] * np.linspace(0.8, 1.2, 16)
        of_losses = loss.bounds(
            economy, tuple(range(X)), Z - 1, np.concatenate([np.full((X, 16), 5.0), bundles])
        )
        of_responses = response.responses(economy, response.padded(rows), 0, 1)
        assert of_losses is not None
        assert of_responses is not None
        return [rows, of_responses, of_losses]

    kept = results()
    monkeypatch.setattr(engine, "_folder", lambda: tmp_path)
    engine.function.cache_clear()
    anew = results()
    engine.function.cache_clear()
    assert len(list(tmp_path.iterdir())) == 3
    again = results()
    for one, other, third in zip(kept, anew, again, strict=True):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, third)
