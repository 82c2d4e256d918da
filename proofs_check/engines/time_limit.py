"""A time limit on a stretch of code in the main thread.

An alarm raises an exception, again where the interpreter had to swallow it.

Conventions: an exception raised inside a destructor, or inside what the collector of garbage calls,
goes no further than that: the interpreter reports it and goes on.  Such a report is not printed,
and the alarm rings again soon after; otherwise it rings again after ``AGAIN`` seconds, for what
swallows any exception. While the exception is being handled nothing rings, so that what cleans up
behind it is left in peace however long it takes.  Where the alarm finds the tracer that measures
coverage at work, which would keep its lock for ever, it rings a little later.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SOON, AGAIN = 0.01, 1.0
TRACER = "coverage."
CLOCKS = {
    "wall": (signal.ITIMER_REAL, signal.SIGALRM),
    "processor": (signal.ITIMER_PROF, signal.SIGPROF),
}


class TimeUp(BaseException):
    """The time is used up; no handler of ordinary errors may take it for one."""


@contextmanager
def within(seconds: float, clock: str = "wall") -> Iterator[None]:
    """Raise ``TimeUp`` in the main thread when the time is used up.

    Args:
        seconds: Positive.
        clock: "wall", or "processor" for this process's own time, so that a busy machine changes
            nothing.

    Raises:
        TimeUp: It is used up.
    """
    timer, rings = CLOCKS[clock]
    over: list[bool] = []

    def ring(_signal: int, frame: FrameType | None) -> None:
        if over or isinstance(sys.exc_info()[1], TimeUp):
            return
        if frame is not None and frame.f_globals.get("__name__", "").startswith(TRACER):
            signal.setitimer(timer, SOON, AGAIN)
            return
        raise TimeUp

    def swallowed(report: sys.UnraisableHookArgs) -> None:
        if report.exc_type is TimeUp:
            signal.setitimer(timer, SOON, AGAIN)
        else:
            reports(report)

    before, reports = signal.signal(rings, ring), sys.unraisablehook
    sys.unraisablehook = swallowed
    signal.setitimer(timer, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            over.append(True)  # a ring between here and the next line is heard by nobody
    finally:
        signal.setitimer(timer, 0)
        sys.unraisablehook = reports
        signal.signal(rings, before)
