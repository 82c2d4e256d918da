"""The comparison's economies, as files and as plain numbers for the oracles."""

from __future__ import annotations

from functools import cache
from math import inf, log
from pathlib import Path

from numeric import Economy, load_economy
from numeric.oracles.games import Setting

EXAMPLES = Path(__file__).parents[3] / "examples" / "mechanisms"


@cache
def example(name: str) -> Economy:
    return load_economy(EXAMPLES / f"{name}.toml")


def plain(economy: Economy) -> Setting:
    """Return an economy with u = A log q + (1 - A) log r as plain numbers."""
    e, m = economy.environment, economy.mechanism
    taste = [[float(v) for v in row] for row in e.parameters["A"]]

    def u(q: float, r: float, x: int, z: int) -> float:
        return taste[x][z] * log(q) + (1 - taste[x][z]) * log(r) if min(q, r) > 0 else -inf

    return Setting(
        u,
        [float(v) for v in e.prior],
        [[float(v) for v in row] for row in e.signal],
        [float(v) for v in e.endowment],
        [float(v) for v in m.kappa],
    )
