"""Workers: an economy that hangs, exhausts memory or dies is BROKEN with its seed, and the sweep goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proofs_check.sweep import pool as local
from proofs_check.sweep.differences import difference
from proofs_check.sweep.pool import LocalPool
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from proofs_check.sweep.store import read
from tests.proofs_check.sweep import tasks

pytestmark = pytest.mark.programs
ROOT = Path(__file__).parents[3]


@pytest.mark.bulk
def test_whatever_a_worker_does_its_economy_is_broken_and_all_others_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local, "PATIENCE", 3)
    spec = read_spec({"count": 14, "seed": 1, "time_limit": 1, "memory_limit": 256})
    with LocalPool(spec, 2, tasks.misbehaving) as pool:
        records = {r.economy["id"]: r.economy for r in pool.records(range(14))}
    assert set(records) == set(range(14))
    said = {i: e["detail"] for i, e in records.items() if e["status"] == "BROKEN"}
    assert said == {
        tasks.HANGS: "did not end within 3 seconds by the clock",
        tasks.EATS: "needed more than 256 MiB of memory",
        tasks.DIES: "its process died with exit code 17",
        tasks.CRASHES: f"its process died with exit code {-signal.SIGSEGV}",
        tasks.RAISES: "RuntimeError: a defect",
    }
    assert all(records[i]["seed"] == f"1:{i}" for i in said)


SLOW = """
import sys
from pathlib import Path
from proofs_check.sweep.pool import LocalPool
from proofs_check.sweep.run import sweep
from proofs_check.sweep.spec import read_spec
from tests.proofs_check.sweep import tasks
if __name__ == "__main__":
    spec = read_spec({"count": 200, "seed": 1})
    with LocalPool(spec, 2, tasks.slow) as pool:
        sweep(spec, Path(sys.argv[1]), lambda: pool)
"""


def children_of(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.bulk
def test_killed_at_any_moment_and_resumed_the_store_is_that_of_an_undisturbed_run(
    tmp_path: Path,
) -> None:
    script, path = tmp_path / "slow.py", tmp_path / "killed.db"
    script.write_text(SLOW)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TWOSTAGE_TEST": str(tmp_path)}
    for attempt in range(2):
        process = subprocess.Popen([sys.executable, str(script), str(path)], env=environment)
        deadline = time.monotonic() + 60
        while attempt < 1 and process.poll() is None and time.monotonic() < deadline:
            if path.exists() and _stored(path) > 60 * (attempt + 1):
                os.kill(process.pid, signal.SIGKILL)
            time.sleep(0.02)
        process.wait(timeout=120)
        if attempt < 1:
            assert process.returncode == -signal.SIGKILL
    assert process.returncode == 0
    for _ in range(100):
        if not children_of(tmp_path):
            break
        time.sleep(0.1)
    assert not children_of(tmp_path), "workers must not outlive a main process that was killed"

    class Undisturbed:
        def records(self, indices):  # type: ignore[no-untyped-def]
            return (tasks.quick("", i) for i in indices)

    sweep(read_spec({"count": 200, "seed": 1}), tmp_path / "undisturbed.db", Undisturbed)
    with read(path) as one, read(tmp_path / "undisturbed.db") as other:
        assert difference(one, other) is None
        assert len(one.done()) == 200


def _stored(path: Path) -> int:
    try:
        with read(path) as store:
            return len(store.done())
    except ValueError:
        return 0
