"""Coq's library is compiled once for all tests, which takes longer than what most of them ask."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs_check.coq import kernel


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """Keep what Coq makes of each file of the library, and copy it where the same is compiled again.

    A file is the same if it and those that it may import are, letter by letter. What all processes
    of a run have made is in the folder above theirs.
    """
    base = tmp_path_factory.getbasetemp()
    kept = (base if worker_id == "master" else base.parent) / "coq"
    kept.mkdir(exist_ok=True)
    run = kernel.run

    def remembered(
        compiler: str, folder: Path, path: Path, seconds: float
    ) -> subprocess.CompletedProcess[str]:
        if path.stem not in kernel.FILES:
            return run(compiler, folder, path, seconds)
        made = kept / f"{_digest(folder, path.stem)}.vo"
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if made.exists():
                shutil.copy(made, path.with_suffix(".vo"))
                return subprocess.CompletedProcess([compiler], 0, "", "")
            done = run(compiler, folder, path, seconds)
            if done.returncode == 0:
                shutil.copy(path.with_suffix(".vo"), made)
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(kernel, "run", remembered)
        yield


def _digest(folder: Path, name: str) -> str:
    """Return a digest of a file of the library and of those before it."""
    upto = kernel.FILES[: kernel.FILES.index(name) + 1]
    text = "\0".join((folder / f"{n}.v").read_text(encoding="ascii") for n in upto)
    return hashlib.sha256(text.encode()).hexdigest()
