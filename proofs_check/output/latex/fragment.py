r"""Derivations as files for other documents: LaTeX to be read by ``\input``, and Markdown.

A LaTeX fragment needs amsmath and the few macros of ``twostage.sty``, all of whose names begin with
``twostage``.  It has no sections and no labels, so that it can stand anywhere and any number of
times, and its lines are broken for the text width that it is made for.
"""

from __future__ import annotations

import re
from importlib.resources import files

from proofs_check.output.latex.displays import BLANK, blanked
from proofs_check.output.latex.document import assumed, derivation_latex
from proofs_check.output.names import with_formulas
from symbolic.deriving.derivation import Derivation
from symbolic.printing.latex_derivation import Display, Paragraph, Row, derivation_blocks

ARTICLE = (345.0, 10.0)
"""Text width and size of LaTeX's article, in points."""

_MADE = "% Made by `twostage derive`; every step was checked then. Needs \\usepackage{twostage}.\n"
_MACROS = (
    (r"\\placeof\{", r"\\twostageplace{"),
    (r"\\casehead\{", r"\\twostagecase{"),
    (r"\\note\{", r"\\twostagenote{"),
    (r"\\fitted\{", r"\\twostagefit{"),
    (r"\\claimlink\{[^{}]*\}", r"\\twostageclaim"),
    (r"\\eqlink\{(\d+)\}", r"(\1)"),
    (r"\\label\{eq:\d+\}", ""),
    (r"\\color\{reason\}", ""),
)


def style_file() -> str:
    """Return the text of ``twostage.sty``."""
    return (files("proofs_check.output.latex") / "twostage.sty").read_text(encoding="utf-8")


def fragment(
    derivation: Derivation,
    *,
    width: float = ARTICLE[0],
    size: float = ARTICLE[1],
    exercise: bool = False,
) -> str:
    r"""Return a derivation as LaTeX for ``\input``.

    Args:
        derivation: The derivation.
        width: Width of the text that it goes into, in points.
        size: Size of that text's type, in points.
        exercise: Whether right-hand sides are left out.
    """
    # what the displays reserve at the right is room for notes and numbers, which shrink with the type
    line = width * 10.95 / size - 12
    tex = derivation_latex(derivation, set(), line=line, exercise=exercise)
    head = re.compile(r"\\subsection\{(.*)\}\\label\{sub:[^{}]*\}")
    tex = head.sub(lambda m: rf"\twostagetitle{{{m[1]}}}", tex, count=1)
    for pattern, written in _MACROS:
        tex = re.sub(pattern, written, tex)
    tex = re.sub(  # what is made to fit is measured in points of the other document
        r"\\twostagefit\{(\d+)pt\}",
        lambda m: rf"\twostagefit{{{int(m[1]) * size / 10.95:.0f}pt}}",
        tex,
    )
    tex = tex.replace(BLANK, r"\twostageblank ")
    return f"{_MADE}\\begin{{twostage}}\n{tex.rstrip()}\n\\end{{twostage}}\n"


def markdown(derivation: Derivation, *, exercise: bool = False) -> str:
    """Return a derivation as Markdown, with formulas between dollar signs."""
    parts = [f"## {_words(with_formulas(derivation.title))}", f"*Paper: {_place(derivation)}.*"]
    parts += [_words(t) for t in assumed(derivation.given)]
    for block in derivation_blocks(derivation):
        if isinstance(block, Paragraph):
            parts += [f"**{_words(block.heading)}.**"] if block.heading else []
            said = f" ({', '.join(f'`{c}`' for c in block.claims)})" if block.claims else ""
            parts += [_words(block.tex) + said] if block.tex else []
        else:
            parts.append(_aligned(blanked(block) if exercise else block))
    return "\n\n".join(parts) + "\n"


def _place(derivation: Derivation) -> str:
    return _words(with_formulas(derivation.place))


def _words(text: str) -> str:
    """Escape what Markdown would read outside formulas."""
    plain = re.sub(r"\\eqlink\{(\d+)\}", r"(\1)", text).replace(r"\ensuremath", "")
    pieces = plain.split("$")
    pieces[::2] = [re.sub(r"([*_`<\[])", r"\\\1", piece) for piece in pieces[::2]]
    return "$".join(pieces)


def _aligned(display: Display) -> str:
    rows = " \\\\\n".join(_row(r) for r in display.rows)
    return f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$"


def _row(row: Row) -> str:
    told = ", ".join(w for w in (row.note, f"by {row.claim}" if row.claim else "") if w)
    tag = rf"\quad ({row.tag})" if row.tag else ""
    body = f"{row.left} &{row.relation} {row.whole}" if row.relation else f"& {row.left}{row.whole}"
    return body + (rf" && \text{{{told}}}" if told else "") + tag
