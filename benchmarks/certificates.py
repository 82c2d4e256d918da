"""The stored certificates of Theorem 1 computed anew at the M0 that they have, after a change of code.

Usage: ``python -m benchmarks.certificates [NAME ...]`` from the repository's root.  A certificate
that this code has computed already is left as it is, so the job can be stopped at any time.
``make certificates`` searches for M0 anew and takes about ten times as long.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from numeric.certify.theorem_1.stored import code_hash, read, refreshed, write
from numeric.economy.reader import load_economy

EXAMPLES = Path("examples")


def main() -> None:
    """Compute what is stale, and say what each certificate proves now."""
    names = sys.argv[1:] or sorted(p.stem for p in (EXAMPLES / "tails").glob("*.json"))
    for name in names:
        path, began = EXAMPLES / "tails" / f"{name}.json", time.monotonic()
        stored = read(path)
        if stored is None or stored["code"] == code_hash():
            continue
        made = refreshed(load_economy(EXAMPLES / f"{name}.toml"), stored)
        write(path, made)
        seconds = time.monotonic() - began
        print(f"{name}: N >= {made['from']} (was {stored['from']}), {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
