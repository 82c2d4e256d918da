r"""Blocks of a sweep as Parquet files: who computes a block writes it, so no single writer is the limit.

A block is ``BLOCK`` consecutive economies.  Its rows are one file in the folder of each table,
written under another name first and then renamed; that of ``economies`` comes last, so a block is
whole if and only if it is there.  Whoever writes a block again writes the same rows under the same
names: a worker that was given up and came back doubles nothing, and one that died leaves nothing
that is read.

Conventions: ``sweep.json`` in the folder says which sweep it is; columns are those of a store, but
digests, in whose place Parquet has a checksum for each page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from proofs_check.output.files import made_folder, write_text, write_with
from proofs_check.sweep.export import schema
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.tables import CHILDREN, columns
from proofs_check.sweep.task import Record
from proofs_check.sweep.troubles import StoreError

BLOCK = 64
FORMAT = "1"
ABOUT = "sweep.json"


def prepared(folder: Path, spec: Spec) -> Path:
    """Make the folder of a sweep, or see that it is that of this one.

    Raises:
        StoreError: It holds another sweep, or something else.
        OutputError: It cannot be made.
    """
    about = made_folder(folder) / ABOUT
    wanted = {"format": FORMAT, "identity": spec.identity}
    if about.is_file():
        kept = described(folder)
        if {k: kept.get(k) for k in wanted} != wanted:
            raise StoreError("", "holds another sweep; give another --parts", source=str(folder))
    elif any(folder.iterdir()):
        raise StoreError("", "must be an empty folder, or that of a sweep", source=str(folder))
    write_text(about, json.dumps({**wanted, "spec": spec.text, "block": BLOCK}) + "\n")
    return folder


def described(folder: Path) -> dict[str, Any]:
    """Return what a folder says of its sweep.

    Raises:
        StoreError: It is not the folder of a sweep.
    """
    try:
        found = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise StoreError("", "is not the folder of a sweep", source=str(folder))
    return found


def blocks(spec: Spec) -> list[int]:
    """Return the numbers of all blocks of a sweep."""
    return list(range(-(-spec.count // BLOCK)))


def members(spec: Spec, block: int) -> range:
    """Return the economies of a block.

    >>> from proofs_check.sweep.spec import read_spec
    >>> members(read_spec({"count": 100, "seed": 1}), 1)
    range(64, 100)
    """
    return range(block * BLOCK, min((block + 1) * BLOCK, spec.count))


def part(folder: Path, table: str, block: int) -> Path:
    """Return the file of a block's rows of a table."""
    return folder / table / f"{block:09d}.parquet"


def whole(folder: Path) -> list[int]:
    """Return the blocks that are in a folder."""
    return sorted(int(p.stem) for p in (folder / "economies").glob("[0-9]*.parquet"))


def write(folder: Path, block: int, records: Iterable[Record]) -> None:
    """Write the rows of a block.

    Raises:
        MissingExtra: pyarrow is not installed.
        OutputError: They cannot be written; the block is not there.
    """
    kept = sorted(records, key=lambda r: int(r.economy["id"]))
    rows = {t: [row for r in kept for row in getattr(r, t)] for t in CHILDREN}
    for table, listed in [*rows.items(), ("economies", [r.economy for r in kept])]:
        path = part(folder, table, block)
        made_folder(path.parent)
        write_with(path, partial(_parquet, table, listed))


def _parquet(table: str, rows: Sequence[dict[str, Any]], path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = schema(table)
    ready = [{name: _plain(row.get(name)) for name in columns(table)} for row in rows]
    pq.write_table(pa.Table.from_pylist(ready, schema=wanted), path, write_page_checksum=True)


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def collected(
    spec: Spec, wanted: Sequence[int], records: Iterator[Record]
) -> Iterator[tuple[int, list[Record]]]:
    """Yield blocks as their records are complete, whatever order these come in."""
    open_: dict[int, list[Record]] = {b: [] for b in wanted}
    for record in records:
        block = int(record.economy["id"]) // BLOCK
        open_[block].append(record)
        if len(open_[block]) == len(members(spec, block)):
            yield block, open_.pop(block)
