"""What is in the way of a result, and what a chain that is complete assumes, as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from proofs_check.output.console import styled

Data = Mapping[str, Any]


def print_chains(chains: Sequence[Data], console: Console, details: bool) -> None:
    """Print what is in the way of each result, and, with details, what a complete chain assumes."""
    for one in chains:
        if one["in_the_way"]:
            title = f"In the way of {one['id']} ({len(one['in_the_way'])})"
            rows = [(c["id"], c["word"], c["lacks"]) for c in one["in_the_way"]]
        elif details and one["assumptions"]:
            title = (
                f"Assumptions that Coq lists for {one['id']} (recheck --coq --chain {one['id']})"
            )
            rows = [(a["kind"], str(a["number"]), a["which"]) for a in one["assumptions"]]
        else:
            continue
        console.print(styled((f"\n{title}", "bold")))
        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=False)
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
