"""A copy of the project for a run, so that edits made meanwhile do not reach it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bite.scope import LAYERS, ROOT


@contextmanager
def snapshot(root: Path = ROOT) -> Iterator[Path]:
    """Copy the layers and the examples; until the end the project is imported from the copy."""
    with tempfile.TemporaryDirectory(prefix="bite") as folder:
        for name in (*LAYERS, "examples"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(root / name, Path(folder) / name, ignore=ignored)
        sys.path.insert(0, folder)
        try:
            yield Path(folder)
        finally:
            sys.path.remove(folder)
