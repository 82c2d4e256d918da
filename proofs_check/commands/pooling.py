"""``twostage pooling``.

Semi-pooling candidates of Theorem 2: which partitions are excluded at one N, and how far.
"""

from __future__ import annotations

import json
import sys

import click

from numeric.economy.reader import load_economy
from proofs_check.output.console import terminal


@click.command()
@click.argument("file")
@click.option("--agents", type=click.IntRange(2, 10**4), required=True, help="N.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
def pooling(file: str, agents: int, as_json: bool) -> None:
    """Test every partition of the types of the economy in FILE that pools some of them, at N.

    A partition is excluded if for one of its blocks the cost of pooling exceeds what it can gain in
    the worst of all the stage-2 equilibria that are found.  The JSON is described in
    ``proofs_check.answers.pooling``.
    """
    from numeric.probability.partitions import partitions as all_partitions
    from numeric.theorem_2.every_equilibrium import every_equilibrium
    from proofs_check.answers.outside import named
    from proofs_check.answers.pooling import pooling_data, print_pooling
    from proofs_check.answers.waiting import signs_of_life

    economy = load_economy(file)
    if economy.active(agents) < 2:
        raise click.UsageError(f"--agents must leave two active agents, found {agents}")
    assumptions = named(economy)
    partitions = all_partitions(len(economy.types), most=len(economy.types) - 1)
    found = []
    with signs_of_life(f"{len(partitions)} partition{'s' * (len(partitions) != 1)}") as waiting:
        for done, partition in enumerate(partitions, 1):
            found.append(every_equilibrium(economy, partition, agents))
            waiting.update("partitions", done, len(partitions))
    data = {**pooling_data(economy, agents, found), "assumptions": assumptions}
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_pooling(data, terminal())
    sys.exit(0 if all(p.missing == 0 for p in found) else 3)
