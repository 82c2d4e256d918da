"""What ``twostage verify`` does: claims are chosen, checked beside each other, shown and saved.

The first claim is shown within seconds: it is decided before the other claims are imported, which
takes longer than to decide it.  So what imports them all is imported where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from rich.progress import Progress
from rich.text import Text

from numeric.economy.economy import Economy
from proofs_check.beforehand import printed_of, shown_of
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Verdict
from proofs_check.output.console import terminal, verdict_text
from proofs_check.saved import as_data, write, write_report_of
from proofs_check.verifying.economies import economies_with, given
from proofs_check.verifying.parallel import beside
from proofs_check.verifying.result import Result
from proofs_check.verifying.run import Interrupted, exit_status, needing_nothing, run
from proofs_check.verifying.verify import with_dependencies

MANY = 8
"""From so many claims on, starting another process pays."""


def chosen(ids: tuple[str, ...]) -> dict[str, Claim]:
    """Return the claims asked for and those that they depend on, in the paper's order.

    Raises:
        InputError: A name means no claim, or may mean several.
    """
    from proofs_check.answers.claim_names import ids_of
    from proofs_check.paper import CLAIMS

    return with_dependencies(CLAIMS, ids_of(ids))


def shown_first() -> Result:
    """Decide the first claim of section 2 and show it, before the others are imported."""
    from proofs_check.paper.section_2.claims import CLAIMS

    result = needing_nothing(CLAIMS[0])
    terminal(stderr=True).print(decided_text(result))
    return result


def checked(
    ids: tuple[str, ...],
    files: tuple[str, ...],
    count: int,
    seed: int,
    processes: int | None,
    out: Path | None,
    *,
    quick: bool,
    mutants: bool,
    search: bool,
    quiet: bool,
    details: bool,
    as_json: bool,
    report: bool = False,
) -> int:
    """Check claims as the command was asked to, show and save what is found; return the exit status.

    Args:
        ids: The claims, by whatever names; all if empty.
        files: Files of economies to test on besides.
        count: Number of generated economies.
        seed: Their seed.
        processes: Number of processes, if it was said.
        out: The folder for what is saved.
        quick: Whether of the economies that a claim names the first is enough.
        mutants: Whether every false variant is tried, too.
        search: Whether proofs are searched for anew.
        quiet: Whether only what does not hold is printed.
        details: Whether findings and paragraphs are printed in full.
        as_json: Whether the results are printed as JSON and nothing else.
        report: Whether their report is written to the folder, too.

    Raises:
        InputError: A name means no claim, or a file is no economy.
        OutputError: The folder cannot be written to.
        MissingExtra: A report needs what is not installed; the results are saved before.
    """
    loaded = [given(file) for file in files]
    shown = not (quiet or as_json) and terminal(stderr=True).is_terminal
    first = shown_first() if shown and not (ids or mutants or search) else None
    claims = chosen(ids)
    workers = processes or (min(2, os.cpu_count() or 1) if len(claims) >= MANY else 1)
    named = tuple(claims)
    shown_before = partial(printed_of, named) if out is None else partial(shown_of, named, report)
    with beside(shown_before, workers > 1 and out is not None) as made_beside:
        results, finished = _run(
            claims,
            lambda: economies_with(loaded, count, seed),
            mutants,
            workers,
            shown,
            first,
            search,
            quick and not mutants,
        )
        made = made_beside()
        data = as_data(results, made)
    if as_json:
        from proofs_check.output.json_results import as_text

        click.echo(as_text(data), nl=False)
    else:
        from proofs_check.output.terminal import print_results

        print_results(
            data,
            terminal(),
            quiet=quiet,
            details=details or bool(ids),
        )
    if out is not None:
        from proofs_check.output.json_results import as_text

        write(results, as_text(data), out)
        if report:
            click.echo(write_report_of(data, made, out, workers > 1))
    if not finished:
        click.echo(
            f"interrupted: {len(results)} of {len(claims)} claims were checked, the others are "
            "not shown",
            err=True,
        )
    return exit_status(results) if finished else 3


def _run(
    claims: dict[str, Claim],
    economies: Callable[[], list[Economy]],
    mutants: bool,
    processes: int,
    shown: bool,
    first: Result | None,
    search: bool,
    quick: bool,
) -> tuple[dict[str, Result], bool]:
    """Return the results, and whether all claims were checked.

    On a terminal each claim is shown as it is decided, above the progress bar; ``first`` has been.
    """
    known = {} if first is None else {first.claim.id: first}
    with Progress(console=terminal(stderr=True), transient=True) as progress:
        task = progress.add_task("checking", total=len(claims), completed=len(known))

        def advance(id_: str) -> None:
            progress.update(task, advance=1, description=id_)

        def show(result: Result) -> None:
            if shown:
                progress.console.print(decided_text(result))

        try:
            return run(
                claims,
                economies=economies,
                mutants=mutants,
                progress=advance,
                decided=show,
                processes=processes,
                known=known,
                search=search,
                quick=quick,
            ), True
        except Interrupted as stopped:
            return stopped.results, False


def decided_text(result: Result) -> Text:
    """Return one line about a claim that has just been decided: its verdict, evidence, id and title.

    A step has no word of evidence yet: what it rests on is judged last, and may weaken it.
    """
    standing, claim = result.standing, result.claim
    waits = standing.verdict is Verdict.HOLDS and claim.shown_by
    told = "if what it uses does" if waits else str(standing.evidence)
    verdict = verdict_text(str(standing.verdict), told)
    return Text.assemble(verdict, f" {claim.id}: {claim.title} ({result.seconds:.1f} s)")
