"""Proofs in Coq that formulas equal their quotients.

Parts that are not arithmetic are rewritten first, each by an equation of its own: calls by equal
arguments, sums term by term, derivatives by the rules.  The rest is arithmetic, for Coq's
``field``.
"""

from __future__ import annotations

from collections.abc import Sequence

from proofs_check.coq.evidence import all_parts
from proofs_check.coq.quotients import Quotient, generators
from proofs_check.coq.reading import Part, Plan
from proofs_check.coq.tangents import Tangents


class Script(Tangents):
    """Writes proofs of equations."""

    def equation(
        self, plan: Plan, limit: int | None = None, value: Quotient | None = None
    ) -> str | None:
        """Show that a formula equals its quotient; None if the two are written alike."""
        value = plan.value if value is None else value
        left, right = self.printer.formula(plan.tree), self.printer.quotient(value)
        if self.printer.alike(plan.tree) == right:
            return None
        finish = self.prepared([plan], [plan.value, value], limit)
        return self.shown("E", "equation", f"{left} = {right}", finish)

    def prepared(
        self, plans: Sequence[Plan], values: Sequence[Quotient], limit: int | None
    ) -> list[str]:
        """Show what an equation needs, and return the tactics that then prove it.

        The parts of the formulas are rewritten, divisors are nonzero, the rest is left to Coq's
        field.
        """
        parts = {
            self.printer.formula(part.tree): part for plan in plans for part in all_parts(plan)
        }
        names = [
            self.part(parts[text], limit)
            for text in sorted(parts, key=lambda text: (-len(text), text))
        ]
        values = [*values, *(part.value for part in parts.values())]
        divided = any(plan.divisors for plan in plans) or any(value.bottom for value in values)
        for plan in plans:
            for divisor in plan.divisors:
                self.divisor(divisor, limit)
        for value in values:
            self.bottom(value, limit)
        return [
            *(f"try rewrite {name}." for name in names if name),
            "fractions." if divided else "polynomials.",
        ]

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
        return self.shown(
            "E",
            "equation",
            claim,
            self._call(part, limit) if part.kind == "call" else self._rewritten(part, limit),
        )

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
        """A part that equals another formula: a sum without an element, a derivative."""
        name = self.equation(part.plans[0], limit)
        first = "sum_without" if part.kind == "without" else self.slope(part.tree, limit)
        return [f"rewrite {first}. cbv beta.", f"exact {name}." if name else "reflexivity."]

    def _over(self, part: Part, limit: int | None) -> None:
        index, members = (
            self.printer.element(part.label),
            self.printer.set(self.reading.atoms[part.label].head[1]),
        )
        if part.kind == "product":
            self.say(f"apply product_equal. intro {index}. cbv beta.")
            with self.inside(part.tree[1], part.label):
                self.say(
                    *self.prepared(
                        part.plans,
                        [part.plans[0].value, self._term(single(part.value), part.label)],
                        limit,
                    )
                )
            return
        proof, function, total = "(sum_of_none _)", "0", "0"
        for factor, g in reversed(part.terms):
            c, body = self.printer.quotient(factor), self.printer.body(g)
            rest = f"(fun {index} : {members} => {function})"
            proof = f"(sum_of_more {members} {c} {body} {rest} _ _ eq_refl {proof})"
            function, total = (
                f"(({c} * ({body} {index})) + {function})",
                f"(({c} * {self.printer.generator(g)}) + {total})",
            )
        binder = f"fun {index} : {members}"
        self.say(f"transitivity {total}.")
        factors = [factor for factor, _ in part.terms]
        with self.block():
            self.say(
                f"refine (sum_split {members} _ ({binder} => {function}) _ {proof} _).",
                f"intro {index}. cbv beta.",
            )
            with self.inside(part.tree[1], part.label):
                self.say(
                    *self.prepared(
                        part.plans,
                        [
                            part.plans[0].value,
                            *(self._term(g, part.label) for _, g in part.terms),
                            *factors,
                        ],
                        limit,
                    )
                )
        with self.block():
            self.say(*self.prepared((), [part.value, *factors], limit))

    def _term(self, g: str, label: str) -> Quotient:
        atom = self.reading.atoms[g]
        assert isinstance(atom.args[0], Quotient)
        return self.reading.moved(atom.args[0], atom.head[0], label)


def single(a: Quotient) -> str:
    """Return the generator that a quotient is."""
    (g,) = generators(a)
    return g
