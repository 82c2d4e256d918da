"""Stand-ins for what a worker computes: quick ones, and ones that hang, exhaust memory or die."""

import ctypes
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.tables import digest, economies_rows
from proofs_check.sweep.task import Record, examine_text

HANGS, EATS, DIES, CRASHES, RAISES = 3, 5, 7, 9, 11


class Here:
    """The pool of a sweep that examines economies in this process."""

    def __init__(self, spec: Spec, workers: int) -> None:
        self.spec = spec

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        return (examine_text(self.spec.text, i) for i in indices)


def row(index: int) -> Record:
    """Return the rows of an imaginary economy."""
    economy = {
        "id": index,
        "seed": f"1:{index}",
        "name": f"economy {index}",
        "status": "done",
        "detail": "",
        "eta": index / 7,
        "seconds": time.time(),
    }
    results = [
        {
            "economy": index,
            "claim": "thm-1",
            "reading": "printed",
            "verdict": "HOLDS",
            "margin": 1 / (1 + index),
            "detail": "é",
            "seconds": time.time(),
        }
    ]
    return Record(economy, results)


def quick(text: str, index: int) -> Record:
    return row(index)


def slow(text: str, index: int) -> Record:
    time.sleep(0.02)
    return row(index)


def misbehaving(text: str, index: int) -> Record:
    if index == HANGS:
        time.sleep(3600)
    if index == EATS:
        keep = []
        while True:
            keep.append(bytearray(2**26))
    if index == DIES:
        os._exit(17)
    if index == CRASHES:
        ctypes.string_at(0)
    if index == RAISES:
        raise RuntimeError("a defect")
    return row(index)


def changed(path: Path, statement: str, *values: object) -> None:
    """Change a store so that it is whole all the same, as if it had been written so."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)
        ((text,),) = connection.execute("SELECT value FROM meta WHERE key = 'spec'")
        identity = read_spec(json.loads(text)).identity
        connection.execute("UPDATE meta SET value = ? WHERE key = 'identity'", (identity,))
        for index, rows in list(economies_rows(connection)):
            seal = (digest(identity, rows), index)
            connection.execute("UPDATE economies SET digest = ? WHERE id = ?", seal)
