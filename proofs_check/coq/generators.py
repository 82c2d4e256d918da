"""Generators: whatever is not arithmetic, a name for a real number.

A symbol, a function at its arguments, a partial derivative of u, a sum, a product.  A generator is
named by a text that says how it is made; the index of a sum is called ``#h:set`` where h says how
deeply sums are nested in the body, so that equal sums get equal texts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from proofs_check.coq.quotients import (
    Quotient,
    add,
    equal,
    generators,
    inverse,
    multiply,
    number,
    power,
    variable,
)


class Atom(NamedTuple):
    """What a generator is: kind, head (texts and numbers), arguments (quotients, or elements)."""

    kind: str
    head: tuple[Any, ...]
    args: tuple[Quotient | str, ...] = ()


class Generators:
    """Knows how each generator is made: ``atoms``."""

    def __init__(self) -> None:
        self.atoms: dict[str, Atom] = {}
        self._alike: dict[Any, list[str]] = {}

    def generator(self, atom: Atom) -> str:
        """Return the generator with this head and equal arguments."""
        text = self._text(atom)
        if text not in self.atoms:
            head = (atom.kind, atom.head, tuple(a if isinstance(a, str) else "" for a in atom.args))
            alike = self._alike.setdefault(head, [])
            for g in alike:
                pairs = zip(self.atoms[g].args, atom.args, strict=True)
                if all(
                    a == b if isinstance(a, str) or isinstance(b, str) else equal(a, b)
                    for a, b in pairs
                ):
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
        return (
            f"{sorted(a.top.items())}/{sorted(a.bottom.items())}"
            if a.bottom
            else f"{sorted(a.top.items())}"
        )

    def depends(self, g: str, label: str) -> bool:
        """Say whether a generator depends on an element (not on the one that it binds itself)."""
        if g == label:
            return True
        atom = self.atoms[g]
        if atom.kind in ("sum", "product") and atom.head[0] == label:
            return False
        return any(
            a == label if isinstance(a, str) else any(self.depends(h, label) for h in generators(a))
            for a in atom.args
        )

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
        return self.generator(
            atom._replace(
                args=tuple(
                    (new if a == old else a) if isinstance(a, str) else self.moved(a, old, new)
                    for a in atom.args
                )
            )
        )
