"""Margins of Theorem 1 as plain data and as a table."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from numeric.economy.economy import Economy
from numeric.theorem_1.margins import Threshold
from numeric.theorem_1.slope import Slope, slope
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, table
from proofs_check.output.console import styled

Data = dict[str, Any]
SHOWN = 24
"""Rows of the table for people; the JSON has all."""

SELECTION = (
    "the margins are those of the selected β^σ; that there is no other is not examined here, but "
    "with --certify"
)
"""What is known about uniqueness where nothing is certified."""


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
        "slope": _slope_data(names, found.slope),
        "slope_status": found.slope.status,
        "uniqueness": SELECTION,
        "tail": {
            "from": found.tail.start,
            "evidence": found.tail.evidence,
            "detail": found.tail.detail,
        },
    }


def undefined_data(economy: Economy, reason: str) -> Data:
    """Return what can be said where the intervals I(x), and so the candidate, are not defined.

    The slope, which does not need them.
    """
    slopes, names = slope(economy), economy.types
    return {
        "economy": economy.name,
        "status": f"not defined: {reason}",
        "solved": False,
        "margins": [],
        "fails": [],
        "undecided": [],
        "last_failure": None,
        "slope": _slope_data(names, slopes),
        "slope_status": slopes.status,
        "tail": {"from": None, "evidence": "NONE", "detail": "the candidate is not defined"},
    }


def _slope_data(names: tuple[str, ...], slopes: Slope) -> Data:
    return {
        a: {b: finite(slopes.values[i, j]) for j, b in enumerate(names) if j != i}
        for i, a in enumerate(names)
    }


def print_threshold(data: Data, console: Console) -> None:
    """Print the failures, the margins (thinned if there are many), the slope and the tail."""
    console.print(styled((data["economy"], "bold"), f": {data['status']}"), highlight=False)
    if data["margins"]:
        _print_margins(data, console)
    _print_slope(data, console)
    tail = data["tail"]
    beyond = (
        f"From N = {tail['from']} on ({tail['evidence']})"
        if tail["from"] is not None
        else "Beyond the range nothing is claimed"
    )
    console.print(f"{beyond}: {tail['detail']}.", highlight=False)
    if data.get("uniqueness"):
        console.print(f"Of uniqueness: {data['uniqueness']}.", highlight=False)


def _print_margins(data: Data, console: Console) -> None:
    console.print(_failures(data), highlight=False)
    rows = data["margins"]
    stride = -(-len(rows) // SHOWN)
    made = table("N", "M", "margin", "truncation", "rounding", "binding deviation", "cost", "gain")
    for row in rows[::stride]:
        b = row["binding"]
        numbers = (
            number(row["margin"]),
            _power_of_ten(row["truncation"], 0),
            _power_of_ten(row["rounding"], 0),
        )
        made.add_row(
            str(row["agents"]),
            str(row["active"]),
            *numbers,
            f"{b['type']} as {b['imitates']}",
            _power_of_ten(b["cost"], 3),
            _power_of_ten(b["gain"], 3),
        )
    console.print(made)
    if stride > 1:
        console.print(
            f"One in {stride} of {len(rows)} values of N is shown; --json has all.", highlight=False
        )


def _power_of_ten(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}e}"


def _print_slope(data: Data, console: Console) -> None:
    """Print the limits of M times the gain, and at which equilibrium they are taken."""
    if any(v is None for others in data["slope"].values() for v in others.values()):
        console.print(f"Limits of M times the gain: {data['slope_status']}.", highlight=False)
        return
    for name, others in data["slope"].items():
        pairs = ", ".join(f"as {k} {number(v)}" for k, v in others.items())
        console.print(f"M times the gain tends to, for {name}: {pairs}", highlight=False)
    if data["slope_status"] != Slope.status:
        console.print(f"These limits are taken {data['slope_status']}.", highlight=False)


def _failures(data: Data) -> str:
    low, high = data["margins"][0]["agents"], data["margins"][-1]["agents"]
    open_ = len(data["undecided"])
    but = f" but {open_}, where that is undecided" if open_ else ""
    if not data["fails"] and open_ == len(data["margins"]):
        return (
            f"Whether the candidate is an equilibrium is undecided at every N from {low} to {high}."
        )
    if not data["fails"]:
        return (
            "With the selected β^σ the candidate is an equilibrium at every computed N from "
            f"{low} to {high}{but}."
        )
    shown = ", ".join(map(str, data["fails"][:12])) + (", …" if len(data["fails"]) > 12 else "")
    rest = f"; {open_} more are undecided" if open_ else ""
    return (
        f"With the selected β^σ the candidate is NOT an equilibrium at {len(data['fails'])} "
        f"values of N: {shown}; the last is {data['last_failure']}{rest}."
    )
