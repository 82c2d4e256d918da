"""Theorem 2 with proved numbers as plain data and as text: what ``pooling --certify`` prints.

The JSON has the keys "from" (from here on no partition that pools types is an equilibrium, or null),
"evidence", "detail" and "partitions": [{"blocks", "from", "active" (the M whose bounds prove it),
"block" (of which some type deviates), "cost" (a lower bound on C_k), "gain" (an upper bound on V_k, for
every set A and all equilibria of stage 2), "evidence", "detail"}].
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from numeric.certify.theorem_2.exclusion import CertifiedExclusion, ExcludedPartition
from numeric.economy.economy import Economy
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, table

Data = dict[str, Any]


def exclusion_data(economy: Economy, found: CertifiedExclusion) -> Data:
    """Return what is excluded with proof."""
    return {
        "from": found.start,
        "evidence": found.evidence,
        "detail": found.detail,
        "partitions": [_partition(economy, p) for p in found.partitions],
    }


def _partition(economy: Economy, found: ExcludedPartition) -> Data:
    def named(block: tuple[int, ...]) -> list[str]:
        return [economy.types[x] for x in block]

    known = found.start is not None
    return {
        "blocks": [named(block) for block in found.partition],
        "from": found.start,
        "active": found.active,
        "block": None if found.block is None else named(found.block),
        "cost": finite(found.cost) if known else None,
        "gain": finite(found.gain) if known else None,
        "evidence": found.evidence,
        "detail": found.detail,
    }


def print_exclusion(data: Data, console: Console) -> None:
    """Print one row for each partition, and what follows for all of them."""
    console.print(Text("\nTheorem 2 with proof", style="bold"))
    made = table("partition", "excluded from N", "block", "cost at least", "gain at most", "detail")
    for row in data["partitions"]:
        made.add_row(
            " | ".join(", ".join(block) for block in row["blocks"]),
            "–" if row["from"] is None else str(row["from"]),
            ", ".join(row["block"] or []),
            number(row["cost"]),
            number(row["gain"]),
            row["detail"],
        )
    console.print(made)
    console.print(sentence(data), highlight=False)


def sentence(data: Data) -> str:
    """Return what is proved, in words."""
    if data["from"] is None:
        return f"No N from which on all partitions are excluded is certified: {data['detail']}."
    return (
        f"{data['detail'][0].upper()}{data['detail'][1:]} ({data['evidence']}), for every belief "
        "set and every stage-2 equilibrium."
    )
