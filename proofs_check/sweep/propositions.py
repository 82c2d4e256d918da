"""What can be asked of one economy.

It is the claims that are tested on economies, as printed and as corrected, and propositions that
only a search asks.

A proposition is a function of an economy that returns an ``Instance``.  Claims whose statement is
an identity or an inequality are decided for all parameters by ``twostage verify`` and are not here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from numeric.economy.economy import Economy
from proofs_check.claims.checks import Instance, on_economy
from proofs_check.claims.claim import Claim
from proofs_check.paper import CLAIMS
from proofs_check.sweep.probes import PROBES
from symbolic.language.statement import Statement

Reading = Literal["printed", "corrected"]


@dataclass(frozen=True)
class Proposition:
    """A proposition about economies.

    Args:
        id: The claim's id.
        reading: The statement as printed, or as corrected; what stands is the corrected one where
            there is one.
        title: What it says.
        check: The test on one economy.
        standing: Whether this is the statement that stands.
    """

    id: str
    reading: Reading
    title: str
    check: Callable[[Economy], Instance]
    standing: bool


@cache
def propositions() -> tuple[Proposition, ...]:
    """Return every proposition about economies, in the paper's order.

    Those of searches that no claim states come last.
    """
    found = [p for claim in CLAIMS.values() for p in of_claim(claim)]
    known = {(p.id, p.reading) for p in found}
    probes = [
        Proposition(p.id, p.reading, p.title, p.check, p.standing)
        for p in PROBES
        if (p.id, p.reading) not in known
    ]
    return (*found, *probes)


def of_claim(claim: Claim) -> tuple[Proposition, ...]:
    """Return the readings of a claim that are tested on economies."""
    readings: tuple[tuple[Reading, Statement | None], ...] = (
        ("printed", claim.printed),
        ("corrected", claim.corrected),
    )
    tests = [
        (reading, statement, on_economy(statement.says, claim.checks))
        for reading, statement in readings
        if statement is not None
    ]
    return tuple(
        Proposition(claim.id, reading, claim.title, test, statement is claim.standing)
        for reading, statement, test in tests
        if test is not None
    )
