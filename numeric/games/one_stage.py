r"""The one-stage market games on private information: everybody offers once, on the own signal alone.

On O, in the box, and with all of the first good sold by rule, with and without credit; N agents, or
the limit of large N, which is the same game with certain totals per agent in each state.

Paper: the introduction's one-stage market games; section 2.2 for the constraint; footnote 4.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.bounded import exogenous, solve_bounded
from numeric.games.equilibrium import OneStage
from numeric.games.outcome import Outcome, traded
from numeric.games.scenarios import Scenarios
from numeric.games.sides import solve_on_o
from numeric.probability.multinomial import binomial_weights
from numeric.status import NotSolved

Array = NDArray[np.float64]
Restriction = Literal["o", "box", "sell_all", "no_credit"]


@lru_cache(maxsize=256)
def solve_one_stage(
    economy: Economy, agents: int | None, restriction: Restriction = "o"
) -> OneStage:
    """Return the symmetric equilibrium that the method finds.

    Args:
        economy: An economy with κ > 0.
        agents: N, at least 2, or None for the limit of large N.
        restriction: The offer set.

    Raises:
        ValueError: N is below 2, the restriction is unknown, or κ is not positive.

    >>> from numeric.economy.reader import load_economy
    >>> found = solve_one_stage(load_economy("examples/mechanisms/e1.toml"), None)
    >>> str(found.status), found.gain < 1e-9
    ('solved', True)
    """
    if restriction not in get_args(Restriction) or (agents is not None and agents < 2):
        raise ValueError(
            "agents must be at least 2 and the restriction one of "
            f"{', '.join(get_args(Restriction))}, got {agents} and {restriction!r}"
        )
    if (economy.floats.kappa <= 0).any():
        raise ValueError("the one-stage games are solved for kappa > 0")
    if restriction == "o":
        return solve_on_o(economy, agents)
    return solve_bounded(economy, agents, restriction)


def one_stage_outcome(
    economy: Economy, found: OneStage, drawn: Scenarios, restriction: Restriction
) -> Outcome:
    """Return the outcome of the equilibrium in each scenario; a type that mixes makes two groups.

    Args:
        economy: The economy.
        found: An equilibrium.
        drawn: Scenarios with nobody inactive; where a type mixes, its agents are divided between
            its two offers at random (enumerated).
        restriction: The offer set of the equilibrium.

    Raises:
        NotSolved: No equilibrium was found.
    """
    if not found.solved:
        raise NotSolved("the one-stage game", str(found.status))
    types, chance = found.kinds[:, 0].astype(np.int64), found.kinds[:, 1]
    rows, counts, weight = _divided(drawn, types, chance, found.agents is None)
    kappa = economy.floats.kappa if restriction == "o" else exogenous(economy, restriction)
    totals = counts @ found.offers + counts.sum(axis=-1, keepdims=True) * kappa
    price = totals[:, 1] / totals[:, 0]
    offers = np.broadcast_to(found.offers, (len(counts), *found.offers.shape))
    return Outcome(
        types,
        drawn.state[rows],
        weight,
        counts,
        traded(economy, offers, price),
        drawn.draws,
        drawn.controls,
    )


def _divided(
    drawn: Scenarios, types: NDArray[np.int64], chance: Array, large: bool
) -> tuple[NDArray[np.int64], Array, Array]:
    """Return rows, counts by kind and weights: each scenario once for each way to divide the types that mix."""
    rows, counts = np.arange(len(drawn.weight)), drawn.all[:, types].astype(float)
    weight, generator = drawn.weight, np.random.default_rng(0)
    for x in np.unique(types[chance < 1]):
        first, second = np.flatnonzero(types == x)
        total = counts[:, first].copy()
        if large:
            sold = total * chance[first]
        elif drawn.draws:
            sold = generator.binomial(total.astype(int), chance[first])
        else:
            again, sold = _each_way(total.astype(int))
            rows, counts, total = rows[again], counts[again], total[again]
            weight = weight[again] * binomial_weights(sold, total, float(chance[first]))
        counts[:, first], counts[:, second] = sold, total - sold
    return rows, counts, weight


def _each_way(total: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows again, once for each number from 0 to their total, and these numbers."""
    repeat = total + 1
    numbers = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    return np.repeat(np.arange(len(total)), repeat), numbers
