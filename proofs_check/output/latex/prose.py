r"""Plain sentences as LaTeX: names become formulas, everything else is escaped.

Paper sentences of claims, titles and notes are typed as plain text; ``output.names`` finds the
formulas in them.
"""

from __future__ import annotations

import re

from proofs_check.output.latex.letters import SPECIAL, verbatim
from proofs_check.output.names import with_formulas
from symbolic.language.greek import LETTERS

ESCAPES = SPECIAL | {
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "≤": r"\ensuremath{\le}",
    "≥": r"\ensuremath{\ge}",
    "≠": r"\ensuremath{\ne}",
    "→": r"\ensuremath{\to}",
    "−": r"\ensuremath{-}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "–": "--",
    "—": "---",
    "’": "'",
    "‘": "`",
    "“": "``",
    "”": "''",
    "∞": r"\ensuremath{\infty}",
    "∈": r"\ensuremath{\in}",
    "√": r"\ensuremath{\surd}",
    "…": r"\dots{}",
    "½": r"\ensuremath{\tfrac12}",
    "¼": r"\ensuremath{\tfrac14}",
    "é": r"\'e",
    "\u00a0": "~",
}


def escaped(text: str) -> str:
    """Return plain text with TeX's special characters escaped.

    Letters that are neither ASCII nor known here are those of a user's name.
    """
    return "".join(
        verbatim(run)
        if run[0] not in ESCAPES and run[0] not in LETTERS and run[0] > "\x7f"
        else "".join(map(_character, run))
        for run in _RUNS.findall(text)
    )


def _character(c: str) -> str:
    if c in ESCAPES:
        return ESCAPES[c]
    return rf"\ensuremath{{\{LETTERS[c]}}}" if c in LETTERS else c


_FOREIGN = f"[^\\x00-\\x7f{''.join(re.escape(c) for c in (*ESCAPES, *LETTERS) if c > chr(127))}]+"
_RUNS = re.compile(f"{_FOREIGN}|(?:(?!{_FOREIGN}).)+", re.DOTALL)


def prose(text: str) -> str:
    r"""Return a plain sentence as LaTeX.

    >>> prose("1/Q_- is at most 1/kappa_q & so on")
    '1/$Q_{-}$ is at most 1/$\\kappa_{q}$ \\& so on'
    """
    pieces = with_formulas(_spelled(text)).split("$")
    if len(pieces) % 2 == 0:
        return escaped(text)
    shown = (escaped(p) if i % 2 == 0 else f"${_plain_greek(p)}$" for i, p in enumerate(pieces))
    return re.sub(r'"([^"]*)"', r"``\1''", "".join(shown))


def _spelled(text: str) -> str:
    """Spell Greek letters, so that κ_q is read like kappa_q, and set numbers above where they stand behind a hat."""
    letters = "".join(LETTERS)
    for mark, accent in (("\u0302", "hat"), ("\u0303", "tilde"), ("\u0304", "bar")):
        text = re.sub(rf"([{letters}A-Za-z]){mark}", rf"\1-{accent}", text)
    text = re.sub(rf"\^([{letters}])", lambda m: f"^{{{LETTERS[m[1]]}}}", text)
    text = re.sub(rf"(?<=[A-Za-z0-9])([{letters}])", r" \1", text)
    text = re.sub(rf"([{letters}])(?=[A-Za-z0-9])", r"\1 ", text)
    text = re.sub(rf"[{letters}]", lambda m: LETTERS[m[0]], text)
    return re.sub(r"(?<=\))\^(\d+)", r"$^{\1}$", text)


def _plain_greek(tex: str) -> str:
    names = "|".join(LETTERS.values())
    return re.sub(
        rf"([\^_])\{{({names})\}}",
        r"\1{\\\2}",
        "".join(rf"\{LETTERS[c]} " if c in LETTERS else c for c in tex),
    )


def headed(title: str) -> str:
    r"""Return a title as LaTeX with a capital, unless it begins with a formula.

    >>> headed("gamma lies in (0, Q_-)"), headed("the price is bounded")
    ('$\\gamma$ lies in (0, $Q_{-}$)', 'The price is bounded')
    """
    word = not with_formulas(title).startswith("$")
    return prose(title[:1].upper() + title[1:] if word else title)


def breaking(id_: str) -> str:
    """Return an id as LaTeX that may be broken after a point or a hyphen."""
    escaped_id = id_.replace("_", r"\_").replace("#", r"\#")
    return re.sub(r"([.-])", r"\1\\allowbreak{}", escaped_id)
