"""Mechanisms side by side as plain data, as CSV and as a table: what ``twostage compare`` prints.

Conventions: losses are shares of 1; pairs are [q, r]; agents are null in the limit of large N.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from numeric.economy.economy import Economy
from numeric.games.compare import Row
from numeric.games.mechanisms import MECHANISMS
from numeric.games.welfare import MEASURES
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import table
from proofs_check.output.console import styled

Data = dict[str, Any]


def comparison_data(economy: Economy, rows: Sequence[Row]) -> Data:
    """Return the rows in the format of ``twostage compare --json``."""
    return {
        "economy": economy.name,
        "types": list(economy.types),
        "rows": [_row(economy, row) for row in rows],
    }


def _row(economy: Economy, row: Row) -> Data:
    mechanism, w = MECHANISMS[row.mechanism], row.welfare
    kappa = economy.floats.kappa if mechanism.kappa else (0.0, 0.0)
    return {
        "mechanism": row.mechanism,
        "title": mechanism.title,
        "agents": row.agents,
        "inactive": row.inactive,
        **{m: None if w is None else finite(getattr(w, m)) for m in MEASURES},
        "standard_error": None if w is None else finite(w.standard_error),
        "outlay": None if w is None else finite(w.outlay),
        "utility": None
        if w is None
        else {name: finite(v) for name, v in zip(economy.types, w.utility, strict=True)},
        "utility_per_head": None if w is None else finite(w.per_head),
        "draws": row.draws,
        "uses": [finite(kappa), mechanism.credit, mechanism.offers],
        "status": str(row.status),
        "solved": row.status.solved,
    }


def comparison_csv(data: Data) -> str:
    """Return the rows as CSV, one line each."""
    names = data["types"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["mechanism", "agents", "inactive", *MEASURES, "standard_error", "outlay_q", "outlay_r",
         *(f"utility {name}" for name in names), "utility_per_head", "kappa_q", "kappa_r", "credit",
         "offers", "status"]
    )  # fmt: skip
    for row in data["rows"]:
        kappa, credit, offers = row["uses"]
        outlay, utility = row["outlay"] or ["", ""], row["utility"] or dict.fromkeys(names, "")
        cells = [row["mechanism"], row["agents"], row["inactive"], *(row[m] for m in MEASURES),
                 row["standard_error"], *outlay, *(utility[name] for name in names),
                 row["utility_per_head"], *kappa, credit, offers, row["status"]]  # fmt: skip
        writer.writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue()


def percent(value: float | None) -> str:
    """Write a share in percent, to a thousandth of a percent or two digits of what is smaller."""
    if value is None:
        return "–"
    shown = 100 * value
    return f"{0.0 if abs(shown) < 1e-9 else shown:.2g}" if abs(shown) < 0.01 else f"{shown:.3f}"


def comparison_markdown(data: Data) -> str:
    """Return the rows as a section of a Markdown page: one table of each loss, mechanisms by N."""
    numbers = list(dict.fromkeys(row["agents"] for row in data["rows"]))
    heads = ["the limit" if n is None else f"N = {n}" for n in numbers]
    parts = [f"## {plain_markdown(data['economy'])}", ""]
    for measure, words in WORDS.items():
        parts += [f"{words}, percent.", "", "| mechanism | " + " | ".join(heads) + " |"]
        parts.append("| --- |" + " ---: |" * len(heads))
        for name in dict.fromkeys(row["mechanism"] for row in data["rows"]):
            at = {r["agents"]: r for r in data["rows"] if r["mechanism"] == name}
            cells = [_marked(at[n], measure) if n in at else "–" for n in numbers]
            parts.append(f"| {MECHANISMS[name].title} (`{name}`) | " + " | ".join(cells) + " |")
        parts.append("")
    return "\n".join(parts + _remarks(data)) + "\n"


WORDS = {
    "misallocation": "**Misallocation**: within what the agents hold",
    "paper": "**The paper's loss**: within the resources of (12)",
}


def _marked(row: Data, measure: str) -> str:
    """Write a loss, with a star where the row is no equilibrium."""
    shown = percent(row[measure])
    return shown if row["solved"] else f"{shown} *"


def _remarks(data: Data) -> list[str]:
    """List what is said of rows that are no equilibrium, or one in mixed strategies."""
    said = [
        f"* `{row['mechanism']}`, {'the limit' if row['agents'] is None else row['agents']}: "
        f"{plain_markdown(row['status'])}"
        for row in data["rows"]
        if not row["solved"] or "mixed" in row["status"]
    ]
    return ["Rows with a star, and mixtures:", "", *said, ""] if said else []


def plain_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return re.sub(r"[\\`*_{}\[\]()<>#+\-.!|$~&@]|:(?=\w+:)", r"\\\g<0>", text)


def print_comparison(data: Data, console: Console) -> None:
    """Print a table for each N, and what is said of the rows."""
    console.print(
        styled((data["economy"], "bold"), ": loss in percent, outlay per agent"), highlight=False
    )
    for agents in dict.fromkeys(row["agents"] for row in data["rows"]):
        rows = [row for row in data["rows"] if row["agents"] == agents]
        title = "The limit of large N" if agents is None else f"N = {agents}"
        console.print(styled((f"\n{title}", "bold")), highlight=False)
        made = table(
            "mechanism", "misallocation", "paper", "endowment", "± error", "outlay q, r", "utility"
        )
        for row in rows:
            outlay = "–" if row["outlay"] is None else ", ".join(f"{v:.5f}" for v in row["outlay"])
            error = row["standard_error"]
            per_head = row["utility_per_head"]
            made.add_row(
                row["mechanism"],
                *(percent(row[m]) for m in MEASURES),
                "–" if error is None else "exact" if error == 0 else percent(error),
                outlay,
                "–" if per_head is None else f"{per_head:.5f}",
            )
        console.print(made)
        for row in rows:
            if row["status"] != "solved":
                console.print(f"{row['mechanism']}: {row['status']}", highlight=False, markup=False)
    console.print(
        "\nmisallocation: within what the agents hold; paper: within (12); endowment: within what "
        "they brought.\nUtility is per agent before types are drawn, relative to that of no trade "
        "only if no_trade is among the rows.",
        highlight=False,
    )


def unsettled(data: Data) -> bool:
    """Whether some row has no numbers."""
    return any(row["paper"] is None for row in data["rows"])
