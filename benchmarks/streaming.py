"""Large sums in bounded memory.

F and the distribution of the ex post loss over 10^7 to 10^8 configurations, each in a process of
its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measure import Ratio

LIMIT = 2.0
"""Gigabytes."""

RUN = """
import json, resource, sys, time
from numeric import efficiency, load_economy
from numeric.theorem_1.continuation import continuation
what, name, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
economy = load_economy(f"examples/{name}.toml")
start, used = time.perf_counter(), time.process_time()
if what == "F":
    found = continuation(economy, size, exact=True)
    solved, number = found.solved, found.count
else:
    found = efficiency(economy, size, limit=1 << 60)
    solved, number = found.status == "solved", sum(s.draws for s in found.states)
    solved = solved and all(s.enumerated for s in found.states)
times = time.perf_counter() - start, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform != "darwin" else 1 << 30)
print(json.dumps([solved, number, *times, peak]))
"""
CASES = (
    ("F", "log", 10_000_000, 100_000_000),
    ("F", "three_types", 4_470, 14_141),
    ("loss", "log", 330_000, 3_300_000),
    ("loss", "three_types", 300, 730),
)
"""What is summed, over which economy, and M or N of a quick and of a full run."""


def streaming(quick: bool) -> Iterator[Ratio]:
    """Compare peak memory, of Python and its libraries too, with the limit.

    Configurations, seconds and memory are in the name of the peer.
    """
    for what, name, small, large in CASES:
        size = small if quick else large
        out = subprocess.run(
            [sys.executable, "-c", RUN, what, name, str(size)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        solved, number, clock, processor, peak = json.loads(out)
        if not solved:
            raise AssertionError(f"{what} of {name} at {size} was not solved")
        label = (
            f"{what}, {name}, {'M' if what == 'F' else 'N'} = {size:,}: {number:.2g} configurations"
        )
        yield Ratio(
            label,
            f"{clock:.0f} s ({processor:.0f} s of processor), GiB",
            peak,
            LIMIT,
            LIMIT / peak,
            0,
            0,
            1.0,
            "GiB",
        )
