"""``twostage solve``: α* and the intervals, competitive equilibria, and the stage-2 equilibrium of a configuration."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from numeric.classes.economy import ClassEconomy
from numeric.classes.reader import load_either
from numeric.economy.economy import Economy
from proofs_check.numeric_options import Counts, Whole, is_whole, split
from proofs_check.output.console import terminal


def parsed_configuration(text: str, economy: Economy) -> list[int]:
    """Read ``n1,n2,…``: one count per type.

    Raises:
        click.UsageError: The text is not a list of counts, has the wrong length, or counts nobody.
    """
    parts = split(text, ",")
    if not all(is_whole(p) and len(p) <= 12 and int(p) >= 0 for p in parts):
        raise click.UsageError(
            f"--configuration must be counts separated by commas, such as 3,5; found {text!r}"
        )
    counts = [int(p) for p in parts]
    if len(counts) != len(economy.types):
        raise click.UsageError(
            f"--configuration must have one count per type ({', '.join(economy.types)}), found "
            f"{len(counts)}"
        )
    if sum(counts) == 0:
        raise click.UsageError("--configuration must have at least one active agent")
    return counts


def active_agents(
    economy: Economy, agents: int | None, configuration: list[int] | None
) -> int | None:
    """Return M, checked against the configuration.

    Raises:
        click.UsageError: Both are given and disagree.
    """
    if configuration is None:
        return None if agents is None else economy.active(agents)
    total = sum(configuration)
    if agents is not None and economy.active(agents) != total:
        raise click.UsageError(
            f"--configuration has {total} active agents, but --agents {agents} makes "
            f"{economy.active(agents)} active"
        )
    return total


@click.command()
@click.argument("file")
@click.option("--agents", type=Whole(2, 10**12), help="Number of agents N.")
@click.option(
    "--configuration",
    type=Counts("3,5", ",/"),
    help="Counts of active agents by type, such as 3,5; with classes one list each, such as 3,5/2,4.",
)
@click.option(
    "--all",
    "list_all",
    is_flag=True,
    help="List every stage-2 equilibrium that a scan of prices finds.",
)
@click.option(
    "--certify",
    is_flag=True,
    help="Prove existence and uniqueness by ball arithmetic, and enclose the solutions.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the solution as JSON and nothing else."
)
def solve(
    file: str,
    agents: int | None,
    configuration: str | None,
    list_all: bool,
    certify: bool,
    as_json: bool,
) -> None:
    """Solve the economy in FILE, which may have classes of endowments.

    The JSON of --certify is described in ``proofs_check.answers.certify``.
    """
    from proofs_check.answers.certify import certified_solution, decided, print_certified
    from proofs_check.answers.outside import named
    from proofs_check.answers.solve import solution_data
    from proofs_check.answers.tables import print_solution

    economy = load_either(file)
    if isinstance(economy, ClassEconomy):
        if agents is not None or list_all or certify:
            raise click.UsageError(
                "a file with classes goes with --configuration and --json; sizes are in the file"
            )
        _solve_classes(economy, configuration, as_json)
    assert isinstance(economy, Economy)
    if list_all and configuration is None:
        raise click.UsageError(
            "--all lists the equilibria of a configuration: give --configuration"
        )
    counts = None if configuration is None else parsed_configuration(configuration, economy)
    data: dict[str, Any] = solution_data(
        economy, agents, active_agents(economy, agents, counts), counts, list_all=list_all
    )
    data["assumptions"] = named(economy)
    if certify:
        data["certified"] = certified_solution(economy, counts)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        console = terminal()
        print_solution(data, console)
        if certify:
            print_certified(data["certified"], console)
    sys.exit(0 if data["solved"] and (not certify or decided(data["certified"])) else 3)


def _solve_classes(economy: ClassEconomy, configuration: str | None, as_json: bool) -> None:
    """Print the solution of an economy with classes, and end."""
    from proofs_check.answers.variants.classes import class_solution_data, print_class_solution

    counts = None if configuration is None else _configuration_by_class(configuration, economy)
    data = class_solution_data(economy, counts)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_class_solution(data, terminal())
    sys.exit(0 if data["solved"] else 3)


def _configuration_by_class(text: str, economy: ClassEconomy) -> list[list[int]]:
    """Read ``3,5/2,4``: for each class one count per type, as many in all as it has active agents.

    Raises:
        click.UsageError: The text is no such list.
    """
    parts = split(text, "/")
    if len(parts) != len(economy.classes):
        raise click.UsageError(
            f"--configuration must have counts for {len(economy.classes)} classes with / between "
            f"them, such as {'/'.join(['3,5'] * len(economy.classes))}; found {text!r}"
        )
    counts = [parsed_configuration(part, economy.per_head) for part in parts]
    for row, c in zip(counts, economy.classes, strict=True):
        if sum(row) != c.active:
            raise click.UsageError(
                f'--configuration must count the {c.active} active agents of class "{c.name}", '
                f"found {sum(row)}"
            )
    return counts
