"""Formulas read as quotients of polynomials in generators, with the plan of a proof.

A ``Plan`` says how a formula is brought to its quotient: which parts are replaced by what
(``Part``, each with plans of its own), and which divisors have to be nonzero.  ``script`` turns it
into Coq.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofs_check.coq.derivatives import Slopes
from proofs_check.coq.generators import Atom, Generators
from proofs_check.coq.quotients import (
    Quotient,
    add,
    generators,
    inverse,
    multiply,
    number,
    power,
    variable,
)
from proofs_check.coq.trees import NotTranslated, Tree, substitute, whole

CALLS = ("f", "u", "D", "log", "exp", "abs", "sign", "min", "max", "^")


@dataclass(frozen=True, eq=False)
class Plan:
    """A formula, its quotient, its parts that are not arithmetic, and the plans of its divisors."""

    tree: Tree
    value: Quotient
    parts: tuple[Part, ...] = ()
    divisors: tuple[Plan, ...] = ()

    def conditions(self) -> Iterator[Quotient]:
        """Iterate over what must not be zero for the plan to work, innermost first."""
        for part in self.parts:
            for plan in part.plans:
                yield from plan.conditions()
        for divisor in self.divisors:
            yield from divisor.conditions()
            yield divisor.value


@dataclass(frozen=True, eq=False)
class Part:
    """A part that is not arithmetic: how it is rewritten, into what, and with which plans.

    Args:
        kind: ``call`` (arguments are replaced by equal ones), ``sum`` (split into terms),
            ``product``, or the reason why the part equals the formula of the only plan: ``without``
            (a sum without an element), ``slope`` (a derivative).
        label: The generator of the bound element, for sums and products.
        terms: For a sum, its terms: a factor without the element, and the generator of the sum that
            it multiplies.
    """

    kind: str
    tree: Tree
    value: Quotient
    plans: tuple[Plan, ...] = ()
    label: str = ""
    terms: tuple[tuple[Quotient, str], ...] = ()


class Reading(Generators):
    """Reads formulas; owns the generators.

    Args:
        sorts: Of each declared function, the sorts of its arguments.
        elements: Of each free element, its set; steps of a proof add to it.
        slopes: The derivatives of the statement.
    """

    def __init__(
        self, sorts: Mapping[str, list[str]], elements: Mapping[str, str], slopes: Slopes
    ) -> None:
        super().__init__()
        self.sorts, self.elements, self.slopes = dict(sorts), dict(elements), slopes
        self.bound: dict[str, str] = {}
        self._plans: dict[str, Plan] = {}

    def plan(self, tree: Tree) -> Plan:
        """Plan a formula.

        Raises:
            NotTranslated: It uses what is not known here.
            ZeroDivisionError: A divisor is the zero polynomial.
        """
        key = repr((tree, self.bound, self.elements))
        if key not in self._plans:
            self._plans[key] = self._plan(tree)
        return self._plans[key]

    def _plan(self, tree: Tree) -> Plan:
        parts: dict[str, Part] = {}
        divisors: dict[str, Plan] = {}

        def read(t: Tree) -> Quotient:
            kind, rest = t[0], t[1:]
            if kind == "n":
                return number(Fraction(rest[0]))
            if kind in ("+", "*"):
                values = [read(part) for part in rest]
                total = number(int(kind == "*"))
                for value in values:
                    total = add(total, value) if kind == "+" else multiply(total, value)
                return total
            if kind == "/":
                return multiply(read(rest[0]), one_over(rest[1]))
            if kind == "^" and (n := whole(rest[1])) is not None:
                return power(read(rest[0]), n)
            if kind == "v":
                return variable(
                    self.element(t) if self.is_element(t) else self.generator(Atom("v", (rest[0],)))
                )
            if (key := repr(t)) not in parts:
                parts[key] = self.part(t)
            return parts[key].value

        def one_over(t: Tree) -> Quotient:
            if t[0] == "*":
                total = number(1)
                for part in t[1:]:
                    total = multiply(total, one_over(part))
                return total
            if t[0] == "^" and (n := whole(t[2])) is not None:
                return power(one_over(t[1]), n)
            plan = self.plan(t)
            if t[0] != "n" or not plan.value.top:
                divisors[repr(t)] = plan
            return inverse(plan.value)

        return Plan(tree, read(tree), tuple(parts.values()), tuple(divisors.values()))

    def is_element(self, t: Tree) -> bool:
        """Say whether a tree names an element of a set."""
        return t[0] == "v" and (
            isinstance(t[1], tuple) or t[1] in self.bound or t[1] in self.elements
        )

    def element(self, t: Tree) -> str:
        """Return the generator of an element; ``["v", (g,)]`` is the element with generator g."""
        if isinstance(t[1], tuple):
            return str(t[1][0])
        if t[1] in self.bound:
            return self.bound[t[1]]
        return self.generator(Atom("element", (t[1], self.elements[t[1]])))

    def part(self, t: Tree) -> Part:
        """Plan a part that is not arithmetic."""
        kind = t[0]
        if kind in ("sum", "prod"):
            return self._over(t)
        if kind == "D":
            plan = self.plan(self.slopes.slope_of(t))
            return Part("slope", t, plan.value, (plan,))
        if kind not in CALLS:
            raise NotTranslated(f"a formula of kind {str(kind)[:20]!r}")
        head, args = self.arguments(t)
        plans = tuple(self.plan(a) for a, sort in args if sort == "real")
        values = iter(plan.value for plan in plans)
        atom = Atom(
            kind,
            head,
            tuple(next(values) if sort == "real" else self.element(a) for a, sort in args),
        )
        return Part("call", t, variable(self.generator(atom)), plans)

    def arguments(self, t: Tree) -> tuple[tuple[Any, ...], list[tuple[Tree, str]]]:
        """Return the head of a call and its arguments with their sorts."""
        if t[0] == "f":
            return (t[1],), list(zip(t[2:], self.sorts[t[1]], strict=True))
        if t[0] == "u":
            return (t[1], t[2]), list(zip(t[3:], ("real", "real", "X", "Z"), strict=True))
        return (), [(a, "real") for a in t[1:]]

    def _over(self, t: Tree) -> Part:
        kind, name, members, body, *left_out = t
        if left_out:
            whole_sum = ["+", t[:4], ["*", ["n", "-1"], substitute(body, {name: left_out[0]})]]
            plan = self.plan(whole_sum)
            return Part("without", t, plan.value, (plan,))
        label = self.generator(Atom("bound", (self.nesting(body), members)))
        outside, self.bound = self.bound, {**self.bound, name: label}
        try:
            plan = self.plan(body)
        finally:
            self.bound = outside
        if kind == "prod":
            g = self._binding("product", plan.value, label)
            return Part("product", t, variable(g), (plan,), label)
        terms = tuple(self._terms(plan.value, label))
        total = number(0)
        for factor, g in terms:
            total = add(total, multiply(factor, variable(g)))
        return Part("sum", t, total, (plan,), label, terms)

    def _terms(self, a: Quotient, label: str) -> Iterator[tuple[Quotient, str]]:
        """Split a sum into terms: what does not depend on the element is pulled out of each."""
        outer = {
            f: e
            for f, e in a.bottom.items()
            if not any(self.depends(g, label) for g in generators(Quotient(dict(f))))
        }
        inner = {f: e for f, e in a.bottom.items() if f not in outer}
        for m, v in a.top.items():
            within = tuple((g, e) for g, e in m if self.depends(g, label))
            pulled = tuple(part for part in m if part not in within)
            yield (
                Quotient({pulled: v}, outer),
                self._binding("sum", Quotient({within: Fraction(1)}, inner), label),
            )

    def _binding(self, kind: str, body: Quotient, label: str) -> str:
        new = self.generator(Atom("bound", (self.height(body), self.atoms[label].head[1])))
        return self.generator(Atom(kind, (new,), (self.moved(body, label, new),)))

    def nesting(self, t: Tree) -> int:
        """Return how deeply sums and products are nested in a formula, derivatives put in."""
        if not isinstance(t, list) or not t:
            return 0
        inside = [*t[1:], self.slopes.at(t).body] if t[0] == "D" else t[1:]
        return max((self.nesting(part) for part in inside), default=0) + (t[0] in ("sum", "prod"))
