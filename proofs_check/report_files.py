"""The files of a report, from results as saved: a page, text and LaTeX in full, a summary of one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

import click

from proofs_check.output.console import terminal
from proofs_check.output.files import made_folder, write_text
from proofs_check.output.html.page import render_html, render_summary
from proofs_check.output.latex.letters import unknown_letters, with_drawings
from proofs_check.output.latex.results import render_tex
from proofs_check.output.latex.summary import render_summary_tex
from proofs_check.output.terminal import print_results


def report_files(
    data: Mapping[str, Any],
    drawn: Callable[[], list[bytes]] | None = None,
    told: Callable[[], dict[str, str]] | None = None,
) -> dict[str, str]:
    """Return the contents of a report's files by name.

    Args:
        data: The results.
        drawn: Gives the pictures of their figures, where these are drawn elsewhere.
        told: Gives ``without_pages`` of them, where that is done elsewhere.

    Raises:
        ReportError: The results have another format.
        FormulaError: A formula in them cannot be shown on a page.
        KeyError, TypeError: Something is missing in them.
        MissingExtra: What draws figures or sets formulas is not installed.
    """
    given = dict(data)
    first, page = render_summary(given), render_html(given, drawn)
    others = told() if told else without_pages(given)
    return {"report.html": page, "summary.html": first, **others}


def without_pages(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the contents of a report's files that are no pages by name."""
    given = dict(data)
    return {
        "report.txt": render_text(given),
        "report.tex": render_tex(given),
        "summary.tex": render_summary_tex(given),
    }


def write_report(files: Mapping[str, str], out: Path) -> None:
    """Write the files of a report, with letters that LaTeX lacks drawn; what cannot be is said.

    Raises:
        OutputError: The folder cannot be written to.
    """
    made_folder(out)
    for name, content in files.items():
        written = content
        if name.endswith(".tex"):
            written, missing = with_drawings(content)
            if missing and name == "report.tex":
                click.echo(unknown_letters(missing), err=True)
        write_text(out / name, written)


def render_text(data: Mapping[str, Any]) -> str:
    """Return the results as text, in full."""
    console = terminal(file=StringIO(), record=True)
    print_results(dict(data), console, details=True)
    return console.export_text()


def report_made(data: Mapping[str, Any], out: Path) -> str:
    """Say that a report was written."""
    return f"{out / 'report.html'}: {len(data['claims'])} claims"
