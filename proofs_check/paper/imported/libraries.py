r"""Generated libraries: what they compute, against the formulas by hand, and their own self-tests.

The library for NumPy is imported and evaluated; those in C and Fortran are compiled, where the machine
has compilers, and their self-tests are run with the data that came with them and with one value altered.

Paper: (5), (14), (16)-(20); section 3.1.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from numeric.codegen.library import library
from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import TWO_TYPES, on_probes

POINTS, CLOSE, STEP, NEAR = 20, 1e-11, 1e-5, 1e-7
COMPILED: dict[str, tuple[tuple[str, ...], ...]] = {
    "c": (("cc", "-O1", "-std=c99", "twostage.c", "selftest.c", "-lm", "-o", "selftest"),),
    "fortran": (
        ("gfortran", "-O1", "-c", "twostage.f90"),
        ("cc", "-O1", "-std=c99", "selftest.c", "twostage.o", "-lgfortran", "-lm", "-o", "selftest"),
    ),
}  # fmt: skip
"""Commands that compile a library with its self-test."""

ROOTS = TWO_TYPES.replacing(
    name="probe: roots of two types",
    utility="theta*sqrt(q) + sqrt(q*r)/2 + sqrt(r)",
    endowment=["6/5", "8/5"],
)
"""Utility with a cross derivative, by roots."""


def _imported(economy: Economy) -> Any:
    """Return the library for NumPy as a module; what it says of itself must hold."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in library(economy, "numpy", points=POINTS).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        path = next(Path(folder).glob("twostage*.py"))
        spec = importlib.util.spec_from_file_location("library_of_a_claim", path)
        if spec is None or spec.loader is None:
            raise ImportError(path.name)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def evaluated(economy: Economy, parameters: Parameters) -> Instance:
    """Every formula of the library for NumPy at points drawn at random."""
    made, rng, moved = _imported(economy), np.random.default_rng(3), float(parameters["others"])
    worst, blunt, top = 0.0, 0.0, by_hand.endowment(economy)
    X, Z, p_1 = len(economy.types), len(economy.states), top[1] / top[0]
    counts = [*rng.integers(1, 5, size=X - 1), 0]
    wanted = by_hand.posterior(economy, tuple(map(int, counts)))
    worst = largest(worst, gap(made.posterior(*map(float, counts)), np.array(wanted, dtype=float)))
    for x in range(X):
        tau = [float(w) for w in by_hand.tau(economy, x)]
        phi = rng.dirichlet(np.ones(Z)).tolist()
        Q, R = (float(v) for v in rng.uniform(0.3, 4.0, size=2))
        b = [float(v) * t for v, t in zip(rng.uniform(0.1, 0.8, size=2), top, strict=True)]
        offered = by_hand.active_bundle(economy, (b[0], b[1]), (moved * Q, R))
        worst = largest(worst, gap(made.payoff(*b, Q, R), offered))
        line = b[0], p_1 * (2 * top[0] - b[0])
        u = {
            order: sum(w * by_hand.utility(economy, x, z, order)(*line) for z, w in enumerate(tau))
            for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
        }
        slope = u[1, 0] - p_1 * u[0, 1]
        bend = u[2, 0] - 2 * p_1 * u[1, 1] + p_1**2 * u[0, 2]
        worst = largest(worst, gap(getattr(made, f"stage1_{x}")(b[0]), (slope, bend)))
        rate = by_hand.slope(economy, top, x, phi, 0) / by_hand.slope(economy, top, x, phi, 1)
        worst = largest(worst, gap(getattr(made, f"rate_{x}")(*phi), (rate,)))
        for good, kind in enumerate(("seller", "buyer")):
            found = getattr(made, f"{kind}_{x}")(b[good], Q, R, *phi)
            slope_at, at = partial(_slope, economy, x, phi, good), (b[good], Q, R)
            worst = largest(worst, gap(found[0], slope_at(at)))
            blunt = largest(blunt, gap(found[1:], [_rate(slope_at, at, i) for i in range(3)]))
    worst = largest(worst, _stage_2(economy, made))
    told = f"largest gap {worst:.1e}; {blunt:.1e} to differences"
    return Instance(economy.name, worst < CLOSE and blunt < NEAR, told)


def _slope(
    economy: Economy, x: int, phi: Sequence[float], good: int, at: tuple[float, float, float]
) -> float:
    """Return the slope of the payoff in an offer of one good, against totals."""
    slow = (by_hand.sale_slope, by_hand.purchase_slope)[good]
    return slow(economy, x, phi, (at[1], at[2]), at[0])


def _rate(function: Callable[[Any], float], at: tuple[float, float, float], i: int) -> float:
    """Return a partial derivative as a difference."""
    ends = [tuple(v + e * (j == i) for j, v in enumerate(at)) for e in (STEP, -STEP)]
    return (function(ends[0]) - function(ends[1])) / (2 * STEP)


def _stage_2(economy: Economy, made: Any) -> float:
    """Return how large the residual of stage 2 is at an equilibrium, and how far it is from that by hand beside it."""
    counts = (3, 2)
    (solved,) = [solve_stage2(economy, [counts])]
    p, (Q, R) = float(solved.price[0]), (float(v) for v in solved.totals[0])
    phi, offers = solved.posterior[0].tolist(), solved.offers[0].tolist()
    value = [p * b[0] - b[1] for b in offers]
    worst = largest(*map(abs, made.stage2(*value, p, R, *counts, *phi)))
    moved = [w + 0.01 * (i + 1) for i, w in enumerate(value)]
    found = made.stage2(*moved, p, 1.1 * R, *counts, *phi)
    kappa, M = [float(k) for k in economy.mechanism.kappa], sum(counts)
    slow = [
        M * (kappa[1] - p * kappa[0]) - sum(n * w for n, w in zip(counts, moved, strict=True)),
        M * kappa[1] + sum(n * max(-w, 0.0) for n, w in zip(counts, moved, strict=True)) - 1.1 * R,
    ]
    return largest(worst, gap(found[-2:], slow), float(abs(Q * p / R - 1) > 1e-12))


def compiling(economy: Economy, parameters: Parameters) -> Instance:
    """Self-tests of compiled libraries: they pass, and with one value altered they do not."""
    ran, right = [], True
    for language, commands in COMPILED.items():
        if any(shutil.which(command[0]) is None for command in commands):
            continue
        ran.append(language)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file, text in library(economy, language, points=POINTS).items():
                (folder / file).write_text(text, encoding="utf-8")
            right = right and all(_status(command, folder) == 0 for command in commands)
            right = right and (_altered(folder, float(parameters["computed"])) == 0)
            right = right and _altered(folder, 1 + 3e-14) == 1
    told = ", ".join(ran) or "no compiler here"
    return Instance(economy.name, right and _self_test(economy, parameters), f"NumPy, {told}")


def _altered(folder: Path, factor: float) -> int:
    """Return the status of the self-test when a value of the data is multiplied by a factor."""
    data = folder / "payoff.txt"
    kept = data.read_text(encoding="utf-8")
    rows = np.loadtxt(data)
    where = int(np.argmax(np.abs(rows[:, 4]) / rows[:, 6]))
    rows[where, 4] *= factor
    data.write_text("".join(" ".join(map(repr, row)) + "\n" for row in rows.tolist()))
    status = _status(("./selftest",), folder)
    data.write_text(kept, encoding="utf-8")
    return status


def _status(command: Sequence[str], folder: Path) -> int:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120)
    return done.returncode


def _self_test(economy: Economy, parameters: Parameters) -> bool:
    """Whether the self-test of the library for NumPy passes; the data are multiplied by what a mutant moves."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in library(economy, "numpy", points=POINTS).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        data = Path(folder) / "payoff.txt"
        rows = np.loadtxt(data)
        rows[:, 4:6] *= float(parameters["computed"])
        data.write_text("".join(" ".join(map(repr, row)) + "\n" for row in rows.tolist()))
        return _status((sys.executable, "selftest.py"), Path(folder)) == 0


CHECKS: dict[str, Check] = {
    "eq-14.libraries": on_probes(evaluated, (TWO_TYPES, ROOTS), ("zero counts",)),
    "eq-14.self-tests": on_probes(compiling, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-14.libraries",
        "what a generated library computes, formula by formula",
        "(5), (14), (16)-(20); section 3.1",
        r"\forall b, Q, R, \phi, x:\quad \text{payoff},\ \phi^\sigma,\ L_x',\ L_x'',\ g',\ h',\ "
        r"\frac{u_q}{u_r},\ \text{residual of stage 2} = \text{the formulas by hand}",
        "others",
    ),
    stated(
        "eq-14.self-tests",
        "self-tests of generated libraries pass, and notice one value that is altered by 3e-14",
        "(5), (14), (16)-(20)",
        r"\forall\,\text{formulas}:\quad |f_{\text{compiled}} - f_{\text{NumPy}}| \le 10^{-14}\,\text{size}",
        "computed",
    ),
)
