r"""Statements as SMT-LIB scripts over the reals.

Whatever is not arithmetic (a value of u or of a partial derivative, an indexed quantity, a sum over
X or Z, a root) becomes a real unknown; the ring decider says which of them are the same.  So
``unsat`` for "hypotheses and not conclusion" holds for every utility and any number of types;
``sat`` refutes nothing by itself, since the unknowns are related in ways that are not written down.

Two forms: *raw* keeps divisions as they stand, *cleared* multiplies every relation by its
denominators (by their squares in an inequality).  SMT-LIB lets x/0 be any number, which is sound
here because denominators are shown to be nonzero first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from symbolic.deciding import polynomial as poly
from symbolic.deciding.ratio import OutsideTheFragment, Ratio, add, multiply
from symbolic.deciding.ring import Ring
from symbolic.language.proposition import (
    And,
    Asserted,
    Exists,
    ForAll,
    Iff,
    Implies,
    Not,
    Or,
    Proposition,
    Relation,
)
from symbolic.language.quotient import Quotient

_SAME = "(or (and (< {0} 0) (< {1} 0)) (and (= {0} 0) (= {1} 0)) (and (> {0} 0) (> {1} 0)))"


def number(value: Fraction) -> str:
    """Write a rational number."""
    size = (
        f"(/ {abs(value.numerator)} {value.denominator})"
        if value.denominator != 1
        else str(abs(value.numerator))
    )
    return f"(- {size})" if value < 0 else size


def _joined(operator: str, parts: Sequence[str], empty: str) -> str:
    return (
        empty if not parts else parts[0] if len(parts) == 1 else f"({operator} {' '.join(parts)})"
    )


@dataclass
class Script:
    """Writes propositions; one ring for all of them, so that equal quantities are one unknown."""

    cleared: bool = False
    ring: Ring = field(default_factory=Ring)

    def polynomial(self, p: poly.Polynomial) -> str:
        """Write a polynomial in the unknowns."""
        terms = []
        for monomial, value in p.items():
            factors = [f"g{g}" for g, e in monomial for _ in range(e)]
            terms.append(
                _joined(
                    "*", [number(value), *factors] if value != 1 or not factors else factors, "1"
                )
            )
        return _joined("+", terms, "0")

    def ratio(self, value: Ratio) -> str:
        """Write a fraction as a division."""
        bottom = [self.polynomial(dict(f)) for f, e in value.factors for _ in range(e)]
        top = self.polynomial(value.polynomial)
        return f"(/ {top} {_joined('*', bottom, '1')})" if bottom else top

    def formula(self, e: sp.Expr) -> str:
        """Write a formula as it stands."""
        if e.is_Rational:
            return number(Fraction(int(e.p), int(e.q)))
        if isinstance(e, sp.Add | sp.Mul):
            return _joined(
                "+" if isinstance(e, sp.Add) else "*", [self.formula(a) for a in e.args], "0"
            )
        if isinstance(e, Quotient):
            return f"(/ {self.formula(e.args[0])} {self.formula(e.args[1])})"
        if isinstance(e, sp.Pow) and e.exp.is_Integer and 0 < abs(e.exp) <= 64:
            power = _joined("*", [self.formula(e.base)] * abs(int(e.exp)), "1")
            return power if e.exp > 0 else f"(/ 1 {power})"
        return self.ratio(self.ring.read(e))

    def relation(self, relation: Relation) -> str:
        """Write a relation, with divisions or cleared of them."""
        left, operator, right = relation.left, relation.operator, relation.right
        if operator == "same sign":
            if self.cleared:
                return _SAME.format(
                    self._signed(self.ring.read(left)), self._signed(self.ring.read(right))
                )
            return _SAME.format(self.formula(left), self.formula(right))
        a, b = self.formula(left), self.formula(right)
        if self.cleared:
            difference = add(
                self.ring.read(left), multiply(self.ring.read(-1), self.ring.read(right))
            )
            a, b = (
                (
                    self.polynomial(difference.polynomial)
                    if operator in ("=", "!=")
                    else self._signed(difference)
                ),
                "0",
            )
        return f"(not (= {a} {b}))" if operator == "!=" else f"({operator} {a} {b})"

    def _signed(self, value: Ratio) -> str:
        """Write a polynomial with the sign of a fraction: its numerator times the denominators of odd power."""
        odd = [dict(f) for f, e in value.factors if e % 2]
        return _joined("*", [self.polynomial(p) for p in (value.polynomial, *odd)], "0")

    def proposition(self, p: Proposition) -> str:
        """Write a proposition.

        Raises:
            OutsideTheFragment: It is about whole economies, or an existential whose witness is not
                named, or about all elements of a set.
        """
        match p:
            case Relation():
                return self.relation(p)
            case And(parts):
                return _joined("and", [self.proposition(x) for x in parts], "true")
            case Or(parts):
                return _joined("or", [self.proposition(x) for x in parts], "false")
            case Not(part):
                return f"(not {self.proposition(part)})"
            case Implies(a, b):
                return f"(=> {self.proposition(a)} {self.proposition(b)})"
            case Iff(a, b):
                return f"(= {self.proposition(a)} {self.proposition(b)})"
            case Exists() | ForAll() | Asserted():
                raise OutsideTheFragment(f"no solver is asked about {type(p).__name__}")

    def script(self, assumed: Sequence[Proposition], denied: Proposition | None = None) -> str:
        """Return a script that is unsatisfiable if the assumptions imply what is denied.

        If nothing is denied it is so if they contradict each other.
        """
        lines = [f"(assert {self.proposition(p)})" for p in assumed]
        lines += [f"(assert (not {self.proposition(denied)}))"] if denied is not None else []
        names = [f"(declare-const g{i} Real)" for i in range(len(self.ring.names))]
        return "\n".join(["(set-logic QF_NRA)", *names, *lines])
