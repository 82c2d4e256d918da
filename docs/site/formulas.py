"""Formulas of the site as MathML, made when it is built: no script is loaded to read them."""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes

from proofs_check.output.html.mathml import FormulaError, mathml


def _made(latex: str, *, block: bool) -> str:
    try:
        return mathml(" ".join(latex.split()), block=block)
    except FormulaError:
        return f"<code>{escape(latex)}</code>"


def inline(writer: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    writer.body.append(_made(node.astext(), block=False))
    raise nodes.SkipNode


def display(writer: Any, node: nodes.math_block) -> None:
    """Write a display."""
    writer.body.append(f'<div class="math">{_made(node.astext(), block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Register the renderer with Sphinx."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(inline, None), block_renderers=(display, None)
    )
    return {"parallel_read_safe": True}
