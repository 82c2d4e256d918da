r"""Bayes' rule and multinomial probabilities as balls, from the exact numbers.

Paper: section 3.1 (the posterior of a configuration), section 2.1 (that of a type), (23) (the
probabilities of the others' types).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import flint

from numeric.certify.arithmetic.expected import Belief
from numeric.certify.arithmetic.intervals import exact_ball
from numeric.certify.arithmetic.tape import Ball
from numeric.economy.economy import Economy


def likelihood(economy: Economy, state: int, counts: Sequence[int]) -> Ball:
    r"""Return :math:`\prod_y\mu_z(y)^{\sigma(y)}`."""
    result = flint.arb(1)
    for probability, count in zip(economy.environment.signal[state], counts, strict=True):
        result *= exact_ball(probability) ** count
    return result


def posterior_belief(economy: Economy, counts: Sequence[int]) -> Belief:
    r"""Return :math:`\phi^\sigma`; with one agent it is :math:`\tau_x`.

    Paper: sections 3.1 and 2.1.
    """
    weights = [
        exact_ball(p) * likelihood(economy, z, counts)
        for z, p in enumerate(economy.environment.prior)
    ]
    total = sum(weights[1:], weights[0])
    return Belief(economy, tuple(w / total for w in weights))


def type_belief(economy: Economy, type_: int) -> Belief:
    r"""Return :math:`\tau_x`."""
    return posterior_belief(economy, [int(y == type_) for y in range(len(economy.types))])


def known_state(economy: Economy, state: int) -> Belief:
    """Return the belief that puts all weight on one state."""
    return Belief(economy, tuple(flint.arb(int(z == state)) for z in range(len(economy.states))))


def multinomial(economy: Economy, state: int, counts: Sequence[int]) -> Ball:
    """Return the probability that independent draws of types in a state have these counts."""
    ways = Fraction(math.factorial(sum(counts)), math.prod(math.factorial(n) for n in counts))
    return exact_ball(ways) * likelihood(economy, state, counts)
