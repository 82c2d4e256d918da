"""``twostage findings``: the findings as a page in Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from proofs_check.commands.report import read_results
from proofs_check.output.files import write_text
from proofs_check.output.findings_page import findings_page
from proofs_check.output.json_results import FORMAT, results_data
from proofs_check.output.readme import with_example
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import economies_for
from proofs_check.verifying.run import run


@click.command()
@click.argument(
    "results", metavar="[RESULTS.json]", required=False, type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output if left out.",
)
@click.option(
    "--readme",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A README whose example of `make verify` is made anew from the same results.",
)
@click.option("--processes", type=click.IntRange(1), default=1, help="Number of processes.")
@click.option(
    "--stale",
    is_flag=True,
    help="List the findings whose statements have changed since their defence was written, with "
    "the fingerprint that they have now, and check nothing.",
)
def findings(
    results: Path | None, out: Path | None, readme: Path | None, processes: int, stale: bool
) -> None:
    """Write what fails as printed, each with its defence, as a page.

    From RESULTS.json, as `twostage verify --out` saves it; without it every claim is checked first,
    on the shipped economies.
    """
    if stale:
        changed = [c for c in CLAIMS.values() if c.stale]
        click.echo("".join(f"{c.id} {c.subject}\n" for c in changed), nl=False)
        sys.exit(1 if changed else 0)
    if results is None:
        found = run(CLAIMS, economies=economies_for((), 0, 0), processes=processes)
        data = results_data(found)
    else:
        data = read_results(results)
        if data.get("format") != FORMAT:
            raise click.UsageError(f"{results}: must have format {FORMAT}")
    if readme is not None:
        write_text(readme, with_example(readme.read_text(encoding="utf-8"), data))
    text = findings_page(data)
    if out is None:
        click.echo(text, nl=False)
        sys.exit(0)
    write_text(out, text)
    click.echo(f"{out}: {len(data['findings'])} findings")
    sys.exit(0)
