"""Results for the terminal.

Tables by section come first, then assumptions, findings, a paragraph for each result of the paper,
and the totals.

Conventions: what is printed is a pure function of the results as data (the JSON), so saved results
print the same again.  In brief, only gaps and false remarks are told in full, and of other findings
the first sentence; with details, everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from proofs_check.claims.sections import HEADINGS, heading
from proofs_check.output.beside import numbers_beside
from proofs_check.output.chain_tables import print_chains
from proofs_check.output.console import STYLES, styled, verdict_text
from proofs_check.output.in_text import in_text, typed_in_text

Data = Mapping[str, Any]
LONGEST_VALUES = 160
"""Counterexamples longer than this are cut in the text; the JSON has them in full."""

GRAVE = ("gap", "false remark")


def _standing(claim: Data) -> Data:
    outcome: Data = claim["corrected"] or claim["printed"]
    return outcome


def _cell(outcome: Data | None) -> Text:
    if outcome is None:
        return styled()
    return verdict_text(outcome["verdict"], outcome["evidence"])


def print_results(
    data: Data, console: Console, *, quiet: bool = False, details: bool = False
) -> None:
    """Print the results.

    Args:
        data: Results in the format of ``twostage verify --json``.
        console: Where to.
        quiet: Only what does not hold, and the totals.
        details: All findings and paragraphs in full.
    """
    if not quiet:
        for title in HEADINGS:
            _print_section(title, [c for c in data["claims"] if heading(c["id"]) == title], console)
            if details:
                if title == heading("thm-1"):
                    _print_tails(data.get("tails") or [], console)
                _print_beside(title, numbers_beside(data["claims"]), console)
        _print_assumptions(data["assumptions"], console)
        _print_findings(data["findings"], console, details)
        _print_summaries(data["summaries"], console, details)
        print_chains(data.get("chains") or [], console, details)
    _print_open(data["claims"], console)
    print_totals(data, console)


def _print_section(title: str, claims: list[Data], console: Console) -> None:
    if not claims:
        return
    console.print(styled((f"\n{title}", "bold")))
    table = Table(
        box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=True, header_style="dim"
    )
    table.add_column("claim", overflow="fold", ratio=26)
    table.add_column("what it says", ratio=40)
    for column in ("as printed", "as corrected", "mutants"):
        table.add_column(column, no_wrap=True)
    for claim in claims:
        refused, total = _refused(claim), claim["mutants"]["total"]
        mutants = str(total) if refused is None else f"{refused}/{total}"
        table.add_row(
            claim["id"],
            claim["title"],
            _cell(claim["printed"]),
            _cell(claim["corrected"]),
            mutants,
        )
    console.print(table)


def _print_tails(tails: list[Data], console: Console) -> None:
    """Print from which N on Theorem 1 is proved for the economies with stored certificates."""
    if not tails:
        return
    said = "\nTheorem 1 with proof for all larger N; thm-1.threshold replays the certificates"
    console.print(styled((said, "bold")))
    table = Table(
        box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=True, header_style="dim"
    )
    table.add_column("economy", overflow="fold")
    for column in ("types, states", "last failure computed", "for all N from", "seconds"):
        table.add_column(column, justify="right")
    for row in tails:
        last = "none" if row["last_failure"] is None else str(row["last_failure"])
        start = str(row["from"]) if row["current"] else "stale: not proved"
        sizes = f"{row['types']}, {row['states']}"
        table.add_row(row["economy"], sizes, last, start, f"{row['seconds']:.0f}")
    console.print(table)


def _print_beside(title: str, beside: Mapping[str, Data], console: Console) -> None:
    """Print the numbers with proof that stand beside the theorems of a section, and their limits."""
    for theorem, numbers in beside.items():
        if heading(theorem) == title:
            words = (
                f"{theorem} with numbers: {numbers['id']}: {numbers['detail']}. {numbers['limits']}"
            )
            judged = verdict_text(numbers["verdict"], numbers["evidence"])
            _line(Text.assemble(judged, " ", words), console)


def _refused(claim: Data) -> int | None:
    """Return how many variants were refused or proved equivalent; None if they were not run."""
    mutants = claim["mutants"]
    return None if mutants["killed"] is None else mutants["killed"] + (mutants["equivalent"] or 0)


def _line(text: str | Text, console: Console, indent: int = 2) -> None:
    console.print(Padding(text, (0, 0, 0, indent)), highlight=False)


def _print_assumptions(made: list[Data], console: Console) -> None:
    shown = [a for a in made if a["shown"]]
    if not shown:
        return
    console.print(styled(("\nAssumptions", "bold")))
    for assumption in shown:
        reason = f" — {assumption['reason']}" if assumption["reason"] else ""
        users = assumption["claims"][0] + (
            f" and {len(assumption['claims']) - 1} more" if len(assumption["claims"]) > 1 else ""
        )
        _line(f"{assumption['provenance']}: {_assumed(assumption)}{reason} ({users})", console)
    if len(made) > len(shown):
        _line(
            f"besides {len(made) - len(shown)} sign conditions on the paper's own quantities, "
            "which the JSON lists",
            console,
        )


def _assumed(assumption: Data) -> str:
    """Return what is assumed: its formula as text, else its words."""
    latex = assumption["latex"]
    formula = None if latex.startswith(r"\text{") else in_text(latex)
    return str(assumption["says"]) if formula is None else formula


def _print_findings(listed: list[Data], console: Console, details: bool) -> None:
    if not listed:
        return
    told = ", the gravest first; `twostage verify ID` reproduces each"
    console.print(styled(("\nFindings", "bold"), told))
    for severity, number in Counter(f["severity"] for f in listed).items():
        console.print(styled("  ", (severity, "bold"), f" ({number})"))
        for finding in (f for f in listed if f["severity"] == severity):
            said = finding["finding"]
            if not details and severity not in GRAVE:
                said = first_sentence(said)
            start = styled((finding["id"], "bold"), f" ({finding['source']}): {said}")
            _line(start.append_text(_remarks(finding)) if details else start, console, 4)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    >>> first_sentence("The bound fails at q = 0.5.  Repair: take the maximum.")
    'The bound fails at q = 0.5.'
    """
    return re.split(r"(?<=[.!?])\s+(?=[A-Z(])", text, maxsplit=1)[0]


def _remarks(finding: Data) -> Text:
    text = styled(" The scan may be at fault." if finding["scan"] else "")
    values = finding["counterexample"]
    if values:
        listed = ", ".join(
            f"{typed_in_text(k)} = {typed_in_text(str(v))}" for k, v in values.items()
        )
        if len(listed) > LONGEST_VALUES:
            listed = listed[:LONGEST_VALUES] + " …"
        text.append(f" Fails at {listed}.", "dim")
    users = len(finding["used_by"])
    if users:
        text.append(f" Used by {users} claim{'s' * (users > 1)}; what depends on it ")
        lives = finding["survives"]
        text.append("survives" if lives else "does not survive", "" if lives else "red").append(".")
    return text


def _print_summaries(paragraphs: Mapping[str, str], console: Console, details: bool) -> None:
    if paragraphs:
        console.print(styled(("\nWhat is established", "bold")))
    for paragraph in paragraphs.values():
        _line(
            paragraph if details else ". ".join(paragraph.split(". ")[:2]).rstrip(".") + ".",
            console,
        )


def _print_open(claims: list[Data], console: Console) -> None:
    left = [c for c in claims if _standing(c)["verdict"] != "HOLDS"]
    if left:
        console.print(styled(("\nNot established", "bold")))
    for claim in left:
        outcome = _standing(claim)
        _line(
            styled(
                (claim["id"], "bold"),
                ": ",
                (outcome["verdict"], STYLES[outcome["verdict"]]),
                f": {outcome['detail']}",
            ),
            console,
        )
    for claim in claims:
        refused, total = _refused(claim), claim["mutants"]["total"]
        if refused is not None and refused < total:
            _line(
                styled(
                    (claim["id"], "bold"),
                    ": ",
                    (f"{total - refused} of {total} mutants survive", "red"),
                ),
                console,
            )


def print_totals(data: Data, console: Console) -> None:
    """Print how many claims hold, on what evidence, and how much of the paper they cover."""
    _print_totals(data["claims"], console)
    _print_coverage(data["coverage"], console)


def _print_totals(claims: list[Data], console: Console) -> None:
    standing = Counter(_standing(c)["verdict"] for c in claims)
    printed = Counter(c["printed"]["verdict"] for c in claims)
    parts = ", ".join(f"{n} {v}" for v, n in sorted(standing.items()))
    evidence = Counter(
        _standing(c)["evidence"] for c in claims if _standing(c)["verdict"] == "HOLDS"
    )
    kinds = ", ".join(f"{n} {kind}" for kind, n in evidence.most_common())
    console.print(
        f"\n{len(claims)} claims: {parts}; {printed['FAILS']} fail as printed.", highlight=False
    )
    if kinds:
        console.print(
            f"Evidence of those that hold: {kinds}; {sum(c['complete'] for c in claims)} complete.",
            highlight=False,
        )
    total = sum(c["mutants"]["total"] for c in claims)
    ran = [c["mutants"]["killed"] for c in claims if c["mutants"]["killed"] is not None]
    if ran:
        same = sum(c["mutants"]["equivalent"] or 0 for c in claims)
        console.print(
            f"Mutants: {sum(ran)} of {total} refused"
            + (f", {same} proved equivalent." if same else "."),
            highlight=False,
        )
    else:
        console.print(f"Mutants: {total} declared; run them with --mutants.", highlight=False)


def _print_coverage(found: Data | None, console: Console) -> None:
    if found:
        share = 100 * found["covered"] // found["total"]  # never rounded up
        console.print(
            f"Coverage: {found['covered']} of {found['total']} places of the paper ({share} %).",
            highlight=False,
        )
