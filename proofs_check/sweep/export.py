"""Tables of a store as files for other programs: CSV, or Parquet where pyarrow is installed.

Conventions: one file for each table, rows in the order of the primary key, columns as in the store;
a file is written under another name first and then renamed, so there is never half a file under the
name.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from proofs_check.output.files import made_folder, write_with
from proofs_check.sweep.store import Store
from proofs_check.sweep.tables import TABLES, columns
from symbolic.language.errors import MissingExtra

FORMATS = ("csv", "parquet")
ROWS = 50_000
"""Rows held in memory at a time."""


def export(store: Store, folder: Path, form: str) -> list[Path]:
    """Write every table of a store into a folder.

    Args:
        store: The store.
        folder: Made if it is not there.
        form: ``csv`` or ``parquet``.

    Returns:
        The files.

    Raises:
        MissingExtra: pyarrow is not installed.
        OutputError: The folder cannot be written.
    """
    write: Callable[[Store, str, Path], None] = {"csv": _csv, "parquet": _parquet}[form]
    files = {table: made_folder(folder) / f"{table}.{form}" for table in TABLES}
    for table, path in files.items():
        write_with(path, partial(write, store, table))
    return list(files.values())


def _csv(store: Store, table: str, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns(table), lineterminator="\n")
        writer.writeheader()
        writer.writerows(store.rows(table))


def schema(table: str) -> Any:
    """Return the Parquet schema of a table.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("pyarrow", "sweep", "Parquet files") from None
    kinds: dict[str, Any] = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
    declared = (c.split(" ") for c in TABLES[table] if not c.startswith("PRIMARY"))
    return pa.schema([(name, kinds[kind]) for name, kind, *_ in declared])


def _parquet(store: Store, table: str, path: Path) -> None:
    wanted = schema(table)
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = store.rows(table)
    with pq.ParquetWriter(path, wanted) as writer:
        while block := list(islice(rows, ROWS)):
            writer.write_table(pa.Table.from_pylist(block, schema=wanted))
