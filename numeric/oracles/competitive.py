"""The competitive equilibrium of a known state by bisection of excess demand.

Each demand is found by bisection of a numerical derivative.
"""

from __future__ import annotations

import mpmath

from numeric.oracles.data import Data, Number, bisected, number

DIGITS = 30
NEAR = mpmath.mpf(10) ** -10
LEFT = mpmath.mpf(10) ** -16
"""Relative widths of what is tried first, and of what is left."""


def demand(data: Data, x: int, z: int, price: Number) -> Number:
    """Return the first good that type x buys in total on its budget line."""
    q_bar, r_bar = map(number, data.endowment)
    wealth = price * q_bar + r_bar
    edge = wealth / price * mpmath.mpf(10) ** -10
    return bisected(
        lambda q: mpmath.diff(
            lambda c: data.u(c, wealth - price * c, x, z), q, h=mpmath.mpf(10) ** -13
        ),
        edge,
        wealth / price - edge,
    )


def equilibrium_price(data: Data, z: int, near: float | None = None) -> Number:
    """Return the price at which the market clears in state z, where excess demand decreases.

    Args:
        data: The economy.
        z: The state.
        near: A price that is tried first, a little to both sides, to save halvings; the sign of
            excess demand decides there as everywhere.
    """
    with mpmath.workdps(DIGITS):
        k_q, k_r = map(number, data.kappa)
        q_bar, r_bar = map(number, data.endowment)

        def excess(price: Number) -> Number:
            return (
                k_r / price
                - q_bar
                - k_q
                + sum(number(data.signal[z][x]) * demand(data, x, z, price) for x in data.types)
            )

        low, high = k_r / (q_bar + k_q), (r_bar + k_r) / k_q
        tried = [] if near is None else [mpmath.mpf(near) * (1 + side * NEAR) for side in (-1, 1)]
        while high - low > LEFT * low:
            middle = tried.pop() if tried else mpmath.sqrt(low * high)
            if low < middle < high:
                low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        return mpmath.sqrt(low * high)
