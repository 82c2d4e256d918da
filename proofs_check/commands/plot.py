"""``twostage plot``: a figure of one economy as SVG, PNG or PDF."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.status import NotSolved
from proofs_check.answers.outside import named
from proofs_check.commands.solve import parsed_configuration
from proofs_check.numeric_options import Counts, Whole
from proofs_check.output.figures.data import Figure, figure_data
from proofs_check.output.figures.draw import FORMATS, save
from proofs_check.output.figures.of_economies import KINDS
from proofs_check.output.files import check_apart
from symbolic.language.errors import InputError


@click.command(epilog="Kinds: " + "; ".join(f"{k}, {v}" for k, v in KINDS.items()) + ".")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file to write; its ending is {', '.join(FORMATS)}.",
)
@click.option(
    "--from",
    "first",
    type=Whole(2),
    default=2,
    show_default=True,
    help="Smallest N of the margin.",
)
@click.option(
    "--to",
    "last",
    type=Whole(2, 10**6),
    default=200,
    show_default=True,
    help="Largest N of the margin.",
)
@click.option(
    "--agents",
    type=Whole(2, 10**6),
    default=1000,
    show_default=True,
    help="Number of agents N for the loss.",
)
@click.option(
    "--configuration",
    type=Counts("3,5"),
    help="Counts of active agents by type for the payoffs (default: five of each).",
)
@click.option("--json", "as_json", is_flag=True, help="Also print the figure's data as JSON.")
def plot(
    kind: str,
    file: str,
    out: Path,
    first: int,
    last: int,
    agents: int,
    configuration: str | None,
    as_json: bool,
) -> None:
    """Draw a figure of KIND for the economy in FILE."""
    if out.suffix.lower().removeprefix(".") not in FORMATS:
        raise click.UsageError(f"--out must end in .{', .'.join(FORMATS)}; found {out.name!r}")
    if last < first:
        raise click.UsageError(f"--to must be at least --from, found {last} and {first}")
    check_apart("--out", out, file)
    economy = load_economy(file)
    assumptions = named(economy)
    try:
        figure = _figure(kind, economy, first, last, agents, configuration)
    except NotSolved:
        raise  # said as every command says it
    except ArithmeticError as error:
        click.echo(f"Error: {file}: nothing is drawn: {error}", err=True)
        sys.exit(3)
    save(figure, out)
    if as_json:
        click.echo(json.dumps({**figure_data(figure), "assumptions": assumptions}, allow_nan=False))
    else:
        click.echo(f"{figure.title}: {out}")


def _figure(
    kind: str, economy: Economy, first: int, last: int, agents: int, configuration: str | None
) -> Figure:
    from proofs_check.output.figures import of_economies as figures

    counts = (
        [5] * len(economy.types)
        if configuration is None
        else parsed_configuration(configuration, economy)
    )
    try:
        match kind:
            case "stage1":
                return figures.stage1_figure(economy)
            case "payoffs":
                return figures.payoffs_figure(economy, counts)
            case "convergence":
                return figures.convergence_figure(economy)
            case "loss":
                return figures.loss_figure(economy, agents)
            case _:
                return figures.margin_figure(economy, range(first, last + 1))
    except InputError:
        raise
    except ValueError as error:
        raise InputError(str(error), source=economy.name) from None
