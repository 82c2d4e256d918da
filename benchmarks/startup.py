"""Times of fresh processes.

Help, import, and the first solve of a family, cold and from the cache.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.measure import Ratio

FIRST = """
import time
import numpy as np
from numeric import load_economy, solve_stage2
economy = load_economy("examples/{name}.toml")
n = np.arange(1, 10_001)
start, used = time.perf_counter(), time.process_time()
assert solve_stage2(economy, np.stack([n, 10_001 - n], axis=1)).solved.all()
print(time.perf_counter() - start, time.process_time() - used)
"""


def _process(*arguments: str, cache: str | None = None) -> tuple[float, float, str]:
    """Return the time on the clock, the time on processors, and what was printed.

    Others' work does not lengthen the time on processors.
    """
    environment = {**os.environ, **({} if cache is None else {"XDG_CACHE_HOME": cache})}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    out = subprocess.run(
        [sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment
    ).stdout
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out


def startup(quick: bool) -> Iterator[Ratio]:
    """Compare with the times that are asked for."""
    rounds = 3 if quick else 9
    for what, limit, arguments in (
        ("twostage --help", 0.3, ("-m", "proofs_check", "--help")),
        ("import numeric", 0.6, ("-c", "import numeric")),
    ):
        yield from _ratios(what, limit, [_process(*arguments)[:2] for _ in range(rounds)])
    for name in ("log", "crra", "ces"):
        cold, warm = [], []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as cache:
                for times in (cold, warm):
                    clock, processors = _process("-c", FIRST.format(name=name), cache=cache)[
                        2
                    ].split()
                    times.append((float(clock), float(processors)))
        yield from _ratios(f"first solve of {name}, cold", 3.0, cold)
        yield from _ratios(f"first solve of {name}, from the cache", 0.3, warm)


def _ratios(what: str, limit: float, times: list[tuple[float, float]]) -> Iterator[Ratio]:
    for which, peer, required in (
        (0, f"{limit:g} seconds on the clock", 1.0),
        (1, f"{limit:g} seconds of processor", 1.0),
    ):
        some = sorted(t[which] for t in times)
        middle = median(some)
        yield Ratio(
            what,
            peer,
            middle,
            limit,
            limit / middle,
            limit / some[-1],
            limit / some[0],
            required,
            "seconds",
        )
