r"""Facts about sums, and what to say of them as facts about one sum of terms.

A fact that is linear in sums over one set, such as :math:`\sum_z a(z) - c \sum_z b(z) \ge 0`, is a
fact about :math:`\sum_z (a(z) - c\,b(z))`, and a sum that is at least zero has a term that is.
"""

from __future__ import annotations

from fractions import Fraction

from proofs_check.engines import written
from proofs_check.recheck import ZERO, Checker, Monomial, Poly, State, Tree, replaced

PLACE = ("<", "<=", ">", ">=")


def compares_a_sum(checker: Checker, state: State, k: int) -> bool:
    """Whether fact k is usable and compares a whole sum with zero."""
    op, *parts = state.facts[k]
    plain = op in PLACE and k in checker.values and parts[1] == ZERO
    return plain and parts[0][0] == "sum" and len(parts[0]) == 4


def under_one_sum(checker: Checker, state: State, p: Poly) -> Tree | None:
    """Write a polynomial that is linear in sums over one set as one sum, or return None.

    The index is named as in a sum that is known to be positive, which may then serve as weights.
    """
    reader, terms, sets = checker.reader, list[tuple[Monomial, Fraction, int]](), set[str]()
    for m, w in p.items():
        sums = [(g, e) for g, e in m if reader.atoms[g][0][0] == "sum"]
        if len(sums) != 1 or sums[0][1] != 1:
            return None
        g = sums[0][0]
        sets.add(_hole(checker, g)[2])
        terms.append((tuple(part for part in m if part[0] != g), w, g))
    if len(sets) != 1 or len(terms) < 2:
        return None
    (members,) = sets
    deepest = max(_hole(checker, g)[1] for _, _, g in terms)
    index = f"i~{max(deepest, *(reader.height[h] for m, _, _ in terms for h, _ in m), 0)}"
    summands = []
    for m, w, g in terms:
        body = written.fraction(reader, reader.atoms[g][1][0])
        body = replaced(body, {("v", f"i~{_hole(checker, g)[1]}"): ("v", index)})
        summands.append(("*", written.monomial(reader, m, w), body))
    return ("sum", index, members, ("+", *summands))


def _hole(checker: Checker, g: int) -> tuple[str, int, str]:
    hole: tuple[str, int, str] = checker.reader.atoms[checker.reader.atoms[g][0][1]][0]
    return hole
