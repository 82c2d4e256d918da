r"""The comparison of cost and gain at one N that proves all larger N, and what it rests on.

Multiplied by N, cost exceeds gain where

.. math:: \lfloor\eta N\rfloor\,\ell(x, \bar x) > M\,[F_x(\bar x) - F_x(x)],\qquad
          M = \lceil(1-\eta)N\rceil,\ N - M = \lfloor\eta N\rfloor,

:math:`\ell` the loss of the best offer in :math:`I(\bar x)`.  The left side never falls in N, and M
never does; with a bound on the right side that is valid for all :math:`M \ge M_0` and does not rise
in M, one comparison at an N with :math:`M(N) \ge M_0` proves all larger N.

Paper: sections 3.2 and 7.1, Theorem 1.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import partial

import flint
import numpy as np

from numeric.certify.arithmetic.hypotheses import evidence, given, obstacle
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.stage1.losses import losses
from numeric.certify.stage2.sides import normal_at_all_bundles
from numeric.certify.theorem_1.bound import GainBound, Pair, deviations
from numeric.economy.economy import Economy
from numeric.formulas.sign_checks import CERTIFIED

BITS = 96

LARGEST = 10**9
"""No N beyond this is looked for."""


def missing_hypothesis(economy: Economy) -> str | None:
    """Return a sentence on what the argument lacks, or nothing."""
    hypotheses = given(economy)
    if obstacle(hypotheses) is not None or evidence(hypotheses) != CERTIFIED:
        return "that utility is increasing and concave is not decided"
    if min(economy.mechanism.kappa) <= 0:
        return "the bounds on the price need kappa > 0"
    if economy.mechanism.shut_down or max(economy.mechanism.entry_fee) > 0:
        return "the bound is for the mechanism without the shut-down rule and without a fee"
    if any(sum(row) != 1 for row in economy.environment.signal):
        return "the probabilities of the types must sum to 1 exactly"
    if not all(normal_at_all_bundles(economy, x) for x in range(len(economy.types))):
        return "that both goods are normal for every posterior is not decided"
    return None if certify_stage1(economy).separating else "α* is not certified to be separating"


def loss_intervals(economy: Economy) -> dict[Pair, Intervals]:
    """Return intervals that contain ℓ(x, x̄)."""
    with flint.ctx.workprec(BITS):
        table = losses(economy, certify_stage1(economy))
        return {
            (a, b): Intervals(
                np.nextafter(float(table[a][b].lower()), -np.inf),
                np.nextafter(float(table[a][b].upper()), np.inf),
            )
            for a, b in deviations(economy)
        }


def certified_losses(economy: Economy) -> dict[Pair, float]:
    """Return lower bounds on ℓ(x, x̄)."""
    return {pair: float(loss.lo) for pair, loss in loss_intervals(economy).items()}


def least_agents(economy: Economy, active: int) -> int:
    """Return the least N with at least that many active agents: the least with (1 - η)N > M - 1."""
    return math.floor((active - 1) / (1 - economy.mechanism.eta)) + 1


def holds_from(
    economy: Economy, costs: dict[Pair, float], bounds: dict[Pair, GainBound], agents: int
) -> bool:
    """Whether the bounds prove the candidate an equilibrium at N and at all larger N.

    The number of inactive agents is an integer below 2^53, so its product with the cost is rounded
    once: one step of a double covers that.
    """
    active = economy.active(agents)
    return all(
        math.nextafter((agents - active) * costs[pair], -math.inf) > bound.at(active)
        for pair, bound in bounds.items()
    )


def least_start(
    economy: Economy, costs: dict[Pair, float], bounds: dict[Pair, GainBound], active: int
) -> int | None:
    """Return the least N with M(N) ≥ M0 that the bounds prove with all larger N, or nothing."""
    proved = partial(holds_from, economy, costs, bounds)
    start = least_agents(economy, active)
    near = 1  # most N that are proved lie near the least one, so steps double from there
    while start + near < LARGEST and not proved(start + near):
        near *= 2
    most = min(start + near, LARGEST)
    least = bisect_left(range(LARGEST), True, lo=start + near // 2, hi=most, key=proved)
    return least if least < LARGEST else None
