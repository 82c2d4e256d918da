r"""The payoff of stage 2 seen from stage 1: :math:`F_x^N(\bar x)`, the value for a type x of being taken for a type :math:`\bar x`.

The types of the M-1 others are multinomial given the state.  With counts n of the others, the others believe :math:`\sigma' = n + e_{\bar x}` and play
:math:`\beta^{\sigma'}`, so the agent faces :math:`(Q_-, R_-) = \text{totals}(\sigma') - \beta^{\sigma'}(\bar x)`; it holds
:math:`\phi^{\sigma^*}`, :math:`\sigma^* = n + e_x`, and best-responds.  Given :math:`\sigma^*` the true state has exactly this posterior, so

.. math:: F_x^N(\bar x) = \sum_n w_x(n)\,\max_b \sum_z \phi^{n + e_x}(z)\,u(\cdot; x, z),\qquad w_x(n) = \sum_z\tau_x(z)P_z(n).

The sum runs over all n, or over those that carry all but ``MASS`` of the probability in every state.  What is left out is bounded: the agent can always decline
to trade, so each summand lies between the least utility of the endowment and the greatest utility of what can be bought at the extreme prices.

Conventions: ``truncation`` bounds the neglected part; ``rounding`` estimates the error of floating point (it is not a bound).

Paper: equations (8), (9), (11), (23)-(26).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.compiled import kernels
from numeric.economy import Economy
from numeric.multinomial import Counts, all_configurations, likely_configurations, multinomial_weights, number_of_configurations, union
from numeric.posterior import posterior, type_posterior
from numeric.response import best_response
from numeric.selection import price_bounds
from numeric.stage2 import solve_stage2

Array = NDArray[np.float64]
MASS = 1e-15
"""Probability that the truncated sum may leave out in each state."""

BLOCK = 1 << 16
EXACT_BELOW = 2000
"""Configurations; at most this many are summed without truncation."""


@dataclass(frozen=True)
class Continuation:
    """F for all pairs of types at one M.

    Args:
        active: M.
        values: F_x(x̄), shape (X, X), row x and column x̄.
        truncation: Bound on the neglected part, shape (X,).
        rounding: Estimated rounding error, shape (X,).
        solved: Whether every configuration was solved.
        count: Number of configurations of the M active agents.
    """

    active: int
    values: Array
    truncation: Array
    rounding: Array
    solved: bool
    count: int


def others_configurations(economy: Economy, active: int, *, exact: bool | None = None) -> tuple[Counts, float]:
    """Return the counts of the M - 1 others that are summed over, shape (n, X), and the probability left out in the worst state."""
    signal, total = economy.floats.signal, active - 1
    number = number_of_configurations(total, signal.shape[1])
    if exact or (exact is None and number <= EXACT_BELOW):
        return all_configurations(total, signal.shape[1]), 0.0
    rows = union(*(likely_configurations(total, row, MASS) for row in signal))
    return rows, 0.0 if len(rows) == number else MASS


def oscillation(economy: Economy) -> Array:
    r"""Return for each type a bound on the range of the summands of F, shape (X,).

    From below the least utility of the endowment over states; from above the greatest utility of :math:`(\bar q + \bar r/p_{low},\ \bar r + \bar q\,p_{high})`.
    """
    e, (low, high) = economy.floats.endowment, price_bounds(economy)
    k, types = kernels(economy), np.arange(len(economy.types))
    least = k.partial((0, 0), e[0], e[1], types).min(axis=-1)
    most = k.partial((0, 0), e[0] + e[1] / low, e[1] + e[0] * high, types).max(axis=-1)
    return np.asarray(most - least)


def continuation(economy: Economy, active: int, *, exact: bool | None = None) -> Continuation:
    """Return F for all pairs of types.

    Args:
        economy: An economy with positive kappa.
        active: M, at least 1.
        exact: Whether to sum over all configurations; by default where there are few.

    Raises:
        ValueError: M is less than 1.

    Paper: equation (23).
    """
    return continuations(economy, [active], exact=exact)[0]


def continuations(economy: Economy, active: Sequence[int], *, exact: bool | None = None) -> list[Continuation]:
    """Return F for several M at once; the configurations of different M share the solver's arrays."""
    if min(active) < 1:
        raise ValueError(f"the number of active agents must be at least 1, got {min(active)}")
    X = len(economy.types)
    values = np.zeros((len(active), X, X))
    solved, count = np.ones(len(active), dtype=bool), np.zeros(len(active), dtype=int)
    largest, left_out = np.zeros((len(active), X)), np.zeros(len(active))
    for group in _groups(economy, active, exact, left_out):
        owner, sigma = group
        beta = solve_stage2(economy, sigma)
        solved[np.unique(owner[~beta.solved])] = False
        np.add.at(count, owner, 1)
        for x in range(X):
            for taken_for in range(X):
                rows = np.flatnonzero((sigma[:, taken_for] > 0) & beta.solved)
                weight, payoff = _summands(economy, sigma[rows], beta.offers[rows], beta.totals[rows], x, taken_for)
                values[:, x, taken_for] += np.bincount(owner[rows], weights=weight * payoff, minlength=len(active))
                largest[:, x] = np.maximum(largest[:, x], np.bincount(owner[rows], weights=weight * np.abs(payoff), minlength=len(active)))
    truncation = left_out[:, None] * oscillation(economy)[None, :]
    rounding = 64 * np.finfo(float).eps * largest
    return [Continuation(M, values[i], truncation[i], rounding[i], bool(solved[i]), int(count[i])) for i, M in enumerate(active)]


def _groups(economy: Economy, active: Sequence[int], exact: bool | None, left_out: Array) -> Iterator[tuple[Counts, Counts]]:
    """Yield blocks of believed configurations with the index of the M that they belong to; fill in the neglected mass."""
    owners: list[Counts] = []
    waiting: list[Counts] = []
    for i, M in enumerate(active):
        others, left_out[i] = others_configurations(economy, M, exact=exact)
        believed = union(*(others + unit for unit in np.eye(others.shape[1], dtype=np.int64)))
        for j in range(0, len(believed), BLOCK):
            owners.append(np.full(len(believed[j : j + BLOCK]), i))
            waiting.append(believed[j : j + BLOCK])
            if sum(map(len, waiting)) >= BLOCK:
                yield np.concatenate(owners), np.concatenate(waiting)
                owners, waiting = [], []
    if waiting:
        yield np.concatenate(owners), np.concatenate(waiting)


def _summands(economy: Economy, sigma: Counts, offers: Array, totals: Array, x: int, taken_for: int) -> tuple[Array, Array]:
    """Return weights w_x(n) and payoffs for believed configurations σ' = n + e_x̄."""
    unit = np.eye(sigma.shape[1], dtype=np.int64)
    others = sigma - unit[taken_for]
    by_state = np.stack([multinomial_weights(others, row) for row in economy.floats.signal], axis=-1)
    weight = by_state @ type_posterior(economy)[x]
    belief = posterior(economy, others + unit[x])
    minus = totals - offers[:, taken_for]
    own = offers[:, x]
    if x != taken_for:
        own = best_response(economy, minus[:, 0], minus[:, 1], belief, x, start=own) if len(sigma) else own
    k = kernels(economy)
    bundle = k.payoff(own[:, 0], own[:, 1], minus[:, 0], minus[:, 1])
    with np.errstate(invalid="ignore"):
        payoff = np.where(belief > 0, belief * k.partial((0, 0), bundle[:, 0], bundle[:, 1], x), 0.0).sum(axis=-1)
    return weight, payoff
