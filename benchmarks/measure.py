"""Paired timing: on a shared machine only ratios taken in one run mean anything."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

Job = Callable[[], Any]


@dataclass(frozen=True)
class Ratio:
    """How much faster ours is than a peer.

    Args:
        what: The case.
        peer: The name of the peer.
        ours: Our median rate or time.
        theirs: The peer's.
        ratio: Median over rounds of the ratio in one round.
        lowest: Smallest ratio of a round.
        highest: Largest ratio of a round.
        required: What it should be at least (nothing if nothing is required).
        unit: Of ``ours`` and ``theirs``.
    """

    what: str
    peer: str
    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float
    required: float | None
    unit: str = "a second"

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def seconds(job: Job) -> float:
    """Time one call; the result is dropped before the clock is read again."""
    gc.collect()
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def paired(what: str, peer: str, ours: tuple[Job, int], theirs: tuple[Job, int], required: float | None, rounds: int = 5) -> Ratio:
    """Run A B A B … and compare rates; each job comes with how many things it does.  Both run once before they are timed."""
    seconds(ours[0])
    seconds(theirs[0])
    pairs = [(ours[1] / seconds(ours[0]), theirs[1] / seconds(theirs[0])) for _ in range(rounds)]
    ratios = sorted(a / b for a, b in pairs)
    return Ratio(what, peer, median(a for a, _ in pairs), median(b for _, b in pairs), median(ratios), ratios[0], ratios[-1], required)
