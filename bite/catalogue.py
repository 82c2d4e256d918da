r"""The catalogue of all mutants, kept by file so that only files that changed are read again."""

from __future__ import annotations

import bisect
import hashlib
import json
import math
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bite import forks
from bite.mutants import Mutant, mutants_of
from bite.scope import ROOT, mutated_modules

GROUPS, LONGEST = 4, 900.0
"""Groups of modules for each process that reads them, and seconds of processor time for one."""


def all_mutants(
    kept: Path | None = None, under: str = "", root: Path = ROOT, processes: int = 1
) -> list[Mutant]:
    """List the mutants of all modules whose path begins with ``under``.

    Args:
        kept: Where the catalogue is kept; it is not where this is None.
        under: A path from the root, or its beginning.
        root: Where the layers lie.
        processes: How many read modules that the catalogue does not know as they are.
    """
    known, operators = _read(kept), _operators()
    fresh: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for path in mutated_modules(root):
        source = (root / path).read_text(encoding="utf-8")
        key = hashlib.sha256((operators + source).encode()).hexdigest()
        if known.get(path, {}).get("key") == key:
            fresh[path] = known[path]
        elif path.startswith(under):
            fresh[path], sources[path] = {"key": key}, source
    for path, entries in _proposed(sources, processes):
        fresh[path]["mutants"] = entries
    if kept is not None and fresh != known:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(fresh), encoding="utf-8")
    return [
        _mutant(entry)
        for path, of in fresh.items()
        if path.startswith(under)
        for entry in of["mutants"]
    ]


def _proposed(sources: dict[str, str], processes: int) -> Iterator[tuple[str, list[Any]]]:
    """Iterate over modules and their mutants as plain data, several modules at a time."""
    if processes == 1 or len(sources) < 2:
        yield from ((path, _entries(path, source)) for path, source in sources.items())
        return
    paths = sorted(sources, key=lambda path: -len(sources[path]))

    def read(some: list[str]) -> list[tuple[str, list[Any]]]:
        return [(path, _entries(path, sources[path])) for path in some]

    groups = [paths[i :: GROUPS * processes] for i in range(GROUPS * processes)]
    for ended in forks.each(read, filter(None, groups), processes, LONGEST):
        if ended.value is None:
            raise RuntimeError(
                f"the mutants of {', '.join(ended.item)} are not read: {ended.reason}"
            )
        yield from ended.value


def _entries(path: str, source: str) -> list[Any]:
    return [asdict(m) for m in mutants_of(path, source)]


_STEP = (math.sqrt(5) - 1) / 2


def sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """Draw mutants, all equally likely, spread evenly over files and functions.

    Mutants are laid out on a circle by file and function, at random within a function; the
    sample goes round it from a random place in steps of the golden ratio.  Every beginning of it is
    then spread almost evenly, so that a folder has its share of a small sample too, and of one that
    was cut off, and a larger sample with the same seed begins with the smaller one.

    >>> some = [Mutant(f"{a}.py", a, "sign", (1, n), (1, n), "", "", n) for a in "abcd" for n in range(9)]
    >>> sorted({m.function for m in sample(some, 7, 7)}), sample(some, 9, 7)[:4] == sample(some, 4, 7)
    (['a', 'b', 'c', 'd'], True)
    """
    drawn = random.Random(seed)
    ordered = sorted(mutants, key=lambda m: m.id)
    drawn.shuffle(ordered)
    ordered.sort(key=lambda m: (m.path, m.function))
    place, left, chosen = drawn.random(), list(range(len(ordered))), list[Mutant]()
    while left and len(chosen) < size:
        index = min(bisect.bisect_left(left, int(place * len(ordered))), len(left) - 1)
        chosen.append(ordered[left.pop(index)])
        place = (place + _STEP) % 1
    return chosen


def _mutant(entry: dict[str, Any]) -> Mutant:
    return Mutant(**{**entry, "start": tuple(entry["start"]), "end": tuple(entry["end"])})


def _read(kept: Path | None) -> dict[str, Any]:
    try:
        return dict(json.loads(kept.read_text(encoding="utf-8"))) if kept is not None else {}
    except (OSError, ValueError):
        return {}


def _operators() -> str:
    """Return the text of what proposes edits."""
    here = Path(__file__).parent
    files = [here / "walking.py", here / "mutants.py", *sorted((here / "operators").glob("*.py"))]
    return "\0".join(f.read_text(encoding="utf-8") for f in files)
