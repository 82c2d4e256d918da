"""``twostage efficiency``: the distribution of the ex post loss of Theorem 3.

It may also look for a trio that achieves a given (ε, δ).
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from typing import Any

import click

from numeric.economy.economy import Economy
from numeric.economy.fields import number
from numeric.economy.reader import load_economy
from proofs_check.output.console import terminal


@click.command()
@click.argument("file")
@click.option("--agents", type=click.IntRange(2, 10**7), required=True, help="N.")
@click.option("--epsilon", help="ε: also search for κ, η and N that achieve (ε, δ); needs --delta.")
@click.option("--delta", help="δ: resources per agent that the mechanism may add.")
@click.option(
    "--draws",
    type=click.IntRange(1, 10**6),
    default=4000,
    show_default=True,
    help="Draws where configurations are too many to enumerate.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draws."
)
@click.option(
    "--most-agents",
    type=click.IntRange(2, 10**7),
    default=100_000,
    show_default=True,
    help="Greatest N of the search.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def efficiency(
    file: str,
    agents: int,
    epsilon: str | None,
    delta: str | None,
    draws: int,
    seed: int,
    most_agents: int,
    as_json: bool,
) -> None:
    """Measure how far the candidate's outcome is from ex post efficiency for the economy in FILE."""
    from numeric.theorem_3.efficiency import efficiency as measured
    from proofs_check.answers.efficiency import efficiency_data, print_achieved, print_efficiency
    from proofs_check.answers.outside import named
    from proofs_check.answers.waiting import signs_of_life

    if (epsilon is None) != (delta is None):
        raise click.UsageError("--epsilon and --delta must be given together")
    economy = load_economy(file)
    wanted = None if epsilon is None else (number(epsilon, "epsilon"), number(delta, "delta"))
    console = terminal()
    assumptions = named(economy)
    with signs_of_life("the ex post loss") as waiting:
        data = efficiency_data(economy, measured(economy, agents, draws=draws, seed=seed))
        data["assumptions"] = assumptions
        if wanted is not None:
            waiting.update("the search for κ, η and N")
            data["trio"] = _trio(economy, wanted, most_agents, seed)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_efficiency(data, console)
        if wanted is not None:
            print_achieved(data["trio"], console)
    good = data["solved"] and (wanted is None or data["trio"]["achieved"])
    sys.exit(0 if good else 3)


def _trio(
    economy: Economy, wanted: tuple[Fraction, Fraction], most_agents: int, seed: int
) -> dict[str, Any]:
    """Search for a trio; where a solver fails on the way, nothing is achieved and the status says so."""
    from numeric.theorem_3.achieving import achieve
    from proofs_check.answers.efficiency import achieved_data, failed_data

    epsilon, delta = (float(v) for v in wanted)
    try:
        return achieved_data(
            achieve(economy, *wanted, most_agents=most_agents, seed=seed), epsilon, delta
        )
    except ArithmeticError as error:
        return failed_data(f"not solved: {error}", epsilon, delta)
