r"""Mutants: every edit that the operators propose in the code that counts, as plain data.

Conventions: a mutant's id does not depend on line numbers, so that it stays the same when something
else in its file changes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from bite.scope import module_name
from bite.walking import Position, proposals


@dataclass(frozen=True)
class Mutant:
    """One edit: the text from a place to another, and what takes its place.

    Lines count from 1, columns (in characters) from 0.

    Args:
        path: The file, from the root.
        function: The dotted name of the function that the edit is in; of the module where it is
        outside all functions.
        operator: What kind of edit it is.
        start: Line and column at which the text begins.
        end: Line and column at which it ends.
        before: The text.
        after: What takes its place.
        number: Which of several equal edits in the function it is.
    """

    path: str
    function: str
    operator: str
    start: Position
    end: Position
    before: str
    after: str
    number: int = 0

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits."""
        told = "\0".join(
            (self.path, self.function, self.operator, self.before, self.after, str(self.number))
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def written(self) -> str:
        """The edit on one line."""
        before, after = (" ".join(t.split()) for t in (self.before, self.after))
        return f"{self.path}:{self.start[0]} {self.operator}: {before} -> {after}"

    def applied(self, source: str) -> str:
        """Return the mutated source.

        Raises:
            ValueError: The text at the place is another.
        """
        begin, stop = offset(source, self.start), offset(source, self.end)
        if source[begin:stop] != self.before:
            where = f"{self.path}:{self.start[0]}"
            raise ValueError(f"{where} must read {self.before!r}, found {source[begin:stop]!r}")
        return source[:begin] + self.after + source[stop:]


def mutants_of(path: str, source: str) -> list[Mutant]:
    r"""List the mutants of a module, in the order of the text.

    >>> [m.after for m in mutants_of("numeric/a.py", "def f(a):\n    return 2 * a\n")]
    ['(2)', '(a)', '1.01 * (2 * a)', '(1.01 * 2)']
    """
    seen: Counter[tuple[str, ...]] = Counter()
    listed = []
    for p in proposals(source, exact=path.startswith("symbolic/")):
        function = ".".join([module_name(path), *p.functions])
        before = _between(source, p.start, p.end)
        key = (function, p.operator, before, p.after)
        place = (p.start, p.end, before, p.after)
        listed.append(Mutant(path, function, p.operator, *place, seen[key]))
        seen[key] += 1
    return listed


def offset(source: str, position: Position) -> int:
    """Return how many characters lie before a position."""
    lines = source.splitlines(keepends=True)
    return sum(map(len, lines[: position[0] - 1])) + position[1]


def _between(source: str, start: Position, end: Position) -> str:
    return source[offset(source, start) : offset(source, end)]
