r"""Boxes of frequencies on which nothing is certified, where they are too unlikely to matter.

**How unlikely.**  For frequencies :math:`\nu` of m draws from a distribution :math:`\mu`, a box B
and any numbers h,

.. math:: P(\nu \in B) \le \mathbb E\,e^{m(h\cdot\nu - b)} = e^{-m(b - \log\sum_y\mu_ye^{h_y})},\qquad
          b = \min_{\nu\in B} h\cdot\nu,

and with :math:`h = \log(\nu^*/\mu)`, :math:`\nu^*` the point of B nearest to :math:`\mu`, the rate
is its Kullback-Leibler divergence.

**How much is at stake.**  Whatever the others do, a deviator faces
:math:`P_- \in [\kappa_r/(\bar q+\kappa_q), (\bar r+\kappa_r)/\kappa_q]`, since κ is in both totals
and nobody offers more than the endowment.  Trading nothing is possible, so its payoff V is at least
u at the endowment.  A trade t costs at least :math:`P_-t`, as it does a price-taker, and u is
concave, so in every state

.. math:: V - u(\bar q, \bar r) \le \max_{-\bar q \le t \le \bar r/P_-} t\,(u_q - P_-u_r)
          \le \max\{\bar r\,(u_q/P_- - u_r),\ \bar q\,(P_-u_r - u_q),\ 0\},

with the partials at the endowment; the first is greatest at the least price, the second at the
greatest.  So two equilibria of stage 2, unique or not, differ for the deviator by at most this
number, osc.  On rare boxes M times the gain is at most M osc, and

.. math:: \sum_n P(n|x)\,M\,\mathrm{gain}(n) \le \sum_z\tau_x(z)\Bigl(\mathbb E_{\gamma_z}[D(\nu)]
          + \mathrm{osc}\sum_B M e^{-(M-1)\,\mathrm{rate}_{z,B}}\Bigr)

with a function D that dominates L on the other boxes and 0 on these.

Paper: Claim 2 of Theorem 1; the bound is not in the paper.
"""

from __future__ import annotations

import math

import numpy as np

from numeric.certify.arithmetic.elementary_functions import exp, log
from numeric.certify.arithmetic.falling_root import quick_root
from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask, total
from numeric.certify.arithmetic.simplex_boxes import greatest_sum
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.economy.economy import Economy
from symbolic.language.notation import q_bar, r_bar, x, z
from symbolic.language.utility import u_q, u_r

NEGLIGIBLE = 1e-10
"""Boxes are rare where M times the bound on their probability is below this in every state."""

EVALUATIONS, STEEPEST = 60, 60.0


def rates(economy: Economy, boxes: Intervals) -> Array:
    """Return lower bounds on the rates of boxes of frequencies (n, X) in each state, shape (Z, n)."""
    found = []
    for row in economy.environment.signal:
        mean = Intervals.table(list(row))
        nearest = _nearest(mean.middle, boxes)
        with np.errstate(all="ignore"):
            h = np.maximum(np.log(nearest / mean.middle), -STEEPEST)
        least = Intervals.points(-greatest_sum(-h, boxes))
        weights = exp(Intervals.points(h)) * mean
        rate = least - log(total([weights[:, y] for y in range(h.shape[1])]))
        found.append(np.where(rate.positive, rate.lo, 0.0))
    return np.stack(found)


def _nearest(mean: Array, boxes: Intervals) -> Array:
    r"""Return about the points of boxes with the least divergence from a distribution.

    They are :math:`\min(\max(\mu e^\lambda, lo), hi)` with the λ for which they sum to 1.
    """

    def point(power: Array) -> Array:
        return np.clip(mean * np.exp(power)[:, None], boxes.lo, boxes.hi)

    most = np.full(boxes.shape[0], STEEPEST)
    return point(quick_root(lambda v: 1 - point(v).sum(axis=-1), -most, most, EVALUATIONS))


def negligible(economy: Economy, active: int, boxes: Intervals) -> Mask:
    """Whether boxes are rare for M = ``active``, and so for all larger M."""
    needed = (math.log(active) - math.log(NEGLIGIBLE)) / (active - 1)
    return np.asarray((rates(economy, boxes) > needed).all(axis=0))


def oscillation(economy: Economy, own: int) -> float:
    """Return an upper bound on what the difference of two equilibria is worth to a deviator."""
    (kappa_q, kappa_r), (q_end, r_end) = (
        [Intervals.exact(v) for v in pair]
        for pair in (economy.mechanism.kappa, economy.environment.endowment)
    )
    lowest, highest = kappa_r / (q_end + kappa_q), (r_end + kappa_r) / kappa_q
    kept = q_bar, r_bar, x, z
    formulas = StateFormulas([u_q(*kept), u_r(*kept)], ())
    by_q, by_r = formulas.run(economy, own)
    bought = r_end * (by_q / lowest - by_r)
    sold = q_end * (highest * by_r - by_q)
    return float(max(bought.hi.max(), sold.hi.max(), 0.0))
