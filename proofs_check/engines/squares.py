r"""Squares that a proof may add: of differences whose parts are square roots of terms of a fact."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction

from proofs_check.engines import written
from proofs_check.recheck import Checker, Tree, joined, name

MAX_SQUARES = 12


def roots(checker: Checker) -> list[Tree]:
    """List m - c n and m + c n for terms p m^2 t and q n^2 t of a fact with p, q > 0, c^2 = q/p.

    First those whose mixed term m n t occurs in the fact, too.
    """
    ranked = sorted(_roots(checker), key=lambda pair: not pair[0])
    return [tree for _, tree in ranked[:MAX_SQUARES]]


def _roots(checker: Checker) -> Iterator[tuple[bool, Tree]]:
    seen = []
    for value, relation in checker.values.values():
        terms = [(m, -w) for m, w in value.top.items() if relation != "="]
        for (m, p), (n, q) in itertools.combinations([t for t in terms if t[1] > 0], 2):
            ratio, odd = q / p, {g for g, e in m if e % 2}
            root = Fraction(math.isqrt(ratio.numerator), math.isqrt(ratio.denominator))
            if root**2 == ratio and odd == {g for g, e in n if e % 2}:
                halves = [tuple((g, e // 2) for g, e in part if e > 1) for part in (m, n)]
                if halves not in seen and halves[0] != halves[1]:
                    seen.append(halves)
                    common = tuple((g, 1) for g in sorted(odd))
                    mixed = joined(joined(halves[0], halves[1]), common) in value.top
                    for c in (-root, root):
                        poly = {halves[0]: Fraction(1), halves[1]: c}
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
