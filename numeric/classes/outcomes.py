r"""What mechanisms achieve with classes of endowments: outcomes by kind, and the rows of a comparison.

Scenarios are (z, σ^A, σ^I): the counts by type of the active and of the inactive of every class,
independent given the state.  They are enumerated where they are few, and else drawn.

Conventions: kinds stand where ``numeric.games`` has types; welfare is measured in ``consuming``, the economy
whose types are the kinds, with their true utilities and the endowment per head, so that resources are those
of all classes together.  In the limit the profile is repeated for ever.

Paper: sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.classes.economy import ClassEconomy
from numeric.classes.kinds import kind_economy, labels
from numeric.classes.stage1 import solve_class_stage1
from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.games import references
from numeric.games.outcome import Outcome
from numeric.games.scenarios import Scenarios
from numeric.probability.multinomial import (
    likely_configurations,
    multinomial_weights,
    number_of_configurations,
)
from numeric.status import NotSolved

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MASS = 1e-10
LIMIT, DRAWS = 100_000, 20_000
"""Scenarios of a state up to which they are enumerated, and draws in each state beyond."""


@lru_cache(maxsize=256)
def consuming(economy: ClassEconomy) -> Economy:
    """Return the economy whose types are the kinds, with their utilities and the endowment per head."""
    e, m, H = economy.per_head.environment, economy.per_head.mechanism, len(economy.classes)
    shares = [c.agents for c in economy.classes]
    return Economy(
        prior=e.prior,
        signal=[[v * n / economy.agents for n in shares for v in row] for row in e.signal],
        endowment=e.endowment,
        kappa=m.kappa,
        eta=m.eta,
        utility=e.utility,
        parameters={name: list(table) * H for name, table in e.parameters.items()},
        states=e.states,
        types=labels(economy),
        name=economy.name,
    )


def held(economy: ClassEconomy) -> Array:
    """Return the endowments of the kinds, shape (H X, 2)."""
    rows = [[float(v) for v in c.endowment] for c in economy.classes]
    return np.repeat(rows, len(economy.types), axis=0)


def class_scenarios(economy: ClassEconomy, *, draws: int = DRAWS, seed: int = 0) -> Scenarios:
    """Return the scenarios of all classes, counts by kind.

    Args:
        economy: An economy with classes.
        draws: Draws in each state where scenarios are more than ``LIMIT``.
        seed: Seed of the draws.

    >>> from numeric.classes.reader import load_classes
    >>> s = class_scenarios(load_classes("examples/mechanisms/classes.toml"))
    >>> s.draws, round(float(s.weight.sum()), 8), s.active.shape[1]
    (0, 1.0, 4)
    """
    sizes = [n for c in economy.classes for n in (c.active, c.agents - c.active)]
    X, mu = len(economy.types), economy.per_head.floats.signal
    few = prod(number_of_configurations(n, X) for n in sizes) <= LIMIT
    parts = [
        _every(sizes, row) if few else _drawn(sizes, row, draws, [seed, z])
        for z, row in enumerate(mu)
    ]
    prior = economy.per_head.floats.prior
    return Scenarios(
        np.repeat(np.arange(len(mu)), [len(w) for _, w in parts]),
        np.concatenate([np.concatenate(c[0::2], axis=1) for c, _ in parts]),
        np.concatenate([np.concatenate(c[1::2], axis=1) for c, _ in parts]),
        np.concatenate([prior[z] * w for z, (_, w) in enumerate(parts)]),
        0 if few else draws,
    )


def _every(sizes: list[int], mu: Array) -> tuple[list[Counts], Array]:
    """Return all likely tuples of configurations of groups of given sizes, with their chances."""
    sets = [likely_configurations(n, mu, MASS / len(sizes)) for n in sizes]
    shape = tuple(map(len, sets))
    rows = np.unravel_index(np.arange(prod(shape)), shape)
    counts = [s[i] for s, i in zip(sets, rows, strict=True)]
    chances = np.prod([multinomial_weights(c, mu) for c in counts], axis=0)
    kept = chances >= MASS / len(chances)
    return [c[kept] for c in counts], chances[kept]


def _drawn(sizes: list[int], mu: Array, draws: int, seed: list[int]) -> tuple[list[Counts], Array]:
    generator = np.random.default_rng(seed)
    counts = [generator.multinomial(n, mu, size=draws) for n in sizes]
    return counts, np.full(draws, 1 / draws)


def limit_scenarios(economy: ClassEconomy) -> Scenarios:
    """Return one scenario for each state, with the shares of the kinds among all agents."""
    d, N = economy.per_head.floats, economy.agents
    active, passive = (
        np.concatenate([n / N * d.signal for n in sizes], axis=1)
        for sizes in (
            [c.active for c in economy.classes],
            [c.agents - c.active for c in economy.classes],
        )
    )
    return Scenarios(np.arange(len(d.prior)), active, passive, d.prior)


def _outcome(economy: ClassEconomy, drawn: Scenarios, active: Array, passive: Array) -> Outcome:
    n, K = drawn.active.shape
    return Outcome(
        np.tile(np.arange(K), 2),
        drawn.state,
        drawn.weight,
        np.concatenate([drawn.active, drawn.inactive], axis=1).astype(float),
        np.concatenate([np.broadcast_to(b, (n, K, 2)) for b in (active, passive)], axis=1),
        drawn.draws,
    )


def _consumed(economy: ClassEconomy, bundles: Array) -> Array:
    """Return true consumption from bundles (n, H X, 2) of translated kinds."""
    return bundles - (kind_economy(economy).floats.endowment - held(economy))


def no_trade(economy: ClassEconomy, drawn: Scenarios, agents: int | None) -> Outcome:
    """Return the outcome in which everybody keeps the endowment of its class."""
    return _outcome(economy, drawn, held(economy), held(economy))


def inactive_bundles(economy: ClassEconomy) -> Array:
    """Return what the kinds consume if inactive, shape (H X, 2).

    Raises:
        NotSolved: Some kind has no best offer at stage 1.
    """
    first, own, price = solve_class_stage1(economy), held(economy), float(economy.price)
    if not first.solved:
        raise NotSolved("stage 1", str(first.status))
    q = first.consumption.ravel()
    return np.stack([q, own[:, 1] + price * (own[:, 0] - q)], axis=-1)


def two_stage(economy: ClassEconomy, drawn: Scenarios, agents: int | None) -> Outcome:
    """Return the outcome of the candidate: a separating stage 1, then β^σ; or its limit.

    Raises:
        NotSolved: Some game was not solved.
    """
    made = kind_economy(economy)
    if agents is None:
        limit = solve_competitive(made)
        if not limit.solved:
            raise NotSolved("the competitive outcome", str(limit.status))
        active = limit.allocations
    else:
        found, where = references.played(made, drawn.active, None)
        active = found[where]
    return _outcome(economy, drawn, _consumed(economy, active), inactive_bundles(economy))


def _together(
    rule: Callable[[Economy, Scenarios], Outcome],
) -> Callable[[ClassEconomy, Scenarios, int | None], Outcome]:
    """Return the outcome of a mechanism in which all agents take part at once; in the limit of competitive trade."""

    def outcome(economy: ClassEconomy, drawn: Scenarios, agents: int | None) -> Outcome:
        made, everybody = kind_economy(economy), _all(drawn)
        limit = agents is None
        found = (
            references.competitive(made, everybody, kappa=True) if limit else rule(made, everybody)
        )
        bundles = _consumed(economy, found.bundles)
        return _outcome(economy, drawn, bundles, bundles)

    return outcome


def _all(drawn: Scenarios) -> Scenarios:
    """Return the scenarios with everybody active."""
    return Scenarios(drawn.state, drawn.all, 0 * drawn.inactive, drawn.weight, drawn.draws)


def competitive(
    economy: ClassEconomy, drawn: Scenarios, agents: int | None, *, kappa: bool = True
) -> Outcome:
    """Return the competitive outcome of each scenario, the state being known, with κ or without.

    Raises:
        NotSolved: A market did not clear.
    """
    found = references.competitive(kind_economy(economy), _all(drawn), kappa=kappa)
    bundles = _consumed(economy, found.bundles)
    return _outcome(economy, drawn, bundles, bundles)


def without_kappa(economy: ClassEconomy, drawn: Scenarios, agents: int | None) -> Outcome:
    """Return the competitive outcome without κ."""
    return competitive(economy, drawn, agents, kappa=False)


pooled_information = _together(references.pooled_information)
"""The market game of all agents in which the histograms are known."""

full_information = _together(references.full_information)
"""The market game of all agents in which the state is known too."""

RULES: dict[str, Callable[[ClassEconomy, Scenarios, int | None], Outcome]] = {
    "no_trade": no_trade,
    "two_stage": two_stage,
    "pooled_information": pooled_information,
    "full_information": full_information,
    "competitive_kappa": competitive,
    "competitive": without_kappa,
}
"""The mechanisms that are compared with classes, by the ids of ``numeric.games.mechanisms``."""
