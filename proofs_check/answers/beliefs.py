"""What each active agent believes about the state after the announced histogram."""

from __future__ import annotations

from typing import Any

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import beliefs
from numeric.mechanism.play import Round
from numeric.stage1 import solve_stage1
from proofs_check.answers.solve import finite

Data = dict[str, Any]


def belief_of_each(economy: Economy, played: Round) -> list[Data | None]:
    """Return {state: probability} for every agent, None for the inactive.

    Others' offers are read by the intervals I(y), the own type is known; None for everybody where
    α* does not separate the types, since then (8) reads nothing.

    Paper: equations (8), (9).
    """
    stage1 = solve_stage1(economy)
    held: list[Data | None] = [None] * len(played.types)
    if not stage1.separating:
        return held
    histogram = played.histogram
    known: dict[tuple[int, tuple[float, float]], Data] = {}
    for i in played.active.nonzero()[0]:
        offer = (float(played.offers1[i, 0]), float(played.offers1[i, 1]))
        seen = (int(played.types[i]), offer)
        if seen not in known:
            believed = beliefs(economy, histogram, *seen, stage1).posterior
            known[seen] = dict(zip(economy.states, finite(believed), strict=True))
        held[i] = known[seen]
    return held
