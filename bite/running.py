r"""A run: the mutants, for each the claims that reach it, and what comes out, on several processes.

A mutant that a static argument shows to be equivalent is not run.  Results are kept in the journal
as they come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bite import forks, same
from bite.journal import Journal
from bite.mutants import Mutant
from bite.noticing import Expected, Notice, Task, notice
from bite.reach import block_at, spans
from bite.scope import ROOT, module_name
from bite.tracing import Trace

LONGEST = 420.0
"""Seconds of processor time for a mutant and all its claims."""


@dataclass(frozen=True)
class Tried:
    """A mutant and what came out."""

    mutant: Mutant
    notice: Notice


@cache
def _source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def _spans(path: str) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    return spans(module_name(path), _source(path))


def reaching(mutant: Mutant, traces: dict[str, Trace]) -> frozenset[str]:
    """Return the claims whose check runs the block that a mutant is in.

    What is outside all functions is run when the module is imported: then every claim counts whose
    check runs anything of the module.
    """
    block = block_at(_spans(mutant.path), mutant.start)
    module = module_name(mutant.path)
    if block == f"{module}:1:0":
        return frozenset(
            t.id for t in traces.values() if any(b.startswith(f"{module}:") for b in t.checked)
        )
    return frozenset(t.id for t in traces.values() if block in t.checked)


@dataclass(frozen=True)
class Limits:
    """After how many minutes no mutant is begun, and how many seconds of claims one is given."""

    minutes: float = 1e6
    budget: float | None = None


def run(
    mutants: Sequence[Mutant],
    traces: dict[str, Trace],
    journal: Journal,
    processes: int,
    limits: Limits,
    told: Callable[[Tried, int], None],
) -> list[Tried]:
    """Try mutants that the journal does not know; return all that are then known, in order.

    Args:
        mutants: The sample.
        traces: Of all claims.
        journal: Where results are kept.
        processes: How many mutants run at a time.
        limits: Of the run and of a mutant.
        told: Called with each that was tried, and how many are known.
    """
    expected = tuple(
        Expected(t.id, t.printed, t.corrected, t.seconds, t.statements) for t in traces.values()
    )
    end = time.monotonic() + 60 * limits.minutes
    known = sum(m.id in journal.notices for m in mutants)

    def tasks() -> Iterator[Task]:
        for mutant in mutants:
            if mutant.id in journal.notices:
                continue
            if time.monotonic() > end:
                return
            why = same.reason(mutant, _source(mutant.path))
            if why is not None:
                journal.add(mutant, Notice("equivalent", reason=why))
            else:
                yield Task(mutant, reaching(mutant, traces), expected, limits.budget)

    for ended in forks.each(notice, tasks(), processes, LONGEST):
        came = ended.value or Notice(
            "timed out" if ended.reason == "time" else "crashed",
            reason=ended.reason,
            seconds=round(ended.seconds, 2),
        )
        journal.add(ended.item.mutant, came)
        known += 1
        told(Tried(ended.item.mutant, came), known)
    return [Tried(m, journal.notices[m.id]) for m in mutants if m.id in journal.notices]
