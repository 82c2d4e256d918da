"""Certified tails of Theorem 1 for generated economies.

How many, how far above the true last failure, what stops the rest.

Usage: ``python -m benchmarks.tails [--count 40] [--seed 2012] [--limit 120] [--out FILE]`` from the
repository's root.  One line of JSON is written for each economy as it is done; a second run leaves
out what is there, so the job can be stopped at any time.  Economies are of all families, with two
to four types and one to three states.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from numeric.certify import certify_tail
from numeric.draws.generate import generate
from numeric.economy.economy import Economy
from numeric.theorem_1.margins import threshold

Data = dict[str, Any]

MOST = {2: 400, 3: 120, 4: 60}
"""The greatest N at which margins are computed for the true last failure, by number of types."""


def judged(economy: Economy, index: int, limit: float) -> Data:
    """Return what is certified of one economy, and its last failure as far as it is computed."""
    began = time.monotonic()
    found = certify_tail(economy, time_limit=limit)
    seconds = time.monotonic() - began
    kind = {"family": str(economy.environment.utility), "types": len(economy.types)}
    most = MOST[len(economy.types)]
    end = min(most, found.start or most)
    last = threshold(economy, range(2, max(end, 2) + 1)).last_failure
    return {
        "index": index,
        **kind,
        "states": len(economy.states),
        "from": found.start,
        "active": found.active,
        "unique_from": found.unique_from,
        "detail": found.detail,
        "seconds": round(seconds, 1),
        "last_failure": last,
        "computed_to": end,
    }


def summary(rows: list[Data]) -> str:
    """Return the share certified, the ratios of N to the last failure, and what stopped the rest."""
    known = [r for r in rows if r["from"] is not None]
    ratios = sorted(r["from"] / r["last_failure"] for r in known if r["last_failure"])
    lines = [f"{len(known)} of {len(rows)} certified ({len(known) / max(len(rows), 1):.0%})"]
    if ratios:
        middle = ratios[len(ratios) // 2]
        lines.append(
            f"N over the last computed failure, where there is one ({len(ratios)}): "
            f"median {middle:.1f}, from {ratios[0]:.1f} to {ratios[-1]:.1f}"
        )
    stopped = Counter(
        r["detail"].split(":")[-2 if ";" in r["detail"] else 0][:70]
        for r in rows
        if r["from"] is None
    )
    lines += [f"{n} stopped by: {reason}" for reason, n in stopped.most_common()]
    return "\n".join(lines)


def main() -> None:
    """Judge the economies that are not in the file yet, and print the summary."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tails", description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2012)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for each economy")
    parser.add_argument("--out", type=Path, default=Path("results/tails.jsonl"))
    chosen = parser.parse_args()
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    text = chosen.out.read_text(encoding="utf-8") if chosen.out.exists() else ""
    rows: list[Data] = [json.loads(line) for line in text.splitlines()]
    done = {row["index"] for row in rows}
    for index, economy in enumerate(generate(chosen.seed, chosen.count, states=(1, 3))):
        if index in done:
            continue
        rows.append(judged(economy, index, chosen.limit))
        with chosen.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(rows[-1]) + "\n")
        print(json.dumps(rows[-1]), flush=True)
    print(summary(rows))


if __name__ == "__main__":
    main()
