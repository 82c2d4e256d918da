"""What can be wrong with a store's file, as one sentence each; and the lock that one writer holds."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from proofs_check.output.files import OutputError
from proofs_check.sweep.salvage import salvaged
from symbolic.language.errors import InputError


class StoreError(InputError):
    """A store cannot be opened, read or written; one sentence that begins with its path."""


_TROUBLE = ("FULL", "IOERR", "READONLY", "CANTOPEN", "BUSY", "LOCKED", "PERM")
"""SQLite's names of errors that are the system's and not the store's."""


@contextlib.contextmanager
def told(path: Path, *, writing: bool = True) -> Iterator[None]:
    """Turn what SQLite or the system says into one sentence that names the store.

    Raises:
        OutputError: The store cannot be written: a full disk, a folder without permission.
        StoreError: It is damaged, or no store, or cannot be read.
    """
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise StoreError("", f"holds such a row already ({error})", source=str(path)) from None
    except (sqlite3.Error, OSError) as error:
        name = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_")
        if isinstance(error, sqlite3.Error) and not name.startswith(_TROUBLE):
            raise damaged(path, str(error)) from None
        said = str(getattr(error, "strerror", None) or error)
        if writing:
            raise OutputError(path, f"{said}; what was committed before stays") from None
        raise StoreError("", f"cannot be read ({said})", source=str(path)) from None


def damaged(path: Path, what: str) -> StoreError:
    """Return the error of a store that is damaged; it says what can be saved."""
    saved = salvaged(path)
    if not saved.seen and saved.spec is None:
        return StoreError("", "is not the store of a sweep", source=str(path))
    whole = f"{len(saved.economies)} of the {saved.seen} economies in it are whole"
    if saved.spec is None:
        whole = f"its specification is lost, and {saved.seen} economies are in it"
    command = f"twostage sweep {'SPEC ' if saved.spec is None else ''}--repair {path}"
    said = f"is damaged ({what}); {whole}, and `{command}` saves what is whole"
    return StoreError("", said, source=str(path))


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the store's file, made if it is not there, against other writers.

    Raises:
        StoreError: Another sweep holds it, or it is no regular file.
    """
    # flock, not fcntl: SQLite's own locks are of the other kind, and closing this descriptor, last
    # of all, cannot drop them.
    if path.exists() and not path.is_file():
        raise StoreError("", "must be a file, or a name for one", source=str(path))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                "another sweep", "is writing to this store", source=str(path)
            ) from None
        yield
    finally:
        os.close(descriptor)
