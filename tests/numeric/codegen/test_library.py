"""Generated libraries compute what NumPy computes, in the languages that can be run here."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from numeric import InputError, kernels, load_economy
from numeric.codegen.formulas import formulas_for
from numeric.codegen.languages import LANGUAGES
from numeric.codegen.library import case, library
from tests.bulk import leading
from tests.numeric.economies import example

C = "cc -O2 -std=c99 -Wall -Werror twostage.c selftest.c -lm -o selftest"
FORTRAN = "gfortran -O2 -c twostage.f90 && cc -O2 -std=c99 selftest.c twostage.o -lgfortran -lm -o selftest"


def written(name: str, language: str, folder: Path, points: int) -> Path:
    for file, text in library(load_economy(f"examples/{name}.toml"), language, points).items():
        (folder / file).write_text(text)
    return folder


def ran(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, shell=True, cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
@pytest.mark.parametrize("name", leading(1, ["log", "ces"]))
def test_compiled_c_agrees_with_numpy_at_ten_thousand_points(name: str, tmp_path: Path) -> None:
    folder = written(name, "c", tmp_path, 10_000)
    assert ran(C, folder).stderr == ""
    done = ran("./selftest", folder)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("10000 points") == len(
        formulas_for(load_economy(f"examples/{name}.toml"))
    )


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_the_self_test_notices_a_wrong_formula_and_missing_data(tmp_path: Path) -> None:
    folder = written("log", "c", tmp_path, 50)
    right = (folder / "twostage.c").read_text()
    (folder / "twostage.c").write_text(right.replace("Q_others*b_r", "Q_others*b_r*(1.0 + 1e-12)"))
    assert ran(f"{C} && ./selftest", folder).returncode == 1
    (folder / "twostage.c").write_text(right)
    (folder / "payoff.txt").write_text("")
    assert ran(f"{C} && ./selftest", folder).returncode == 1


@pytest.mark.bulk
@pytest.mark.skipif(shutil.which("gfortran") is None, reason="needs a Fortran compiler")
def test_compiled_fortran_agrees_with_numpy(tmp_path: Path) -> None:
    done = ran(f"{FORTRAN} && ./selftest", written("ces", "fortran", tmp_path, 10_000))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", ["numpy", "jax", "torch"])
def test_python_libraries_run_or_are_read_back(language: str, tmp_path: Path) -> None:
    folder = written("ces", language, tmp_path, 200)
    ast.parse((folder / "twostage_library.py").read_text())
    if importlib.util.find_spec(language) is not None:
        done = ran(f"{sys.executable} selftest.py", folder)
        assert done.returncode == 0, done.stdout + done.stderr


def test_julia_is_written_function_by_function(tmp_path: Path) -> None:
    economy = load_economy("examples/ces.toml")
    text = (written("ces", "julia", tmp_path, 5) / "twostage.jl").read_text()
    assert text.count("\nfunction ") == text.count("\nend") == len(formulas_for(economy))


def test_the_values_that_come_along_are_those_of_the_kernels() -> None:
    economy, _ = example("crra")
    k, found = kernels(economy), formulas_for(economy)
    points = case(found["payoff"], economy, 20)
    assert np.allclose(k.payoff(*points.inputs.T), points.values, rtol=1e-14)
    points = case(found["posterior"], economy, 20)
    assert np.allclose(k.posterior(points.inputs), points.values, rtol=1e-12)
    for side, slope in (("seller", k.g_prime), ("buyer", k.h_prime)):
        points = case(found[f"{side}_1"], economy, 20)
        own, Q, R, *phi = points.inputs.T
        assert np.allclose(
            slope(own, Q, R, np.stack(phi, axis=-1), 1), points.values[:, 0], rtol=1e-11
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_prints_every_formula(language: str) -> None:
    economy = load_economy("examples/log.toml")
    for name, formula in formulas_for(economy).items():
        assert name in formula.to(language, economy)


def test_an_unknown_language_is_one_sentence() -> None:
    with pytest.raises(InputError, match="must be one of c, fortran"):
        library(load_economy("examples/log.toml"), "cobol")
