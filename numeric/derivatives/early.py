r"""Derivatives of stage 1 and of the competitive equilibrium.

Stage 1: :math:`L_x'(q) = 0` gives :math:`dq/d\theta = -L'_{x,\theta}/L''_x`.  Competitive: with f =
:math:`p u_r - u_q` of each type after selling t,

.. math:: dt_x = -\frac{f_\theta + f_p\,dp}{f_t},\qquad
          dp = \frac{d\kappa_r/p - d\kappa_q - \sum_x d\mu\,t + \sum_x\mu f_\theta/f_t}
                    {\kappa_r/p^2 - \sum_x\mu f_p/f_t}.

An offer has a kink where its owner does not trade.

Paper: equations (5)-(7); section 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.derivatives.directions import Directions, directions
from numeric.derivatives.gradients import gradient
from numeric.economy.economy import Economy
from numeric.probability.posterior import type_posterior
from symbolic.derivatives.conditions import competitive_condition, stage1_condition

Array = NDArray[np.float64]
KINK = 1e-12
"""A trade below this share of the endowment is at the kink."""


@dataclass(frozen=True)
class Stage1Derivatives:
    """Derivatives of stage 1 in D directions.

    Args:
        names: What moves.
        consumption: Derivatives of q_1(α*(x)), shape (D, X).
        offers: Derivatives of α*(x), shape (D, X, 2); NaN at a kink.
        kinks: One sentence for each type that does not trade.
    """

    names: tuple[str, ...]
    consumption: Array
    offers: Array
    kinks: tuple[str, ...]


@dataclass(frozen=True)
class CompetitiveDerivatives:
    """Derivatives of the competitive equilibria in D directions.

    Args:
        names: What moves.
        price: Derivatives of p^z, shape (D, Z).
        allocations: Derivatives of (q^z(x), r^z(x)), shape (D, Z, X, 2).
        offers: Derivatives of β^z(x), shape (D, Z, X, 2); NaN at a kink.
        kinks: One sentence for each type that does not trade in a state.
    """

    names: tuple[str, ...]
    price: Array
    allocations: Array
    offers: Array
    kinks: tuple[str, ...]


def stage1_derivatives(
    economy: Economy, consumption: Array, names: tuple[str, ...]
) -> Stage1Derivatives:
    """Differentiate stage 1 at its solution.

    Args:
        economy: The economy.
        consumption: q_1(α*(x)), shape (X,), inside the budget line.
        names: What moves; see ``directions``.

    Raises:
        InputError: A name stands for nothing in the economy.

    Paper: equations (5), (6).

    >>> from numeric import load_economy, solve_stage1
    >>> economy = load_economy("examples/log.toml")
    >>> moved = stage1_derivatives(economy, solve_stage1(economy).consumption, ("q_bar",))
    >>> moved.names, moved.consumption.round(4).tolist()
    (('q_bar',), [[0.9362, 1.0698]])
    """
    moves, d = directions(economy, names), economy.floats
    tau = type_posterior(economy)
    rates = moves.beliefs(economy, np.eye(len(economy.types)), tau)
    found = gradient(economy, stage1_condition(), (consumption,), tau, rates, moves)
    change = -found.direct / found.by[0]
    price = d.endowment[1] / d.endowment[0]
    q_rate, r_rate = (moves.endowment[:, i, None] for i in (0, 1))
    price_rate = (r_rate - price * q_rate) / d.endowment[0]
    gap = consumption - d.endowment[0]
    sells = np.signbit(gap)
    sold = np.where(sells, q_rate - change, 0.0)
    bought = np.where(sells, 0.0, price * (change - q_rate) + price_rate * gap)
    kinked = np.abs(gap) <= KINK * d.endowment[0]
    corner = (consumption <= 0) | (consumption >= 2 * d.endowment[0])
    change[:, corner] = np.nan
    offers = np.where((kinked | corner)[:, None], np.nan, np.stack([sold, bought], axis=-1))
    kinks = tuple(
        f'type "{economy.types[x]}" does not trade at stage 1: its offer has a kink there'
        if kinked[x]
        else f'type "{economy.types[x]}" stands at an end of its budget line at stage 1'
        for x in np.flatnonzero(kinked | corner)
    )
    return Stage1Derivatives(moves.names, change, offers, kinks)


def competitive_derivatives(
    economy: Economy, price: Array, allocations: Array, names: tuple[str, ...]
) -> CompetitiveDerivatives:
    """Differentiate competitive equilibria at given ones.

    Args:
        economy: An economy with positive kappa.
        price: p^z, shape (Z,).
        allocations: (q^z(x), r^z(x)), shape (Z, X, 2), inside the budget lines.
        names: What moves; see ``directions``.

    Raises:
        InputError: A name stands for nothing in the economy.
        ValueError: A type consumes nothing of some good.

    Paper: section 3.1, the display above Lemma 2.

    >>> from numeric import load_economy, solve_competitive
    >>> economy = load_economy("examples/log.toml")
    >>> market = solve_competitive(economy)
    >>> moved = competitive_derivatives(economy, market.price, market.allocations, ("kappa_q", "kappa_r"))
    >>> moved.price.round(3).tolist()
    [[-1.518, -2.185], [1.714, 1.935]]
    """
    moves, d = directions(economy, names), economy.floats
    Z, X = len(economy.states), len(economy.types)
    sales = d.endowment[0] - allocations[..., 0]
    belief = np.broadcast_to(np.eye(Z)[:, None, :], (Z, X, Z))
    still = np.zeros((len(moves.names), Z, X, Z))
    if (allocations <= 0).any():
        raise ValueError("a type stands at an end of its budget line: there is no derivative there")
    f = gradient(economy, competitive_condition(), (sales, price[:, None]), belief, still, moves)
    free, response = -f.direct / f.by[0], -f.by[1] / f.by[0]
    given = moves.kappa[:, 1, None] / price - moves.kappa[:, 0, None]
    given = given - (moves.signal * sales).sum(axis=-1) - (d.signal * free).sum(axis=-1)
    dp = given / (d.kappa[1] / price**2 + (d.signal * response).sum(axis=-1))
    dt = free + response * dp[..., None]
    q_rate, r_rate = (moves.endowment[:, i, None, None] for i in (0, 1))
    dr = r_rate + price[:, None] * dt + dp[..., None] * sales
    change = np.stack([q_rate - dt, dr], axis=-1)
    buys = np.signbit(sales)
    kinked = np.abs(sales) <= KINK * d.endowment[0]
    offers = np.stack([np.where(buys, 0.0, dt), np.where(buys, r_rate - dr, 0.0)], axis=-1)
    kinks = tuple(
        f'type "{economy.types[x]}" does not trade in state "{economy.states[z]}": '
        "its competitive offer has a kink there"
        for z, x in np.argwhere(kinked)
    )
    return CompetitiveDerivatives(
        moves.names, dp, change, np.where(kinked[..., None], np.nan, offers), kinks
    )


__all__ = [
    "CompetitiveDerivatives",
    "Directions",
    "Stage1Derivatives",
    "competitive_derivatives",
    "stage1_derivatives",
]
