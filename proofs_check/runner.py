"""Running claims: each statement to its verdict, each mutant to its refusal, and completeness over the dependency graph.

A crash inside a check is caught here and nowhere else; its verdict is BROKEN.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proofs_check.claim import Claim
from proofs_check.deciders import decide
from proofs_check.verdict import Evidence, Outcome, Verdict
from symbolic.statement import Statement


@dataclass(frozen=True)
class Result:
    """What came out for one claim; ``killed`` of ``mutants`` were refused (nothing if they were not run)."""

    claim: Claim
    printed: Outcome
    corrected: Outcome | None
    complete: bool
    killed: int | None
    seconds: float

    @property
    def standing(self) -> Outcome:
        """The outcome of the corrected statement where there is one, else of the printed one."""
        return self.corrected or self.printed


def safely(statement: Statement) -> Outcome:
    """Decide a statement; a crash becomes BROKEN with the exception's text."""
    try:
        return decide(statement)
    except Exception as error:  # the one place where a check may fail in any way
        return Outcome(Verdict.BROKEN, Evidence.NONE, f"{type(error).__name__}: {error}")


def run(
    claims: Mapping[str, Claim], *, mutants: bool = False, progress: Callable[[str], None] = lambda _: None
) -> dict[str, Result]:
    """Check every claim in the order of its dependencies.

    Args:
        claims: Claims by id; dependencies of each are among them.
        mutants: Whether to run the mutants too.
        progress: Called with each id before it is checked.

    Returns:
        Results by id, in the order of ``claims``.
    """
    found: dict[str, Result] = {}
    for claim in claims.values():
        progress(claim.id)
        found[claim.id] = _run_one(claim, mutants)
    return {id_: _completed(id_, found) for id_ in found}


def _run_one(claim: Claim, mutants: bool) -> Result:
    start = time.perf_counter()
    printed = safely(claim.printed)
    corrected = safely(claim.corrected) if claim.corrected else None
    killed = sum(safely(m).verdict is Verdict.FAILS for m in claim.mutants) if mutants else None
    return Result(claim, printed, corrected, False, killed, time.perf_counter() - start)


def _completed(id_: str, found: Mapping[str, Result]) -> Result:
    result = found[id_]
    return Result(result.claim, result.printed, result.corrected, _complete(id_, found), result.killed, result.seconds)


def _complete(id_: str, found: Mapping[str, Result]) -> bool:
    """Whether the claim holds on evidence that needs no trust, and so does everything that it depends on."""
    result = found[id_]
    own = result.standing.verdict is Verdict.HOLDS and result.standing.evidence in (Evidence.PROVED, Evidence.CITED)
    return own and all(other in found and _complete(other, found) for other in result.claim.depends_on)


def exit_status(results: Mapping[str, Result]) -> int:
    """Return 1 if a claim fails and no correction holds, 3 if one is undecided, broken or vacuous, or a mutant survives, 0 otherwise."""
    standing = [r.standing.verdict for r in results.values()]
    if Verdict.FAILS in standing:
        return 1
    survived = any(r.killed is not None and r.killed < len(r.claim.mutants) for r in results.values())
    return 3 if survived or any(v is not Verdict.HOLDS for v in standing) else 0
