"""Small models of general statements: whether what is assumed and what is said is true in one.

A model gives finite sets, numbers and functions; what is said of all real numbers is tried at those that it
lists under the bound name.  A true hypothesis on such a list is an example and no proof; a false conclusion
under true hypotheses about elements alone is a counterexample.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from symbolic.language.statement import Statement
from symbolic.language.tree import statement_tree

RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Model:
    """Sets, numbers and functions by name, and the real numbers at which a bound name is tried."""

    sets: Mapping[str, Sequence[Any]]
    values: Values = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    tried: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def number(self, t: Any, at: Values) -> Any:
        """Return the value of a formula."""
        kind, *parts = t
        if kind == "n":
            return Fraction(parts[0])
        if kind == "v":
            return at[parts[0]]
        if kind in ("sum", "prod"):
            bound, members, body, *out = parts
            left_out = [self.number(o, at) for o in out]
            terms = [
                self.number(body, {**at, bound: e}) for e in self.sets[members] if e not in left_out
            ]
            return sum(terms) if kind == "sum" else prod(terms)
        if kind == "f":
            return self.functions[parts[0]](*(self.number(p, at) for p in parts[1:]))
        values = [self.number(p, at) for p in parts]
        by_kind: dict[str, Callable[[], Any]] = {
            "+": lambda: sum(values),
            "*": lambda: prod(values),
            "/": lambda: Fraction(values[0]) / values[1],
            "^": lambda: Fraction(values[0]) ** int(values[1]),
            "min": lambda: min(values),
            "max": lambda: max(values),
        }
        return by_kind[kind]()

    def truth(self, t: Any, at: Values) -> bool:
        """Return whether a proposition is true."""
        kind, *parts = t
        if kind in RELATIONS:
            return RELATIONS[kind](self.number(parts[0], at), self.number(parts[1], at))
        if kind == "forall":
            bound, members, part = parts
            return all(self.truth(part, {**at, bound: e}) for e in self.sets[members])
        if kind == "exists":
            names, part = parts
            choices = itertools.product(*(self.tried[n] for n in names))
            return any(
                self.truth(part, {**at, **dict(zip(names, c, strict=True))}) for c in choices
            )
        if kind == "and":
            return all(self.truth(p, at) for p in parts)
        if kind == "or":
            return any(self.truth(p, at) for p in parts)
        if kind == "not":
            return not self.truth(parts[0], at)
        first = self.truth(parts[0], at)
        if kind == "implies":
            return not first or self.truth(parts[1], at)
        assert kind == "iff"
        return first == self.truth(parts[1], at)

    def assumed(self, statement: Statement) -> bool:
        """Return whether all hypotheses of a statement are true."""
        return all(self.truth(p, self.values) for p in statement_tree(statement)["given"])

    def says(self, statement: Statement) -> bool:
        """Return whether what a statement says is true."""
        return self.truth(statement_tree(statement)["says"], self.values)
