"""What came out for one claim: the outcomes of its statements, and what was run besides."""

from __future__ import annotations

from dataclasses import dataclass, field

from proofs_check.claims.checks import Instance
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Outcome, Verdict


@dataclass(frozen=True)
class Result:
    """What came out for one claim.

    ``killed`` mutants were refused and ``equivalent`` variants proved so (None if they were not
    run); ``corners`` are those of the hypotheses at which economies lie on which the claim holds;
    ``seconds`` are by the clock, ``processor`` those of this process and of the solvers it started.
    """

    claim: Claim
    printed: Outcome
    corrected: Outcome | None
    complete: bool
    killed: int | None
    seconds: float
    instances: tuple[Instance, ...] = ()
    equivalent: int | None = None
    corners: tuple[str, ...] = ()
    processor: float = field(default=0.0, compare=False)

    @property
    def standing(self) -> Outcome:
        """The outcome of the corrected statement where there is one, else of the printed one."""
        return self.corrected or self.printed

    @property
    def alone_complete(self) -> bool:
        """Whether the claim itself, its dependencies aside, holds on evidence that needs no trust.

        CERTIFIED counts for a claim that asserts existence or refutes: one exact witness settles
        it.
        """
        enough = {Evidence.PROVED, Evidence.CITED} | (
            {Evidence.CERTIFIED} if self.claim.existence else set()
        )
        return self.standing.verdict is Verdict.HOLDS and self.standing.evidence in enough
