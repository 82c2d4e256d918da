"""``twostage compare``: what each mechanism achieves for one economy, side by side."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from numeric.classes.economy import ClassEconomy
from numeric.classes.reader import load_either
from proofs_check.numeric_options import Counts, Whole, split
from proofs_check.output.console import terminal
from proofs_check.output.files import check_apart

if TYPE_CHECKING:
    from numeric.games.compare import Row

MOST = 10**6


@click.command()
@click.argument("file", required=False)
@click.option(
    "--goods", help="A file of several goods, each traded against cash, in the place of FILE."
)
@click.option(
    "--agents",
    type=Counts("10,100"),
    show_default="10,100; with classes their own N",
    help="Values of N, with commas; the limit is added.",
)
@click.option("--mechanisms", help="Ids with commas; all of them if left out.")
@click.option(
    "--draws",
    type=Whole(2, 10**7),
    default=40_000,
    show_default=True,
    help="Draws in each state where scenarios are too many to enumerate.",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Seed of the draws.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the result as CSV and nothing else.")
@click.option("--markdown", "as_page", is_flag=True, help="Print a section of a Markdown page.")
@click.option(
    "--plot",
    "picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw losses against N, as SVG, PNG or PDF.",
)
def compare(
    file: str | None,
    goods: str | None,
    agents: str | None,
    mechanisms: str | None,
    draws: int,
    seed: int,
    as_json: bool,
    as_csv: bool,
    as_page: bool,
    picture: Path | None,
) -> None:
    """Compare mechanisms for the economy in FILE.

    The two-stage one, one-stage games, a straw poll, pari-mutuel betting, and reference rows; with
    --goods, trading posts for several goods and cash.  A file with classes of endowments has fewer rows.
    """
    from numeric.classes.outcomes import consuming
    from numeric.games.compare import compare as compared
    from proofs_check.answers.compare import (
        comparison_csv,
        comparison_data,
        comparison_markdown,
        print_comparison,
        unsettled,
    )
    from proofs_check.answers.outside import named
    from proofs_check.answers.waiting import signs_of_life
    from proofs_check.output.figures.draw import FORMATS, save
    from proofs_check.output.figures.of_mechanisms import comparison_figure

    if as_json + as_csv + as_page > 1:
        raise click.UsageError("--json, --csv and --markdown exclude each other")
    if picture is not None and picture.suffix.lower().removeprefix(".") not in FORMATS:
        raise click.UsageError(f"--plot must end in .{', .'.join(FORMATS)}; found {picture.name!r}")
    if (file is None) == (goods is None):
        raise click.UsageError("give either FILE or --goods FILE")
    numbers, names = _numbers(agents or "10,100"), _names(mechanisms)
    if goods is not None:
        if mechanisms is not None or as_page or picture is not None:
            raise click.UsageError(
                "--goods goes with --agents, --json and --csv; its table has no other form"
            )
        _compare_goods(goods, numbers, as_json, as_csv)
    assert file is not None
    check_apart("--plot", picture, file)
    loaded = load_either(file, fee=True)
    with signs_of_life("mechanisms") as waiting:
        if isinstance(loaded, ClassEconomy):
            economy = consuming(loaded)
            assumptions = named(loaded.per_head)
            rows = _of_classes(loaded, numbers if agents else [loaded.agents], names, draws, seed,
                               waiting.update)  # fmt: skip
        else:
            economy, assumptions = loaded, named(loaded)
            rows = compared(
                economy, [*numbers, None], names, draws=draws, seed=seed, progress=waiting.update
            )
    data = {**comparison_data(economy, rows), "assumptions": assumptions}
    if picture is not None:
        save(comparison_figure(data), picture)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    elif as_csv:
        click.echo(comparison_csv(data), nl=False)
    elif as_page:
        click.echo(comparison_markdown(data), nl=False)
    else:
        print_comparison(data, terminal())
    sys.exit(3 if unsettled(data) else 0)


def _compare_goods(file: str, agents: list[int], as_json: bool, as_csv: bool) -> None:
    """Print the table of trading posts, and end."""
    from numeric.goods.compare import compare_goods
    from numeric.goods.economy import load_goods
    from proofs_check.answers.goods import goods_csv, goods_data, print_goods, unsolved

    economy = load_goods(file)
    try:
        data = goods_data(economy, compare_goods(economy, agents))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    elif as_csv:
        click.echo(goods_csv(data), nl=False)
    else:
        print_goods(data, terminal())
    sys.exit(3 if unsolved(data) else 0)


def _of_classes(
    economy: ClassEconomy,
    agents: list[int],
    names: list[str] | None,
    draws: int,
    seed: int,
    progress: Callable[[str], None],
) -> tuple[Row, ...]:
    """Return the rows of an economy with classes."""
    from numeric.classes.compare import compare_classes

    try:
        return compare_classes(
            economy, [*agents, None], names, draws=draws, seed=seed, progress=progress
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _numbers(text: str) -> list[int]:
    """Read values of N."""
    values = split(text, ",")
    if not all(2 <= int(v) <= MOST for v in values):
        raise click.UsageError(
            f"--agents must be numbers between 2 and {MOST} with commas between them, found {text!r}"
        )
    return list(dict.fromkeys(int(v) for v in values))


def _names(text: str | None) -> list[str] | None:
    """Read ids of mechanisms."""
    from numeric.games.mechanisms import MECHANISMS

    if text is None:
        return None
    names = list(dict.fromkeys(part.strip() for part in text.split(",")))
    for name in names:
        if name not in MECHANISMS:
            raise click.UsageError(
                f"--mechanisms must be among {', '.join(MECHANISMS)}; found {name!r}"
            )
    return names
