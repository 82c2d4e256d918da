"""Shorthand with which claims are declared: asserted statements, and false variants of statements."""

from __future__ import annotations

import sympy as sp

from symbolic.language.proposition import Asserted
from symbolic.language.statement import Definition, Statement

HUNDREDTH_MORE = sp.Rational(101, 100)
HUNDREDTH_LESS = sp.Rational(99, 100)
"""Factors by which a mutant moves a constant."""


def asserted(name: str, latex: str = "", words: str = "", **parameters: object) -> Statement:
    """Return the statement that the check of this name decides with these parameters."""
    return Statement(Asserted(name, latex, tuple(parameters.items())), words=words)


def pinned(statement: Statement, *values: tuple[sp.Symbol, object]) -> Statement:
    """Return a false statement with some quantities fixed at values where it fails: a true one would survive this."""
    where = (*statement.where, *(Definition(symbol, sp.sympify(value)) for symbol, value in values))
    return Statement(statement.says, statement.given, where)
