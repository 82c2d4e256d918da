"""Semi-pooling candidates as plain data and as a table: what ``twostage pooling`` prints."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from numeric.economy.economy import Economy
from numeric.theorem_2.every_equilibrium import PartitionRange, WorstExclusion
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, table
from proofs_check.output.console import styled

Data = dict[str, Any]


def pooling_data(economy: Economy, agents: int, found: list[PartitionRange]) -> Data:
    """Return the partitions of one economy at one N.

    Keys: "economy", "agents", "active", "evidence" (SAMPLED: equilibria are found, not enclosed) and
    "partitions": [{"blocks", "excluded", "missing" (the greatest probability of block counts
    without a pure equilibrium), "equilibria" (the greatest number found of one game), "tests":
    [{"block", "cost" (P(inactive) C_k), "offer" (the consumption at which C_k is attained), "gain"
    (the ends of P(active) V_k over the equilibria found), "worst", "attributed", "excluded"}]}].
    """
    return {
        "economy": economy.name,
        "agents": agents,
        "active": economy.active(agents),
        "evidence": "SAMPLED",
        "partitions": [
            {
                "blocks": [_named(economy, block) for block in p.partition],
                "excluded": p.excluded,
                "missing": finite(p.missing),
                "equilibria": p.most,
                "tests": [_test(economy, e) for e in p.exclusions],
            }
            for p in found
        ],
    }


def _named(economy: Economy, block: tuple[int, ...]) -> list[str]:
    return [economy.types[x] for x in block]


def _test(economy: Economy, found: WorstExclusion) -> Data:
    return {
        "block": _named(economy, found.block),
        "cost": finite(found.cost),
        "offer": finite(found.offer),
        "gain": finite(list(found.gain)),
        "worst": finite(found.worst),
        "attributed": _named(economy, found.attributed),
        "excluded": found.excluded,
    }


def print_pooling(data: Data, console: Console) -> None:
    """Print one row for each block with two types or more."""
    title = f", N = {data['agents']}, M = {data['active']}"
    console.print(styled((data["economy"], "bold"), title), highlight=False)
    made = table("partition", "block", "cost", "gain", "worst gain", "attributed to", "excluded")
    for row in data["partitions"]:
        blocks = " | ".join(", ".join(block) for block in row["blocks"])
        for test in row["tests"]:
            low, high = (number(v) for v in test["gain"])
            made.add_row(
                blocks,
                ", ".join(test["block"]),
                number(test["cost"]),
                low if low == high else f"{low} to {high}",
                number(test["worst"]),
                ", ".join(test["attributed"]),
                "yes" if test["excluded"] else "no",
            )
    console.print(made)
    missing = max((row["missing"] or 0.0 for row in data["partitions"]), default=0.0)
    most = max((row["equilibria"] for row in data["partitions"]), default=0)
    console.print(
        f"Up to {most} equilibria of one stage-2 game were found; block counts without a pure one "
        f"have probability up to {missing:.1e}. Excluded means: in the worst case of all that were "
        "found (SAMPLED).",
        highlight=False,
    )
