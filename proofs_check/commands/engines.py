"""``twostage engines``: every claim that is algebra, engine by engine, with verdict and seconds.

It also says what each hypothesis is needed for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from functools import partial
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from numeric.economy.economy import Economy
from proofs_check.answers.claim_names import ids_of
from proofs_check.answers.engine_table import ENGINES, MODEL, Cell, algebraic, row
from proofs_check.claims.claim import Claim
from proofs_check.claims.plain import written
from proofs_check.engines.needs import SECONDS, WORDS, Hypotheses, Need, hypotheses
from proofs_check.numeric_options import Real, Whole
from proofs_check.output.console import styled, terminal, verdict_text
from proofs_check.paper import CLAIMS
from proofs_check.verifying.parallel import each

MANY = 8
"""From so many claims on, starting another process pays."""


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--hypotheses",
    "needs",
    is_flag=True,
    help="Show a witness of the hypotheses, and drop each hypothesis in turn.",
)
@click.option(
    "--limit",
    type=Real(1, 3600),
    default=SECONDS,
    show_default=True,
    help="With --hypotheses: seconds for a claim.",
)
@click.option(
    "--processes",
    type=Whole(1, 256),
    default=None,
    help="With --hypotheses: number of processes (default: the processors, at most 2).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def engines(
    ids: tuple[str, ...], needs: bool, limit: float, processes: int | None, as_json: bool
) -> None:
    """Ask every engine about every claim that is algebra, or about those named."""
    statements, ids = algebraic(CLAIMS), ids_of(ids)
    unknown = [i for i in ids if i not in statements]
    if unknown:
        raise click.UsageError(
            f"the claim {unknown[0]!r} is tested on economies, not by these engines"
        )
    asked = [id_ for id_ in statements if not ids or id_ in ids]
    if needs:
        rows = _tracked(
            _needs(
                [CLAIMS[i] for i in asked],
                limit,
                processes or (min(2, os.cpu_count() or 1) if len(asked) >= MANY else 1),
            ),
            asked,
        )
    else:
        rows = _tracked(((id_, row(statements[id_])) for id_ in asked), asked)
    if as_json:
        click.echo(json.dumps(_data(rows), indent=2))
    else:
        console = terminal(width=150)
        (_print_needs if needs else _print_engines)(rows, console)


def _tracked(finished: Iterator[tuple[str, Any]], asked: list[str]) -> dict[str, Any]:
    """Collect rows as they are finished, and return them in the order in which they were asked for."""
    rows = {}
    with Progress(console=terminal(stderr=True), transient=True) as progress:
        task = progress.add_task("asking", total=len(asked))
        for id_, found in finished:
            rows[id_] = found
            progress.update(task, advance=1, description=id_)
    return {id_: rows[id_] for id_ in asked}


def _needs(claims: list[Claim], limit: float, processes: int) -> Iterator[tuple[str, Hypotheses]]:
    task: Callable[[Claim, Sequence[Economy], bool], Hypotheses] = partial(_one, limit)
    with closing(each(task, claims, (), False, processes, _lost)) as finished:
        yield from finished


def _one(limit: float, claim: Claim, _economies: Sequence[Economy], _mutants: bool) -> Hypotheses:
    return hypotheses(claim.standing, written, limit)


def _lost(claim: Claim, seconds: float) -> Hypotheses:
    """Return what is known of a claim whose process died, twice."""
    died = "the process that asked died, twice"
    return Hypotheses(
        None,
        tuple(
            Need(written(h.says), "UNDECIDED", "NONE", died, None, None, seconds)
            for h in claim.standing.given
        ),
    )


def _data(rows: dict[str, Any]) -> dict[str, Any]:
    claims = [
        {"id": i, **({e: asdict(c) for e, c in r.items()} if isinstance(r, dict) else asdict(r))}
        for i, r in rows.items()
    ]
    return {"format": 2, "claims": claims}


def _print_engines(rows: dict[str, dict[str, Cell]], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("claim", *ENGINES):
        table.add_column(column, overflow="fold")
    for id_, cells in rows.items():
        table.add_row(
            id_,
            *(verdict_text(cells[e].verdict, f"{cells[e].seconds:.2f} s") for e in ENGINES),
        )
    console.print(table)
    proved = sum(cells["certificate"].verdict == "PROVED" for cells in rows.values())
    console.print(f"\n{proved} of {len(rows)} claims have a certificate.")
    if any(c.detail == MODEL for cells in rows.values() for c in cells.values()):
        console.print(
            "A solver that stays UNDECIDED beside PROVED has found values for the statement over "
            "free unknowns, in which u, sums and roots are any numbers; that refutes nothing."
        )


def _print_needs(rows: dict[str, Hypotheses], console: Console) -> None:
    styles = dict(zip(WORDS, ("green", "cyan", "yellow"), strict=True))
    for id_, found in rows.items():
        point = (
            ", ".join(f"{k} = {v}" for k, v in found.witness.items())
            if found.witness
            else "none was found"
        )
        console.print(styled((id_, "bold"), f": witness {point}"), highlight=False)
        for need in found.needs:
            where = ", ".join(f"{k} = {v}" for k, v in (need.counterexample or {}).items())
            reason = where or need.detail
            console.print(
                styled(
                    f"    without {need.hypothesis}: ",
                    (need.result, styles[need.result]),
                    f" {need.evidence}: {reason}",
                ),
                highlight=False,
            )
    needs = [n for r in rows.values() for n in r.needs]
    met = sum(r.witness is not None for r in rows.values())
    proved = sum(n.certificate is not None for n in needs)
    totals = ", ".join(f"{sum(n.result == word for n in needs)} {word}" for word in WORDS)
    console.print(
        f"\n{met} of {len(rows)} hypothesis sets have a witness; of {len(needs)} hypotheses "
        f"dropped one by one: {totals}.",
        highlight=False,
    )
    console.print(f"{proved} of those that are not needed have a certificate.", highlight=False)
