"""A laboratory of its own for the tests that need oTree: a copy in a folder that goes away.

They carry the mark ``lab``, run by ``make lab-test``, and are skipped where there is no environment
with oTree (``.venv-lab``, or the Python that LAB_PYTHON names), no Chromium or no playwright.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from laboratory import start

ROOT = Path(__file__).parents[2]
PYTHON = Path(os.environ.get("LAB_PYTHON", ROOT / ".venv-lab" / "bin" / "python"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]


class Site:
    """A copied laboratory with its server, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        ignored = shutil.ignore_patterns("data", "db.sqlite3*", "__pycache__")
        shutil.copytree(ROOT / "laboratory", folder / "laboratory", ignore=ignored)
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=ignored)
        self.folder = folder / "laboratory"
        self.kept = {name: secrets.token_urlsafe(12) for name in ("secret", "password", "rest")}
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        self.process = start.server(
            self.kept, "127.0.0.1", self.port, self.folder, python=str(PYTHON)
        )

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def asked(self, what: str, **data: Any) -> Any:
        return start.asked(self.kept, self.port, what, **data)

    def log(self) -> str:
        return (self.folder / "data" / "server.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if not PYTHON.exists():
        pytest.skip("no environment with oTree: make lab-env")
    os.environ.setdefault("LAB_TWOSTAGE", f"{sys.executable} -m proofs_check")
    os.environ.setdefault("LAB_PYTHONPATH", str(ROOT))
    here = Site(tmp_path_factory.mktemp("site"))
    here.begin()
    yield here
    assert here.process is not None
    start.stop(here.process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
