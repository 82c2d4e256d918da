r"""Stage 2 on the equilibrium path: the symmetric equilibrium offers :math:`\beta^\sigma` for arrays of configurations.

Selection: the equilibrium that Newton reaches from the price-taking solution for the same shares of types and the same belief; where Newton does not
converge, the equilibrium found by a scan of prices that lies nearest to the price-taking price.  ``numeric.selection`` lists all equilibria of a
configuration that a scan finds.

Conventions: totals include the offers of all active agents and Mκ, so price = R/Q.  A type with count 0 gets its best response to the others' totals
and is not added to them.  Nothing is called solved whose residual exceeds ``TOLERANCE``.

Paper: section 3.1, equations (10), (16)-(20); Proposition 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric import aggregative
from numeric.economy import Economy
from numeric.posterior import posterior as bayes
from numeric.response import best_response
from numeric.selection import nearest

Array = NDArray[np.float64]
TOLERANCE = 1e-10
BLOCK = 1 << 15
SOLVED = "solved"
FAILED = "not solved: neither Newton's method nor the scan of prices reached the tolerance"


@dataclass(frozen=True)
class Stage2:
    """Equilibrium offers for n configurations.

    Args:
        offers: β^σ(x), shape (n, X, 2); NaN where not solved.
        totals: (Q, R) with Mκ included, shape (n, 2).
        price: R/Q, shape (n,).
        posterior: The common belief used, shape (n, Z).
        residual: The largest relative first-order condition and relative gap in Q and R, shape (n,).
        status: One sentence for each configuration, shape (n,).
    """

    offers: Array
    totals: Array
    price: Array
    posterior: Array
    residual: Array
    status: NDArray[np.str_]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which configurations are solved, shape (n,)."""
        return np.asarray(self.status == SOLVED)

    def allocations(self, economy: Economy) -> Array:
        r"""Return the consumption :math:`(\bar q - b_q + b_r/p, \bar r - b_r + p b_q)` of every type that is present, shape (n, X, 2).  Paper: equation (3)."""
        e, b, p = economy.floats.endowment, self.offers, self.price[:, None]
        return np.stack([e[0] - b[..., 0] + b[..., 1] / p, e[1] - b[..., 1] + p * b[..., 0]], axis=-1)


def solve_stage2(economy: Economy, configurations: ArrayLike, posterior: ArrayLike | None = None) -> Stage2:
    r"""Return :math:`\beta^\sigma` with totals, price, belief and residual.

    Args:
        economy: An economy with positive kappa.
        configurations: Counts of active agents by type, shape (n, X), integers, at least one agent in each row.
        posterior: Common beliefs, shape (n, Z) or (Z,); Bayes' :math:`\phi^\sigma` if left out.

    Raises:
        ValueError: The counts have the wrong shape, are negative, not integers, or all zero in some row; or κ is not positive.

    Paper: Proposition 1; equations (10), (16)-(19).
    """
    sigma = _checked(economy, configurations)
    phi = bayes(economy, sigma) if posterior is None else np.broadcast_to(np.asarray(posterior, dtype=float), (len(sigma), len(economy.states)))
    parts = [_block(economy, sigma[i : i + BLOCK], np.asarray(phi[i : i + BLOCK])) for i in range(0, len(sigma), BLOCK)]
    offers, totals, residual = (np.concatenate(column) for column in zip(*parts, strict=True))
    solved = residual <= TOLERANCE
    offers[~solved] = totals[~solved] = np.nan
    status = np.where(solved, SOLVED, FAILED)
    return Stage2(offers, totals, totals[:, 1] / totals[:, 0], np.asarray(phi), residual, status)


def _checked(economy: Economy, configurations: ArrayLike) -> Array:
    sigma = np.asarray(configurations, dtype=float)
    if sigma.ndim != 2 or sigma.shape[1] != len(economy.types):
        raise ValueError(f"configurations must have shape (n, {len(economy.types)}), one count per type, got {sigma.shape}")
    if not (np.isfinite(sigma).all() and (sigma >= 0).all() and (sigma == np.round(sigma)).all()):
        raise ValueError("the counts of a configuration must be nonnegative integers")
    if len(sigma) == 0 or (sigma.sum(axis=-1) == 0).any():
        raise ValueError("a configuration must have at least one active agent")
    if (economy.floats.kappa <= 0).any():
        raise ValueError("stage 2 is solved for kappa > 0")
    return sigma


def _block(economy: Economy, sigma: Array, phi: Array) -> tuple[Array, Array, Array]:
    point = aggregative.newton(economy, sigma, phi, aggregative.start(economy, sigma, phi))
    offers, totals, residual = _finished(economy, sigma, phi, point)
    for n in np.flatnonzero(~(residual <= TOLERANCE)):
        one = slice(n, n + 1)
        found = nearest(economy, sigma[n], phi[n])
        if found is not None:
            offers[one], totals[one], residual[one] = _finished(economy, sigma[one], phi[one], found)
    return offers, totals, residual


def _finished(economy: Economy, sigma: Array, phi: Array, point: aggregative.Point) -> tuple[Array, Array, Array]:
    """Return offers, totals and residuals, absent types best-responding to the totals of the others."""
    types = np.arange(sigma.shape[1])
    offers, totals = point.offers, point.totals
    present = sigma > 0
    relative = aggregative.conditions(economy, point, phi).relative
    relative = np.where((point.amount == 0) & (relative < 0), 0.0, np.abs(relative))
    sums = economy.floats.kappa * sigma.sum(axis=-1)[:, None] + (sigma[..., None] * offers).sum(axis=1)
    gaps = np.abs(sums - totals) / totals
    residual = np.maximum(np.where(present, relative, 0.0).max(axis=-1), gaps.max(axis=-1))
    residual = np.where(np.isfinite(totals).all(axis=-1) & (totals > 0).all(axis=-1), residual, np.inf)
    rows, columns = np.nonzero(~present & (residual <= TOLERANCE)[:, None])
    if len(rows):
        offers[rows, columns] = best_response(economy, totals[rows, 0], totals[rows, 1], phi[rows], types[columns])
    return offers, totals, np.nan_to_num(residual, nan=np.inf)
