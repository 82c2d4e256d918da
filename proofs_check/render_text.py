"""Results for the terminal: tables by section, then assumptions, findings, a paragraph for each result of the paper, and the totals.

Conventions: nothing here computes; what is printed is a pure function of the results.  Text is escaped, since bundles and intervals contain brackets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from proofs_check import ledger
from proofs_check.places import PLACES, coverage
from proofs_check.runner import Result
from proofs_check.sections import HEADINGS, heading
from proofs_check.verdict import Outcome, Verdict

STYLES = {Verdict.HOLDS: "green", Verdict.FAILS: "red", Verdict.UNDECIDED: "yellow", Verdict.BROKEN: "magenta", Verdict.VACUOUS: "yellow"}
LONGEST_VALUES = 160
"""Counterexamples longer than this are cut in the text; the JSON has them in full."""


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return ""
    style = STYLES[outcome.verdict]
    return f"[{style}]{outcome.verdict}[/] {outcome.evidence}"


def print_results(results: Mapping[str, Result], console: Console, *, known: Mapping[str, object] | None = None, quiet: bool = False) -> None:
    """Print the results.

    Args:
        results: Results by id.
        console: Where to.
        known: All claims that exist, for the coverage of the paper; the claims of the results if left out.
        quiet: Only what does not hold, and the totals.
    """
    if not quiet:
        for title in HEADINGS:
            _print_section(title, [r for r in results.values() if heading(r.claim.id) == title], console)
        _print_assumptions(results, console)
        _print_findings(results, console)
        _print_summaries(results, console)
    _print_open(results, console)
    _print_totals(results, console)
    _print_coverage(results if known is None else known, console)


def _print_section(title: str, results: list[Result], console: Console) -> None:
    if not results:
        return
    console.print(f"\n[bold]{title}[/]")
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=True, header_style="dim")
    table.add_column("claim", overflow="fold", ratio=26)
    table.add_column("what it says", ratio=40)
    for column in ("as printed", "as corrected", "mutants"):
        table.add_column(column, no_wrap=True)
    for result in results:
        total = len(result.claim.mutants) + len(result.claim.equivalent)
        mutants = str(total) if result.killed is None else f"{result.killed + (result.equivalent or 0)}/{total}"
        table.add_row(result.claim.id, escape(result.claim.title), _cell(result.printed), _cell(result.corrected), mutants)
    console.print(table)


def _line(text: str, console: Console, indent: int = 2) -> None:
    console.print(Padding(text, (0, 0, 0, indent)), highlight=False)


def _print_assumptions(results: Mapping[str, Result], console: Console) -> None:
    made = ledger.assumptions(results)
    shown = [a for a in made if a.shown]
    if not shown:
        return
    console.print("\n[bold]Assumptions[/]")
    for assumption in shown:
        reason = f" — {assumption.reason}" if assumption.reason else ""
        users = assumption.claims[0] + (f" and {len(assumption.claims) - 1} more" if len(assumption.claims) > 1 else "")
        _line(escape(f"{assumption.provenance}: {assumption.says}{reason} ({users})"), console)
    if len(made) > len(shown):
        _line(f"besides {len(made) - len(shown)} sign conditions on the paper's own quantities, which the JSON lists", console)


def _print_findings(results: Mapping[str, Result], console: Console) -> None:
    listed = ledger.findings(results)
    if not listed:
        return
    console.print("\n[bold]Findings[/], the gravest first; `twostage verify ID` reproduces each")
    current = ""
    for finding in listed:
        claim = finding.result.claim
        if claim.severity != current:
            current = claim.severity or ""
            console.print(f"  [bold]{current}[/] ({sum(f.result.claim.severity == current for f in listed)})")
        _line(f"[bold]{claim.id}[/] ({escape(claim.source)}): {escape(claim.finding)}" + _remarks(finding), console, 4)


def _remarks(finding: ledger.Finding) -> str:
    text = " The scan may be at fault." if finding.result.claim.scan else ""
    values = finding.result.printed.counterexample
    if values:
        listed = ", ".join(f"{k} = {v}" for k, v in values.items())
        text += f" [dim]Fails at {escape(listed if len(listed) <= LONGEST_VALUES else listed[:LONGEST_VALUES] + ' …')}.[/]"
    if finding.used_by:
        survive = "survives" if finding.survives else "[red]does not survive[/]"
        text += f" Used by {len(finding.used_by)} claim{'s' * (len(finding.used_by) > 1)}; what depends on it {survive}."
    return text


def _print_summaries(results: Mapping[str, Result], console: Console) -> None:
    paragraphs = ledger.summaries(results)
    if paragraphs:
        console.print("\n[bold]What is established[/]")
    for paragraph in paragraphs.values():
        _line(escape(paragraph), console)


def _print_open(results: Mapping[str, Result], console: Console) -> None:
    left = [r for r in results.values() if r.standing.verdict is not Verdict.HOLDS]
    if left:
        console.print("\n[bold]Not established[/]")
    for result in left:
        style = STYLES[result.standing.verdict]
        _line(f"[bold]{result.claim.id}[/]: [{style}]{result.standing.verdict}[/]: {escape(result.standing.detail)}", console)
    for result in results.values():
        total = len(result.claim.mutants) + len(result.claim.equivalent)
        if result.killed is not None and result.killed + (result.equivalent or 0) < total:
            _line(f"[bold]{result.claim.id}[/]: [red]{total - result.killed - (result.equivalent or 0)} of {total} mutants survive[/]", console)


def _print_totals(results: Mapping[str, Result], console: Console) -> None:
    standing = Counter(r.standing.verdict for r in results.values())
    printed = Counter(r.printed.verdict for r in results.values())
    parts = ", ".join(f"{n} {v}" for v, n in sorted(standing.items()))
    evidence = Counter(r.standing.evidence for r in results.values() if r.standing.verdict is Verdict.HOLDS)
    kinds = ", ".join(f"{n} {kind}" for kind, n in evidence.most_common())
    console.print(f"\n{len(results)} claims: {parts}; {printed[Verdict.FAILS]} fail as printed.", highlight=False)
    if kinds:
        console.print(f"Evidence of those that hold: {kinds}; {sum(r.complete for r in results.values())} complete.", highlight=False)
    total = sum(len(r.claim.mutants) + len(r.claim.equivalent) for r in results.values())
    ran = [r.killed for r in results.values() if r.killed is not None]
    if ran:
        same = sum(r.equivalent or 0 for r in results.values())
        console.print(f"Mutants: {sum(ran)} of {total} refused" + (f", {same} proved equivalent." if same else "."), highlight=False)
    else:
        console.print(f"Mutants: {total} declared; run them with --mutants.", highlight=False)


def _print_coverage(known: Mapping[str, object], console: Console) -> None:
    found = coverage(PLACES, known)
    console.print(f"Coverage: {len(found.covered)} of {len(found.places)} places of the paper ({found.percent}).", highlight=False)
