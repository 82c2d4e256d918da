"""Running claims: each statement to its verdict, each mutant to its refusal.

A crash inside a check is caught here and nowhere else; its verdict is BROKEN.  Claims are
independent, so they may be run on several processes; results, their order included, do not depend
on how many.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from types import MappingProxyType

from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check, Exact, Instance, OnEconomies, run_check
from proofs_check.claims.claim import Claim
from proofs_check.claims.extent import extent
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.engines.certificates import certificate, kind_of
from proofs_check.engines.corner_points import corners_tried
from proofs_check.engines.decide import decide
from proofs_check.engines.found import forget
from proofs_check.verifying.concluding import concluded
from proofs_check.verifying.corners import corners_of, tried_at
from proofs_check.verifying.parallel import each
from proofs_check.verifying.result import Result
from symbolic.language.proposition import Asserted
from symbolic.language.statement import Provenance, Statement

ATTEMPTS = 12
"""Of the search for a proof of what is claimed too strongly."""


def examine(
    statement: Statement, checks: Mapping[str, Check], economies: Sequence[Economy] = ()
) -> tuple[Outcome, tuple[Instance, ...]]:
    """Decide a statement, by an engine or on economies.

    A crash becomes BROKEN with the exception's text.
    """
    start = time.perf_counter()
    try:
        if isinstance(statement.says, Asserted):
            outcome, instances = run_check(statement.says, checks, economies)
            return replace(outcome, seconds=time.perf_counter() - start), instances
        return decide(statement), ()
    except Exception as error:  # the one place where a check may fail in any way
        return Outcome(
            Verdict.BROKEN,
            Evidence.NONE,
            f"{type(error).__name__}: {error}",
            seconds=time.perf_counter() - start,
        ), ()


def generally(checked: Outcome, general: Statement) -> Outcome:
    """Return PROVED where a statement was checked and what is proved of it for all values is.

    Args:
        checked: What came out of the check.
        general: What is to be proved; that its hypotheses can be met is shown by the check.
    """
    start = time.perf_counter()
    proof = certificate(general) if checked.verdict is Verdict.HOLDS else None
    if proof is None:
        return checked
    reasons = [h.reason for h in general.given if h.provenance is Provenance.SHOWN]
    shown = dict.fromkeys(name for reason in reasons for name in reason.split(", "))
    matched = f"what it uses of {', '.join(shown)} is compared in chain.json; " if shown else ""
    detail = (
        f"for all admissible values, by {kind_of(proof)}; the certificate re-checks; {matched}"
        f"checked besides ({checked.evidence}): {checked.detail}"
    )
    seconds = checked.seconds + time.perf_counter() - start
    return replace(
        checked, evidence=Evidence.PROVED, detail=detail, certificate=proof, seconds=seconds
    )


def safely(
    statement: Statement, checks: Mapping[str, Check], economies: Sequence[Economy] = ()
) -> Outcome:
    """Return the outcome of ``examine``."""
    return examine(statement, checks, economies)[0]


def refused(
    mutant: Statement, checks: Mapping[str, Check], economies: Sequence[Economy] = ()
) -> bool:
    """Return whether a false variant fails; economies are asked until it does on one of them.

    A variant whose check crashes before is not refused.
    """
    says = mutant.says
    one_by_one = isinstance(says, Asserted) and isinstance(checks.get(says.name), OnEconomies)
    asked = [(economy,) for economy in economies] if one_by_one else [tuple(economies)]
    for some in asked:
        verdict = safely(mutant, checks, some).verdict
        if verdict in (Verdict.FAILS, Verdict.BROKEN):
            return verdict is Verdict.FAILS
    return False


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while claims were being checked; ``results`` holds those that were finished."""

    def __init__(self, results: dict[str, Result]) -> None:
        super().__init__()
        self.results = results


def run(
    claims: Mapping[str, Claim],
    *,
    economies: Sequence[Economy] | Callable[[], Sequence[Economy]] = (),
    mutants: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    decided: Callable[[Result], None] = lambda _: None,
    processes: int = 1,
    known: Mapping[str, Result] = MappingProxyType({}),
    search: bool = False,
    quick: bool = False,
) -> dict[str, Result]:
    """Check every claim.

    Args:
        claims: Claims by id; dependencies of each are among them.
        economies: Economies for the claims that are tested on economies, or what makes them: one
            process calls it when it has decided the first claim, which needs none.
        mutants: Whether to run the mutants too.
        progress: Called with each id when its claim has been checked.
        decided: Called with each result then; a step may still be weakened by what it rests on.
        processes: Number of processes to run on.
        known: Results of ``needing_nothing`` by id, which are taken as they are.
        search: Whether to search for every proof anew, also where one was found before.
        quick: Whether checks that name economies themselves try the first of them alone.

    Returns:
        Results by id, in the order of ``claims``.

    Raises:
        Interrupted: Ctrl-C was pressed; carries what was finished, as if the other claims had not
            been asked for.
    """
    found = {id_: replace(result, claim=claims[id_]) for id_, result in known.items()}

    def keep(result: Result) -> None:
        found[result.claim.id] = result
        decided(result)
        progress(result.claim.id)

    left = [claim for claim in claims.values() if claim.id not in found]
    # Those tested on the economies first, so that one process prepares the economies and others do not.
    left.sort(key=lambda claim: not _on_economies(claim))
    task = _searched if search else _quickly if quick else _run_one
    try:
        alone = processes == 1 and not found
        if alone and (first := next(filter(_by_engine, left), None)) is not None:
            left.remove(first)
            keep(task(first, (), mutants))
        made = economies() if callable(economies) else economies
        with closing(each(task, left, made, mutants, processes, _lost)) as finished:
            for _, result in finished:
                keep(result)
    except KeyboardInterrupt:
        raise Interrupted(concluded(claims, found)) from None
    return concluded(claims, found)


def needing_nothing(claim: Claim) -> Result:
    """Return the result of a claim that needs no economies; what it rests on is not judged."""
    return _run_one(claim, (), False)


def _on_economies(claim: Claim) -> bool:
    says = claim.standing.says
    return isinstance(says, Asserted) and isinstance(claim.checks.get(says.name), OnEconomies)


def _by_engine(claim: Claim) -> bool:
    """Return whether a claim needs no economies.

    The first such is shown before economies are drawn and other processes started.
    """
    corrected = (claim.corrected,) if claim.corrected else ()
    asked = (claim.printed, *corrected, *claim.mutants, *claim.equivalent)
    return claim.general is None and not any(isinstance(s.says, Asserted) for s in asked)


def _lost(claim: Claim, seconds: float) -> Result:
    broken = Outcome(
        Verdict.BROKEN, Evidence.NONE, "the process that checked it died, twice", seconds=seconds
    )
    return Result(claim, broken, broken if claim.corrected else None, False, None, seconds)


def _processor() -> float:
    """Return the processor seconds of this process and of those that it started and waited for."""
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def _run_one(claim: Claim, economies: Sequence[Economy], mutants: bool) -> Result:
    start, used = time.perf_counter(), _processor()
    printed, instances = examine(claim.printed, claim.checks, economies)
    corrected = None
    if claim.corrected:
        corrected, instances = examine(claim.corrected, claim.checks, economies)
    if claim.general is not None:
        outcome = generally(corrected or printed, claim.general)
        printed, corrected = (printed, outcome) if corrected else (outcome, None)
    standing, corners = _with_corners(claim, corrected or printed, instances, economies)
    printed, corrected = (printed, standing) if corrected else (standing, None)
    killed = (
        sum(refused(m, claim.checks, economies) for m in claim.mutants)
        + sum(certificate(s, ATTEMPTS) is None for s in claim.strengthened)
        if mutants
        else None
    )
    same = (
        sum(_for_all(safely(m, claim.checks, economies)) for m in claim.equivalent)
        if mutants
        else None
    )
    return Result(
        claim,
        printed,
        corrected,
        complete=False,
        killed=killed,
        seconds=time.perf_counter() - start,
        instances=instances,
        equivalent=same,
        corners=corners,
        processor=_processor() - used,
    )


def _quickly(claim: Claim, economies: Sequence[Economy], mutants: bool) -> Result:
    """Check a claim on the first of the economies that its check names."""
    with extent(quick=True):
        return _run_one(claim, economies, mutants)


def _searched(claim: Claim, economies: Sequence[Economy], mutants: bool) -> Result:
    """Check a claim in a process that has no proofs from before."""
    forget()
    return _run_one(claim, economies, mutants)


def _with_corners(
    claim: Claim,
    standing: Outcome,
    instances: tuple[Instance, ...],
    economies: Sequence[Economy],
) -> tuple[Outcome, tuple[str, ...]]:
    """Return a claim's outcome, BROKEN where its statement is false at a corner, and the corners where it is true."""
    says = claim.standing.says
    if standing.verdict is not Verdict.HOLDS:
        return standing, ()
    if not isinstance(says, Asserted):
        try:
            return standing, corners_tried(claim.standing)
        except Exception as error:
            told = f"{type(error).__name__}: {error}"
            return replace(
                standing, verdict=Verdict.BROKEN, evidence=Evidence.NONE, detail=told
            ), ()
    check = claim.checks[says.name]
    chosen = check.economies() if isinstance(check, Exact) else ()
    named = (c for e in chosen for c in corners_of(e))
    return standing, tuple(dict.fromkeys((*tried_at(instances, economies), *named, *check.corners)))


def _for_all(outcome: Outcome) -> bool:
    return outcome.verdict is Verdict.HOLDS and outcome.evidence in (
        Evidence.PROVED,
        Evidence.DECIDED,
    )


def exit_status(results: Mapping[str, Result]) -> int:
    """Return 1 if a claim fails and no correction holds, 3 if something is open, 0 otherwise.

    Open is what is undecided, broken or vacuous, or has a mutant that survives.
    """
    standing = [r.standing.verdict for r in results.values()]
    if Verdict.FAILS in standing:
        return 1
    survived = any(
        (r.killed is not None and r.killed < len(r.claim.mutants) + len(r.claim.strengthened))
        or (r.equivalent is not None and r.equivalent < len(r.claim.equivalent))
        for r in results.values()
    )
    return 3 if survived or any(v is not Verdict.HOLDS for v in standing) else 0
