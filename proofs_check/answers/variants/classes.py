"""Classes of endowments as plain data and as tables: what ``solve`` and ``threshold`` print for a file with them.

Conventions: pairs are [q, r]; what differs by class is under the class's name, then the type's; a number
that is not finite becomes null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from rich.console import Console

from numeric.classes.economy import ClassEconomy
from numeric.classes.kinds import kind_economy
from numeric.classes.stage1 import solve_class_stage1
from numeric.competitive.competitive import solve_competitive
from numeric.stage2.solve import solve_stage2
from numeric.status import joined
from numeric.theorem_1.margin_tail import Margin
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, pair, table
from proofs_check.output.console import styled

Data = dict[str, Any]


def _by_kind(economy: ClassEconomy, rows: Iterable[Data]) -> Data:
    """Return rows, one a kind, under the names of class and type."""
    rest = iter(rows)
    return {c.name: {x: next(rest) for x in economy.types} for c in economy.classes}


def _classes(economy: ClassEconomy) -> Data:
    return {
        c.name: {"endowment": finite(c.endowment), "agents": c.agents, "active": c.active}
        for c in economy.classes
    }


def class_solution_data(economy: ClassEconomy, counts: list[list[int]] | None) -> Data:
    """Return everything that ``twostage solve`` prints for an economy with classes.

    Args:
        economy: An economy with classes.
        counts: A configuration, for each class its counts by type; None for no stage 2.
    """
    first, made = solve_class_stage1(economy), kind_economy(economy)
    limit = solve_competitive(made)
    status = joined(first.status, limit.status)
    held = np.array([[float(v) for v in c.endowment] for c in economy.classes])
    bundles = _consumed(made.floats.endowment, held, limit.allocations, len(economy.types))
    data: Data = {
        "economy": economy.name,
        "agents": economy.agents,
        "active": economy.active,
        "classes": _classes(economy),
        "stage1_price": float(economy.price),
        "status": status,
        "solved": status.solved,
        "stage1": _by_kind(
            economy,
            (
                {"offer": finite(b), "consumption": finite(q), "interval": finite(ends)}
                for b, q, ends in zip(
                    first.offers.reshape(-1, 2),
                    first.consumption.ravel(),
                    first.intervals.reshape(-1, 2),
                    strict=True,
                )
            ),
        ),
        "competitive": {
            state: {
                "price": finite(limit.price[z]),
                "types": _by_kind(
                    economy,
                    (
                        {"allocation": finite(a), "offer": finite(b)}
                        for a, b in zip(bundles[z], limit.offers[z], strict=True)
                    ),
                ),
            }
            for z, state in enumerate(economy.states)
        },
        "stage2": None,
    }
    if counts is not None:
        data |= _stage2(economy, counts, data)
    return data


def _consumed(largest: Any, held: Any, bundles: Any, types: int) -> Any:
    """Return consumption from bundles (n, kinds, 2) of translated kinds."""
    return bundles - np.repeat(largest - held, types, axis=0)


def _stage2(economy: ClassEconomy, counts: list[list[int]], data: Data) -> Data:
    made = kind_economy(economy)
    by_kind = [n for row in counts for n in row]
    solved = solve_stage2(made, [by_kind])
    held = np.array([[float(v) for v in c.endowment] for c in economy.classes])
    bundles = _consumed(made.floats.endowment, held, solved.allocations(made), len(economy.types))[
        0
    ]
    rows = zip(by_kind, solved.offers[0], bundles, strict=True)
    found: Data = {
        "stage2": {
            "posterior": dict(zip(economy.states, finite(solved.posterior[0]), strict=True)),
            "price": finite(solved.price[0]),
            "totals": finite(solved.totals[0]),
            "residual": finite(solved.residual[0]),
            "types": _by_kind(
                economy,
                ({"count": n, "offer": finite(b), "allocation": finite(a)} for n, b, a in rows),
            ),
        }
    }
    if not solved.solved[0]:
        parts = [] if data["solved"] else [data["status"]]
        told = "; ".join([*parts, f"stage 2 is {solved.status[0]}"])
        found |= {"status": told, "solved": False}
    return found


def print_class_solution(data: Data, console: Console) -> None:
    """Print the solution of an economy with classes."""
    console.print(styled((data["economy"], "bold"), f": {data['status']}"), highlight=False)
    for name, c in data["classes"].items():
        console.print(
            f"{name}: endowment {pair(c['endowment'])}, {c['active']} of {c['agents']} agents active",
            highlight=False, markup=False,
        )  # fmt: skip
    price = number(data["stage1_price"])
    console.print(styled(("\nStage 1", "bold"), f" at p_1 = {price}"), highlight=False)
    made = table("class", "type", "α* = (a_q, a_r)", "q_1", "I(x)")
    for name, types in data["stage1"].items():
        for x, row in types.items():
            low, high = row["interval"]
            ends = "–" if low is None else f"[{number(low)}, {number(high)}]"
            made.add_row(name, x, pair(row["offer"]), number(row["consumption"]), ends)
    console.print(made)
    console.print(styled(("\nCompetitive equilibrium of the known state", "bold")), highlight=False)
    made = table("state", "p^z", "class", "type", "(q^z, r^z)", "β^z = (b_q, b_r)")
    for state, at in data["competitive"].items():
        head = (state, number(at["price"]))
        for name, types in at["types"].items():
            for x, row in types.items():
                made.add_row(*head, name, x, pair(row["allocation"]), pair(row["offer"]))
                head = ("", "")
    console.print(made)
    if data["stage2"] is not None:
        _print_stage2(data["stage2"], console)


def _print_stage2(data: Data, console: Console) -> None:
    told = (
        f": price {number(data['price'])}, totals {pair(data['totals'])}, residual "
        f"{number(data['residual'])}"
    )
    console.print(styled(("\nStage 2", "bold"), told), highlight=False)
    made = table("class", "type", "count", "β^σ = (b_q, b_r)", "allocation")
    for name, types in data["types"].items():
        for x, row in types.items():
            made.add_row(name, x, str(row["count"]), pair(row["offer"]), pair(row["allocation"]))
    console.print(made)
    shown = ", ".join(f"{k} {number(v)}" for k, v in data["posterior"].items())
    console.print(f"posterior: {shown}", highlight=False, markup=False)


def class_threshold_data(economy: ClassEconomy, rows: Sequence[Margin]) -> Data:
    """Return margins in the format of ``twostage threshold --json``, for an economy with classes."""
    X, kinds = len(economy.types), economy.kinds
    open_ = [m.agents for m in rows if m.holds is None]
    first = f"undecided at {len(open_)} values of N, the first of them {open_[0]}" if open_ else ""
    return {
        "economy": economy.name,
        "classes": _classes(economy),
        "status": first or "solved",
        "solved": not open_,
        "margins": [
            {
                "agents": m.agents,
                "active": m.active,
                "margin": finite(m.margin),
                "truncation": finite(m.truncation),
                "rounding": finite(m.rounding),
                "binding": {
                    "kind": kinds[m.binding[0]],
                    "imitates": economy.types[m.binding[1] % X],
                    "cost": finite(m.cost),
                    "gain": finite(m.gain),
                },
            }
            for m in rows
        ],
        "fails": [m.agents for m in rows if m.holds is False],
        "undecided": open_,
        "last_failure": max((m.agents for m in rows if m.holds is False), default=None),
        "tail": {"from": None, "evidence": "NONE",
                 "detail": "no slope or bound is computed for classes of endowments"},
    }  # fmt: skip


def print_class_threshold(data: Data, console: Console) -> None:
    """Print the margins of an economy with classes."""
    console.print(styled((data["economy"], "bold"), f": {data['status']}"), highlight=False)
    made = table("N", "M", "margin", "truncation", "rounding", "binding deviation", "cost", "gain")
    for row in data["margins"]:
        b = row["binding"]
        numbers = (
            f"{row[k]:.0e}" if row[k] is not None else "–" for k in ("truncation", "rounding")
        )
        ends = ("–" if b[k] is None else f"{b[k]:.3e}" for k in ("cost", "gain"))
        made.add_row(
            str(row["agents"]), str(row["active"]), number(row["margin"]), *numbers,
            f"{b['kind']} as {b['imitates']}", *ends,
        )  # fmt: skip
    console.print(made)
    fails = data["fails"]
    said = "With the selected β^σ the candidate is an equilibrium at every N of the table"
    if fails:
        said = f"With the selected β^σ the candidate is NOT an equilibrium at N = {', '.join(map(str, fails))}"
    console.print(f"{said}; nothing is claimed beyond it.", highlight=False)
