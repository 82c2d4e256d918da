"""``twostage play``: one round of the mechanism, with equilibrium or given offers.

Every unit is accounted for.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from numeric.mechanism.play import Round
from proofs_check.output.console import terminal
from symbolic.language.errors import InputError


@click.command()
@click.argument("file")
@click.option(
    "--agents", type=click.IntRange(2, 10**6), help="Number of agents N; not needed with --stage1."
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the draws."
)
@click.option("--state", help="Name of the state; drawn from the prior if left out.")
@click.option(
    "--stage1",
    type=click.Path(dir_okay=False),
    help="CSV of stage-1 offers: agent,type,offer_q,offer_r.",
)
@click.option(
    "--stage2",
    type=click.Path(dir_okay=False),
    help="CSV of stage-2 offers of the active agents: agent,type,offer_q,offer_r.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the round as JSON and nothing else.")
def play(
    file: str,
    agents: int | None,
    seed: int,
    state: str | None,
    stage1: str | None,
    stage2: str | None,
    as_json: bool,
) -> None:
    """Play the mechanism with the economy in FILE.

    With --stage1 alone it stops after the histogram.
    """
    from numeric.mechanism.play import play as play_round
    from proofs_check.answers.play import print_round, read_offers, round_data

    economy = load_economy(file)
    if stage1 is None and (agents is None or stage2 is not None):
        raise click.UsageError("give --agents, or --stage1 with the offers of all agents")
    index = _state(economy, state)
    try:
        if stage1 is None:
            found = play_round(economy, agents, seed=seed, state=index)
        else:
            types, first = read_offers(economy, Path(stage1))
            if agents is not None and agents != len(types):
                raise click.UsageError(
                    f"--agents is {agents}, but --stage1 has the offers of {len(types)}"
                )
            draw = play_round(
                economy, types=types, offers1=first, seed=seed, state=index, stop_after_stage1=True
            )
            found = (
                draw
                if stage2 is None
                else _second(economy, draw.active, types, first, Path(stage2), index)
            )
    except (ValueError, ArithmeticError) as error:
        if isinstance(error, ArithmeticError):
            click.echo(f"Error: {error}", err=True)
            sys.exit(3)
        raise InputError(str(error)) from None
    data = round_data(economy, found)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_round(data, terminal())


def _state(economy: Economy, name: str | None) -> int | None:
    if name is not None and name not in economy.states:
        raise click.UsageError(
            f"--state must be one of {', '.join(economy.states)}; found {name!r}"
        )
    return None if name is None else economy.states.index(name)


def _second(
    economy: Economy,
    active: NDArray[np.bool_],
    types: NDArray[np.int64],
    first: NDArray[np.float64],
    path: Path,
    state: int | None,
) -> Round:
    from numeric.mechanism.play import play as play_round
    from proofs_check.answers.play import read_offers

    _, second = read_offers(economy, path, agents=len(types), only=active, types=types)
    return play_round(
        economy, types=types, offers1=first, active=active, offers2=second, state=state
    )
