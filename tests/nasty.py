"""Names that users have given, or might: each has broken some program."""

import re
import unicodedata
from pathlib import Path

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = (
    "[a]",
    "[/b]",
    "[bold red]x[/]",
    "\\[c]",
    "ends in \\",
    "$x^$",
    "$x$ and $\\frac",
    "100 % & #1 {x} ~^_",
    "_under",
    "a_b^c",
    "**star",
    "'single' \"double\" `back`",
    "``quoted''",
    "a--b---c",
    "comma, semicolon; colon:",
    "=1+1",
    "-0",
    "--out",
    "<b>&amp;</b>",
    "<script>alert(1)</script>",
    "]]>",
    "{0} {name} %s %(x)s",
    "\\alpha \\input{x} \\\\",
    ":smile:",
    "😀 🎉",
    "Évian",
    "Zürich",
    "Ångström Łódź İstanbul Nguyễn",
    "q̃ and ẍ",
    "שלום עולם",
    "مرحبا بالعالم",
    "می‌خواهم",
    "Привет, мир",
    "Γειά σου",
    "東京",
    "हिन्दी",
    "ไทย",
    "alpha",
    "theta_1",
    "kappa_q",
    "null",
    "NaN",
    "O'Neill (20)",
    '*/ // ! # """',
    "@someone #1 :tada: &lt; ~~x~~",
    "\\end{document} \\fromright{",
    "C:\\new\\table \\u0041",
    "שלום (abc) 12",
    "नमस्ते क्षत्रिय",
    "日本語のカナ",
    "👩‍👩‍👧 🇨🇭 ❤️",
    "ạ́ f̈i ﬁ ½ ² ™",
    "x" * 200,
    "word " * 39 + "five",
    "é" * 200,
    "漢" * 200,
    "م" * 200,
)


def renamed(economy: Economy, names: tuple[str, ...] = NAMES, start: int = 0) -> Economy:
    """Return an economy with other names: those from a place in the list on."""
    Z, X = len(economy.states), len(economy.types)
    taken = [names[(start + i) % len(names)] for i in range(Z + X + 1)]
    return economy.replacing(name=taken[0], states=taken[1 : Z + 1], types=taken[Z + 1 :])


def nasty_economies() -> list[Economy]:
    """Return economies that together have every name of the list, as state and as type."""
    bases = [load_economy(EXAMPLES / f"{name}.toml") for name in ("log", "three_types")]
    return [renamed(bases[i % 2], start=2 * i) for i in range(len(NAMES) // 2)]


def squeezed(text: str) -> str:
    """Return a text without blanks, since a table folds long names; a letter and its mark are one or two signs."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def columns(text: str) -> list[str]:
    """Return the first columns of the tables of a text, each as one text."""
    lines = text.splitlines()
    return ["".join(line[a : a + 60] for line in lines) for a in range(0, 120, 4)]
