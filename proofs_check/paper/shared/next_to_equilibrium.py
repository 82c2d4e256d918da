"""Competitive prices of logarithms, and bundles that are off an equilibrium by as much as is wanted.

Paper: section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from numeric.economy.economy import Economy
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest


def reached(function: Callable[[float], float], value: float, most: float) -> float:
    """Return where a rising function of a distance reaches a value."""
    low, high = 0.0, most
    for _ in range(70):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if function(middle) < value else (low, middle)
    return low


def furthest(economy: Economy, sales: list[float], state: int, price: float) -> float:
    """Return how far from zero the slopes are where types sell so much, relative to their terms."""
    own, worst = by_hand.endowment(economy), 0.0
    known = [float(z == state) for z in range(len(economy.states))]
    for x, t in enumerate(sales):
        bundle = own[0] - t, own[1] + price * t
        u_q, u_r = (by_hand.slope(economy, bundle, x, known, g) for g in (0, 1))
        worst = largest(worst, abs(price * u_r - u_q) / (price * u_r + u_q))
    return worst


def exchanged(economy: Economy, state: int) -> list[float]:
    """Return sales of one type to another; the market goes on clearing."""
    mu = economy.environment.signal[state]
    return [1 / float(mu[0]), -1 / float(mu[1])] + [0.0] * (len(mu) - 2)


def by_logs(economy: Economy, z: int) -> Fraction:
    """Return the price in a state where utility is θ log q + log r: the market clears in fractions of it."""
    own, (kappa_q, kappa_r) = economy.environment.endowment, economy.mechanism.kappa
    keep = [
        (m, t[z] / (1 + t[z]))
        for m, t in zip(
            economy.environment.signal[z], economy.environment.parameters["theta"], strict=True
        )
    ]
    spent = sum((m * k for m, k in keep), Fraction(0))
    return (kappa_r + spent * own[1]) / (kappa_q + own[0] * (1 - spent))
