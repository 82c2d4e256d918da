"""``twostage threshold``: for each N the exact margin of Theorem 1, and what is known beyond them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from numeric.classes.economy import ClassEconomy
from numeric.classes.reader import load_either
from numeric.economy.economy import Economy
from proofs_check.numeric_options import Real, Whole
from proofs_check.output.console import terminal
from proofs_check.output.files import check_apart

if TYPE_CHECKING:
    from proofs_check.answers.beyond import Wanted
    from proofs_check.answers.waiting import Waiting

Data = dict[str, Any]


@click.command()
@click.argument("file")
@click.option("--from", "first", type=Whole(2), default=2, show_default=True, help="Smallest N.")
@click.option(
    "--to",
    "last",
    type=Whole(2, 10**7),
    help="Largest N; with --certify it may be left out, and only the bound for all larger N is "
    "certified.",
)
@click.option(
    "--step",
    type=Whole(1),
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
@click.option(
    "--time-limit",
    type=Real(min=0, min_open=True),
    help="With --certify: seconds after which no further bound for all larger N is tried.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="With --certify: also certify every N below the bound, down to the last failure.",
)
@click.option(
    "--nobody-inactive",
    is_flag=True,
    help="With --certify: also say what holds for eta = 0, and how few inactive agents are enough.",
)
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --certify: write the certificate of the bound for all larger N to this file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the margins as JSON and nothing else.")
def threshold(
    file: str,
    first: int,
    last: int | None,
    step: int,
    certify: bool,
    scope: str,
    time_limit: float | None,
    exact: bool,
    nobody_inactive: bool,
    store: Path | None,
    as_json: bool,
) -> None:
    """Find every N from A to B at which the candidate of Theorem 1 is not an equilibrium of the economy in FILE.

    Classes of endowments that the file may have are repeated to all N from A to B that are multiples.

    With --certify also a bound for all larger N, with proof; its JSON ("certified_tail") is
    described in ``proofs_check.answers.certified_tail``, that of the signs ("certified") in
    ``proofs_check.answers.certify``.  Where such a bound is found it becomes the tail, and the
    sampled one is kept as "sampled_tail".
    """
    from numeric.certify.theorem_1.margin import affordable
    from numeric.stage1 import solve_stage1
    from proofs_check.answers.beyond import Wanted
    from proofs_check.answers.outside import named
    from proofs_check.answers.threshold import undefined_data

    if last is None and not certify:
        raise click.UsageError("--to is needed, except with --certify")
    if not certify and (exact or nobody_inactive or store or time_limit):
        raise click.UsageError(
            "--exact, --nobody-inactive, --store and --time-limit need --certify"
        )
    if last is not None and last < first:
        raise click.UsageError(f"--to must be at least --from, found {last} and {first}")
    check_apart("--store", store, file)
    economy = load_either(file)
    if isinstance(economy, ClassEconomy):
        if certify or step != 1 or last is None:
            raise click.UsageError(
                "a file with classes goes with --from, --to and --json; its profile is repeated"
            )
        _threshold_of_classes(economy, range(first, last + 1), as_json)
    assert isinstance(economy, Economy)
    first_stage, assumptions = solve_stage1(economy), named(economy)
    agents = range(first, last + 1, step) if last is not None else range(0)
    if certify and agents and not affordable(economy, agents[-1]):
        raise click.UsageError(
            f"--certify sums over all configurations, and at N = {agents[-1]} there are too many"
        )
    wanted = Wanted(time_limit, exact, nobody_inactive, store) if certify else None
    data = (
        _computed(economy, agents, scope, wanted)
        if first_stage.separating
        else undefined_data(economy, first_stage.status.removeprefix("solved; "))
    )
    data["assumptions"] = assumptions
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        _print(data, terminal())
    sys.exit(0 if _settled(data) else 3)


def _threshold_of_classes(economy: ClassEconomy, agents: range, as_json: bool) -> None:
    """Print the margins of an economy with classes at the multiples of its profile, and end."""
    from numeric.classes.margins import class_margins
    from numeric.classes.profiles import TooMany
    from numeric.status import NotSolved
    from proofs_check.answers.variants.classes import class_threshold_data, print_class_threshold
    from proofs_check.answers.waiting import signs_of_life

    least = economy.smallest.agents
    wanted = [N for N in agents if N % least == 0]
    if not wanted:
        raise click.UsageError(f"between --from and --to there is no multiple of {least} agents")
    with signs_of_life(f"margins for {len(wanted)} values of N") as waiting:
        try:
            rows = class_margins(
                economy, wanted, progress=lambda done: waiting.update("margins", done, len(wanted))
            )
        except (NotSolved, TooMany) as error:
            raise click.UsageError(str(error)) from None
    data = class_threshold_data(economy, rows)
    if as_json:
        click.echo(json.dumps(data, indent=2, allow_nan=False))
    else:
        print_class_threshold(data, terminal())
    sys.exit(0 if data["solved"] else 3)


def _computed(economy: Economy, agents: range, scope: str, wanted: Wanted | None) -> Data:
    """Compute the margins, and what is asked for with proof, saying how far it is."""
    from proofs_check.answers.beyond import beyond
    from proofs_check.answers.certified_tail import uniqueness
    from proofs_check.answers.certify import certified_margins
    from proofs_check.answers.waiting import signs_of_life

    with signs_of_life(f"margins for {len(agents)} values of N") as waiting:
        data = _margins(economy, agents, waiting)
        if wanted is None:
            return data
        data["certified"] = certified_margins(
            economy,
            agents,
            scope,
            lambda done: waiting.update("certified signs", done, len(agents)),
        )
        data |= beyond(economy, data["certified"], agents.step, wanted, waiting)
    if data["certified_tail"]["from"] is not None:
        tail = {k: data["certified_tail"][k] for k in ("from", "evidence", "detail")}
        data |= {"sampled_tail": data["tail"], "tail": tail} if agents else {"tail": tail}
    if "uniqueness" in data:
        data["uniqueness"] = uniqueness(data["certified_tail"])
    return data


def _margins(economy: Economy, agents: range, waiting: Waiting) -> Data:
    """Return the margins in floating point, or the name alone where no N is asked for."""
    from numeric.theorem_1.margins import threshold as margins_over
    from proofs_check.answers.threshold import threshold_data

    if not agents:
        return {"economy": economy.name}
    found = margins_over(
        economy, agents, progress=lambda done: waiting.update("margins", done, len(agents))
    )
    return threshold_data(economy, found)


def _print(data: Data, console: Console) -> None:
    from proofs_check.answers.certified_tail import print_tail
    from proofs_check.answers.certify import print_certified_margins
    from proofs_check.answers.threshold import print_threshold

    if "margins" in data:
        print_threshold(data, console)
    if data.get("certified"):
        print_certified_margins(data["certified"], console)
    if "certified_tail" in data:
        print_tail(data["certified_tail"], console)
    if "nobody_inactive" in data:
        console.print(f"With proof: {data['nobody_inactive']['detail']}.", highlight=False)


def _settled(data: Data) -> bool:
    """Whether every sign asked for is known, and, where nothing else was asked for, the tail."""
    solved = "margins" not in data or data["solved"]
    signs = all(row["sign"] for row in data.get("certified", []))
    return solved and signs and ("margins" in data or data["certified_tail"]["from"] is not None)
