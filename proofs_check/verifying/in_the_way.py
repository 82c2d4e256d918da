"""What keeps a result from being complete: each claim of its chain that lacks something, and what.

Conventions: a claim is in the way where its own evidence needs trust (``Result.alone_complete``); a
claim that is complete but for those that it uses is not.  What it lacks is read off its evidence, its
general statement, and the claims that its step starts from; nothing is typed by hand.

Paper: none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from proofs_check.claims.verdict import Evidence, Verdict
from proofs_check.verifying.concluding import STRONG
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Asserted


@dataclass(frozen=True)
class Lack:
    """A claim in the way of a result: its evidence, what it lacks, and whether a step from others is proved."""

    id: str
    word: str
    lacks: str
    follows: bool


def in_the_way(id_: str, results: Mapping[str, Result]) -> tuple[Lack, ...]:
    """List the claims in the way of a result, in the order of the results.

    Args:
        id_: The id of a claim that was checked.
        results: Results by id.

    Raises:
        KeyError: There is no result of this claim.
    """
    reached, waiting = set[str](), [id_]
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting += [other for other in results[name].claim.depends_on if other in results]
    return tuple(
        lack(results[name], results)
        for name in results
        if name in reached and not results[name].alone_complete
    )


def lack(result: Result, results: Mapping[str, Result]) -> Lack:
    """Say of a claim that is not complete what it lacks."""
    claim, outcome = result.claim, result.standing
    word = str(outcome.evidence if outcome.verdict is Verdict.HOLDS else outcome.verdict)
    weak = [i for i in claim.shown_by if i not in results or not _strong(results[i])]
    if outcome.verdict is not Verdict.HOLDS:
        return Lack(claim.id, word, f"it does not hold: {outcome.verdict}", False)
    if outcome.certificate is not None and weak:
        named = ", ".join(f"{i} ({_word(i, results)})" for i in weak)
        return Lack(claim.id, word, f"its step is proved, and starts from {named}", True)
    if claim.general is not None and outcome.certificate is None:
        return Lack(claim.id, word, "no proof of its general statement was found", False)
    if claim.cites:
        open_ = [i for i in claim.depends_on if i in results and not _holds(results[i])]
        named = ", ".join(open_) or "its hypotheses"
        return Lack(claim.id, word, f"it cites {claim.cites}, and {named} must hold", False)
    uses = [i for i in claim.depends_on if i in results and not results[i].alone_complete]
    more = f"; it uses {', '.join(uses)}, in the way too" if uses else ""
    return Lack(claim.id, word, _tested(result) + more, False)


def _tested(result: Result) -> str:
    """Say on what a claim was tested that has no statement for all admissible values."""
    if not isinstance(result.claim.proved.says, Asserted):
        return f"engines that give no certificate decide it ({result.standing.evidence})"
    named = {i.economy for i in result.instances if i.holds is not None}
    count = len(named) or result.standing.instances
    on = f"on {count} econom{'y' if count == 1 else 'ies'}" if count else "by its check"
    how = "certified" if result.standing.evidence is Evidence.CERTIFIED else "tested"
    return f"it is {how} {on}, and has no general statement that could be proved"


def _holds(result: Result) -> bool:
    return result.standing.verdict is Verdict.HOLDS


def _strong(result: Result) -> bool:
    return _holds(result) and result.standing.evidence in STRONG


def _word(id_: str, results: Mapping[str, Result]) -> str:
    return str(results[id_].standing.evidence) if id_ in results else "not checked"
