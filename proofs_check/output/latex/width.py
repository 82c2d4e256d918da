r"""An estimate of how wide a formula is set, in points at 11 pt, from which lines are broken.

The estimate walks through the LaTeX of ``symbolic.printing.latex``: letters, scripts at 70 %, the
wider half of a fraction, relations with their space.  It needs to be right within a tenth; the test
that compiles the document tells when it is not.
"""

from __future__ import annotations

import re

IN_FRACTION = 0.999
"""Marks that a sum does not stand in a display of its own, so that its index stands beside it."""

TOKEN = re.compile(r"\\[A-Za-z]+|\\[^A-Za-z]|[{}^_]|[^\\{}^_]")
WIDTHS = {
    r"\sum": 16.0,
    r"\prod": 14.0,
    r"\left": 0.0,
    r"\right": 0.0,
    r"\,": 1.8,
    r"\;": 3.0,
    r"\:": 2.5,
    r"\ ": 3.6,
    r"\quad": 11.0,
    r"\qquad": 22.0,
    r"\bar": 0.0,
    r"\hat": 0.0,
    r"\tilde": 0.0,
    r"\overline": 0.0,
    r"\Rightarrow": 17.0,
    r"\Leftrightarrow": 17.0,
    r"\to": 17.0,
    r"\le": 14.0,
    r"\ge": 14.0,
    r"\ne": 14.0,
    r"\in": 13.0,
    r"\log": 15.0,
    r"\exp": 17.0,
    r"\max": 20.0,
    r"\min": 18.0,
    r"\text": 0.0,
    r"\mathit": 0.0,
    r"\operatorname": 0.0,
    r"\lambda": 6.4,
    r"\Rightarrow ": 17.0,
    r"\!": -1.8,
    r"\cdot": 7.0,
    r"\infty": 11.0,
    r"\|": 5.5,
}
CHARACTERS = {
    "+": 13.4,
    "-": 13.4,
    "=": 14.6,
    "<": 14.6,
    ">": 14.6,
    "(": 4.3,
    ")": 4.3,
    "[": 3.1,
    "]": 3.1,
    ",": 4.9,
    ";": 4.9,
    ":": 6.0,
    " ": 0.0,
    "'": 3.0,
    "|": 3.1,
    ".": 3.1,
    "M": 11.5,
    "N": 9.8,
    "Q": 8.7,
    "R": 8.4,
    "L": 7.5,
    "G": 8.6,
    "H": 10.0,
    "F": 8.0,
    "X": 9.2,
    "Z": 7.8,
    "A": 8.2,
}


def width(tex: str) -> float:
    """Return the estimated width of a formula in display style, in points."""
    tokens = TOKEN.findall(tex)
    total, _ = _run(tokens, 0, 1.0)
    return total


def _run(tokens: list[str], i: int, scale: float) -> tuple[float, int]:
    total = 0.0
    while i < len(tokens) and tokens[i] != "}":
        size, i = _atom(tokens, i, scale)
        total += size
    return total, i


def _atom(tokens: list[str], i: int, scale: float) -> tuple[float, int]:
    token = tokens[i]
    if token == "{":
        size, j = _run(tokens, i + 1, scale)
        return size, j + 1
    if token in ("^", "_"):
        if i + 1 < len(tokens) and tokens[i + 1] == "-":
            return 6.5 * scale, i + 2
        size, j = _atom(tokens, i + 1, 0.72 * scale)
        if j < len(tokens) and tokens[j] in ("^", "_") and tokens[j] != token:
            other, j = _atom(tokens, j + 1, 0.72 * scale)
            size = max(size, other)
        return size, j
    if token == r"\frac":
        above, j = _atom(tokens, i + 1, max(scale, 0.7) * IN_FRACTION)
        below, j = _atom(tokens, j, max(scale, 0.7) * IN_FRACTION)
        return max(above, below) + 3.6, j
    if token in (r"\sum", r"\prod"):
        return _operator(tokens, i, scale)
    if token in (r"\left", r"\right", r"\biggl", r"\biggr"):
        return 7.5, i + 2
    if token.startswith("\\"):
        return WIDTHS.get(token, 6.2) * scale, i + 1
    return CHARACTERS.get(token, 5.6) * scale, i + 1


def _operator(tokens: list[str], i: int, scale: float) -> tuple[float, int]:
    size, j = WIDTHS[tokens[i]] * scale, i + 1
    if j < len(tokens) and tokens[j] == "_":
        below, j = _atom(tokens, j + 1, 0.66 * scale)
        size = size + below if scale < 1 else max(size, below)
    return size + 2.0, j
