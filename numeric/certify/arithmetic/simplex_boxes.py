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

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, down, up


def greatest_sum(values: Array, weights: Intervals) -> Array:
    """Return upper bounds on sums of weights times values, over the last axis.

    The weights are in the boxes and sum to 1.
    """
    return _greatest(last_first(values, weights.lo.ndim), weights)


def _greatest(values: Array, weights: Intervals) -> Array:
    """Return upper bounds on sums over the first axis of the values, and the last of the weights."""
    low, high = (last_first(ends, values.ndim) for ends in (weights.lo, weights.hi))
    bounds = [_bound_at(level, values, low, high) for level in values]
    return np.asarray(np.min(bounds, axis=0))


def last_first(array: Array, dimensions: int) -> Array:
    """Return an array with its last axis first, in memory too, after axes of length one as others have more."""
    padded = array.reshape((1,) * (dimensions - array.ndim) + array.shape)
    last = padded.ndim - 1
    return np.ascontiguousarray(padded.transpose((last, *range(last))))


def _bound_at(level: Array, values: Array, low: Array, high: Array) -> Array:
    """Return the bound at one number, rounded upward."""
    gaps = values - level
    below, above = down(gaps), up(gaps)
    least, most = np.maximum(below * low, above * low), np.maximum(below * high, above * high)
    bound = level
    for part in np.maximum(up(least), up(most)):
        bound = up(bound + part)
    return bound


def weighted_sum(values: Intervals, weights: Intervals) -> Intervals:
    """Return intervals around all sums of weights times values, over the last axis.

    An infinite end leaves NaN, which satisfies no comparison, so nothing is concluded from it.
    """
    *rest, length = np.broadcast_shapes(values.shape, weights.shape)
    ends = np.empty((length, 2, *rest))
    lasts = ends.transpose((*range(1, ends.ndim), 0))
    lasts[0], lasts[1] = -values.lo, values.hi
    with np.errstate(invalid="ignore"):
        low, high = _greatest(ends, weights)
    return Intervals(-low, high)
