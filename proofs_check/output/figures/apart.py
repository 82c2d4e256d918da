"""Drawing the figures of a report in another process, while this one writes its text."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from proofs_check.output.figures.data import read_figure
from proofs_check.output.figures.draw import draw

Pictures = Callable[[], list[bytes]]
"""Waits for the pictures, one SVG a figure in their order."""


def pictures(figures: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Draw figures that are given as saved results hold them, each as an SVG.

    Raises:
        KeyError, TypeError: What is given is no figure.
        MissingExtra: matplotlib is not installed.
    """
    return [draw(read_figure(dict(one)), "svg") for one in figures]


def _tried(figures: Sequence[Mapping[str, Any]]) -> list[bytes] | None:
    try:
        return pictures(figures)
    except Exception:
        return None  # the error is raised where the report is written, which draws them again


@contextmanager
def drawn_apart(figures: Sequence[Mapping[str, Any]]) -> Iterator[Pictures]:
    """Let another process draw figures meanwhile, where there is a processor for it."""
    if not figures or (os.cpu_count() or 1) == 1:
        yield lambda: pictures(figures)
        return
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    begun = pool.submit(_tried, figures)

    def result() -> list[bytes]:
        try:
            found = begun.result()
        except BrokenProcessPool:
            found = None
        return pictures(figures) if found is None else found

    try:
        yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
