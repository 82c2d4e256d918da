"""``twostage verify``: every claim, verdict and evidence.

Little is imported here: the server of the workers is started first, and imports the claims beside
this process.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from click.core import ParameterSource

from proofs_check.numeric_options import Whole
from proofs_check.verifying.server import import_ahead


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
    "--report",
    is_flag=True,
    help="With --out: write the report there, too, as `twostage report` does.",
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
    report: bool,
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
                "report",
            )
        ):
            raise click.UsageError(
                "--row repeats a row as it was computed; only ids of claims and --json go with it"
            )
        sys.exit(repeat_row(row, ids_of(ids), as_json))
    if report and (out is None or as_json):
        raise click.UsageError(
            "--report writes to the folder of --out, and does not go with --json"
        )
    if not ids and (processes or os.cpu_count() or 1) > 1:
        import_ahead()  # before anything that takes long to import
    from proofs_check.checking import checked
    from proofs_check.output.files import made_folder

    if out is not None:
        made_folder(out)
    sys.exit(
        checked(
            ids,
            files,
            count if count is not None else (4 if quick else 40),
            seed,
            processes,
            out,
            quick=quick,
            mutants=mutants,
            search=search,
            quiet=quiet,
            details=details,
            as_json=as_json,
            report=report,
        )
    )
