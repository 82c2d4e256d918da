"""``twostage threshold``.

For each N the exact margin of Theorem 1, and what is known beyond the range.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from numeric.economy.economy import Economy
from numeric.economy.reader import load_economy
from proofs_check.output.console import terminal


@click.command()
@click.argument("file")
@click.option(
    "--from", "first", type=click.IntRange(2), default=2, show_default=True, help="Smallest N."
)
@click.option("--to", "last", type=click.IntRange(2, 10**7), required=True, help="Largest N.")
@click.option(
    "--step",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Distance between values of N.",
)
@click.option(
    "--certify",
    is_flag=True,
    help="Also certify the sign of each margin by ball arithmetic, summing over all configurations.",
)
@click.option(
    "--scope",
    type=click.Choice(["local", "global"]),
    default="local",
    show_default=True,
    help="With --certify: enclose the selected β^σ, or also prove that there is no other (slower).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the margins as JSON and nothing else.")
def threshold(
    file: str, first: int, last: int, step: int, certify: bool, scope: str, as_json: bool
) -> None:
    """Find every N from A to B at which the candidate of Theorem 1 is not an equilibrium of the economy in FILE.

    The JSON of --certify is described in ``proofs_check.answers.certify``; where a bound for all
    larger N is certified it becomes the tail, and the sampled one is kept as "sampled_tail".
    """
    from numeric.certify.theorem_1.margin import affordable
    from numeric.stage1 import solve_stage1
    from proofs_check.answers.certify import print_certified_margins
    from proofs_check.answers.outside import named
    from proofs_check.answers.threshold import print_threshold, undefined_data

    if last < first:
        raise click.UsageError(f"--to must be at least --from, found {last} and {first}")
    economy = load_economy(file)
    first_stage, assumptions = solve_stage1(economy), named(economy)
    agents = range(first, last + 1, step)
    if certify and not affordable(economy, agents[-1]):
        raise click.UsageError(
            f"--certify sums over all configurations, and at N = {agents[-1]} there are too many"
        )
    if not first_stage.separating:
        data = undefined_data(economy, first_stage.status.removeprefix("solved; "))
    else:
        data = _computed(economy, agents, certify, scope, step)
    data["assumptions"] = assumptions
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        console = terminal()
        print_threshold(data, console)
        if "certified" in data:
            print_certified_margins(data["certified"], console)
    sys.exit(0 if data["solved"] and all(row["sign"] for row in data.get("certified", [])) else 3)


def _computed(
    economy: Economy, agents: range, certify: bool, scope: str, step: int
) -> dict[str, Any]:
    """Compute the margins, with certificates if asked for, saying how far it is."""
    from numeric.theorem_1.margins import threshold as margins_over
    from proofs_check.answers.certify import certified_margins, certified_tail
    from proofs_check.answers.threshold import threshold_data
    from proofs_check.answers.waiting import signs_of_life

    count = len(agents)
    with signs_of_life(f"margins for {count} values of N") as waiting:
        found = margins_over(
            economy, agents, progress=lambda done: waiting.update("margins", done, count)
        )
        data = threshold_data(economy, found)
        if certify:
            data["certified"] = certified_margins(
                economy,
                agents,
                scope,
                lambda done: waiting.update("certified signs", done, count),
            )
            proved = certified_tail(
                economy,
                data["certified"],
                step,
                lambda M: waiting.update(f"a bound for all larger N, from M = {M} on"),
            )
            if proved is not None:
                data |= {"sampled_tail": data["tail"], "tail": proved}
    return data
