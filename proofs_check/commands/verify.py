"""``twostage verify``: every claim, verdict and evidence.

The first claim is shown within seconds: it is decided before the other claims are imported, which
takes longer than to decide it.  So what imports them all is imported where it is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from click.core import ParameterSource
from rich.progress import Progress
from rich.text import Text

from numeric.economy.economy import Economy
from proofs_check.claims.claim import Claim
from proofs_check.claims.verdict import Verdict
from proofs_check.numeric_options import Whole
from proofs_check.output.console import terminal, verdict_text
from proofs_check.output.files import made_folder
from proofs_check.saved import as_data, no_pictures, pictures_of_paper, write
from proofs_check.verifying.economies import economies_with, given
from proofs_check.verifying.parallel import beside, import_ahead
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


@click.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="F",
    help="Also test on this economy (TOML); may be repeated.",
)
@click.option(
    "--economies",
    "count",
    type=Whole(0, 10_000),
    default=None,
    help="Number of generated economies (default 4; 40 with --full).",
)
@click.option(
    "--seed",
    type=Whole(0),
    default=2012,
    show_default=True,
    help="Seed of the generated economies.",
)
@click.option(
    "--quick/--full",
    "quick",
    default=True,
    help="Few economies (default): 4 are generated, and of those that a claim names itself the first "
    "is tried; or many: 40, and all.",
)
@click.option("--mutants", is_flag=True, help="Also check that every false variant is refused.")
@click.option(
    "--search",
    is_flag=True,
    help="Search for every proof anew, instead of checking those that were found before.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write results.json and the certificates here.",
)
@click.option(
    "--processes",
    type=Whole(1, 256),
    default=None,
    help="Number of processes (default: the processors there are, at most 2).",
)
@click.option("--quiet", is_flag=True, help="Print only what does not hold, and the totals.")
@click.option(
    "--details",
    is_flag=True,
    help="Print findings and paragraphs in full (so are they for claims that are named).",
)
@click.option(
    "--row",
    default=None,
    metavar="STORE:ID",
    help="Repeat this row of a sweep's store instead, and compare.",
)
@click.option("--list", "only_list", is_flag=True, help="List the claims, and check none.")
@click.option(
    "--place", default=None, metavar="PLACE", help='List those of a place, such as "Theorem 1".'
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def verify(
    ids: tuple[str, ...],
    files: tuple[str, ...],
    count: int | None,
    seed: int,
    quick: bool,
    mutants: bool,
    search: bool,
    out: Path | None,
    processes: int | None,
    quiet: bool,
    details: bool,
    as_json: bool,
    only_list: bool,
    place: str | None,
    row: str | None = None,
) -> None:
    """Check every claim, or those named and what they depend on.

    A claim may be named as a person would: eq-20, 20, "Lemma 1", thm1, "Claim 3 of Theorem 2".
    """
    if only_list or place is not None:
        from proofs_check.answers.claim_names import listed

        listed(place, as_json)
        return
    if row is not None:
        from proofs_check.answers.claim_names import ids_of
        from proofs_check.sweep.repeat import repeat_row

        source_of = click.get_current_context().get_parameter_source
        if any(
            source_of(name) is ParameterSource.COMMANDLINE
            for name in (
                "files",
                "count",
                "seed",
                "quick",
                "mutants",
                "search",
                "out",
                "processes",
                "quiet",
                "details",
            )
        ):
            raise click.UsageError(
                "--row repeats a row as it was computed; only ids of claims and --json go with it"
            )
        sys.exit(repeat_row(row, ids_of(ids), as_json))
    if out is not None:
        made_folder(out)
    loaded = [given(file) for file in files]
    drawn = count if count is not None else (4 if quick else 40)
    if not ids and (processes or os.cpu_count() or 1) > 1:
        import_ahead()
    shown = not (quiet or as_json) and terminal(stderr=True).is_terminal
    first = shown_first() if shown and not (ids or mutants or search) else None
    claims = chosen(ids)
    workers = processes or (min(2, os.cpu_count() or 1) if len(claims) >= MANY else 1)
    pictures = no_pictures if out is None else pictures_of_paper
    with beside(pictures, workers > 1 and out is not None) as drawn_beside:
        results, finished = _run(
            claims,
            lambda: economies_with(loaded, drawn, seed),
            mutants,
            workers,
            shown,
            first,
            search,
            quick and not mutants,
        )
        data = as_data(results, drawn_beside())
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
    if not finished:
        click.echo(
            f"interrupted: {len(results)} of {len(claims)} claims were checked, the others are "
            "not shown",
            err=True,
        )
    sys.exit(exit_status(results) if finished else 3)


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
