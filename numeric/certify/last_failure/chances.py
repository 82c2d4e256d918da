r"""Probabilities of configurations and posteriors, as arrays of intervals.

.. math:: \log\gamma_z(n) = \log m! - \sum_y\log n_y! + \sum_y n_y\log\mu_z(y),\quad m = \sum_y n_y,\qquad
          \frac1{\phi^\sigma(z)} = \sum_b\frac{\pi_b}{\pi_z}\prod_y\Big(\frac{\mu_b(y)}{\mu_z(y)}\Big)^{\sigma(y)}.

Conventions: counts have one row for each configuration and a column for each type.

Paper: sections 2.1 and 3.1; (23).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.elementary_functions import exp, log
from numeric.certify.arithmetic.interval_arrays import Intervals, down, stacked, total, up
from numeric.certify.theorem_1.bound import type_posterior
from numeric.certify.theorem_1.cells import log_ratios
from numeric.economy.economy import Economy

Counts = NDArray[np.int64]


@lru_cache(maxsize=8)
def log_factorials(most: int) -> Intervals:
    """Return log 0!, log 1!, …, log most!."""
    logs = log(Intervals.points(np.arange(1, most + 1, dtype=float)))
    lo, hi = np.zeros(most + 1), np.zeros(most + 1)
    for n in range(most):
        lo[n + 1], hi[n + 1] = down(lo[n] + logs.lo[n]), up(hi[n] + logs.hi[n])
    return Intervals(lo, hi)


def chances(economy: Economy, own: int, others: Counts) -> Intervals:
    r"""Return the probabilities of the others' counts that a type expects, shape (n,).

    .. math:: P(n\,|\,x) = \sum_z\tau_x(z)\,\gamma_z(n)

    Args:
        economy: The economy.
        own: x.
        others: Counts, shape (n, X), nonnegative.
    """
    drawn = others.sum(axis=-1)
    logs = log_factorials(1 << int(max(drawn.max(), 1)).bit_length())
    ways = logs[drawn] - total([logs[others[:, y]] for y in range(others.shape[1])])
    parts = []
    for weight, row in zip(type_posterior(economy, own), economy.environment.signal, strict=True):
        of_types = log(Intervals.table(list(row)))
        likely = total([of_types[y] * others[:, y] for y in range(others.shape[1])])
        parts.append(exp(ways + likely) * weight)
    return total(parts)


def posteriors(economy: Economy, counts: Counts) -> Intervals:
    r"""Return :math:`\phi^\sigma`, shape (n, Z).

    Args:
        economy: The economy.
        counts: σ, shape (n, X), nonnegative.
    """
    states, prior = range(len(economy.states)), economy.environment.prior
    columns = []
    for z in states:
        parts = [Intervals.points(np.ones(len(counts)))]
        for b in states:
            if b != z:
                logs = log_ratios(economy)[b, z]
                move = total([logs[y] * counts[:, y] for y in range(counts.shape[1])])
                parts.append(exp(move) * (prior[b] / prior[z]))
        columns.append(1 / total(parts))
    found = stacked(columns)
    return Intervals(np.maximum(found.lo, 0.0), np.minimum(found.hi, 1.0))


def added_up(parts: Intervals) -> Intervals:
    """Return the sum of an array of intervals; each end is summed without rounding, then rounded once."""
    if not (np.isfinite(parts.lo).all() and np.isfinite(parts.hi).all()):
        return Intervals(-np.inf, np.inf)
    lo, hi = (math.fsum(end.tolist()) for end in (parts.lo, parts.hi))
    return Intervals(math.nextafter(lo, -math.inf), math.nextafter(hi, math.inf))
