"""Parts of a sweep from the workers of a Dask cluster, each of which writes its own blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from proofs_check.sweep.cluster import ClusterPool, child
from proofs_check.sweep.parts.blocks import members, write
from proofs_check.sweep.pool import Task
from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.task import examine_text


class ClusterWriters(ClusterPool):
    """Workers that write their blocks into a folder which all of them see.

    Args:
        spec: The sweep.
        address: The scheduler's address.
        folder: The sweep's folder, by the name that it has on the workers.
        task: What is computed for one economy.
    """

    def __init__(self, spec: Spec, address: str, folder: Path, task: Task = examine_text) -> None:
        super().__init__(spec, address, task)
        self.folder = str(folder.absolute())

    def written(self, wanted: Sequence[int]) -> Iterator[tuple[int, int | None]]:
        """Yield each block when a worker has written it; None where none could."""
        for block, future in self.done(block_isolated, wanted, self.folder, self.task):
            try:
                yield block, int(future.result())
            except Exception:  # it is missing, and the next run computes it
                yield block, None


def block_isolated(text: str, block: int, folder: str, task: Task) -> int:
    """Compute a block in a child process of the Dask worker that calls this, and write it."""
    spec = read_spec(json.loads(text))
    records = list(child(text, task).records(members(spec, block)))
    write(Path(folder), block, records)
    return sum(r.economy["status"] == "BROKEN" for r in records)
