"""Signs of life for a command that works.

On a terminal it is a progress bar, and on any other stream a line after some seconds.

Whoever waits learns what for, also where the standard error stream is a file or a pipe; nothing
else is written there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.progress import Progress

from proofs_check.output.console import terminal

FIRST, EVERY = 3.0, 15.0
"""Seconds until the first line, and from one to the next."""


class Waiting:
    """What is being computed now.

    ``update`` is called by the computation, ``words`` is read by whoever shows it.
    """

    def __init__(self, what: str, progress: Progress | None = None) -> None:
        self.words = what
        self._progress = progress
        self._task = None if progress is None else progress.add_task(what, total=None)

    def update(self, words: str, completed: int = 0, total: int | None = None) -> None:
        """Say what is computed now and how far it is."""
        self.words = words if total is None else f"{words}, {completed} of {total} done"
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=words, completed=completed, total=total)


@contextmanager
def signs_of_life(what: str, first: float = FIRST, every: float = EVERY) -> Iterator[Waiting]:
    """Show what is waited for as long as the block runs.

    Args:
        what: What is being computed, in words.
        first: Seconds until the first line where the stream is no terminal.
        every: Seconds between later lines.
    """
    console = terminal(stderr=True)
    if console.is_terminal:
        with Progress(console=console, transient=True) as progress:
            yield Waiting(what, progress)
        return
    waiting, finished = Waiting(what), threading.Event()

    def speak() -> None:
        seconds = first
        while not finished.wait(seconds):
            seconds = every
            click.echo(f"computing {waiting.words} …", err=True)

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield waiting
    finally:
        finished.set()
        speaker.join()
