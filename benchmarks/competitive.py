"""Processor time of a competitive equilibrium: a new economy of a family that is known, and a utility never seen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from benchmarks.measure import Ratio, both_times
from numeric import solve_competitive
from numeric.draws.generate import generate
from numeric.formulas.domain import whole
from numeric.formulas.family_signs import family_signs
from numeric.formulas.regularity import concave, established, increasing

MILLISECONDS = 5.0

NEVER_SEEN = """
import time
from numeric import load_economy, solve_competitive, solve_stage1
economy = load_economy("examples/{name}.toml")
used = [time.process_time()]
for solve in (solve_stage1, solve_competitive):
    solve(economy)
    used.append(time.process_time())
print(used[1] - used[0], used[2] - used[1])
"""


def competitive(quick: bool) -> Iterator[Ratio]:
    """Compare with the times that are asked for."""
    economies = list(generate(7, 24 if quick else 100))
    for economy in generate(3, 12):
        solve_competitive(economy)
    for known in (established, increasing, concave, whole, family_signs):
        known.cache_clear()
    used = [1e3 * both_times(lambda e=e: solve_competitive(e))[1] for e in economies]
    middle = median(used)
    yield Ratio(
        f"competitive, {len(economies)} new economies", "5 ms of processor", middle, MILLISECONDS,
        MILLISECONDS / middle, MILLISECONDS / max(used), MILLISECONDS / min(used), 1.0, "ms",
    )  # fmt: skip
    for name in ("log", "crra", "ces"):
        yield _never_seen(name, 3 if quick else 5)


def _never_seen(name: str, rounds: int) -> Ratio:
    """Compare with twice the time of stage 1, each the first thing that a process does with a utility."""
    times = []
    for _ in range(rounds):
        program = NEVER_SEEN.format(name=name)
        out = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True
        )
        times.append([1e3 * float(v) for v in out.stdout.split()])
    ratios = sorted(2 * a / b for a, b in times)
    ours, theirs = (median(t[i] for t in times) for i in (1, 0))
    return Ratio(
        f"competitive, {name} never seen", "twice stage 1", ours, 2 * theirs, median(ratios),
        ratios[0], ratios[-1], 1.0, "ms",
    )  # fmt: skip
