r"""Questions to the parts of a sweep together: the tables of a store, by DuckDB over Parquet files.

Only blocks that are whole are read.  DuckDB reads the files as they are and uses every core.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_check.sweep.parts.blocks import described, part, whole
from proofs_check.sweep.tables import TABLES
from proofs_check.sweep.troubles import StoreError
from symbolic.language.errors import MissingExtra


@dataclass(frozen=True)
class Parts:
    """The parts of a sweep, open for questions; ``with read_parts(folder)`` is how to get them."""

    folder: Path
    connection: Any

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        try:
            return list(self.connection.execute(statement, list(values)).fetchall())
        except self._errors() as error:
            said = str(error).splitlines()[0][:200]
            what = f"cannot be read ({said}); remove the file that it names and run the sweep again"
            raise StoreError("", what, source=str(self.folder)) from None

    def _errors(self) -> tuple[type[Exception], ...]:
        import duckdb

        return (duckdb.Error,)


@contextlib.contextmanager
def read_parts(folder: Path) -> Iterator[Parts]:
    """Open the folder of a sweep for questions, also while it is written.

    Raises:
        StoreError: It is not the folder of a sweep, has no whole block, or a file is damaged.
        MissingExtra: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise MissingExtra("duckdb", "cluster", "the parts of a sweep") from None
    described(folder)
    found = whole(folder)
    if not found:
        raise StoreError("", "has no whole block yet", source=str(folder))
    connection = duckdb.connect()
    try:
        parts = Parts(folder, connection)
        for table in TABLES:
            files = [str(part(folder, table, block)) for block in found]
            quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
            parts.query(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{quoted}])")
        yield parts
    finally:
        connection.close()
