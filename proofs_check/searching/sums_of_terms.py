r"""Facts about sums, and what to say of them as facts about one sum of terms.

A fact that is linear in sums over one set, such as :math:`\sum_z a(z) - c \sum_z b(z) \ge 0`, is a
fact about :math:`\sum_z (a(z) - c\,b(z))`, and a sum that is at least zero has a term that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from proofs_check.recheck import ZERO, Checker, Monomial, Poly, State, Tree, ratio, replaced
from proofs_check.searching import written

PLACE = ("<", "<=", ">", ">=")


def compares_a_sum(checker: Checker, state: State, k: int) -> bool:
    """Whether fact k is usable and compares a whole sum with zero."""
    op, *parts = state.facts[k]
    plain = op in PLACE and k in checker.values and parts[1] == ZERO
    return plain and parts[0][0] == "sum" and len(parts[0]) == 4


Term = tuple[Monomial, Fraction | int, int]
"""A coefficient and the sum by which it is multiplied, as a generator."""


def under_one_sum(checker: Checker, p: Poly) -> Iterator[tuple[Tree, tuple[Any, ...]]]:
    """Write a polynomial that is linear in sums over one set as one sum.

    Terms without a sum are multiplied by weights that add up to a number.  Yields the sum, and
    multiples of equations that have to be added to show that it is the same.
    """
    sums, rest = list[Term](), dict[Monomial, Fraction | int]()
    for m, w in p.items():
        inside = [(g, e) for g, e in m if checker.reader.atoms[g][0][0] == "sum"]
        if len(inside) == 1 and inside[0][1] == 1:
            g = inside[0][0]
            sums.append((tuple(part for part in m if part[0] != g), w, g))
        elif inside:
            return
        else:
            rest[m] = w
    if len({_hole(checker, g)[2] for _, _, g in sums}) != 1:
        return
    if not rest and len(sums) > 1:
        yield _one_sum(checker, sums), ()
    for k, weights, number in weights_of(checker, _hole(checker, sums[0][2])[2]) if rest else ():
        factor = {m: ratio(w, number) for m, w in rest.items()}
        more = [(m, w, weights) for m, w in factor.items()]
        yield (
            _one_sum(checker, [*sums, *more]),
            ((written.polynomial(checker.reader, factor), k),),
        )


def weights_of(checker: Checker, members: str) -> Iterator[tuple[int, int, Fraction | int]]:
    """Iterate over the facts that a sum over a set is a number, as (fact, sum, number)."""
    for k, (value, relation) in checker.values.items():
        sums = [m[0][0] for m in value.top if m]
        if relation != "=" or value.bottom or len(sums) != 1 or value.top.get((), 0) == 0:
            continue
        ((m, w),) = ((m, w) for m, w in value.top.items() if m)
        (g, e), *others = m
        plain = not others and e == 1 and w == 1
        if plain and checker.reader.atoms[g][0][0] == "sum" and _hole(checker, g)[2] == members:
            yield k, g, -value.top[()]


def _one_sum(checker: Checker, terms: list[Term]) -> Tree:
    reader = checker.reader
    heights = [reader.height[h] for m, _, _ in terms for h, _ in m]
    deepest = max([*heights, *(_hole(checker, g)[1] for _, _, g in terms)])
    index, summands = f"i~{deepest}", []
    for m, w, g in terms:
        body = written.fraction(reader, reader.atoms[g][1][0])
        body = replaced(body, {("v", f"i~{_hole(checker, g)[1]}"): ("v", index)})
        summands.append(("*", written.monomial(reader, m, w), body))
    return ("sum", index, _hole(checker, terms[0][2])[2], ("+", *summands))


def _hole(checker: Checker, g: int) -> tuple[str, int, str]:
    hole: tuple[str, int, str] = checker.reader.atoms[checker.reader.atoms[g][0][1]][0]
    return hole
