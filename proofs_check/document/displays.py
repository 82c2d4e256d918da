r"""Displays in LaTeX: aligned at the relation, notes at the right, long sums broken between their terms, equations numbered as in the paper.

Conventions: the text is ``LINE`` points wide; a note that does not fit beside its formula is set on a line of its own; a sum that does not fit is broken before
a sign.  A tag is labelled once, at its first occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from proofs_check.document.width import width
from symbolic.latex_derivation import Display, Row

LINE = 452.0
TAG = 34.0
NOTE = 5.0
Anchors = Callable[[str], str]


def note_latex(note: str, claim: str, link: Callable[[str], str]) -> str:
    """Return the note beside a line: the reason, and the claim with its link."""
    words = [w for w in (referenced(note), f"by {link(claim)}" if claim else "") if w]
    return ", ".join(words)


def referenced(text: str) -> str:
    """Turn equation numbers in a sentence into references: ``(14)`` becomes a link where the equation is in the document."""
    return re.sub(r"\((\d+)\)", r"\\eqlink{\1}", text)


def display_latex(display: Display, seen: set[str], link: Callable[[str], str]) -> str:
    """Return one ``alignat*`` environment.

    Args:
        display: The rows.
        seen: Numbers that are already in the document; new ones are added.
        link: LaTeX for a claim's id.
    """
    left = max(width(r.left) for r in display.rows)
    if left > 150:
        left = 0.0
    lines: list[str] = []
    for row in display.rows:
        lines += _row(row, left, seen, link)
    body = "\\\\\n".join(lines)
    return "\\begin{alignat*}{2}\n" + body + "\n\\end{alignat*}"


def _row(row: Row, left: float, seen: set[str], link: Callable[[str], str]) -> list[str]:
    note = note_latex(row.note, row.claim, link)
    plain_note = ", ".join(w for w in (row.note, f"by {row.claim}" if row.claim else "") if w)
    room = LINE - (TAG if row.tag else 0)
    own_line = width(row.left) > 150
    start = f"{row.left} &{row.relation} " if row.relation else f"{row.left}& "
    lines = []
    if own_line:
        lines.append(f"& {row.left}")
        start, left = f"&\\qquad {row.relation} ", 22.0
    pieces = broken(row.right, room - left - 22)
    lines += [start + pieces[0], *(rf"&\qquad {p}" for p in pieces[1:])]
    beside = left + 22 + width(pieces[-1]) + (22 if len(pieces) > 1 else 0) + 20 + NOTE * len(plain_note)
    if note and beside <= room:
        lines[-1] += rf" &\qquad&\note{{{note}}}"
    elif note:
        lines.append(rf"&\qquad \note{{{note}}}")
    if row.tag:
        target = len(lines) - 1 if not note or beside <= room else len(lines) - 2
        lines[target] += tagged(row.tag, seen)
    return lines


def tagged(tag: str, seen: set[str]) -> str:
    """Return the tag, with a label at its first occurrence."""
    label = "" if tag in seen else rf"\label{{eq:{tag}}}"
    seen.add(tag)
    return rf" \tag{{{tag}}}{label}"


def broken(terms: Iterable[str], room: float) -> list[str]:
    """Return the terms on as many lines as they need."""
    lines: list[str] = []
    for term in terms:
        if lines and width(lines[-1]) + width(term) <= room:
            lines[-1] += f" {term}"
        else:
            lines.append(term)
    return [line if i == 0 else "{}" + line for i, line in enumerate(lines)]
