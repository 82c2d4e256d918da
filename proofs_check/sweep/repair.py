"""Repairing a store: what is whole goes into a new file under the old name, the damaged one is kept.

A sweep that is run again then computes the economies that were lost.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from proofs_check.output.files import written_to
from proofs_check.sweep.salvage import Salvage, of_format_1, problem, salvaged
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.store import opened
from proofs_check.sweep.troubles import StoreError, locked

ASIDE = ("", "-wal", "-shm", "-journal")
"""Endings of the files that make up a store."""


@dataclass(frozen=True)
class Repaired:
    """What was done.

    Args:
        saved: Economies that are in the store now.
        lost: Economies that had left a trace and could not be saved.
        kept: Where the damaged file is now; None if nothing was damaged.
    """

    saved: int
    lost: int
    kept: Path | None


def repair(path: Path, given: Spec | None = None) -> Repaired:
    """Save what is whole in a damaged store; one that is whole is left as it is.

    Args:
        path: The store.
        given: Its specification, needed where the store's own is lost.

    Raises:
        StoreError: There is no such store, another sweep writes to it, nothing in it can be saved,
            or its specification is lost and none is given.
        OutputError: The new file cannot be written.
    """
    if not path.is_file():
        raise StoreError("", "there is no such store", source=str(path))
    with locked(path):
        saved, damaged = _found(path, given)
        if not damaged:
            return Repaired(len(saved.economies), 0, None)
        if saved.spec is None:
            told = "has lost its specification: give it, `twostage sweep SPEC --repair STORE`"
            raise StoreError(
                "", told if saved.seen else "is not the store of a sweep", source=str(path)
            )
        made = path.with_name(f".repaired-{os.getpid()}")
        try:
            with opened(made, saved.spec) as store:
                for rows in saved.economies.values():
                    store.add_rows(rows)
                store.finish()
            kept = _aside(path)
            with written_to(path):
                os.replace(made, path)
        finally:
            for ending in ASIDE:
                with suppress(OSError):
                    made.with_name(made.name + ending).unlink()
    return Repaired(len(saved.economies), saved.seen - len(saved.economies), kept)


def _found(path: Path, given: Spec | None) -> tuple[Salvage, bool]:
    """Return what can be saved, and whether anything is damaged or of an earlier version."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(path.absolute())) as connection:
        earlier = of_format_1(connection)
        if earlier is not None:
            return earlier, True
        if problem(connection) is None:
            ((number,),) = connection.execute("SELECT COUNT(*) FROM economies").fetchall()
            return Salvage(None, {i: {} for i in range(number)}, number), False
    return salvaged(path, given), True


def _aside(path: Path) -> Path:
    """Rename the damaged files to a name that is free, and return it."""
    number = 0
    while True:
        kept = path.with_name(path.name + ".damaged" + (f"-{number}" if number else ""))
        if not kept.exists():
            break
        number += 1
    with written_to(path):
        for ending in ASIDE:
            file = path.with_name(path.name + ending)
            if file.exists():
                os.rename(file, kept.with_name(kept.name + ending))
    return kept
