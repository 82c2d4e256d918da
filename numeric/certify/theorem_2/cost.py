r"""A certified lower bound on what it costs to pool.

.. math:: C(Y) = \min_a\max_{y \in Y}[G_y(\alpha^*(y)) - G_y(a)]

The losses are convex in the consumption :math:`q_1(a)` and zero at the own best.  Beyond the outer
best consumptions of Y they only grow, so the range between is cut into pieces; on a piece a type
loses least at the point nearest to its best.

Paper: section 7.2, the final argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, total
from numeric.certify.theorem_1.bound import type_posterior
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_3.price_pieces import inactive_bundle
from numeric.economy.economy import Economy
from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import u

PIECES = 4000


@cache
def _utility() -> StateFormulas:
    return StateFormulas([u(q, r, x, z)], (q, r))


def certified_cost(economy: Economy, block: Sequence[int]) -> float:
    """Return a lower bound on C(Y), at least 0.

    Args:
        economy: An economy whose stage 1 is certified.
        block: At least two types.
    """
    best = [inactive_bundle(economy, y)[0] for y in block]
    low, high = min(float(b.lo) for b in best), max(float(b.hi) for b in best)
    ends = np.linspace(low, high, PIECES + 1)
    least = np.zeros(PIECES)
    for y, own in zip(block, best, strict=True):
        nearest = (np.clip(end, ends[:-1], ends[1:]) for end in (own.lo, own.hi))
        least = np.maximum(least, _losses(economy, y, Intervals(*nearest)))
    return float(least.min())


def _losses(economy: Economy, type_: int, consumption: Intervals) -> Array:
    """Return lower bounds on a type's loss at consumptions of the first good."""
    best = _value(economy, type_, inactive_bundle(economy, type_)[0])
    return np.asarray((best - _value(economy, type_, consumption)).lo)


def _value(economy: Economy, type_: int, first: Intervals) -> Intervals:
    """Return G of an offer that gives this consumption of the first good."""
    q_bar, r_bar = economy.environment.endowment
    second = (q_bar - first) * (r_bar / q_bar) + r_bar
    values = _utility().run(economy, type_, first, second)[0]
    return total([values[..., s] * w for s, w in enumerate(type_posterior(economy, type_))])
