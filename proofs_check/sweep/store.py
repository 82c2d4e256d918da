r"""The store of a sweep: one SQLite file in write-ahead mode, one transaction for each batch of economies.

Why SQLite and not DuckDB: it is in the standard library; a write-ahead log makes a transaction
atomic against ``kill -9`` and power loss; and others may read (``--summary``) while the sweep
writes, where DuckDB admits one process.  Rows are few and narrow, so columns would gain nothing
before the export.

Conventions: an economy is in the store if and only if all its rows are (one transaction holds them
together); the primary key is the economy's index, so a row can be written once only; a lock on the
file itself, which the kernel releases however the process ends, admits one writing sweep at a time.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from proofs_check.sweep.spec import Spec
from proofs_check.sweep.task import Record, Row
from symbolic.language.errors import InputError

FORMAT = "1"
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
UNTIMED = frozenset({"seconds"})
"""Columns that may differ between two runs of the same sweep."""


class StoreError(InputError):
    """A store cannot be opened, read or written; one sentence that begins with its path."""


def columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns."""
    return tuple(c.split(" ")[0] for c in TABLES[table] if not c.startswith("PRIMARY"))


@dataclass
class Store:
    """An open store; ``with opened(...)`` is how to get one."""

    path: Path
    connection: sqlite3.Connection

    def done(self) -> set[int]:
        """Return the indices of the economies that are in the store."""
        return {i for (i,) in self.connection.execute("SELECT id FROM economies")}

    def add(self, records: Sequence[Record]) -> None:
        """Write the rows of some economies in one transaction: all of them or none.

        Raises:
            StoreError: They cannot be written; what was in the store stays as it was.
        """
        with told(self.path), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            for record in records:
                self._insert("economies", [record.economy])
                for table in ("results", "margins", "slopes", "losses"):
                    self._insert(table, getattr(record, table))

    def remove(self, indices: Iterable[int]) -> None:
        """Remove economies with all their rows, so that they are computed again."""
        with told(self.path), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                key = "id" if table == "economies" else "economy"
                self.connection.executemany(
                    f"DELETE FROM {table} WHERE {key} = ?", [(i,) for i in indices]
                )

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        names = columns(table)
        statement = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        )
        self.connection.executemany(statement, [[row.get(name) for name in names] for row in rows])

    def rows(self, table: str) -> Iterator[Row]:
        """Iterate over a table in the order of its primary key."""
        names = columns(table)
        order = (
            "id"
            if table == "economies"
            else ", ".join(
                c
                for c in names
                if c in ("economy", "claim", "reading", "agents", "type", "imitates", "state")
            )
        )
        for values in self.connection.execute(
            f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}"
        ):
            yield dict(zip(names, values, strict=True))

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return list(self.connection.execute(statement, values))

    def finish(self) -> None:
        """Fold the log into the file, which then is the whole store and can be read from a read-only folder."""
        with told(self.path):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.connection.execute("PRAGMA journal_mode=DELETE")

    def spec(self) -> str:
        """Return the canonical text of the specification."""
        ((text,),) = self.query("SELECT value FROM meta WHERE key = 'spec'")
        return str(text)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says into one sentence that names the store."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(
            "",
            f"cannot be used as a store ({error}); what was committed before is intact",
            source=str(path),
        ) from None
    except OSError as error:
        raise StoreError(
            "", f"cannot be written or read ({error.strerror or error})", source=str(path)
        ) from None


@contextlib.contextmanager
def opened(path: Path, spec: Spec) -> Iterator[Store]:
    """Open a store for a sweep, or make it; only one sweep may write to it at a time.

    Raises:
        StoreError: It cannot be written, is no store, holds another sweep, or another process is
            writing to it.
    """
    with contextlib.ExitStack() as stack:
        # Only opening is told as the store's trouble; what happens while it is open is the
        # caller's.
        with told(path):
            stack.enter_context(_locked(path))
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            stack.callback(_closed, connection)
            _prepare(path, connection, spec)
        yield Store(path, connection)


def _closed(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        connection.close()


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    # flock, not fcntl: SQLite's own locks are of the other kind, and closing this descriptor, last
    # of all, cannot drop them.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                "another sweep", "is writing to this store", source=str(path)
            ) from None
        yield
    finally:
        os.close(descriptor)


def _prepare(path: Path, connection: sqlite3.Connection, spec: Spec) -> None:
    present = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if present and "meta" not in present:
        raise StoreError("", "is a database, but not the store of a sweep", source=str(path))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT)")
    for table, parts in TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(parts)})")
    kept = dict(connection.execute("SELECT key, value FROM meta"))
    wanted = {"format": FORMAT, "identity": spec.identity}
    if kept and {k: kept.get(k) for k in wanted} != wanted:
        connection.execute("ROLLBACK")
        raise StoreError(
            "",
            "holds another sweep, or one of another format; give another --out",
            source=str(path),
        )
    connection.executemany(
        "INSERT OR REPLACE INTO meta VALUES (?, ?)", [*wanted.items(), ("spec", spec.text)]
    )
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('made with', ?)", (_versions(),))
    connection.execute("COMMIT")


def _versions() -> str:
    """Return the versions on which the last digits of a row may depend.

    Those of the run that made the store are kept.
    """
    listed = ("two-stage-market-game", "numpy", "scipy", "sympy", "llvmlite")
    found = {}
    for name in listed:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return json.dumps({"python": platform.python_version(), "machine": platform.machine(), **found})


@contextlib.contextmanager
def read(path: Path) -> Iterator[Store]:
    """Open a store for reading, also while a sweep writes to it, and from a read-only folder.

    Raises:
        StoreError: There is no such store.
    """
    if not path.is_file():
        raise StoreError("", "there is no such store", source=str(path))
    connection = _reading(path)
    try:
        with told(path):
            if not list(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'")):
                raise StoreError("", "is not the store of a sweep", source=str(path))
        yield Store(path, connection)
    finally:
        connection.close()


def _reading(path: Path) -> sqlite3.Connection:
    """Connect for reading; where the log's files cannot be made, a store without a log is read as it stands."""
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=30)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise StoreError(
                "",
                "has a log that can only be read where its folder is writable; copy both files "
                "elsewhere",
                source=str(path),
            ) from None
        connection = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    except sqlite3.DatabaseError:
        connection.close()
        raise StoreError("", "is not the store of a sweep", source=str(path)) from None
    return connection


def difference(one: Store, other: Store) -> str | None:
    """Compare two stores row by row, seconds aside.

    Return the first difference in words, or nothing.
    """
    for table in TABLES:
        names = ", ".join(c for c in columns(table) if c not in UNTIMED)
        keys = "id" if table == "economies" else "economy, 2, 3"
        first, second = (
            s.query(f"SELECT {names} FROM {table} ORDER BY {keys}") for s in (one, other)
        )
        if len(first) != len(second):
            return f"{table} has {len(first)} rows in one store and {len(second)} in the other"
        for a, b in zip(first, second, strict=True):
            if a != b:
                return f"{table}: {a} in one store, {b} in the other"
    return None
