"""Margins of Theorem 1 as plain data and as a table."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from numeric.economy.economy import Economy
from numeric.theorem_1.margins import Threshold
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, table
from proofs_check.output.console import styled

Data = dict[str, Any]
SHOWN = 24
"""Rows of the table for people; the JSON has all."""


def threshold_data(economy: Economy, found: Threshold) -> Data:
    """Return a threshold in the format of ``twostage threshold --json``."""
    names = economy.types
    return {
        "economy": economy.name,
        "status": found.status,
        "solved": found.status.solved,
        "margins": [
            {
                "agents": m.agents,
                "active": m.active,
                "margin": finite(m.margin),
                "truncation": finite(m.truncation),
                "rounding": finite(m.rounding),
                "binding": {
                    "type": names[m.binding[0]],
                    "imitates": names[m.binding[1]],
                    "cost": finite(m.cost),
                    "gain": finite(m.gain),
                },
            }
            for m in found.margins
        ],
        "fails": list(found.fails),
        "undecided": list(found.undecided),
        "last_failure": found.last_failure,
        "slope": {
            a: {b: finite(found.slope.values[i, j]) for j, b in enumerate(names) if j != i}
            for i, a in enumerate(names)
        },
        "tail": {
            "from": found.tail.start,
            "evidence": found.tail.evidence,
            "detail": found.tail.detail,
        },
    }


def print_threshold(data: Data, console: Console) -> None:
    """Print the failures, the margins (thinned if there are many), the slope and the tail."""
    console.print(styled((data["economy"], "bold"), f": {data['status']}"), highlight=False)
    console.print(_failures(data), highlight=False)
    rows = data["margins"]
    stride = -(-len(rows) // SHOWN)
    made = table("N", "M", "margin", "truncation", "rounding", "binding deviation", "cost", "gain")
    for row in rows[::stride]:
        b = row["binding"]
        numbers = (number(row["margin"]), f"{row['truncation']:.0e}", f"{row['rounding']:.0e}")
        made.add_row(
            str(row["agents"]),
            str(row["active"]),
            *numbers,
            f"{b['type']} as {b['imitates']}",
            f"{b['cost']:.3e}",
            f"{b['gain']:.3e}",
        )
    console.print(made)
    if stride > 1:
        console.print(
            f"One in {stride} of {len(rows)} values of N is shown; --json has all.", highlight=False
        )
    for name, others in data["slope"].items():
        pairs = ", ".join(f"as {k} {number(v)}" for k, v in others.items())
        console.print(f"M times the gain tends to, for {name}: {pairs}", highlight=False)
    tail = data["tail"]
    beyond = (
        f"From N = {tail['from']} on ({tail['evidence']})"
        if tail["from"] is not None
        else "Beyond the range nothing is claimed"
    )
    console.print(f"{beyond}: {tail['detail']}.", highlight=False)


def _failures(data: Data) -> str:
    low, high = data["margins"][0]["agents"], data["margins"][-1]["agents"]
    if not data["fails"]:
        return (
            "With the selected β^σ the candidate is an equilibrium at every computed N from "
            f"{low} to {high}."
        )
    shown = ", ".join(map(str, data["fails"][:12])) + (", …" if len(data["fails"]) > 12 else "")
    return (
        f"With the selected β^σ the candidate is NOT an equilibrium at {len(data['fails'])} "
        f"values of N: {shown}; the last is {data['last_failure']}."
    )
