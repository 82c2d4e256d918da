r"""Worker processes on this machine, by pebble's process pool.

Each economy has a limit of time and of memory, in a process that may die.

What ends badly (a hang, exhausted memory, a crash of the process) becomes a record that says
BROKEN, with the seed; the sweep goes on.

Conventions: workers are started fresh (``spawn``), so they share nothing with the main process;
they run one thread of linear algebra, since there is a worker for every core; they leave Ctrl-C to
the main process and end with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError, wait
from multiprocessing import resource_tracker
from typing import Any

from proofs_check.collecting import collect_seldom
from proofs_check.sweep.spec import Spec
from proofs_check.sweep.task import Record, broken, examine_text
from proofs_check.verifying.server import THREADS
from symbolic.language.errors import MissingExtra

Task = Callable[[str, int], Record]
PATIENCE = 10
"""How many times the limit, by the clock, a process may take that has used little processor time.

Then it is ended: it sleeps, waits, or the machine is very busy.
"""

LIFETIME = 2000
"""Economies after which a worker is replaced, so that caches cannot grow without bound."""


def prepare_worker(memory_limit: int, parent: int) -> None:
    """Set up a worker: no Ctrl-C of its own, an end with its parent, a bound on its memory.

    Args:
        memory_limit: MiB of address space beyond what the imports take.
        parent: The process that the worker must not outlive.
    """
    collect_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        set_death_signal, on_death = 1, int(signal.SIGKILL)
        ctypes.CDLL(None).prctl(set_death_signal, on_death)
    if os.getppid() != parent:
        os._exit(1)
    limit = _address_space() + memory_limit * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Return the address space in use, in bytes; zero where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Block Ctrl-C: threads and processes started meanwhile inherit that.

    So a worker is never interrupted while it starts.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class LocalPool:
    """Workers on this machine; ``with LocalPool(...) as pool`` ends all of them.

    Args:
        spec: The sweep.
        workers: Number of worker processes.
        task: What a worker computes: a function of the spec's text and an index, importable by
            name.
    """

    def __init__(self, spec: Spec, workers: int, task: Task = examine_text) -> None:
        try:
            from pebble import ProcessPool
        except ImportError:
            raise MissingExtra("pebble", "sweep", "sweeps") from None
        self.spec, self.task, self.workers = spec, task, workers
        for name in THREADS:
            os.environ[name] = "1"
        # Started now, because starting it later would unblock Ctrl-C for the workers that start
        # right after it.
        resource_tracker.ensure_running()
        self._pool: Any = ProcessPool(
            max_workers=workers,
            max_tasks=LIFETIME,
            initializer=prepare_worker,
            initargs=[spec.memory_limit, os.getpid()],
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.stop()
        self._pool.join()

    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        """Yield one record for each index, in the order in which they are ready.

        A few more than there are workers are under way at any time.
        """
        waiting = iter(indices)
        running: dict[Any, int] = {}
        while True:
            for index in waiting:
                with _without_interrupts():
                    future = self._pool.schedule(
                        self.task,
                        args=[self.spec.text, index],
                        timeout=PATIENCE * self.spec.time_limit,
                    )
                running[future] = index
                if len(running) >= 4 * self.workers:
                    break
            if not running:
                return
            for future in wait(running, return_when="FIRST_COMPLETED").done:
                yield self._record(future, running.pop(future))

    def _record(self, future: Any, index: int) -> Record:
        from pebble import ProcessExpired

        seconds = 0.0
        try:
            record: Record = future.result()
            return record
        except TimeoutError:
            seconds = float(PATIENCE * self.spec.time_limit)
            reason = f"did not end within {seconds:g} seconds by the clock"
        except MemoryError:
            reason = f"needed more than {self.spec.memory_limit} MiB of memory"
        except ProcessExpired as error:
            reason = f"its process died with exit code {error.exitcode}"
        except (
            Exception
        ) as error:  # whatever else a worker hands back is the economy's, not the sweep's
            reason = f"{type(error).__name__}: {error}"
        return broken(self.spec, index, reason, seconds)
