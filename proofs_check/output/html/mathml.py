r"""Formulas of a page: LaTeX to native MathML, and prose with formulas between dollar signs.

Conventions: what comes back is safe to put into HTML; a formula that the converter cannot read is
an error, never raw LaTeX on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from html import escape, unescape
from xml.etree import ElementTree

from proofs_check.output.names import with_formulas

_ALIGNED = re.compile(
    r"\\begin\{(?:aligned|split|gathered)\}(.*?)\\end\{(?:aligned|split|gathered)\}", re.DOTALL
)
_SUBSTITUTES = ((r"\arg", r"\operatorname{arg}"),)
"""Commands that the converter does not know, and what they are written as."""

_FORMULA = re.compile(r"\$([^$]+)\$")


class FormulaError(ValueError):
    """A formula cannot be turned into MathML."""


_MADE: dict[tuple[str, bool], str] = {}
"""What another process has converted."""


def known(formulas: Mapping[tuple[str, bool], str]) -> None:
    """Take MathML that ``converted`` has made in another process."""
    _MADE.update(formulas)


def converted(
    formulas: Iterable[tuple[str, bool]], texts: Iterable[str]
) -> dict[tuple[str, bool], str]:
    """Return formulas, and those in prose, as MathML; what cannot be converted is left out.

    Args:
        formulas: LaTeX without dollar signs, and whether it is displayed.
        texts: Prose.
    """
    in_prose = (
        (found[1], False) for text in texts for found in _FORMULA.finditer(with_formulas(text))
    )
    made = {}
    for latex, block in dict.fromkeys((*formulas, *in_prose)):
        with suppress(FormulaError):
            made[latex, block] = mathml(latex, block=block)
    return made


def mathml(latex: str, *, block: bool = False) -> str:
    """Return a formula as a ``math`` element.

    Args:
        latex: LaTeX without dollar signs.
        block: Whether it is displayed.

    Raises:
        FormulaError: The converter does not read the formula, or leaves LaTeX commands in it.
    """
    made = _MADE.get((latex, block))
    return _mathml(latex, block) if made is None else made


@lru_cache(maxsize=4096)
def _mathml(latex: str, block: bool) -> str:
    from latex2mathml.converter import convert_to_element

    latex_ = latex
    if _unbalanced(latex):
        raise FormulaError(f"{latex!r} cannot be turned into MathML: its braces do not match")
    for command, written in _SUBSTITUTES:
        latex_ = latex_.replace(command, written)
    text = _ALIGNED.sub(lambda m: r"\begin{array}{rl}" + m.group(1) + r"\end{array}", latex_)
    try:
        tree = convert_to_element(text, display="block" if block else "inline")
    except Exception as error:  # the converter raises errors of many kinds
        raise FormulaError(
            f"{latex!r} cannot be turned into MathML: {type(error).__name__}: {error}"
        ) from error
    for element in tree.iter():
        if not element.text:
            continue
        if "&" in element.text:  # the converter writes signs as references
            element.text = unescape(element.text)
        if "\\" in element.text or "$" in element.text:
            raise FormulaError(
                f"{latex!r} cannot be turned into MathML: {element.text!r} is left over"
            )
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
