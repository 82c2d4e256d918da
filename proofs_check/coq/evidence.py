"""Proofs in Coq that polynomials have the signs that facts give them, and divisors are not zero.

A proof about a polynomial is a term that follows its shape: ``has_plus`` for a sum of monomials,
``has_times`` for a monomial, ``has_meet`` where a fact says something of it; Coq computes the sign.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from proofs_check.coq import signs
from proofs_check.coq.knowledge import Knowledge, Note, Source, projection
from proofs_check.coq.printing import Printer, number
from proofs_check.coq.quotients import Factor, Monomial, Poly, Quotient, divided, monic
from proofs_check.coq.reading import Part, Plan
from proofs_check.coq.trees import ZERO, Tree
from proofs_check.coq.writer import Writer

FROM = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "!=": "ne"}


class Evidence(Writer, ABC):
    """Writes proofs about signs; ``knowledge`` is that of the branch at hand.

    Args:
        printer: Prints formulas.
    """

    def __init__(self, printer: Printer) -> None:
        super().__init__()
        self.printer, self.reading = printer, printer.reading
        self.knowledge = Knowledge(self.reading, ())
        self._nonzero: dict[Factor, None] = {}

    @abstractmethod
    def equation(
        self, plan: Plan, limit: int | None = None, value: Quotient | None = None
    ) -> str | None:
        """Show that a formula equals its quotient, or an equal one; None if both are written alike.

        Args:
            plan: The formula.
            limit: Only relations of smaller rank are used; None for all.
            value: The equal quotient.
        """

    @abstractmethod
    def prepared(
        self, plans: Sequence[Plan], values: Sequence[Quotient], limit: int | None
    ) -> list[str]:
        """Show what an equation needs, and return the tactics that then prove it.

        Args:
            plans: The formulas in it.
            values: The quotients in it.
            limit: Only relations of smaller rank are used; None for all.
        """

    @contextmanager
    def inside(self, name: str, label: str) -> Iterator[None]:
        """Work under a binder of a sum or product: its name stands for the introduced element."""
        outside, renamed = self.reading.bound, self.printer.renamed
        self.reading.bound = {**outside, name: label}
        self.printer.renamed = {**renamed, name: self.printer.element(label)}
        try:
            yield
        finally:
            self.reading.bound, self.printer.renamed = outside, renamed

    def divisor(self, plan: Plan, limit: int | None) -> None:
        """Show that a divisor, its parts rewritten, is not zero; its own divisors first."""
        for inner in plan.divisors:
            self.divisor(inner, limit)
        self.bottom(plan.value, limit)
        self.nonzero(dict(monic(plan.value.top)[1]), limit)
        if plan.divisors:
            self.cancelled(dict(monic(plan.value.top)[1]))
        parts = {repr(part.tree): self.printer.quotient(part.value) for part in all_parts(plan)}
        text, value = self.printer.formula(plan.tree, parts), self.printer.quotient(plan.value)
        if self.known("nonzero", f"{text} <> 0") is None:
            proof = self.evidence(plan.value, limit)
            if text != value:
                tactic = "fractions" if plan.divisors or plan.value.bottom else "polynomials"
                proof = f"(has_equal _ _ {text} {proof} ltac:({tactic}))"
            self.shown("N", "nonzero", f"{text} <> 0", [f"exact (not_zero _ _ {proof} eq_refl)."])

    def bottom(self, a: Quotient, limit: int | None) -> None:
        """Show that the factors of a divisor are not zero."""
        for f in sorted(a.bottom):
            self.nonzero(dict(f), limit)

    def nonzero(self, p: Poly, limit: int | None) -> None:
        """Show that a polynomial is not zero."""
        claim = f"{self.printer.polynomial(p)} <> 0"
        if self.known("nonzero", claim) is None:
            proof = f"not_zero _ _ {self.of_polynomial(p, limit)} eq_refl"
            self.shown("N", "nonzero", claim, [f"exact ({proof})."])
        self._nonzero[monic(p)[1]] = None

    def cancelled(self, p: Poly) -> None:
        """Show that what is left of a nonzero polynomial with others divided out is not zero.

        Coq's ``field`` asks for it where these cancel.
        """
        rest = p
        for factor in self._divisors(p):
            while (quotient := divided(rest, factor)) is not None and any(m for m in quotient):
                rest = quotient
        if rest != p:
            others = divided(p, rest)
            assert others is not None
            whole, text = self.printer.polynomial(p), self.printer.polynomial(rest)
            name = self.known("nonzero", f"{whole} <> 0")
            proof = f"apply (not_zero_by {self.printer.polynomial(others)} _ _ {name})."
            self.shown("N", "nonzero", f"{text} <> 0", [proof, "polynomials."])

    def _divisors(self, p: Poly) -> list[Poly]:
        return [dict(f) for f in self._nonzero if any(m for m, _ in f) and dict(f) != p]

    def positive(self, t: Tree, limit: int | None) -> str:
        """Return a proof that a formula is positive."""
        return self._sided("is_positive", t, limit)

    def nonnegative(self, t: Tree, limit: int | None) -> str:
        """Return a proof that a formula is at least zero."""
        return self._sided("is_nonnegative", t, limit)

    def _sided(self, lemma: str, t: Tree, limit: int | None) -> str:
        plan = self.reading.plan(t)
        proof = self.evidence(plan.value, limit)
        if name := self.equation(plan, limit):
            proof = f"(has_equal _ _ _ {proof} {name})"
        return f"({lemma} _ _ {proof} eq_refl)"

    def evidence(self, a: Quotient, limit: int | None = None) -> str:
        """Return a proof that a quotient has its sign."""
        top = self.of_polynomial(a.top, limit)
        return f"(has_over _ _ _ _ {top} {self.of_divisor(a, limit)})" if a.bottom else top

    def of_divisor(self, a: Quotient, limit: int | None) -> str:
        """Return a proof that the divisor of a quotient has its sign."""
        proofs = [
            raised(self.of_polynomial(dict(f), limit), e) for f, e in sorted(a.bottom.items())
        ]
        return chained(proofs, "has_times")

    def of_polynomial(self, p: Poly, limit: int | None) -> str:
        """Return a proof that a polynomial has its sign."""
        terms = [self.of_monomial(m, p[m], limit) for m in sorted(p)]
        proof = chained(terms, "has_plus") if terms else "(has_Z 0)"
        if not p:
            return proof
        lead, key = monic(p)
        for note in self.knowledge.notes(key, limit):
            about = self.note(note, dict(key))
            if lead != 1:
                about = f"(has_times _ _ _ _ {of_number(lead)} {about})"
                about = f"(has_equal _ _ {self.printer.polynomial(p)} {about} ltac:(polynomials))"
            proof = f"(has_meet _ _ _ {proof} {about})"
        return proof

    def of_monomial(self, m: Monomial, coefficient: Fraction, limit: int | None) -> str:
        """Return a proof that a monomial has its sign."""
        proofs = [of_number(coefficient)] if coefficient != 1 or not m else []
        return chained(
            [*proofs, *(raised(self.of_generator(g, limit), e) for g, e in m)], "has_times"
        )

    def of_generator(self, g: str, limit: int | None) -> str:
        """Return a proof that a generator has its sign."""
        p: Poly = {((g, 1),): Fraction(1)}
        proof = ""
        for note in self.knowledge.notes(monic(p)[1], limit):
            about = self.note(note, p)
            proof = f"(has_meet _ _ _ {proof} {about})" if proof else about
        return proof or f"(has_any {self.printer.generator(g)})"

    def note(self, note: Note, p: Poly) -> str:
        """Show what a relation says of a polynomial with leading coefficient 1."""
        value, limit = note.source.plan.value, note.source.rank
        name = self.source(note.source)
        lead = monic(value.top)[0]
        if lead == 1 and not value.bottom:
            return name
        kind = f"note {note.source.place}"
        claim = f"has {signs.written(note.sign)} {self.printer.polynomial(p)}"
        if (known := self.known(kind, claim)) is not None:
            return known
        proof = f"(has_times _ _ _ _ {name} {of_number(1 / lead)})"
        if value.bottom:
            proof = f"(has_times _ _ _ _ {proof} {self.of_divisor(value, limit)})"
            self.bottom(value, limit)
        finish = "fractions." if value.bottom else "field."
        return self.shown("K", kind, claim, [f"refine (has_equal _ _ _ {proof} _).", finish])

    def source(self, source: Source) -> str:
        """Show that the difference of a relation, as a quotient, has its sign."""
        (relation, left, right), place = source.relation, source.place
        fact = f"F{place.fact}"
        for part in place.path:
            fact = (
                f"({fact} {self.printer.element(part)})"
                if isinstance(part, str)
                else projection(fact, *part)
            )
        sign = signs.written(signs.OF_DIFFERENCE[relation])
        claim = f"has {sign} {self.printer.quotient(source.plan.value)}"
        if (known := self.known("source", claim)) is not None:
            return known
        if self.reading.is_element(left):
            lemma = "from_same" if relation == "=" else "from_other"
            proof = [f"refine (has_equal _ _ _ ({lemma} _ _ _ {fact}) _). ring."]
        else:
            term = (
                f"(from_{FROM[relation]}_0 _ {fact})"
                if right == ZERO
                else f"(from_{FROM[relation]} _ _ {fact})"
            )
            name = self.equation(source.plan, source.rank)
            proof = [
                f"exact (has_equal _ _ _ {term} (eq_sym {name}))." if name else f"exact {term}."
            ]
        return self.shown("V", "source", claim, proof)


def all_parts(plan: Plan) -> Iterator[Part]:
    """Iterate over the parts of a formula and of its divisors."""
    yield from plan.parts
    for divisor in plan.divisors:
        yield from all_parts(divisor)


def of_number(value: Fraction) -> str:
    """Return a proof that a number has its sign."""
    return (
        f"(has_Z {number(value)})"
        if value.denominator == 1
        else f"(has_Q {number(Fraction(value.numerator))} {value.denominator})"
    )


def raised(proof: str, exponent: int) -> str:
    """Return a proof about a power."""
    return proof if exponent == 1 else f"(has_raise _ _ {exponent} {proof})"


def chained(proofs: Sequence[str], lemma: str) -> str:
    """Join proofs about the terms or factors of what is nested to the right."""
    *first, proof = proofs
    for before in reversed(first):
        proof = f"({lemma} _ _ _ _ {before} {proof})"
    return proof
