r"""Claims on mutated code: the cheapest first, until a verdict changes.

A claim that calls the mutated module itself counts as cheaper than it is.  A claim on economies
stops at the first economy where it fails.  A check that crashes, or that is not done within its
time, has not noticed anything, and the next claim is asked; so is a solver's division by zero,
which a check reports as an undecided economy.  A check that compares and raises ``Disagreement``
has noticed, although its verdict is BROKEN; so has one whose subject the toolkit refuses to solve, after
checking its own result.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import resource
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from bite import mutated, same
from bite.mutants import Mutant
from bite.scope import module_name, shapes_kernels
from bite.ties import Ties
from bite.watching import Watch, says_ill_typed, says_no_program

LEAST, TIMES = 10.0, 6.0
"""Seconds of processor time that any claim may use, and how many times what it needs."""
DIRECT = 0.1
"""What a claim that calls the mutated module counts for in the order."""
PATIENT = 3
"""From so many claims without an end in their time on, the mutant is given up."""
_CRASH = re.compile(
    r"division by zero|overflow|cannot convert|math (domain|range) error", re.IGNORECASE
)


@dataclass(frozen=True)
class Expected:
    """A claim on the code as it stands: verdicts, seconds, and a hash of its statements."""

    id: str
    printed: str
    corrected: str | None
    seconds: float
    statements: str
    entered: tuple[str, ...] = ()

    def calls(self, module: str) -> bool:
        """Whether the check calls a function of a module itself."""
        return any(f.startswith(f"{module}.") for f in self.entered)


@dataclass(frozen=True)
class Task:
    """What is to be tried.

    Args:
        mutant: The mutant.
        reaching: The claims whose checks reach it.
        claims: All claims.
        budget: The seconds that claims may take.
        economies: The economies of claims on economies, as the keywords that build them: drawn once,
            from the code as it stands; drawn anew where none are given.
        called: Whether the edited block runs only when a check calls it, so that neither importing
            the project nor any declaration depends on it.
        objects: Where object code is kept under a hash of the text that it was compiled from.
    """

    mutant: Mutant
    reaching: frozenset[str]
    claims: tuple[Expected, ...]
    budget: float | None = None
    economies: tuple[dict[str, Any], ...] = ()
    called: bool = False
    objects: Path | None = None


@dataclass
class Notice:
    """What came out for a mutant.

    Args:
        outcome: caught, survived, guided, equivalent, stillborn, crashed or timed out.
        by: The claim that noticed, with what its verdict was and is, and what it says.
        ran: The claims that ran, in their order.
        crashed: Those of them that crashed.
        ill_typed: Those of these that ended in an error of type or shape.
        no_program: Those of them in which a formula was written as text that is no program.
        slow: Those of them that were not done within their time.
        reason: Why an equivalent edit changes nothing, the error of one that is stillborn, what the
            first claim that crashed said, or why nothing ran.
        seconds: Of processor time.
    """

    outcome: str = "survived"
    by: dict[str, str] | None = None
    ran: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    ill_typed: list[str] = field(default_factory=list)
    no_program: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    reason: str = ""
    seconds: float = 0.0


def notice(task: Task) -> Notice:
    """Run the claims on the mutated code.

    The process is one of its own, which has imported nothing of the project, or has prepared it.
    """
    begun, mutant, found, watch, ties = _used(), task.mutant, Notice(), Watch(), Ties()
    target = module_name(mutant.path)
    watch.start()
    ties.start()
    with tempfile.TemporaryDirectory(prefix="bite") as folder:
        if shapes_kernels(mutant.path):
            os.environ["XDG_CACHE_HOME"] = folder
        unmade: list[Any] = []
        try:
            unmade = mutated.project(mutant, task.called)
        except Exception as error:  # the declarations themselves cannot be made
            found.outcome, found.reason = "stillborn", f"{type(error).__name__}: {error}"[:300]
        else:
            if task.objects is not None and shapes_kernels(mutant.path):
                mutated.share(task.objects)
            _ask(task, found, target, unmade)
    if found.outcome == "crashed" and watch.stillborn:
        found.outcome, found.reason = "stillborn", watch.errors[0][:300]
    elif found.outcome == "survived" and ties.reason is not None:
        found.outcome, found.reason = "equivalent", ties.reason
    elif found.outcome == "crashed" and (
        len(found.ill_typed) == len(found.ran) or len(found.no_program) == len(found.crashed)
    ):
        found.outcome = "stillborn"
    found.seconds = round(_used() - begun, 2)
    return found


def _used() -> float:
    """Return the seconds of processor time of this process and of those that it waited for."""
    own, children = (
        resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _ask(task: Task, found: Notice, target: str, unmade: Sequence[Any]) -> None:
    from proofs_check.paper import CLAIMS

    altered = {
        e.id
        for e in task.claims
        if not task.called and e.id in CLAIMS and statements_hash(CLAIMS[e.id]) != e.statements
    }
    chosen = sorted(
        (e for e in task.claims if e.id in task.reaching or e.id in altered),
        key=lambda e: e.seconds * (DIRECT if e.calls(target) else 1.0),
    )
    economies = _Economies(task.economies)
    spent = 0.0
    for expected in chosen:
        if task.budget is not None and spent > task.budget:
            break
        spent += expected.seconds
        found.ran.append(expected.id)
        if any(v is CLAIMS[expected.id].corrected for v in unmade):
            found.crashed.append(expected.id)
        else:
            _one(CLAIMS[expected.id], expected, economies, found)
        if found.by is not None:
            found.outcome = "caught"
            return
        if len(found.slow) >= PATIENT:
            break
    if same.returns_the_same(task.mutant, importlib.import_module(target)):
        found.outcome, found.reason = "equivalent", same.VALUE
    elif found.slow:
        found.outcome = "timed out"
    elif found.crashed:
        found.outcome = "crashed"
    if found.outcome in ("survived", "timed out"):
        found.reason = ""


class _Economies(Sequence[Any]):
    """The economies, built when the first claim asks for them."""

    def __init__(self, given: Sequence[dict[str, Any]]) -> None:
        self.given = given

    @cached_property
    def built(self) -> list[Any]:
        """The economies."""
        if self.given:
            from numeric.economy.economy import Economy

            return [Economy(**keywords) for keywords in self.given]
        from proofs_check.verifying.economies import economies_for

        return economies_for((), 12, 2012)

    def __len__(self) -> int:
        return len(self.built)

    def __getitem__(self, index: Any) -> Any:
        return self.built[index]


def _one(claim: Any, expected: Expected, economies: Sequence[Any], found: Notice) -> None:
    from proofs_check.engines.time_limit import TimeUp, within

    try:
        with within(max(LEAST, TIMES * expected.seconds), "processor"):
            for part, statement, was in (
                ("printed", claim.printed, expected.printed),
                ("corrected", claim.corrected, expected.corrected),
            ):
                if statement is None or was is None:
                    continue
                now, detail = verdict(statement, claim.checks, economies, was)
                if _crashed(now, detail):
                    if claim.id not in found.crashed:
                        found.crashed.append(claim.id)
                        found.ill_typed += [claim.id] * says_ill_typed(detail)
                        found.no_program += [claim.id] * says_no_program(detail)
                    found.reason = found.reason or f"{claim.id}: {detail}"[:300]
                elif now != was:
                    found.by = {
                        "claim": claim.id,
                        "part": part,
                        "was": was,
                        "now": now,
                        "detail": detail[:300],
                    }
                    return
    except TimeUp:
        found.slow.append(claim.id)


def _crashed(now: str, detail: str) -> bool:
    """Whether a check did not come to its end: it failed in any way but by saying what disagrees."""
    if now == "BROKEN":
        return not detail.startswith("Disagreement: ")
    return now == "UNDECIDED" and _CRASH.search(detail) is not None


def verdict(
    statement: Any, checks: Any, economies: Sequence[Any], was: str = ""
) -> tuple[str, str]:
    """Return a statement's verdict and what is said of it.

    Where an economy refutes what held, the others are not asked.
    """
    from proofs_check.claims.checks import gathered, on_economy
    from proofs_check.claims.verdict import Verdict
    from proofs_check.verifying.run import examine

    test, instances = on_economy(statement.says, checks), []
    if test is None:
        outcome = examine(statement, checks, economies)[0]
        return str(outcome.verdict), outcome.detail
    try:
        for economy in economies:
            instances.append(test(economy))
            if instances[-1].verdict is Verdict.FAILS and was != "FAILS":
                break
    except Exception as error:  # as in proofs_check.verifying.run: the check itself crashed
        return "BROKEN", f"{type(error).__name__}: {error}"
    outcome = gathered(instances)
    return str(outcome.verdict), outcome.detail


def statements_hash(claim: Any) -> str:
    """Return a hash of what a claim states."""
    return hashlib.sha256(f"{claim.printed!r}\0{claim.corrected!r}".encode()).hexdigest()[:16]
