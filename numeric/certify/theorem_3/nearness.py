r"""How near the active's shares and beliefs are to a state's, and from how many active agents on.

Given the state z, the types of the M active agents are M independent draws from :math:`\mu_z`,
whatever the assignment :math:`c^N` is.  Let the *box* of z hold the shares :math:`s = \sigma/M`
with :math:`|s_y - \mu_z(y)| \le d_y`.  By Chernoff's inequality

.. math:: P(s \notin \text{box} \mid z) \le \sum_y\left(e^{-M\,\mathrm{KL}(\mu_z(y) + d_y\|\mu_z(y))}
          + e^{-M\,\mathrm{KL}(\mu_z(y) - d_y\|\mu_z(y))}\right),

the sum over all types, or over one of two.  On the box the posterior odds are

.. math:: \frac{\phi_{z'}}{\phi_z} = \frac{\pi_{z'}}{\pi_z}e^{-M\sum_ys_y\log(\mu_z(y)/\mu_{z'}(y))}
          \le \frac{\pi_{z'}}{\pi_z}e^{-Mm_{zz'}},\qquad
          m_{zz'} = \min_{s \in \text{box}}\sum_ys_y\log\frac{\mu_z(y)}{\mu_{z'}(y)} > 0,

and an agent's influence on the price is :math:`k = 1/(M\hat Q) \le 1/(M\kappa_q)`.  With the
:math:`d_y` fixed, all three bounds fall in M: what is proved from them at one M holds at every
larger M.

Conventions: the half-widths are proportional to the standard deviations
:math:`\sqrt{\mu(1-\mu)}`, which makes the exponents of the types about equal.

Paper: section 7.3, the events (42); the numbers are not in the paper.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from numeric.certify.arithmetic.elementary_functions import exp
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, total
from numeric.certify.arithmetic.simplex_boxes import greatest_sum
from numeric.certify.theorem_1.cells import log_ratios, tightened
from numeric.certify.theorem_1.exponents import tail_exponents, tail_probabilities
from numeric.economy.economy import Economy

FINE, WIDEST = 3 * 10**14, 1 << 56
"""Half-widths are whole numbers below the second over the first.

Of those that are tried none ends exactly where a share is nought or one, of which nothing is known.
"""

PARTS = 1 << 7
"""Into how many parts widths are cut; a power of it is the widest."""

EVERYTHING = 1e300
"""A half-width that takes in all shares."""


@dataclass(frozen=True)
class Nearness:
    """What holds in a state with a probability of at least 1 - ε, for every M ≥ ``active``.

    Args:
        active: M.
        shares: The box of shares, shape (X,).
        odds: Upper bounds on φ_z′/φ_z on the box, shape (Z,), 0 for z itself.
        beliefs: The box of posteriors that follows, shape (Z,).
    """

    active: int
    shares: Intervals
    odds: Array
    beliefs: Intervals


def nearness(economy: Economy, state: int, active: int, epsilon: Fraction) -> Nearness | str:
    """Return the smallest box that has the probability, and the posteriors on it.

    Args:
        economy: The economy.
        state: z.
        active: M, at least 1.
        epsilon: ε, in (0, 1).

    Returns:
        The box with its posteriors, or a sentence on why the posteriors are not near z.
    """
    box = _box(economy, state, _width(economy, state, active, epsilon))
    odds = np.zeros(len(economy.states))
    prior = economy.environment.prior
    for other in range(len(economy.states)):
        if other == state:
            continue
        logs = log_ratios(economy)[other, state]
        most = float(greatest_sum(logs.hi[None], box[None])[0])
        if not most < 0:
            return (
                f"with {active} active agents the states {economy.states[state]} and "
                f"{economy.states[other]} are not told apart with the probability asked for"
            )
        odds[other] = (exp(Intervals.points(most) * active) * (prior[other] / prior[state])).hi
    return Nearness(active, box, odds, _beliefs(state, odds))


def outside(economy: Economy, state: int, width: float, active: int) -> float:
    """Return an upper bound on the probability of shares outside the box, for at least that many active."""
    return float(_outside_each(economy, state, [width], active)[0])


def _outside_each(economy: Economy, state: int, widths: Sequence[float], active: int) -> Array:
    """Return these bounds for several widths at once."""
    mean, unit = _counted(economy, state, 1.0)
    distance = np.outer(widths, unit)
    both = Intervals(np.tile(mean.lo, 2), np.tile(mean.hi, 2))
    away = np.concatenate([-distance, distance], axis=-1)
    parts = tail_probabilities(tail_exponents(both, away, 1), active)
    return np.asarray(total([Intervals.points(v) for v in parts.T]).hi)


def _counted(economy: Economy, state: int, width: float) -> tuple[Intervals, Array]:
    """Return the probabilities of the types that are counted, and their half-widths."""
    row = economy.environment.signal[state]
    counted = list(row[:1] if len(row) == 2 else row)
    mu = np.array([float(v) for v in counted])
    return Intervals.table(counted), np.asarray(width * np.sqrt(mu * (1 - mu)))


def _width(economy: Economy, state: int, active: int, epsilon: Fraction) -> float:
    """Return the least half-width, in standard deviations of one draw, outside which the probability is at most ε.

    One that is enough is kept, and those below it are cut into ``PARTS``, at whose ends all are tried at once.
    """
    allowed = math.nextafter(float(epsilon), 0.0)
    below, step, found = 0, WIDEST // PARTS, EVERYTHING
    while step:
        widths = [(below + step * i - 1) / FINE for i in range(1, PARTS + 1)]
        enough = np.flatnonzero(_outside_each(economy, state, widths, active) <= allowed)
        if len(enough) == 0:
            break
        found = widths[enough[0]]
        below += step * int(enough[0])
        step //= PARTS
    return found


def _box(economy: Economy, state: int, width: float) -> Intervals:
    """Return the box of all types' shares."""
    mean, distance = _counted(economy, state, width)
    off = Intervals.points(distance)
    around = (mean - off).hull(mean + off)
    lo, hi = np.maximum(around.lo, 0.0), np.minimum(around.hi, 1.0)
    if len(lo) < len(economy.types):
        rest = 1 - Intervals(lo, hi)
        lo = np.concatenate([lo, np.maximum(rest.lo, 0.0)])
        hi = np.concatenate([hi, np.minimum(rest.hi, 1.0)])
    box = tightened(Intervals(lo[None], hi[None]))
    return box[0]


def _beliefs(state: int, odds: Array) -> Intervals:
    """Return the box of posteriors with these odds."""
    lo = np.zeros(len(odds))
    hi = np.minimum(odds, 1.0)
    summed = total([Intervals.points(v) for v in odds]) + 1
    lo[state], hi[state] = float((1 / summed).lo), 1.0
    return Intervals(lo, hi)
