"""Times of fresh processes: help, import, and the first solve of a family, cold and from the cache."""

from __future__ import annotations

import os
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
start = time.perf_counter()
assert solve_stage2(economy, np.stack([n, 10_001 - n], axis=1)).solved.all()
print(time.perf_counter() - start)
"""


def _process(*arguments: str, cache: str | None = None) -> tuple[float, str]:
    environment = {**os.environ, **({} if cache is None else {"XDG_CACHE_HOME": cache})}
    start = time.perf_counter()
    out = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True, env=environment).stdout
    return time.perf_counter() - start, out


def startup(quick: bool) -> Iterator[Ratio]:
    """Compare with the times that are asked for."""
    rounds = 3 if quick else 9
    for what, limit, arguments in (
        ("twostage --help", 0.3, ("-m", "proofs_check", "--help")),
        ("import numeric", 0.6, ("-c", "import numeric")),
        ("import numeric.stage2", 0.6, ("-c", "import numeric.stage2")),
    ):
        times = sorted(_process(*arguments)[0] for _ in range(rounds))
        yield _ratio(what, limit, times)
    for name in ("log", "crra", "ces"):
        cold, warm = [], []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as cache:
                for times in (cold, warm):
                    times.append(float(_process("-c", FIRST.format(name=name), cache=cache)[1]))
        yield _ratio(f"first solve of {name}, cold", 3.0, sorted(cold))
        yield _ratio(f"first solve of {name}, from the cache", 0.3, sorted(warm))


def _ratio(what: str, limit: float, times: list[float]) -> Ratio:
    middle = median(times)
    return Ratio(what, f"{limit:g} seconds", middle, limit, limit / middle, limit / times[-1], limit / times[0], 1.0, "seconds")
