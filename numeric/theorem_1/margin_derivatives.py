r"""Derivatives of the margin of Theorem 1 at one N.

margin = cost - gain of the binding pair (x, x̄).  In the cost :math:`G_x(\alpha^*(x))` moves by the
envelope theorem and :math:`G_x` at the nearest point of I(x̄) with the middle of the two neighbours
there.  In the gain each :math:`\max_b\sum_z\phi(z)u` moves by the envelope theorem with the belief,
the utility and the others' totals, which move with :math:`\beta^{\sigma'}`; the weights of the
configurations move with π and μ.

M is constant near almost every η, so the margin does not move with η; it jumps where (1 - η)N is a
whole number, which is named.

Conventions: where two pairs bind the derivative is that of the pair that ``threshold`` names; a
nearest point that is α*(x) itself cannot bind.

Paper: equations (22), (23), (26).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.derivatives.directions import Directions, directions
from numeric.derivatives.early import stage1_derivatives
from numeric.derivatives.gradients import gradient
from numeric.derivatives.stage2 import stage2_derivatives
from numeric.economy.economy import Economy
from numeric.probability.multinomial import (
    configuration_blocks,
    multinomial_weights,
    number_of_configurations,
)
from numeric.probability.posterior import posterior, type_posterior
from numeric.stage1 import Stage1, solve_stage1
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from numeric.theorem_1.margins import nearest_consumption, threshold
from symbolic.derivatives.conditions import response_payoff, stage1_payoff

Array = NDArray[np.float64]
MOST = 200_000
"""Configurations that are summed; more are refused."""


@dataclass(frozen=True)
class MarginDerivatives:
    """Derivatives of the margin in D directions.

    Args:
        names: What moves.
        margin: The margin itself.
        binding: The pair (x, x̄) that binds.
        derivatives: Shape (D,).
        kinks: Sentences about what has a kink here.
    """

    names: tuple[str, ...]
    margin: float
    binding: tuple[int, int]
    derivatives: Array
    kinks: tuple[str, ...]


def margin_derivatives(economy: Economy, agents: int, names: tuple[str, ...]) -> MarginDerivatives:
    """Differentiate the margin of Theorem 1 at N agents.

    Args:
        economy: An economy with positive kappa and a separating α*.
        agents: N, at least 2.
        names: What moves; see ``numeric.derivatives.directions``.

    Raises:
        InputError: A name stands for nothing in the economy.
        ValueError: α* is not separating, or there are more than ``MOST`` configurations.

    Paper: Theorem 1.

    >>> from numeric.economy.reader import load_economy
    >>> moved = margin_derivatives(load_economy("examples/log.toml"), 10, ("kappa_q", "eta"))
    >>> moved.derivatives.round(5).tolist(), moved.kinks
    ([-0.03768, 0.0], ('the number of active agents jumps at this eta: (1 - eta) 10 = 9',))
    """
    moves, M, X = directions(economy, names), economy.active(agents), len(economy.types)
    if number_of_configurations(M, X) > MOST:
        raise ValueError(f"at {agents} agents there are more than {MOST} configurations")
    (margin,) = threshold(economy, [agents], exact=True).margins
    x, taken_for = margin.binding
    cost = _cost(economy, solve_stage1(economy), moves, names, x, taken_for)
    gain, kinks = _gain(economy, moves, names, M, (x, taken_for))
    if (1 - economy.mechanism.eta) * agents == M:
        kinks = (*kinks, f"the number of active agents jumps at this eta: (1 - eta) {agents} = {M}")
    total = (agents - M) / agents * cost - M / agents * gain
    return MarginDerivatives(moves.names, margin.margin, margin.binding, total, kinks)


def _cost(
    economy: Economy, solved: Stage1, moves: Directions, names: tuple[str, ...], x: int, other: int
) -> Array:
    """Return the rates of G_x(α*(x)) - G_x(nearest point of I(x̄)), shape (D,)."""
    rates = stage1_derivatives(economy, solved.consumption, names).consumption
    order = np.argsort(solved.consumption, kind="stable")
    place = np.argsort(order, kind="stable")
    beside = place[other] + np.sign(place[x] - place[other])
    moved = 0.5 * (rates[:, other] + rates[:, order[beside]])
    points = np.array([solved.consumption[x], nearest_consumption(solved)[x, other]])
    tau = type_posterior(economy)[[x, x]]
    belief_rates = moves.beliefs(economy, np.eye(len(economy.types))[[x, x]], tau)
    G = gradient(economy, stage1_payoff(), (points,), tau, belief_rates, moves, np.array([x, x]))
    return np.asarray(G.direct[:, 0] - G.direct[:, 1] - G.by[0][1] * moved)


def _gain(
    economy: Economy, moves: Directions, names: tuple[str, ...], M: int, pair: tuple[int, int]
) -> tuple[Array, tuple[str, ...]]:
    """Return the rates of F_x(x̄) - F_x(x), shape (D,), and the kinks of stage 2."""
    X = len(economy.types)
    sigma = np.concatenate(list(configuration_blocks(M, X, MOST)))
    beta = solve_stage2(economy, sigma)
    moved = stage2_derivatives(economy, sigma.astype(float), beta.offers, beta.posterior, names)
    total = np.zeros(len(moves.names))
    for sign, taken_for in ((1.0, pair[1]), (-1.0, pair[0])):
        use = np.flatnonzero(sigma[:, taken_for] > 0)
        values, rates = _payoffs(economy, moves, pair[0], taken_for, (
            sigma[use], beta.totals[use] - beta.offers[use, taken_for],
            moved.totals[:, use] - moved.offers[:, use, taken_for],
        ))  # fmt: skip
        weights, weight_rates = _weights(economy, moves, sigma[use], pair[0], taken_for)
        total += sign * ((weights * rates).sum(axis=-1) + (weight_rates * values).sum(axis=-1))
    return total, moved.kinks


def _payoffs(
    economy: Economy,
    moves: Directions,
    x: int,
    taken_for: int,
    at: tuple[NDArray[np.int64], Array, Array],
) -> tuple[Array, Array]:
    """Return the values (n,) of best responses to the others' totals, and their rates (D, n)."""
    sigma, others, others_rates = at
    unit = np.eye(sigma.shape[1], dtype=np.int64)
    own_view = (sigma - unit[taken_for] + unit[x]).astype(float)
    belief = posterior(economy, own_view)
    own = best_response(economy, others[:, 0], others[:, 1], belief, x)
    sale = own[:, 0] - own[:, 1] * others[:, 0] / (others[:, 1] + own[:, 1])
    H = gradient(
        economy, response_payoff(), (sale, *others.T), belief,
        moves.beliefs(economy, own_view, belief), moves, np.full(len(belief), x),
    )  # fmt: skip
    rates = H.direct + H.by[1] * others_rates[..., 0] + H.by[2] * others_rates[..., 1]
    return H.value, np.asarray(rates)


def _weights(
    economy: Economy, moves: Directions, sigma: NDArray[np.int64], x: int, taken_for: int
) -> tuple[Array, Array]:
    """Return the probabilities (n,) of the others' configurations as x sees them, and their rates (D, n)."""
    others = sigma.copy()
    others[:, taken_for] -= 1
    d, tau = economy.floats, type_posterior(economy)[x]
    tau_rates = moves.beliefs(economy, np.eye(len(economy.types))[[x]], tau[None])[:, 0]
    by_state = np.stack([multinomial_weights(others, row) for row in d.signal], axis=-1)
    likelihood = others @ (moves.signal / d.signal).swapaxes(1, 2)
    rates = by_state * (tau_rates[:, None, :] + tau * likelihood)
    return by_state @ tau, np.asarray(rates.sum(axis=-1))
