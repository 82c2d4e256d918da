"""The standard streams of a command: what cannot be written is told, once, by exit status 4.

A result that did not reach standard output is one sentence on standard error and status 4, whatever
the verdict was.  What cannot be written to standard error (progress, remarks) is dropped: no result
depends on it.  A letter that the terminal's encoding does not have is written as its escape.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, TextIO

from proofs_check.output.files import OutputError

NOT_WRITTEN = 4
"""The exit status of a result that could not be written."""

BROKEN = 3
"""The exit status of a fault of the program: what was asked is not decided."""


class _Raw(io.RawIOBase):
    """A descriptor whose first failure to be written is an ``OutputError``; later ones are ignored.

    With ``optional`` the first is ignored, too.
    """

    def __init__(self, descriptor: int, name: str, *, optional: bool) -> None:
        self.descriptor, self.place, self.optional = descriptor, name, optional
        self.failed = False

    def writable(self) -> bool:
        """Return that bytes may be written."""
        return True

    def fileno(self) -> int:
        """Return the descriptor."""
        return self.descriptor

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return os.isatty(self.descriptor)

    def write(self, data: Any) -> int:
        """Write some of the bytes."""
        content = memoryview(data).cast("B")
        if self.failed:
            return len(content)
        try:
            return os.write(self.descriptor, content)
        except OSError as error:
            self.failed = True
            if self.optional:
                return len(content)
            raise OutputError(self.place, error) from None


def _stream(raw: _Raw, like: TextIO | None) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(like, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=raw.optional or raw.isatty(),
    )


def _reserved() -> None:
    """Occupy standard descriptors that are closed, so that no file of ours gets their numbers."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken.  It is open for reading only, so writing fails.
            os.open(os.devnull, os.O_RDONLY)


def run_guarded(command: Callable[[], object]) -> None:
    """Run a command with guarded standard streams, and exit with its status or with 4.

    Args:
        command: What to run; it ends by ``SystemExit`` or by returning.
    """
    _reserved()
    raw = _Raw(1, "standard output", optional=False)
    sys.stdout = _stream(raw, sys.__stdout__)
    sys.stderr = _stream(_Raw(2, "standard error", optional=True), sys.__stderr__)
    status: object = 0
    try:
        try:
            command()
        except SystemExit as ended:
            status = ended.code
        except OutputError:
            raise
        except Exception:
            traceback.print_exc()
            print("Error: this is a fault of the program; nothing is decided", file=sys.stderr)
            status = BROKEN
        sys.stdout.flush()
    except OutputError as error:
        print(f"Error: {error}", file=sys.stderr)
        status = NOT_WRITTEN
    sys.exit(NOT_WRITTEN if raw.failed else status)  # type: ignore[arg-type]
