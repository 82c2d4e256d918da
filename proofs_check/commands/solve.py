"""``twostage solve``: α* and the intervals, competitive equilibria, and the stage-2 equilibrium of a configuration."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.output.console import terminal


def parsed_configuration(text: str, economy: Economy) -> list[int]:
    """Read ``n1,n2,…``: one count per type.

    Raises:
        click.UsageError: The text is not a list of counts, has the wrong length, or counts nobody.
    """
    parts = [p.strip() for p in text.split(",")]
    if not all(p.isascii() and p.isdigit() and len(p) <= 12 for p in parts):
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
@click.option("--agents", type=click.IntRange(2, 10**12), help="Number of agents N.")
@click.option("--configuration", help="Counts of active agents by type, such as 3,5.")
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
    """Solve the economy in FILE.

    The JSON of --certify is described in ``proofs_check.answers.certify``.
    """
    from proofs_check.answers.certify import certified_solution, decided, print_certified
    from proofs_check.answers.outside import named
    from proofs_check.answers.solve import solution_data
    from proofs_check.answers.tables import print_solution

    economy = load_economy(file)
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
