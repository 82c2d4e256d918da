"""A place of the paper: something printed there that asserts, defines or explains.

Conventions: a place is named by its section, what it is, and its first few words or what stands
there; never by the paper's sentences.  It is *covered* when it is mapped to claims that exist, or
is a definition, or is narrative with a reason; a place without any of these is pending and counts
as uncovered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One place.

    Args:
        section: The section, such as ``2.1``, ``abstract`` or ``7.1``.
        where: What stands there: an equation's number, a footnote, the display after something, a
            remark.
        words: First few words, or the subject.
        claims: Ids of the claims that say what is asserted there.
        defines: What is defined there, where nothing is asserted.
        narrative: Why nothing there can be checked, where it is neither.
    """

    section: str
    where: str
    words: str
    claims: tuple[str, ...] = ()
    defines: str = ""
    narrative: str = ""

    def covered(self, known: Collection[str]) -> bool:
        """Whether the place is mapped, and every claim that it is mapped to exists."""
        return bool(self.claims or self.defines or self.narrative) and not self.missing(known)

    def missing(self, known: Collection[str]) -> tuple[str, ...]:
        """List the claims that the place is mapped to and that do not exist."""
        return tuple(id_ for id_ in self.claims if id_ not in known)


def claim(section: str, where: str, words: str, *ids: str) -> Place:
    """Map a place to claims."""
    return Place(section, where, words, claims=ids)


def definition(section: str, where: str, words: str, what: str) -> Place:
    """Say that a place defines something and asserts nothing."""
    return Place(section, where, words, defines=what)


def narrative(section: str, where: str, words: str, reason: str) -> Place:
    """Say why a place asserts nothing that could be checked."""
    return Place(section, where, words, narrative=reason)
