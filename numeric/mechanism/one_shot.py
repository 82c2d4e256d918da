r"""The market without stage 1.

A continuum of agents make offers on their own signals alone, before anything is announced.

A type x believes :math:`\tau_x`; offers are constant over states while the price :math:`p_z =
R_z/Q_z` is not.  With a random price both sides of the market can look attractive at a zero offer,
so each side's maximum is found and the better one taken; best offers may then jump, and an
equilibrium in pure strategies, a fixed point in the prices, need not exist.

Paper: the benchmark behind "stage 1 would still be useful" in section 6; it is not analysed in the
paper.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.along import Along
from numeric.formulas.compiled import formulas_of
from numeric.formulas.fixed_points import solved_root
from numeric.probability.posterior import type_posterior

Array = NDArray[np.float64]
TOLERANCE = 1e-9


def bundles_at(economy: Economy, offers: Array, prices: Array) -> Array:
    """Return consumption (…, Z, 2) for offers (…, 2) at prices (Z,).  Paper: (3)."""
    e, b = economy.floats.endowment, offers[..., None, :]
    return np.stack(
        [e[0] - b[..., 0] + b[..., 1] / prices, e[1] - b[..., 1] + b[..., 0] * prices], axis=-1
    )


def either_side(economy: Economy) -> Along:
    """Return the lines along which types offer either good: all types with the first, then all with the second."""
    types = np.tile(np.arange(len(economy.types)), 2)
    return Along(economy, types, np.tile(type_posterior(economy), (2, 1)))


def best_offers(economy: Economy, prices: Array, lines: Along | None = None) -> Array:
    """Return each type's best offer (X, 2) against the random price.

    Args:
        economy: The economy.
        prices: The price in each state, shape (Z,).
        lines: What ``either_side`` gives, from whose last answer to start.
    """
    X, e, k = len(economy.types), economy.floats.endowment, formulas_of(economy)
    sides, given = np.repeat(np.arange(2), X), np.full(len(prices), -1.0)
    d_q, d_r = np.stack([given, 1 / prices])[sides], np.stack([prices, given])[sides]
    held = np.broadcast_to(e[0], d_q.shape), np.broadcast_to(e[1], d_r.shape)
    amount = (lines or either_side(economy)).best(held, (d_q, d_r), e[sides])[:, None]
    with np.errstate(all="ignore"):
        worth = k.utility(
            e[0] + amount * d_q,
            e[1] + amount * d_r,
            np.tile(np.arange(X), 2)[:, None],
            np.arange(len(prices)),
        )
    value = np.einsum("xz,gxz->gx", type_posterior(economy), worth.reshape(2, X, -1))
    return np.asarray(amount.reshape(2, X).T * np.eye(2)[(value[1] > value[0]).astype(int)])


def one_shot_equilibrium(economy: Economy, start: Array) -> tuple[Array, Array]:
    """Return prices (Z,) and consumption (X, Z, 2) without stage 1, solving for prices from the prices ``start``.

    Raises:
        ArithmeticError: The solver did not find prices that reproduce themselves.
    """
    d, lines = economy.floats, either_side(economy)

    def gap(logs: Array) -> Array:
        totals = d.kappa + d.signal @ best_offers(economy, np.exp(logs), lines)
        return np.asarray(np.log(totals[:, 1] / totals[:, 0]) - logs)

    first = np.log(np.asarray(start, dtype=float))
    found = solved_root(
        "the market without stage 1", gap, first, TOLERANCE, close=1e-12, evaluations=80
    )
    prices = np.exp(found)
    return prices, bundles_at(economy, best_offers(economy, prices, lines), prices)
