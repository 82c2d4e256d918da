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
from numeric.formulas.compiled import formulas_of
from numeric.formulas.fixed_points import solved_root
from numeric.formulas.roots import decreasing_roots
from numeric.probability.posterior import type_posterior

Array = NDArray[np.float64]
TOLERANCE = 1e-9


def bundles_at(economy: Economy, offers: Array, prices: Array) -> Array:
    """Return consumption (…, Z, 2) for offers (…, 2) at prices (Z,).  Paper: (3)."""
    e, b = economy.floats.endowment, offers[..., None, :]
    return np.stack(
        [e[0] - b[..., 0] + b[..., 1] / prices, e[1] - b[..., 1] + b[..., 0] * prices], axis=-1
    )


def best_offers(economy: Economy, prices: Array) -> Array:
    """Return each type's best offer (X, 2) against the random price."""
    X, e = len(economy.types), economy.floats.endowment
    k, types, states = formulas_of(economy), np.arange(X)[:, None], np.arange(len(prices))
    belief, given = type_posterior(economy), np.full(len(prices), -1.0)
    # What an amount of either good alone is divided by, and multiplied by, to be consumed.
    by_q, by_r = np.stack([given, prices])[:, None], np.stack([prices, given])[:, None]
    worth_q, worth_r = np.stack([given, 1 / prices])[:, None], by_r

    def bundles(amount: Array) -> tuple[Array, Array]:
        """Consumption, each (2, X, Z), for amounts (2, X) of either good alone."""
        made = amount[..., None]
        return e[0] + made / by_q, e[1] + made * by_r

    def slope(amount: Array) -> Array:
        u = k.marginal_utilities(*bundles(amount), types, states)
        gain = worth_q * u[..., 0] + worth_r * u[..., 1]
        return np.asarray(np.einsum("xz,gxz->gx", belief, gain))

    with np.errstate(all="ignore"):
        amount = decreasing_roots(slope, np.zeros((2, X)), np.broadcast_to(e[:, None], (2, X)))
    value = np.einsum("xz,gxz->gx", belief, k.utility(*bundles(amount), types, states))
    return np.asarray(amount.T * np.eye(2)[(value[1] > value[0]).astype(int)])


def one_shot_equilibrium(economy: Economy, start: Array) -> tuple[Array, Array]:
    """Return prices (Z,) and consumption (X, Z, 2) without stage 1, solving for prices from the prices ``start``.

    Raises:
        ArithmeticError: The solver did not find prices that reproduce themselves.
    """
    d = economy.floats

    def gap(logs: Array) -> Array:
        totals = d.kappa + d.signal @ best_offers(economy, np.exp(logs))
        return np.asarray(np.log(totals[:, 1] / totals[:, 0]) - logs)

    first = np.log(np.asarray(start, dtype=float))
    found = solved_root(
        "the market without stage 1", gap, first, TOLERANCE, close=1e-12, evaluations=80
    )
    prices = np.exp(found)
    return prices, bundles_at(economy, best_offers(economy, prices), prices)
