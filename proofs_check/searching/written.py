"""Fractions written back as trees, so that a proof can name a multiplier or a substitution.

The generators are those of the checker's reader.  The index of a sum gets a name by its depth, such
as ``i~0``, which no statement declares or binds: a statement's names have their tildes in pairs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofs_check.recheck import Frac, Poly, Reader, Tree

ONE: Tree = ("n", "1")


def number(value: Fraction | int) -> Tree:
    """Write a rational number."""
    return ("n", str(value))


def generator(reader: Reader, g: int) -> Tree:
    """Write a generator."""
    head, args = reader.atoms[g]
    kind = head[0]
    if kind in ("v", "label"):
        return ("v", head[1])
    if kind == "hole":
        return ("v", f"i~{head[1]}")
    if kind in ("sum", "prod"):
        _, depth, members = reader.atoms[head[1]][0]
        return (kind, f"i~{depth}", members, fraction(reader, args[0]))
    names = {"u": 2, "f": 1}.get(kind, 0)
    return (kind, *head[1 : 1 + names], *(fraction(reader, a) for a in args))


def monomial(reader: Reader, m: Any, coefficient: Fraction | int = 1) -> Tree:
    """Write a monomial with its coefficient."""
    powers = [
        generator(reader, g) if e == 1 else ("^", generator(reader, g), ("n", str(e))) for g, e in m
    ]
    factors = ([number(coefficient)] if coefficient != 1 or not powers else []) + powers
    return factors[0] if len(factors) == 1 else ("*", *factors)


def polynomial(reader: Reader, p: Poly) -> Tree:
    """Write a polynomial."""
    terms = [monomial(reader, m, v) for m, v in p.items()]
    return terms[0] if len(terms) == 1 else ("+", *terms) if terms else number(0)


def divided(reader: Reader, above: Tree, bottom: dict[Any, int]) -> Tree:
    """Write a quotient by a product of powers of polynomials."""
    below = [("^", polynomial(reader, dict(f)), ("n", str(e))) for f, e in bottom.items() if e]
    return ("/", above, ("*", *below)) if below else above


def fraction(reader: Reader, a: Frac) -> Tree:
    """Write a fraction."""
    return divided(reader, polynomial(reader, a.top), a.bottom)
