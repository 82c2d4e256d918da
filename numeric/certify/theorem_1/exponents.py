r"""Exponential bounds on multinomial probabilities.

Chernoff's inequality, and the Chernoff information of two states.

For frequencies :math:`\nu` of m draws from a distribution with probability :math:`\mu` of a type,

.. math:: P(\nu_y \ge \mu + w) \le e^{-m\,\mathrm{KL}(\mu + w \| \mu)},\qquad
          \mathrm{KL}(a\|\mu) = a\log\frac a\mu + (1-a)\log\frac{1-a}{1-\mu},

and the same below.  With :math:`\gamma_z` the multinomial probabilities of a state,

.. math:: \gamma_z^{1-\lambda}(n)\,\gamma_{z'}^\lambda(n) = e^{-mC_\lambda}\,\gamma_\lambda(n),\qquad
          C_\lambda = -\log\sum_y\mu_z^{1-\lambda}(y)\mu_{z'}^\lambda(y),

:math:`\gamma_\lambda` the multinomial probabilities of the tilted distribution proportional to
:math:`\mu_z^{1-\lambda}\mu_{z'}^\lambda`.

Paper: Claim 2 of Theorem 1 cites the law of large numbers; the bounds are not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.optimize import minimize_scalar

from numeric.certify.arithmetic.elementary_functions import exp, log
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, stacked, total
from numeric.economy.economy import Economy

DENOMINATOR = 1 << 16


def divergence(a: Intervals, mean: Intervals) -> Intervals:
    """Return KL(a‖μ) of two numbers inside (0, 1)."""
    rest = 1 - a
    logs = log(stacked([a, mean, rest, 1 - mean], axis=0))
    return a * (logs[0] - logs[1]) + rest * (logs[2] - logs[3])


def tail_exponents(mean: Intervals, distance: Array, side: int) -> Array:
    """Return lower bounds on KL(μ ± w‖μ).

    They are infinite where μ ± w cannot be reached, and 0 where nothing is known.
    """
    place = mean + side * Intervals.points(distance)
    beyond = (place - 1).positive | place.negative
    inside = place.positive & (1 - place).positive
    safe = place.where(inside, mean)
    return np.asarray(
        np.where(beyond, np.inf, np.where(inside, np.maximum(divergence(safe, mean).lo, 0.0), 0.0))
    )


def tail_probabilities(exponents: Array, draws: int) -> Array:
    """Return upper bounds on the probabilities of what has the exponents, for at least that many draws."""
    finite = np.where(np.isfinite(exponents), exponents, 0.0)
    bounds = np.minimum(exp(-(Intervals.points(finite) * draws)).hi, 1.0)
    return np.asarray(np.where(np.isfinite(exponents), bounds, 0.0))


@dataclass(frozen=True)
class Tilt:
    r"""The tilted distribution between two states.

    Args:
        weight: λ.
        distribution: Its probabilities.
        rate: A lower bound on C_λ.
    """

    weight: Fraction
    distribution: Intervals
    rate: float


def tilt(economy: Economy, first: int, second: int) -> Tilt:
    """Return the tilt with (about) the greatest rate; any tilt gives a bound."""
    a, b = (economy.floats.signal[z] for z in (first, second))
    best = minimize_scalar(
        lambda v: float((a ** (1 - v) * b**v).sum()), bounds=(0.0, 1.0), method="bounded"
    )
    weight = Fraction(round(float(best.x) * DENOMINATOR), DENOMINATOR)
    signal = economy.environment.signal
    logs = [log(Intervals.table(list(signal[z]))) for z in (first, second)]
    parts = exp(logs[0] * (1 - weight) + logs[1] * weight)
    mass = total([parts[y] for y in range(len(economy.types))])
    return Tilt(weight, parts / mass, max(float((-log(mass)).lo), 0.0))


def mixing_factor(weight: Fraction, first: Fraction, second: Fraction) -> float:
    r"""Return an upper bound on :math:`(1-\lambda)^{1-\lambda}\lambda^\lambda a^{1-\lambda}b^\lambda`.

    Whatever a and b are, it is at least :math:`ab/(a+b)`.
    """
    powers = [(1 - weight, (1 - weight) * first), (weight, weight * second)]
    return float(exp(total([log(Intervals.exact(base)) * w for w, base in powers if w])).hi)


def decaying(rate: float, active: int) -> float:
    r"""Return an upper bound on :math:`\sup_{M \ge M_0}M e^{-(M-1)C}`, infinite for C = 0.

    The greatest value is at M0, or at the real maximum 1/C where that is larger.
    """
    C = Intervals.points(max(rate, 0.0))
    if (C * active - 1).positive:
        return float((exp(-(C * (active - 1))) * active).hi)
    return float((exp(C - 1) / C).hi)


def least_information(economy: Economy) -> float:
    """Return a lower bound on the Chernoff information of the closest two states; infinite for one state."""
    return min(
        (tilt(economy, a, b).rate for a, b in combinations(range(len(economy.states)), 2)),
        default=float("inf"),
    )
