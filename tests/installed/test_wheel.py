"""The wheel is the product: built, installed in empty environments, used away from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
EXTRAS = ["", "report,fast,sweep,cluster,hunt"]


def run(*words: object, cwd: Path, fails: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "COLUMNS")}
    start = time.monotonic()
    done = subprocess.run(
        [str(w) for w in words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"{time.monotonic() - start:6.1f} s", *words)
    assert fails or done.returncode == 0, (
        f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    )
    return done


def names_of(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", out, ROOT, cwd=out)
    return out


@pytest.fixture(scope="module", params=EXTRAS, ids=lambda e: e or "no extras")
def installed(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of programs of an environment with the wheel; it is empty but for that."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    (wheel,) = built.glob("*.whl")
    extras = f"[{request.param}]" if request.param else ""
    pip = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    run(*pip, "--constraint", ROOT / "constraints.txt", f"{wheel}{extras}", cwd=folder)
    (folder / "bin" / "extras").write_text(request.param)
    return folder / "bin"


def test_the_wheel_has_types_stubs_templates_and_examples_and_nothing_else(built: Path) -> None:
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "numeric/__init__.pyi",
        "numeric/py.typed",
        "symbolic/py.typed",
        "twostage/py.typed",
        "proofs_check/examples/log.toml",
        "proofs_check/examples/outside/three_equilibria.toml",
        "proofs_check/output/html/templates/report.html.j2",
    ):
        assert wanted in names
    tops = {n.split("/")[0] for n in names if ".dist-info" not in n}
    assert tops == {"symbolic", "numeric", "proofs_check", "twostage"}
    assert any(n.endswith("/README.md") for n in names_of(source))


def test_every_command_runs_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    twostage = installed / "twostage"
    run(twostage, "examples", "--out", tmp_path / "economies", cwd=tmp_path)
    log = tmp_path / "economies" / "log.toml"
    extras = (installed / "extras").read_text()
    ids = [] if not extras else ["eq-20", "lemma-1"]  # all claims once, without any extra
    verify = ("verify", *ids, "--economies", 2, "--out", "results", "--json")
    verified = run(twostage, *verify, cwd=tmp_path)
    verdicts = {c["id"]: c for c in json.loads(verified.stdout)["claims"]}
    standing = {i: (c["corrected"] or c["printed"])["verdict"] for i, c in verdicts.items()}
    assert {i: v for i, v in standing.items() if v != "HOLDS"} == {}
    run(twostage, "recheck", "results", cwd=tmp_path)
    run(twostage, "derive", "lemma-1", "--out", "derivations", cwd=tmp_path)
    run(twostage, "derive", "--file", log, "--out", "derivations", cwd=tmp_path)
    run(twostage, "check", log, cwd=tmp_path)
    run(twostage, "codegen", log, "--language", "c", "--out", "library", cwd=tmp_path)
    run(twostage, "solve", log, "--configuration", "3,5", "--certify", cwd=tmp_path)
    run(twostage, "threshold", log, "--to", 20, cwd=tmp_path)
    run(twostage, "play", log, "--agents", 50, cwd=tmp_path)
    run(twostage, "efficiency", log, "--agents", 20, cwd=tmp_path)
    if "report" in extras:
        run(twostage, "report", "results/results.json", "--out", "results", cwd=tmp_path)
        assert (tmp_path / "results" / "report.html").stat().st_size > 100_000
        run(twostage, "plot", "margin", log, "--out", "margins.svg", cwd=tmp_path)
    else:
        without = run(twostage, "plot", "margin", log, "--out", "m.svg", cwd=tmp_path, fails=True)
        assert without.returncode == 2
        assert "matplotlib" in without.stderr
        assert "Traceback" not in without.stderr


def test_a_program_imports_the_solvers(installed: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import twostage as ts\n"
        "from numeric import solve_stage2\n"
        "from proofs_check.verifying.economies import SHIPPED\n"
        "economy = ts.load_economy(SHIPPED / 'log.toml')\n"
        "print(round(float(solve_stage2(economy, [[3, 5]]).price[0]), 6))\n"
        "print(sorted(dir(ts))[:3], ts.__version__)\n"
    )
    assert run(installed / "python", program, cwd=tmp_path).stdout.startswith("1.065404\n")
    run(installed / "python", "-m", "twostage", "--version", cwd=tmp_path)


def test_a_module_that_shadows_a_layer_is_named_in_one_sentence(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "numeric.py").write_text("x = 1\n")
    (tmp_path / "program.py").write_text("import twostage\n")
    done = run(installed / "python", tmp_path / "program.py", cwd=tmp_path, fails=True)
    last = done.stderr.strip().splitlines()[-1]
    assert "'numeric'" in last
    assert "is shadowed by" in last
    assert str(tmp_path / "numeric.py") in last
