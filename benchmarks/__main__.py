"""Measure, print a table, keep the results as JSON and draw cost against N and against the number of types.

Usage: ``python -m benchmarks [--quick] [--out FOLDER] [NAME…]`` from the repository's
root.  ``python -m benchmarks profile``, alone, profiles the main job; ``python -m benchmarks tails
…`` certifies tails of Theorem 1 for generated economies (``benchmarks.tails``), and ``python -m
benchmarks efficient …`` the numbers of Theorem 3 for shipped ones (``benchmarks.efficient``).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Ratio

Case = Callable[[bool], Iterator[Ratio]]


def cases() -> dict[str, Case]:
    """Return all cases by name."""
    from benchmarks import (
        competitive,
        losses,
        many,
        memory,
        pooling,
        reductions,
        stage2,
        startup,
        streaming,
        sweep,
    )

    return {
        "c": stage2.against_c,
        "peers": stage2.against_peers,
        "families": stage2.families,
        "types": stage2.types,
        "continuation": reductions.continuation,
        "margins": reductions.margins,
        "sampled": reductions.sampled,
        "loss": losses.loss_cases,
        "pooling": pooling.pooling,
        "streaming": streaming.streaming,
        "startup": startup.startup,
        "competitive": competitive.competitive,
        "many": many.many_at_once,
        "memory": memory.memory,
        "sweep": sweep.sweep,
    }


def main() -> int:
    """Run the cases asked for."""
    if sys.argv[1:2] == ["tails"]:
        from benchmarks.tails import main as tails

        return tails(sys.argv[2:])
    if sys.argv[1:2] == ["efficient"]:
        from benchmarks.efficient import main as efficient

        return efficient(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="cases to run (all by default), or profile, or scale"
    )
    parser.add_argument("--quick", action="store_true", help="fewer configurations and rounds")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("results"),
        help="folder for benchmarks.json and benchmarks.svg",
    )
    chosen = parser.parse_args()
    if chosen.names == ["profile"]:
        return profile(chosen.quick, chosen.out)
    if chosen.names == ["scale"]:
        from benchmarks.scale import scale

        scale(chosen.quick)
        return 0
    known = cases()
    unknown = [n for n in chosen.names if n not in known]
    if unknown:
        parser.error(f"unknown case {unknown[0]}; known are {', '.join(known)}")
    found: list[Ratio] = []
    print(
        f"{'case':44} {'against':34} {'ours':>10} {'theirs':>10} {'ratio':>8} {'range':>17} "
        f"{'processor':>9} {'required':>9}"
    )
    for name in chosen.names or known:
        for ratio in known[name](chosen.quick):
            found.append(ratio)
            print(line(ratio), flush=True)
    keep(chosen.out / "benchmarks.json", {"results": [r.as_json() for r in found]})
    if not chosen.names:
        from benchmarks.plot import draw

        draw(chosen.out / "benchmarks.svg", chosen.quick)
    short = [r for r in found if r.required is not None and r.ratio < r.required]
    print(f"{len(found)} ratios, {len(short)} below what is required")
    return 1 if short else 0


def profile(quick: bool, out: Path) -> int:
    """Profile the main job, print the tables and keep them."""
    from benchmarks.profile import print_profile
    from benchmarks.profile import profile as run

    found = run(quick)
    print_profile(found)
    keep(out / "profile.json", found)
    return 0


def keep(file: Path, results: Mapping[str, object]) -> None:
    """Write results as JSON, with the date and the machine."""
    file.parent.mkdir(parents=True, exist_ok=True)
    data = {
        "format": 1,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        **results,
    }
    file.write_text(json.dumps(data, indent=1) + "\n")


def machine() -> dict[str, object]:
    """Say what was measured on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }


def line(r: Ratio) -> str:
    """Write one row of the table."""
    required, processor = ("" if v is None else f"{v:.3g}" for v in (r.required, r.processor))
    return (
        f"{r.what:44} {r.peer:34} {r.ours:10.3g} {r.theirs:10.3g} {r.ratio:8.3g} "
        f"{r.lowest:8.3g} {r.highest:8.3g} {processor:>9} {required:>9}"
    )


if __name__ == "__main__":
    sys.exit(main())
