"""What the page shows, as plain data: solutions, prices by N, margins by N, losses by mechanism.

Conventions: pairs are [q, r]; a number that is not known is None; a status is a sentence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.games.compare import compare
from numeric.games.mechanisms import MECHANISMS
from numeric.probability.multinomial import (
    all_configurations,
    multinomial_weights,
    number_of_configurations,
)
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import threshold
from proofs_check.answers.solve import competitive_data, finite, stage1_data
from proofs_check.demo.choices import Choice, most_informative, offered
from proofs_check.demo.choices import chosen as read_choice

Data = dict[str, Any]
Array = NDArray[np.float64]
ENUMERATED = 1500
"""Configurations up to which a distribution of prices is enumerated; above, it is drawn."""

DRAWS = 600
SHOWN = (
    *("no_trade", "one_stage", "straw_poll", "two_stage", "two_stage_small_eta"),
    *("two_stage_fewest_inactive", "full_information", "competitive_kappa", "competitive"),
)
"""Mechanisms whose losses are shown: those that take less than a second for three types."""

SIZES = (4, 6, 10, 16, 25, 40, 63, 100, 160, 250)
"""Values of N in the picture of prices."""

MARGINS = (*range(2, 21), *range(22, 42, 2), *range(45, 101, 5))
"""Values of N in the picture of margins."""

FEWER = (*range(2, 13), 14, 16, 18, 20, 24, 28)
"""Those for three types, whose sums are longer."""


def economies() -> list[Data]:
    """Return the economies that the page offers with the values of their files."""
    listed = []
    for name in offered():
        economy = read_choice({"economy": name}).economy
        d = economy.floats
        listed.append(
            {
                "file": name,
                "name": economy.name,
                "eta": d.eta,
                "kappa": finite(d.kappa),
                "endowment": finite(d.endowment),
                "most_signals": None
                if (most := most_informative(economy)) is None
                else float(most),
            }
        )
    return listed


def solution(choice: Choice) -> Data:
    """Return α* with the intervals, the expected histogram, p^z and the distribution of p_2."""
    economy, N = choice.economy, choice.agents
    first, market = solve_stage1(economy), solve_competitive(economy)
    M = economy.active(N)
    return {
        "name": economy.name,
        "agents": N,
        "active": M,
        "endowment": finite(economy.floats.endowment),
        "states": list(economy.states),
        "types": list(economy.types),
        "signal": finite(economy.floats.signal),
        "stage1": stage1_data(economy, first),
        "stage1_status": first.status,
        "separating": bool(first.separating),
        "histogram": {
            state: finite(M * economy.floats.signal[z]) for z, state in enumerate(economy.states)
        },
        "competitive": competitive_data(economy, market),
        "competitive_status": market.status,
        "price": {state: _price(economy, M, z) for z, state in enumerate(economy.states)},
    }


def prices(choice: Choice) -> Data:
    """Return the mean of p_2 and the middle 90 % for each N and state, beside p^z."""
    economy = choice.economy
    market = solve_competitive(economy)
    found = {
        state: [{"agents": N, **_price(economy, economy.active(N), z)} for N in SIZES]
        for z, state in enumerate(economy.states)
    }
    limits = dict(zip(economy.states, finite(market.price), strict=True))
    return {"states": found, "competitive": limits}


def margins(choice: Choice) -> Data:
    """Return the margins of Theorem 1 by N.  Paper: Theorem 1."""
    economy = choice.economy
    first = solve_stage1(economy)
    if not first.separating:
        return {"margins": [], "status": f"not defined: {first.status}"}
    found = threshold(economy, MARGINS if len(economy.types) == 2 else FEWER)
    listed = [
        {"agents": m.agents, "margin": finite(m.margin), "holds": m.holds} for m in found.margins
    ]
    return {"margins": listed, "status": found.status, "fails": list(found.fails)}


def losses(choice: Choice) -> Data:
    """Return what each mechanism loses at N, as shares of all resources, with its status.

    The measures are how the goods are divided, and (12), which counts what κ leaves as waste too.

    Paper: the introduction's comparison; section 5, (12).
    """
    rows = compare(choice.economy, [choice.agents], SHOWN, draws=DRAWS, limit=20_000)
    return {
        "measures": ["division", "with what κ leaves"],
        "mechanisms": [
            {
                "name": MECHANISMS[row.mechanism].title,
                "loss": [None, None]
                if row.welfare is None
                else [
                    max(0.0, round(v, 12)) for v in (row.welfare.misallocation, row.welfare.paper)
                ],
                "status": str(row.status),
            }
            for row in rows
        ],
    }


def _price(economy: Economy, active: int, state: int) -> Data:
    """Return the mean and the middle 90 % of the stage-2 price in a state."""
    mu = economy.floats.signal[state]
    if number_of_configurations(active, len(mu)) <= ENUMERATED:
        sigma = all_configurations(active, len(mu))
        weights = multinomial_weights(sigma, mu)
        sigma, weights = sigma[weights > 1e-9], weights[weights > 1e-9]
    else:
        drawn = np.random.default_rng(0).multinomial(active, mu, size=DRAWS)
        sigma, many = np.unique(drawn, axis=0, return_counts=True)
        weights = many / DRAWS
    solved = solve_stage2(economy, sigma)
    if not solved.solved.all():
        return {"mean": None, "low": None, "high": None}
    order = np.argsort(solved.price)
    price, total = solved.price[order], np.cumsum(weights[order]) / weights.sum()
    last = len(price) - 1
    return {
        "mean": float(np.average(solved.price, weights=weights)),
        "low": float(price[min(int(np.searchsorted(total, 0.05)), last)]),
        "high": float(price[min(int(np.searchsorted(total, 0.95)), last)]),
    }
