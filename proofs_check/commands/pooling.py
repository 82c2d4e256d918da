"""``twostage pooling``.

Semi-pooling candidates of Theorem 2: which partitions are excluded at one N, and how far, or with
proof from which N on.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from numeric.economy.reader import load_economy
from proofs_check.numeric_options import Real, Whole
from proofs_check.output.console import terminal

if TYPE_CHECKING:
    from numeric.economy.economy import Economy
    from proofs_check.answers.waiting import Waiting


@click.command()
@click.argument("file")
@click.option("--agents", type=Whole(2, 10**4), help="N; with --certify it may be left out.")
@click.option(
    "--certify",
    is_flag=True,
    help="Also an N from which on each partition is excluded, with proof for all larger N.",
)
@click.option(
    "--time-limit",
    type=Real(min=0, min_open=True),
    help="With --certify: seconds after which no further bound is tried.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def pooling(
    file: str, agents: int | None, certify: bool, time_limit: float | None, as_json: bool
) -> None:
    """Test every partition of the types of the economy in FILE that pools some of them, at N.

    A partition is excluded if for one of its blocks the cost of pooling exceeds what it can gain in
    the worst of all the stage-2 equilibria that are found.  The JSON is described in
    ``proofs_check.answers.pooling``.  With --certify also an N from which on it is excluded for every
    stage-2 equilibrium and every belief set; its JSON ("certified") is described in
    ``proofs_check.answers.certified_pooling``.
    """
    from proofs_check.answers.outside import named
    from proofs_check.answers.waiting import signs_of_life

    if agents is None and not certify:
        raise click.UsageError("--agents is needed, except with --certify")
    if time_limit is not None and not certify:
        raise click.UsageError("--time-limit needs --certify")
    economy = load_economy(file)
    if agents is not None and economy.active(agents) < 2:
        raise click.UsageError(f"--agents must leave two active agents, found {agents}")
    data: dict[str, Any] = {"economy": economy.name, "assumptions": named(economy)}
    complete = True
    with signs_of_life("partitions") as waiting:
        if agents is not None:
            complete, found = _sampled(economy, agents, waiting)
            data |= found
        if certify:
            data["certified"] = _certified(economy, time_limit, waiting)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        _print(data)
    settled = not certify or data["certified"]["from"] is not None
    sys.exit(0 if complete and settled else 3)


def _sampled(economy: Economy, agents: int, waiting: Waiting) -> tuple[bool, dict[str, Any]]:
    """Test all partitions at one N; also whether every game was solved."""
    from numeric.probability.partitions import partitions as all_partitions
    from numeric.theorem_2.every_equilibrium import every_equilibrium
    from proofs_check.answers.pooling import pooling_data

    partitions = all_partitions(len(economy.types), most=len(economy.types) - 1)
    found = []
    for done, partition in enumerate(partitions, 1):
        found.append(every_equilibrium(economy, partition, agents))
        waiting.update("partitions", done, len(partitions))
    return all(p.missing == 0 for p in found), pooling_data(economy, agents, found)


def _certified(economy: Economy, time_limit: float | None, waiting: Waiting) -> dict[str, Any]:
    """Exclude all partitions with proof from some N on, saying how far it is."""
    from numeric.certify.theorem_2.exclusion import certify_exclusion
    from proofs_check.answers.certified_pooling import exclusion_data

    done = 0

    def said(_: object) -> None:
        nonlocal done
        done += 1
        waiting.update(f"bounds for all larger N, {done} partitions done")

    return exclusion_data(economy, certify_exclusion(economy, time_limit=time_limit, progress=said))


def _print(data: dict[str, Any]) -> None:
    from proofs_check.answers.certified_pooling import print_exclusion
    from proofs_check.answers.pooling import print_pooling

    if "agents" in data:
        print_pooling(data, terminal())
    if "certified" in data:
        print_exclusion(data["certified"], terminal())
