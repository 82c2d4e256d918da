"""What is whole in a store, however damaged its file is: found row by row, proved by digests.

The rows are read off the pages, so neither the file's header nor the pages that lead to a row need
be whole.  They may be stale or garbage; an economy is saved only if its rows have its digest.

Conventions: where two versions of an economy are whole, as after one that was BROKEN was computed
again, the one that is not BROKEN is saved.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from proofs_check.sweep.pages import Value, records
from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.tables import (
    CHILDREN,
    FORMAT,
    TABLES,
    Values,
    columns,
    digest,
    economies_rows,
    keys,
)

MOST_VERSIONS = 64
"""Combinations of versions of an economy's rows that are tried."""

Rows = dict[str, list[Values]]


@dataclass(frozen=True)
class Salvage:
    """What can be saved.

    Args:
        spec: The specification, None if it is damaged.
        economies: For each economy that is whole its rows, by table.
        seen: How many economies have left any row or digest.
    """

    spec: Spec | None
    economies: Mapping[int, Rows]
    seen: int


def problem(connection: sqlite3.Connection) -> str | None:
    """Return what is damaged in an open store, or None if all of it is whole.

    Raises:
        sqlite3.Error: Not even that can be found out.
    """
    ((said,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    if said != "ok":
        return str(said).splitlines()[-1]
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    spec = _spec(meta)
    if spec is None:
        return "the specification is not as it was written"
    for index, rows in economies_rows(connection):
        if rows["economies"][0][-1] != digest(spec.identity, rows):
            return f"economy {index} is not as it was written"
    for table in CHILDREN:
        nobody = f"SELECT 1 FROM {table} WHERE economy NOT IN (SELECT id FROM economies) LIMIT 1"
        if connection.execute(nobody).fetchall():
            return f"{table} has rows of no economy"
    return None


def _spec(meta: Mapping[Any, Any]) -> Spec | None:
    """Return the specification that a store's meta data hold, if they agree with each other."""
    try:
        spec = read_spec(json.loads(meta["spec"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    return spec if meta.get("identity") == spec.identity and meta.get("format") == FORMAT else None


def salvaged(path: Path, given: Spec | None = None) -> Salvage:
    """Return what is whole in the file of a store and in its log.

    Args:
        path: The file.
        given: The specification, where the store's own may be damaged.

    Raises:
        OSError: The file cannot be read.
    """
    meta: dict[str, set[str]] = defaultdict(set)
    found: dict[str, dict[int, dict[Values, None]]] = {t: defaultdict(dict) for t in TABLES}
    shapes = {len(columns(table)): table for table in TABLES}
    for rowid, values in records(path):
        if len(values) == 2:
            first, second = values
            if isinstance(first, str) and isinstance(second, str):
                meta[first].add(second)
            continue
        table = shapes.get(len(values))
        row = _typed(table, rowid, values) if table else None
        if table and row is not None:
            found[table][int(row[0])][row] = None  # type: ignore[arg-type]
    seen = {index for table in TABLES for index in found[table]}
    spec = given or _found_spec(meta)
    if spec is None:
        return Salvage(None, {}, len(seen))
    whole = {
        index: rows
        for index in sorted(found["economies"])
        if (rows := _whole(spec, index, found)) is not None
    }
    return Salvage(spec, whole, len(seen))


def _found_spec(meta: Mapping[str, set[str]]) -> Spec | None:
    for spec, identity in product(meta.get("spec", ()), meta.get("identity", ())):
        read = _spec({"spec": spec, "identity": identity, "format": FORMAT})
        if read is not None:
            return read
    return None


def _typed(table: str, rowid: int, values: tuple[Value, ...]) -> Values | None:
    """Return a row as SQLite would, or None if the values do not fit the columns."""
    kinds = [part.split(" ")[1] for part in TABLES[table] if not part.startswith("PRIMARY")]
    if table == "economies":
        values = (rowid, *values[1:]) if values[0] is None else ("",)
    allowed = {"INTEGER": (int,), "REAL": (int, float), "TEXT": (str,)}
    if len(values) != len(kinds) or not all(
        v is None or isinstance(v, allowed[k]) for v, k in zip(values, kinds, strict=True)
    ):
        return None
    if not isinstance(values[0], int):
        return None
    return tuple(
        float(v) if k == "REAL" and v is not None else v for v, k in zip(values, kinds, strict=True)
    )


def _whole(
    spec: Spec,
    index: int,
    found: Mapping[str, Mapping[int, Mapping[Values, None]]],
) -> Rows | None:
    """Return the rows of an economy that have its digest, or None if none have."""
    whole = []
    for own in found["economies"][index]:
        for children in _versions({t: list(found[t].get(index, ())) for t in CHILDREN}):
            rows = {"economies": [own], **children}
            if own[-1] == digest(spec.identity, rows):
                whole.append(rows)
                break
    status = columns("economies").index("status")
    newest = reversed(whole)  # the log, which is newer than the file, is read last
    return min(newest, key=lambda rows: rows["economies"][0][status] == "BROKEN", default=None)


def _versions(children: Rows) -> Iterator[Rows]:
    """Yield the ways to choose one row for each key, and last no rows at all."""
    choices: list[list[tuple[str, Values]]] = []
    for table, rows in children.items():
        by_key: dict[Values, list[tuple[str, Values]]] = defaultdict(list)
        for row in rows:
            by_key[tuple(row[k] for k in keys(table))].append((table, row))
        choices += [by_key[key] for key in sorted(by_key, key=_order)]
    for tried, chosen in enumerate(product(*choices)):
        if tried == MOST_VERSIONS:
            break
        yield {t: [row for table, row in chosen if table == t] for t in CHILDREN}
    if choices:
        yield {t: [] for t in CHILDREN}


def _order(key: Values) -> tuple[tuple[int, Any], ...]:
    """Sort keys as SQLite does: nothing, then numbers, then texts."""
    return tuple((0, 0) if v is None else (2, v) if isinstance(v, str) else (1, v) for v in key)


def of_format_1(connection: sqlite3.Connection) -> Salvage | None:
    """Return all of an undamaged store of the first format, which kept no digests, or None.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    if meta.get("format") != "1":
        return None
    if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
        return None
    spec = _spec({**meta, "format": FORMAT})
    whole = dict(economies_rows(connection, sealed=False))
    return None if spec is None else Salvage(spec, whole, len(whole))
