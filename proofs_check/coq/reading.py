"""Formulas read as quotients of polynomials in generators, with the plan of a proof that each equals its quotient.

A generator is whatever is not arithmetic: a symbol, a function at its arguments, a partial derivative of u, a sum, a product.  It is named by a text from which nothing but
its structure can be read off; an index of a sum is called ``#h:set`` where h says how deeply sums are nested in the body, so that equal sums get equal texts.

A ``Plan`` says how a formula is brought to its quotient: which parts are replaced by what (``Part``, each with a plan of its own), and which divisors have to be nonzero.
``script`` turns it into Coq.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from proofs_check.coq.derivatives import Slopes
from proofs_check.coq.quotients import Quotient, add, equal, generators, inverse, multiply, number, power, variable
from proofs_check.coq.trees import NotTranslated, Tree, substitute, whole

CALLS = ("f", "u", "D", "log", "exp", "abs", "sign", "min", "max", "^")


class Atom(NamedTuple):
    """What a generator is: its kind, its head (texts and numbers), its arguments (quotients, or generators of elements)."""

    kind: str
    head: tuple[Any, ...]
    args: tuple[Quotient | str, ...] = ()


class Let(NamedTuple):
    """A step that replaces a symbol, or a function at free elements: the hypothesis ``name`` says quantity = formula."""

    quantity: Tree
    formula: Tree
    name: str


@dataclass(frozen=True, eq=False)
class Plan:
    """A formula, its quotient, the parts of it that are not arithmetic, and the plans of its divisors."""

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
        kind: ``call`` (arguments are replaced by equal ones), ``sum`` (split into terms), ``product``, or the reason why the part equals the formula of the only plan:
            ``without`` (a sum without an element), ``slope`` (a derivative), ``let`` (a quantity that a step replaces).
        label: The generator of the bound element, for sums and products; for ``let`` the hypothesis that is used.
        terms: For a sum, its terms: a factor without the element, and the generator of the sum that it multiplies.
    """

    kind: str
    tree: Tree
    value: Quotient
    plans: tuple[Plan, ...] = ()
    label: str = ""
    terms: tuple[tuple[Quotient, str], ...] = ()


class Reading:
    """Reads formulas; owns the generators.

    Args:
        sorts: Of each declared function, the sorts of its arguments.
        elements: Of each free element, its set; steps of a proof add to it.
        slopes: The derivatives of the statement.
    """

    def __init__(self, sorts: Mapping[str, list[str]], elements: Mapping[str, str], slopes: Slopes) -> None:
        self.sorts, self.elements, self.slopes = sorts, dict(elements), slopes
        self.atoms: dict[str, Atom] = {}
        self.bound: dict[str, str] = {}
        self.lets: list[Let] = []
        self._alike: dict[Any, list[str]] = {}
        self._plans: dict[str, Plan] = {}

    def plan(self, tree: Tree) -> Plan:
        """Plan a formula.

        Raises:
            NotTranslated: It uses what is not known here.
            ZeroDivisionError: A divisor is the zero polynomial.
        """
        key = repr((tree, self.bound, self.elements, self.lets))
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
            if kind == "v" and self._let(t) is None:
                return variable(self.element(t) if self.is_element(t) else self.generator(Atom("v", (rest[0],))))
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

    # -- generators ---------------------------------------------------------------------------------------------------------------------------------------

    def is_element(self, t: Tree) -> bool:
        """Say whether a tree names an element of a set."""
        return t[0] == "v" and (isinstance(t[1], tuple) or t[1] in self.bound or t[1] in self.elements)

    def element(self, t: Tree) -> str:
        """Return the generator of an element; ``["v", (g,)]`` is the element with the generator g."""
        if isinstance(t[1], tuple):
            return str(t[1][0])
        if t[1] in self.bound:
            return self.bound[t[1]]
        return self.generator(Atom("element", (t[1], self.elements[t[1]])))

    def generator(self, atom: Atom) -> str:
        """Return the generator with this head and equal arguments."""
        text = self._text(atom)
        if text not in self.atoms:
            head = (atom.kind, atom.head, tuple(a if isinstance(a, str) else "" for a in atom.args))
            alike = self._alike.setdefault(head, [])
            for g in alike:
                pairs = zip(self.atoms[g].args, atom.args, strict=True)
                if all(a == b if isinstance(a, str) or isinstance(b, str) else equal(a, b) for a, b in pairs):
                    return g
            alike.append(text)
            self.atoms[text] = atom
        return text

    def _text(self, atom: Atom) -> str:
        if atom.kind == "bound":
            return f"#{atom.head[0]}:{atom.head[1]}"
        args = ",".join(a if isinstance(a, str) else self._quotient_text(a) for a in atom.args)
        return f"{atom.kind}{list(atom.head)}({args})"

    @staticmethod
    def _quotient_text(a: Quotient) -> str:
        return f"{sorted(a.top.items())}/{sorted(a.bottom.items())}" if a.bottom else f"{sorted(a.top.items())}"

    def depends(self, g: str, label: str) -> bool:
        """Say whether a generator depends on an element (not on the one that it binds itself)."""
        if g == label:
            return True
        atom = self.atoms[g]
        if atom.kind in ("sum", "product") and atom.head[0] == label:
            return False
        return any(a == label if isinstance(a, str) else any(self.depends(h, label) for h in generators(a)) for a in atom.args)

    def labels(self, a: Quotient) -> set[str]:
        """Return the elements on which a quotient depends."""
        met = set().union(*(self._labels(g) for g in generators(a)))
        return {g for g in met if any(self.depends(h, g) for h in generators(a))}

    def _labels(self, g: str) -> set[str]:
        atom = self.atoms[g]
        if atom.kind in ("element", "bound"):
            return {g}
        return set().union(*({a} if isinstance(a, str) else self.labels(a) for a in atom.args))

    def height(self, a: Quotient) -> int:
        """Return how deeply sums and products are nested in a quotient."""
        return max((self._height(g) for g in generators(a)), default=0)

    def _height(self, g: str) -> int:
        atom = self.atoms[g]
        below = max((self.height(a) for a in atom.args if not isinstance(a, str)), default=0)
        return below + (atom.kind in ("sum", "product"))

    def moved(self, a: Quotient, old: str, new: str) -> Quotient:
        """Put an element in the place of another."""
        total = number(0)
        for m, v in a.top.items():
            term = number(v)
            for g, e in m:
                term = multiply(term, power(variable(self._moved(g, old, new)), e))
            total = add(total, term)
        for f, e in a.bottom.items():
            total = multiply(total, power(inverse(self.moved(Quotient(dict(f)), old, new)), e))
        return total

    def _moved(self, g: str, old: str, new: str) -> str:
        if g == old or not self.depends(g, old):
            return new if g == old else g
        atom = self.atoms[g]
        return self.generator(atom._replace(args=tuple(
            (new if a == old else a) if isinstance(a, str) else self.moved(a, old, new) for a in atom.args)))

    # -- parts --------------------------------------------------------------------------------------------------------------------------------------------

    def _let(self, t: Tree) -> int | None:
        """Return the number of the step that replaces a symbol, or a function at free elements."""
        if any(part[0] == "v" and part[1] in self.bound for part in ([t] if t[0] == "v" else t[2:])):
            return None
        return next((i for i, let in enumerate(self.lets) if let.quantity == t), None)

    def part(self, t: Tree) -> Part:
        """Plan a part that is not arithmetic."""
        kind = t[0]
        if kind in ("v", "f") and (i := self._let(t)) is not None:
            lets, self.lets = self.lets, self.lets[i + 1 :]
            try:
                plan = self.plan(lets[i].formula)
            finally:
                self.lets = lets
            return Part("let", t, plan.value, (plan,), lets[i].name)
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
        atom = Atom(kind, head, tuple(next(values) if sort == "real" else self.element(a) for a, sort in args))
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
        """Split the body of a sum: what does not depend on the element is pulled out of each monomial."""
        outer = {f: e for f, e in a.bottom.items() if not any(self.depends(g, label) for g in generators(Quotient(dict(f))))}
        inner = {f: e for f, e in a.bottom.items() if f not in outer}
        for m, v in a.top.items():
            within = tuple((g, e) for g, e in m if self.depends(g, label))
            pulled = tuple(part for part in m if part not in within)
            yield Quotient({pulled: v}, outer), self._binding("sum", Quotient({within: Fraction(1)}, inner), label)

    def _binding(self, kind: str, body: Quotient, label: str) -> str:
        new = self.generator(Atom("bound", (self.height(body), self.atoms[label].head[1])))
        return self.generator(Atom(kind, (new,), (self.moved(body, label, new),)))

    def nesting(self, t: Tree) -> int:
        """Return how deeply sums and products are nested in a formula with its derivatives and replaced quantities put in."""
        if not isinstance(t, list) or not t:
            return 0
        inside = [*t[1:], self.slopes.at(t).body] if t[0] == "D" else t[1:]
        replaced = max((self.nesting(formula) for _, formula, _ in self.lets), default=0)
        return max((self.nesting(part) for part in inside), default=replaced) + (t[0] in ("sum", "prod"))
