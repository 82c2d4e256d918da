"""``twostage engines``: every claim that is algebra, engine by engine, with verdict and seconds; and what each hypothesis is needed for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from proofs_check.engines.table import ENGINES, Cell, Hypotheses, algebraic, hypotheses, row
from proofs_check.ledger import written
from proofs_check.paper import CLAIMS


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--hypotheses", "needs", is_flag=True, help="Show a witness of the hypotheses, and drop each hypothesis in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def engines(ids: tuple[str, ...], needs: bool, as_json: bool) -> None:
    """Ask every engine about every claim that is algebra, or about those named."""
    statements = algebraic(CLAIMS)
    unknown = [i for i in ids if i not in statements]
    if unknown:
        reason = "is tested on economies, not by these engines" if unknown[0] in CLAIMS else "does not exist; `twostage verify` lists all claims"
        raise click.UsageError(f"the claim {unknown[0]!r} {reason}")
    asked = {id_: s for id_, s in statements.items() if not ids or id_ in ids}
    rows: dict[str, Any] = {}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for id_, statement in progress.track(asked.items(), description="asking"):
            rows[id_] = hypotheses(statement, written) if needs else row(statement)
    if as_json:
        click.echo(json.dumps(_data(rows), indent=2))
    else:
        console = Console(width=None if sys.stdout.isatty() else 150)
        (_print_needs if needs else _print_engines)(rows, console)


def _data(rows: dict[str, Any]) -> dict[str, Any]:
    claims = [{"id": i, **({e: asdict(c) for e, c in r.items()} if isinstance(r, dict) else asdict(r))} for i, r in rows.items()]
    return {"format": 1, "claims": claims}


def _print_engines(rows: dict[str, dict[str, Cell]], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("claim", *ENGINES):
        table.add_column(column, overflow="fold")
    styles = {"PROVED": "green", "HOLDS": "green", "REFUTED": "red", "UNDECIDED": "yellow"}
    for id_, cells in rows.items():
        table.add_row(id_, *(f"[{styles[cells[e].verdict]}]{cells[e].verdict}[/] {cells[e].seconds:.2f} s" for e in ENGINES))
    console.print(table)
    proved = sum(cells["certificate"].verdict == "PROVED" for cells in rows.values())
    console.print(f"\n{proved} of {len(rows)} claims have a certificate.")


def _print_needs(rows: dict[str, Hypotheses], console: Console) -> None:
    for id_, found in rows.items():
        point = ", ".join(f"{k} = {v}" for k, v in found.witness.items()) if found.witness else "none was found"
        console.print(f"[bold]{id_}[/]: witness {point}")
        for need in found.needs:
            where = ", ".join(f"{k} = {v}" for k, v in (need.counterexample or {}).items())
            console.print(f"    without {need.hypothesis}: {need.result} ({need.evidence}{': ' + where if where else ''})")
    count = {word: sum(n.result == word for r in rows.values() for n in r.needs) for word in ("needed", "redundant", "open")}
    met = sum(r.witness is not None for r in rows.values())
    totals = ", ".join(f"{n} {word}" for word, n in count.items())
    console.print(f"\n{met} of {len(rows)} hypothesis sets have a witness; of the hypotheses dropped one by one: {totals}.")
