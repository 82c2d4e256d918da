r"""Weighted sums :math:`\sum_y w_y a_y` over weights in a box that sum to 1.

Shares of types and posteriors are such weights.

For any number :math:`\lambda`, since the weights sum to 1,

.. math:: \sum_y w_y a_y = \lambda + \sum_y w_y(a_y - \lambda)
          \le \lambda + \sum_y \max_{w_y \in [l_y, u_y]} w_y(a_y - \lambda),

and the least such bound, at one of the a, is the maximum (linear programming duality).  So the
least of the bounds at :math:`\lambda = a_1, a_2, \dots`, each rounded upward, is a bound whatever
was rounded in l and u, and is sharp to rounding.
"""

from __future__ import annotations

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals


def greatest_sum(values: Array, weights: Intervals) -> Array:
    """Return upper bounds on sums of weights times values, over the last axis.

    The weights are in the boxes and sum to 1.
    """
    bounds = []
    for j in range(values.shape[-1]):
        level = values[..., j]
        gaps = Intervals.points(values) - Intervals.points(level[..., None])
        parts = np.maximum((gaps * weights.lo).hi, (gaps * weights.hi).hi)
        bound = Intervals.points(level)
        for y in range(values.shape[-1]):
            bound = bound + Intervals.points(parts[..., y])
        bounds.append(bound.hi)
    return np.asarray(np.min(bounds, axis=0))


def weighted_sum(values: Intervals, weights: Intervals) -> Intervals:
    """Return intervals around all sums of weights times values, over the last axis.

    An infinite end leaves NaN, which satisfies no comparison, so nothing is concluded from it.
    """
    shape = np.broadcast_shapes(values.shape, weights.shape)
    wide = Intervals(np.broadcast_to(values.lo, shape), np.broadcast_to(values.hi, shape))
    with np.errstate(invalid="ignore"):
        return Intervals(-greatest_sum(-wide.lo, weights), greatest_sum(wide.hi, weights))
