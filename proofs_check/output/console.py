"""The terminal: one kind of console for all commands, on which no text is ever read as markup.

Names, details and file names come from users and may contain brackets, ``:smile:`` or anything
else; they are shown as they are.  Styles are given beside a text, never inside it.
"""

from __future__ import annotations

import sys
from typing import IO

from rich.console import Console
from rich.text import Text

WIDTH = 120
"""Columns where there is no terminal."""

STYLES = {
    "HOLDS": "green",
    "PROVED": "green",
    "FAILS": "red",
    "REFUTED": "red",
    "UNDECIDED": "yellow",
    "VACUOUS": "yellow",
    "BROKEN": "magenta",
}
"""Styles of verdicts."""


def terminal(
    *, stderr: bool = False, file: IO[str] | None = None, width: int = WIDTH, record: bool = False
) -> Console:
    """Return a console.

    Args:
        stderr: Whether it writes to standard error, instead of standard output.
        file: A file instead of either.
        width: Columns where that is no terminal.
        record: Whether what is printed can be exported.
    """
    shown = file or (sys.stderr if stderr else sys.stdout)
    return Console(
        file=shown,
        width=None if shown.isatty() else width,
        markup=False,
        emoji=False,
        highlight=False,
        record=record,
    )


def styled(*parts: str | tuple[str, str]) -> Text:
    """Return a text made of plain parts and of parts with a style.

    >>> styled(("[a]", "bold"), ": solved").plain
    '[a]: solved'
    """
    return Text.assemble(*parts)


def verdict_text(verdict: str, told: str = "") -> Text:
    """Return a verdict in its colour, and what is told beside it."""
    return styled((verdict, STYLES.get(verdict, "yellow")), f" {told}" if told else "")
