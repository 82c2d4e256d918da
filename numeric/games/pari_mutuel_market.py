r"""Stage 2 of the pari-mutuel version: a market game with given exogenous totals.

Given counts of the active, a common belief and the totals of all that is not theirs (:math:`N\kappa`
and what the inactive offer) it is the game of Proposition 1 with other exogenous offers, solved by
the same Newton method.  The response of the totals to an exogenous offer is the inverse of the 2×2
matrix of the last step,

.. math:: \frac{\partial(Q, R)}{\partial E} = \Big(I - \sum_x\sigma(x)\,\frac{\partial b_x}{\partial(Q, R)}\Big)^{-1}.

Offers of stage 1 are tried in cells, from a least to a greatest amount.  Cells that are cut know at half
their lows what stage 2 led to; between two ends at which it is known Newton starts half-way, as far from the
solution as the square of the width.

Conventions: where points are kept they are rows of signed amounts by type, positive where the first good is
sold, and the totals, shape (X + 2,).

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
Indices = NDArray[np.int64]
KEPT = 1 << 21
"""Up to so many numbers points at the lows of cells are kept."""


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


@dataclass
class Cells:
    """Amounts from ``low`` to ``high`` of the good ``side``, taken for ``type``.

    ``price`` has the prices at ``low`` of the first cells, so far as they are known, by pair; ``near`` points at
    both ends of all cells by pair, shape (2, m, pairs, X + 2), solved where prices are known and expected elsewhere.
    """

    low: Array
    high: Array
    side: Indices
    type: Indices
    price: Array | None = None
    near: Array | None = None

    def part(self, rows: NDArray[np.bool_]) -> Cells:
        """Return some of the cells."""
        price = None if self.price is None else self.price[rows]
        near = None if self.near is None else self.near[:, rows]
        return Cells(self.low[rows], self.high[rows], self.side[rows], self.type[rows], price, near)

    def halves(self) -> Cells:
        """Return the first halves of all cells, then the second halves."""
        middle, near = 0.5 * (self.low + self.high), None
        if self.near is not None:
            first, last = self.near
            between = 0.5 * (first + last)
            near = np.array([np.concatenate([first, between]), np.concatenate([between, last])])
        return Cells(
            np.concatenate([self.low, middle]),
            np.concatenate([middle, self.high]),
            np.tile(self.side, 2),
            np.tile(self.type, 2),
            self.price,
            near,
        )

    def known(self, price: Array, points: Array) -> None:
        """Take over prices (m, pairs) and points (m, pairs, X + 2) at the lows of the cells without any."""
        before = 0 if self.price is None else len(self.price)
        self.price = price if self.price is None else np.concatenate([self.price, price])
        if before == 0:
            self.near = np.array([points, points])
        elif self.near is not None:
            self.near[0, before:] = points
        if self.near is None:
            return
        if 4 * self.near.size > KEPT:  # each may be cut into four
            self.near = None
            return
        # A cell ends where the next one begins, if that is taken for the same type.
        order = np.lexsort((self.low, self.type, self.side))
        here, after = order[:-1], order[1:]
        next_ = (self.side[here] == self.side[after]) & (self.type[here] == self.type[after])
        next_ &= self.high[here] == self.low[after]
        self.near[1, here[next_]] = self.near[0, after[next_]]


def packed(point: Point) -> Array:
    """Return a point of n rows as an array (n, X + 2)."""
    return np.concatenate(
        [np.where(point.sells, point.amount, -point.amount), point.totals], axis=1
    )


def unpacked(rows: Array) -> Point:
    """Return the point of rows (n, X + 2)."""
    signed = rows[:, :-2]
    return Point(np.abs(signed), rows[:, -2:].copy(), signed >= 0)
