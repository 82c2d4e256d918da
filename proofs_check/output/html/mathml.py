r"""Formulas of a page: LaTeX to native MathML, and prose with formulas between dollar signs.

Conventions: what comes back is safe to put into HTML; a formula that the converter cannot read is
an error, never raw LaTeX on the page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from proofs_check.output.names import with_formulas

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ALIGNED = re.compile(
    r"\\begin\{(?:aligned|split|gathered)\}(.*?)\\end\{(?:aligned|split|gathered)\}", re.DOTALL
)
_SUBSTITUTES = ((r"\arg", r"\operatorname{arg}"),)
"""Commands that the converter does not know, and what they are written as."""

_FORMULA = re.compile(r"\$([^$]+)\$")


class FormulaError(ValueError):
    """A formula cannot be turned into MathML."""


@lru_cache(maxsize=4096)
def mathml(latex: str, *, block: bool = False) -> str:
    """Return a formula as a ``math`` element.

    Args:
        latex: LaTeX without dollar signs.
        block: Whether it is displayed.

    Raises:
        FormulaError: The converter does not read the formula, or leaves LaTeX commands in it.
    """
    from latex2mathml.converter import convert

    latex_ = latex
    if _unbalanced(latex):
        raise FormulaError(f"{latex!r} cannot be turned into MathML: its braces do not match")
    for command, written in _SUBSTITUTES:
        latex_ = latex_.replace(command, written)
    text = _ALIGNED.sub(lambda m: r"\begin{array}{rl}" + m.group(1) + r"\end{array}", latex_)
    try:
        made = convert(text, display="block" if block else "inline")
        tree = ElementTree.fromstring(made)
    except Exception as error:  # the converter raises errors of many kinds
        raise FormulaError(
            f"{latex!r} cannot be turned into MathML: {type(error).__name__}: {error}"
        ) from error
    for element in tree.iter():
        if element.text and ("\\" in element.text or "$" in element.text):
            raise FormulaError(
                f"{latex!r} cannot be turned into MathML: {element.text!r} is left over"
            )
    ElementTree.register_namespace("", _NAMESPACE)
    tree.set("alttext", latex)
    return ElementTree.tostring(tree, encoding="unicode")


def _unbalanced(latex: str) -> bool:
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", latex):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return True
    return depth != 0


def prose(text: str) -> str:
    """Return text as HTML, with formulas and names of the paper's quantities as MathML.

    Formulas stand between dollar signs.
    """
    return formulas_in(with_formulas(text))


def formulas_in(text: str) -> str:
    """Return text as HTML, with the formulas between dollar signs as MathML.

    Nothing else is taken for a formula.
    """
    parts, last = [], 0
    for found in _FORMULA.finditer(text):
        parts += [escape(text[last : found.start()]), mathml(found.group(1))]
        last = found.end()
    return "".join([*parts, escape(text[last:])])
