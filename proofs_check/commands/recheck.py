"""``twostage recheck``: the certificates of a folder, checked again.

By a program that knows nothing of the engines that found them; and whether all that the folder says
agrees (``proofs_check.verifying.manifest``).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from proofs_check.output.console import styled, terminal
from proofs_check.paper import CLAIMS
from proofs_check.verifying.manifest import WORDS, Row, compared


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def recheck(folder: Path, as_json: bool) -> None:
    """Check the certificates in DIR/certificates again, with an independent checker.

    DIR is what `twostage verify --out DIR` has written.  Its manifest.json, results.json and
    certificates must agree with one another and with the claims as they are now.  The checker is
    one file, proofs_check/recheck.py, which also runs by itself: python recheck.py DIR.  Exit status:
    0 if all agrees, 1 if anything is rejected, missing, extra, swapped, stale or weaker, 2 if there
    is nothing to check.
    """
    if not any(folder.glob("*.json")) and not any(folder.glob("certificates/*.json")):
        raise click.UsageError(f"there is no certificate in {folder}")
    rows = compared(folder, {id_: claim.standing for id_, claim in CLAIMS.items()})
    _print(rows, as_json)
    sys.exit(int(any(row.result != "proved" for row in rows)))


def _print(rows: Sequence[Row], as_json: bool) -> None:
    count = {word: sum(row.result == word for row in rows) for word in WORDS}
    if as_json:
        listed = [
            {"id": r.name, "result": r.result, "reason": r.reason, "seconds": round(r.seconds, 3)}
            for r in rows
        ]
        click.echo(json.dumps({"format": 2, "certificates": listed, "totals": count}, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "result", "seconds", "reason"):
        table.add_column(column, overflow="fold")
    for row in rows:
        style = "green" if row.result == "proved" else "red"
        table.add_row(
            Text(row.name), styled((row.result, style)), f"{row.seconds:.2f}", Text(row.reason)
        )
    console = terminal()
    console.print(table)
    told = ", ".join(f"{n} {word}" for word, n in count.items() if n or word == "proved")
    console.print(f"\n{told}, in {sum(row.seconds for row in rows):.1f} s.", markup=False)
