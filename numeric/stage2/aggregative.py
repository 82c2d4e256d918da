r"""Newton on the aggregative form of stage 2, for arrays of configurations.

Unknown are the offer of each type and the totals (Q, R) that include all offers and Mκ.  Given the
totals a type's condition involves its own offer only, so the Jacobian is an arrow: with :math:`c_x`
the gain less the cost of offering more, a step solves

.. math:: \delta b_x = -\frac{c_x + c_{x,Q}\,\delta Q + c_{x,R}\,\delta R}{c_{x,b}},\qquad
          \delta Q - \sum_{x\ \text{sells } q}\sigma(x)\,\delta b_x = M\kappa_q + \sum\sigma(x)b_x - Q,

and likewise for R: a 2×2 system.  A type sells the first good exactly when :math:`R/Q` exceeds its
rate of substitution at the endowment, by (20).

Conventions: ``amount`` is the offer on the type's side of the market; arrays have one row per
configuration.

Paper: equations (17)-(20); the aggregative form is the design's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates, price_taking
from numeric.economy.economy import Economy
from numeric.formulas.compiled import kernels
from symbolic.language.notation import Q, R, b_q, b_r
from symbolic.model import aggregative as formulas

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
STAY = 0.95
NEARLY = 1e-8
"""Relative step after which one more step ends at rounding error."""


@dataclass
class Point:
    """Where Newton stands: amounts (n, X), totals (n, 2), sides (n, X)."""

    amount: Array
    totals: Array
    sells: Flags

    @property
    def offers(self) -> Array:
        """Offers (n, X, 2)."""
        return np.stack(
            [np.where(self.sells, self.amount, 0.0), np.where(self.sells, 0.0, self.amount)],
            axis=-1,
        )


@dataclass(frozen=True)
class Conditions:
    """First-order conditions.

    Cost, gain, and derivatives of gain less cost in the own offer, Q and R, each (n, X).
    """

    cost: Array
    gain: Array
    by_b: Array
    by_q: Array
    by_r: Array

    @property
    def relative(self) -> Array:
        """The slope over the sum of its terms' absolute values."""
        with np.errstate(all="ignore"):
            return np.asarray((self.gain - self.cost) / (np.abs(self.gain) + np.abs(self.cost)))


def conditions(economy: Economy, at: Point, phi: Array) -> Conditions:
    """Evaluate every type's condition on its side of the market; beliefs are (n, Z)."""
    k, types = kernels(economy), np.arange(at.amount.shape[1])
    total_q, total_r = (np.broadcast_to(at.totals[:, i, None], at.amount.shape) for i in (0, 1))
    selling: dict[Any, Any] = {b_q: at.amount, Q: total_q, R: total_r}
    buying: dict[Any, Any] = {b_r: at.amount, Q: total_q, R: total_r}
    beliefs = phi[:, None, :]
    sold = k.all_expected(formulas.seller_linearised(), selling, beliefs, types)
    bought = k.all_expected(formulas.buyer_linearised(), buying, beliefs, types)
    return Conditions(*(np.where(at.sells, a, b) for a, b in zip(sold, bought, strict=True)))


def added_up(economy: Economy, sigma: Array, offers: Array) -> Array:
    r"""Return the totals :math:`M\kappa + \sum_x\sigma(x)b(x)` of configurations (n, X) and offers (n, X, 2), shape (n, 2)."""
    return np.asarray(
        economy.floats.kappa * sigma.sum(axis=-1)[:, None] + (sigma[..., None] * offers).sum(axis=1)
    )


def residuals(economy: Economy, sigma: Array, phi: Array, point: Point) -> Array:
    """Return the largest relative condition of the types present and relative gap of the totals.

    Shape (n,); infinite outside the offers that there are.

    The conditions have roots there too, which are no solutions.
    """
    relative, present = conditions(economy, point, phi).relative, sigma > 0
    relative = np.where((point.amount == 0) & (relative < 0), 0.0, np.abs(relative))
    gaps = np.abs(added_up(economy, sigma, point.offers) - point.totals) / point.totals
    residual = np.maximum(np.where(present, relative, 0.0).max(axis=-1), gaps.max(axis=-1))
    offered = ((point.offers >= 0) & (point.offers <= economy.floats.endowment)).all(
        axis=-1
    ) | ~present
    feasible = (
        np.isfinite(point.totals).all(axis=-1)
        & (point.totals > 0).all(axis=-1)
        & offered.all(axis=-1)
    )
    return np.where(feasible & ~np.isnan(residual), residual, np.inf)


def start(economy: Economy, sigma: Array, phi: Array) -> Point:
    """Return the price-taking solution for the same shares and beliefs."""
    M = sigma.sum(axis=-1)
    sales, price = price_taking(economy, sigma / M[:, None], phi)
    sells = price[:, None] > autarky_rates(economy, phi)
    amount = np.maximum(np.where(sells, sales, -price[:, None] * sales), 0.0)
    point = Point(amount, np.zeros((len(M), 2)), sells)
    point.totals = added_up(economy, sigma, point.offers)
    return point


def newton(economy: Economy, sigma: Array, phi: Array, point: Point, iterations: int = 50) -> Point:
    """Iterate each row until a step is so short that the next one, convergence being quadratic, ends at rounding error; take that one and stop.

    Rows that fail simply stay where they are; ``point`` is updated in place and returned.
    """
    rates = autarky_rates(economy, phi)
    rows, last = np.arange(len(sigma)), np.zeros(len(sigma), dtype=bool)
    for _ in range(iterations):
        part = Point(point.amount[rows], point.totals[rows], point.sells[rows])
        change = _advance(economy, sigma[rows], phi[rows], part, rates[rows])
        point.amount[rows], point.totals[rows], point.sells[rows] = (
            part.amount,
            part.totals,
            part.sells,
        )
        going = ~last[rows] & ~(change == 0)
        last[rows] = change < NEARLY
        rows = rows[going]
        if len(rows) == 0:
            break
    return point


def _advance(economy: Economy, sigma: Array, phi: Array, point: Point, rates: Array) -> Array:
    """Take one damped step in place; return how far each row moved, relative to its totals."""
    M = sigma.sum(axis=-1)
    point.sells, point.amount = _sides(point, rates)
    c = conditions(economy, point, phi)
    with np.errstate(all="ignore"):
        free, pull = (
            -(c.gain - c.cost) / c.by_b,
            -np.stack([c.by_q, c.by_r], axis=-1) / c.by_b[..., None],
        )
        weight = np.stack(
            [np.where(point.sells, sigma, 0.0), np.where(point.sells, 0.0, sigma)], axis=-1
        )
        gap = (
            economy.floats.kappa * M[:, None]
            + (weight * (point.amount + free)[..., None]).sum(axis=1)
            - point.totals
        )
        matrix = np.eye(2) - np.einsum("nxi,nxj->nij", weight, pull)
        step = _solve_2x2(matrix, gap)
        step_b = free + (pull * step[:, None, :]).sum(axis=-1)
    bad = ~(np.isfinite(step).all(axis=-1) & np.isfinite(step_b).all(axis=-1))
    step[bad], step_b[bad] = 0.0, 0.0
    scale = _stay_inside(economy, point, step, step_b, M)
    point.totals = point.totals + scale[:, None] * step
    point.amount = np.maximum(point.amount + scale[:, None] * step_b, 0.0)
    return np.asarray(np.where(bad, 0.0, (np.abs(step) / point.totals).max(axis=-1)))


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


def _stay_inside(economy: Economy, point: Point, step: Array, step_b: Array, M: Array) -> Array:
    """Return the step length that keeps offers below the endowment and totals above a share of Mκ."""
    top = np.where(point.sells, *economy.floats.endowment)
    floor = economy.floats.kappa * M[:, None] * 0.5
    with np.errstate(all="ignore"):
        to_top = np.where(step_b > 0, (top - point.amount) / step_b, np.inf).min(axis=-1)
        to_floor = np.where(step < 0, (point.totals - floor) / -step, np.inf).min(axis=-1)
    return np.asarray(np.minimum(1.0, STAY * np.minimum(to_top, to_floor)))
