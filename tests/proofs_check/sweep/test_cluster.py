"""A sweep on a real Dask cluster of this machine.

The same rows, also when one of its two workers is killed in mid-run.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs_check.sweep.differences import difference
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import read
from tests.proofs_check.sweep import tasks

pytestmark = [
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


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    address = f"tcp://127.0.0.1:{free_port()}"
    host, port = address.removeprefix("tcp://").split(":")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "60s",
    }
    log = (tmp_path / "log").open("wb")

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        return subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)

    quiet = ("--no-dashboard",)
    processes = [start("scheduler", "--host", host, "--port", port, *quiet)]
    processes += [
        start(
            "worker",
            address,
            "--nthreads",
            "1",
            "--no-nanny",
            *quiet,
            "--local-directory",
            str(tmp_path),
        )
        for _ in range(2)
    ]
    yield address, processes
    for process in processes:
        process.kill()
        process.wait()
    log.close()


def test_a_worker_killed_in_mid_run_changes_no_row(
    tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]]
) -> None:
    from proofs_check.sweep.cluster import ClusterPool

    address, processes = cluster
    spec = read_spec({"count": 120, "seed": 1})
    killed = threading.Event()

    def watch(at: object) -> None:
        if not killed.is_set() and getattr(at, "new", 0) >= 20:
            os.kill(processes[1].pid, signal.SIGKILL)
            killed.set()

    with ClusterPool(spec, address, tasks.slow) as pool:
        deadline = time.monotonic() + 60
        while pool.workers < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        assert pool.workers == 2
        at = sweep(spec, tmp_path / "cluster.db", lambda: pool, progress=watch)
    assert killed.is_set()
    assert processes[1].wait(timeout=10) == -signal.SIGKILL
    assert (at.stored, at.broken) == (120, 0)

    class Undisturbed:
        def records(self, indices):  # type: ignore[no-untyped-def]
            return (tasks.quick("", i) for i in indices)

    sweep(spec, tmp_path / "undisturbed.db", Undisturbed)
    with read(tmp_path / "cluster.db") as one, read(tmp_path / "undisturbed.db") as other:
        assert difference(one, other) is None
