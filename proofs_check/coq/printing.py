"""Formulas, propositions and quotients as text of Coq.

Everything is in parentheses.  Sums and products of many are nested to the right; a sum over a set X
is ``(Sum X (fun y => …))``.  What is printed of a certificate's names comes from
``names.Identifiers`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from proofs_check.coq.names import Identifiers
from proofs_check.coq.quotients import Monomial, Poly, Quotient
from proofs_check.coq.reading import Reading
from proofs_check.coq.trees import NotTranslated, Tree, whole

FUNCTIONS = {
    "log": "ln",
    "exp": "exp",
    "abs": "Rabs",
    "sign": "signum",
    "min": "Rmin",
    "max": "Rmax",
    "^": "power",
}


def number(value: Fraction) -> str:
    """Print a rational number.

    >>> number(Fraction(-3, 4))
    '(-3 / 4)'
    """
    top = f"{value.numerator}" if value >= 0 else f"-{-value.numerator}"
    return (
        f"({top} / {value.denominator})"
        if value.denominator != 1
        else top
        if value >= 0
        else f"({top})"
    )


def nested(parts: Sequence[str], operator: str, empty: str) -> str:
    """Join texts by an operator, nested to the right."""
    if not parts:
        return empty
    return (
        parts[0]
        if len(parts) == 1
        else f"({parts[0]} {operator} {nested(parts[1:], operator, empty)})"
    )


class Printer:
    """Prints what a reading has read.

    Args:
        identifiers: The identifiers of names.
        reading: Its generators.
    """

    def __init__(self, identifiers: Identifiers, reading: Reading) -> None:
        self.identifiers, self.reading = identifiers, reading
        self.renamed: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def set(self, name: str) -> str:
        """Print a set."""
        return self.identifiers.of_set(name)

    def formula(self, t: Tree, parts: Mapping[str, str] | None = None) -> str:
        """Print a formula; ``parts`` gives texts for subtrees, by their representation."""
        kind, rest = t[0], t[1:]
        if parts and (text := parts.get(repr(t))) is not None:
            return text
        if kind == "n":
            return number(Fraction(rest[0]))
        if kind == "v":
            return (
                self.element(rest[0][0])
                if isinstance(rest[0], tuple)
                else self.renamed.get(rest[0]) or self.identifiers[rest[0]]
            )
        if kind in ("+", "*"):
            return nested([self.formula(part, parts) for part in rest], kind, str(int(kind == "*")))
        if kind == "/":
            return f"({self.formula(rest[0], parts)} / {self.formula(rest[1], parts)})"
        if kind == "^" and (n := whole(rest[1])) is not None:
            return f"({self.formula(rest[0], parts)} ^ {n})"
        if kind in ("sum", "prod"):
            return self._over(t)
        _, args = self.reading.arguments(t) if kind != "D" else ((), [(a, "") for a in rest[1:]])
        return self.call(t, [self.formula(a) for a, _ in args])

    def call(self, t: Tree, args: Sequence[str]) -> str:
        """Print a function at the arguments given as texts, in the order of the format."""
        return self._applied(t[0], tuple(t[1:3]), args)

    def _applied(self, kind: str, head: tuple[Any, ...], args: Sequence[str]) -> str:
        if kind == "f":
            return (
                f"({' '.join([self.identifiers[head[0]], *args])})"
                if args
                else self.identifiers[head[0]]
            )
        if kind == "D":
            return f"({' '.join([f'D{int(head[0])}', *args])})" if args else f"D{int(head[0])}"
        if kind == "u":
            q, r, x, z = args
            return f"(u {int(head[0])}%nat {int(head[1])}%nat {x} {z} {q} {r})"
        if kind in ("min", "max"):
            text = args[-1]
            for arg in reversed(args[:-1]):
                text = f"({FUNCTIONS[kind]} {arg} {text})"
            return text
        if kind not in FUNCTIONS:
            raise NotTranslated(f"a formula of kind {str(kind)[:20]!r}")
        return f"({' '.join([FUNCTIONS[kind], *args])})"

    def _over(self, t: Tree) -> str:
        kind, name, members, body, *left_out = t
        index = self.renamed.get(name) or self.identifiers[name]
        function = f"(fun {index} : {self.set(members)} => {self.formula(body)})"
        if left_out:
            if kind == "prod":
                raise NotTranslated("a product without an element")
            return f"(SumWithout {self.set(members)} {function} {self.formula(left_out[0])})"
        return f"({'Sum' if kind == 'sum' else 'Product'} {self.set(members)} {function})"

    def alike(self, t: Tree) -> str:
        """Print a formula with the index of each sum named as a quotient names it.

        So one sees whether the two are the same up to bound names.
        """
        outside = self.renamed
        self.renamed = {
            **outside,
            **{name: f"i{depth}_{self.set(members)}" for name, members, depth in self._indices(t)},
        }
        try:
            return self.formula(t)
        finally:
            self.renamed = outside

    def _indices(self, t: Tree) -> Iterator[tuple[str, str, int]]:
        if isinstance(t, list) and t:
            if t[0] in ("sum", "prod"):
                yield t[1], t[2], self.reading.nesting(t[3])
            for part in t[1:]:
                yield from self._indices(part)

    # -- propositions ------------------------------------------------------------------------------

    def proposition(self, p: Tree) -> str:
        """Print a proposition or a normal form."""
        kind, parts = p[0], p[1:]
        if kind in ("=", "!=", "<", "<=", ">", ">="):
            left, right = map(self.formula, parts)
            return f"({left} {'<>' if kind == '!=' else kind} {right})"
        if kind == "same sign":
            return f"(same_sign {self.formula(parts[0])} {self.formula(parts[1])})"
        if kind in ("and", "or"):
            operator, empty = ("/\\", "True") if kind == "and" else ("\\/", "False")
            return nested([self.proposition(part) for part in parts], operator, empty)
        if kind == "not":
            return f"(~ {self.proposition(parts[0])})"
        if kind in ("implies", "iff"):
            before, after = map(self.proposition, parts)
            return f"({before} {'->' if kind == 'implies' else '<->'} {after})"
        if kind in ("forall", "some"):
            word = "forall" if kind == "forall" else "exists"
            binder = f"{word} {self.identifiers[parts[0]]} : {self.set(parts[1])}"
            return f"({binder}, {self.proposition(parts[2])})"
        if kind in ("exists", "every"):
            word = "exists" if kind == "exists" else "forall"
            binders = "".join(f"{word} {self.identifiers[name]} : R, " for name in parts[0])
            return f"({binders}{self.proposition(parts[1])})"
        raise NotTranslated(f"a proposition of kind {str(kind)[:20]!r}")

    # -- quotients ---------------------------------------------------------------------------------

    def element(self, g: str) -> str:
        """Print an element: a free one by its name, a bound one by how deeply it is nested."""
        atom = self.reading.atoms[g]
        return (
            self.identifiers[atom.head[0]]
            if atom.kind == "element"
            else f"i{atom.head[0]}_{self.set(atom.head[1])}"
        )

    def generator(self, g: str) -> str:
        """Print a generator as a real number."""
        if g not in self._texts:
            self._texts[g] = self._generator(g)
        return self._texts[g]

    def _generator(self, g: str) -> str:
        kind, head, args = self.reading.atoms[g]
        if kind == "v":
            return self.identifiers[head[0]]
        if kind in ("element", "bound"):
            return f"(code {self.set(head[1])} {self.element(g)})"
        if kind in ("sum", "product"):
            members = self.set(self.reading.atoms[head[0]].head[1])
            return f"({'Sum' if kind == 'sum' else 'Product'} {members} {self.body(g)})"
        return self._applied(
            kind, head, [self.element(a) if isinstance(a, str) else self.quotient(a) for a in args]
        )

    def body(self, g: str) -> str:
        """Print the function whose sum or product a generator is."""
        _, head, args = self.reading.atoms[g]
        assert isinstance(args[0], Quotient)
        members = self.set(self.reading.atoms[head[0]].head[1])
        return f"(fun {self.element(head[0])} : {members} => {self.quotient(args[0])})"

    def monomial(self, m: Monomial, coefficient: Fraction = Fraction(1)) -> str:
        """Print a monomial with its coefficient."""
        powers = [self.generator(g) if e == 1 else f"({self.generator(g)} ^ {e})" for g, e in m]
        first = [number(coefficient)] if coefficient != 1 or not powers else []
        return nested([*first, *powers], "*", "1")

    def polynomial(self, p: Poly) -> str:
        """Print a polynomial, its monomials in increasing order."""
        return nested([self.monomial(m, p[m]) for m in sorted(p)], "+", "0")

    def divisor(self, a: Quotient) -> str:
        """Print the divisor of a quotient."""
        factors = [
            self.polynomial(dict(f)) if e == 1 else f"({self.polynomial(dict(f))} ^ {e})"
            for f, e in sorted(a.bottom.items())
        ]
        return nested(factors, "*", "1")

    def quotient(self, a: Quotient) -> str:
        """Print a quotient."""
        top = self.polynomial(a.top)
        return f"({top} / {self.divisor(a)})" if a.bottom else top
