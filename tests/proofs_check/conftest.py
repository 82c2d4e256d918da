"""Coq's library is compiled once for all tests and all runs, which takes longer than what most tests ask."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from proofs_check.coq import kernel


@pytest.fixture(scope="session", autouse=True)
def compiled_once(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[None]:
    """Keep what Coq makes of each file of the library, and copy it where the same is compiled again.

    A file is the same if it and those that it may import are, letter by letter, and the compiler is.
    It is kept in the cache of pytest; where there is none, in the folder above those of a run's processes.
    """
    base = tmp_path_factory.getbasetemp()
    if pytestconfig.pluginmanager.hasplugin("cacheprovider"):
        kept = pytestconfig.cache.mkdir("coq")
    else:
        kept = (base if worker_id == "master" else base.parent) / "coq"
        kept.mkdir(exist_ok=True)
    run = kernel.run

    def remembered(
        compiler: str, folder: Path, path: Path, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        if path.stem not in kernel.FILES:
            return run(compiler, folder, path, seconds)
        made = kept / f"{_digest(compiler, folder, path.stem)}.vo"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():
                shutil.copy(made, path.with_suffix(".vo"))
                return subprocess.CompletedProcess([compiler], 0, "", "")
            done = run(compiler, folder, path, seconds)
            if done.returncode == 0:
                part = made.with_suffix(".part")
                shutil.copy(path.with_suffix(".vo"), part)
                part.replace(made)  # whole, also where a run is killed
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel, "run", remembered)
        yield


@cache
def _version(compiler: str) -> str:
    command = [compiler, "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _digest(compiler: str, folder: Path, name: str) -> str:
    """Return a digest of a file of the library, of those before it, and of the compiler's version."""
    upto = kernel.FILES[: kernel.FILES.index(name) + 1]
    text = "\0".join((folder / f"{n}.v").read_text(encoding="ascii") for n in upto)
    return hashlib.sha256((_version(compiler) + text).encode()).hexdigest()
