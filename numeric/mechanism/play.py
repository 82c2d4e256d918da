r"""One round of the mechanism, agent by agent, from types to consumption, with every unit of both goods accounted for.

Everyone follows the candidate unless offers are given: at stage 1 an offer for each agent, at stage
2 an offer for each active one.  Agents who defect at stage 1 respond optimally to what they believe
the others to play; each agent believes that nobody else defects.

Conventions: agents are numbered from 0; bundles are (q, r); the payout is what the designer hands
out in excess of what it takes in.

Paper: sections 2.2, 3.2 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.mechanism.beliefs import check_offers, consumption, read_types
from numeric.probability.posterior import posterior
from numeric.stage1 import inactive_price, solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved, Status

Array = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Round:
    """What happened.

    Args:
        state: Index of the state, or None where types were given.
        types: Type of each agent, shape (N,).
        active: Whether each agent is active, shape (N,).
        offers1: Stage-1 offers, shape (N, 2).
        offers2: Stage-2 offers, shape (N, 2); zero for the inactive; NaN after stage 1 alone.
        price: p_2, NaN after stage 1 alone.
        totals: (Q, R) with Mκ included.
        allocation: Consumption, shape (N, 2); NaN for the active after stage 1 alone.
        payout_inactive: What the inactive receive in excess of their endowments, shape (2,).
        payout_kappa: What the exogenous offers put in less what they take out, shape (2,).
    """

    state: int | None
    types: Counts
    active: NDArray[np.bool_]
    offers1: Array
    offers2: Array
    price: float
    totals: Array
    allocation: Array
    payout_inactive: Array
    payout_kappa: Array

    @property
    def histogram(self) -> list[tuple[tuple[float, float], int]]:
        """The announced histogram of the active agents' stage-1 offers, in increasing order of offers."""
        rows, counts = np.unique(self.offers1[self.active], axis=0, return_counts=True)
        return [((float(a), float(b)), int(n)) for (a, b), n in zip(rows, counts, strict=True)]

    def balance(self, economy: Economy) -> Array:
        """Return consumption less endowments less the designer's payouts, in both goods; zero up to rounding."""
        handed_out = self.payout_inactive + self.payout_kappa
        return np.asarray(
            self.allocation.sum(axis=0) - len(self.types) * economy.floats.endowment - handed_out
        )


def play(
    economy: Economy,
    agents: int | None = None,
    *,
    seed: int = 0,
    state: int | None = None,
    types: ArrayLike | None = None,
    offers1: ArrayLike | None = None,
    active: ArrayLike | None = None,
    offers2: ArrayLike | None = None,
    stop_after_stage1: bool = False,
) -> Round:
    r"""Play one round.

    Args:
        economy: An economy with positive kappa.
        agents: N, at least 2; not needed where offers or types are given.
        seed: Seed of the draws of state, types and the active.
        state: Index of the state; drawn from the prior if left out.
        types: Types of all agents, shape (N,); drawn if left out.
        offers1: Stage-1 offers of all agents, shape (N, 2); α* of their types if left out.
        active: Which agents are active, shape (N,), ⌈(1-η)N⌉ of them; drawn if left out.
        offers2: Stage-2 offers of all agents, shape (N, 2), read for the active only; the
            candidate's if left out.
        stop_after_stage1: Stop after the histogram.

    Raises:
        ValueError: Sizes disagree, an offer is outside O, or the number of active agents is wrong.
        ArithmeticError: α* or a stage-2 game was not solved, or the candidate's stage-2 offers are
            not defined, two types making the same offer at stage 1.

    Paper: equations (2)-(4), (8)-(11).

    >>> from numeric.economy.reader import load_economy
    >>> round_ = play(load_economy("examples/log.toml"), agents=20, seed=1)
    >>> round(float(round_.price), 4)
    1.0942
    """
    generator = np.random.default_rng(seed)
    N = _number(agents, types, offers1, active)
    X, Z = len(economy.types), len(economy.states)
    if state is not None and not 0 <= state < Z:
        raise ValueError(f"the state must be a number from 0 to {Z - 1}, got {state}")
    drawn = int(generator.choice(Z, p=economy.floats.prior)) if state is None else state
    kinds = (
        generator.choice(X, size=N, p=economy.floats.signal[drawn])
        if types is None
        else _types(types, X)
    )
    M = economy.active(N)
    chosen = _drawn_active(generator, N, M) if active is None else np.asarray(active, dtype=bool)
    if chosen.sum() != M:
        raise ValueError(f"{M} of {N} agents must be active, found {int(chosen.sum())}")
    first = (
        solve_stage1(economy).offers[kinds] if offers1 is None else check_offers(economy, offers1)
    )
    if np.isnan(first).any():
        raise NotSolved("stage 1", solve_stage1(economy).status)
    if stop_after_stage1:
        second = np.full_like(first, np.nan)
    else:
        second = (
            _candidate(economy, kinds, first, chosen)
            if offers2 is None
            else check_offers(economy, np.where(chosen[:, None], offers2, 0.0))
        )
    return _settled(
        economy,
        None if types is not None and state is None else drawn,
        kinds,
        chosen,
        first,
        second,
    )


def _number(agents: int | None, *given: ArrayLike | None) -> int:
    sizes = {len(np.asarray(g)) for g in given if g is not None} | (
        {agents} if agents is not None else set()
    )
    if len(sizes) != 1:
        raise ValueError(
            f"the number of agents must be given once and agree everywhere, found {sorted(sizes)}"
        )
    (N,) = sizes
    if N < 2:
        raise ValueError(f"there must be at least 2 agents, got {N}")
    return int(N)


def _types(types: ArrayLike, X: int) -> Counts:
    kinds = np.asarray(types)
    if not (np.issubdtype(kinds.dtype, np.integer) and (kinds >= 0).all() and (kinds < X).all()):
        raise ValueError(f"types must be integers from 0 to {X - 1}")
    return kinds


def _drawn_active(generator: np.random.Generator, N: int, M: int) -> NDArray[np.bool_]:
    chosen = np.zeros(N, dtype=bool)
    chosen[generator.permutation(N)[:M]] = True
    return chosen


def _candidate(economy: Economy, kinds: Counts, first: Array, active: NDArray[np.bool_]) -> Array:
    """Return what the candidate's stage-2 strategy makes of what each active agent sees.

    Agents who see the same do the same.
    """
    stage1 = solve_stage1(economy)
    if not stage1.separating:
        reason = stage1.status.removeprefix(f"{Status.SOLVED}; ")
        raise NotSolved("", f"the candidate's stage-2 offers are not defined: {reason}")
    read, X = read_types(economy, first), len(economy.types)
    seen = np.bincount(read[active], minlength=X)
    second = np.zeros((len(kinds), 2))
    solved = solve_stage2(economy, seen[None]).required()
    unit = np.eye(X, dtype=int)
    for own, taken_for in {
        (int(a), int(b)) for a, b in zip(kinds[active], read[active], strict=True)
    }:
        # What others believe is the announced configuration as everybody reads it, whoever looks;
        # only the own type may differ from it.
        offer = solved.offers[0, own]
        if own != taken_for:
            minus = solved.totals[0] - solved.offers[0, taken_for]
            belief = posterior(economy, seen - unit[taken_for] + unit[own])
            offer = best_response(economy, minus[0], minus[1], belief, own)
        second[active & (kinds == own) & (read == taken_for)] = offer
    return second


def _settled(
    economy: Economy,
    state: int | None,
    kinds: Counts,
    active: NDArray[np.bool_],
    first: Array,
    second: Array,
) -> Round:
    """Pay everybody out.  Paper: equations (2)-(4)."""
    e, kappa, M = economy.floats.endowment, economy.floats.kappa, int(active.sum())
    p_1 = inactive_price(economy)
    q = consumption(economy, first)
    allocation = np.stack([q, e[1] - first[:, 1] + p_1 * first[:, 0]], axis=-1)
    totals = second[active].sum(axis=0) + M * kappa
    price = float(totals[1] / totals[0])
    b = second[active]
    allocation[active] = np.stack(
        [e[0] - b[:, 0] + b[:, 1] / price, e[1] - b[:, 1] + price * b[:, 0]], axis=-1
    )
    inactive = allocation[~active].sum(axis=0) - (len(kinds) - M) * e
    paid = M * np.array([kappa[0] - kappa[1] / price, kappa[1] - price * kappa[0]])
    return Round(
        state,
        kinds,
        active,
        first,
        np.where(active[:, None], second, 0.0),
        price,
        totals,
        allocation,
        inactive,
        paid,
    )
