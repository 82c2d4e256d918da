r"""A run: the mutants, for each the claims that reach it, and what comes out, on several processes.

A mutant that a static argument shows to be equivalent is not run.  Results are kept in the journal
as they come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bite import forks, guided, same
from bite.journal import Journal
from bite.mutants import Mutant
from bite.noticing import Expected, Notice, Task, notice
from bite.reach import block_at, spans
from bite.scope import ROOT, module_name
from bite.tracing import Trace

LONGEST = 420.0
"""Seconds of processor time for a mutant and all its claims."""
GROUPS = 6
"""Processes among which the claims of a control are divided."""


@dataclass(frozen=True)
class Tried:
    """A mutant and what came out."""

    mutant: Mutant
    notice: Notice


@cache
def _source(root: Path, path: str) -> str:
    return (root / path).read_text(encoding="utf-8")


@cache
def _spans(root: Path, path: str) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    return spans(module_name(path), _source(root, path))


def reaching(mutant: Mutant, traces: dict[str, Trace], root: Path = ROOT) -> frozenset[str]:
    """Return the claims whose check runs the block that a mutant is in.

    What is outside all functions is run when the module is imported, and so are functions that are
    called there: then every claim counts whose check runs anything of the module.
    """
    block = block_at(_spans(root, mutant.path), mutant.start)
    module = module_name(mutant.path)
    if block == f"{module}:0" or any(block in t.imported for t in traces.values()):
        return frozenset(
            t.id
            for t in traces.values()
            if any(b.startswith((f"{module}:", f"{module}.")) for b in t.checked)
        )
    return frozenset(t.id for t in traces.values() if block in t.checked)


def called(mutant: Mutant, traces: dict[str, Trace], root: Path = ROOT) -> bool:
    """Whether a mutant's block runs only when a check calls it: no import, no declaration does."""
    block = block_at(_spans(root, mutant.path), mutant.start)
    return block != f"{module_name(mutant.path)}:0" and not any(
        block in t.declared or block in t.imported for t in traces.values()
    )


@dataclass(frozen=True)
class Limits:
    """What a run may use.

    Args:
        minutes: After which no further mutant is begun.
        budget: Seconds of claims for a mutant, or None.
        processes: How many mutants run at a time.
    """

    minutes: float = 1e6
    budget: float | None = None
    processes: int = 1


def run(
    mutants: Sequence[Mutant],
    traces: dict[str, Trace],
    journal: Journal,
    limits: Limits,
    told: Callable[[Tried, int], None] = lambda tried, known: None,
    root: Path = ROOT,
) -> list[Tried]:
    """Try mutants that the journal does not know; return all that are then known, in order.

    Args:
        mutants: The sample.
        traces: Of all claims.
        journal: Where results are kept.
        limits: Of the run and of a mutant.
        told: Called with each that was tried, and how many are known.
        root: Where the project's sources lie.
    """
    expected = _expected(traces)
    given = economies()
    end = time.monotonic() + 60 * limits.minutes
    known = sum(m.id in journal.notices for m in mutants)
    objects = journal.path.parent / "objects"
    objects.mkdir(parents=True, exist_ok=True)

    def tasks() -> Iterator[Task]:
        for mutant in mutants:
            if mutant.id in journal.notices:
                continue
            if time.monotonic() > end:
                return
            why = same.reason(mutant, _source(root, mutant.path))
            asked = reaching(mutant, traces, root)
            if why is not None:
                journal.add(mutant, Notice("equivalent", reason=why))
            elif not asked and called(mutant, traces, root):
                journal.add(mutant, _excused(mutant, Notice("survived")))
            else:
                alone = called(mutant, traces, root)
                yield Task(mutant, asked, expected, limits.budget, given, alone, objects)

    for ended in forks.each(notice, tasks(), limits.processes, LONGEST):
        came = ended.value or Notice(
            "timed out" if ended.reason == "time" else "crashed",
            reason=ended.reason,
            seconds=round(ended.seconds, 2),
        )
        came = _excused(ended.item.mutant, came)
        journal.add(ended.item.mutant, came)
        known += 1
        told(Tried(ended.item.mutant, came), known)
    return [Tried(m, journal.notices[m.id]) for m in mutants if m.id in journal.notices]


def _excused(mutant: Mutant, came: Notice) -> Notice:
    """Return what came out; a survivor on which no certified result rests is told apart."""
    why = guided.reason(mutant) if came.outcome == "survived" else None
    return came if why is None else replace(came, outcome="guided", reason=why)


def control(traces: dict[str, Trace], processes: int, root: Path = ROOT) -> dict[str, str]:
    """Run all claims as for a mutant whose edit changes nothing; return what some notice."""
    nothing = Mutant("numeric/stage1.py", "numeric.stage1", "none", (1, 0), (1, 0), "", "")
    expected = _expected(traces)
    parts = [expected[i::GROUPS] for i in range(GROUPS)]
    tasks = [Task(nothing, frozenset(e.id for e in part), part) for part in parts]
    noticed: dict[str, str] = {}
    while tasks:
        again: list[Task] = []
        for ended in forks.each(notice, tasks, processes, LONGEST):
            came = ended.value or Notice("crashed", reason=ended.reason)
            noticed |= dict.fromkeys((*came.crashed, *came.slow), "no verdict")
            if came.by is not None:
                noticed[came.by["claim"]] = f"{came.by['was']} -> {came.by['now']}"
                left = tuple(e for e in ended.item.claims if e.id not in came.ran)
                again.append(Task(nothing, frozenset(e.id for e in left), left))
            elif ended.value is None:
                noticed |= {e.id: came.reason for e in ended.item.claims}
        tasks = again
    return noticed


def _expected(traces: dict[str, Trace]) -> tuple[Expected, ...]:
    return tuple(
        Expected(t.id, t.printed, t.corrected, t.seconds, t.statements, t.entered)
        for t in traces.values()
    )


def economies() -> tuple[dict[str, Any], ...]:
    """Return the economies of claims on economies as keywords, by a process that imports the project."""
    (ended,) = forks.each(_economies, [0], 1, LONGEST)
    return tuple(ended.value or ())


def _economies(_: int) -> list[dict[str, Any]]:
    from proofs_check.verifying.economies import economies_for

    return [economy.keywords() for economy in economies_for((), 12, 2012)]
