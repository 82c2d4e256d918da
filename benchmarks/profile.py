r"""Where the main job, ``twostage verify``, spends its time.

It is shown by stage, by claim, by kind of work and by function.

The job is run twice.  First on two processes as users run it, for the time on the clock and on
processors, and for the seconds of each claim: the longest of them bound what more processors could
gain.  Then in this process alone under cProfile, which charges every call and so exaggerates code
with many small calls; its shares say where to look, and only the first run says how long anything
takes.

Conventions: a function of ours, or of SymPy, belongs to the kind of work of its folder.  The time
of a function of another library, or of a built-in, belongs to those of ours that called it, through
however many library functions, in proportion to the time of each way there.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

Function = tuple[str, int, str]
Shares = dict[str, float]
Stats = Mapping[
    Function, tuple[int, int, float, float, Mapping[Function, tuple[int, int, float, float]]]
]
"""As the standard library keeps it.

Calls, calls that are no recursion, own seconds, seconds with what it calls, and the same by caller.
"""

KINDS = (
    ("certificates: independent checker", ("proofs_check/recheck.py",)),
    ("certificates: search", ("proofs_check/engines/",)),
    ("exact points", ("proofs_check/engines/exact.py", "proofs_check/engines/points.py")),
    (
        "derivations and formulas as LaTeX",
        ("symbolic/derivation", "symbolic/latex", "proofs_check/document/", "proofs_check/report/"),
    ),
    ("formulas of ours in SymPy", ("symbolic/",)),
    (
        "generated and shipped economies",
        (
            "numeric/draws/generate.py",
            "numeric/economy/reader.py",
            "numeric/economy/economy.py",
            "numeric/economy/fields.py",
        ),
    ),
    ("ball arithmetic", ("numeric/certify/",)),
    ("numeric solvers", ("numeric/",)),
    (
        "figures and tables",
        ("proofs_check/figures/", "proofs_check/render_", "proofs_check/answers/tables.py"),
    ),
    ("checks of claims", ("proofs_check/",)),
    ("SymPy", ("/sympy/",)),
    ("imports", ("importlib", "<frozen importlib")),
)
"""Kinds of work and the files that do it; the first that fits counts."""

STAGES = {
    "claims": ("proofs_check/verifying/run.py", "run"),
    "figures": ("proofs_check/output/figures/of_examples.py", "figures_of_examples"),
    "derivations": ("proofs_check/output/html/derivations.py", "derivations_data"),
    "results as data": ("proofs_check/output/json_results.py", "results_data"),
    "economies": ("proofs_check/verifying/economies.py", "economies_for"),
}
"""Stages of the main job by the function that does each."""

ROUNDS = 60
SHOWN = 25


def kind_of(function: Function) -> str | None:
    """Return the kind of work that a function is, or None for a library's."""
    file, _, name = function
    if name == "<module>":
        return "imports"
    here = file.removeprefix(str(Path.cwd()) + os.sep)
    return next(
        (
            kind
            for kind, places in KINDS
            for p in places
            if (p in file if p[0] in "/<i" else here.startswith(p))
        ),
        None,
    )


def kinds(stats: Stats) -> dict[str, float]:
    """Return own seconds by kind of work, libraries' charged to those who call them.

    Each function is given shares of the kinds, adding up to one: ours wholly its own, a library's
    those of its callers, weighed by the time spent for each. These are equations where libraries
    call themselves in circles, so they are iterated.
    """
    fixed = {f: kind_of(f) for f in stats}
    shares: dict[Function, Shares] = {f: {kind: 1.0} if kind else {} for f, kind in fixed.items()}
    others = [f for f, kind in fixed.items() if kind is None]
    for _ in range(ROUNDS):
        for f in others:
            shares[f] = _inherited(stats[f][4], shares)
    total: dict[str, float] = defaultdict(float)
    for f, (_, _, own, _, _) in stats.items():
        given = shares[f] or {"elsewhere": 1.0}
        for kind, share in given.items():
            total[kind] += own * share / sum(given.values())
    return dict(sorted(total.items(), key=lambda kv: -kv[1]))


def _inherited(
    callers: Mapping[Function, tuple[int, int, float, float]], shares: Mapping[Function, Shares]
) -> Shares:
    """Mix the shares of the callers by the time that was spent for each.

    If the clock was too coarse to tell, calls are counted.
    """
    weights = {c: edge[3] or 1e-9 * edge[0] for c, edge in callers.items() if shares.get(c)}
    mixed: Shares = defaultdict(float)
    for c, w in weights.items():
        for kind, share in shares[c].items():
            mixed[kind] += w / sum(weights.values()) * share
    return dict(mixed)


def functions(stats: Stats) -> list[dict[str, Any]]:
    """Return our functions with the most seconds in what they call, and in themselves."""
    ours = [(f, s) for f, s in stats.items() if kind_of(f) not in (None, "SymPy", "imports")]
    rows = [
        {
            "place": f"{Path(f[0]).relative_to(Path.cwd())}:{f[1]} {f[2]}",
            "calls": s[1],
            "own": s[2],
            "with what it calls": s[3],
        }
        for f, s in ours
    ]
    return sorted(rows, key=lambda row: -row["with what it calls"])


def stages(stats: Stats) -> dict[str, float]:
    """Return the seconds of each stage, calls included."""
    return {
        stage: sum(s[3] for f, s in stats.items() if f[0].endswith(file) and f[2] == name)
        for stage, (file, name) in STAGES.items()
    }


def profiled(arguments: list[str]) -> tuple[Stats, dict[str, float]]:
    """Run the command in this process under the profiler.

    Return what it found, and the seconds for the import and for the whole.
    """
    profiler, start = cProfile.Profile(), time.perf_counter()
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        profiler.enable()
        import proofs_check.checking
        import proofs_check.paper.listing  # noqa: F401  # so that imports are told apart from work
        from proofs_check.cli import main

        imported = time.perf_counter() - start
        try:
            main(["verify", "--processes", "1", *arguments], standalone_mode=False)
        except SystemExit as status:
            if status.code:
                raise
        finally:
            profiler.disable()
    return pstats.Stats(profiler).stats, {"imports": imported, "all": time.perf_counter() - start}  # type: ignore[attr-defined]


def as_used(arguments: list[str], processes: int) -> dict[str, Any]:
    """Run the command in processes of its own.

    Return the time on the clock and on processors, and seconds by claim.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "proofs_check",
        "verify",
        "--processes",
        str(processes),
        "--json",
        *arguments,
    ]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    claims = sorted(
        ((c["id"], c["seconds"]) for c in json.loads(printed)["claims"]), key=lambda c: -c[1]
    )
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "processes": processes,
        "clock": clock,
        "processor": used,
        "claims": [{"id": id_, "seconds": s} for id_, s in claims],
    }


def profile(quick: bool) -> dict[str, Any]:
    """Run the main job twice and return what was found.

    Args:
        quick: Only the shipped economies, none generated.
    """
    few = ["--economies", "0"] if quick else []
    with tempfile.TemporaryDirectory() as folder:
        used = as_used([*few, "--out", folder], min(2, os.cpu_count() or 1))
        stats, times = profiled([*few, "--out", folder])
    return {
        "as used": used,
        "profiled": times,
        "stages": {**stages(stats), "imports": times["imports"]},
        "kinds": kinds(stats),
        "functions": functions(stats),
    }


def print_profile(found: Mapping[str, Any]) -> None:
    """Print the tables."""
    used, whole = found["as used"], found["profiled"]["all"]
    print(
        f"as used, on {used['processes']} processes: {used['clock']:.1f} s on the clock, "
        f"{used['processor']:.1f} s of processor"
    )
    total = sum(c["seconds"] for c in used["claims"])
    print(
        f"\n{'claim':44} {'seconds':>8} {'share':>7}   of {total:.1f} s on the clocks of the "
        "processes"
    )
    for claim in used["claims"][:SHOWN]:
        print(f"{claim['id']:44} {claim['seconds']:8.2f} {claim['seconds'] / total:7.1%}")
    for title, part in (("stage", "stages"), ("kind of work", "kinds")):
        print(f"\n{title:44} {'seconds':>8} {'share':>7}   of {whole:.1f} s under the profiler")
        for name, seconds in sorted(found[part].items(), key=lambda kv: -kv[1]):
            print(f"{name:44} {seconds:8.2f} {seconds / whole:7.1%}")
    print(f"\n{'function':80} {'calls':>9} {'own':>7} {'in all':>7}")
    for row in found["functions"][:SHOWN]:
        print(
            f"{row['place']:80} {row['calls']:9} {row['own']:7.2f} {row['with what it calls']:7.2f}"
        )
