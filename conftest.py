"""How tests are collected: each worker does it, so that it is to be brief."""

import gc
from collections.abc import Generator
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule

Found = list[pytest.Collector]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, Found, Found]:
    """Seek doctests where there are some alone."""
    found = yield
    if file_path.suffix != ".py" or b">>>" in file_path.read_bytes():
        return found
    return [c for c in found if not isinstance(c, DoctestModule)]


def pytest_collection() -> None:
    """Look for no garbage while modules are imported: nearly all that is made stays."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, but not in what has been made so far."""
    gc.enable()
    gc.freeze()
