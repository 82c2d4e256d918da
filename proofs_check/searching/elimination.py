r"""Elimination: one equation after another takes a generator out of a polynomial.

Conventions: an equation serves where some generator occurs in it once, linearly and with a constant
coefficient.
"""

from __future__ import annotations

from typing import Any

from proofs_check.recheck import Checker, Frac, Poly, power, ratio, times
from proofs_check.searching import written


def vanishing(checker: Checker, k: int) -> Any | None:
    """Return a ``by`` step showing that what fact k says is not zero is zero; None where it is not found.

    Generators are eliminated with the equations among the facts.
    """
    value = checker.values[k][0]
    steps: list[Any] = [[written.ONE, k]]
    rest = value.top
    for e, (equation, relation) in checker.values.items():
        if relation == "=" and rest:
            quotient, rest = eliminated(rest, equation.top)
            if quotient:
                below = {**value.bottom}
                above = times(quotient, {(): -1})
                factor = [power(Frac(dict(f)), n) for f, n in equation.bottom.items()]
                for f in factor:
                    above = times(above, f.top)
                steps.append(
                    [
                        written.divided(
                            checker.reader, written.polynomial(checker.reader, above), below
                        ),
                        e,
                    ]
                )
    return None if rest else ("by", tuple(steps))


def eliminated(p: Poly, equation: Poly) -> tuple[Poly, Poly]:
    """Divide by an equation that is linear in some generator with a constant coefficient.

    So p = quotient * equation + rest, and the rest is without that generator.
    """
    for m, lead in sorted(equation.items(), reverse=True):
        g = m[0][0] if len(m) == 1 and m[0][1] == 1 else None
        if g is None or any(g in dict(other) for other in equation if other != m):
            continue
        quotient: Poly = {}
        rest = dict(p)
        while hit := next(
            (n for n in sorted(rest, key=lambda n: -dict(n).get(g, 0)) if g in dict(n)), None
        ):
            lower = {
                tuple((h, e - (h == g)) for h, e in hit if e > (h == g)): ratio(rest[hit], lead)
            }
            quotient = _sum(quotient, lower, 1)
            rest = _sum(rest, times(lower, equation), -1)
        return quotient, rest
    return {}, p


def _sum(a: Poly, b: Poly, factor: int) -> Poly:
    total = dict(a)
    for m, v in b.items():
        total[m] = total.get(m, 0) + factor * v
    return {m: v for m, v in total.items() if v}
