"""A derivation as a section of HTML with MathML, for a page of one's own."""

from __future__ import annotations

import re
from html import escape

from proofs_check.output.html.mathml import formulas_in, mathml, prose
from proofs_check.output.latex.displays import BLANK, blanked
from proofs_check.output.latex.document import assumed
from symbolic.deriving.derivation import Derivation
from symbolic.printing.latex_derivation import Paragraph, derivation_blocks


def mathml_page(derivation: Derivation, *, exercise: bool = False) -> str:
    """Return a derivation as an HTML section with MathML, for a page of one's own.

    Raises:
        MissingExtra: latex2mathml is not installed.
    """
    parts = [f"<h2>{prose(derivation.title)}</h2>", f"<p><em>{prose(derivation.place)}</em></p>"]
    parts += [f"<p>{formulas_in(_unescaped(t))}</p>" for t in assumed(derivation.given)]
    for block in derivation_blocks(derivation):
        if isinstance(block, Paragraph):
            parts += [f"<h3>{prose(block.heading)}</h3>"] if block.heading else []
            said = f" ({escape(', '.join(block.claims))})" if block.claims else ""
            parts += [f"<p>{formulas_in(_unescaped(block.tex))}{said}</p>"] if block.tex else []
            continue
        shown = blanked(block) if exercise else block
        rows = []
        for row in shown.rows:
            formula = f"{row.left} {row.relation} {row.whole}".strip().replace(BLANK, r"\ldots")
            told = [
                row.note,
                f"by {row.claim}" if row.claim else "",
                f"({row.tag})" if row.tag else "",
            ]
            note = escape(", ".join(w for w in told if w))
            rows.append(f"<tr><td>{mathml(formula, block=True)}</td><td>{note}</td></tr>")
        parts.append("<table>\n" + "\n".join(rows) + "\n</table>")
    body = "\n".join(parts)
    return f'<section id="{escape(derivation.id)}">\n{body}\n</section>\n'


def _unescaped(text: str) -> str:
    return re.sub(r"\\eqlink\{(\d+)\}", r"(\1)", text).replace(r"\_", "_").replace(r"\%", "%")
