r"""Squares that a proof may add: of differences whose parts are square roots of terms of a fact."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction

from proofs_check.engines import written
from proofs_check.recheck import Checker, Tree

MAX_SQUARES = 12


def roots(checker: Checker) -> list[Tree]:
    """List m - c n and m + c n for terms p m^2 t and q n^2 t of a fact with p, q > 0, c^2 = q/p."""
    return list(itertools.islice(_roots(checker), MAX_SQUARES))


def _roots(checker: Checker) -> Iterator[Tree]:
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
                    for c in (-root, root):
                        poly = {halves[0]: Fraction(1), halves[1]: c}
                        yield written.polynomial(checker.reader, poly)
