"""``twostage report``: renders saved results again, without proving anything again."""

from __future__ import annotations

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import click

from proofs_check.output.console import terminal
from proofs_check.output.figures.apart import drawn_apart
from proofs_check.output.files import made_folder, write_text
from proofs_check.output.html.mathml import FormulaError
from proofs_check.output.html.page import ReportError, render_html, render_summary
from proofs_check.output.latex.letters import unknown_letters, with_drawings
from proofs_check.output.latex.results import render_tex
from proofs_check.output.latex.summary import render_summary_tex
from proofs_check.output.latex.typeset import NoLatex, typeset
from proofs_check.output.terminal import print_results


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
            first, first_tex = render_summary(data), render_summary_tex(data)
            text, tex = render_text(data), render_tex(data)
            page = render_html(data, drawn)
    except (ReportError, FormulaError, KeyError, TypeError) as error:
        said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise click.UsageError(f"{results}: {said}") from None
    source, missing = with_drawings(tex)
    if missing:
        click.echo(unknown_letters(missing), err=True)
    made_folder(out)
    for name, content in (
        ("report.html", page),
        ("report.txt", text),
        ("report.tex", source),
        ("summary.html", first),
        ("summary.tex", with_drawings(first_tex)[0]),
    ):
        write_text(out / name, content)
    if pdf:
        try:
            typeset(out / "summary.tex")
        except NoLatex as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(3)
    click.echo(f"{out / 'report.html'}: {len(data['claims'])} claims")
    sys.exit(0)


def render_text(data: dict[str, Any]) -> str:
    """Return the results as text, in full."""
    console = terminal(file=StringIO(), record=True)
    print_results(data, console, details=True)
    return console.export_text()


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
