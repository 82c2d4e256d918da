r"""One forked process for each task, several at a time, each within bounds of time and memory.

The parent holds the libraries of others and nothing of the project; a child imports the project,
does one thing, sends what came out and ends.

Conventions: the bound is on the processor's time, so that a busy machine changes nothing; the
clock on the wall is allowed ``PATIENCE`` times as much.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")
PATIENCE = 8
MEMORY = 12 << 30
"""Bytes of address space for a child."""


@dataclass(frozen=True)
class Ended(Generic[Item, Value]):
    """What became of a task: its value, or None with the reason, ``time`` or ``crash``."""

    item: Item
    value: Value | None
    reason: str
    seconds: float


@dataclass
class _Running(Generic[Item]):
    item: Item
    process: BaseProcess
    begun: float


def each(
    task: Callable[[Item], Value], items: Iterable[Item], processes: int, seconds: float
) -> Iterator[Ended[Item, Value]]:
    """Yield what becomes of every task, in the order in which they end.

    Args:
        task: What a child does with an item; its value must be picklable.
        items: The items, one child for each.
        processes: How many children run at a time.
        seconds: Of processor time for a child.
    """
    left, running = iter(items), dict[Connection, _Running[Item]]()
    try:
        while True:
            while len(running) < processes and (item := next(left, None)) is not None:
                ours, theirs = multiprocessing.Pipe(duplex=False)
                process = multiprocessing.get_context("fork").Process(
                    target=_child, args=(task, item, theirs, seconds)
                )
                process.start()
                theirs.close()
                running[ours] = _Running(item, process, time.perf_counter())
            if not running:
                return
            yield from _collected(running, seconds)
    finally:
        for one in running.values():
            _end(one.process)


def _collected(
    running: dict[Connection, _Running[Item]], seconds: float
) -> Iterator[Ended[Item, Value]]:
    for connection in wait(list(running), timeout=1.0):
        assert isinstance(connection, Connection)
        one = running.pop(connection)
        try:
            value, reason = connection.recv(), ""
        except EOFError:
            value, reason = None, "crash"
        _end(one.process)
        used = time.perf_counter() - one.begun
        yield Ended(
            one.item,
            value,
            "time" if reason and one.process.exitcode == -signal.SIGXCPU else reason,
            used,
        )
        connection.close()
    for connection, one in list(running.items()):
        if time.perf_counter() - one.begun > PATIENCE * seconds:
            del running[connection]
            _end(one.process)
            yield Ended(one.item, None, "time", time.perf_counter() - one.begun)


def _end(process: BaseProcess) -> None:
    """Wait a moment for a child that has sent its value; end it, and what it started, otherwise."""
    process.join(timeout=5)
    if process.is_alive() and process.pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.join()


def _child(
    task: Callable[[Item], Value], item: Item, connection: Connection, seconds: float
) -> None:
    os.setpgrp()
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    if "BITE_SHOW" not in os.environ:
        os.dup2(quiet, 2)
    connection.send(task(item))
    connection.close()
    sys.stderr.flush()
    os._exit(0)
