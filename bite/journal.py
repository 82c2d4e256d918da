r"""The journal: one line for each mutant that has been tried.

An interrupted run is taken up where it stopped.

Conventions: what came out for a mutant counts as long as no source of the project changes; lines
of other trees are passed over.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from bite.mutants import Mutant
from bite.noticing import Notice

DONE = ("caught", "equivalent", "guided", "stillborn")


class Journal:
    """Notices by mutant, for one tree of sources.

    Args:
        path: The file.
        tree: A hash of the sources.
    """

    def __init__(self, path: Path, tree: str) -> None:
        self.path, self.tree = path, tree
        self.notices: dict[str, Notice] = {}
        latest: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:  # the last line of a run that was killed
                continue
            mutant, of = entry.pop("mutant"), entry.pop("tree")
            entry.pop("written")
            latest[mutant] = entry["outcome"]
            if of == tree:
                self.notices[mutant] = Notice(**entry)
        self.missed = {m for m, outcome in latest.items() if outcome not in DONE}
        """Mutants that a claim has still to catch, as they came out when they were last tried, on any tree."""

    def add(self, mutant: Mutant, notice: Notice) -> None:
        """Write what came out for a mutant."""
        self.notices[mutant.id] = notice
        self.path.parent.mkdir(parents=True, exist_ok=True)
        entry = {
            "mutant": mutant.id,
            "tree": self.tree,
            "written": mutant.written,
            **asdict(notice),
        }
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")

    def drop(self, mutant: Mutant) -> None:
        """Forget what came out for a mutant, so that it is tried again."""
        self.notices.pop(mutant.id, None)
