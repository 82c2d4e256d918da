"""Running a sweep: which economies are missing, who computes them, and what is committed when.

Conventions: the main process is the only writer; a batch is committed when it has ``BATCH``
economies or is ``PERIOD`` seconds old, so a kill at any moment loses those in flight and at most
one batch; running again computes exactly what is missing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from proofs_check.sweep.propositions import propositions
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.store import Store, opened
from proofs_check.sweep.task import Record, asked

BATCH = 64
PERIOD = 2.0


class Pool(Protocol):
    """Whatever computes records: processes of this machine, or a cluster."""

    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        """Yield one record for each index, in any order."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: economies in the store, of how many, how many of them are new, and how many are BROKEN."""

    stored: int
    count: int
    new: int
    broken: int


def sweep(
    spec: Spec,
    path: Path,
    start: Callable[[], Pool],
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    retry: Collection[str] = (),
) -> Progress:
    """Compute what is missing in a store.

    Args:
        spec: The sweep.
        path: The store; made if it is not there.
        start: Returns the pool; called only if something is missing.
        progress: Called after each commit.
        retry: Which economies are computed again: those that are "BROKEN", and those for which a
            statement that stands is "UNDECIDED" or "FAILS".

    Returns:
        How far it is at the end.

    Raises:
        InputError: The spec's claims are unknown, or the store cannot be used.
        KeyboardInterrupt: Interrupted; what was ready has been committed.
    """
    asked(spec)
    with opened(path, spec) as store:
        store.remove(_to_retry(store, retry))
        done = store.done()
        missing = [i for i in range(spec.count) if i not in done]
        at = _now(store, spec, 0)
        progress(at)
        if missing:
            at = _commit_all(store, spec, start().records(missing), progress)
        store.finish()
    return at


def _to_retry(store: Store, which: Collection[str]) -> set[int]:
    """Return the economies that are computed again."""
    standing = {(p.id, p.reading) for p in propositions() if p.standing}
    found = {
        economy
        for verdict in which
        for economy, *row in store.query(
            "SELECT economy, claim, reading FROM results WHERE verdict = ?", verdict
        )
        if tuple(row) in standing
    }
    if "BROKEN" in which:
        broken = store.query("SELECT id FROM economies WHERE status = 'BROKEN'")
        found.update(economy for (economy,) in broken)
    return found


def _commit_all(
    store: Store, spec: Spec, records: Iterator[Record], progress: Callable[[Progress], None]
) -> Progress:
    batch: list[Record] = []
    new, since = 0, time.monotonic()
    try:
        for record in records:
            batch.append(record)
            if len(batch) >= BATCH or time.monotonic() - since > PERIOD:
                ready, batch = batch, []
                store.add(ready)
                new, since = new + len(ready), time.monotonic()
                progress(_now(store, spec, new))
    finally:
        if batch:
            store.add(batch)
            new += len(batch)
    at = _now(store, spec, new)
    progress(at)
    return at


def _now(store: Store, spec: Spec, new: int) -> Progress:
    ((stored, broken),) = store.query(
        "SELECT COUNT(*), COALESCE(SUM(status = 'BROKEN'), 0) FROM economies WHERE id < ?",
        spec.count,
    )
    return Progress(stored, spec.count, new, broken)
