r"""The competitive benchmark of K goods and cash, and Debreu's coefficient.

Competitive prices solve :math:`u_k = p_ku_m` for all types with :math:`\sum_x s_xy_x^k = \kappa^k_q -
\kappa^k_m/p_k` for every good; cash need not be paid in advance.  The coefficient is the least share of
resources W that leaves everybody as well off, at which

.. math:: u_k = p_ku_m,\qquad u(c_x) = \bar u_x,\qquad \sum_x s_xc_x^k/W_k = \rho\ \text{for all goods and cash}.

Paper: section 5, (12) and (13); section 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from numeric.formulas.fixed_points import largest_gap
from numeric.goods.economy import GoodsEconomy
from numeric.status import NotSolved, Status

Array = NDArray[np.float64]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Competitive:
    """Prices in cash (K,), bundles (X, K + 1), and what each type buys in units of its cash, (X,)."""

    price: Array
    bundles: Array
    spent: Array


def _shares(economy: GoodsEconomy) -> Array:
    return np.array([float(s) for s in economy.shares])


def _rates(economy: GoodsEconomy, bundles: Array) -> Array:
    """Return logarithms of the rates of substitution of goods for cash, shape (X, K)."""
    u = economy.marginal(bundles)
    return np.asarray(np.log(u[:, :-1] / u[:, -1:]))


def competitive(economy: GoodsEconomy, *, kappa: bool = True) -> Competitive:
    """Return the competitive equilibrium from no trade on.

    Args:
        economy: The economy.
        kappa: Whether the exogenous offers trade.

    Raises:
        NotSolved: Markets were not cleared.
    """
    X, K, held, shares = len(economy.types), len(economy.goods), economy.held, _shares(economy)
    exogenous = economy.exogenous * kappa

    def parts(at: Array) -> tuple[Array, Array]:
        # Bundles are counted in what is held, whatever the units of the goods.
        return held * np.exp(at[:-K]).reshape(X, K + 1), np.exp(at[-K:])

    def gaps(at: Array) -> Array:
        bundle, p = parts(at)
        bought = bundle[:, :-1] - held[:, :-1]
        paid = (bought @ p + bundle[:, -1]) / held[:, -1] - 1
        sold = (exogenous[:, 0] - exogenous[:, 1] / p) / held[0, :-1]
        cleared = shares @ (bundle / held)[:, :-1] - 1 - sold
        return np.concatenate([(_rates(economy, bundle) - np.log(p)).ravel(), paid, cleared])

    start = np.concatenate([np.zeros(held.size), _rates(economy, held).mean(axis=0)])
    with np.errstate(all="ignore"):
        for method in ("hybr", "lm"):  # the first is sharper, the second comes from farther away
            found = root(gaps, start, method=method, tol=1e-14).x
            if largest_gap(gaps(found)) <= TOLERANCE:
                break
        else:
            raise NotSolved("the competitive equilibrium of goods", Status.NO_PRICE)
    bundle, price = parts(found)
    bought = np.maximum(bundle[:, :-1] - held[:, :-1], 0.0)
    return Competitive(price, bundle, (price * bought).sum(axis=1) / held[:, -1])


@dataclass(frozen=True)
class GoodsWelfare:
    """Losses within what agents hold, within (12) and within endowments; outlay (K + 1,); utilities (X,)."""

    misallocation: float
    paper: float
    endowment: float
    outlay: Array
    utility: Array


def welfare(economy: GoodsEconomy, bundles: Array) -> GoodsWelfare:
    """Return the losses of an allocation, one bundle a type, shape (X, K + 1).

    Raises:
        NotSolved: A coefficient was not found.
    """
    shares = _shares(economy)
    used, brought = shares @ bundles, shares @ economy.held
    held, larger, whole = (
        1 - coefficient(economy, bundles, total)
        for total in (used, np.maximum(used, brought), brought)
    )
    return GoodsWelfare(held, larger, whole, used - brought, economy.value(bundles))


def coefficient(economy: GoodsEconomy, bundles: Array, total: Array) -> float:
    """Return Debreu's coefficient of bundles (X, K + 1) within resources per agent (K + 1,).

    Raises:
        NotSolved: It was not found.
    """
    X, G = bundles.shape
    shares, aim = _shares(economy), economy.value(bundles)

    def gaps(at: Array) -> Array:
        c, p = np.exp(at[: X * G].reshape(X, G)), at[X * G :]
        part = np.log((shares @ c) / total)
        return np.concatenate(
            [(_rates(economy, c) - p).ravel(), economy.value(c) - aim, part[:-1] - part[-1]]
        )

    start = np.concatenate([np.log(bundles).ravel(), _rates(economy, bundles).mean(axis=0)])
    with np.errstate(all="ignore"):
        found = root(gaps, start, tol=1e-14).x
    if not largest_gap(gaps(found)) <= TOLERANCE:
        raise NotSolved("the coefficient of goods", Status.NO_ROOT)
    return float(shares @ np.exp(found[: X * G].reshape(X, G))[:, -1] / total[-1])
