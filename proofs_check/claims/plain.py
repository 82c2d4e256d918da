"""Propositions as plain text on one line, and fingerprints of statements taken of that text.

A fingerprint changes when what is said, assumed or abbreviated changes, and with nothing else: the
words beside a statement, and who names a hypothesis the paper's, are not part of it.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import sympy as sp

from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
)
from symbolic.language.statement import Statement

LENGTH = 12


@lru_cache(maxsize=4096)
def written(proposition: Proposition) -> str:
    """Write a proposition on one line, as plain text."""
    match proposition:
        case Relation(left, operator, right):
            return f"{sp.sstr(left)} {operator} {sp.sstr(right)}"
        case And(parts):
            return " and ".join(map(written, parts))
        case Or(parts):
            return " or ".join(map(written, parts))
        case Not(part):
            return f"not ({written(part)})"
        case Implies(a, b):
            return f"if {written(a)} then {written(b)}"
        case Iff(a, b):
            return f"{written(a)} if and only if {written(b)}"
        case Exists(variables, part, _):
            return f"for some {', '.join(map(str, variables))}: {written(part)}"
        case ForAll(index, part):
            return f"for every {index}: {written(part)}"
        case Asserted(name, latex):
            return latex or name


def fingerprint(*statements: Statement) -> str:
    """Return twelve hexadecimal digits that tell the statements from any others.

    >>> from sympy.abc import a
    >>> one, other = Statement(Relation(a, ">", 0)), Statement(Relation(a, ">=", 0))
    >>> fingerprint(one) == fingerprint(one), fingerprint(one) == fingerprint(other)
    (True, False)
    """
    text = "\n\n".join(map(_told, statements))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _told(statement: Statement) -> str:
    lines = [_exactly(statement.says)]
    lines += [f"given {_exactly(h.says)}" for h in statement.given]
    lines += [f"where {sp.sstr(d.symbol)} = {sp.sstr(d.formula)}" for d in statement.where]
    return "\n".join(lines)


def _exactly(proposition: Proposition) -> str:
    """Write a proposition with what ``written`` leaves out: names and parameters of checks."""
    if isinstance(proposition, Asserted):
        named = ", ".join(f"{k} = {v}" for k, v in proposition.parameters)
        return f"{proposition.name}({named}): {proposition.latex}"
    return written(proposition)
