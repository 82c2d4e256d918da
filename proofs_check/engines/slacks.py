r"""Bounds of a quantity, and the quantity expressed by the slack of its bound.

From a bound below, :math:`c v + d = s \ge 0`, the quantity is :math:`v = (s - d)/c`; from a bound
above, :math:`d - c v \ge 0` with v positive, it is :math:`v = d/(c + t)` with
:math:`t = (d - c v)/v \ge 0`.  Where the coefficients of what remains have one sign this is an
orthant certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from proofs_check.engines import written
from proofs_check.recheck import MINUS, Checker, Poly, Tree, name, times


@dataclass(frozen=True)
class Bound:
    """Fact ``fact`` says c v + d >= 0 (or > 0), where v is the generator ``quantity``."""

    fact: int
    quantity: int
    c: Poly
    d: Poly


def bounds(checker: Checker) -> Iterator[Bound]:
    """Iterate over the facts that are linear in a symbol or an indexed quantity."""
    for k, (value, relation) in checker.values.items():
        if relation not in (">", ">=") or len(value.top) < 2 or value.bottom:
            continue
        for g in sorted(checker.reader.generators(value)):
            head = checker.reader.atoms[g][0]
            if head[0] in ("v", "f") and max(dict(m).get(g, 0) for m in value.top) == 1:
                c = {_without(m, g): w for m, w in value.top.items() if g in dict(m)}
                d = {m: w for m, w in value.top.items() if g not in dict(m)}
                yield Bound(k, g, c, d)


def _without(m: tuple[tuple[int, int], ...], g: int) -> tuple[tuple[int, int], ...]:
    return tuple(p for p in m if p[0] != g)


def from_below(checker: Checker, bound: Bound, new: str) -> Tree | None:
    """Return v = (s - d)/c for c > 0 and d <= 0, with s called ``new``, or None."""
    if checker.sign(bound.c) != 1 or checker.sign(bound.d, -1) is None:
        return None
    above = ("+", ("v", new), ("*", MINUS, written.polynomial(checker.reader, bound.d)))
    return ("/", above, written.polynomial(checker.reader, bound.c))


def is_above(checker: Checker, bound: Bound) -> bool:
    """Whether the fact is an upper bound of a quantity that is at least zero by a positive one."""
    known = checker.sign(name(bound.quantity).top) is not None
    return known and checker.sign(bound.c, -1) == 1 and checker.sign(bound.d) == 1


def slack_above(checker: Checker, bound: Bound) -> Tree:
    """Return t = (d - c v)/v."""
    whole = {**bound.d, **times({((bound.quantity, 1),): Fraction(1)}, bound.c)}
    above = written.polynomial(checker.reader, whole)
    return ("/", above, written.generator(checker.reader, bound.quantity))


def from_above(checker: Checker, bound: Bound, new: str) -> Tree:
    """Return v = d/(c + t), with t called ``new``."""
    below = ("+", ("v", new), ("*", MINUS, written.polynomial(checker.reader, bound.c)))
    return ("/", written.polynomial(checker.reader, bound.d), below)
