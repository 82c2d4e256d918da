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

:math:`y^+` the largest y on the event and :math:`x^\infty, y^\infty` the largest at all.

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


def faced(
    economy: Economy, cells: BlockCells, price: Intervals, bounds: tuple[Intervals, Intervals]
) -> tuple[Faced, Faced]:
    """Bound what roles face, given bounds on all offers."""
    c, means = Intervals.points(cells.c), []
    for good, kappa in enumerate(economy.mechanism.kappa):
        means.append(mean_total(economy, cells, bounds[good]) + kappa)
    Q, R = means[0].meet(means[1] / price), means[1].meet(means[0] * price)
    around, spread, reach, nu = [], [], [], []
    for good, middle in enumerate((Q, R)):
        most = bounds[good].hi.max(axis=-1)
        off = c * Intervals(-2 * most, most)
        around.append(1 + off / middle)
        least = Intervals.points((middle + off).lo)
        spread.append((Intervals.points(_largest(cells, bounds[good])) / least).hi)
        nu.append(Intervals.points(_variance(cells, bounds[good])) / least.square())
        reach.append((Intervals.exact(economy.environment.endowment[good]) / least).hi)
    sides = []
    for own in (0, 1):
        other = 1 - own
        ratio = price if own == 0 else 1 / price
        ratio = ratio * around[other] / around[own]
        sides.append(
            _side(
                cells,
                c,
                ratio,
                spread[own],
                spread[other],
                nu[own],
                nu[other],
                reach,
                around[own],
                (Q, R)[own],
            )
        )
    return sides[0], sides[1]


def _side(
    cells: BlockCells,
    c: Intervals,
    ratio: Intervals,
    own: Array,
    other: Array,
    nu_own: Intervals,
    nu_other: Intervals,
    reach: list[Array],
    around: Intervals,
    middle: Intervals,
) -> Faced:
    y, x = Intervals(-own, own), Intervals(-other, other)
    left = 1 - Intervals.points(own)
    usable = left.lo > 0
    left = left.where(usable, 1.0)
    near = ratio * ((1 + x) / (1 + y.where(usable, 0.0)))
    far = total([Intervals.points(v) for v in reach]) * Intervals.points(cells.rare)
    first = c * (root(nu_own * nu_other) + nu_own) / left + far
    second = c * (root(nu_own) + root(nu_other)).square() / left.square()
    k = c / (middle * around * left)

    def bounded(values: Array) -> Array:
        return np.where(usable & np.isfinite(values), values, np.inf)

    near = Intervals(np.where(usable, np.maximum(near.lo, 0.0), 0.0), bounded(near.hi))
    return Faced(ratio, near, bounded(k.hi), bounded(first.hi), bounded(second.hi))


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
        if len(block) > 1:
            apart = total([Intervals.points(cells.apart[:, y]) for y in block])
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
