"""Rounds of the mechanism as plain data, as tables, and agent by agent as CSV."""

from __future__ import annotations

import csv
import io
import shlex
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.play import Round
from proofs_check.answers.beliefs import belief_of_each
from proofs_check.answers.offers import STAGE_1, STAGE_2
from proofs_check.answers.solve import finite
from proofs_check.answers.tables import number, pair, table
from proofs_check.output.console import styled

Data = dict[str, Any]
Array = NDArray[np.float64]
MOST_NAMES = 200
"""Names of active agents printed at most; ``--csv`` has all."""

COLUMNS = (
    *("agent", "type", "active", "stage1_q", "stage1_r", "stage2_q", "stage2_r"),
    *("allocation_q", "allocation_r"),
)
"""Columns of the table of agents; then follows the utility, by state if the state is not given."""


def how_to_begin(economy: Economy) -> str:
    """Return the sentence that says what a round needs."""
    top = pair(list(map(float, economy.floats.endowment)))
    return (
        "give --agents N for a round in which everyone follows the candidate, or --stage1 FILE, a "
        f"CSV whose first row is {','.join(STAGE_1)} and that has one row for each agent; types "
        f"are {', '.join(economy.types)}; an offer is of one good, from 0 to the endowment {top}"
    )


def how_to_go_on(file: str, stage1: str, seed: int, state: str | None) -> list[str]:
    """Return the sentences that say what follows stage 1."""
    words = ["twostage", "play", file, "--stage1", stage1, "--seed", str(seed)]
    words += [] if state is None else ["--state", state]
    return [
        "Now every active agent makes another offer, of one good (0 and 0 offers nothing).  Write "
        f"a CSV whose first row is {','.join(STAGE_2)}, with one row for each active agent, and run",
        "    " + " ".join(shlex.quote(w) for w in (*words, "--stage2")) + " FILE",
        "With another --seed other agents would be active.",
    ]


TO_EACH = "--csv FILE writes what each agent offered, consumes and gains; --json --each lists it."


def agent_names(played: Round, names: Sequence[str] | None) -> Sequence[str]:
    """Return the names of the agents: those given, or their numbers from 0."""
    return [str(i) for i in range(len(played.types))] if names is None else names


def utilities(economy: Economy, played: Round) -> Array:
    """Return u of every agent's allocation in every state, shape (N, Z); NaN where not known."""
    q, r = played.allocation[:, 0], played.allocation[:, 1]
    values = formulas_of(economy).partial((0, 0), q, r, played.types)
    return np.where(np.isfinite(values), values, np.nan)


def each_agent(
    economy: Economy, played: Round, names: Sequence[str] | None = None
) -> Iterator[Data]:
    """Yield what each agent offered, consumes, and gains by it.

    Keys: "agent", "type", "active", "stage1", "stage2" and "belief" (None for the inactive),
    "allocation" and "utility": a number in the state of the round, or one for each state if types
    were given and the state was not.  What is not known yet is None.
    """
    gained = utilities(economy, played)
    believed = belief_of_each(economy, played)
    for i, name in enumerate(agent_names(played, names)):
        values = finite(gained[i])
        by_state = dict(zip(economy.states, values, strict=True))
        yield {
            "agent": name,
            "type": economy.types[played.types[i]],
            "active": bool(played.active[i]),
            "stage1": finite(played.offers1[i]),
            "stage2": finite(played.offers2[i]) if played.active[i] else None,
            "belief": believed[i],
            "allocation": finite(played.allocation[i]),
            "utility": by_state if played.state is None else values[played.state],
        }


def agents_csv(economy: Economy, played: Round, names: Sequence[str] | None = None) -> str:
    """Return the table of agents as CSV; what is not known is empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    known = played.state is not None
    by_state = ["utility"] if known else [f"utility in {state}" for state in economy.states]
    writer.writerow([*COLUMNS, *by_state])
    for row in each_agent(economy, played, names):
        gained = [row["utility"]] if known else list(row["utility"].values())
        second = row["stage2"] or (None, None)
        writer.writerow(
            [
                *(row["agent"], row["type"], "yes" if row["active"] else "no"),
                *(*row["stage1"], *second, *row["allocation"], *gained),
            ]
        )
    return stream.getvalue()


def round_data(economy: Economy, played: Round, names: Sequence[str] | None = None) -> Data:
    """Return a round in the format of ``twostage play --json``; with names, also who is active."""
    balance = played.balance(economy)
    active = (
        {}
        if names is None
        else {"active_agents": [n for n, a in zip(names, played.active, strict=True) if a]}
    )
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
        **active,
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


def print_round(data: Data, console: Console, remarks: Sequence[str] = ()) -> None:
    """Print the histogram, what each type got on average, and where every unit went."""
    state = "" if data["state"] is None else f", state {data['state']}"
    said = f": {data['active']} of {data['agents']} agents active{state}"
    console.print(styled((data["economy"], "bold"), said))
    if "active_agents" in data:
        names = data["active_agents"]
        more = (
            f" and {len(names) - MOST_NAMES} more (--csv has all)"
            if len(names) > MOST_NAMES
            else ""
        )
        console.print(f"Active: {', '.join(names[:MOST_NAMES])}{more}")
    histogram = table("announced stage-1 offer (a_q, a_r)", "active agents")
    for row in data["histogram"][:20]:
        histogram.add_row(pair(row["offer"]), str(row["count"]))
    console.print(histogram)
    if len(data["histogram"]) > 20:
        console.print(f"and {len(data['histogram']) - 20} more offers; --json has all")
    if data["price"] is None:
        console.print("\nStage 2 was not played.")
    else:
        _print_stage2(data, console)
    for remark in remarks:
        console.print(remark, soft_wrap=remark.startswith(" "))


def _print_stage2(data: Data, console: Console) -> None:
    console.print(f"\nstage-2 price {number(data['price'])}, totals {pair(data['totals'])}")
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
        f"{pair(paid['kappa'])}"
    )
    console.print(f"consumption less endowments less what was handed out: {pair(data['balance'])}")
