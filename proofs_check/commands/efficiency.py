"""``twostage efficiency``: the distribution of the ex post loss of Theorem 3.

It may also look for a trio that achieves a given (ε, δ), or prove a κ̄ and N(κ, η) for it.
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
from proofs_check.numeric_options import Exact, Real, Whole
from proofs_check.output.console import terminal


@click.command()
@click.argument("file")
@click.option("--agents", type=Whole(2, 10**7), help="N; with --certify it may be left out.")
@click.option(
    "--epsilon",
    type=Exact(),
    help="ε: also search for κ, η and N that achieve (ε, δ); needs --delta.",
)
@click.option("--delta", type=Exact(), help="δ: resources per agent that the mechanism may add.")
@click.option(
    "--draws",
    type=Whole(1, 10**6),
    default=4000,
    show_default=True,
    help="Draws where configurations are too many to enumerate.",
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Seed of the draws.")
@click.option(
    "--most-agents",
    type=Whole(2, 10**7),
    default=100_000,
    show_default=True,
    help="Greatest N of the search.",
)
@click.option(
    "--certify",
    is_flag=True,
    help="Instead of the search: a κ̄ for every smaller κ and N(κ, η) for every larger N, with proof.",
)
@click.option(
    "--time-limit",
    type=Real(min=0, min_open=True),
    help="With --certify: seconds after which no further bound of Theorem 1 is tried.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def efficiency(
    file: str,
    agents: int | None,
    epsilon: str | None,
    delta: str | None,
    draws: int,
    seed: int,
    most_agents: int,
    certify: bool,
    time_limit: float | None,
    as_json: bool,
) -> None:
    """Measure how far the candidate's outcome is from ex post efficiency for the economy in FILE.

    With --certify, ε and δ also a κ̄ that holds for every κ below it and an N(κ, η) that holds for
    every larger N; its JSON ("certified") is described in
    ``proofs_check.answers.certified_efficiency``.
    """
    from numeric.theorem_3.efficiency import efficiency as measured
    from proofs_check.answers.certified_efficiency import certified_trio
    from proofs_check.answers.efficiency import efficiency_data
    from proofs_check.answers.outside import named
    from proofs_check.answers.waiting import signs_of_life

    if (epsilon is None) != (delta is None):
        raise click.UsageError("--epsilon and --delta must be given together")
    if certify and epsilon is None:
        raise click.UsageError("--certify needs --epsilon and --delta")
    if time_limit is not None and not certify:
        raise click.UsageError("--time-limit needs --certify")
    if agents is None and not certify:
        raise click.UsageError("--agents is needed, except with --certify")
    economy = load_economy(file)
    wanted = None if epsilon is None else (number(epsilon, "epsilon"), number(delta, "delta"))
    data: dict[str, Any] = {"economy": economy.name, "assumptions": named(economy)}
    with signs_of_life("the ex post loss") as waiting:
        if agents is not None:
            data |= efficiency_data(economy, measured(economy, agents, draws=draws, seed=seed))
        if wanted is not None and certify:
            waiting.update("the bound for every κ")
            data["certified"] = certified_trio(economy, *wanted, time_limit, waiting.update)
        elif wanted is not None:
            waiting.update("the search for κ, η and N")
            data["trio"] = _trio(economy, wanted, most_agents, seed)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        _print(data)
    sys.exit(0 if _settled(data) else 3)


def _print(data: dict[str, Any]) -> None:
    from proofs_check.answers.certified_efficiency import print_certified
    from proofs_check.answers.efficiency import print_achieved, print_efficiency

    console = terminal()
    if "agents" in data:
        print_efficiency(data, console)
    if "trio" in data:
        print_achieved(data["trio"], console)
    if "certified" in data:
        print_certified(data["certified"], console)


def _settled(data: dict[str, Any]) -> bool:
    """Whether everything that was asked for is known."""
    certified = data.get("certified")
    proved = certified is None or bool(certified["at"] and certified["at"]["from"])
    achieved = "trio" not in data or bool(data["trio"]["achieved"])
    return bool(data.get("solved", True)) and achieved and proved


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
