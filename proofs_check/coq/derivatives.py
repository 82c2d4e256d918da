"""Derivatives: each ``["d", F, name]`` becomes a number of its own, in proofs a formula.

The k-th derivative is ``["D", k, label…]``, a function of the elements bound around it.  A proof
shows by the rules below, one lemma of the Coq library each, that F has the derivative ``slope(F,
name)``; a derivative is unique.  For u it is assumed that it is differentiable, with the partial
derivatives of its name, at the points where F asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from proofs_check.coq.trees import NotTranslated, Tree, names, substitute, whole


@dataclass(frozen=True)
class Derivative:
    """The derivative of ``body`` in ``variable``; ``params``: elements bound around, with sets."""

    params: tuple[tuple[str, str], ...]
    body: Tree
    variable: str


@dataclass
class Slopes:
    """The derivatives of a statement, in the order in which they are met."""

    found: list[Derivative] = field(default_factory=list)

    def named(self, t: Tree, bound: Mapping[str, str] | None = None) -> Tree:
        """Give each derivative in a formula or proposition its number.

        Args:
            t: A tree whose abbreviations have been put in.
            bound: The elements bound around it, with their sets.

        Raises:
            NotTranslated: A derivative is taken of a derivative, or under a bound real number.
        """
        bound = bound or {}
        if not isinstance(t, list) or not t or t[0] in ("n", "v"):
            return t
        if t[0] in ("exists", "every"):
            if any(part[0] == "d" for part in subtrees(t[2])):
                raise NotTranslated("a derivative under a quantifier over real numbers")
            return t
        if t[0] in ("sum", "prod", "forall", "some"):
            return [*t[:3], self.named(t[3], {**bound, t[1]: t[2]}), *t[4:]]
        if t[0] != "d":
            return [t[0], *(self.named(part, bound) for part in t[1:])]
        if any(part[0] in ("d", "D") for part in subtrees(t[1])):
            raise NotTranslated("a derivative of a derivative")
        used = set(names(t[1]))
        params = tuple((name, members) for name, members in bound.items() if name in used)
        derivative = Derivative(params, t[1], t[2])
        if derivative not in self.found:
            self.found.append(derivative)
        return ["D", self.found.index(derivative), *(["v", name] for name, _ in params)]

    def at(self, t: Tree) -> Derivative:
        """Return a derivative with its elements put in."""
        derivative = self.found[t[1]]
        change = {
            name: element for (name, _), element in zip(derivative.params, t[2:], strict=True)
        }
        return Derivative((), substitute(derivative.body, change), derivative.variable)

    def slope_of(self, t: Tree) -> Tree:
        """Return the formula that a derivative equals."""
        derivative = self.at(t)
        return slope(derivative.body, derivative.variable)


def slope(t: Tree, v: str) -> Tree:
    """Return the derivative of a formula in a symbol, in the shape of the Coq library's lemmas.

    Raises:
        NotTranslated: No rule is known.
    """
    kind = t[0]
    if v not in names(t):
        return ["n", "0"]
    if kind == "v":
        return ["n", "1"]
    if kind == "+":
        first, rest = split(t)
        return slope(first, v) if rest is None else ["+", slope(first, v), slope(rest, v)]
    if kind == "*":
        first, rest = split(t)
        return (
            slope(first, v)
            if rest is None
            else ["+", ["*", slope(first, v), rest], ["*", first, slope(rest, v)]]
        )
    if kind == "/":
        a, b = t[1:]
        return [
            "/",
            ["+", ["*", slope(a, v), b], ["*", ["n", "-1"], ["*", a, slope(b, v)]]],
            ["^", b, ["n", "2"]],
        ]
    if kind == "^":
        a, e = t[1:]
        if (n := whole(e)) is not None:
            return ["*", ["n", str(n)], ["*", ["^", a, ["n", str(n - 1)]], slope(a, v)]]
        return ["*", t, ["+", ["*", slope(e, v), ["log", a]], ["*", e, ["/", slope(a, v), a]]]]
    if kind == "log":
        return ["/", slope(t[1], v), t[1]]
    if kind == "exp":
        return ["*", slope(t[1], v), t]
    if kind == "sum":
        return [*t[:3], slope(t[3], v), *t[4:]]
    if kind == "u":
        return [
            "+",
            ["*", ["u", t[1] + 1, t[2], *t[3:]], slope(t[3], v)],
            ["*", ["u", t[1], t[2] + 1, *t[3:]], slope(t[4], v)],
        ]
    raise NotTranslated(f"the derivative of a formula of kind {str(kind)[:20]!r}")


def split(t: Tree) -> tuple[Tree, Tree | None]:
    """Split a sum or product into its first part and the sum or product of the others."""
    return t[1], None if len(t) == 2 else t[2] if len(t) == 3 else [t[0], *t[2:]]


def subtrees(t: Tree) -> Iterator[Tree]:
    """Iterate over the subtrees of a formula or proposition that are lists with a kind."""
    if isinstance(t, list) and t and isinstance(t[0], str):
        yield t
        for part in t[1:]:
            yield from subtrees(part)
