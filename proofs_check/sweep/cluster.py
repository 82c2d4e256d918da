r"""The same work on a Dask cluster that the user already has.

Dask schedules, repeats what a dead worker had in hand, and hands back the records.

Every Dask worker runs each economy in a process of its own (``pool.LocalPool`` with one worker), so
that the limits of time and memory hold there too, and a crash does not take the Dask worker with
it.

Conventions: the workers need this package and the extra ``cluster``.  Into a store the client writes,
so the cluster needs no shared disk; into parts every worker writes its own, and the folder is one
that all of them see.
"""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Self

from proofs_check.sweep.pool import LocalPool, Task
from proofs_check.sweep.spec import Spec, read_spec
from proofs_check.sweep.task import Record, broken, examine_text
from symbolic.language.errors import InputError, MissingExtra

PATIENCE = 10
"""Seconds to wait for a scheduler."""

_local = threading.local()


def examine_isolated(text: str, index: int, task: Task = examine_text) -> Record:
    """Examine one economy in a child process of the Dask worker that calls this."""
    (record,) = child(text, task).records([index])
    return record


def child(text: str, task: Task) -> LocalPool:
    """Return this thread's pool of one process, made when it is first needed and kept for the sweep."""
    if getattr(_local, "text", None) != text:
        # Under a nanny a Dask worker is a daemonic process, which may not have children by default;
        # ours end with it (prepare_worker sees to that).
        multiprocessing.process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
        if getattr(_local, "text", None) is not None:
            _local.pool.__exit__()
        _local.pool, _local.text = LocalPool(read_spec(json.loads(text)), 1, task), text
    pool: LocalPool = _local.pool
    return pool


class ClusterPool:
    """Workers of a Dask cluster.

    Args:
        spec: The sweep.
        address: The scheduler's address, such as ``tcp://10.0.0.1:8786``.
        task: What is computed for one economy.

    Raises:
        InputError: Dask is not installed, or the scheduler does not answer.
    """

    def __init__(self, spec: Spec, address: str, task: Task = examine_text) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise MissingExtra("distributed", "cluster", "sweeps on a cluster") from None
        try:
            connect: Any = Client
            self._client: Any = connect(address, timeout=PATIENCE)
        except (OSError, ValueError, TimeoutError) as error:
            answered = f"does not answer ({type(error).__name__})"
            raise InputError(f"the scheduler {address}", answered, source="--scheduler") from None
        self.spec, self.task = spec, task

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def workers(self) -> int:
        """The number of threads of the cluster's workers."""
        return max(1, sum(int(n) for n in self._client.nthreads().values()))

    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        """Yield one record for each index; a bounded number are with the cluster at any time."""
        for index, future in self.done(examine_isolated, indices, self.task):
            try:
                yield future.result()
            except Exception as error:  # a worker that died every time, or a cluster without this
                yield broken(self.spec, index, f"{type(error).__name__}: {error}", 0.0)

    def done(self, function: Any, items: Iterable[int], *more: Any) -> Iterator[tuple[int, Any]]:
        """Yield items with the futures of function(spec, item, *more) as they are done."""
        import distributed

        waiting = iter(items)
        running: dict[str, int] = {}
        completed: Any = getattr(distributed, "as_completed")()  # noqa: B009 - untyped

        def submit() -> None:
            room = 4 * self.workers - len(running)
            for item in islice(waiting, max(room, 0)):
                future = self._client.submit(
                    function, self.spec.text, item, *more, pure=False, retries=3
                )
                running[future.key] = item
                completed.add(future)

        try:
            submit()
            while running:
                future = next(completed)
                if future.status == "cancelled":  # the client lost the scheduler
                    raise ConnectionError
                yield running.pop(future.key), future
                submit()
        except (OSError, TimeoutError):
            said = "was lost; what is written stays, and the same command goes on from there"
            raise InputError("the scheduler", said, source="--scheduler") from None
