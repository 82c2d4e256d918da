"""``twostage play``: one round of the mechanism, in which every unit is accounted for.

Offers are equilibrium ones or given, and agents may have names.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from numeric.economy.economy import Economy
from numeric.economy.fields import EconomyError, text
from numeric.economy.reader import load_economy
from numeric.status import Status
from proofs_check.numeric_options import Whole
from proofs_check.output.console import terminal
from proofs_check.output.files import check_apart, write_text
from symbolic.language.errors import InputError

if TYPE_CHECKING:
    from numeric.mechanism.play import Round
    from proofs_check.answers.offers import Offers


@click.command()
@click.argument("file", required=False)
@click.option(
    "--agents", type=Whole(2, 10**6), help="Number of agents N; not needed with --stage1."
)
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Seed of the draws.")
@click.option("--state", help="Name of the state; drawn from the prior if left out.")
@click.option(
    "--stage1",
    type=click.Path(dir_okay=False),
    help="CSV of stage-1 offers of all agents: agent,type,offer_q,offer_r.",
)
@click.option(
    "--stage2",
    type=click.Path(dir_okay=False),
    help="CSV of stage-2 offers of the active agents: agent,offer_q,offer_r.",
)
@click.option(
    "--follow",
    is_flag=True,
    help="With --stage1: the active agents make the candidate's offers at stage 2.",
)
@click.option(
    "--check",
    "export",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Recompute every round of this export of a session (laboratory/), and nothing else.",
)
@click.option(
    "--csv",
    "table",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="Write each agent's offers, allocation and utility here (- for standard output alone).",
)
@click.option("--each", is_flag=True, help="With --json: also list every agent.")
@click.option("--json", "as_json", is_flag=True, help="Print the round as JSON and nothing else.")
def play(
    file: str | None,
    agents: int | None,
    seed: int,
    state: str | None,
    stage1: str | None,
    stage2: str | None,
    follow: bool,
    export: Path | None,
    table: Path | None,
    each: bool,
    as_json: bool,
) -> None:
    """Play the mechanism with the economy in FILE.

    With --stage1 alone it stops after the histogram, and says who is active and what follows.
    With --check, FILE may be left out: the export says which economy it is.
    """
    if export is not None:
        if any((agents, state, stage1, stage2, follow, table, each)):
            raise click.UsageError("--check goes with FILE and --json only")
        _check(file, export, as_json)
    if file is None:
        raise click.UsageError("give the FILE of an economy, or --check an export")
    if follow and (stage1 is None or stage2 is not None):
        raise click.UsageError("--follow goes with --stage1, and not with --stage2")
    check_apart("--csv", table, file, stage1, stage2)
    from proofs_check.answers.outside import named
    from proofs_check.answers.play import (
        TO_EACH,
        agents_csv,
        each_agent,
        how_to_begin,
        how_to_go_on,
        print_round,
        round_data,
    )

    economy = load_economy(file)
    if stage1 is None and (agents is None or stage2 is not None):
        raise click.UsageError(how_to_begin(economy))
    alone = table is not None and str(table) == "-"
    if (each and not as_json) or (alone and as_json):
        raise click.UsageError("--each goes with --json, and --csv - with neither")
    index, assumptions = _state(economy, state), named(economy)
    played, names, status = _played(economy, agents, seed, index, stage1, stage2, follow)
    if table is not None and not alone:
        write_text(table, agents_csv(economy, played, names))
    about = {"status": status, "assumptions": assumptions}
    data = {**round_data(economy, played, names), **about}
    if alone:
        click.echo(agents_csv(economy, played, names), nl=False)
    elif as_json:
        listed = {"each": list(each_agent(economy, played, names))} if each else {}
        click.echo(json.dumps(data | listed, indent=2, allow_nan=False))
    else:
        follows = stage1 is not None and stage2 is None and not follow
        remarks = how_to_go_on(file, stage1 or "", seed, state) if follows else []
        remarks += [TO_EACH] if stage1 is not None and table is None else []
        why = [] if status == Status.SOLVED else [f"Why: {status}."]
        print_round(data, terminal(), [*why, *remarks])
    sys.exit(0 if status == Status.SOLVED else 3)


def _state(economy: Economy, name: str | None) -> int | None:
    if name is None:
        return None
    known = f"must be one of {', '.join(economy.states)}"
    try:
        return economy.states.index(text(name, "--state"))
    except EconomyError:
        raise
    except ValueError:
        raise InputError("--state", known, repr(name)) from None


def _played(
    economy: Economy,
    agents: int | None,
    seed: int,
    state: int | None,
    stage1: str | None,
    stage2: str | None,
    follow: bool,
) -> tuple[Round, tuple[str, ...] | None, str]:
    """Return the round, the agents' names where they have some, and what became of it.

    Where the candidate's stage 2 is not defined or not solved, stage 1 alone is played.
    """
    from numeric.mechanism.play import play as play_round
    from proofs_check.answers.offers import read_stage1

    try:
        if stage1 is None:
            try:
                return play_round(economy, agents, seed=seed, state=state), None, Status.SOLVED
            except ArithmeticError as error:
                alone = play_round(economy, agents, seed=seed, state=state, stop_after_stage1=True)
                return alone, None, str(error)
        first = read_stage1(economy, Path(stage1))
        if agents not in (None, len(first.names)):
            told = f"must be {len(first.names)}, as many as --stage1 has offers"
            raise InputError("--agents", told, str(agents))
        drawn = play_round(
            economy,
            types=first.types,
            offers1=first.offers,
            seed=seed,
            state=state,
            stop_after_stage1=True,
        )
        if stage2 is None:
            played, status = _followed(economy, drawn, state) if follow else (drawn, Status.SOLVED)
            return played, first.names, status
        played = _second(economy, drawn, first, Path(stage2), state)
        return played, first.names, Status.SOLVED
    except InputError:
        raise
    except ValueError as error:
        raise InputError(str(error)) from None


def _followed(economy: Economy, drawn: Round, state: int | None) -> tuple[Round, str]:
    """Return the round in which the active follow the candidate, or stage 1 alone and why."""
    from numeric.mechanism.play import play as play_round

    try:
        return play_round(
            economy, types=drawn.types, offers1=drawn.offers1, active=drawn.active, state=state
        ), Status.SOLVED
    except ArithmeticError as error:
        return drawn, str(error)


def _check(file: str | None, export: Path, as_json: bool) -> NoReturn:
    """Recompute an export, say what came of it, and exit: 0 if all agrees, 1 otherwise."""
    from proofs_check.answers.play_export import (
        check_export,
        checked_data,
        economy_files,
        read_export,
    )

    rows = read_export(export)
    files = economy_files(rows, export.parent, file)
    data = checked_data(check_export(rows, {n: load_economy(f) for n, f in files.items()}))
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        click.echo(
            f"{data['rounds']} rounds recomputed from {data['rows']} rows, {data['unfinished']} "
            f"unfinished; largest difference {data['largest_difference']}, "
            f"{data['differences']} beyond rounding"
        )
        for sentence in data["listed"]:
            click.echo(sentence)
    sys.exit(0 if data["agrees"] else 1)


def _second(economy: Economy, drawn: Round, first: Offers, path: Path, state: int | None) -> Round:
    from numeric.mechanism.play import play as play_round
    from proofs_check.answers.offers import read_stage2

    second = read_stage2(economy, path, first, drawn.active)
    return play_round(
        economy,
        types=first.types,
        offers1=first.offers,
        active=drawn.active,
        offers2=second,
        state=state,
    )
