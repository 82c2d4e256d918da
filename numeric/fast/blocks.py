"""Work on blocks of configurations, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

BLOCK = 1 << 14
"""Configurations in a block: what a block reads and writes stays in a core's cache."""


def cores() -> int:
    """Return how many threads to use.

    ``TWOSTAGE_THREADS``, or the processors that this process may run on.
    """
    asked = os.environ.get("TWOSTAGE_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_blocks(total: int, work: Callable[[int, int], None]) -> None:
    """Call ``work`` with the start and stop of each block; the last one may stop beyond the end.

    It must let go of the interpreter and write to its block only.
    """
    starts = range(0, total, BLOCK)
    if len(starts) == 1 or cores() == 1:
        for start in starts:
            work(start, start + BLOCK)
        return
    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(lambda start: work(start, start + BLOCK), starts))
