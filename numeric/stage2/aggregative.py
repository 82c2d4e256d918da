r"""Newton on the aggregative form of stage 2, for arrays of configurations.

Unknown are the offer of each type and the totals (Q, R) that include all offers and Mκ.  Given the
totals a type's condition involves its own offer only, so the Jacobian is an arrow: with :math:`c_x`
the gain less the cost of offering more, a step solves

.. math:: \delta b_x = -\frac{c_x + c_{x,Q}\,\delta Q + c_{x,R}\,\delta R}{c_{x,b}},\qquad
          \delta Q - \sum_{x\ \text{sells } q}\sigma(x)\,\delta b_x = M\kappa_q + \sum\sigma(x)b_x - Q,

and likewise for R: a 2×2 system.  A type sells the first good exactly when :math:`R/Q` exceeds its
rate of substitution at the endowment, by (20).

Paper: equations (17)-(20); the aggregative form is the design's.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.domain import shortened
from numeric.stage2.few_games import NEARLY, STAY, few_games
from numeric.stage2.problem import (
    Attempt,
    Point,
    Stage2Problem,
    added_up,
    conditions,
    tops,
)

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Aggregative:
    """The method: Newton on the aggregative form from the price-taking start."""

    @staticmethod
    def solve(problem: Stage2Problem) -> Attempt:
        """Attempt every configuration."""
        return Attempt.at(problem, newton(problem, start(problem)))


def start(problem: Stage2Problem) -> Point:
    """Return the price-taking solution for the same shares and beliefs."""
    sales, price = problem.price_taking
    sells = price[:, None] > problem.rates
    amount = np.maximum(np.where(sells, sales, -price[:, None] * sales), 0.0)
    point = Point(amount, np.zeros((len(price), 2)), sells)
    point.totals = added_up(problem, point.offers)
    return point


def newton(problem: Stage2Problem, point: Point, iterations: int = 50) -> Point:
    """Iterate each row until one more step ends at rounding error, and take that step.

    Rows that fail stay where they are; ``point`` is updated in place and returned.
    """
    left = few_games(problem, point, iterations)
    rows = np.arange(len(problem.sigma)) if left is None else left
    if len(rows) == 0:
        return point
    last, part = np.zeros(len(rows), dtype=bool), problem.part(rows)
    here = Point(point.amount[rows], point.totals[rows], point.sells[rows])
    for _ in range(iterations):
        change = _advance(part, here)
        point.amount[rows], point.totals[rows] = here.amount, here.totals
        point.sells[rows] = here.sells
        going = np.flatnonzero(~last & ~(change == 0))
        last = change < NEARLY
        if len(going) == 0:
            break
        if len(going) != len(rows):
            rows, last, part = rows[going], last[going], part.part(going)
            here = Point(here.amount[going], here.totals[going], here.sells[going])
    return point


def _advance(problem: Stage2Problem, point: Point) -> Array:
    """Take one damped step in place; return how far each row moved, relative to its totals."""
    sigma = problem.sigma
    point.sells, point.amount = _sides(point, problem.rates)
    c = conditions(problem.economy, point, problem.belief)
    # An offer of the whole endowment stays there as long as more would be better still.
    at_top = (point.amount == tops(problem.economy, point.sells)) & (c.gain > c.cost)
    with np.errstate(all="ignore"):
        free = np.where(at_top, 0.0, -(c.gain - c.cost) / c.by_b)
        pull = -np.stack([c.by_q, c.by_r], axis=-1) / c.by_b[..., None]
        pull = np.where(at_top[..., None], 0.0, pull)
        weight = np.stack(
            [np.where(point.sells, sigma, 0.0), np.where(point.sells, 0.0, sigma)], axis=-1
        )
        offered = (weight * (point.amount + free)[..., None]).sum(axis=1)
        matrix = np.eye(2) - np.einsum("nxi,nxj->nij", weight, pull)
        step = _solve_2x2(matrix, problem.exogenous + offered - point.totals)
        step_b = free + (pull * step[:, None, :]).sum(axis=-1)
    # One offer that is no number leaves totals that are none.
    bad = ~np.isfinite(step.sum(axis=-1))
    step[bad], step_b[bad] = 0.0, 0.0
    scale = _stay_inside(problem, point, step, step_b)
    bundles = _after(problem.economy, point, step, step_b)
    scale = shortened(problem.economy, bundles, scale, problem.belief)
    point.totals = point.totals + scale[:, None] * step
    point.amount = np.maximum(point.amount + scale[:, None] * step_b, 0.0)
    return np.asarray(np.where(bad, 0.0, (np.abs(step) / point.totals).max(axis=-1)))


def _after(
    economy: Economy, point: Point, step: Array, step_b: Array
) -> Callable[[Array], tuple[Array, Array]]:
    """Return what all types consume as a function of the length of a step."""
    e = economy.floats.endowment

    def bundles(scale: Array) -> tuple[Array, Array]:
        totals = point.totals + scale[:, None] * step
        amount = point.amount + scale[:, None] * step_b
        price = (totals[:, 1] / totals[:, 0])[:, None]
        q = e[0] - np.where(point.sells, amount, -amount / price)
        return q, e[1] + np.where(point.sells, amount * price, -amount)

    return bundles


def _sides(point: Point, rates: Array) -> tuple[Flags, Array]:
    """Read each type's side off the price; a type that changes sides starts from a zero offer."""
    sells = (point.totals[:, 1] / point.totals[:, 0])[:, None] > rates
    return sells, np.where(sells == point.sells, point.amount, 0.0)


def _solve_2x2(matrix: Array, right: Array) -> Array:
    (a, b), (c, d) = (matrix[:, 0, 0], matrix[:, 0, 1]), (matrix[:, 1, 0], matrix[:, 1, 1])
    det = a * d - b * c
    return np.stack(
        [(d * right[:, 0] - b * right[:, 1]) / det, (a * right[:, 1] - c * right[:, 0]) / det],
        axis=-1,
    )


def _stay_inside(problem: Stage2Problem, point: Point, step: Array, step_b: Array) -> Array:
    """Return the step length that keeps offers below the endowment and totals above a share of the exogenous offers."""
    top = tops(problem.economy, point.sells)
    floor = problem.exogenous * 0.5
    with np.errstate(all="ignore"):
        to_top = np.where(step_b > 0, (top - point.amount) / step_b, np.inf).min(axis=-1)
        to_floor = np.where(step < 0, (point.totals - floor) / -step, np.inf).min(axis=-1)
    return np.asarray(np.minimum(1.0, STAY * np.minimum(to_top, to_floor)))
