"""Certified tails of Theorem 1 for generated economies.

How many, how far above the true last failure, what stops the rest.

First all tails are certified, then margins are computed for comparison, then a table is printed.

Usage: ``python -m benchmarks tails [--count 40] [--seed 2012] [--time-limit 120] [--part I/K]
[--only NUMBER…] [--out FILE]`` from the repository's root.  One line of JSON is written for each
economy as it is done; a second run leaves out what is there, but for what an earlier state of the
code has certified, so the job can be stopped at any time, and K runs with ``--part 1/K`` to ``K/K``
share the work.  Economies are of all families, with two to four types and one to three states, and
numbered from 0.  The limit is in processor seconds, after which no further attempt begins, so the
result does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numeric.certify import certify_tail
from numeric.certify.theorem_1.stored import code_hash
from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.theorem_1.margins import threshold

Data = dict[str, Any]

MOST = {2: 400, 3: 120, 4: 60}
"""The greatest N at which margins are computed for the true last failure, by number of types."""


def judged(economy: Economy, index: int, limit: float) -> Data:
    """Return what is certified of one economy."""
    began, used = time.monotonic(), time.process_time()
    found = certify_tail(economy, time_limit=limit, clock=time.process_time)
    seconds, processor = time.monotonic() - began, time.process_time() - used
    return {
        "index": index,
        "code": code_hash(),
        "name": economy.name,
        "types": len(economy.types),
        "states": len(economy.states),
        "from": found.start,
        "active": found.active,
        "unique_from": found.unique_from,
        "attempts": len(found.tried),
        "detail": found.detail,
        "seconds": round(seconds, 1),
        "processor_seconds": round(processor, 1),
    }


def compared(economy: Economy, row: Data) -> Data:
    """Return the last failure of an economy, as far as margins are computed."""
    most = MOST[row["types"]]
    end = max(min(most, row["from"] or most), 2)
    last = threshold(economy, range(2, end + 1)).last_failure
    return {"index": row["index"], "last_failure": last, "computed_to": end}


def table(rows: list[Data]) -> str:
    """Return one line for each economy: N, the last failure, their ratio, seconds, what is missing."""
    head = (
        f"{'':>3} {'types, states':13} {'for all N from':>14} {'last failure computed':>21} "
        f"{'ratio':>6} {'processor':>9}  what is missing"
    )
    return "\n".join([head, *(_line(row) for row in sorted(rows, key=lambda r: r["index"]))])


def _line(row: Data) -> str:
    start, last = row["from"], row.get("last_failure")
    told = "" if "last_failure" not in row else "none" if last is None else str(last)
    if last is not None and last == row["computed_to"]:
        told = f"at least {last}"
    elif told and (start is None or row["computed_to"] < start):
        told += f" up to {row['computed_to']}"
    ratio = f"{start / last:.1f}" if start and last and not told.startswith("at") else ""
    return (
        f"{row['index']:3} {row['types']}, {row['states']:<10} {start or '-':>14} {told:>21} "
        f"{ratio:>6} {row['processor_seconds']:9.1f}  {'' if start else reason(row['detail'])}"
    ).rstrip()


def summary(rows: list[Data]) -> str:
    """Return the share certified, the ratios of N to the last failure, and what stopped the rest."""
    known = [r for r in rows if r["from"] is not None]
    lines = [
        f"{len(known)} of {len(rows)} certified ({len(known) / max(len(rows), 1):.0%}); processor "
        f"seconds in all {sum(r['processor_seconds'] for r in rows):.0f}, at most "
        f"{max((r['processor_seconds'] for r in rows), default=0.0):.0f} for one"
    ]
    told = [r for r in known if r.get("last_failure")]
    inside = [r for r in told if r["last_failure"] < r["computed_to"]]
    for rows_, what in (
        (inside, "N over the last failure, where one is computed and the candidate holds after it"),
        (
            [r for r in told if r["last_failure"] == r["computed_to"] < r["from"]],
            "N over the last N computed, where the candidate still fails there, so that the last "
            "failure is not known",
        ),
    ):
        ratios = sorted(r["from"] / r["last_failure"] for r in rows_)
        if ratios:
            lines.append(
                f"{what} ({len(ratios)}): median {ratios[len(ratios) // 2]:.1f}, from "
                f"{ratios[0]:.1f} to {ratios[-1]:.1f}"
            )
    stopped = Counter(reason(r["detail"]) for r in rows if r["from"] is None)
    lines += [f"{n} stopped by: {why}" for why, n in stopped.most_common()]
    return "\n".join(lines)


def reason(detail: str) -> str:
    """Return a sentence on what is missing without its numbers."""
    last = detail.split("; M times")[0].split("M >= ", 1)[-1].split(": ", 1)[-1]
    return re.sub(r"[0-9.]+", "…", last.split(", first")[0])


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge the economies that are not in the file yet, and print the summary."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks tails", description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2012)
    parser.add_argument(
        "--time-limit", type=float, default=120.0, help="processor seconds for each economy"
    )
    parser.add_argument("--part", default="1/1", help="which of how many parts, 1/2 for example")
    parser.add_argument("--only", type=int, nargs="+", help="numbers of economies, from 0")
    parser.add_argument("--out", type=Path, default=Path("results/tails.jsonl"))
    chosen = parser.parse_args(arguments)
    part, parts = (int(v) for v in chosen.part.split("/"))
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    economies = [
        (index, economy)
        for index, economy in enumerate(generate(chosen.seed, chosen.count, states=(1, 3)))
        if index % parts == part - 1 and (chosen.only is None or index in chosen.only)
    ]
    for index, economy in economies:
        if index not in read(chosen.out):
            added(chosen.out, judged(economy, index, chosen.time_limit))
    for index, economy in economies:
        row = read(chosen.out)[index]
        if "last_failure" not in row:
            added(chosen.out, compared(economy, row))
    rows = list(read(chosen.out).values())
    print(table(rows))
    print(summary(rows))
    return 0


def added(path: Path, row: Data) -> None:
    """Write one more line, and print it."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    print(json.dumps(row), flush=True)


def read(path: Path) -> dict[int, Data]:
    """Return what the lines of a file say of each economy, as this code certifies it.

    Nothing where there is no file; what an earlier state of the code certified is left out.
    """
    rows: dict[int, Data] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        row = json.loads(line)
        if row.get("code", code_hash()) != code_hash() or (
            "code" not in row and row["index"] not in rows
        ):
            continue
        rows[row["index"]] = {**rows.get(row["index"], {}), **row}
    return rows


if __name__ == "__main__":
    main()
