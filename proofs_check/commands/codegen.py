"""``twostage codegen``: the formulas of one economy in other languages, with a header and a self-test."""

from __future__ import annotations

from pathlib import Path

import click

from numeric.codegen.languages import LANGUAGES
from numeric.codegen.library import POINTS, library
from numeric.economy.reader import load_economy
from proofs_check.numeric_options import Whole
from proofs_check.output.files import made_folder, write_text


@click.command()
@click.argument("file", metavar="F")
@click.option("--language", required=True, help=f"One of {', '.join(LANGUAGES)}.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Write the library to this folder.",
)
@click.option(
    "--points",
    type=Whole(1, 10**6),
    default=POINTS,
    show_default=True,
    help="How many points the self-test has for each formula.",
)
def codegen(file: str, language: str, out: Path, points: int) -> None:
    """Write the formulas of the economy in F: payoff, posterior, conditions with derivatives, residual."""
    files = library(load_economy(file), language, points)
    folder = made_folder(out)
    for name, text in files.items():
        write_text(folder / name, text)
    click.echo(f"wrote {len(files)} files to {out}, among them {next(iter(files))}")
