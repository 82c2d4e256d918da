"""Solutions as plain data, with types and states by name: the JSON that ``twostage solve`` prints.

Conventions: pairs are [q, r]; a number that is not finite becomes null; a status is a sentence.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from numeric.certify import certify_competitive
from numeric.competitive.competitive import Competitive, solve_competitive
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED
from numeric.solved import solve_stage2
from numeric.stage1 import Stage1, solve_stage1
from numeric.stage2.solution import Stage2
from numeric.stage2.solve import confirmed_equilibria
from numeric.status import joined

Data = dict[str, Any]


def finite(value: Any) -> Any:
    """Return numbers as floats, arrays as lists, and null for what is not finite."""
    if isinstance(value, np.ndarray | list | tuple):
        return [finite(v) for v in value]
    number = float(value)
    return number if math.isfinite(number) else None


def stage1_data(economy: Economy, solved: Stage1) -> Data:
    """Return stage 1 by type."""
    rows = zip(economy.types, solved.offers, solved.consumption, solved.intervals, strict=True)
    return {
        name: {"offer": finite(offer), "consumption": finite(q), "interval": finite(ends)}
        for name, offer, q, ends in rows
    }


def competitive_data(economy: Economy, solved: Competitive) -> Data:
    """Return the competitive equilibria by state and type."""
    return {
        state: {
            "price": finite(solved.price[z]),
            "unique": _unique(economy, solved, z),
            "prices": finite(solved.prices[z]),
            "types": {
                name: {
                    "allocation": finite(solved.allocations[z, x]),
                    "offer": finite(solved.offers[z, x]),
                }
                for x, name in enumerate(economy.types)
            },
        }
        for z, state in enumerate(economy.states)
    }


def _unique(economy: Economy, solved: Competitive, state: int) -> bool | None:
    """Return what is known about uniqueness.

    It is decided for the form of the utility, else certified for this economy, else None.
    """
    known = solved.unique[state]
    if known is not None or not np.isfinite(solved.price[state]):
        return known
    found = certify_competitive(economy)[state]
    return True if found.unique == "global" and found.evidence == CERTIFIED else None


def stage2_data(economy: Economy, solved: Stage2, counts: list[int]) -> Data:
    """Return the equilibrium of one configuration.

    "unique" is true where it is certified to be the only one, and null where that is not known;
    "uniqueness" is "global" (it is the only one), "local" (there is none near it) or null.
    """
    known = solved.unique[0]
    allocations = solved.allocations(economy)[0]
    return {
        "configuration": dict(zip(economy.types, counts, strict=True)),
        "posterior": {
            name: finite(solved.posterior[0, z]) for z, name in enumerate(economy.states)
        },
        "price": finite(solved.price[0]),
        "totals": finite(solved.totals[0]),
        "types": {
            name: {"offer": finite(solved.offers[0, x]), "allocation": finite(allocations[x])}
            for x, name in enumerate(economy.types)
        },
        "residual": finite(solved.residual[0]),
        "unique": True if known == "global" else None,
        "uniqueness": known,
    }


def all_equilibria(economy: Economy, counts: list[int]) -> list[Data]:
    """Return every equilibrium of a configuration that a scan of prices finds."""
    found = confirmed_equilibria(economy, counts)
    return [
        {
            "price": finite(point.totals[0, 1] / point.totals[0, 0]),
            "totals": finite(point.totals[0]),
            "types": {
                name: {"offer": finite(point.offers[0, x])}
                for x, name in enumerate(economy.types)
                if counts[x]
            },
        }
        for point in found
    ]


def solution_data(
    economy: Economy,
    agents: int | None,
    active: int | None,
    counts: list[int] | None,
    *,
    list_all: bool = False,
) -> Data:
    """Return everything that ``twostage solve`` prints.

    The status is "solved" or says what was not.
    """
    stage1, competitive = solve_stage1(economy), solve_competitive(economy)
    status = joined(stage1.status, competitive.status)
    data: Data = {
        "economy": economy.name,
        "agents": agents,
        "active": active,
        "status": status,
        "solved": status.solved,
        "stage1": stage1_data(economy, stage1),
        "competitive": competitive_data(economy, competitive),
        "stage2": None,
    }
    if counts is not None:
        solved = solve_stage2(economy, [counts])
        data["stage2"] = stage2_data(economy, solved, counts)
        if not solved.solved[0]:
            parts = [s for s in (stage1.status, competitive.status) if not s.solved]
            told = "; ".join([*parts, f"stage 2 is {solved.status[0]}"])
            data |= {"status": told, "solved": False}
    if counts is not None and list_all:
        data["stage2"]["equilibria"] = all_equilibria(economy, counts)
    return data
