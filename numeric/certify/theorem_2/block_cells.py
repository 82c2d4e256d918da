r"""Others' block counts near a state's, with what is known of the posterior and of the types inside the blocks.

After a semi-pooling stage 1 the others of the target, M - 1 agents, are known by their blocks.  In
the state z their block shares :math:`\ell = \lambda/(M-1)` are near :math:`\mu_z(Y_k)`:
concentric boxes hold them but for Chernoff's probabilities (``theorem_1.exponents``).  A *cell* is
a box of :math:`\ell`; on it, for every :math:`M \ge M_0`, every role and every set A,

.. math:: \frac{\phi_{z'}}{\phi_z} \le \frac{\pi_{z'}}{\pi_z}\,\rho_{zz'}\,
          e^{(M_0-1)\max_\ell\sum_k\ell_k\log(\mu_{z'}(Y_k)/\mu_z(Y_k))},

where the exponent is negative: the target's own type contributes :math:`\mu_{z'}(x)/\mu_z(x)`, and
a non-target's own type and the set A, with one other agent fewer of its own block, at most
:math:`\frac{\mu_{z'}(x)}{\mu_z(x)}\frac{\mu_z(Y(x))}{\mu_{z'}(Y(x))}\max_y\frac{\mu_{z'}(y)}{\mu_z(y)}`;
:math:`\rho` is the largest of these.

Inside a block the types are independent draws, :math:`\mu_z(y)/\mu_z(Y_k)` each.  A role sees at
least :math:`(M_0-1)\ell_k - 1` others of a block, so each frequency is within w of its probability
but for :math:`\sum_ye^{-n\,\mathrm{KL}}`, and the share of a type within :math:`\ell_kw`.

Paper: Claims 1a and 1b of Theorem 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np

from numeric.certify.arithmetic.elementary_functions import exp, log
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals, total
from numeric.certify.arithmetic.simplex_boxes import greatest_sum
from numeric.certify.theorem_1.cells import tightened
from numeric.certify.theorem_1.exponents import tail_exponents, tail_probabilities
from numeric.economy.economy import Economy
from numeric.probability.partitions import Partition

RINGS = (1.0, 1.6, 2.2, 2.9, 3.6, 4.4, 5.4)
"""Half-widths of the boxes, in standard deviations at M0."""

PER_AXIS = {1: 30, 2: 16}
"""Cells along each axis, by the number of axes."""

RARE = 1e-13
"""About the probability with which the types inside a block are further off than w."""


@dataclass(frozen=True)
class BlockCells:
    """Cells of block shares near one state's, for all M ≥ ``active``.

    Args:
        active: M0.
        state: z.
        partition: The blocks.
        shares: ℓ, shape (n, K).
        odds: Upper bounds on the posterior probability of other states, shape (n,).
        apart: Bounds on how far a type's share is from its mean, but for ``rare``, shape (n, X).
        rare: Upper bounds on that probability, shape (n,).
        ring: For each cell the first box that it meets, shape (n,).
        outside: Upper bounds on the probabilities of ℓ outside each box.
    """

    active: int
    state: int
    partition: Partition
    shares: Intervals
    odds: Array
    apart: Array
    rare: Array
    ring: Indices
    outside: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.odds)

    def __getitem__(self, rows: Any) -> BlockCells:
        return BlockCells(
            self.active, self.state, self.partition, self.shares[rows], self.odds[rows],
            self.apart[rows], self.rare[rows], self.ring[rows], self.outside,
        )  # fmt: skip

    @property
    def c(self) -> float:
        """An upper bound on 1/M."""
        return float((1 / Intervals.points(float(self.active))).hi)


def inside_block(economy: Economy, partition: Partition, state: int) -> list[Fraction]:
    """Return for each type its probability given the state and its block."""
    row = economy.environment.signal[state]
    found = {y: row[y] / sum(row[v] for v in block) for block in partition for y in block}
    return [found[y] for y in range(len(row))]


def block_cells(
    economy: Economy, partition: Partition, state: int, active: int, *, whole: bool = False
) -> BlockCells:
    """Cover the block shares near a state's by cells.

    Args:
        economy: The economy.
        partition: At least two blocks.
        state: z.
        active: M0.
        whole: Whether one cell is to cover all of the largest box.
    """
    row = economy.environment.signal[state]
    means = [sum((row[y] for y in block), Fraction(0)) for block in partition]
    mean = Intervals.table(means)
    middle = mean.middle
    unit = np.sqrt(middle * (1 - middle) / active)
    outside = tuple(_outside(mean, np.outer(RINGS, unit), active).tolist())
    shares = _grid(middle, RINGS[-1] * unit, 1 if whole else PER_AXIS.get(len(means) - 1, 8))
    far = np.maximum(shares.lo - middle, middle - shares.hi) / unit
    met = np.searchsorted(np.array(RINGS), np.maximum(far.max(axis=-1) - 1e-9, 0.0))
    apart, rare = _apart(economy, partition, state, active, shares)
    return BlockCells(
        active, state, partition, shares, _odds(economy, partition, state, active, shares),
        apart, rare, np.minimum(met, len(RINGS) - 1), outside,
    )  # fmt: skip


def _outside(mean: Intervals, distances: Array, active: int) -> Array:
    """Return upper bounds on the probabilities of block shares outside boxes, for all larger M.

    Args:
        mean: The means of the shares, shape (K,).
        distances: How far the boxes reach on either side of them, shape (number, K).
        active: M0.
    """
    kept = slice(0, 1) if distances.shape[-1] == 2 else slice(None)
    parts = [
        tail_probabilities(tail_exponents(mean[kept], distances[:, kept], side), active - 1)
        for side in (-1, 1)
    ]
    return np.asarray(total([Intervals.points(v) for part in parts for v in part.T]).hi)


def _grid(middle: Array, distance: Array, number: int) -> Intervals:
    """Return cells of block shares that cover a box, all but the last block's given by a grid."""
    lo, hi = np.maximum(middle - distance, 0.0), np.minimum(middle + distance, 1.0)
    axes = [np.linspace(a, b, number + 1) for a, b in zip(lo[:-1], hi[:-1], strict=True)]
    for axis, a, b in zip(axes, lo, hi, strict=False):
        axis[0], axis[-1] = a * (1 - 1e-12), min(b * (1 + 1e-12), 1.0)
    pairs = [list(pairwise(axis)) for axis in axes]
    boxes = np.array(list(product(*pairs)))
    rest = 1 - total([Intervals(boxes[:, d, 0], boxes[:, d, 1]) for d in range(len(axes))])
    last = np.clip(rest.lo, 0.0, 1.0), np.clip(rest.hi, 0.0, 1.0)
    return tightened(
        Intervals(
            np.column_stack([boxes[:, :, 0], last[0]]), np.column_stack([boxes[:, :, 1], last[1]])
        )
    )


def _odds(
    economy: Economy, partition: Partition, state: int, active: int, shares: Intervals
) -> Array:
    """Return upper bounds on the posterior probability of all other states, for every role."""
    e, result = economy.environment, Intervals.points(np.zeros(shares.shape[0]))
    here = e.signal[state]
    for other, row in enumerate(e.signal):
        if other == state:
            continue
        ratios = [a / b for a, b in zip(row, here, strict=True)]
        blocks = [
            sum((row[y] for y in block), Fraction(0)) / sum((here[y] for y in block), Fraction(0))
            for block in partition
        ]
        # A block's ratio is a mean of its types': the target's own is the smaller of the two bounds.
        own = max(ratios) * max(
            ratios[y] / blocks[i] for i, block in enumerate(partition) for y in block
        )
        logs = log(Intervals.table(blocks)).hi
        most = greatest_sum(np.broadcast_to(logs, shares.shape), shares)
        bound = exp(Intervals.points(np.minimum(most, 0.0)) * (active - 1))
        part = bound * (own * e.prior[other] / e.prior[state])
        result = result + Intervals.points(np.where(most < 0, part.hi, 1.0))
    return np.asarray(np.minimum(result.hi, 1.0))


def _apart(
    economy: Economy, partition: Partition, state: int, active: int, shares: Intervals
) -> tuple[Array, Array]:
    """Return how far the types' shares may be from their means, and with which probability further."""
    inside = inside_block(economy, partition, state)
    apart = np.zeros((shares.shape[0], len(inside)))
    rare = Intervals.points(np.zeros(shares.shape[0]))
    for k, block in enumerate(partition):
        if len(block) == 1:
            continue
        draws = np.floor(shares.lo[:, k] * (active - 1) * (1 - 1e-12)) - 1
        few = draws < 1
        n, place = np.unique(np.where(few, 1.0, draws), return_inverse=True)
        width = np.sqrt(math.log(2 * len(block) / RARE) / (2 * n))
        counted = block[:1] if len(block) == 2 else block
        mean = Intervals.table([inside[y] for y in counted])
        chance = total(
            [
                Intervals.points(v)
                for side in (-1, 1)
                for v in _tails(mean, width[:, None], n[:, None], side).T
            ]
        )
        rare = (rare + Intervals.points(chance.hi[place])).where(~few, 1.0)
        for y in block:
            within = (Intervals.points(shares.hi[:, k]) * width[place]).hi
            apart[:, y] = np.where(few, 1.0, within)
    return apart, np.minimum(rare.hi, 1.0)


def _tails(mean: Intervals, width: Array, draws: Array, side: int) -> Array:
    """Return upper bounds on the probabilities that frequencies of at least that many draws are off by more."""
    exponents = tail_exponents(mean, width, side)
    finite = np.where(np.isfinite(exponents), exponents, 0.0)
    bounds = np.minimum(exp(-(Intervals.points(finite) * Intervals.points(draws))).hi, 1.0)
    return np.asarray(np.where(np.isfinite(exponents), bounds, 0.0))
