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
from numeric.stage2.problem import Attempt, Point, Stage2Problem
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
    d, M, generator = economy.floats, sigma.sum(), np.random.default_rng(2012)
    totals: Array = M * (d.kappa + d.endowment * generator.random((starts, 2)))
    rows, phi = np.tile(sigma, (starts, 1)), np.tile(posterior(economy, sigma), (starts, 1))
    problem = Stage2Problem(economy, rows, phi)
    sells = (totals[:, 1] / totals[:, 0])[:, None] > problem.rates
    amount = np.where(sells, d.endowment[0], d.endowment[1]) * generator.random(rows.shape)
    from_offers = np.where(np.stack([sells, ~sells], axis=-1), amount[..., None], 0.0)
    found = [
        _equilibria(Attempt.at(problem, point))
        for point in (
            newton(problem, Point(amount, totals, sells)),
            signed_newton(problem, start=from_offers),
        )
    ]
    offers, residual = (np.concatenate(v) for v in zip(*found, strict=True))
    if not len(offers):
        raise ArithmeticError("Newton's method reached no equilibrium of stage 2")
    return np.asarray(offers), float(residual.max())


def _equilibria(attempt: Attempt) -> tuple[Array, Array]:
    """Return those of the offers that are an equilibrium, and their residuals."""
    good = attempt.residual < TOLERANCE
    return attempt.offers[good], attempt.residual[good]
