"""What a program writes and no reader should meet: half-typeset formulas, names of code."""

import html
import re

MACHINE = re.compile(
    r"sqrt\(|\boo\b|SumOver|Derivative\(|Subs\(|Quotient\(|Piecewise\(|Integral\(|\*\*|\bxi_\d"
    r"|\b(?:weight|sum|q|r|b|u)_(?:w|others|prime|bar)\b|\b(?:Eq|Ne|Lt|Gt|And|Or|Not)\("
)
"""What stands in no output, as text either."""

HALF = re.compile(
    r"\^[\w({]|(?<![\w-])[A-Za-z]_[-+A-Za-z0-9](?!\w)|_bar|_prime|_others|(?<=\d)\*(?=[a-z])"
)
"""What stands on no page and in no document outside formulas."""

_NAMED = r"""alttext="[^"]*"|<script.*?</script>|<style>.*?</style>|<svg.*?</svg>|<code[^>]*>.*?</code>"""
_IDS = r'<(a|span) class="id"[^>]*>.*?</\1>'
_MATHS = r"\$[^$]*\$|\\\[.*?\\\]|\\ensuremath\{[^{}]*\}|\\begin\{((?:align|alignat|equation|gather)\*?)\}.*?\\end\{\1\}"


def of_page(page: str) -> list[str]:
    """Return what is half-typeset on a page, with what stands around it."""
    page = re.sub(f"{_NAMED}|{_IDS}", " ", page, flags=re.S)
    formulas = [
        html.unescape(re.sub("<[^>]*>", "", m)) for m in re.findall("<math.*?</math>", page, re.S)
    ]
    words = html.unescape(re.sub("<[^>]*>", " ", re.sub("<math.*?</math>", " ", page, flags=re.S)))
    machine = [f for f in formulas if MACHINE.search(f) or "_" in f]
    return [*around(MACHINE, words), *around(HALF, words), *machine]


def of_latex(tex: str) -> list[str]:
    """Return what is half-typeset in a LaTeX document or sentence."""
    words = tex.partition(r"\begin{document}")[2] or tex
    words = re.sub(r"\\texttt\{(?:[^{}]|\{[^{}]*\})*\}", " ", words)
    machine = around(MACHINE, words.replace(r"\_", "_"))
    words = re.sub(_MATHS, " ", words.replace(r"\$", " "), flags=re.S)
    plain = words.replace(r"\textasciicircum{}", "^").replace(r"\_", "_")
    return [*machine, *around(HALF, plain)]


def around(pattern: re.Pattern[str], text: str) -> list[str]:
    return [text[max(0, m.start() - 30) : m.end() + 30] for m in pattern.finditer(text)]
