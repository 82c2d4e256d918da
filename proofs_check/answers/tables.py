"""Solutions and assumptions as tables for the terminal.

They are pure functions of the data that ``--json`` prints.
"""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from proofs_check.output.console import styled, verdict_text

Data = dict[str, Any]


def number(value: float | None) -> str:
    """Write a number with ten significant digits, or a dash."""
    return "–" if value is None else f"{value:.10g}"


def pair(values: list[float | None]) -> str:
    """Write a bundle (q, r)."""
    return f"({number(values[0])}, {number(values[1])})"


def table(*columns: str) -> Table:
    """Return an empty table in the style of this command."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def print_solution(data: Data, console: Console) -> None:
    """Print the solution of an economy."""
    console.print(styled((data["economy"], "bold"), f": {data['status']}"), highlight=False)
    if data["active"] is not None:
        agents = "" if data["agents"] is None else f" of {data['agents']} agents"
        console.print(f"{data['active']}{agents} active", highlight=False)
    console.print(
        styled(
            ("\nStage 1", "bold"), ": offers, and the consumption of the first good if inactive"
        ),
        highlight=False,
    )
    stage1 = table("type", "α* = (a_q, a_r)", "q_1", "I(x)")
    for name, row in data["stage1"].items():
        low, high = row["interval"]
        stage1.add_row(
            name,
            pair(row["offer"]),
            number(row["consumption"]),
            "–" if low is None else f"[{number(low)}, {number(high)}]",
        )
    console.print(stage1)
    console.print(styled(("\nCompetitive equilibrium of the known state", "bold")), highlight=False)
    competitive = table("state", "p^z", "unique", "type", "(q^z, r^z)", "β^z = (b_q, b_r)")
    for state, row in data["competitive"].items():
        unique = {True: "yes", False: "no", None: "one found"}[row["unique"]]
        unique = "–" if row["price"] is None else unique
        for i, (name, of_type) in enumerate(row["types"].items()):
            first = (state, number(row["price"]), unique) if i == 0 else ("", "", "")
            competitive.add_row(*first, name, pair(of_type["allocation"]), pair(of_type["offer"]))
    console.print(competitive)
    if data["stage2"] is not None:
        _print_stage2(data["stage2"], console)


def _print_stage2(data: Data, console: Console) -> None:
    solved = (
        f": price {number(data['price'])}, totals {pair(data['totals'])}, residual "
        f"{number(data['residual'])}"
    )
    alone = {
        "global": "the only equilibrium (certified)",
        "local": "the only equilibrium near it (certified); there may be others",
        None: "one equilibrium; whether there are others is not known",
    }[data["uniqueness"]]
    console.print(styled(("\nStage 2", "bold"), f"{solved}; {alone}"), highlight=False)
    stage2 = table("type", "count", "β^σ = (b_q, b_r)", "allocation")
    for name, row in data["types"].items():
        stage2.add_row(
            name, str(data["configuration"][name]), pair(row["offer"]), pair(row["allocation"])
        )
    console.print(stage2)
    console.print(
        "posterior: " + ", ".join(f"{k} {number(v)}" for k, v in data["posterior"].items()),
        highlight=False,
    )
    for i, found in enumerate(data.get("equilibria", []), 1):
        offers = ", ".join(f"{k} {pair(v['offer'])}" for k, v in found["types"].items())
        console.print(
            f"equilibrium {i}: price {number(found['price'])}; offers {offers}", highlight=False
        )


def print_assumptions(data: Data, console: Console) -> None:
    """Print the assumptions of the paper for one economy."""
    console.print(styled((data["economy"], "bold")), highlight=False)
    made = table("assumption", "what it says", "verdict", "detail")
    for row in data["assumptions"]:
        verdict = verdict_text(row["verdict"], row["evidence"])
        made.add_row(row["id"], row["title"], verdict, row["detail"])
    console.print(made)
