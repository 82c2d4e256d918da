r"""Stage 2 of the pari-mutuel version: a market game with given exogenous totals.

Given counts of the active, a common belief and the totals of all that is not theirs (:math:`N\kappa`
and what the inactive offer) it is the game of Proposition 1 with other exogenous offers, solved by
the same Newton method.  The response of the totals to an exogenous offer is the inverse of the 2×2
matrix of the last step,

.. math:: \frac{\partial(Q, R)}{\partial E} = \Big(I - \sum_x\sigma(x)\,\frac{\partial b_x}{\partial(Q, R)}\Big)^{-1}.

Paper: Proposition 1 and section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.stage2.aggregative import newton, start
from numeric.stage2.problem import Point, Stage2Problem, conditions, residuals
from numeric.stage2.solve import TOLERANCE

Array = NDArray[np.float64]


@dataclass
class Markets:
    """Solved markets, whose points do not change any more.

    Args:
        point: Offers by type and totals, n rows.
        problem: What was asked.
    """

    point: Point
    problem: Stage2Problem

    @cached_property
    def price(self) -> Array:
        """R/Q, shape (n,)."""
        return np.asarray(self.point.totals[:, 1] / self.point.totals[:, 0])

    @property
    def offers(self) -> Array:
        """Offers of the active by type, shape (n, X, 2)."""
        return self.point.offers

    @cached_property
    def solved(self) -> NDArray[np.bool_]:
        """Which markets are solved, shape (n,)."""
        return np.asarray(residuals(self.problem, self.point) <= TOLERANCE)

    def response(self) -> Array:
        """Return how the totals respond to an exogenous offer of either good, shape (n, 2, 2)."""
        at, sigma = self.point, self.problem.sigma
        c = conditions(self.problem.economy, at, self.problem.belief)
        pull = -np.stack([c.by_q, c.by_r], axis=-1) / c.by_b[..., None]
        weight = np.stack([np.where(at.sells, sigma, 0.0), np.where(at.sells, 0.0, sigma)], axis=-1)
        return np.linalg.inv(np.eye(2) - np.einsum("nxi,nxj->nij", weight, pull))

    def price_slopes(self) -> Array:
        """Return the derivatives of the price in an exogenous offer of either good, shape (n, 2)."""
        change, p = self.response(), self.price
        moved = change[:, 1, :] - p[:, None] * change[:, 0, :]
        return np.asarray(moved / self.point.totals[:, 0, None])


def solve_markets(
    economy: Economy,
    active: Array,
    belief: Array,
    exogenous: Array,
    near: Point | None = None,
) -> Markets:
    """Solve the games of n configurations.

    Args:
        economy: The economy.
        active: Counts of the active, shape (n, X), at least one in each row.
        belief: Common beliefs, shape (n, Z).
        exogenous: All that is offered besides, shape (n, 2), positive.
        near: Where to start, n rows; it is not changed.
    """
    problem = Stage2Problem(economy, active, belief, exogenous)
    with np.errstate(all="ignore"):
        if near is None:
            return Markets(newton(problem, start(problem)), problem)
        first = Point(near.amount.copy(), near.totals.copy(), near.sells.copy())
        found = Markets(newton(problem, first), problem)
        left = np.flatnonzero(~found.solved)
        if len(left) == 0:
            return found
        _again(found.point, problem.part(left), left)
        return Markets(found.point, problem)


def _again(point: Point, problem: Stage2Problem, rows: NDArray[np.intp]) -> None:
    """Solve rows that were left from the price-taking start, in place."""
    found = newton(problem, start(problem))
    point.amount[rows], point.totals[rows] = found.amount, found.totals
    point.sells[rows] = found.sells
