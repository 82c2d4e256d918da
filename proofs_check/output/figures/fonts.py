"""Which fonts have the letters of a user's text, and the text cut into lines.

Conventions: DejaVu, which comes with matplotlib, stands before whatever else is installed; a letter
that no font has is shown by its code point, such as [U+6771].
"""

from __future__ import annotations

import importlib.util
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from symbolic.language.errors import InputError, MissingExtra

SANS = ("DejaVu Sans",)
SERIF = ("DejaVu Serif", "DejaVu Sans")
_UNSEEN = ("Cf", "Zs")
_PLACEHOLDER = "Last Resort"
"""A font of boxes that stand for letters that are missing."""


def matplotlib() -> Any:
    """Import matplotlib, whatever the user's own settings of it are.

    Raises:
        MissingExtra: It is not installed.
        InputError: The settings in this folder cannot even be read.
    """
    spec = importlib.util.find_spec("matplotlib")
    if spec is None:
        raise MissingExtra("matplotlib", "report", "figures")
    try:
        with _without_settings(spec.submodule_search_locations or []):
            import matplotlib as mpl
            import matplotlib.figure
    except ImportError as error:
        raise MissingExtra(error.name or "matplotlib", "report", "figures") from None
    except ValueError as error:
        raise InputError(
            "matplotlib", f"cannot read its settings in this folder ({error})"
        ) from None
    return mpl


@contextmanager
def _without_settings(folders: list[str]) -> Iterator[None]:
    """Hide the variables by which matplotlib is set up, while it is imported for the first time."""
    if "matplotlib" in sys.modules:
        yield
        return
    kept = {k: os.environ.pop(k) for k in ("MPLBACKEND", "MATPLOTLIBRC") if k in os.environ}
    own = [p for f in folders if (p := Path(f) / "mpl-data" / "matplotlibrc").is_file()]
    os.environ |= {"MATPLOTLIBRC": str(own[0])} if own else {}
    try:
        yield
    finally:
        os.environ.pop("MATPLOTLIBRC", None)
        os.environ |= kept


def families(text: str, first: tuple[str, ...] = SANS) -> tuple[list[str], str]:
    """Return font families that together have the letters of a text.

    Returns:
        The families, and the letters that no installed font has.
    """
    chosen = list(first)
    missing = []
    for c in dict.fromkeys(text):
        if unicodedata.category(c) in _UNSEEN or any(_has(f, c) for f in chosen):
            continue
        another = next((f for f in _installed() if _has(f, c)), None)
        if another is None:
            missing.append(c)
        else:
            chosen.append(another)
    return chosen, "".join(missing)


def shown_as_numbers(text: str, missing: str) -> str:
    """Return a text with some letters replaced by their code points."""
    return "".join(f"[U+{ord(c):04X}]" if c in missing else c for c in text)


def clusters(word: str) -> list[str]:
    """Return letters together with the marks that belong to them.

    >>> clusters("ne\u0301e") == ["n", "\u00e9", "e"]
    True
    """
    found: list[str] = []
    joined = False
    for c in unicodedata.normalize("NFC", word):
        belongs = c in "\u200c\u200d" or unicodedata.category(c) in ("Mn", "Mc", "Me")
        if found and (belongs or joined):
            found[-1] += c
        else:
            found.append(c)
        joined = c == "\u200d"
    return found


def in_lines(text: str, longest: int) -> str:
    r"""Return a text cut into lines, between words where it can be.

    >>> in_lines("a long name", 6)
    'a long\nname'
    """
    lines = [""]
    for word in text.split(" "):
        letters = clusters(word)
        pieces = ["".join(letters[i : i + longest]) for i in range(0, len(letters), longest)]
        for piece in pieces or [""]:
            if lines[-1] and len(clusters(lines[-1])) + 1 + len(clusters(piece)) > longest:
                lines.append(piece)
            else:
                lines[-1] += (" " if lines[-1] else "") + piece
    return "\n".join(lines)


@lru_cache
def _installed() -> tuple[str, ...]:
    matplotlib()
    from matplotlib.font_manager import fontManager

    found = {e.name for e in fontManager.ttflist if not e.name.startswith(_PLACEHOLDER)}
    return tuple(sorted(found, key=lambda name: (not name.startswith("DejaVu"), name)))


@lru_cache(maxsize=4096)
def _has(family: str, c: str) -> bool:
    font = _font(family)
    return font is not None and font.get_char_index(ord(c)) > 0


@lru_cache
def _font(family: str) -> Any:
    matplotlib()
    from matplotlib.font_manager import fontManager, get_font

    for entry in fontManager.ttflist:
        if entry.name == family and entry.style == "normal":
            try:
                return get_font(entry.fname)
            except (OSError, RuntimeError, ValueError):
                continue  # a font of pictures has no outlines
    return None
