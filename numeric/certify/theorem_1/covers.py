r"""Whether boxes cover a simplex.

Decided exactly, since their ends are doubles and doubles are only compared.

Points are the first coordinates :math:`\nu_1, \dots, \nu_D` of frequencies, with :math:`\sum_d\nu_d
\le 1`.  A box is cut at an end of another until every part lies in one of them or outside the
simplex.

Paper: not in the paper.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array


def covers_simplex(lo: Array, hi: Array) -> bool:
    """Whether the boxes [lo, hi], shape (n, D), cover all points of the simplex.

    >>> covers_simplex(np.array([[0.0], [0.5]]), np.array([[0.5], [1.0]]))
    True
    >>> covers_simplex(np.array([[0.0], [0.5]]), np.array([[0.49], [1.0]]))
    False
    """
    if not np.isfinite([lo, hi]).all():
        return False
    dimension = lo.shape[1]
    return _covered(np.zeros(dimension), np.ones(dimension), lo, hi)


def _covered(low: Array, high: Array, lo: Array, hi: Array) -> bool:
    """Whether one box is covered, within the simplex, by those that meet it."""
    pending = [(low, high, np.arange(len(lo)))]
    while pending:
        low, high, near = pending.pop()
        if sum(map(Fraction, low.tolist())) > 1:
            continue
        near = near[((lo[near] <= high) & (hi[near] >= low)).all(axis=-1)]
        if ((lo[near] <= low) & (hi[near] >= high)).all(axis=-1).any():
            continue
        cut = _cut(low, high, lo[near], hi[near])
        if cut is None:
            return False
        axis, place = cut
        below, above = high.copy(), low.copy()
        below[axis] = above[axis] = place
        pending += [(low, below, near), (above, high, near)]
    return True


def _cut(low: Array, high: Array, lo: Array, hi: Array) -> tuple[int, float] | None:
    """Return a coordinate and an end of a box strictly inside, nearest to the middle, or nothing."""
    best: tuple[float, int, float] | None = None
    for axis in range(len(low)):
        ends = np.unique(np.concatenate([lo[:, axis], hi[:, axis]]))
        ends = ends[(ends > low[axis]) & (ends < high[axis])]
        if len(ends):
            away = np.abs((ends - low[axis]) / (high[axis] - low[axis]) - 0.5)
            i = int(away.argmin())
            if best is None or away[i] < best[0]:
                best = (float(away[i]), axis, float(ends[i]))
    return None if best is None else (best[1], best[2])
