r"""A user's text in LaTeX: every letter survives, nothing is read as a command or a ligature.

ASCII and the accented letters of Latin alphabets are set in the document's own font.  A word with
any other letter is drawn: its outlines, taken from any font that is installed, stand in the source,
which then compiles everywhere; the letters themselves lie under the drawing, where search and
copying find them.  A letter that no font has is shown by its number in Unicode, and the end of the
document names it.

Conventions: drawings are in thousandths of an em; a drawing is defined once, before the document
begins, and named by its text in UTF-16 (big endian, hexadecimal).
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from functools import lru_cache
from itertools import groupby

from proofs_check.output.figures.fonts import (
    SERIF,
    clusters,
    families,
    matplotlib,
    shown_as_numbers,
)

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "$": r"\$",
}
"""TeX's own characters, as text."""

ASCII = SPECIAL | {
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
}
"""A bracket or star behind a line's end would be its argument."""

ACCENTS = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328",
        "`'^~=u.\"rHvdck",
        strict=True,
    )
)
LETTERS = {
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "đ": r"\dj{}",
    "Đ": r"\DJ{}",
    "ð": r"\dh{}",
    "Ð": r"\DH{}",
    "þ": r"\th{}",
    "Þ": r"\TH{}",
    "ı": r"\i{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "’": r"\textquoteright{}",
    "‘": r"\textquoteleft{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "…": r"\dots{}",
}
TOGETHER = 8
"""Letters after which a long word may be broken."""

COMMANDS = r"""\makeatletter
\newcommand{\drawing}[2]{\expandafter\gdef\csname drawn@#1\endcsname{#2}}
\TeXXeTstate=1
\DeclareRobustCommand{\fromright}[1]{\beginR#1\endR}
\DeclareRobustCommand{\drawn}[1]{\leavevmode\csname drawn@#1\endcsname}
\newcommand{\drawnbox}[5]{\hbox to #1em{\beginL\vrule width 0pt height #2em depth #3em\relax
\pdfliteral direct{/Span <</ActualText <FEFF#4>>> BDC}\pdfliteral direct{3 Tr}\hbox to 0pt{x\hss}%
\pdfliteral direct{0 Tr}\pdfliteral direct{EMC}%
\pdfliteral{q \strip@pt\dimexpr 0.0099626401em\relax\space 0 0
\strip@pt\dimexpr 0.0099626401em\relax\space 0 0 cm 0.1 0 0 0.1 0 0 cm #5 f Q}\hss\endL}}
\makeatother
"""
"""A drawing in the size of the text around it, over its letters set invisibly."""

_DRAWN = re.compile(r"\\drawn\{([0-9A-F]+)\}")


def verbatim(text: str) -> str:
    r"""Return a user's text as LaTeX that shows exactly that text.

    >>> verbatim("50 % of [a]"), verbatim("Zürich"), verbatim("я")
    ('50 \\% of {[}a{]}', 'Z\\"{u}rich', '\\drawn{044F}')
    """
    runs = groupby(text.split(" "), _from_right)
    tex = " ".join(_run(list(words), right) for right, words in runs)
    return re.sub(r"([-,])(?=\1)", r"\1{}", tex)  # two of them would be a dash, or a quotation mark


def _from_right(word: str) -> bool:
    """Tell whether a word is of a script that is read from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in word)


def _run(words: list[str], right: bool) -> str:
    """Return neighbouring words; the pieces of a script from right to left follow each other so."""
    tex = " ".join(map(_word, words))
    return rf"\fromright{{{tex}}}" if right else tex


def _word(word: str) -> str:
    letters = clusters(word)
    known = [_letter(c) for c in letters]
    plain = [tex for tex in known if tex is not None]
    if len(plain) < len(letters):
        plain = [
            rf"\drawn{{{''.join(letters[i : i + TOGETHER]).encode('utf-16-be').hex().upper()}}}"
            for i in range(0, len(letters), TOGETHER)
        ]
        return r"\allowbreak{}".join(plain)
    pieces = ["".join(plain[i : i + TOGETHER]) for i in range(0, len(plain), TOGETHER)]
    return "".join(pieces) if len(plain) < 3 * TOGETHER else r"\allowbreak{}".join(pieces)


def _letter(cluster: str) -> str | None:
    """Return LaTeX for one letter in the document's own font, or None if that font lacks it."""
    if len(cluster) == 1 and cluster.isascii():
        return ASCII.get(cluster, cluster)
    if cluster in LETTERS:
        return LETTERS[cluster]
    base, *marks = list(unicodedata.normalize("NFD", cluster))
    if len(marks) == 1 and marks[0] in ACCENTS and base.isascii() and base.isalpha():
        dotless = rf"\{base}" if base in "ij" and marks[0] not in "\u0323\u0327\u0328" else base
        return rf"\{ACCENTS[marks[0]]}{{{dotless}}}"
    return None


def with_drawings(tex: str) -> tuple[str, str]:
    """Return a document with the definitions of the drawings that it uses.

    Returns:
        The source, and the letters that no installed font has; they are shown by their code points.

    Raises:
        MissingExtra: It uses some, and matplotlib is not installed.
    """
    used = dict.fromkeys(_DRAWN.findall(tex))
    if not used:
        return tex, ""
    made = [_drawing(name) for name in used]
    definitions = COMMANDS + "\n".join(source for source, _ in made) + "\n"
    before, begin, after = tex.partition("\\begin{document}")
    missing = "".join(dict.fromkeys("".join(letters for _, letters in made)))
    body, end, rest = after.rpartition("\\end{document}")
    return before + definitions + begin + body + _legend(missing) + end + rest, missing


def _legend(missing: str) -> str:
    """Return a paragraph that names the letters shown by their code points."""
    if not missing:
        return ""
    named = "; ".join(
        f"{shown_as_numbers(c, c)} is {unicodedata.name(c, 'a letter without a name').lower()}"
        for c in sorted(missing)
    )
    return (
        f"\n\n\\medskip\\noindent{{\\small Letters that no font of the machine has are shown by "
        f"their numbers in Unicode: {named}.\\par}}\n"
    )


@lru_cache(maxsize=512)
def _drawing(name: str) -> tuple[str, str]:
    """Return the definition of a drawing, and the letters of it that no font has.

    With such letters every letter is drawn by itself, so that the line can be broken.
    """
    text = bytes.fromhex(name).decode("utf-16-be")
    matplotlib()
    fonts, missing = families(text, SERIF)
    pieces = clusters(text) if missing else [text]
    boxes = r"\allowbreak{}".join(_box(piece, fonts, missing) for piece in pieces)
    return f"\\drawing{{{name}}}{{{boxes}}}", missing


def _box(text: str, fonts: list[str], missing: str) -> str:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath, text_to_path

    shown = shown_as_numbers(text, missing)
    font = FontProperties(family=fonts, size=1000)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        outline = _operators(TextPath((0, 0), shown, size=1000, prop=font))
        across, tall, deep = text_to_path.get_text_width_height_descent(shown, font, False)
    sizes = "}{".join(f"{v / 1000:.3f}" for v in (across, tall - deep, deep))
    letters = text.encode("utf-16-be").hex().upper()
    return f"\\drawnbox{{{sizes}}}{{{letters}}}{{{outline}}}"


def _operators(path: object) -> str:
    """Return a path in the operators of PDF, in whole thousandths; quadratic curves as cubic."""
    operators: list[str] = []
    x = y = 0
    for points, code in path.iter_segments(simplify=False):  # type: ignore[attr-defined]
        p = [round(float(v)) for v in points]
        if code == 3:
            bent = (x + 2 * p[0], y + 2 * p[1], p[2] + 2 * p[0], p[3] + 2 * p[1])
            p = [*(round(v / 3) for v in bent), p[2], p[3]]
        if code == 79:
            operators.append("h")
            continue
        operators.append(f"{' '.join(map(str, p))} {'ml?'[code - 1] if code < 3 else 'c'}")
        x, y = p[-2], p[-1]
    return "\n".join(operators)


def unknown_letters(missing: str) -> str:
    """Return the remark about letters that no font has; empty if there are none."""
    if not missing:
        return ""
    shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in missing[:8])
    more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
    return (
        f"no installed font has {shown}{more}: printed by code point; with a font that has them "
        "they are drawn"
    )
