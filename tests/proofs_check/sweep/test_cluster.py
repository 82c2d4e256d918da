"""A sweep on a real Dask cluster of this machine.

The same rows, also when one of its two workers is killed in mid-run.
"""

import importlib.util
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proofs_check.sweep.differences import difference
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import read
from proofs_check.sweep.task import Record
from symbolic.language.errors import InputError
from tests.proofs_check.sweep import tasks

pytestmark = [
    pytest.mark.programs,
    pytest.mark.skipif(
        importlib.util.find_spec("distributed") is None, reason="Dask is not installed"
    ),
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning",
        "ignore::ResourceWarning",
        "ignore::pytest.PytestUnraisableExceptionWarning",
    ),
]
ROOT = Path(__file__).parents[3]
ROWS = "SELECT economy, claim, reading, verdict, margin, detail FROM results ORDER BY economy"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Cluster:
    """A scheduler and workers of this machine, which can be killed, stopped and started again."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.port, self.folder = free_port(), folder
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.log = (folder / "log").open("ab")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start(workers)

    def start(self, workers: int) -> None:
        quiet = ("--no-dashboard",)
        own = ("--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        self.scheduler = self._run(
            "scheduler", "--host", "127.0.0.1", "--port", str(self.port), *quiet
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.2)
        self.workers = [self._run("worker", self.address, *own, *quiet) for _ in range(workers)]

    def _run(self, what: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments]
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s",
        }
        streams = {"stdout": self.log, "stderr": self.log}
        process = subprocess.Popen(command, env=environment, cwd=self.folder, **streams)
        self.processes.append(process)
        return process

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.log.close()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path, 4)
    yield made
    made.close()


def waited_for(pool: Any, workers: int) -> Any:
    deadline = time.monotonic() + 90
    while pool.workers < workers and time.monotonic() < deadline:
        time.sleep(0.2)
    assert pool.workers == workers
    return pool


class Undisturbed:
    def records(self, indices: Iterable[int]) -> Iterator[Record]:
        return (tasks.quick("", i) for i in indices)


def test_one_worker_gives_the_rows_and_the_parts_of_an_undisturbed_run(tmp_path: Path) -> None:
    """The scheduler and the worker are threads of this process, and only the worker's child is another."""
    pytest.importorskip("duckdb")
    from distributed import LocalCluster

    from proofs_check.sweep import cluster
    from proofs_check.sweep.parts.blocks import BLOCK
    from proofs_check.sweep.parts.cluster import ClusterWriters
    from proofs_check.sweep.parts.queries import read_parts
    from proofs_check.sweep.parts.run import sweep_into_parts

    spec, folder = read_spec({"count": BLOCK + 1, "seed": 1}), tmp_path / "parts"
    with (
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as local,
        ClusterWriters(spec, local.scheduler_address, folder, tasks.quick) as pool,
    ):
        sweep(spec, tmp_path / "cluster.db", lambda: pool)
        at = sweep_into_parts(spec, folder, lambda: pool)
        pool._client.submit(lambda: cluster._local.pool.__exit__()).result()
    assert (at.stored, at.broken) == (spec.count, 0)
    sweep(spec, tmp_path / "undisturbed.db", Undisturbed)
    with read(tmp_path / "undisturbed.db") as wanted:
        with read(tmp_path / "cluster.db") as rows:
            assert difference(rows, wanted) is None
        with read_parts(folder) as parts:
            assert parts.query(ROWS) == wanted.query(ROWS)


@pytest.mark.bulk
def test_a_worker_killed_in_mid_run_changes_no_row(tmp_path: Path, cluster: Cluster) -> None:
    from proofs_check.sweep.cluster import ClusterPool

    spec = read_spec({"count": 120, "seed": 1})
    killed = threading.Event()

    def watch(at: object) -> None:
        if not killed.is_set() and getattr(at, "new", 0) >= 20:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            killed.set()

    with ClusterPool(spec, cluster.address, tasks.slow) as pool:
        waited_for(pool, 4)
        at = sweep(spec, tmp_path / "cluster.db", lambda: pool, progress=watch)
    assert killed.is_set()
    assert cluster.workers[0].wait(timeout=10) == -signal.SIGKILL
    assert (at.stored, at.broken) == (120, 0)
    sweep(spec, tmp_path / "undisturbed.db", Undisturbed)
    with read(tmp_path / "cluster.db") as one, read(tmp_path / "undisturbed.db") as other:
        assert difference(one, other) is None


@pytest.mark.bulk
def test_parts_survive_a_killed_worker_a_slow_one_and_another_scheduler(
    tmp_path: Path, cluster: Cluster
) -> None:
    pytest.importorskip("duckdb")
    from proofs_check.sweep.parts.blocks import BLOCK
    from proofs_check.sweep.parts.cluster import ClusterWriters
    from proofs_check.sweep.parts.queries import read_parts
    from proofs_check.sweep.parts.run import sweep_into_parts

    folder = tmp_path / "parts"
    spec = read_spec({"count": 24 * BLOCK, "seed": 1})
    seen = itertools.count()

    def disturb(at: object) -> None:
        match next(seen):
            case 2:
                os.kill(cluster.workers[0].pid, signal.SIGKILL)
                os.kill(cluster.workers[1].pid, signal.SIGSTOP)
            case 6:
                os.kill(cluster.workers[1].pid, signal.SIGCONT)
            case 8:
                os.kill(cluster.scheduler.pid, signal.SIGKILL)

    with ClusterWriters(spec, cluster.address, folder, tasks.slow) as writers:
        waited_for(writers, 4)
        with pytest.raises(InputError, match="the scheduler was lost"):
            sweep_into_parts(spec, folder, lambda: writers, progress=disturb)
    for process in cluster.processes:
        process.kill()
        process.wait()
    cluster.start(2)
    with ClusterWriters(spec, cluster.address, folder, tasks.quick) as writers:
        at = sweep_into_parts(spec, folder, lambda: writers)
    assert (at.stored, at.broken) == (spec.count, 0)
    assert 0 < at.new < spec.count
    sweep(spec, tmp_path / "undisturbed.db", Undisturbed)
    with read_parts(folder) as one, read(tmp_path / "undisturbed.db") as other:
        assert one.query(ROWS) == other.query(ROWS)
