"""Tests that `make test` leaves out, by their names in ``bulk.txt``: each covers no line that others do not."""

from pathlib import Path

import pytest

LISTED = frozenset(Path(__file__).with_name("bulk.txt").read_text(encoding="utf-8").splitlines())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, before pytest chooses by marks."""
    for item in items:
        if item.nodeid in LISTED:
            item.add_marker(pytest.mark.bulk)
