r"""Checking claims on several processes: claims are independent of each other, so each is a task.

Conventions: workers are started afresh (no fork of a process that has threads), ignore Ctrl-C, and
are sent the economies once; what they send back is put into the order of the claims by the
caller.  A worker that dies (a crash inside a compiled library) takes no other claim with it:
whatever it left undone is run again alone, and only a claim that kills its worker a second time is
BROKEN.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TypeVar

from numeric.economy.economy import Economy
from proofs_check.claims.claim import Claim
from proofs_check.collecting import collect_seldom

T = TypeVar("T")
Task = Callable[[Claim, Sequence[Economy], bool], T]

_ECONOMIES: list[Economy] = []


def _start(economies: list[Economy]) -> None:
    """Prepare a worker: the parent alone answers Ctrl-C."""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ECONOMIES[:] = economies


def _work(task: Task[T], claim: Claim, mutants: bool) -> T:
    return task(claim, _ECONOMIES, mutants)


@contextmanager
def _pool(processes: int, economies: Sequence[Economy]) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        processes,
        multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(list(economies),),
    )
    before = set(multiprocessing.active_children())
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    pool.shutdown()


def each(
    task: Task[T],
    claims: Sequence[Claim],
    economies: Sequence[Economy],
    mutants: bool,
    processes: int,
    lost: Callable[[Claim, float], T],
) -> Generator[tuple[str, T], None, None]:
    """Yield (id, result) of every claim as it is finished, in any order.

    Args:
        task: What to do with a claim; a function of a module.
        claims: The claims.
        economies: Economies for the claims that are tested on economies.
        mutants: Passed to the task.
        processes: Number of processes; 1 means this one.
        lost: The result for a claim whose worker died twice, given the claim and the seconds spent.
    """
    if processes == 1:
        for claim in claims:
            yield claim.id, task(claim, economies, mutants)
        return
    left = {c.id: c for c in claims}
    try:
        with _pool(processes, economies) as pool:
            futures: dict[Future[T], str] = {
                pool.submit(_work, task, c, mutants): c.id for c in claims
            }
            for future in as_completed(futures):
                result = future.result()
                left.pop(futures[future])
                yield futures[future], result
    except BrokenProcessPool:
        for claim in list(left.values()):
            yield claim.id, _alone(task, claim, economies, mutants, lost)


def _alone(
    task: Task[T],
    claim: Claim,
    economies: Sequence[Economy],
    mutants: bool,
    lost: Callable[[Claim, float], T],
) -> T:
    start = time.perf_counter()
    try:
        with _pool(1, economies) as pool:
            return pool.submit(_work, task, claim, mutants).result()
    except BrokenProcessPool:
        return lost(claim, time.perf_counter() - start)
