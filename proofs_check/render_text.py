"""Results as a table for the terminal, followed by the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from proofs_check.runner import Result
from proofs_check.verdict import Outcome, Verdict

STYLES = {Verdict.HOLDS: "green", Verdict.FAILS: "red", Verdict.UNDECIDED: "yellow", Verdict.BROKEN: "magenta", Verdict.VACUOUS: "yellow"}


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    style = STYLES[outcome.verdict]
    return f"[{style}]{outcome.verdict}[/] {outcome.evidence}"


def print_results(results: Mapping[str, Result], console: Console) -> None:
    """Print the verdict table, the totals and the findings."""
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "what it says", "as printed", "as corrected", "mutants"):
        table.add_column(column, overflow="fold")
    for result in results.values():
        total = len(result.claim.mutants) + len(result.claim.equivalent)
        mutants = str(total) if result.killed is None else f"{result.killed + (result.equivalent or 0)}/{total}"
        table.add_row(result.claim.id, result.claim.title, _cell(result.printed), _cell(result.corrected), mutants)
    console.print(table)
    _print_findings(results, console)
    _print_totals(results, console)


def _print_findings(results: Mapping[str, Result], console: Console) -> None:
    findings = [r for r in results.values() if r.claim.severity]
    if findings:
        console.print("\n[bold]Findings[/]")
    for result in findings:
        console.print(f"  [bold]{result.claim.id}[/] ({result.claim.severity}): {result.claim.finding}")
        if result.claim.scan:
            console.print("    The scan may be at fault.")
        if result.printed.counterexample:
            values = ", ".join(f"{k} = {v}" for k, v in result.printed.counterexample.items())
            console.print(f"    Fails as printed at {values}.")
    for result in results.values():
        if result.standing.verdict is not Verdict.HOLDS:
            console.print(f"  [bold]{result.claim.id}[/]: {result.standing.verdict}: {result.standing.detail}")


def _print_totals(results: Mapping[str, Result], console: Console) -> None:
    standing = Counter(r.standing.verdict for r in results.values())
    printed = Counter(r.printed.verdict for r in results.values())
    parts = ", ".join(f"{n} {v}" for v, n in sorted(standing.items()))
    console.print(f"\n{len(results)} claims: {parts}; {printed[Verdict.FAILS]} fail as printed.")
    total = sum(len(r.claim.mutants) + len(r.claim.equivalent) for r in results.values())
    ran = [r.killed for r in results.values() if r.killed is not None]
    if ran:
        same = sum(r.equivalent or 0 for r in results.values())
        console.print(f"Mutants: {sum(ran)} of {total} refused" + (f", {same} proved equivalent." if same else "."))
    else:
        console.print(f"Mutants: {total} declared; run them with --mutants.")
