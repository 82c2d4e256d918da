"""Rounds of the mechanism as plain data and as tables, and offers from CSV files."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from numeric.economy.economy import Economy
from numeric.mechanism.play import Round
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, pair, table
from symbolic.language.errors import InputError

Data = dict[str, Any]
Array = NDArray[np.float64]
HEADER = ["agent", "type", "offer_q", "offer_r"]
LARGEST = 100_000_000


def read_offers(
    economy: Economy,
    path: Path,
    *,
    agents: int | None = None,
    only: NDArray[np.bool_] | None = None,
    types: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], Array]:
    """Read offers from a CSV file with the header agent,type,offer_q,offer_r.

    Agents are numbered from 0.

    Args:
        economy: The economy whose types are named.
        path: The file.
        agents: The number of agents, if known; else the number of rows.
        only: The agents that must have a row (all others must not).
        types: The types that must be repeated, if known.

    Returns:
        Types (N,) and offers (N, 2); agents without a row get the type -1 and a zero offer.

    Raises:
        InputError: The file is missing, too large, or a row is wrong; the sentence names the row.
    """
    rows = _rows(path)
    if (
        agents is None and len(rows) < 2
    ):  # of two agents only one may be active, so a file for stage 2 may have one row
        raise InputError(f"{path}: must have the offers of at least 2 agents")
    N = len(rows) if agents is None else agents
    kinds, offers = np.full(N, -1), np.zeros((N, 2))
    for line, row in enumerate(rows, 2):
        agent, kind, offer = _row(economy, path, line, row, N)
        if kinds[agent] >= 0:
            raise InputError(f"{path}, row {line}: agent {agent} appears twice")
        if types is not None and types[agent] != kind:
            raise InputError(
                f"{path}, row {line}: agent {agent} has type {economy.types[types[agent]]} at "
                f"stage 1, found {economy.types[kind]}"
            )
        kinds[agent], offers[agent] = kind, offer
    needed = np.ones(N, dtype=bool) if only is None else only
    for agent in np.flatnonzero((kinds >= 0) != needed)[:1]:
        raise InputError(
            f"{path}: agent {agent} "
            + (
                "is active and must have an offer"
                if needed[agent]
                else "is inactive and must have no offer"
            )
        )
    return kinds, offers


def _rows(path: Path) -> list[list[str]]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}: must have at most {LARGEST} bytes")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [r for r in csv.reader(stream) if r]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (
            "there is no such file"
            if isinstance(error, FileNotFoundError)
            else f"cannot be read as CSV ({type(error).__name__})"
        )
        raise InputError(f"{path}: {reason}") from None
    if not rows or [c.strip() for c in rows[0]] != HEADER:
        raise InputError(f"{path}: the first row must be {','.join(HEADER)}")
    return rows[1:]


def _row(
    economy: Economy, path: Path, line: int, row: list[str], N: int
) -> tuple[int, int, tuple[float, float]]:
    if len(row) != len(HEADER):
        raise InputError(f"{path}, row {line}: must have {len(HEADER)} fields, found {len(row)}")
    agent, kind, *offer = (c.strip() for c in row)
    if not (agent.isascii() and agent.isdigit() and int(agent) < N):
        raise InputError(
            f"{path}, row {line}: agent must be a number from 0 to {N - 1}, found {agent!r}"
        )
    if kind not in economy.types:
        raise InputError(
            f"{path}, row {line}: type must be one of {', '.join(economy.types)}, found {kind!r}"
        )
    try:
        numbers = (float(offer[0]), float(offer[1]))
    except ValueError:
        raise InputError(
            f"{path}, row {line}: offers must be numbers, found {offer[0]!r} and {offer[1]!r}"
        ) from None
    top = economy.floats.endowment
    if not (min(numbers) == 0 and all(0 <= v <= t for v, t in zip(numbers, top, strict=True))):
        wanted = f"one-sided and between 0 and the endowment {pair(list(map(float, top)))}"
        raise InputError(
            f"{path}, row {line}: the offer must be {wanted}, found {pair(list(numbers))}"
        )
    return int(agent), economy.types.index(kind), numbers


def round_data(economy: Economy, played: Round) -> Data:
    """Return a round in the format of ``twostage play --json``."""
    balance = played.balance(economy)
    return {
        "economy": economy.name,
        "agents": len(played.types),
        "active": int(played.active.sum()),
        "state": None if played.state is None else economy.states[played.state],
        "histogram": [{"offer": list(offer), "count": n} for offer, n in played.histogram],
        "price": finite(played.price),
        "totals": finite(played.totals),
        "types": {name: _of_type(played, x) for x, name in enumerate(economy.types)},
        "payout": {
            "inactive": finite(played.payout_inactive),
            "kappa": finite(played.payout_kappa),
        },
        "balance": finite(balance),
    }


def _of_type(played: Round, x: int) -> Data:
    mine = played.types == x
    inactive, active = mine & ~played.active, mine & played.active

    def mean(rows: NDArray[np.bool_]) -> list[float | None]:
        values: list[float | None] = (
            finite(played.allocation[rows].mean(axis=0)) if rows.any() else [None, None]
        )
        return values

    return {
        "inactive": int(inactive.sum()),
        "active": int(active.sum()),
        "allocation_active": mean(active),
        "allocation_inactive": mean(inactive),
    }


def print_round(data: Data, console: Console) -> None:
    """Print the histogram, what each type got on average, and where every unit went."""
    state = "" if data["state"] is None else f", state {data['state']}"
    console.print(
        f"[bold]{data['economy']}[/]: {data['active']} of {data['agents']} agents active{state}",
        highlight=False,
    )
    histogram = table("announced stage-1 offer (a_q, a_r)", "active agents")
    for row in data["histogram"][:20]:
        histogram.add_row(pair(row["offer"]), str(row["count"]))
    console.print(histogram)
    if len(data["histogram"]) > 20:
        console.print(
            f"and {len(data['histogram']) - 20} more offers; --json has all", highlight=False
        )
    if data["price"] is None:
        console.print(
            "Stage 2 was not played: give --stage2 for the offers of the active agents.",
            highlight=False,
        )
        return
    console.print(
        f"\nstage-2 price {number(data['price'])}, totals {pair(data['totals'])}", highlight=False
    )
    made = table(
        "type", "active", "mean allocation if active", "inactive", "mean allocation if inactive"
    )
    for name, row in data["types"].items():
        made.add_row(
            name,
            str(row["active"]),
            pair(row["allocation_active"]),
            str(row["inactive"]),
            pair(row["allocation_inactive"]),
        )
    console.print(made)
    paid = data["payout"]
    console.print(
        f"\nhanded out beyond the endowments: to the inactive {pair(paid['inactive'])}, by κ "
        f"{pair(paid['kappa'])}",
        highlight=False,
    )
    console.print(
        f"consumption less endowments less what was handed out: {pair(data['balance'])}",
        highlight=False,
    )
