"""Two stores compared row by row."""

from __future__ import annotations

from proofs_check.sweep.store import Store
from proofs_check.sweep.tables import TABLES, UNTIMED, columns


def difference(one: Store, other: Store) -> str | None:
    """Return the first difference of two stores in words, seconds aside; None if there is none."""
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
