r"""Signs of formulas that follow from hypotheses, read off their form.

A sum of positive terms is positive, a product has the product of the signs, an even power is not
negative, a sum over a set has the sign of its summand. What a hypothesis says about an indexed
quantity or a partial derivative of u is meant for all labels and all bundles: from :math:`u_q(q, r;
x, z) > 0` every value of :math:`u_q` is positive.  Where the form does not tell, the formula is
brought over one denominator and its numerator expanded, and the signs of the terms are asked
again.  That is all: a sign that needs an idea needs a claim.

Conventions: a sign is ``">"``, ``">="``, ``"<"``, ``"<="`` or ``"="`` against zero, and ``None`` if
unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import sympy as sp

from symbolic.deciding.ring import Ring, identical
from symbolic.language.notation import LABELS, Indexed
from symbolic.language.proposition import Relation
from symbolic.language.quotient import Quotient
from symbolic.language.sums import ProductOver, SumOver
from symbolic.language.utility import UtilityPartial

FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}
STRONGER = {
    ">": {">", ">=", "!="},
    ">=": {">="},
    "<": {"<", "<=", "!="},
    "<=": {"<="},
    "=": {"=", ">=", "<="},
    "!=": {"!="},
}


class Signs:
    """What the hypotheses say about the signs of formulas.

    Args:
        hypotheses: Relations; those that compare something with zero, or two formulas, are used.
    """

    def __init__(self, hypotheses: Iterable[Relation]) -> None:
        self.known: list[tuple[sp.Expr, str]] = []
        self.heads: dict[type, str] = {}
        for relation in hypotheses:
            if relation.operator == "same sign":
                continue
            difference = relation.left - relation.right
            self.known += [
                (difference, relation.operator),
                (-difference, FLIPPED[relation.operator]),
            ]
            if (
                relation.right == 0 and relation.operator != "!=" and _universal(relation.left)
            ):  # not zero is no sign
                self.heads[type(relation.left)] = relation.operator

    def shows(self, relation: Relation) -> bool:
        """Whether a relation follows by signs, or is a hypothesis."""
        difference = relation.left - relation.right
        found = self.sign(difference)
        if found is not None and relation.operator in STRONGER[found]:
            return True
        return any(
            relation.operator in STRONGER[o] and identical(difference, e) for e, o in self.known
        )

    def sign(self, formula: sp.Expr) -> str | None:
        """Return the sign of a formula, or None if it is not told by its form."""
        return self._form(formula) or self._expanded(formula)

    def _form(self, e: sp.Expr) -> str | None:
        if e.is_Number:
            return ">" if e.is_positive else "<" if e.is_negative else "="
        hypothesis = next(
            (o for f, o in self.known if f == e and o != "!="), None
        ) or self.heads.get(type(e))
        if hypothesis:
            return hypothesis
        if isinstance(e, sp.Add):
            return _total(self._form(t) for t in e.args) or self._split(e)
        if isinstance(e, sp.Mul):
            return _product(self._form(f) for f in e.args)
        if isinstance(e, Quotient):
            below = self._form(e.args[1])
            return _times(self._form(e.args[0]), below) if below in (">", "<") else None
        if isinstance(e, sp.Pow):
            return self._power(e)
        if isinstance(e, SumOver | ProductOver):
            inner = self._form(e.body)
            if isinstance(e, ProductOver):
                return inner if inner in (">", ">=") else None
            # Without the element that is left out nothing may remain to be summed.
            return inner + "=" if e.excluded and inner in (">", "<") else inner
        return None

    def _split(self, e: sp.Add) -> str | None:
        """Take out a part of a sum that a hypothesis is about, and ask about the rest."""
        parts = set(e.args)
        for formula, operator in self.known:
            if isinstance(formula, sp.Add) and operator != "!=" and set(formula.args) < parts:
                found = _total([operator, self._form(sp.Add(*(parts - set(formula.args))))])
                if found:
                    return found
        return None

    def _power(self, e: sp.Pow) -> str | None:
        base = self._form(e.base)
        if base == ">":
            return ">"
        if not e.exp.is_Integer:
            return None
        if e.exp % 2 == 0 and (e.exp > 0 or base in ("<", ">")):
            return ">" if base == "<" else ">="
        return base if base == "<" or (e.exp > 0 and base is not None) else None

    def _expanded(self, e: sp.Expr) -> str | None:
        ring = Ring()
        value = ring.read(e)
        if value.is_zero:
            return "="
        below = [
            self._form(ring.written(dict(f))) for f, power in value.factors for _ in range(power)
        ]
        above = self._form(ring.written(value.polynomial))
        return _product([above, *below]) if all(s in (">", "<") for s in below) else None


def _universal(e: sp.Expr) -> bool:
    """Whether a hypothesis about this application holds for all arguments.

    They are labels or the plain symbols of a bundle, each once.
    """
    if isinstance(e, Indexed):
        return set(e.args) <= LABELS
    return (
        isinstance(e, UtilityPartial)
        and len(set(e.args)) == 4
        and all(isinstance(a, sp.Symbol) for a in e.args)
    )


def _times(a: str | None, b: str | None) -> str | None:
    if a is None or b is None:  # zero times what is not known may be zero times 1/0
        return None
    if "=" in (a, b):
        return "="
    strict = len(a) == 1 and len(b) == 1
    return (">" if a[0] == b[0] else "<") + ("" if strict else "=")


def _product(signs: Iterable[str | None]) -> str | None:
    start: str | None = ">"
    return reduce(_times, signs, start)


def _total(signs: Iterable[str | None]) -> str | None:
    found = {s for s in signs if s != "="}
    if not found:
        return "="
    if None in found or len({s[0] for s in found if s}) > 1:
        return None
    direction = next(s[0] for s in found if s)
    return direction if direction in found else direction + "="
