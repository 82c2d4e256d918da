r"""The margin of Theorem 1 at one N for many economies of one family.

The sums of ``numeric.theorem_1.continuation`` with the economies on the first axis: every
configuration of the M active agents is solved for every economy, so this is for small M.

Conventions: margins are NaN where stage 1 is not solved or not separating, or some configuration is
not solved; the pair that binds is not returned.

Paper: equations (22), (23), (26); Theorem 1.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.economy.fields import InputError
from numeric.many.arrays import Many, many
from numeric.many.newton import bracketed
from numeric.many.solve import stage1_in_arrays, stage2_in_arrays
from numeric.probability.multinomial import configuration_blocks, number_of_configurations
from symbolic.derivatives.conditions import (
    response_condition,
    response_payoff,
    stage1_payoff,
)
from symbolic.language.notation import Q_others, R_others, q
from symbolic.language.slopes import diff
from symbolic.model import signed

Array = NDArray[np.float64]
ROWS = 1 << 14
"""Games solved at once, which bounds memory."""
MOST = 5000
INNER = 1e-3
"""Share of an interval from which on a point is one to start from."""
APART = 1e-12
"""Consumptions nearer than this share of the endowment do not separate their types."""


def margins_of_many(
    economy: Economy,
    agents: int,
    *,
    parameters: Mapping[str, ArrayLike] | None = None,
    prior: ArrayLike | None = None,
    signal: ArrayLike | None = None,
    endowment: ArrayLike | None = None,
    kappa: ArrayLike | None = None,
) -> Array:
    """Return the margin of Theorem 1 at N agents for n economies, shape (n,).

    Args:
        economy: Gives utility, types, states, η, and everything that is left out.
        agents: N, at least 2.
        parameters: As in ``solve_many``.
        prior: Shape (n, Z).
        signal: Shape (n, Z, X).
        endowment: Shape (n, 2).
        kappa: Shape (n, 2).

    Raises:
        InputError: Shapes do not fit, numbers are not admissible, N is below 2 or so large that
            there are more than ``MOST`` configurations.

    Paper: Theorem 1.

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> margins_of_many(economy, 10, kappa=[[0.05, 0.05], [0.1, 0.05]]).round(6).tolist()
    [0.001342, 8.2e-05]
    """
    M, X = economy.active(agents), len(economy.types)
    if agents < 2 or number_of_configurations(M, X) > MOST:
        raise InputError(
            "agents", f"must be from 2 to what makes {MOST} configurations", str(agents)
        )
    economies = many(
        economy, parameters=parameters, prior=prior, signal=signal, endowment=endowment, kappa=kappa
    )
    sigma = np.concatenate(list(configuration_blocks(M, X, MOST))).astype(float)
    size = ROWS // len(sigma)  # at least one economy: there are at most MOST configurations
    n = len(economies)
    blocks = np.array_split(np.arange(n), range(size, n, size))
    return np.concatenate([_margins(economies.rows(b), sigma, agents) for b in blocks])


def _margins(economies: Many, sigma: Array, agents: int) -> Array:
    n, X, M = len(economies), sigma.shape[1], economies.economy.active(agents)
    consumption, good = stage1_in_arrays(economies)
    cost, separating = _losses(economies, consumption)
    values, solved = continuations_in_arrays(economies, sigma)
    gain = values - np.einsum("nxx->nx", values)[..., None]
    margin = (agents - M) / agents * cost - M / agents * gain
    margin[:, np.arange(X), np.arange(X)] = np.inf
    fine = good & separating & solved & economies.regular()
    return np.where(fine, margin.reshape(n, -1).min(axis=-1), np.nan)


def _losses(economies: Many, consumption: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return G_x(α*(x)) less G_x at the nearest point of I(x̄), x̄ ≠ x, shape (n, X, X), and where α* separates."""
    n, X = consumption.shape
    order = np.argsort(consumption, axis=-1, kind="stable")
    ranked = np.take_along_axis(consumption, order, axis=-1)
    middles = 0.5 * (ranked[:, 1:] + ranked[:, :-1])
    # Nobody's consumption lies beyond the outer intervals: their one inner end stands for both.
    ends = np.pad(middles, ((0, 0), (1, 1)), mode="edge")
    lower = np.empty((n, X))
    upper = np.empty((n, X))
    np.put_along_axis(lower, order, ends[:, :-1], axis=-1)
    np.put_along_axis(upper, order, ends[:, 1:], axis=-1)
    tau, formula = economies.type_posterior(), (stage1_payoff().formula,)
    best = economies.expected(formula, {q: consumption}, tau)[0]
    loss = np.zeros((n, X, X))
    for taken_for, (low, high) in enumerate(zip(lower.T, upper.T, strict=True)):
        nearest = np.clip(consumption, low[:, None], high[:, None])
        loss[:, :, taken_for] = best - economies.expected(formula, {q: nearest}, tau)[0]
    apart = np.diff(ranked, axis=-1) > APART * economies.endowment[:, :1]
    return loss, np.asarray(apart.all(axis=-1))


def continuations_in_arrays(economies: Many, sigma: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return F_x(x̄), shape (n, X, X), and where every configuration is solved."""
    n, (C, X) = len(economies), sigma.shape
    rows = economies.rows(np.repeat(np.arange(n), C))
    counts = np.tile(sigma, (n, 1))
    offers, _, totals, solved = stage2_in_arrays(rows, counts, rows.posterior(counts))
    tau = economies.type_posterior()
    sale = offers[..., 0] - offers[..., 1] * (totals[:, :1] / totals[:, 1:])
    values = np.zeros((n, X, X))
    for taken_for in range(X):
        use = np.flatnonzero(counts[:, taken_for] > 0)
        some, believed = rows.rows(use), counts[use]
        others = believed.copy()
        others[:, taken_for] -= 1
        minus = totals[use] - offers[use, taken_for]
        weights = _multinomial(some.signal, others)
        for x in range(X):
            seen = others.copy()
            seen[:, x] += 1
            belief = some.posterior(seen)
            payoff = _best_payoff(some, x, minus, belief, sale[use, x], x == taken_for)
            weight = (weights * tau[use // C, x]).sum(axis=-1)
            values[:, x, taken_for] = np.bincount(use // C, weights=weight * payoff, minlength=n)
    return values, np.asarray(solved.reshape(n, C).all(axis=-1))


def _multinomial(signal: Array, counts: Array) -> Array:
    """Return the probabilities of counts (m, X) in every state, shape (m, Z)."""
    from scipy.special import gammaln

    ways = gammaln(counts.sum(axis=-1) + 1) - gammaln(counts + 1).sum(axis=-1)
    return np.asarray(np.exp(ways[:, None] + np.einsum("mzx,mx->mz", np.log(signal), counts)))


def _best_payoff(
    economies: Many, x: int, others: Array, belief: Array, start: Array, best: bool
) -> Array:
    """Return the expected payoff of a best response of type x to known totals, shape (m,).

    The sale is the start where that is known to be best, and is looked for from there otherwise.
    """
    condition, (Q, R) = response_condition().formula, others.T
    formulas = condition, diff(condition, signed.t)
    q_bar, r_bar = economies.endowment.T

    def slope(sale: Array, rows: NDArray[np.intp]) -> tuple[Array, Array]:
        at = {signed.t: sale, Q_others: Q[rows], R_others: R[rows]}
        value, derivative = economies.rows(rows).expected(formulas, at, belief[rows], x)
        return value, derivative

    low, high = -r_bar * Q / (R + r_bar), q_bar
    sale = start if best else bracketed(slope, _inside(start, low, high), low, high)
    at = {signed.t: sale, Q_others: Q, R_others: R}
    return economies.expected((response_payoff().formula,), at, belief, x)[0]


def _inside(start: Array, low: Array, high: Array) -> Array:
    """Return the points of intervals next to given ones that are a share ``INNER`` away from the ends."""
    away = INNER * (high - low)
    return np.clip(start, low + away, high - away)
