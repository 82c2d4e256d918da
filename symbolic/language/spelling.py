"""How names are written in trees: in ASCII, different names differently; and what is assumed of a symbol.

Conventions: a name is a word of ASCII letters, digits and underscores; other characters are escaped
as ``~code~``, and a word that statements are printed with gets a ``~``.
"""

from __future__ import annotations

import re

import sympy as sp

RESERVED = frozenset(
    [
        "and",
        "or",
        "not",
        "implies",
        "iff",
        "for",
        "all",
        "in",
        "except",
        "d",
        "u",
        "log",
        "exp",
        "abs",
        "sign",
        "min",
        "max",
        "sum",
        "prod",
    ]
)
"""Names that statements are printed with."""

ASSUMPTIONS = ("integer", "positive", "nonnegative", "negative", "nonpositive", "nonzero")
"""What may be assumed of a symbol besides that it is real.

SymPy rewrites formulas by it, so it belongs to the statement.
"""

_CARRIED = frozenset((*ASSUMPTIONS, "real", "commutative", "complex", "finite", "hermitian"))


def spelled(name: str) -> str:
    """Write a name with ASCII letters, digits and underscores; different names remain different.

    >>> spelled("q_bar"), spelled("θ"), spelled("log"), spelled("2x")
    ('q_bar', '~3b8~', 'log~', '~32~x')
    """
    escaped = "".join(c if re.fullmatch("[A-Za-z0-9_]", c) else f"~{ord(c):x}~" for c in name)
    if not escaped or escaped[0].isdigit():
        escaped = f"~{ord(name[0]):x}~{escaped[1:]}" if name else "~~"
    return f"{escaped}~" if escaped in RESERVED else escaped


def assumed(symbol: sp.Symbol) -> list[str]:
    """List what is assumed of a real number.

    Raises:
        ValueError: Something is assumed that a certificate does not carry, though SymPy may have used it.
    """
    given = {k.removeprefix("extended_"): v for k, v in symbol._assumptions_orig.items()}
    nonzero = {"nonzero"} if given.pop("zero", None) is False else set()
    if (
        symbol.is_extended_real is False
        or symbol.is_finite is False
        or not all(given[k] and k in _CARRIED for k in given if k != "infinite")
    ):
        raise ValueError(
            f"the assumptions of {symbol} are not those of a real number of known sign"
        )
    return [a for a in ASSUMPTIONS if a in {*given} | nonzero]
