"""Claims by engines: what each engine says of a statement on its own, and how long it takes.

An engine that does not decide says UNDECIDED.  So does a solver that finds a model: its values treat
what a statement says of u, sums and roots as free unknowns, and whether the statement itself fails is
for an exact counterexample to show.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proofs_check.claims.claim import Claim
from proofs_check.engines.certificates import certificate, kind_of
from proofs_check.engines.children import Limits
from proofs_check.engines.coefficients import by_coefficients
from proofs_check.engines.decide import THOROUGH
from proofs_check.engines.portfolio import QUICK, decide_by_solvers
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Statement

MODEL = "it does not follow as a statement about free unknowns"
ENGINES = ("certificate", "ring decider", "Z3", "cvc5")


@dataclass(frozen=True)
class Cell:
    """What one engine says, in how many seconds, and why or how."""

    verdict: str
    seconds: float
    detail: str = ""


def algebraic(claims: Mapping[str, Claim]) -> dict[str, Statement]:
    """Return the standing statements that are formulas of the ring, by the claim's id."""
    return {
        id_: claim.standing
        for id_, claim in claims.items()
        if not isinstance(claim.standing.says, Asserted)
    }


def _timed(engine: Callable[[], tuple[str, str]]) -> Cell:
    start = time.perf_counter()
    verdict, detail = engine()
    return Cell(verdict, time.perf_counter() - start, detail)


def row(statement: Statement, limits: Limits = QUICK) -> dict[str, Cell]:
    """Ask every engine about a statement, each on its own."""
    return {
        "certificate": _timed(lambda: _certified(statement)),
        "ring decider": _timed(lambda: _by_ring(statement)),
        **_by_solvers(statement, limits),
    }


def _certified(statement: Statement) -> tuple[str, str]:
    found = certificate(statement, THOROUGH)
    return (
        ("UNDECIDED", "no certificate was found") if found is None else ("PROVED", kind_of(found))
    )


def _by_ring(statement: Statement) -> tuple[str, str]:
    reason = by_coefficients(statement)
    return ("UNDECIDED", "not by its coefficients") if reason is None else ("HOLDS", reason)


def _by_solvers(statement: Statement, limits: Limits) -> dict[str, Cell]:
    decision = decide_by_solvers(statement, limits)
    cells = {}
    for solver in ("Z3", "cvc5"):
        answers = [a for a in decision.answers if a.method.startswith(solver.lower())]
        said = next((a.answer for a in answers if a.answer != "unknown"), "unknown")
        reason = {"unsat": "", "sat": MODEL}.get(said, "; ".join(a.reason for a in answers))
        verdict = "HOLDS" if said == "unsat" else "UNDECIDED"
        reason = reason or ("" if said == "unsat" else decision.reason)
        cells[solver] = Cell(verdict, sum(a.seconds for a in answers), reason)
    return cells
