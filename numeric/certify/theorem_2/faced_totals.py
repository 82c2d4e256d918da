r"""What every role faces at stage 2 after a semi-pooling stage 1: random totals near their means.

Let b(y) be the offers of an equilibrium of stage 2 after a semi-pooling stage 1, and for block
shares :math:`\ell` and a state z, :math:`\bar s_y = \ell_k\mu_z(y)/\mu_z(Y_k)`,

.. math:: \bar Q = \kappa_q + \sum_y\bar s_yb_q(y),\quad \bar R = \kappa_r + \sum_y\bar s_yb_r(y),
          \quad \bar p = \bar R/\bar Q .

Given z, what a role faces is :math:`(\bar Q + o_Q + \Delta_Q, \bar R + o_R + \Delta_R)`: o holds
what one agent less and the target's offer change, :math:`o_Q \in c[-2\max b_q, \max b_q]`;
:math:`\Delta` is what the random types inside the blocks change.  Its mean is zero and it is
independent of o; :math:`E\Delta_Q^2 \le c\nu_Q`, :math:`\nu_Q = \frac14\sum_k\ell_k
(\max_{Y_k}b_q - \min_{Y_k}b_q)^2` (Popoviciu), and on an event of probability :math:`1 - \delta_c`
its shares are within the ``apart`` of ``block_cells``.  With :math:`x = \Delta_R/R_0`, :math:`y =
\Delta_Q/Q_0` and :math:`\varrho = \varrho_0(1 + x)/(1 + y)`,

.. math:: |E[(\varrho/\varrho_0 - 1)1]| \le m_1 = c\frac{\sqrt{\nu_x\nu_y} + \nu_y}{1 - y^+}
          + \delta_c(x^\infty + y^\infty),\qquad E[(\varrho/\varrho_0 - 1)^21] \le m_2 =
          c\frac{(\sqrt{\nu_x} + \sqrt{\nu_y})^2}{(1 - y^+)^2},

:math:`y^+` the largest y on the event and :math:`x^\infty, y^\infty` the largest at all.  (Nowhere is
1 + y below :math:`\kappa_q/Q_0`, which serves where :math:`1 - y^+` is not positive.)

Conventions: rows are pairs of a cell and a piece of :math:`\bar p`.

Paper: Claims 1a and 1b of Theorem 2; the numbers are not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from numeric.certify.arithmetic.elementary_functions import root
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, total
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_2.block_cells import BlockCells, inside_block
from numeric.economy.economy import Economy


@dataclass(frozen=True)
class Faced:
    """What a role faces on each row, as an offerer of one side.

    Args:
        ratio: ϱ0.
        near: ϱ on the event.
        influence: Upper bounds on k.
        first: m1.
        second: m2.
    """

    ratio: Intervals
    near: Intervals
    influence: Array
    first: Array
    second: Array

    def __getitem__(self, rows: Any) -> Faced:
        return Faced(
            self.ratio[rows], self.near[rows], self.influence[rows], self.first[rows],
            self.second[rows],
        )  # fmt: skip


@dataclass(frozen=True)
class _Total:
    r"""One good's total: its mean, and what others can make of it.

    Args:
        mean: :math:`\bar Q`.
        around: :math:`Q_0/\bar Q`.
        spread: :math:`y^+`.
        least: Lower bounds on 1 + y on the event, positive.
        variance: :math:`\nu_y`.
        reach: :math:`y^\infty`.
    """

    mean: Intervals
    around: Intervals
    spread: Array
    least: Intervals
    variance: Intervals
    reach: Array


def faced(
    economy: Economy, cells: BlockCells, price: Intervals, bounds: tuple[Intervals, Intervals]
) -> tuple[Faced, Faced]:
    """Bound what roles face on either side, given bounds on all offers.

    Args:
        economy: The economy.
        cells: The cells, one for each row.
        price: The pieces of p̄, one for each row.
        bounds: Bounds on the offers of all roles, shape (n, X) for each good.
    """
    kappa = economy.mechanism.kappa
    Q, R = (mean_total(economy, cells, bounds[good]) + kappa[good] for good in (0, 1))
    means = Q.meet(R / price), R.meet(Q * price)
    totals = [_total(economy, cells, good, means[good], bounds[good]) for good in (0, 1)]
    sell, buy = _side(cells, price, *totals), _side(cells, 1 / price, totals[1], totals[0])
    return sell, buy


def _total(
    economy: Economy, cells: BlockCells, good: int, mean: Intervals, offered: Intervals
) -> _Total:
    """Bound one good's total; it is at least that of the exogenous offers."""
    exogenous = Intervals.exact(economy.mechanism.kappa[good])
    most = offered.hi.max(axis=-1)
    off = Intervals.points(cells.c) * Intervals(-2 * most, most)
    around, centre = 1 + off / mean, mean + off
    around = Intervals(np.maximum(around.lo, (exogenous / mean).lo), around.hi)
    lowest = Intervals.points(np.maximum(centre.lo, exogenous.lo))
    spread = (Intervals.points(_largest(cells, offered)) / lowest).hi
    floor = (exogenous / Intervals.points(centre.hi)).lo
    least = Intervals.points(np.maximum((1 - Intervals.points(spread)).lo, floor))
    variance = Intervals.points(_variance(cells, offered)) / lowest.square()
    reach = (Intervals.exact(economy.environment.endowment[good]) / lowest).hi
    return _Total(mean, around, spread, least, variance, reach)


def _side(cells: BlockCells, price: Intervals, own: _Total, other: _Total) -> Faced:
    """Bound what an offerer of the own good faces; ``price`` is the mean ratio of the other's total to it."""
    c = Intervals.points(cells.c)
    ratio = price * other.around / own.around
    x = Intervals(other.least.lo, (1 + Intervals.points(other.spread)).hi)
    y = Intervals(own.least.lo, (1 + Intervals.points(own.spread)).hi)
    far = (Intervals.points(own.reach) + Intervals.points(other.reach)) * Intervals.points(
        cells.rare
    )
    first = c * (root(own.variance * other.variance) + own.variance) / own.least + far
    second = c * (root(own.variance) + root(other.variance)).square() / own.least.square()
    k = c / (own.mean * own.around * own.least)
    return Faced(ratio, ratio * (x / y), k.hi, first.hi, second.hi)


def mean_total(economy: Economy, cells: BlockCells, offered: Intervals) -> Intervals:
    r"""Return :math:`\sum_y\bar s_yb(y)`, for values of shape (n, X)."""
    inside = inside_block(economy, cells.partition, cells.state)
    blocks = [total([offered[:, y] * inside[y] for y in block]) for block in cells.partition]
    values = Intervals(
        np.stack([v.lo for v in blocks], axis=-1), np.stack([v.hi for v in blocks], axis=-1)
    )
    return weighted_sum(values, cells.shares)


def _range(cells: BlockCells, offered: Intervals, k: int) -> Intervals:
    """Return upper bounds on the range of a block's offers, as points."""
    block = list(cells.partition[k])
    return Intervals.points(
        (
            Intervals.points(offered.hi[:, block].max(axis=-1))
            - Intervals.points(offered.lo[:, block].min(axis=-1))
        ).hi
    )


def _largest(cells: BlockCells, offered: Intervals) -> Array:
    """Return the largest change of a total by the types inside the blocks, on the event."""
    parts = [Intervals.points(np.zeros(len(cells)))]
    for k, block in enumerate(cells.partition):
        apart = total([Intervals.points(cells.apart[:, y]) for y in block])  # of a type alone, 0
        parts.append(apart * _range(cells, offered, k) * 0.5)
    return np.asarray(total(parts).hi)


def _variance(cells: BlockCells, offered: Intervals) -> Array:
    """Return ν."""
    parts = [Intervals.points(np.zeros(len(cells)))]
    for k, block in enumerate(cells.partition):
        if len(block) > 1:
            most = Intervals.points(cells.shares.hi[:, k])
            parts.append(most * _range(cells, offered, k).square() * 0.25)
    return np.asarray(total(parts).hi)
