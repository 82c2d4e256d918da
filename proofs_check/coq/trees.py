"""Trees of certificates: substitution, normal forms, and what is rewritten at the beginning.

Format 2 has plain lexical scoping: a bound name is declared nowhere else and, as written, bound
nowhere around its binder, so substitution needs no renaming; what binds a name again, in a formula
that was put in, is left as it is. Beside the formulas of the format there is ``["D", k,
label…]``, the k-th derivative of the statement (``derivatives``) at these elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

Tree = Any
ZERO = ["n", "0"]
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
BUILT_IN = {"log": 1, "exp": 1, "abs": 1, "sign": 1}
MOST_NODES = 200_000


class NotTranslated(Exception):
    """A certificate uses what has no counterpart in Coq yet; the message says what is lacking."""


def binds(t: Tree) -> Tree:
    """Return the names that a formula or proposition binds."""
    if t[0] in ("exists", "every"):
        return t[1]
    return t[1:2] if t[0] in ("sum", "prod", "forall", "some") else ()


def substitute(t: Tree, change: Mapping[str, Tree]) -> Tree:
    """Put formulas or elements in the place of names."""
    if not isinstance(t, list) or not t or t[0] == "n":
        return t
    if t[0] == "v":
        return change.get(t[1], t)
    if bound := binds(t):
        free = {name: new for name, new in change.items() if name not in bound}
        return [*t[:2], *(substitute(part, free) for part in t[2:])]
    if t[0] == "d" and t[2] in change:
        raise NotTranslated("a variable under a derivative")
    return [t[0], *(substitute(part, change) for part in t[1:])]


def size(t: Tree) -> int:
    """Count the nodes of a tree."""
    return 1 + sum(map(size, t)) if isinstance(t, list) else 1


def expanded(t: Tree, where: Mapping[str, Tree]) -> Tree:
    """Put the abbreviations in, and write negative powers as quotients and zeroth powers as 1.

    Raises:
        NotTranslated: The result has more than ``MOST_NODES`` nodes.
    """
    result = _expanded(t, where)
    if size(result) > MOST_NODES:
        raise NotTranslated(
            f"with its abbreviations put in the statement has more than {MOST_NODES} nodes"
        )
    return result


def _expanded(t: Tree, where: Mapping[str, Tree]) -> Tree:
    if not isinstance(t, list) or not t or t[0] == "n":
        return t
    if t[0] == "v":
        return where.get(t[1], t)
    if t[0] in ("exists", "every"):
        return [t[0], t[1], _expanded(t[2], where)]
    parts = [_expanded(part, where) for part in t[1:]]
    if t[0] == "^" and (n := whole(parts[1])) is not None and n <= 0:
        return ["/", ["n", "1"], ["^", parts[0], ["n", str(-n)]]] if n else ["n", "1"]
    return [t[0], *parts]


def whole(t: Tree) -> int | None:
    """Return the integer that an exponent is, None if it is not one."""
    value = Fraction(t[1]) if t[0] == "n" else None
    return int(value) if value is not None and value.denominator == 1 else None


def names(t: Tree) -> Iterator[str]:
    """Iterate over the names that occur in a formula, those bound inside included."""
    if isinstance(t, list) and t:
        if t[0] == "v":
            yield t[1]
        elif t[0] == "d":
            yield t[2]
        for part in t[1:]:
            yield from names(part)


def normal(p: Tree, holds: bool = True) -> Tree:
    """Return the normal form of a proposition or of its denial."""
    kind, parts = p[0], p[1:]
    if kind in OPPOSITE:
        return p if holds else [OPPOSITE[kind], *parts]
    if kind == "not":
        return normal(parts[0], not holds)
    if kind in ("and", "or"):
        return [
            "and" if (kind == "and") == holds else "or",
            *(normal(part, holds) for part in parts),
        ]
    if kind == "implies":
        return normal(["or", ["not", parts[0]], parts[1]], holds)
    if kind == "iff":
        a, b = parts
        return normal(["and", ["or", ["not", a], b], ["or", ["not", b], a]], holds)
    if kind == "same sign":
        return normal(
            ["or", *(["and", [op, parts[0], ZERO], [op, parts[1], ZERO]] for op in "<=>")], holds
        )
    if kind in ("forall", "some"):
        return [
            "forall" if holds == (kind == "forall") else "some",
            *parts[:2],
            normal(parts[2], holds),
        ]
    if kind in ("exists", "every"):
        return [
            "exists" if holds == (kind == "exists") else "every",
            parts[0],
            normal(parts[1], holds),
        ]
    raise NotTranslated(f"a proposition of kind {str(kind)[:20]!r}")


def prefix(p: Tree) -> tuple[list[tuple[str, str]], Tree]:
    """Return the elements that are quantified first, with their sets, and the rest."""
    bound = []
    while p[0] == "forall":
        bound.append((p[1], p[2]))
        p = p[3]
    return bound, p


def parts_of(p: Tree) -> list[Tree]:
    """Return the facts as which a normal form is added: a conjunction part by part."""
    return [fact for part in p[1:] for fact in parts_of(part)] if p[0] == "and" else [p]


def difference(p: Tree) -> Tree:
    """Return the formula that a relation compares with zero, the larger side first.

    A zero on the right is left out.
    """
    relation, left, right = p
    if "<" in relation:
        return ["+", right, ["*", ["n", "-1"], left]] if right != ZERO else ["*", ["n", "-1"], left]
    return ["+", left, ["*", ["n", "-1"], right]] if right != ZERO else left
