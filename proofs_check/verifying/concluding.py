"""Conclusions that need more than one claim: citations, premises that other claims show, completeness.

A textbook theorem may be cited where its hypotheses hold as claims of their own.  A step that is proved
from the conclusions of other claims is as well known as they are, and no better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.verifying.result import Result

STRENGTH = (
    Evidence.NONE,
    Evidence.SAMPLED,
    Evidence.CERTIFIED,
    Evidence.DECIDED,
    Evidence.CITED,
    Evidence.PROVED,
)
"""From weak to strong."""

STRONG = (Evidence.PROVED, Evidence.CITED)
"""What rests on the premises of a general statement."""


def concluded(claims: Mapping[str, Claim], found: Mapping[str, Result]) -> dict[str, Result]:
    """Put results in the order of the claims and draw the conclusions that need more than one claim."""
    ordered = {id_: found[id_] for id_ in claims if id_ in found}
    ordered = {id_: _cited(result, ordered) for id_, result in ordered.items()}
    ordered = as_strong_as_shown(ordered)
    return {
        id_: replace(result, complete=_complete(id_, ordered)) for id_, result in ordered.items()
    }


def _cited(result: Result, found: Mapping[str, Result]) -> Result:
    """Turn the evidence into CITED where the claim names a textbook theorem whose hypotheses hold.

    The claim's own check must hold, too, and what it states in general must have been proved.
    """
    claim, outcome = result.claim, result.standing
    holds = all(
        other in found and found[other].standing.verdict is Verdict.HOLDS
        for other in claim.depends_on
    )
    proved = claim.general is None or outcome.evidence is Evidence.PROVED
    if not claim.cites or outcome.verdict is not Verdict.HOLDS or not holds or not proved:
        return result
    cited = replace(
        outcome,
        evidence=Evidence.CITED,
        detail=f"by {claim.cites}; checked besides ({outcome.evidence}): {outcome.detail}",
    )
    return replace(result, corrected=cited) if result.corrected else replace(result, printed=cited)


def as_strong_as_shown(found: Mapping[str, Result]) -> dict[str, Result]:
    """Let no conclusion be stronger than the conclusions of other claims that its proof starts from.

    Where a hypothesis is shown by another claim, what the step proves is as well known as that
    claim: PROVED if all of these are, else the weakest word among them.  What is cited besides is
    no better than its premises either.
    """
    known: dict[str, Result] = {}

    def visit(id_: str) -> Result:
        if id_ in known:
            return known[id_]
        result = found[id_]
        outcome = result.standing
        if outcome.evidence in STRONG and outcome.verdict is Verdict.HOLDS:
            sources = {name: visit(name) for name in result.claim.shown_by if name in found}
            words = {
                name: source.standing.evidence
                if source.standing.verdict is Verdict.HOLDS
                else Evidence.NONE
                for name, source in sources.items()
            }
            words |= {name: Evidence.NONE for name in result.claim.shown_by if name not in found}
            result = _weakened(result, words)
        return known.setdefault(id_, result)

    return {id_: visit(id_) for id_ in found}


def _weakened(result: Result, words: Mapping[str, Evidence]) -> Result:
    outcome = result.standing
    weakest = min((outcome.evidence, *words.values()), key=STRENGTH.index)
    if weakest is outcome.evidence:
        return result
    parts = ", ".join(
        f"{name} ({word})" for name, word in words.items() if word is not Evidence.PROVED
    )
    said = replace(
        outcome,
        evidence=Evidence.SAMPLED if weakest is Evidence.NONE else weakest,
        detail=f"by a step that is proved, from {parts}; {outcome.detail}",
    )
    return replace(result, corrected=said) if result.corrected else replace(result, printed=said)


def _complete(id_: str, found: Mapping[str, Result]) -> bool:
    """Whether the claim, and everything that it depends on, holds on evidence that needs no trust."""
    result = found[id_]
    return result.alone_complete and all(
        other in found and _complete(other, found) for other in result.claim.depends_on
    )
