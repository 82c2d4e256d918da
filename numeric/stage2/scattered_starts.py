r"""Equilibria of stage 2 that Newton's method reaches from scattered starts.

It is a search for several, which proves nothing where it finds one.

The aggregative form starts from totals scattered over the box of all totals, the signed form from
scattered offers and the totals that they add up to.

Paper: Claim 3 of Theorem 3, which is about every equilibrium of stage 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.posterior import posterior
from numeric.stage2.aggregative import newton
from numeric.stage2.problem import Attempt, Point, Rows, Stage2Problem
from numeric.stage2.signed_newton import signed_newton

Array = NDArray[np.float64]
TOLERANCE = 1e-10


def scattered(economy: Economy, sigma: Array, starts: int = 12) -> tuple[Array, float]:
    """Return the equilibrium offers of one configuration (X,) that are reached, and the largest residual.

    Offers have shape (n, X, 2); most equilibria are reached several times.

    Args:
        economy: An economy with positive kappa.
        sigma: Counts of active agents by type, shape (X,).
        starts: How many starts for each form.

    Raises:
        ArithmeticError: No equilibrium is reached.
    """
    return scattered_each(economy, sigma[None], starts)[0]


def scattered_each(economy: Economy, sigma: Array, starts: int = 12) -> list[tuple[Array, float]]:
    """Return the same for each of several configurations (m, X), all iterated together.

    Raises:
        ArithmeticError: In some configuration no equilibrium is reached.
    """
    d, (m, X), generator = economy.floats, sigma.shape, np.random.default_rng(2012)
    shares: Array = d.kappa + d.endowment * generator.random((starts, 2))
    totals = (sigma.sum(axis=1)[:, None, None] * shares).reshape(-1, 2)
    rows = np.repeat(sigma, starts, axis=0)
    phi = np.repeat(posterior(economy, sigma), starts, axis=0)
    problem = Stage2Problem(economy, rows, phi)
    sells = (totals[:, 1] / totals[:, 0])[:, None] > problem.rates
    part = np.tile(generator.random((starts, X)), (m, 1))
    amount = np.where(sells, d.endowment[0], d.endowment[1]) * part
    from_offers = np.where(np.stack([sells, ~sells], axis=-1), amount[..., None], 0.0)
    attempts = [
        Attempt.at(problem, point)
        for point in (
            newton(problem, Point(amount, totals, sells)),
            signed_newton(problem, start=from_offers),
        )
    ]
    return [_equilibria(attempts, some) for some in np.arange(len(rows)).reshape(m, starts)]


def _equilibria(attempts: list[Attempt], rows: Rows) -> tuple[Array, float]:
    """Return those of the offers in some rows that are an equilibrium, and their largest residual.

    Raises:
        ArithmeticError: There are none.
    """
    offers, residual = (
        np.concatenate([getattr(a, name)[rows] for a in attempts])
        for name in ("offers", "residual")
    )
    good = residual < TOLERANCE
    if not good.any():
        raise ArithmeticError("Newton's method reached no equilibrium of stage 2")
    return np.asarray(offers[good]), float(residual[good].max())
