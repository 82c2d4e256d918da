"""Economies drawn at random as parameters of tests: drawn when a test runs, not when tests are collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numeric import Economy
from numeric.draws.generate import generate, generate_outside

_KNOWN: dict[tuple[Any, ...], list[Economy]] = {}


@dataclass(frozen=True)
class Drawn:
    """One economy of a seed, for the fixture ``economy``."""

    seed: int
    index: int
    of: int
    outside: bool
    ranges: tuple[tuple[str, tuple[int, int]], ...]

    def __str__(self) -> str:
        return f"{'outside ' * self.outside}{self.seed}.{self.index}"

    def economy(self) -> Economy:
        """Draw as many as this one needs, and keep them: twice as many as before, at most all of them."""
        known = _KNOWN.setdefault((self.seed, self.outside, self.ranges), [])
        if self.index >= len(known):
            count = max(self.index + 1, min(2 * len(known), self.of))
            make = generate_outside if self.outside else generate
            known[:] = make(self.seed, count, **dict(self.ranges))
        return known[self.index]


def drawn(
    seed: int, count: int, *, outside: bool = False, **ranges: tuple[int, int]
) -> list[Drawn]:
    """Return what ``generate`` will draw, or ``generate_outside``."""
    return [Drawn(seed, i, count, outside, tuple(ranges.items())) for i in range(count)]
