"""How much of the paper is covered: places mapped to claims, definitions or narrative, of all places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from proofs_check.places.place import Place


@dataclass(frozen=True)
class Coverage:
    """The places of the paper, those covered, and those not."""

    places: tuple[Place, ...]
    covered: tuple[Place, ...]
    uncovered: tuple[Place, ...]

    @property
    def percent(self) -> str:
        """The share covered, rounded down: 100 only if nothing is missing."""
        return f"{100 * len(self.covered) // max(1, len(self.places))} %"


def coverage(places: Sequence[Place], known: Collection[str]) -> Coverage:
    """Sort places into covered and uncovered ones, given the ids of the claims that exist."""
    covered = tuple(p for p in places if p.covered(known))
    return Coverage(tuple(places), covered, tuple(p for p in places if not p.covered(known)))
