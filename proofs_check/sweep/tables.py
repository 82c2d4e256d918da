"""The tables of a store, their rows, and the digest by which an economy's rows are known to be whole.

Conventions: an economy is one row of ``economies`` and the rows of the other tables that name it;
its digest is over all of them, in the order of their keys, and over the identity of the sweep, so
that no other rows, nor rows of another sweep, have it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence

FORMAT = "2"
TABLES: dict[str, tuple[str, ...]] = {
    "economies": (
        "id INTEGER PRIMARY KEY",
        "seed TEXT",
        "name TEXT",
        "family TEXT",
        "types INTEGER",
        "states INTEGER",
        "eta REAL",
        "kappa_q REAL",
        "kappa_r REAL",
        "status TEXT",
        "detail TEXT",
        "last_failure INTEGER",
        "fails INTEGER",
        "residual REAL",
        "chernoff REAL",
        "economy TEXT",
        "changes TEXT",
        "seconds REAL",
        "digest TEXT",
    ),
    "results": (
        "economy INTEGER",
        "claim TEXT",
        "reading TEXT",
        "verdict TEXT",
        "margin REAL",
        "residual REAL",
        "truncation REAL",
        "detail TEXT",
        "seconds REAL",
        "PRIMARY KEY (economy, claim, reading)",
    ),
    "margins": (
        "economy INTEGER",
        "agents INTEGER",
        "active INTEGER",
        "margin REAL",
        "truncation REAL",
        "rounding REAL",
        "holds INTEGER",
        "type TEXT",
        "imitates TEXT",
        "cost REAL",
        "gain REAL",
        "PRIMARY KEY (economy, agents)",
    ),
    "slopes": (
        "economy INTEGER",
        "type TEXT",
        "imitates TEXT",
        "slope REAL",
        "kink INTEGER",
        "PRIMARY KEY (economy, type, imitates)",
    ),
    "losses": (
        "economy INTEGER",
        "agents INTEGER",
        "state TEXT",
        "mean REAL",
        "median REAL",
        "high REAL",
        "epsilon REAL",
        "enumerated INTEGER",
        "PRIMARY KEY (economy, state)",
    ),
}
UNTIMED = frozenset({"seconds", "digest"})
"""Columns that may differ between two runs of the same sweep."""

CHILDREN = tuple(t for t in TABLES if t != "economies")

Values = tuple[int | float | str | bytes | None, ...]
"""The values of one row, in the order of the columns."""


def columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns."""
    return tuple(c.split(" ")[0] for c in TABLES[table] if not c.startswith("PRIMARY"))


def keys(table: str) -> tuple[int, ...]:
    """Return the places of a table's primary key among its columns."""
    names = columns(table)
    key = next((c for c in TABLES[table] if c.startswith("PRIMARY")), None)
    listed = key[key.index("(") + 1 : -1].split(", ") if key else ["id"]
    return tuple(names.index(name) for name in listed)


def digest(identity: str, rows: Mapping[str, Sequence[Values]]) -> str:
    """Return the digest of one economy: of the rows of each table, in the order of their keys.

    The digest itself is the last value of the row in ``economies``, and is left out.
    """
    own = [row[:-1] for row in rows["economies"]]
    said = repr((identity, own, [(table, list(rows[table])) for table in CHILDREN]))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def economies_rows(
    connection: sqlite3.Connection, only: int | None = None, *, sealed: bool = True
) -> Iterator[tuple[int, dict[str, list[Values]]]]:
    """Yield each economy's index and its rows of every table, as digests take them.

    Args:
        connection: An open store.
        only: The one economy that is wanted.
        sealed: Whether the store has digests; else None stands in their places.
    """
    cursors = {table: _ordered(connection, table, only, sealed) for table in TABLES}
    waiting = {table: next(cursors[table], None) for table in CHILDREN}
    for row in cursors["economies"]:
        index = int(row[0])  # type: ignore[arg-type]
        rows: dict[str, list[Values]] = {"economies": [row], **{t: [] for t in CHILDREN}}
        for table in CHILDREN:
            while (at := waiting[table]) is not None and at[0] <= index:  # type: ignore[operator]
                if at[0] == index:
                    rows[table].append(at)
                waiting[table] = next(cursors[table], None)
        yield index, rows


def _ordered(
    connection: sqlite3.Connection, table: str, only: int | None, sealed: bool
) -> Iterator[Values]:
    names = (
        columns(table) if sealed else tuple("NULL" if c == "digest" else c for c in columns(table))
    )
    order = ", ".join(names[k] for k in keys(table))
    where = "" if only is None else f"WHERE {names[0]} = {only:d}"
    return connection.execute(f"SELECT {', '.join(names)} FROM {table} {where} ORDER BY {order}")
