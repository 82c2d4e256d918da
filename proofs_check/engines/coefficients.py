r"""Identities by the ring decider, inequalities by the signs of coefficients.

Both are quick and exact, and give no certificate.

An equation holds when the ring decider finds the numerator of the difference to be the zero
polynomial.  An inequality :math:`a \ge b` holds when, over the quantities that the hypotheses make
nonnegative, numerator and denominators of :math:`a - b` have no negative coefficient; it is strict
when the numerator has a positive coefficient on a monomial in quantities that are positive.  It is
independent of the checker of certificates and of the search for them, and is compared with both.

Conventions: what the statement presupposes is read off it as written and must hold by the same
criterion; so must what a hypothesis presupposes before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from proofs_check.engines.obligations import instances, labels_of, with_witnesses
from proofs_check.engines.question import Question
from symbolic.deciding import polynomial as poly
from symbolic.deciding.ratio import OutsideTheFragment, Ratio, add, multiply
from symbolic.deciding.ring import Ring
from symbolic.language.proposition import And, Iff, Implies, Proposition, Relation
from symbolic.language.statement import Statement


def by_coefficients(asked: Statement | Question) -> str | None:
    """Return how the statement is shown to hold for all admissible values, or None."""
    question = Question.of(asked)
    try:
        signs = _Signs(usable(question))
        shown = all(signs.meets(duty.condition) for duty in question.obligations)
        if shown and signs.holds(with_witnesses(question.expanded.says)):
            return signs.reason
    except (OutsideTheFragment, ZeroDivisionError, ValueError):
        pass
    return None


def usable(question: Question) -> list[Relation]:
    """List the hypotheses that are relations and whose conditions are shown by others among them.

    Those about all elements are read at the labels of the conditions at hand.
    """
    conditions = [c for _, presupposes in question.given for c in presupposes]
    labels = labels_of([duty.condition for duty in question.obligations] + conditions)
    waiting, shown = list(question.given), list[Relation]()
    while True:
        signs = _Signs(shown)
        met = [(p, c) for p, c in waiting if all(map(signs.meets, c))]
        if not met:
            return shown
        read = instances([p for p, _ in met], labels)
        shown += [p for p in read if isinstance(p, Relation)]
        waiting = [pair for pair in waiting if pair not in met]


class _Signs:
    """What usable hypotheses say about the signs of generators, and what follows for polynomials."""

    def __init__(self, given: Sequence[Relation]) -> None:
        self.ring = Ring([(e.left, e.right) for e in given if e.operator == "="])
        self.positive: set[int] = set()
        self.nonnegative: set[int] = set()
        self.reason = "as an identity of rational functions"
        for relation in given:
            if relation.right == 0 and relation.operator in (">", ">="):
                self._note(relation)

    def _note(self, relation: Relation) -> None:
        value = self.ring.read(relation.left)
        if len(value.polynomial) == 1 and not value.factors:
            ((monomial, coefficient),) = value.polynomial.items()
            if len(monomial) == 1 and monomial[0][1] == 1 and coefficient > 0:
                self.nonnegative.add(monomial[0][0])
                if relation.operator == ">":
                    self.positive.add(monomial[0][0])

    def _sign_known(self, monomial: poly.Monomial, strict: bool) -> bool:
        return all(
            (g in self.positive) or (not strict and (e % 2 == 0 or g in self.nonnegative))
            for g, e in monomial
        )

    def polynomial_sign(self, polynomial: poly.Polynomial) -> int | None:
        """Return 1 if positive, 0 if at least zero, or None if unknown."""
        if any(v < 0 or not self._sign_known(m, strict=False) for m, v in polynomial.items()):
            return None
        return 1 if any(self._sign_known(m, strict=True) for m in polynomial) else 0

    def sign(self, value: Ratio) -> int | None:
        """Return 1 if positive, 0 if at least zero, or None if unknown."""
        if any(self.polynomial_sign(dict(f)) != 1 for f, _ in value.factors):
            return None
        return self.polynomial_sign(value.polynomial)

    def meets(self, condition: Relation) -> bool:
        """Whether a condition on a formula and zero is shown by signs."""
        value = self.ring.read(condition.left)
        if condition.operator == "!=":
            return self.sign(value) == 1 or self.sign(_negative(value)) == 1
        return self.sign(value) in ((1,) if condition.operator == ">" else (0, 1))

    def holds(self, proposition: Proposition) -> bool:
        """Whether the proposition is shown to hold; false says nothing."""
        match proposition:
            case Relation(left, operator, right):
                return self._relation(left, operator, right)
            case And(parts):
                return all(self.holds(p) for p in parts)
            case Implies(_, conclusion):
                return self.holds(conclusion)
            case Iff(a, b):
                return self.holds(a) and self.holds(b)
            case _:
                return False

    def _relation(self, left: sp.Expr, operator: str, right: sp.Expr) -> bool:
        a, b = self.ring.read(left), self.ring.read(right)
        if operator == "same sign":
            return self._same_sign(a, b)
        value = add(a, _negative(b))
        if operator == "=":
            return value.is_zero
        self.reason = "by the signs of the coefficients"
        if operator in ("<", "<="):
            value = _negative(value)
        sign = self.sign(value)
        if operator == "!=":
            return sign == 1 or self.sign(_negative(value)) == 1
        return sign == 1 if operator in (">", "<") else sign is not None

    def _same_sign(self, a: Ratio, b: Ratio) -> bool:
        """Show a = c b with c positive.

        The numerators must be proportional up to a positive monomial.
        """
        if a.is_zero or b.is_zero:
            return a.is_zero and b.is_zero
        for c in self._multipliers(a, b):
            if self.sign(c) == 1 and add(a, _negative(multiply(c, b))).is_zero:
                self.reason = "one side is a positive multiple of the other"
                return True
        return False

    def _multipliers(self, a: Ratio, b: Ratio) -> list[Ratio]:
        """Offer candidates for the positive factor: quotients of two leading terms, one of a over one of b."""
        candidates = []
        for m1, v1 in a.numerator:
            for m2, v2 in b.numerator:
                net = dict(m1)
                for g, e in m2:
                    net[g] = net.get(g, 0) - e
                top = {tuple(sorted((g, e) for g, e in net.items() if e > 0)): v1 / v2}
                factors = dict(a.factors)
                for g, e in net.items():
                    if e < 0:
                        key = poly.frozen({((g, 1),): Fraction(1)})
                        factors[key] = factors.get(key, 0) - e
                quotient = Ratio(poly.frozen(top), tuple(sorted(factors.items())))
                candidates.append(
                    multiply(
                        quotient,
                        Ratio(
                            poly.frozen(poly.product(poly.power(dict(f), e) for f, e in b.factors))
                        ),
                    )
                )
        return candidates[:64]


def _negative(value: Ratio) -> Ratio:
    return Ratio(tuple((m, -v) for m, v in value.numerator), value.factors)
