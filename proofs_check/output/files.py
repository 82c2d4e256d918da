"""Files that commands write: the whole file or none, and one error when it cannot be written.

Conventions: a file is written under another name in the same folder and then renamed, so that a
full disk or an interruption leaves what was there before.  Each write has a name of its own, so that
threads, processes and machines may write to one folder.  What is no regular file (a device, a
pipe) is written directly.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from symbolic.language.errors import InputError


class OutputError(Exception):
    """A result could not be written.

    Args:
        where: The file, or ``standard output``.
        reason: What the system said.
    """

    def __init__(self, where: str | Path, reason: OSError | str) -> None:
        self.where = str(where)
        self.reason = reason if isinstance(reason, str) else reason.strerror or str(reason)
        super().__init__(f"{self.where}: cannot be written ({self.reason})")


@contextlib.contextmanager
def written_to(where: str | Path) -> Iterator[None]:
    """Turn an ``OSError`` of the block into an ``OutputError`` that names the place.

    Raises:
        OutputError: The block raised an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(where, error) from None


def check_apart(option: str, path: Path | None, *inputs: str | Path | None) -> None:
    """Check that what is written is none of the files that are read.

    Raises:
        InputError: It is one of them, by whatever name.
    """
    if path is None:
        return
    for one in inputs:
        with contextlib.suppress(OSError):
            if one and Path(one).is_file() and path.samefile(one):
                raise InputError(option, "must not be a file that is read", str(path))


def made_folder(folder: Path) -> Path:
    """Make a folder with those above it, and return it.

    Raises:
        OutputError: It cannot be made.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8.

    Raises:
        OutputError: It cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes.

    Raises:
        OutputError: They cannot be written; what was there before is still there.
    """
    write_with(path, lambda partial: partial.write_bytes(content))


def write_with(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file by a function that writes a whole file under the name that it is given.

    Raises:
        OutputError: It cannot be written; what was there before is still there.
    """
    with written_to(path):
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            write(target)
            return
        partial = target.with_name(f".partial-{secrets.token_hex(8)}{target.suffix[:16]}")
        try:
            write(partial)
            os.replace(partial, target)
        finally:
            with contextlib.suppress(OSError):
                partial.unlink()
