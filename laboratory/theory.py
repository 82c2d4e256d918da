r"""The theory's offers where nothing was announced: the one-stage game among those who trade.

Without an announcement an active agent knows the own signal alone, and the others' first offers
change nothing; so stage 2, and likewise a session of one stage, is the one-stage market game on O
among the M active, with κ for each of them.

Paper: the introduction's one-stage market games; section 2.2 for O.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from numeric import Economy
from numeric.games.one_stage import solve_one_stage
from proofs_check.answers.play_export import Row

Offer = tuple[float, float]


def group(row: Row) -> tuple[str, str, str]:
    """Return what tells one market from the others: session, round and group."""
    return row["session"], row["round"], row["group"]


def active(rows: Iterable[Row]) -> Counter[tuple[str, str, str]]:
    """Count the active of every market."""
    return Counter(group(row) for row in rows if row["active"] == "1")


def unannounced(economy: Economy, agents: int, kind: str) -> Offer | None:
    """Return a type's offer in the one-stage equilibrium, None where no pure one was found.

    Args:
        economy: The economy, with the κ that is played.
        agents: M, the number of those who trade in the market.
        kind: The type's name.

    >>> from numeric import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> keen = unannounced(economy, 30, "keen")
    >>> keen[0], round(keen[1], 4)
    (0.0, 0.0397)
    """
    if agents < 2:
        return None
    found = solve_one_stage(economy, agents)
    (rows,) = np.nonzero(found.kinds[:, 0] == economy.types.index(kind))
    if not found.solved or len(rows) != 1:
        return None
    q, r = found.offers[rows[0]]
    return float(q), float(r)
