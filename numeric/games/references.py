r"""Reference rows: no trade, competitive, and market games whose information is given.

* *no trade*: everybody keeps the endowment;
* *competitive*: price-takers who know z and everybody's type, with κ or without;
* *full information*: the market game of section 3.1 with z and σ known, all N agents active;
* *pooled information*: the same with σ known and z believed by Bayes' rule, :math:`\phi^\sigma`;
  the two-stage mechanism with nobody inactive and truthful stage 1.

Paper: section 3.1; footnote 1 and the introduction for what they are compared with.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.games.outcome import Outcome
from numeric.games.scenarios import Scenarios
from numeric.stage2.searched_response import payoffs_of, searched_responses
from numeric.stage2.solve import Stage2, solve_stage2
from numeric.status import NotSolved, Status

Array = NDArray[np.float64]
CLEARED = 1e-9
SEARCHED, BETTER = 24, 1e-10
"""Games of stage 2 in which a direct search looks for better offers, and utils that count."""


def limit_scenarios(economy: Economy) -> Scenarios:
    """Return the scenarios of the limit: one for each state, with the shares of the types for counts."""
    d = economy.floats
    return Scenarios(np.arange(len(d.prior)), d.signal, 0 * d.signal, d.prior)


def outcome_of(economy: Economy, drawn: Scenarios, bundles: Array) -> Outcome:
    """Return the outcome in which all agents of a type consume the same, bundles of shape (n, X, 2)."""
    return Outcome(
        np.arange(len(economy.types)),
        drawn.state,
        drawn.weight,
        drawn.all.astype(float),
        bundles,
        drawn.draws,
        drawn.controls,
    )


def no_trade(economy: Economy, drawn: Scenarios) -> Outcome:
    """Return the outcome in which everybody keeps the endowment."""
    shape = (*drawn.active.shape, 2)
    return outcome_of(economy, drawn, np.broadcast_to(economy.floats.endowment, shape))


def competitive(economy: Economy, drawn: Scenarios, *, kappa: bool) -> Outcome:
    """Return the competitive outcome of each scenario, the state being known, with κ or without.

    Raises:
        NotSolved: A market did not clear.
    """
    priced = economy if kappa else economy.replacing(kappa=(0, 0))
    bundles, _ = price_takers(priced, drawn.all.astype(float), drawn.state)
    return outcome_of(economy, drawn, bundles)


def price_takers(economy: Economy, counts: Array, state: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return what price-takers consume in known states (n,), shape (n, X, 2), and prices (n,).

    Raises:
        NotSolved: A market did not clear.
    """
    shares = counts / counts.sum(axis=-1, keepdims=True)
    sales, price = price_taking(
        economy, shares, np.eye(len(economy.states))[state], tolerance=1e-15
    )
    e = economy.floats.endowment
    bundles = np.stack([e[0] - sales, e[1] + price[:, None] * sales], axis=-1)
    _checked(economy, shares, state, bundles, price)
    return bundles, price


def _checked(
    economy: Economy, shares: Array, state: NDArray[np.int64], bundles: Array, price: Array
) -> None:
    """Check that markets clear and that no type would trade more at the price."""
    d, types = economy.floats, np.arange(shares.shape[1])
    index = np.asarray(state, dtype=int)[:, None]
    u_q, u_r = np.moveaxis(
        formulas_of(economy).marginal_utilities(bundles[..., 0], bundles[..., 1], types, index),
        -1,
        0,
    )
    slope = np.abs(u_q - price[:, None] * u_r) / (np.abs(u_q) + price[:, None] * np.abs(u_r))
    slope = np.where(shares > 0, slope, 0.0)
    excess = d.kappa[1] / price + (shares * bundles[..., 0]).sum(axis=-1)
    gap = np.abs(excess - d.endowment[0] - d.kappa[0]) / d.endowment[0]
    if not ((slope <= CLEARED).all() and (gap <= CLEARED).all()):
        raise NotSolved("the competitive outcome", Status.NO_PRICE)


def full_information(economy: Economy, drawn: Scenarios) -> Outcome:
    """Return the outcome of the market game of all N agents in which z and σ are known.

    Raises:
        NotSolved: Some game was not solved.
    """
    return market_game(economy, drawn, np.eye(len(economy.states))[drawn.state])


def pooled_information(economy: Economy, drawn: Scenarios) -> Outcome:
    r"""Return the outcome of the market game of all N agents in which σ is known.

    The state is believed by :math:`\phi^\sigma`.

    Raises:
        NotSolved: Some game was not solved.
    """
    return market_game(economy, drawn, None)


def market_game(economy: Economy, drawn: Scenarios, belief: Array | None) -> Outcome:
    """Return the outcome of the market game of all N agents at given beliefs (Bayes' if None)."""
    found, where = played(economy, drawn.all, belief)
    return outcome_of(economy, drawn, found[where])


def played(
    economy: Economy, counts: NDArray[np.number], belief: Array | None
) -> tuple[Array, NDArray[np.intp]]:
    """Return allocations of the distinct games and which one belongs to each scenario.

    Raises:
        NotSolved: Some game was not solved.
    """
    keys = (
        counts if belief is None else np.concatenate([counts, belief.argmax(-1)[:, None]], axis=1)
    )
    distinct, first, where = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    given = None if belief is None else belief[first]
    solved = solve_stage2(economy, distinct[:, : counts.shape[1]], given).required()
    _searched(economy, distinct[:, : counts.shape[1]], solved)
    return solved.allocations(economy), where.ravel()


def limit_of_market_games(economy: Economy) -> Outcome:
    """Return the limit of the full and of the pooled market game: the competitive outcome with κ."""
    return competitive(economy, limit_scenarios(economy), kappa=True)


def _searched(economy: Economy, counts: NDArray[np.number], solved: Stage2) -> None:
    """Search O for better offers in some games, evenly spread; by Lemma 1 no other offer is better.

    Raises:
        NotSolved: An offer is beaten.
    """
    some = np.unique(np.linspace(0, len(counts) - 1, SEARCHED).astype(int))
    rows, types = np.nonzero(counts[some] > 0)
    n = some[rows]
    own, belief = solved.offers[n, types], solved.posterior[n]
    Q, R = (solved.totals[n] - own).T
    with np.errstate(all="ignore"):
        best = searched_responses(economy, Q, R, belief, types)
        value = payoffs_of(economy, own, Q, R, belief, types)
    if not (best.value - value <= np.maximum(best.tolerance, BETTER)).all():
        raise NotSolved("stage 2", Status.BEATEN)
