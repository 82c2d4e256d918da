"""What the facts of a branch say about signs, and in which order it may be used.

A relation says something about a polynomial once its divisors are shown to be nonzero by others.
So each note has a rank, and what justifies it has smaller ranks: that is the order in which
``script`` writes it down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from proofs_check.coq import signs
from proofs_check.coq.quotients import Factor, Poly, Quotient, monic
from proofs_check.coq.reading import Plan, Reading
from proofs_check.coq.trees import RELATIONS, NotTranslated, Tree, difference, substitute


class Place(NamedTuple):
    """Where a relation stands: in fact k, or in what it says of elements, part by part.

    Args:
        fact: The number k.
        path: Elements at which a universal statement is read, and parts (i, n): the i-th of n.
    """

    fact: int
    path: tuple[str | tuple[int, int], ...] = ()

    def labels(self) -> tuple[str, ...]:
        """Return the elements at which universal statements are read."""
        return tuple(part for part in self.path if isinstance(part, str))


@dataclass(frozen=True, eq=False)
class Source:
    """A relation that can be used: its place, its tree, the plan of its difference, its rank."""

    place: Place
    relation: Tree
    plan: Plan
    rank: int


@dataclass(frozen=True)
class Note:
    """A relation says that a polynomial has one of these signs."""

    sign: int
    source: Source


@dataclass
class Knowledge:
    """The facts of a branch, read until nothing new is learned.

    Args:
        reading: Reads the formulas.
        facts: Their normal forms; the k-th is called Fk in Coq.
    """

    reading: Reading
    facts: Sequence[Tree]
    usable: dict[int, Source] = field(default_factory=dict)
    _notes: dict[Factor, list[Note]] = field(default_factory=dict)
    _met: set[tuple[int, frozenset[str]]] = field(default_factory=set)
    _places: set[Place] = field(default_factory=set)
    _ranks: int = 0

    def __post_init__(self) -> None:
        before = -1
        while before < (before := self._ranks):
            self._met.clear()
            for k, fact in enumerate(self.facts):
                if k not in self.usable and (source := self._learned(Place(k), fact)) is not None:
                    self.usable[k] = source

    def _learned(self, place: Place, fact: Tree) -> Source | None:
        """Note what a relation says, once its divisors are shown to be nonzero."""
        if fact[0] not in RELATIONS:
            return None
        try:
            plan = self.reading.plan(difference(fact))
        except (NotTranslated, ZeroDivisionError):
            return None
        if any(self.sign(Quotient(c.top)) & signs.ZERO for c in plan.conditions()):
            return None
        self._ranks += 1
        source = Source(place, fact, plan, self._ranks)
        if plan.value.top and self._justified(place, plan.value):
            lead, key = monic(plan.value.top)
            known = signs.OF_DIFFERENCE[fact[0]]
            for part in (
                signs.of_number(1 / lead),
                self.sign(Quotient({(): Fraction(1)}, plan.value.bottom)),
            ):
                known = signs.times(known, part)
            self._notes.setdefault(key, []).append(Note(known, source))
        return source

    def _justified(self, place: Place, value: Quotient) -> bool:
        """Say whether a relation read at bound elements is about them.

        Otherwise it says nothing, because there may be none.
        """
        bound = {label for label in place.labels() if self.reading.atoms[label].kind == "bound"}
        return bound <= self.reading.labels(Quotient(value.top))

    def notes(self, key: Factor, limit: int | None = None) -> list[Note]:
        """Return what is noted of a polynomial with leading coefficient 1.

        What holds for all elements of a set is read at the elements that occur in the polynomial.

        Args:
            key: The polynomial.
            limit: Only relations of smaller rank are used; None for all.
        """
        labels = frozenset(self.reading.labels(Quotient(dict(key))))
        for k, fact in enumerate(self.facts) if labels else ():
            if fact[0] == "forall" and (k, labels) not in self._met:
                self._met.add((k, labels))
                self._read_at(Place(k), fact, labels)
        return [
            note for note in self._notes.get(key, ()) if limit is None or note.source.rank < limit
        ]

    def _read_at(self, place: Place, fact: Tree, labels: frozenset[str]) -> None:
        """Read a universal statement at elements; what has been read before is left out."""
        if fact[0] == "and":
            for i, part in enumerate(fact[1:]):
                self._read_at(Place(place.fact, (*place.path, (i, len(fact) - 1))), part, labels)
        elif fact[0] == "forall":
            for label in sorted(labels):
                if self.reading.atoms[label].head[1] == fact[2]:
                    body = substitute(fact[3], {fact[1]: ["v", (label,)]})
                    self._read_at(Place(place.fact, (*place.path, label)), body, labels)
        elif place not in self._places and self._learned(place, fact) is not None:
            self._places.add(place)

    def sign_of_polynomial(self, p: Poly, limit: int | None = None) -> int:
        """Return the possible signs of a polynomial, by relations about it and by its monomials."""
        if not p:
            return signs.ZERO
        lead, key = monic(p)
        known = self.monomialwise(p, limit)
        for note in self.notes(key, limit):
            known &= signs.times(note.sign, signs.of_number(lead))
        return known

    def monomialwise(self, p: Poly, limit: int | None = None) -> int:
        """Return the possible signs of a sum of monomials from the signs of their generators."""
        total: int | None = None
        for m, v in p.items():
            known = signs.of_number(v)
            for g, e in m:
                known = signs.times(known, signs.power(self.sign_of_generator(g, limit), e))
            total = known if total is None else signs.plus(total, known)
        return signs.ZERO if total is None else total

    def sign_of_generator(self, g: str, limit: int | None = None) -> int:
        """Return the possible signs of a generator: relations say them."""
        known = signs.ANY
        for note in self.notes(monic({((g, 1),): Fraction(1)})[1], limit):
            known &= note.sign
        return known

    def sign(self, a: Quotient, limit: int | None = None) -> int:
        """Return the possible signs of a quotient."""
        known = self.sign_of_polynomial(a.top, limit)
        for f, e in a.bottom.items():
            known = signs.times(
                known, signs.inverse(signs.power(self.sign_of_polynomial(dict(f), limit), e))
            )
        return known


def projection(term: str, i: int, n: int) -> str:
    """Return the i-th of n parts of a proved conjunction that is nested to the right.

    >>> projection("H", 1, 3)
    '(proj1 (proj2 H))'
    """
    for _ in range(i):
        term = f"(proj2 {term})"
    return term if i == n - 1 else f"(proj1 {term})"
