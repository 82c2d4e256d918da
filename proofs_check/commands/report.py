"""``twostage report``: renders saved results again, without proving anything again."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from proofs_check.output.figures.apart import drawn_apart
from proofs_check.output.html.mathml import FormulaError
from proofs_check.output.html.page import ReportError
from proofs_check.output.latex.typeset import NoLatex, typeset
from proofs_check.report_files import report_files, report_made, write_report


@click.command()
@click.argument("results", metavar="RESULTS.json", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; it is made if need be.",
)
@click.option("--pdf", is_flag=True, help="Also compile the summary, with pdflatex.")
def report(results: Path, out: Path, pdf: bool) -> None:
    """Render RESULTS.json, as `twostage verify --out` saves it.

    Writes one HTML file, text and LaTeX, and a summary of one page for a referee.
    """
    data = read_results(results)
    try:
        with drawn_apart(data.get("figures") or []) as drawn:
            # Importing the claims says which letters their statements have for what they name.
            import proofs_check.paper.listing  # noqa: F401

            files = report_files(data, drawn)
    except (ReportError, FormulaError, KeyError, TypeError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise click.UsageError(f"{results}: {said}") from None
    write_report(files, out)
    if pdf:
        try:
            typeset(out / "summary.tex")
        except NoLatex as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(3)
    click.echo(report_made(data, out))
    sys.exit(0)


def read_results(path: Path) -> dict[str, Any]:
    """Read saved results.

    Raises:
        click.UsageError: The file cannot be read or is not JSON with an object in it.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, RecursionError):
        raise click.UsageError(
            f"{path}: must be JSON as saved by `twostage verify --out`"
        ) from None
    if not isinstance(data, dict):
        raise click.UsageError(f"{path}: must hold an object with the results")
    return data
