"""Proofs in Coq that a formula has the derivative that ``derivatives.slope`` says."""

from __future__ import annotations

from proofs_check.coq.derivatives import slope, split
from proofs_check.coq.evidence import Evidence
from proofs_check.coq.generators import Atom
from proofs_check.coq.trees import NotTranslated, Tree, names, whole


class Tangents(Evidence):
    """Writes proofs about derivatives."""

    def slope(self, t: Tree, limit: int | None) -> str:
        """Show what a derivative equals; the rule for each formula is a lemma."""
        derivative = self.reading.slopes.at(t)
        left, right = self.printer.formula(t), self.printer.formula(self.reading.slopes.slope_of(t))
        v, body = (
            self.printer.identifiers[derivative.variable],
            self.printer.formula(derivative.body),
        )
        elements = " ".join(self.printer.formula(element) for element in t[2:])

        def proof() -> None:
            self.say(
                f"apply (uniqueness_limite (fun {v} : R => {body}) {v} _ _ (HD{t[1]} {elements}))."
            )
            self.tangent(derivative.body, derivative.variable, limit)

        return self.shown("E", "equation", f"{left} = {right}", proof)

    def tangent(self, t: Tree, v: str, limit: int | None) -> None:
        """Prove the goal that a formula, as a function of a symbol, has its derivative there.

        Raises:
            NotTranslated: No rule is known.
        """
        match t:
            case _ if v not in names(t):
                self.say("exact (slope_constant _ _).")
            case ("v", _):
                self.say("exact (slope_variable _).")
            case ("+" | "*", *_):
                self._split(t, v, limit)
            case ("/", above, below):
                lines = self.prepared([self.reading.plan(["/", ["n", "1"], below])], [], limit)
                self._rule("slope_over", v, above, below)
                self.say("{", "cbv beta.", *lines[:-1], "nonzero.", "}")
                self._each(v, limit, above, below)
            case ("^", base, exponent) if (n := whole(exponent)) is not None:
                of_base = (
                    f"{self._function(base, v)} _ {self.printer.formula(slope(base, v))} {n - 1}"
                )
                self.say(f"refine (slope_equal _ _ _ _ (slope_raise {of_base} _) eq_refl).")
                self.tangent(base, v, limit)
            case ("^" | "log" as kind, base, *exponent):
                proof = self.positive(base, limit)
                self._rule("slope_power" if kind == "^" else "slope_log", v, base, *exponent)
                self.say("{", f"exact {proof}.", "}")
                self._each(v, limit, base, *exponent)
            case ("exp", exponent):
                self._rule("slope_exp", v, exponent)
                self.tangent(exponent, v, limit)
            case ("u", i, j, q, r, x, z):
                u = f"(u {i}%nat {j}%nat {self.printer.formula(x)} {self.printer.formula(z)})"
                self.say(f"apply (slope_pair {u} {self._function(q, v)} {self._function(r, v)}).")
                self.say("{", "cbv beta. differentiability.", "}")
                self._each(v, limit, q, r)
            case ("sum", *_):
                self._sum(t, v, limit)
            case _:
                raise NotTranslated(f"the derivative of a formula of kind {str(t[0])[:20]!r}")

    def _function(self, body: Tree, v: str) -> str:
        return f"(fun {self.printer.identifiers[v]} : R => {self.printer.formula(body)})"

    def _rule(self, lemma: str, v: str, *bodies: Tree) -> None:
        self.say(f"apply ({lemma} {' '.join(self._function(body, v) for body in bodies)}).")

    def _each(self, v: str, limit: int | None, *bodies: Tree) -> None:
        for body in bodies:
            with self.block():
                self.tangent(body, v, limit)

    def _split(self, t: Tree, v: str, limit: int | None) -> None:
        first, others = split(t)
        if others is None:
            self.tangent(first, v, limit)
        else:
            self._rule("slope_plus" if t[0] == "+" else "slope_times", v, first, others)
            self._each(v, limit, first, others)

    def _sum(self, t: Tree, v: str, limit: int | None) -> None:
        _, name, members, body, *left_out = t
        printer, reading = self.printer, self.reading
        index, element, elements = (
            printer.identifiers[name],
            printer.identifiers[v],
            printer.set(members),
        )
        arguments = (
            f"{elements} (fun ({element} : R) ({index} : {elements}) => {printer.formula(body)}) "
            f"(fun {index} : {elements} => {printer.formula(slope(body, v))})"
        )
        self.say(
            f"apply (slope_without {arguments} {printer.formula(left_out[0])})."
            if left_out
            else f"apply (slope_sum {arguments})."
        )
        label = reading.generator(Atom("bound", (reading.nesting(body), members)))
        with self.block(), self.inside(name, label):
            self.say(f"intro {printer.element(label)}. cbv beta.")
            self.tangent(body, v, limit)
