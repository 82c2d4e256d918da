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
        required: What it should be at least (None if nothing is required).
        unit: Of ``ours`` and ``theirs``.
        processor: Median ratio of processor times, where both were measured: for one thread each
            the fairer figure on a shared machine.
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
    processor: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def seconds(job: Job) -> float:
    """Time one call by the clock; the result is dropped before the clock is read again."""
    return both_times(job)[0]


def both_times(job: Job) -> tuple[float, float]:
    """Return the time on the clock and the time on processors, which others' work on the machine does not lengthen."""
    gc.collect()
    start, used = time.perf_counter(), time.process_time()
    job()
    return time.perf_counter() - start, time.process_time() - used


def paired(
    what: str,
    peer: str,
    ours: tuple[Job, int],
    theirs: tuple[Job, int],
    required: float | None,
    rounds: int = 5,
) -> Ratio:
    """Run A B A B … and compare rates; each job comes with how many things it does.

    Both run once before they are timed.
    """
    seconds(ours[0])
    seconds(theirs[0])
    times = [(both_times(ours[0]), both_times(theirs[0])) for _ in range(rounds)]
    scale = ours[1] / theirs[1]
    ratios, used = (sorted(scale * b[which] / a[which] for a, b in times) for which in (0, 1))
    rates = median(ours[1] / a[0] for a, _ in times), median(theirs[1] / b[0] for _, b in times)
    return Ratio(
        what, peer, *rates, median(ratios), ratios[0], ratios[-1], required, processor=median(used)
    )
