"""What was probably meant by a utility written as on paper, so that a refusal can show the line to type.

Conventions: the input is text that was refused; whether the output can be read is for the caller to
try.
"""

from __future__ import annotations

import re

from symbolic.language.greek import LETTERS

_CHARACTERS = str.maketrans(
    {**LETTERS, "·": "*", "×": "*", "∗": "*", "÷": "/", "−": "-", "–": "-", "²": "**2", "³": "**3"}
)
_REPLACED = (
    (r"√\s*\(", "sqrt("),
    (r"√\s*(\w+)", r"sqrt(\1)"),
    (r"\b(?i:log|ln)\b", "log"),
    (r"\b(?i:sqrt)\b", "sqrt"),
    (r"\b(?i:exp)\b", "exp"),
    (r"\b(?i:log)_?(10|2)\s*\(([^()]*)\)", r"log(\2)/log(\1)"),
    (r"\be(?:\^|\*\*)(\w+|\([^()]*\))", r"exp(\1)"),
    (r"\b(log|exp|sqrt)\s+([A-Za-z]\w*)", r"\1(\2)"),
    (r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?=[A-Za-z_(])(?![eE][+-]?\d)", r"\1*"),
    (r"\)\s*(?=[\w(])", ")*"),
    (r"\b([qr])\s+(?=[A-Za-z(])", r"\1*"),
)


def as_typed(text: str) -> str:
    """Return a utility written as on paper in the grammar that is read.

    >>> as_typed("2θ·Log(q) + √r"), as_typed("e^q"), as_typed("log10(q)")
    ('2*theta*log(q) + sqrt(r)', 'exp(q)', 'log(q)/log(10)')
    """
    line = " ".join(text.translate(_CHARACTERS).split())
    for pattern, by in _REPLACED:
        line = re.sub(pattern, by, line)
    return line
