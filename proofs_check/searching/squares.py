r"""Squares that a proof may add: of differences of roots of terms, and spreads around a mean.

*Roots.* A fact with terms :math:`p m^2` and :math:`q n^2` may lack only :math:`(m - cn)^2`, c the root of q/p.

*Spreads.* With :math:`W = \sum w`, :math:`V = \sum w v` and :math:`Q = \sum w v^2`, the sum
:math:`\sum w (v - V/W)^2 = Q - V^2/W` is at least zero where the weights are.  So the square of a
mean is at most the mean of squares, and shares of n parts have squares that add up to at least 1/n.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from proofs_check.recheck import (
    MINUS,
    ZERO,
    Checker,
    Monomial,
    Poly,
    Tree,
    add,
    joined,
    name,
    replaced,
    times,
)
from proofs_check.searching import written
from proofs_check.searching.elimination import eliminated

MAX_SQUARES = 12


def roots(checker: Checker) -> list[Tree]:
    """List m - c n and m + c n for terms p m^2 t and q n^2 t of a fact with p, q > 0, c^2 = q/p.

    Those whose mixed term m n t occurs in the fact, too, come first.
    """
    ranked = sorted(_roots(checker), key=lambda pair: not pair[0])
    return [tree for _, tree in ranked[:MAX_SQUARES]]


def _roots(checker: Checker) -> Iterator[tuple[bool, Tree]]:
    seen = []
    for value, relation in checker.values.values():
        terms = [(m, -w) for m, w in value.top.items() if relation != "="]
        for (m, p), (n, q) in itertools.combinations([t for t in terms if t[1] > 0], 2):
            square, odd = Fraction(q, p), {g for g, e in m if e % 2}
            root = Fraction(math.isqrt(square.numerator), math.isqrt(square.denominator))
            if root**2 == square and odd == {g for g, e in n if e % 2}:
                halves = [tuple((g, e // 2) for g, e in part if e > 1) for part in (m, n)]
                if halves not in seen and halves[0] != halves[1]:
                    seen.append(halves)
                    common = tuple((g, 1) for g in sorted(odd))
                    mixed = joined(joined(halves[0], halves[1]), common) in value.top
                    for c in (-root, root):
                        poly: Poly = {halves[0]: 1, halves[1]: c}
                        yield mixed, written.polynomial(checker.reader, poly)


def differences(checker: Checker) -> list[Tree]:
    """List the differences of quantities that are shown to be at least zero."""
    reader = checker.reader
    met = set().union(*(reader.generators(value) for value, _ in checker.values.values()))
    signed = [g for g in sorted(met) if checker.sign(name(g).top) is not None]
    pairs = itertools.combinations(signed[:5], 2)
    return [
        written.polynomial(reader, {((g, 1),): Fraction(1), ((h, 1),): Fraction(-1)})
        for g, h in pairs
    ]


def spreads(checker: Checker) -> Iterator[Tree]:
    """Iterate over the facts that a spread is at least zero, for the sums W, V and Q at hand."""
    reader = checker.reader
    bodies = dict[tuple[str, Monomial], int]()
    met = set().union(*(reader.generators(value) for value, _ in checker.values.values()))
    for g in sorted(met):
        head, args = reader.atoms[g]
        if head[0] == "sum" and not args[0].bottom and list(args[0].top.values()) == [1]:
            _, depth, members = reader.atoms[head[1]][0]
            (m,) = args[0].top
            bodies[f"{depth} {members}", m] = g
    for (place, w), W in bodies.items():
        for (other, wv), V in bodies.items():
            v = _divided(wv, w)
            if other == place and v and (place, _times(wv, v)) in bodies:
                yield _spread(checker, W, V, w, v, place)


def _spread(checker: Checker, W: int, V: int, w: Monomial, v: Monomial, place: str) -> Tree:
    reader, (depth, _, members) = checker.reader, place.partition(" ")
    deepest = max(int(depth), *(reader.height[g] for g in (W, V)))
    index = ("v", f"i~{deepest}")
    weight, part = (
        replaced(written.monomial(reader, m), {("v", f"i~{depth}"): index}) for m in (w, v)
    )
    mean = ("/", _known(checker, V), _known(checker, W))
    body = ("*", weight, ("^", ("+", part, ("*", MINUS, mean)), ("n", "2")))
    return (">=", ("sum", index[1], members, body), ZERO)


def _known(checker: Checker, g: int) -> Tree:
    """Write a sum, or what an equation says that it is."""
    for value, relation in checker.values.values():
        rest = {m: -w for m, w in value.top.items() if m != ((g, 1),)}
        single = value.top.get(((g, 1),)) == 1 and not value.bottom
        if relation == "=" and single and all(g not in dict(m) for m in rest):
            return written.polynomial(checker.reader, rest)
    return written.generator(checker.reader, g)


def _divided(m: Monomial, by: Monomial) -> Monomial | None:
    rest = dict(m)
    for g, e in by:
        rest[g] = rest.get(g, 0) - e
    return None if any(e < 0 for e in rest.values()) else tuple(p for p in rest.items() if p[1])


def _times(m: Monomial, n: Monomial) -> Monomial:
    product = times({m: Fraction(1)}, {n: Fraction(1)})
    return next(iter(product))


def cancelled(checker: Checker, j: int) -> Any | None:
    """Return a ``by`` step in which fact j, another fact and multiples of equations cancel, or None."""
    for k, (fact, relation) in checker.values.items():
        if relation != ">" or j not in checker.values:
            continue
        total = add(fact, checker.values[j][0])
        steps, rest = [(written.ONE, k), (written.ONE, j)], total.top
        for e, (equation, kind) in checker.values.items():
            if kind == "=" and rest and not equation.bottom:
                quotient, rest = eliminated(rest, equation.top)
                above = written.polynomial(checker.reader, {m: -w for m, w in quotient.items()})
                if quotient:
                    steps.append((written.divided(checker.reader, above, total.bottom), e))
        if not rest:
            return ("by", tuple(steps))
    return None
