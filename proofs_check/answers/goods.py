"""Trading posts for several goods as plain data, as CSV and as a table: what ``twostage compare --goods`` prints.

Conventions: losses are shares of 1; lists of goods have cash last; agents are null where N does not matter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from numeric.goods.compare import TITLES, GoodsRow
from numeric.goods.economy import GoodsEconomy
from proofs_check.answers.compare import percent
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import table
from proofs_check.output.console import styled

Data = dict[str, Any]
MEASURES = ("misallocation", "paper", "endowment")


def goods_data(economy: GoodsEconomy, rows: Sequence[GoodsRow]) -> Data:
    """Return the rows in the format of ``twostage compare --goods --json``."""
    return {
        "economy": economy.name,
        "goods": list(economy.goods),
        "types": list(economy.types),
        "rows": [_row(economy, row) for row in rows],
    }


def _row(economy: GoodsEconomy, row: GoodsRow) -> Data:
    w, by_type = row.welfare, row.multiplier
    return {
        "mechanism": row.mechanism,
        "title": TITLES[row.mechanism],
        "agents": row.agents,
        **{m: None if w is None else finite(getattr(w, m)) for m in MEASURES},
        "outlay": None if w is None else finite(w.outlay),
        "utility": None
        if w is None
        else {name: finite(v) for name, v in zip(economy.types, w.utility, strict=True)},
        "price": None if row.price is None else finite(row.price),
        "cash_binds": None
        if by_type is None
        else {name: bool(v > 0) for name, v in zip(economy.types, by_type, strict=True)},
        "status": str(row.status),
        "solved": row.status.solved,
    }


def goods_csv(data: Data) -> str:
    """Return the rows as CSV, one line each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    goods, types = data["goods"], data["types"]
    writer.writerow(
        ["mechanism", "agents", *MEASURES, *(f"outlay {g}" for g in (*goods, "cash")),
         *(f"price {g}" for g in goods), *(f"utility {t}" for t in types), "status"]
    )  # fmt: skip
    for row in data["rows"]:
        utility = row["utility"] or dict.fromkeys(types)
        cells = [row["mechanism"], row["agents"], *(row[m] for m in MEASURES),
                 *(row["outlay"] or [None] * (len(goods) + 1)),
                 *(row["price"] or [None] * len(goods)),
                 *(utility[t] for t in types), row["status"]]  # fmt: skip
        writer.writerow(["" if cell is None else cell for cell in cells])
    return out.getvalue()


def print_goods(data: Data, console: Console) -> None:
    """Print one table, and what is said of the rows."""
    console.print(styled((data["economy"], "bold"), ": loss in percent"), highlight=False)
    made = table("mechanism", "N", *MEASURES, "cash binds", "prices")
    for row in data["rows"]:
        binds = [name for name, yes in (row["cash_binds"] or {}).items() if yes]
        made.add_row(
            row["mechanism"],
            "" if row["agents"] is None else str(row["agents"]),
            *(percent(row[m]) for m in MEASURES),
            ", ".join(binds) if binds else "" if row["cash_binds"] is None else "no",
            "" if row["price"] is None else ", ".join(f"{p:.4f}" for p in row["price"]),
        )
    console.print(made)
    for row in data["rows"]:
        if row["status"] != "solved":
            at = "" if row["agents"] is None else f", N = {row['agents']}"
            console.print(f"{row['mechanism']}{at}: {row['status']}", highlight=False, markup=False)


def unsolved(data: Data) -> bool:
    """Whether some row has no numbers."""
    return any(row["paper"] is None for row in data["rows"])
