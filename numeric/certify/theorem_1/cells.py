r"""Cells that cover all configurations for all :math:`M \ge M_0`, with the posteriors they allow.

A cell is a box of :math:`\nu = n/(M-1)`, the frequencies of the types among the others; the boxes
cover the simplex and are finer near the distributions :math:`\mu_z` of the states, where almost all
the probability is.  For all :math:`M \ge M_0` and both games of a deviation

.. math:: s^\theta = \nu(1 - \tfrac1M) + \tfrac1M((1-\theta)e_x + \theta e_{\bar x}),\qquad
          \frac{\phi_b}{\phi_a} \le \max_y\frac{\tau_y(b)}{\tau_y(a)}\,e^{(M_0 - 1)m},\quad
          m = \max_\nu\sum_y\nu_y\log\frac{\mu_b(y)}{\mu_a(y)}\ \text{ if } m < 0,

and these conditions on the posterior are linear, so they hold along the path between the two games
too.  Where m is not negative the posterior is free, and a wide box of posteriors is cut into
rows.  A path may cross rows, but the deviator's own posterior stays where the path began: within
:math:`(\sqrt\rho - 1)/(\sqrt\rho + 1)`, :math:`\rho` the ratio of the greatest to the least
likelihood ratio of the two types.  So in each row the deviator's box is wider
(``deviator_posteriors``).

Paper: sections 2.1 and 3.1 for posteriors; the cells are not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np

from numeric.certify.arithmetic.elementary_functions import exp, log, root
from numeric.certify.arithmetic.interval_arrays import Array, Indices, Intervals, stacked, total, up
from numeric.certify.arithmetic.simplex_boxes import greatest_sum, weighted_sum
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy

FINEST, GROWTH, WIDEST = 0.3, 0.35, 0.08
"""The sides of a cell, in standard deviations at M0, near a state's distribution.

The second number says by what part of the distance they grow, and the last which part of the unit
is the greatest.
"""

BELIEF = 0.125
"""Posteriors are cut into boxes at most this wide."""


@dataclass(frozen=True)
class Covering:
    """Boxes of frequencies (n, X) that cover the simplex, and the rows that enclose what happens on them.

    Args:
        frequencies: The boxes, with ends that are doubles.
        owner: For each row its box.
        rows: The rows.
        parents: For each row the box of posteriors that it was cut from.
    """

    frequencies: Intervals
    owner: Indices
    rows: Cells
    parents: Intervals


def covering(economy: Economy, active: int, fineness: float = 1.0) -> Covering:
    """Cover all frequencies and posteriors for M ≥ ``active``.

    Args:
        economy: The economy.
        active: M0.
        fineness: By how much the cells are smaller than usual.
    """
    return posteriors_of(economy, active, frequencies(economy, active, fineness))


def frequencies(economy: Economy, active: int, fineness: float = 1.0) -> Intervals:
    """Return boxes of frequencies that cover the simplex, by halving."""
    signal = economy.floats.signal
    deviation = np.sqrt(signal * (1 - signal) / active)
    X = signal.shape[1]
    pending, done = np.stack([np.zeros(X - 1), np.ones(X - 1)])[None], []
    while len(pending):
        lo, hi = pending[:, 0], pending[:, 1]
        away = (
            np.maximum(
                np.maximum(lo[:, None] - signal[None, :, :-1], signal[None, :, :-1] - hi[:, None]),
                0.0,
            )
            / deviation[None, :, :-1]
        )
        nearest = away.max(axis=-1).min(axis=-1)
        size = FINEST * (1 + GROWTH * nearest[:, None] / FINEST) * deviation[:, :-1].min(axis=0)
        excess = (hi - lo) / np.minimum(size, WIDEST) * fineness
        split = excess.max(axis=-1) > 1
        done.append(pending[~split])
        pending = _halved(pending[split], excess[split].argmax(axis=-1))
        pending = pending[pending[:, 0].sum(axis=-1) <= 1]
    return with_last(np.concatenate(done))


def with_last(boxes: Array) -> Intervals:
    """Return boxes of all types' frequencies from boxes (n, 2, X - 1) of all but the last.

    Boxes outside the simplex are left out.
    """
    kept = boxes[boxes[:, 0].sum(axis=-1) <= 1]
    first = Intervals(kept[:, 0], kept[:, 1])
    rest = _rest(first)
    return Intervals(np.column_stack([first.lo, rest.lo]), np.column_stack([first.hi, rest.hi]))


def _halved(boxes: Array, axis: Array) -> Array:
    """Cut boxes (n, 2, D) in the middle along one axis each."""
    rows, middle = np.arange(len(boxes)), boxes.mean(axis=1)
    left, right = boxes.copy(), boxes.copy()
    left[rows, 1, axis] = middle[rows, axis]
    right[rows, 0, axis] = middle[rows, axis]
    return np.concatenate([left, right])


def _rest(first: Intervals) -> Intervals:
    """Return one less the sum over the last axis, within [0, 1]."""
    left = Intervals.points(np.ones(first.shape[0]))
    for d in range(first.shape[1]):
        left = left - first[:, d]
    return Intervals(np.clip(left.lo, 0.0, 1.0), np.clip(left.hi, 0.0, 1.0))


def posteriors_of(economy: Economy, active: int, boxes: Intervals) -> Covering:
    """Return the rows of given boxes of frequencies."""
    shrunk = boxes * (1 - Intervals(0.0, up(np.asarray(1.0 / active))))
    added = Intervals(0.0, up(np.asarray(1.0 / active)))
    # ν(1 - c) + cδ with δ in [0, 1] lies between ν and either end; both summands share c.
    shares = Intervals(
        np.maximum(shrunk.lo, 0.0), np.minimum((boxes + added * (1 - boxes)).hi, 1.0)
    )
    parents = posterior_boxes(economy, active, boxes)
    owner, beliefs = _cut(parents)
    return Covering(boxes, owner, Cells(shares[owner], beliefs, active), parents[owner])


def deviator_posteriors(economy: Economy, covered: Covering, own: int, other: int) -> Intervals:
    r"""Return boxes (n, Z) of the posteriors that a deviator may have while the path is in a row.

    The path is at :math:`\phi^\theta = \phi(1 - \theta + \theta r/\bar r)`, so each component of
    the deviator's :math:`\phi` is between that of the row and :math:`\bar r/r_z` times it, no
    further than the largest move, and in the box that the row was cut from.
    """
    rows, parents = covered.rows.beliefs, covered.parents
    signal = economy.environment.signal
    ratios = Intervals.table([row[other] / row[own] for row in signal])
    mean = weighted_sum(ratios, parents)
    scale = stacked([(mean / ratios[z]).hull(1.0) for z in range(len(signal))])
    move = largest_move(economy, own, other)
    by_ratio, by_move = rows * scale, rows + Intervals(-move, move)
    return tightened(by_ratio.meet(by_move).meet(parents))


@lru_cache(maxsize=64)
def log_ratios(economy: Economy) -> dict[tuple[int, int], Intervals]:
    r"""Return :math:`\log(\mu_b(y)/\mu_a(y))` by type, for ordered pairs (b, a) of states."""
    signal = economy.environment.signal
    pairs = permutations(range(len(signal)), 2)
    return {
        (b, a): log(Intervals.table([x / y for x, y in zip(signal[b], signal[a], strict=True)]))
        for b, a in pairs
    }


def posterior_boxes(economy: Economy, active: int, boxes: Intervals) -> Intervals:
    """Return boxes of posteriors (n, Z) for others' frequencies in the boxes and M ≥ ``active``."""
    e, Z, n = economy.environment, len(economy.states), boxes.shape[0]
    ratios = np.full((n, Z, Z), np.inf)
    for (b, a), logs in log_ratios(economy).items():
        most = greatest_sum(np.broadcast_to(logs.hi, boxes.shape), boxes)
        own = max(
            e.prior[b] * e.signal[b][y] / (e.prior[a] * e.signal[a][y])
            for y in range(len(economy.types))
        )
        move = Intervals.points(most)
        bound = exp(Intervals.points(np.minimum(most, 0.0)) * (active - 1)) * own
        ratios[:, b, a] = np.where(move.negative, bound.hi, np.inf)
    lo, hi = np.empty((n, Z)), np.empty((n, Z))
    for z in range(Z):
        odds = Intervals.points(ratios[:, z].min(axis=-1))
        hi[:, z] = (odds / (odds + 1)).hi
        against = [Intervals.points(ratios[:, a, z]) for a in range(Z) if a != z]
        lo[:, z] = (1 / total([Intervals.points(np.ones(n)), *against])).lo
    return tightened(Intervals(np.fmax(lo, 0.0), np.fmin(hi, 1.0)))  # infinite odds are no bound


def tightened(boxes: Intervals) -> Intervals:
    """Shrink boxes to what can sum to 1."""
    lo, hi = boxes.lo.copy(), boxes.hi.copy()
    for z in range(lo.shape[1]):
        others = [a for a in range(lo.shape[1]) if a != z]
        most, least = Intervals.points(np.ones(len(lo))), Intervals.points(np.ones(len(lo)))
        for a in others:
            most, least = (
                most - Intervals.points(boxes.lo[:, a]),
                least - Intervals.points(boxes.hi[:, a]),
            )
        hi[:, z], lo[:, z] = (
            np.minimum(hi[:, z], np.maximum(most.hi, 0.0)),
            np.maximum(lo[:, z], least.lo),
        )
    return Intervals(lo, hi)


def _cut(parents: Intervals) -> tuple[Indices, Intervals]:
    """Cut wide boxes of posteriors by halving; return each part's parent and the parts.

    In a box that is tightened every end of a side is attained in the simplex, so either half meets it.
    """
    owner, pending = np.arange(parents.shape[0]), parents
    owners, parts = [], []
    while len(owner):
        width = pending.hi - pending.lo
        wide = width.max(axis=-1) > BELIEF
        owners.append(owner[~wide])
        parts.append(pending[~wide])
        stack = np.stack([pending.lo[wide], pending.hi[wide]], axis=1)
        halves = _halved(stack, width[wide].argmax(axis=-1))
        owner = np.tile(owner[wide], 2)
        pending = tightened(Intervals(halves[:, 0], halves[:, 1]))
    return np.concatenate(owners), Intervals(
        np.concatenate([p.lo for p in parts]), np.concatenate([p.hi for p in parts])
    )


def largest_move(economy: Economy, own: int, other: int) -> float:
    """Return a bound on how far exchanging one agent moves a posterior: (√ρ - 1)/(√ρ + 1)."""
    ratios = [row[other] / row[own] for row in economy.environment.signal]
    rho = root(Intervals.exact(max(ratios) / min(ratios)))
    return float(((rho - 1) / (rho + 1)).hi)
