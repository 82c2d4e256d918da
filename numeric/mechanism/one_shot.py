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
from scipy.optimize import root

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.roots import decreasing_roots
from numeric.probability.posterior import type_posterior
from numeric.status import NotSolved

Array = NDArray[np.float64]
TOLERANCE = 1e-9


def bundles_at(economy: Economy, offers: Array, prices: Array) -> Array:
    """Return consumption (X, Z, 2) for offers (X, 2) at prices (Z,).  Paper: (3)."""
    e, b = economy.floats.endowment, offers[:, None, :]
    return np.stack(
        [e[0] - b[..., 0] + b[..., 1] / prices, e[1] - b[..., 1] + b[..., 0] * prices], axis=-1
    )


def _expected(
    economy: Economy, offers: Array, prices: Array, order: tuple[int, int], factor: Array
) -> Array:
    c, types = bundles_at(economy, offers, prices), np.arange(len(offers))
    values = formulas_of(economy).partial(order, c[..., 0], c[..., 1], types[:, None])
    return np.asarray(
        (type_posterior(economy) * factor * np.einsum("xzz->xz", values)).sum(axis=-1)
    )


def best_offers(economy: Economy, prices: Array) -> Array:
    """Return each type's best offer (X, 2) against the random price."""
    X, e, one = len(economy.types), economy.floats.endowment, np.ones(len(prices))

    def one_sided(amount: Array, good: int) -> Array:
        return np.stack([amount, 0 * amount] if good == 0 else [0 * amount, amount], axis=-1)

    def slope(amount: Array, good: int) -> Array:
        b = one_sided(amount, good)
        give, get = ((1, 0), (0, 1)) if good == 0 else ((0, 1), (1, 0))
        return _expected(economy, b, prices, get, prices if good == 0 else 1 / prices) - _expected(
            economy, b, prices, give, one
        )

    def best(good: int) -> Array:
        return one_sided(
            decreasing_roots(
                lambda a: slope(a, good), np.zeros(X), np.full(X, e[good] * (1 - 1e-12))
            ),
            good,
        )

    sides = [best(good) for good in (0, 1)]
    values = [_expected(economy, b, prices, (0, 0), one) for b in sides]
    return np.where((values[0] >= values[1])[:, None], sides[0], sides[1])


def one_shot_equilibrium(economy: Economy, start: Array) -> tuple[Array, Array]:
    """Return prices (Z,) and consumption (X, Z, 2) without stage 1, solving for prices from the prices ``start``.

    Raises:
        ArithmeticError: The solver did not find prices that reproduce themselves.
    """
    d = economy.floats

    def gap(logs: Array) -> Array:
        totals = d.kappa + d.signal @ best_offers(economy, np.exp(logs))
        return np.asarray(np.log(totals[:, 1] / totals[:, 0]) - logs)

    found = root(
        gap,
        np.log(np.asarray(start, dtype=float)),
        method="hybr",
        options={"xtol": 1e-12, "maxfev": 80},
    )
    largest = float(np.abs(gap(found.x)).max())
    if not largest < TOLERANCE:
        raise NotSolved(
            "the market without stage 1", f"not solved: prices miss themselves by {largest:.1e}"
        )
    prices = np.exp(found.x)
    return prices, bundles_at(economy, best_offers(economy, prices), prices)
