"""``twostage findings``: the findings as a page in Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from proofs_check.commands.report import read_results
from proofs_check.numeric_options import Whole
from proofs_check.output.files import check_apart, write_text
from proofs_check.output.findings_page import findings_page
from proofs_check.output.json_results import FORMAT, results_data
from proofs_check.output.readme import with_example
from proofs_check.paper import CLAIMS
from proofs_check.verifying.economies import economies_for
from proofs_check.verifying.run import run


@click.command()
@click.argument(
    "results", metavar="[RESULTS.json]", required=False, type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output if left out.",
)
@click.option(
    "--readme",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A README whose example of `make verify` is made anew from the same results.",
)
@click.option("--processes", type=Whole(1), default=1, help="Number of processes.")
@click.option(
    "--stale",
    is_flag=True,
    help="List the findings whose statements have changed since their defence was written, with "
    "the fingerprint that they have now, and check nothing.",
)
def findings(
    results: Path | None, out: Path | None, readme: Path | None, processes: int, stale: bool
) -> None:
    """Write what fails as printed, each with its defence, as a page.

    From RESULTS.json, as `twostage verify --out` saves it; without it the claims that fail as printed
    are checked first, on the shipped economies (every claim where a README is to be made anew).
    """
    if stale:
        changed = [c for c in CLAIMS.values() if c.stale]
        click.echo("".join(f"{c.id} {c.subject}\n" for c in changed), nl=False)
        sys.exit(1 if changed else 0)
    check_apart("--out", out, results, readme)
    if results is None:
        data = checked(everything=readme is not None, processes=processes)
    else:
        data = read_results(results)
        if data.get("format") != FORMAT:
            raise click.UsageError(f"{results}: must have format {FORMAT}")
    if readme is not None:
        write_text(readme, with_example(readme.read_text(encoding="utf-8"), data))
    text = findings_page(data)
    if out is None:
        click.echo(text, nl=False)
        sys.exit(0)
    write_text(out, text)
    click.echo(f"{out}: {len(data['findings'])} findings")
    sys.exit(0)


def checked(*, everything: bool, processes: int) -> dict[str, Any]:
    """Return results as data, of every claim or of those that fail as printed.

    The others are then listed with their notes only, which is all that the page says of them.
    """
    wanted = [i for i, c in CLAIMS.items() if everything or c.correction]
    cited = [i for i in wanted if CLAIMS[i].cites]  # CITED only where all that it rests on holds
    reached = {*wanted, *foundations(cited)}
    asked = {i: c for i, c in CLAIMS.items() if i in reached}
    found = run(asked, economies=economies_for((), 0, 0), processes=processes)
    data = results_data(found, CLAIMS)
    told = {c["id"]: c for c in data["claims"]}
    stubs = {i: {"id": i, "source": c.source, "note": c.note} for i, c in CLAIMS.items()}
    data["claims"] = [told.get(i, stubs[i]) for i in CLAIMS]
    return data


def foundations(ids: Iterable[str]) -> set[str]:
    """Return the claims named and all that they depend on."""
    reached: set[str] = set()
    stack = list(ids)
    while stack:
        current = stack.pop()
        if current not in reached:
            reached.add(current)
            stack += CLAIMS[current].depends_on
    return reached
