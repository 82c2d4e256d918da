r"""Displays in LaTeX: aligned at the relation, notes at the right, equations numbered as in the paper.

Long sums are broken between their terms.

Conventions: the text is ``LINE`` points wide; a note that does not fit beside its formula is set on
a line of its own; a sum that does not fit is broken before a sign.  A tag is labelled once, at its
first occurrence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from proofs_check.output.latex.width import width
from symbolic.printing.latex_derivation import Display, Row

LINE = 452.0
TAG = 34.0
NOTE = 5.0
RELATION = 22.0
WIDE = 150.0


def note_latex(note: str, claim: str, link: Callable[[str], str]) -> str:
    """Return the note beside a line: the reason, and the claim with its link."""
    words = [w for w in (referenced(note), f"by {link(claim)}" if claim else "") if w]
    return ", ".join(words)


def referenced(text: str) -> str:
    """Turn equation numbers in a sentence into references.

    ``(14)`` becomes a link where the equation is in the document.
    """
    return re.sub(r"\((\d+)\)", r"\\eqlink{\1}", text)


@dataclass(frozen=True)
class _Line:
    """One set line: LaTeX before and after the ampersand, its estimated width, its note and its tag."""

    tex: str
    size: float
    note: str = ""
    note_size: float = 0.0
    tag: str = ""


def display_latex(
    display: Display, seen: set[str], link: Callable[[str], str], line: float = LINE
) -> str:
    """Return one ``alignat*`` environment.

    Notes stand in a column of their own if they fit beside the widest line, else directly behind
    their line, else below it.

    Args:
        display: The rows.
        seen: Numbers that are already in the document; new ones are added.
        link: LaTeX for a claim's id.
        line: The room for a line, in points of 11 pt type.
    """
    left = (
        max(width(r.left) for r in display.rows if width(r.left) <= WIDE)
        if any(width(r.left) <= WIDE for r in display.rows)
        else 0.0
    )
    lines = [one for row in display.rows for one in _lines(row, left, link, line)]
    widest = max(one.size for one in lines)
    column = all(widest + 20 + one.note_size <= line - (TAG if one.tag else 0) for one in lines)
    body = "\\\\\n".join(part for one in lines for part in _set(one, column, seen, line))
    return "\\begin{alignat*}{2}\n" + body + "\n\\end{alignat*}"


BLANK = r"\underline{\hspace{5em}}"


def blanked(display: Display) -> Display:
    """Return a display as an exercise: where a step justifies a line, its right side is left out."""
    return Display(
        tuple(
            replace(r, right=(BLANK,), inside=()) if r.relation and (r.note or r.claim) else r
            for r in display.rows
        )
    )


def _lines(row: Row, left: float, link: Callable[[str], str], line: float) -> list[_Line]:
    note = note_latex(row.note, row.claim, link)
    size = NOTE * len(", ".join(w for w in (row.note, f"by {row.claim}" if row.claim else "") if w))
    if width(row.left) > WIDE:
        parts = broken(
            row.left_inside if row.left_inside and width(row.left) > line - left else (row.left,),
            line - 22 - left,
        )
        first = [
            _Line((r"&\qquad " if i else "& ") + fitted(p, line - 22 - left), width(p))
            for i, p in enumerate(parts)
        ]
        start, indent = f"&\\qquad {row.relation} ", left + 22.0
    else:
        first, start, indent = (
            [],
            f"{row.left} &{row.relation} " if row.relation else f"{row.left}& ",
            left,
        )
    room = line - (TAG if row.tag else 0) - indent - RELATION
    pieces = broken(row.inside if row.inside and width(row.whole) > room else row.right, room)
    sizes = [indent + RELATION + width(p) + (22 if i else 0) for i, p in enumerate(pieces)]
    shown = [
        (start if i == 0 else r"&\qquad ") + fitted(p, room - (22 if i else 0))
        for i, p in enumerate(pieces)
    ]
    lines = [_Line(tex, min(w, line)) for tex, w in zip(shown, sizes, strict=True)]
    lines[-1] = replace(lines[-1], note=note, note_size=size, tag=row.tag)
    return first + lines


def _set(line: _Line, column: bool, seen: set[str], room: float) -> list[str]:
    tag = tagged(line.tag, seen) if line.tag else ""
    if not line.note:
        return [line.tex + tag]
    if column:
        return [rf"{line.tex} &\qquad&\note{{{line.note}}}{tag}"]
    if line.size + 20 + line.note_size <= room - (TAG if tag else 0):
        return [rf"{line.tex} \qquad\note{{{line.note}}}{tag}"]
    return [line.tex + tag, rf"&\qquad \note{{{line.note}}}"]


def fitted(tex: str, room: float) -> str:
    """Return LaTeX as it is, or set smaller if it cannot be broken and is wider than the room."""
    return tex if width(tex) <= room + 4 else rf"\fitted{{{room:.0f}pt}}{{{tex}}}"


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


def breakable(tex: str) -> str:
    """Return a formula for the text, in which lines may break after a comma outside brackets.

    Lists of quantities that are positive are such formulas.
    """
    depth, pieces, start = 0, [], 0
    for i, c in enumerate(tex):
        depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(c, 0)
        if c == "," and depth == 0 and tex[i - 1] != "\\":
            pieces.append(tex[start : i + 1])
            start = i + 1
    return " ".join(f"${p.strip()}$" for p in [*pieces, tex[start:]])
