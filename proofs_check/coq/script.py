"""Proofs in Coq that formulas equal their quotients and that polynomials have the signs that the facts give them.

A ``Script`` collects lines.  What has been shown is kept by its text, so that nothing is shown twice where it is still in scope; ``block`` opens a scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction

from proofs_check.coq import signs
from proofs_check.coq.knowledge import Knowledge, Note, Source, projection
from proofs_check.coq.printing import Printer, number
from proofs_check.coq.quotients import Factor, Poly, Quotient, divided, generators, monic
from proofs_check.coq.reading import Part, Plan
from proofs_check.coq.slopes import prove_slope
from proofs_check.coq.trees import ZERO, Tree

FROM = {">": "gt", ">=": "ge", "<": "lt", "<=": "le", "=": "eq", "!=": "ne"}


class Script:
    """Writes down proofs; ``knowledge`` is that of the branch at hand.

    Args:
        printer: Prints formulas.
    """

    def __init__(self, printer: Printer) -> None:
        self.printer, self.reading = printer, printer.reading
        self.knowledge = Knowledge(self.reading, ())
        self.lines: list[str] = []
        self._nonzero: dict[Factor, None] = {}
        self._scopes: list[dict[tuple[str, ...], str]] = [{}]
        self._count = 0

    def say(self, *lines: str) -> None:
        """Write lines."""
        self.lines.extend(lines)

    def new(self, letter: str) -> str:
        """Return a name for a hypothesis."""
        self._count += 1
        return f"{letter}{self._count}"

    @contextmanager
    def block(self) -> Iterator[None]:
        """Prove one goal; what is shown inside is forgotten at its end."""
        self.say("{")
        self._scopes.append(dict(self._scopes[-1]))
        yield
        self._scopes.pop()
        self.say("}")

    def known(self, kind: str, claim: str) -> str | None:
        """Return the name under which a claim has been shown, None if it has not."""
        return self._scopes[-1].get((kind, claim))

    def shown(self, letter: str, kind: str, claim: str, proof: Sequence[str] | Callable[[], None]) -> str:
        """Assert a claim unless it has been shown, and return its name.

        Args:
            letter: With which its name begins.
            kind: For each kind the same claim may be shown once.
            claim: The proposition.
            proof: Tactics, or what writes them.
        """
        if (known := self.known(kind, claim)) is not None:
            return known
        name = self.new(letter)
        self.say(f"assert ({name} : {claim}).")
        with self.block():
            if callable(proof):
                proof()
            else:
                self.say(*proof)
        self._scopes[-1][kind, claim] = name
        return name

    # -- equations ----------------------------------------------------------------------------------------------------------------------------------------

    def equation(self, plan: Plan, limit: int | None = None, value: Quotient | None = None) -> str | None:
        """Show that a formula equals its quotient, or an equal one; None if the two are written alike."""
        value = plan.value if value is None else value
        left, right = self.printer.formula(plan.tree), self.printer.quotient(value)
        if self.printer.alike(plan.tree) == right:
            return None
        finish = self.prepared([plan], [plan.value, value], limit)
        return self.shown("E", "equation", f"{left} = {right}", finish)

    def prepared(self, plans: Sequence[Plan], values: Sequence[Quotient], limit: int | None) -> list[str]:
        """Show what an equation between formulas and quotients needs, and return the tactics that then prove it.

        The parts of the formulas are rewritten, divisors are nonzero, the rest is left to Coq's field.
        """
        parts = {self.printer.formula(part.tree): part for plan in plans for part in all_parts(plan)}
        names = [self.part(parts[text], limit) for text in sorted(parts, key=lambda text: (-len(text), text))]
        values = [*values, *(part.value for part in parts.values())]
        divided = any(plan.divisors for plan in plans) or any(value.bottom for value in values)
        for plan in plans:
            for divisor in plan.divisors:
                self.divisor(divisor, limit)
        for value in values:
            self.bottom(value, limit)
        return [*(f"try rewrite {name}." for name in names if name), "fractions." if divided else "polynomials."]

    def part(self, part: Part, limit: int | None) -> str | None:
        """Show what a part of a formula equals; None if it is written alike."""
        left, right = self.printer.formula(part.tree), self.printer.quotient(part.value)
        if self.printer.alike(part.tree) == right:
            return None
        claim = f"{left} = {right}"
        if (known := self.known("equation", claim)) is not None:
            return known
        if part.kind in ("sum", "product"):
            return self.shown("E", "equation", claim, lambda: self._over(part, limit))
        return self.shown("E", "equation", claim, self._call(part, limit) if part.kind == "call" else self._rewritten(part, limit))

    def _call(self, part: Part, limit: int | None) -> list[str]:
        _, arguments = self.reading.arguments(part.tree)
        texts = [self.printer.formula(a) for a, _ in arguments]
        plans, lines = iter(part.plans), []
        for i, value in enumerate(self.reading.atoms[single(part.value)].args):
            if not isinstance(value, str) and (name := self.equation(next(plans), limit, value)):
                call = self.printer.call(part.tree, [*texts[:i], "t", *texts[i + 1 :]])
                lines.append(f"refine (eq_trans (f_equal (fun t : R => {call}) {name}) _).")
                texts[i] = self.printer.quotient(value)
        return [*lines, "reflexivity."]

    def _rewritten(self, part: Part, limit: int | None) -> list[str]:
        """A part that equals another formula: a sum without an element, a derivative, a quantity that a step replaces."""
        name = self.equation(part.plans[0], limit)
        if part.kind == "without":
            first = "rewrite sum_without. cbv beta."
        elif part.kind == "let":
            first = f"rewrite {part.label}."
        else:
            first = f"rewrite {self.slope(part.tree, limit)}."
        return [first, f"exact {name}." if name else "reflexivity."]

    def slope(self, t: Tree, limit: int | None) -> str:
        """Show what a derivative equals; the rule for each formula is a lemma."""
        derivative = self.reading.slopes.at(t)
        left, right = self.printer.formula(t), self.printer.formula(self.reading.slopes.slope_of(t))
        v, body = self.printer.identifiers[derivative.variable], self.printer.formula(derivative.body)
        elements = " ".join(self.printer.formula(element) for element in t[2:])

        def proof() -> None:
            self.say(f"apply (uniqueness_limite (fun {v} : R => {body}) {v} _ _ (HD{t[1]} {elements})).")
            prove_slope(self, derivative.body, derivative.variable, limit)

        return self.shown("E", "equation", f"{left} = {right}", proof)

    def _over(self, part: Part, limit: int | None) -> None:
        index, members = self.printer.element(part.label), self.printer.set(self.reading.atoms[part.label].head[1])
        if part.kind == "product":
            self.say(f"apply product_equal. intro {index}. cbv beta.")
            with self.inside(part.tree[1], part.label):
                self.say(*self.prepared(part.plans, [part.plans[0].value, self._term(single(part.value), part.label)], limit))
            return
        proof, function, total = "(linear_zero _)", "0", "0"
        for factor, g in reversed(part.terms):
            c, body = self.printer.quotient(factor), self.printer.body(g)
            rest = f"(fun {index} : {members} => {function})"
            proof = f"(linear_plus {members} {c} {body} {rest} _ _ eq_refl {proof})"
            function, total = f"(({c} * ({body} {index})) + {function})", f"(({c} * {self.printer.generator(g)}) + {total})"
        self.say(f"transitivity {total}.")
        factors = [factor for factor, _ in part.terms]
        with self.block():
            self.say(f"refine (linear {members} _ (fun {index} : {members} => {function}) _ {proof} _).", f"intro {index}. cbv beta.")
            with self.inside(part.tree[1], part.label):
                self.say(*self.prepared(part.plans, [part.plans[0].value, *(self._term(g, part.label) for _, g in part.terms), *factors], limit))
        with self.block():
            self.say(*self.prepared((), [part.value, *factors], limit))

    def _term(self, g: str, label: str) -> Quotient:
        atom = self.reading.atoms[g]
        assert isinstance(atom.args[0], Quotient)
        return self.reading.moved(atom.args[0], atom.head[0], label)

    @contextmanager
    def inside(self, name: str, label: str) -> Iterator[None]:
        """Work under the binder of a sum or product: its name stands for the element that was introduced."""
        outside, renamed = self.reading.bound, self.printer.renamed
        self.reading.bound = {**outside, name: label}
        self.printer.renamed = {**renamed, name: self.printer.element(label)}
        try:
            yield
        finally:
            self.reading.bound, self.printer.renamed = outside, renamed

    # -- divisors -----------------------------------------------------------------------------------------------------------------------------------------

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
                proof = f"(has_equal _ _ {text} {proof} ltac:({'fractions' if plan.divisors or plan.value.bottom else 'polynomials'}))"
            self.shown("N", "nonzero", f"{text} <> 0", [f"exact (not_zero _ _ {proof} eq_refl)."])

    def bottom(self, a: Quotient, limit: int | None) -> None:
        """Show that the factors of a divisor are not zero."""
        for f in sorted(a.bottom):
            self.nonzero(dict(f), limit)

    def nonzero(self, p: Poly, limit: int | None) -> None:
        """Show that a polynomial is not zero."""
        claim = f"{self.printer.polynomial(p)} <> 0"
        if self.known("nonzero", claim) is None:
            self.shown("N", "nonzero", claim, [f"exact (not_zero _ _ {self.of_polynomial(p, limit)} eq_refl)."])
        self._nonzero[monic(p)[1]] = None

    def cancelled(self, p: Poly) -> None:
        """Show that what is left of a nonzero polynomial when others are divided out is not zero; field asks for it where these cancel."""
        rest = p
        for factor in self._divisors(p):
            while (quotient := divided(rest, factor)) is not None and any(m for m in quotient):
                rest = quotient
        if rest != p:
            others = divided(p, rest)
            assert others is not None
            whole, text = self.printer.polynomial(p), self.printer.polynomial(rest)
            name = self.known("nonzero", f"{whole} <> 0")
            self.shown("N", "nonzero", f"{text} <> 0", [f"apply (not_zero_by {self.printer.polynomial(others)} _ _ {name}). polynomials."])

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

    # -- signs --------------------------------------------------------------------------------------------------------------------------------------------

    def evidence(self, a: Quotient, limit: int | None = None) -> str:
        """Return a proof that a quotient has its sign."""
        top = self.of_polynomial(a.top, limit)
        return f"(has_over _ _ _ _ {top} {self.of_divisor(a, limit)})" if a.bottom else top

    def of_divisor(self, a: Quotient, limit: int | None) -> str:
        """Return a proof that the divisor of a quotient has its sign."""
        proofs = [raised(self.of_polynomial(dict(f), limit), e) for f, e in sorted(a.bottom.items())]
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
                about = f"(has_equal _ _ {self.printer.polynomial(p)} (has_times _ _ _ _ {of_number(lead)} {about}) ltac:(polynomials))"
            proof = f"(has_meet _ _ _ {proof} {about})"
        return proof

    def of_monomial(self, m: tuple[tuple[str, int], ...], coefficient: Fraction, limit: int | None) -> str:
        """Return a proof that a monomial has its sign."""
        proofs = [of_number(coefficient)] if coefficient != 1 or not m else []
        return chained([*proofs, *(raised(self.of_generator(g, limit), e) for g, e in m)], "has_times")

    def of_generator(self, g: str, limit: int | None) -> str:
        """Return a proof that a generator has its sign."""
        p = {((g, 1),): Fraction(1)}
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
        kind, claim = f"note {note.source.place}", f"has {signs.written(note.sign)} {self.printer.polynomial(p)}"
        if (known := self.known(kind, claim)) is not None:
            return known
        proof = f"(has_times _ _ _ _ {name} {of_number(1 / lead)})"
        if value.bottom:
            proof = f"(has_times _ _ _ _ {proof} {self.of_divisor(value, limit)})"
            self.bottom(value, limit)
        return self.shown("K", kind, claim, [f"refine (has_equal _ _ _ {proof} _).", "fractions." if value.bottom else "field."])

    def source(self, source: Source) -> str:
        """Show that the difference of a relation, as a quotient, has its sign."""
        (relation, left, right), place = source.relation, source.place
        fact = f"F{place.fact}"
        for part in place.path:
            fact = f"({fact} {self.printer.element(part)})" if isinstance(part, str) else projection(fact, *part)
        claim = f"has {signs.written(signs.OF_DIFFERENCE[relation])} {self.printer.quotient(source.plan.value)}"
        if (known := self.known("source", claim)) is not None:
            return known
        if self.reading.is_element(left):
            lemma = "from_same" if relation == "=" else "from_other"
            proof = [f"refine (has_equal _ _ _ ({lemma} _ _ _ {fact}) _). ring."]
        else:
            term = f"(from_{FROM[relation]}_0 _ {fact})" if right == ZERO else f"(from_{FROM[relation]} _ _ {fact})"
            name = self.equation(source.plan, source.rank)
            proof = [f"exact (has_equal _ _ _ {term} (eq_sym {name}))." if name else f"exact {term}."]
        return self.shown("V", "source", claim, proof)


def all_parts(plan: Plan) -> Iterator[Part]:
    """Iterate over the parts of a formula and of its divisors."""
    yield from plan.parts
    for divisor in plan.divisors:
        yield from all_parts(divisor)


def single(a: Quotient) -> str:
    """Return the generator that a quotient is."""
    (g,) = generators(a)
    return g


def of_number(value: Fraction) -> str:
    """Return a proof that a number has its sign."""
    return f"(has_Z {number(value)})" if value.denominator == 1 else f"(has_Q {number(Fraction(value.numerator))} {value.denominator})"


def raised(proof: str, exponent: int) -> str:
    """Return a proof about a power."""
    return proof if exponent == 1 else f"(has_raise _ _ {exponent} {proof})"


def chained(proofs: Sequence[str], lemma: str) -> str:
    """Join proofs about the terms or factors of what is nested to the right."""
    *first, proof = proofs
    for before in reversed(first):
        proof = f"({lemma} _ _ _ _ {before} {proof})"
    return proof

