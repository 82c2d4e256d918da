r"""Checking claims on several processes: claims are independent of each other, so each is a task.

Neighbours in the paper ask for the same equilibria, formulas and economies, which a process solves,
compiles and draws once.  So each process has a stretch of the claims of its own, which it works
through in order; one that has finished its stretch takes from the end of the longest that is left.

Conventions: workers come from a server that has imported the claims and has no threads, so that
they need not import them again (where the system has no such servers they are started afresh);
they ignore Ctrl-C and are sent the economies once; what they send back is put into the order of
the claims by the caller.  A worker that dies (a crash inside a compiled library) takes no other
claim with it: the claim is run again alone, and only one that kills its worker a second time is
BROKEN.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import pairwise
from typing import TypeVar, cast

from numeric.economy.economy import Economy
from proofs_check.claims.claim import Claim
from proofs_check.collecting import collect_seldom
from proofs_check.verifying.sent import received, received_back, sent, sent_back
from proofs_check.verifying.server import context

T = TypeVar("T")
Task = Callable[[Claim, Sequence[Economy], bool], T]

AHEAD = 2
"""So many claims a worker has at once: the next is there when it has finished one."""

FEW = 4
"""With so few left for each process a worker has one claim alone, so that others can take the rest."""

_ECONOMIES: list[Economy] = []


def _start(economies: list[Economy]) -> None:
    """Prepare a worker: the parent alone answers Ctrl-C."""
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ECONOMIES[:] = economies


def _work(task: Task[T], id_: str, pickled: bytes, mutants: bool) -> bytes:
    claim = received(id_, pickled)
    return sent_back(task(claim, _ECONOMIES, mutants), claim)


def _sent_to(
    pool: ProcessPoolExecutor, task: Task[T], claim: Claim, mutants: bool
) -> Future[bytes]:
    return pool.submit(_work, task, claim.id, sent(claim), mutants)


@contextmanager
def _pools(processes: int, economies: Sequence[Economy]) -> Iterator[list[ProcessPoolExecutor]]:
    """Give pools of one worker each."""
    made_by, before = context(), set(multiprocessing.active_children())
    pools = [
        ProcessPoolExecutor(1, made_by, initializer=_start, initargs=(list(economies),))
        for _ in range(processes)
    ]
    try:
        yield pools
    except BaseException:
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    for pool in pools:
        pool.shutdown()


@contextmanager
def beside(function: Callable[[], T], apart: bool = True) -> Iterator[Callable[[], T]]:
    """Let another process compute something meanwhile; what is given waits for it and returns it.

    Args:
        function: A function of a module.
        apart: Whether another process does it; else it is done when it is asked for.
    """
    if not apart:
        yield function
        return
    with _pools(1, ()) as (pool,):
        begun = pool.submit(function)

        def result() -> T:
            try:
                return begun.result()
            except BrokenProcessPool:
                return function()

        yield result


def stretches(claims: Sequence[Claim], processes: int) -> list[deque[Claim]]:
    """Divide claims into stretches of one length, one for each process."""
    cuts = [len(claims) * k // processes for k in range(processes + 1)]
    return [deque(claims[a:b]) for a, b in pairwise(cuts)]


def _next(own: deque[Claim], left: Sequence[deque[Claim]]) -> Claim | None:
    """Take the next of a process's own stretch, else the last of the longest one that is left."""
    if own:
        return own.popleft()
    longest = max(left, key=len)
    return longest.pop() if longest else None


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
    killers = []
    left = stretches(claims, processes)
    with _pools(processes, economies) as pools:
        with_worker: list[deque[tuple[Future[bytes], Claim]]] = [deque() for _ in pools]

        def send(k: int) -> None:
            here = with_worker[k]
            while len(here) < (AHEAD if sum(map(len, left)) > FEW * processes else 1):
                claim = _next(left[k], left)
                if claim is None:
                    return
                try:
                    here.append((_sent_to(pools[k], task, claim, mutants), claim))
                except BrokenProcessPool:  # it died between two claims
                    left[k].appendleft(claim)
                    return

        for k in range(processes):
            send(k)
        while any(with_worker):
            wait([here[0][0] for here in with_worker if here], return_when=FIRST_COMPLETED)
            for k, here in enumerate(with_worker):
                if not (here and here[0][0].done()):
                    continue
                future, claim = here.popleft()
                try:
                    found = future.result()
                except BrokenProcessPool:
                    killers.append(claim)
                    left[k].extendleft(other for _, other in reversed(here))
                    here.clear()
                    pools[k] = _another(pools[k], economies)
                    send(k)
                    continue
                send(k)
                yield claim.id, received_back(found, claim)
    for claim in (*killers, *(c for some in left for c in some)):
        yield claim.id, _alone(task, claim, economies, mutants, lost)


def _another(dead: ProcessPoolExecutor, economies: Sequence[Economy]) -> ProcessPoolExecutor:
    dead.shutdown(wait=False)
    return ProcessPoolExecutor(1, context(), initializer=_start, initargs=(list(economies),))


def _alone(
    task: Task[T],
    claim: Claim,
    economies: Sequence[Economy],
    mutants: bool,
    lost: Callable[[Claim, float], T],
) -> T:
    start = time.perf_counter()
    try:
        with _pools(1, economies) as (pool,):
            found = _sent_to(pool, task, claim, mutants).result()
            return cast("T", received_back(found, claim))
    except BrokenProcessPool:
        return lost(claim, time.perf_counter() - start)
