"""F and the margin of Theorem 1 by brute force.

Every composition of the others' types has its exact probability, and payoffs are as the mechanism
computes them.

The stage-2 equilibrium offers are an argument (a function of the configuration), so that what is
checked here is beliefs, probabilities and payoffs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from numeric.oracles.data import Data, Number, number, powered_posterior
from numeric.oracles.stage2 import expected_payoff

Offers = Callable[[tuple[int, ...]], Sequence[tuple[float, float]]]


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Iterate over all ways to write ``total`` as ordered nonnegative parts."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(total - first, parts - 1):
            yield (first, *rest)


def probability(data: Data, z: int, counts: Sequence[int]) -> Fraction:
    """Return the exact multinomial probability of the counts in state z."""
    result = Fraction(math.factorial(sum(counts)))
    for x, n in enumerate(counts):
        result *= Fraction(data.signal[z][x]) ** n / math.factorial(n)
    return result


def best_offer(
    data: Data, belief: Sequence[Number], x: int, others: tuple[float, float]
) -> tuple[float, float]:
    """Return the best one-sided offer by golden section on both sides, to about 8 digits (its payoff to about 16)."""
    best, value = (0.0, 0.0), None
    for side in (0, 1):

        def payoff(b: float, side: int = side) -> float:
            return float(
                expected_payoff(data, belief, x, (b, 0.0) if side == 0 else (0.0, b), others)
            )

        low, high = 0.0, float(data.endowment[side]) * (1 - 1e-12)
        ratio = (math.sqrt(5) - 1) / 2
        for _ in range(60):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            low, high = (low, b) if payoff(a) > payoff(b) else (a, high)
        middle = (low + high) / 2
        if value is None or payoff(middle) > value:
            best, value = ((middle, 0.0) if side == 0 else (0.0, middle)), payoff(middle)
    return best


def brute_value(data: Data, active: int, x: int, taken_for: int, offers: Offers) -> float:
    """Return F of type x when taken for a type, summing over all types of the others."""
    own_belief = powered_posterior(data, [int(y == x) for y in data.types])
    total = 0.0
    for n in compositions(active - 1, len(data.types)):
        believed = tuple(c + (y == taken_for) for y, c in enumerate(n))
        profile = offers(believed)
        others = tuple(
            active * float(data.kappa[i]) + sum(n[y] * profile[y][i] for y in data.types)
            for i in (0, 1)
        )
        belief = powered_posterior(data, [c + (y == x) for y, c in enumerate(n)])
        offer = (
            profile[x] if x == taken_for else best_offer(data, belief, x, (others[0], others[1]))
        )
        for z in data.states:
            weight = float(own_belief[z] * number(probability(data, z, n)))
            state = [Fraction(int(s == z)) for s in data.states]
            total += weight * float(
                expected_payoff(data, [number(p) for p in state], x, offer, (others[0], others[1]))
            )
    return total
