"""Stage 1 by maximising the payoff of an inactive agent, with derivatives taken numerically at 40 digits."""

from __future__ import annotations

import mpmath

from numeric.oracles.data import DIGITS, Data, Number, bisected, number, powered_posterior


def best_consumption(data: Data, x: int) -> Number:
    """Return the consumption of the first good that type x chooses at the price r-bar/q-bar.

    A numerical derivative is bisected.
    """
    with mpmath.workdps(DIGITS):
        belief = powered_posterior(data, [int(y == x) for y in data.types])
        q_bar, r_bar = map(number, data.endowment)
        price = r_bar / q_bar

        def payoff(q: Number) -> Number:
            return sum(
                b * data.u(q, price * (2 * q_bar - q), x, z)
                for z, b in zip(data.states, belief, strict=True)
            )

        edge = q_bar * mpmath.mpf(10) ** -12
        return bisected(
            lambda q: mpmath.diff(payoff, q, h=mpmath.mpf(10) ** -18), edge, 2 * q_bar - edge
        )
