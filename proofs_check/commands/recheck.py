"""``twostage recheck``: the certificates of a folder, checked again by a program that knows nothing of the engines that found them."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from proofs_check.output.console import styled, terminal
from proofs_check.paper import CLAIMS
from proofs_check.recheck import Rejected, check
from symbolic.language.tree import statement_hash


def checked_again(data: Any, id_: str) -> tuple[str, str]:
    """Return ``proved``, ``stale`` or ``rejected`` for one certificate, and the reason.

    Stale: the certificate proves its statement, but the claim of this id says something else now,
    or there is no such claim.
    """
    try:
        check(data)
    except Rejected as error:
        return "rejected", str(error)
    if id_ not in CLAIMS:
        return "stale", "there is no claim of this id any more"
    if statement_hash(CLAIMS[id_].standing) != data["hash"]:
        return "stale", "the statement of the claim has changed since"
    return "proved", ""


def read(path: Path) -> Any:
    """Read a certificate; a file that is not JSON is returned as nothing, which the checker rejects."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON and nothing else.")
def recheck(folder: Path, as_json: bool) -> None:
    """Check the certificates in DIR (or DIR/certificates) again, with an independent checker.

    The checker is one file, proofs_check/recheck.py, which also runs by itself: python recheck.py
    DIR.  Exit status: 0 if all prove the claims as they are now, 1 if one is rejected, 3 if one is
    stale, 2 if there is none.
    """
    paths = sorted([*folder.glob("*.json"), *folder.glob("certificates/*.json")])
    paths = [p for p in paths if p.name != "results.json"]
    if not paths:
        raise click.UsageError(f"there is no certificate in {folder}")
    rows = []
    for path in paths:
        start = time.perf_counter()
        word, reason = checked_again(read(path), path.stem)
        rows.append(
            {
                "id": path.stem,
                "result": word,
                "reason": reason,
                "seconds": round(time.perf_counter() - start, 3),
            }
        )
    _print(rows, as_json)
    words = {row["result"] for row in rows}
    sys.exit(1 if "rejected" in words else 3 if "stale" in words else 0)


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    count = {
        word: sum(row["result"] == word for row in rows) for word in ("proved", "stale", "rejected")
    }
    if as_json:
        click.echo(json.dumps({"format": 1, "certificates": rows, "totals": count}, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for column in ("claim", "result", "seconds", "reason"):
        table.add_column(column, overflow="fold")
    styles = {"proved": "green", "stale": "yellow", "rejected": "red"}
    for row in rows:
        table.add_row(
            row["id"],
            styled((row["result"], styles[row["result"]])),
            f"{row['seconds']:.2f}",
            row["reason"],
        )
    console = terminal()
    console.print(table)
    seconds = sum(row["seconds"] for row in rows)
    console.print(
        f"\n{count['proved']} proved, {count['stale']} stale, {count['rejected']} rejected, in "
        f"{seconds:.1f} s."
    )
