r"""Competitive allocations for any shares of the types, with or without exogenous trades.

In the paper's letters they are those of :math:`\mathcal L^z(\kappa)` and :math:`\mathcal J(\kappa,
\rho)`.

:math:`\mathcal J(\kappa, \rho)` is the pure exchange economy of a known state with shares ρ of the
types and endowments :math:`(\bar q + \kappa_q, \bar r + \kappa_r)`.  Newton's method finds an
equilibrium, which is accepted if the market clears and every type's first-order condition holds on
its budget line, where u is concave; with several equilibria it is the one that Newton reaches from
no trade.

Paper: section 3.1; section 7.3, above Claim 1, and the comparison economy at the end of the proof
of Theorem 3 (i).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.competitive.demand import searched_demand
from numeric.competitive.price_taking import price_taking
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_kappa
from numeric.formulas.compiled import formulas_of
from numeric.formulas.regularity import established
from numeric.status import NotSolved, Status

__all__ = ["competitive_at", "exchange_equilibrium"]

Array = NDArray[np.float64]
CLEARED = 1e-11
"""Largest relative excess demand and slope of u along the budget line at an accepted price."""

EXACT = 1e-15
"""Relative step of the price at which Newton stops."""

NEARBY = 1e-6
"""Relative distance within which a direct search must confirm a bundle."""


def competitive_at(economy: Economy, state: int, shares: ArrayLike) -> tuple[float, Array]:
    r"""Return the price and the allocation (X, 2) of the economy with known state and shares ρ.

    Its exogenous offers are the economy's own κ, which may be zero.

    Args:
        economy: Gives utilities, endowments and κ.
        state: Index of the known state.
        shares: ρ, shape (X,), nonnegative and not all zero.

    Raises:
        ArithmeticError: Newton's method did not clear the market.

    Paper: section 3.1, the display above Lemma 2.
    """
    d = economy.floats
    rho = np.asarray(shares, dtype=float) / np.sum(shares)
    if np.array_equal(np.asarray(shares), d.signal[state]):
        sales, price = (v[state] for v in _in_all_states(economy))
    else:
        known = np.eye(len(economy.states))[[state]]
        sales, price = (v[0] for v in price_taking(economy, rho[None], known, tolerance=EXACT))
    price, q = float(price), d.endowment[0] - sales
    allocation = np.stack([q, d.endowment[1] + price * sales], axis=-1)
    excess, slope = missed(economy, state, rho, price, allocation)
    if not (excess <= CLEARED and (slope <= CLEARED).all()):
        told = (
            f"no competitive price was found for the shares {rho}: excess demand {excess:.1e}, "
            f"slopes up to {slope.max():.1e}"
        )
        raise NotSolved("", Status.NO_PRICE.told(told))
    if not established(economy):
        best, single = searched_demand(economy, np.array([price]), state)
        if not (single & (np.abs(best - q) <= NEARBY * best)).all():
            told = (
                f"no competitive price was found for the shares {rho}: a direct search finds a "
                "better bundle than the first-order conditions"
            )
            raise NotSolved("", Status.NO_PRICE.told(told))
    return price, allocation


@by_kappa(maxsize=256)
def _in_all_states(economy: Economy) -> tuple[Array, Array]:
    """Return net sales (Z, X) and prices (Z,) of all states at their own shares, solved together.

    Who asks for one state asks for the others too.
    """
    shares = economy.floats.signal
    sales, price = price_taking(economy, shares, np.eye(len(shares)), tolerance=EXACT)
    sales.flags.writeable = price.flags.writeable = False
    return sales, price


def missed(
    economy: Economy, state: int, rho: Array, price: float, allocation: Array
) -> tuple[float, Array]:
    r"""Return by how much a price and an allocation (X, 2) miss the conditions of an equilibrium.

    Excess demand for the first good, relative to what there is of it, :math:`\bar q + \kappa_r/p`,
    and for each type the slope :math:`u_q - pu_r` relative to the sum of its terms, shape (X,).
    """
    d = economy.floats
    u_q, u_r = (
        formulas_of(economy)
        .marginal_utilities(allocation[:, 0], allocation[:, 1], np.arange(len(rho)), state)
        .T
    )
    offered = d.kappa[1] / price
    excess = abs(offered + rho @ allocation[:, 0] - d.endowment[0] - d.kappa[0])
    slope = np.abs(u_q - price * u_r) / (np.abs(u_q) + price * np.abs(u_r))
    return float(excess / (d.endowment[0] + offered)), slope


def exchange_equilibrium(
    economy: Economy, state: int, shares: ArrayLike, multiple: int = 2
) -> tuple[float, Array]:
    r"""Return the price and the allocation (X, 2) of :math:`\mathcal J(m\kappa, \rho)`.

    Args:
        economy: Gives utilities, endowments and κ.
        state: Index of the known state.
        shares: ρ, shape (X,), nonnegative and not all zero.
        multiple: m, as in the paper's 2κ.

    Raises:
        ArithmeticError: Newton's method did not clear the market.

    Paper: section 7.3.
    """
    return competitive_at(_richer(economy, multiple), state, shares)


@lru_cache(maxsize=64)
def _richer(economy: Economy, multiple: int) -> Economy:
    """Return the economy without exogenous offers in which everybody has mκ more."""
    e, m = economy.environment, economy.mechanism
    richer = [a + multiple * k for a, k in zip(e.endowment, m.kappa, strict=True)]
    return economy.replacing(endowment=richer, kappa=(0, 0), entry_fee=(0, 0))
