r"""The store of a sweep: one SQLite file in write-ahead mode, one transaction for each batch.

Why SQLite and not DuckDB: it is in the standard library; a write-ahead log makes a transaction
atomic against ``kill -9`` and power loss; and others may read (``--summary``) while the sweep
writes, where DuckDB admits one process.  Rows are few and narrow, so columns would gain nothing
before the export.

Conventions: an economy is in the store if and only if all its rows are (one transaction holds them
together); the primary key is the economy's index, so a row can be written once only; a lock on the
file itself, which the kernel releases however the process ends, admits one writing sweep at a time.
Each economy's rows have a digest; a store is checked against them whenever it is opened.
"""

from __future__ import annotations

import contextlib
import json
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from proofs_check.sweep.salvage import problem
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.tables import (
    CHILDREN,
    FORMAT,
    TABLES,
    Values,
    columns,
    digest,
    economies_rows,
)
from proofs_check.sweep.task import Record, Row
from proofs_check.sweep.troubles import StoreError, damaged, locked, told


@dataclass
class Store:
    """An open store; ``with opened(...)`` is how to get one."""

    path: Path
    connection: sqlite3.Connection
    identity: str

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
                for table in CHILDREN:
                    self._insert(table, getattr(record, table))
                self._seal(int(record.economy["id"]))

    def add_rows(self, rows: Mapping[str, Sequence[Values]]) -> None:
        """Write the rows of one economy as they are in another store."""
        with told(self.path), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                places = ", ".join("?" * len(columns(table)))
                self.connection.executemany(
                    f"INSERT INTO {table} VALUES ({places})", list(rows[table])
                )
            self._seal(int(rows["economies"][0][0]))  # type: ignore[arg-type]

    def _seal(self, index: int) -> None:
        """Keep the digest of an economy's rows as they are stored."""
        for _, rows in economies_rows(self.connection, only=index):
            seal = (digest(self.identity, rows), index)
            self.connection.execute("UPDATE economies SET digest = ? WHERE id = ?", seal)

    def remove(self, indices: Iterable[int]) -> None:
        """Remove economies with all their rows, so that they are computed again."""
        listed = [(i,) for i in indices]
        with told(self.path), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                key = "id" if table == "economies" else "economy"
                self.connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", listed)

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
            stack.enter_context(locked(path))
            # An absolute path is a file, whatever it is called; ":memory:" is none to SQLite.
            connection = sqlite3.connect(path.absolute(), isolation_level=None, timeout=30)
            stack.callback(_closed, connection)
            _prepare(path, connection, spec)
        yield Store(path, connection, spec.identity)


def _closed(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        connection.close()


def _prepare(path: Path, connection: sqlite3.Connection, spec: Spec) -> None:
    present = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    if present and "meta" not in present:
        raise StoreError("", "is a database, but not the store of a sweep", source=str(path))
    if present:
        _whole(path, connection)
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
        raise StoreError("", "holds another sweep; give another --out", source=str(path))
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


def _whole(path: Path, connection: sqlite3.Connection) -> None:
    """Check that a store is as it was written.

    Raises:
        StoreError: It is damaged, or of another format.
    """
    kept = dict(connection.execute("SELECT key, value FROM meta WHERE key = 'format'"))
    if kept.get("format") == "1":
        said = f"is of an earlier version; `twostage sweep --repair {path}` brings it up to date"
        raise StoreError("", said, source=str(path))
    what = problem(connection)
    if what is not None:
        raise damaged(path, what)


@contextlib.contextmanager
def read(path: Path, *, verify: bool = True) -> Iterator[Store]:
    """Open a store for reading, also while a sweep writes to it, and from a read-only folder.

    Args:
        path: The store.
        verify: Whether every row is checked against the digests first.

    Raises:
        StoreError: There is no such store, or it is damaged.
    """
    if not path.is_file():
        raise StoreError("", "there is no such store", source=str(path))
    connection = _reading(path)
    try:
        with told(path, writing=False):
            connection.execute("BEGIN")  # what is read is the state of one moment
            if not list(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'")):
                raise damaged(path, "its tables are gone")
            if verify:
                _whole(path, connection)
            found = dict(connection.execute("SELECT key, value FROM meta"))
        yield Store(path, connection, str(found.get("identity")))
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
    except sqlite3.DatabaseError as error:
        connection.close()
        raise damaged(path, str(error)) from None
    return connection
