"""Claims: what the paper asserts, where, as printed and as corrected; declarations, no procedures.

A claim is one value.  Its printed statement is checked first, with the hypotheses that are printed; where that fails, the corrected statement is
checked in turn.  Mutants are statements made false on purpose by one edit: a check that does not refuse them proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from symbolic.statement import Hypothesis, Statement

Severity = Literal["cosmetic", "harmless", "gap", "false remark"]


@dataclass(frozen=True)
class Claim:
    """One thing that the paper asserts.

    Args:
        id: The place in the paper, such as ``eq-14`` or ``lemma-1.case-i.feasible``.
        title: What it says, in a few words.
        source: Section and equation.
        printed: The statement as printed.
        corrected: The statement as it must read, where the printed one fails.
        severity: How much the failure of the printed statement matters; nothing if it holds.
        finding: What must change and what survives, in one or two sentences.
        scan: Whether the failure may be the scan's fault.
        depends_on: Ids of the claims that this one uses.
        mutants: False variants of the corrected (else the printed) statement.
        existence: Whether the standing statement asserts existence, so that one exact witness settles it.
        cites: The textbook theorem from which the standing statement follows, its hypotheses being the claims that this one depends on.  The
            statement is still checked (on economies); where it holds, and all dependencies hold, the evidence becomes CITED.
        equivalent: Variants that are no mutants after all, since the edit changes nothing (a redundant hypothesis dropped); the engines must find
            each of them to hold for all admissible values.
        assumes: Hypotheses in words that the standing statement rests on besides those that engines evaluate (``given``): they are built into the data of
            its check, and are listed with the assumptions.
    """

    id: str
    title: str
    source: str
    printed: Statement
    corrected: Statement | None = None
    severity: Severity | None = None
    finding: str = ""
    scan: bool = False
    depends_on: tuple[str, ...] = ()
    mutants: tuple[Statement, ...] = ()
    existence: bool = False
    cites: str = ""
    equivalent: tuple[Statement, ...] = ()
    assumes: tuple[Hypothesis, ...] = ()

    @property
    def standing(self) -> Statement:
        """The corrected statement where there is one, else the printed one."""
        return self.corrected or self.printed


class RegistryError(ValueError):
    """The declarations contradict each other: a duplicate id, an unknown reference or a cycle."""


def registry(claims: Iterable[Claim]) -> dict[str, Claim]:
    """Collect claims by id, in the order given.

    Raises:
        RegistryError: An id is used twice, a dependency is unknown, or dependencies run in a circle.
    """
    found: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in found:
            raise RegistryError(f"the claim {claim.id!r} is declared twice")
        found[claim.id] = claim
    for claim in found.values():
        for other in claim.depends_on:
            if other not in found:
                raise RegistryError(f"the claim {claim.id!r} depends on {other!r}, which is not declared")
    done: set[str] = set()
    for id_ in found:
        _visit(id_, found, (), done)
    return found


def _visit(id_: str, found: dict[str, Claim], path: tuple[str, ...], done: set[str]) -> None:
    if id_ in path:
        raise RegistryError(f"the claim {id_!r} depends on itself through {' -> '.join(path)}")
    if id_ in done:
        return
    for other in found[id_].depends_on:
        _visit(other, found, (*path, id_), done)
    done.add(id_)
