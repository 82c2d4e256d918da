"""The competitive equilibrium of a known state by bisection of excess demand.

Each demand is found by bisection of a numerical derivative.
"""

from __future__ import annotations

import mpmath

from numeric.oracles.data import Data, Number, bisected, number

DIGITS = 30


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


def equilibrium_price(data: Data, z: int) -> Number:
    """Return the price at which the market clears in state z, where excess demand decreases."""
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
        for _ in range(60):
            middle = mpmath.sqrt(low * high)
            low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        return mpmath.sqrt(low * high)
