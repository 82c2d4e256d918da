r"""The best response to totals that are only known as balls.

The slopes g' and h' fall by concavity, so an offer at which the slope is certified nonnegative
bounds the best offer from below, and one at which it is certified nonpositive bounds it from above,
whatever the totals in the balls are.  Where the side itself is open, both offers come back with 0
as their lower bound.

Paper: (11), (16)-(20).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import flint
import numpy as np

from numeric.certify.arithmetic.expected import Belief, Conditions
from numeric.certify.arithmetic.intervals import between
from numeric.certify.arithmetic.tape import Ball
from numeric.stage2.best_response import best_response
from symbolic.language.notation import Q_others, R_others, b_q, b_r
from symbolic.model import best_response as formulas

WIDENINGS = (1e-14, 1e-13, 1e-12, 1e-11, 1e-9, 1e-7, 1e-5, 1e-3, 1e-1)
"""Relative distances from the guess at which a bound is tried."""


@cache
def _slope(good: int) -> Conditions:
    own, slope = (b_q, formulas.g_prime()) if good == 0 else (b_r, formulas.h_prime())
    return Conditions([formulas.integrand(slope)], (own, Q_others, R_others))


@cache
def _payoff() -> Conditions:
    return Conditions([formulas.integrand(formulas.objective())], (b_q, b_r, Q_others, R_others))


def enclosed_response(
    belief: Belief, type_: int, others_q: Ball, others_r: Ball, guess: Sequence[float] | None = None
) -> tuple[Ball, Ball]:
    """Return balls that contain the best offer (b_q, b_r) for all totals of the others in the balls.

    Args:
        belief: The economy and what the agent believes.
        type_: The agent's type.
        others_q: The others' offers of the first good, κ included.
        others_r: The others' offers of the second good.
        guess: A floating-point best offer, if one is known.

    Raises:
        ArithmeticError: No upper bound below the endowment was certified.
    """
    if guess is None:
        weights = np.array([float(w.mid()) for w in belief.weights])
        guess = best_response(
            belief.economy, float(others_q.mid()), float(others_r.mid()), weights, type_
        ).tolist()
    first, second = (
        _offer(belief, type_, good, float(guess[good]), others_q, others_r) for good in (0, 1)
    )
    return first, second


def best_value(
    belief: Belief, type_: int, offer: Sequence[Ball], others_q: Ball, others_r: Ball
) -> Ball:
    """Return a ball that contains the payoff of the best offer, which lies in the balls given.

    On one side the slope is nearly zero around the best offer, so the mean value theorem around the
    middle loses almost nothing to the width of the offer.
    """
    payoff, minus = _payoff(), (others_q, others_r)
    direct: Ball = payoff.run(belief, type_, *offer, *minus)[0]
    moving = [good for good in (0, 1) if not offer[good].is_exact()]
    if len(moving) != 1:
        return direct
    good = moving[0]
    middle = [v.mid() for v in offer]
    slope = _slope(good).run(belief, type_, offer[good], *minus)[0]
    refined = payoff.run(belief, type_, *middle, *minus)[0] + slope * (offer[good] - middle[good])
    return direct.intersection(refined) if refined.is_finite() else direct


def _offer(
    belief: Belief, type_: int, good: int, guess: float, others_q: Ball, others_r: Ball
) -> Ball:
    """Enclose the maximiser of g (good 0) or h (good 1) on its side."""
    endowment = float(belief.economy.floats.endowment[good])

    def slope(offer: float) -> Ball:
        return _slope(good).run(belief, type_, flint.arb(offer), others_q, others_r)[0]

    if slope(0.0) <= 0:
        return flint.arb(0)
    scale = max(guess, 1e-6 * endowment)
    below = (max(guess - scale * w, 0.0) for w in WIDENINGS)
    low = next((b for b in below if slope(b) >= 0), 0.0)
    above = [guess + scale * w for w in WIDENINGS] + [
        endowment - w * (endowment - guess) for w in (0.9, 0.5, 0.1, 1e-3, 1e-6)
    ]
    high = next((b for b in above if b < endowment and slope(b) <= 0), None)
    if high is None:
        raise ArithmeticError(
            "no offer below the endowment is certified to be too large: is marginal utility "
            "unbounded at the axis?"
        )
    return between(low, high)
