"""In bulk, by hand (``make bulk``).

2,000 economies killed at 20 random moments, a Dask worker killed, a full disk; the store is that of
an undisturbed run.

``TWOSTAGE_ECONOMIES`` and ``TWOSTAGE_KILLS`` change the sizes.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from proofs_check.sweep.differences import difference
from proofs_check.sweep.store import read
from tests.proofs_check.sweep.test_cluster import cluster  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
ECONOMIES = int(os.environ.get("TWOSTAGE_ECONOMIES", "2000"))
KILLS = int(os.environ.get("TWOSTAGE_KILLS", "20"))
SPEC = f"""
count = {ECONOMIES}
seed = 77
types = [2, 3]
states = [1, 3]
agents = [6]
slopes = false
claims = ["thm-1.claim-1", "thm-1.claim-1.distance", "eq-11.nondefector", "sec-3.2.defector-posterior"]
"""


def command(folder: Path, store: str, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "proofs_check",
        "sweep",
        str(folder / "spec.toml"),
        "--out",
        str(folder / store),
        "--workers",
        "2",
        *more,
    ]


def run(folder: Path, store: str, *more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(folder, store, *more), cwd=ROOT, capture_output=True, text=True, check=False
    )


def stored(path: Path) -> int:
    try:
        with read(path) as store:
            return len(store.done())
    except ValueError:
        return 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk")
    (folder / "spec.toml").write_text(SPEC)
    done = run(folder, "undisturbed.db")
    assert done.returncode in (0, 3), done.stderr
    print(done.stderr.strip().splitlines()[-1])
    return folder


def same(folder: Path, name: str) -> None:
    with read(folder / "undisturbed.db") as one, read(folder / name) as other:
        assert len(one.done()) == ECONOMIES
        assert difference(one, other) is None


def test_killed_at_random_moments(undisturbed: Path) -> None:
    draw, kills = random.Random(9), []
    while len(kills) < KILLS:
        process = subprocess.Popen(
            command(undisturbed, "killed.db"),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        share = ECONOMIES / (KILLS + 2)
        before = stored(undisturbed / "killed.db")
        target, deadline = before + draw.random() * share, time.monotonic() + 300
        while (
            process.poll() is None
            and stored(undisturbed / "killed.db") < target
            and time.monotonic() < deadline
        ):
            time.sleep(0.2)
        time.sleep(draw.random() * 3)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills.append(stored(undisturbed / "killed.db"))
    assert run(undisturbed, "killed.db").returncode in (0, 3)
    print(f"killed {len(kills)} times, with {kills} economies stored")
    assert len(kills) == KILLS
    same(undisturbed, "killed.db")


def test_a_dask_worker_killed_in_mid_run(
    undisturbed: Path,
    cluster: tuple[str, list["subprocess.Popen[bytes]"]],  # noqa: F811 - the fixture
) -> None:
    address, processes = cluster
    time.sleep(15)
    run_there = command(undisturbed, "cluster.db", "--scheduler", address)
    process = subprocess.Popen(
        run_there, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None and stored(undisturbed / "cluster.db") < ECONOMIES // 4:
        time.sleep(0.2)
    os.kill(processes[1].pid, signal.SIGKILL)
    at = stored(undisturbed / "cluster.db")
    _, said = process.communicate()
    print(f"a Dask worker was killed with {at} economies stored; {said.strip().splitlines()[-1]}")
    assert process.returncode in (0, 3)
    same(undisturbed, "cluster.db")


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk(undisturbed: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)],
        check=False,
        capture_output=True,
    ).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        done = run(undisturbed, str(small / "s.db"))
        print(f"status {done.returncode}: {done.stderr.strip().splitlines()[-1]}")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        with read(small / "s.db") as store:
            assert store.query("PRAGMA integrity_check") == [("ok",)]
            assert 0 < len(store.done()) < ECONOMIES
        subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
        done = run(undisturbed, str(small / "s.db"))
        print(f"read-only, status {done.returncode}: {done.stderr.strip().splitlines()[-1]}")
        assert done.returncode == 2
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
