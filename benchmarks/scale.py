r"""What many economies cost: processor seconds by claim, bytes of the rows, and a cluster with trivial work.

``python -m benchmarks scale [--quick]``, alone, prints its tables as Markdown.

The first tables are of economies of examples/sweeps/two_and_three_types.toml, examined here one after
another once every family is compiled: by claim, by numbers of types and states, and the margin of
Theorem 1 by N.  The next extrapolates.  At last a million rows of no work go through a scheduler and
four workers on the loopback, which is what organisation costs.

Conventions: seconds are of processor; beside other work on the same machine they are longer than on
an idle one.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

from numeric.theorem_1.margins import threshold
from proofs_check.sweep.parts.blocks import BLOCK, part, write
from proofs_check.sweep.parts.queries import read_parts
from proofs_check.sweep.parts.run import sweep_into_parts
from proofs_check.sweep.spec import load_spec, read_spec
from proofs_check.sweep.tables import TABLES
from proofs_check.sweep.task import Record, asked, examine

SPEC = Path("examples/sweeps/two_and_three_types.toml")
WARM = 40
"""Economies first: of each family, with most numbers of types and states, until kernels are compiled."""

AGENTS = (10, 40, 160, 640)
"""Values of N at which the margin is timed."""

SHOWN = 12
"""Claims in the table: the dearest."""


def scale(quick: bool) -> None:
    """Measure and print."""
    seconds, bytes_ = by_claim(6 if quick else 64)
    by_agents(4 if quick else 32)
    print(f"\n{bytes_:,.0f} bytes an economy in Parquet, {seconds:.2f} s of processor\n")
    print("| economies | core hours | rows of results | disk | tasks of the scheduler |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    claims = len(asked(load_spec(str(SPEC))))
    for count in (10**5, 10**7, 10**9):
        block = BLOCK if count <= 10**6 else 1024
        print(
            f"| {count:,} | {count * seconds / 3600:,.0f} | {count * claims:,} | "
            f"{count * bytes_ / 1e9:,.1f} GB | {count // block:,} |"
        )
    on_a_cluster(20_000 if quick else 1_000_000)


def by_claim(count: int) -> tuple[float, float]:
    """Print seconds by claim and by numbers of types and states; return those of an economy, and bytes."""
    spec = load_spec(str(SPEC))
    for index in range(WARM):
        examine(spec, index)
    claims, groups, many, records = Counter[str](), Counter[str](), Counter[str](), []
    begun = time.process_time()
    for index in range(WARM, WARM + count):
        at = time.process_time()
        record = examine(spec, index)
        used = time.process_time() - at
        types, states = record.economy["types"], record.economy["states"]
        group = f"{types} types, {states} state{'s' if states != 1 else ''}"
        groups[group] += used
        many[group] += 1
        for row in record.results:
            claims[row["claim"]] += row["seconds"]
        records.append(record)
    each = (time.process_time() - begun) / count
    print("| claim | ms an economy |\n| --- | ---: |")
    for claim, used in claims.most_common(SHOWN):
        print(f"| `{claim}` | {1000 * used / count:.0f} |")
    rest = sum(claims.values()) - sum(used for _, used in claims.most_common(SHOWN))
    print(f"| the other {max(0, len(claims) - SHOWN)} | {1000 * rest / count:.0f} |")
    print("\n| economies | s each |\n| --- | ---: |")
    for group in sorted(groups):
        print(f"| {group} | {groups[group] / many[group]:.2f} |")
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), 0, records)
        total = sum(part(Path(name), table, 0).stat().st_size for table in TABLES)
    return each, total / count


def by_agents(count: int) -> None:
    """Print what the margin of Theorem 1 costs at one N, by numbers of types."""
    spec, used, many = load_spec(str(SPEC)), Counter[tuple[int, int]](), Counter[int]()
    for index in range(WARM, WARM + count):
        economy = spec.economy(index)
        types = len(economy.types)
        many[types] += 1
        for agents in AGENTS:
            at = time.process_time()
            threshold(economy, [agents])
            used[types, agents] += time.process_time() - at
    columns = " | ".join(f"N = {agents}" for agents in AGENTS)
    print(f"\n| margin of Theorem 1, ms | {columns} |\n| --- |{' ---: |' * len(AGENTS)}")
    for types, n in sorted(many.items()):
        cells = " | ".join(f"{1000 * used[types, agents] / n:.0f}" for agents in AGENTS)
        print(f"| {types} types | {cells} |")


def nothing(text: str, index: int) -> Record:
    """Return a row of no work."""
    return Record({"id": index, "seed": f"1:{index}", "status": "done", "seconds": 0.0})


def in_place(text: str, block: int, folder: str, task: object) -> int:
    """Write a block of rows of no work from the worker itself."""
    first = block * BLOCK
    write(Path(folder), block, [nothing(text, i) for i in range(first, first + BLOCK)])
    return 0


def on_a_cluster(count: int) -> None:
    """Run rows of no work through a scheduler and four workers of this machine, and count them."""
    from distributed import Client, LocalCluster

    from proofs_check.sweep.parts.cluster import ClusterWriters

    spec = read_spec({"count": count - count % BLOCK, "seed": 1})
    with (
        tempfile.TemporaryDirectory() as name,
        LocalCluster(n_workers=4, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster),
        ClusterWriters(spec, cluster.scheduler_address, Path(name) / "parts") as writers,
    ):
        writers.function = in_place
        at = time.monotonic()
        sweep_into_parts(spec, Path(name) / "parts", lambda: writers)
        run = time.monotonic() - at
        at = time.monotonic()
        with read_parts(Path(name) / "parts") as parts:
            counted = parts.query("SELECT COUNT(*), COUNT(DISTINCT id) FROM economies")[0]
        read = time.monotonic() - at
    print(
        f"\n{spec.count:,} rows of no work through a scheduler and four workers: {run:.0f} s "
        f"({1e6 * run / spec.count:.0f} µs each), read together in {read:.1f} s: "
        f"{counted[0]:,} rows, {counted[1]:,} economies"
    )
