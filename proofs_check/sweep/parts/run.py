"""Running a sweep into parts: the blocks that are missing, on this machine or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from proofs_check.sweep.parts.blocks import blocks, collected, members, prepared, whole, write
from proofs_check.sweep.run import Pool, Progress
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.task import asked


class Writers(Protocol):
    """Whoever computes blocks and writes them."""

    def written(self, wanted: Sequence[int]) -> Iterator[tuple[int, int | None]]:
        """Yield each block with its number of BROKEN economies, None where it could not be had."""


class Here:
    """Blocks from the processes of this machine, which this process writes."""

    def __init__(self, spec: Spec, folder: Path, pool: Pool) -> None:
        self.spec, self.folder, self.pool = spec, folder, pool

    def written(self, wanted: Sequence[int]) -> Iterator[tuple[int, int | None]]:
        """Yield each block when it is written."""
        records = self.pool.records(i for b in wanted for i in members(self.spec, b))
        for block, found in collected(self.spec, wanted, iter(records)):
            write(self.folder, block, found)
            yield block, sum(r.economy["status"] == "BROKEN" for r in found)


def sweep_into_parts(
    spec: Spec,
    folder: Path,
    start: Callable[[], Writers],
    *,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Compute and write the blocks that are missing.

    Args:
        spec: The sweep.
        folder: Its folder; made if it is not there.
        start: Returns who writes; called only if something is missing.
        progress: Called after each block.

    Returns:
        How far it is at the end; blocks that could not be had are missing, and the same call later
        computes them.

    Raises:
        InputError: The spec's claims are unknown, or the folder is another sweep's.
        OutputError: A block cannot be written.
    """
    asked(spec)
    prepared(folder, spec)
    done = set(whole(folder))
    wanted = [b for b in blocks(spec) if b not in done]
    stored, new, broken = sum(len(members(spec, b)) for b in done), 0, 0
    progress(Progress(stored, spec.count, 0, 0))
    for block, bad in start().written(wanted) if wanted else ():
        if bad is not None:
            many = len(members(spec, block))
            stored, new, broken = stored + many, new + many, broken + bad
        progress(Progress(stored, spec.count, new, broken))
    return Progress(stored, spec.count, new, broken)
