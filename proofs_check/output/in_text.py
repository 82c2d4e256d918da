r"""Formulas for a terminal: the LaTeX of this project as one line of text.

Only the commands that the project's own printer writes are read; for any other formula there is no
text, and the caller keeps what it has.
"""

from __future__ import annotations

import re
import unicodedata

from proofs_check.output.typed import typed_latex

_TOKEN = re.compile(r"\\[A-Za-z]+|\\[^A-Za-z]|[{}^_]|[^\\{}^_\s]|\s+")
_SIGNS = {
    r"\le": " ≤ ",
    r"\ge": " ≥ ",
    r"\ne": " ≠ ",
    r"\in": " ∈ ",
    r"\to": " → ",
    r"\Rightarrow": " ⇒ ",
    r"\Leftrightarrow": " ⇔ ",
    r"\forall": "∀",
    r"\exists": "∃",
    r"\infty": "∞",
    r"\cdot": "·",
    r"\sum": "Σ",
    r"\prod": "Π",
    r"\log": "log ",
    r"\exp": "exp ",
    r"\max": "max ",
    r"\min": "min ",
    r"\ell": "ℓ",
    r"\varsigma": "ς",
    r"\epsilon": "ε",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\left": "",
    r"\right": "",
    r"\,": " ",
    r"\:": " ",
    r"\;": " ",
    r"\ ": " ",
    r"\!": "",
    r"\quad": "  ",
    r"\qquad": "  ",
    r"\prime": "'",
    r"\{": "{",
    r"\}": "}",
}
_MARKS = {r"\bar": "\u0304", r"\hat": "\u0302", r"\tilde": "\u0303", r"\overline": "\u0304"}
_UNDER = {r"\underline": "\u0332"}


class _Unread(ValueError):
    pass


def in_text(latex: str) -> str | None:
    r"""Return a formula as a line of text, or None.

    >>> in_text(r"\sum_{z' \in Z} \pi(z') \mu_{z'}(x) > 0")
    "Σ_(z' ∈ Z) π(z') μ_z'(x) > 0"
    >>> in_text(r"\frac{b_r Q_-}{R_- + b_r}"), in_text(r"\bar{q}^{2}")
    ('b_r Q_-/(R_- + b_r)', 'q̄^2')
    """
    tokens = [" " if t.isspace() else t for t in _TOKEN.findall(latex)]
    try:
        shown, end = _run(tokens, 0)
    except (_Unread, IndexError):
        return None
    if end < len(tokens):
        return None
    return unicodedata.normalize("NFC", re.sub(r" {2,}", " ", shown).strip())


def typed_in_text(text: str) -> str:
    """Return a typed formula as a line of text; whatever is no formula as it is."""
    latex = typed_latex(text)
    shown = None if latex is None else in_text(latex)
    return text if shown is None else shown


def _run(tokens: list[str], i: int) -> tuple[str, int]:
    parts = []
    while i < len(tokens) and tokens[i] != "}":
        part, i = _atom(tokens, i)
        parts.append(part)
    return "".join(parts), i


def _group(tokens: list[str], i: int) -> tuple[str, int]:
    while tokens[i] == " ":
        i += 1
    if tokens[i] != "{":
        return _atom(tokens, i)
    shown, end = _run(tokens, i + 1)
    if tokens[end] != "}":
        raise _Unread
    return shown.strip(), end + 1


def _atom(tokens: list[str], i: int) -> tuple[str, int]:
    token = tokens[i]
    if token in ("^", "_"):
        if token == "_" and tokens[i + 1] in ("-", "+"):
            return "_" + tokens[i + 1], i + 2
        shown, end = _group(tokens, i + 1)
        if set(shown) <= {"'"}:
            return shown, end
        return token + (shown if re.fullmatch(r"[\w'*∞-]+", shown) else f"({shown})"), end
    if token == "{":
        return _group(tokens, i)
    if token == r"\frac":
        above, j = _group(tokens, i + 1)
        below, j = _group(tokens, j)
        return f"{_held(above, ' [+-] ')}/{_held(below, ' ')}", j
    if token == r"\sqrt":
        inside, j = _group(tokens, i + 1)
        return f"√({inside})" if len(inside) > 1 else f"√{inside}", j
    if token in (r"\text", r"\mathrm", r"\mathcal", r"\mathbf", r"\operatorname"):
        return _group(tokens, i + 1)
    if token in _MARKS or token in _UNDER:
        inside, j = _group(tokens, i + 1)
        return inside[:1] + (_MARKS | _UNDER)[token] + inside[1:], j
    return _sign(token), i + 1


def _held(shown: str, loose: str) -> str:
    return f"({shown})" if re.search(loose, shown) else shown


def _sign(token: str) -> str:
    if token in _SIGNS:
        return _SIGNS[token]
    if token.startswith("\\"):
        name = token[1:]
        case = "CAPITAL" if name[:1].isupper() else "SMALL"
        try:
            return unicodedata.lookup(
                f"GREEK {case} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}"
            )
        except KeyError:
            raise _Unread from None
    return token
