r"""Semi-pooling by brute force.

Every sequence of the others' types has its exact probability, payoffs are as the market computes
them, and they are maximised directly.

Nothing of the solver is used: blocks are compared sequence by sequence, so neither Bayes' formulas
of Claim 1 nor compositions enter.

Paper: section 7.2, equations (30) and (31).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

from numeric.oracles.data import Data, number

Offer = tuple[float, float]
Block = Sequence[int]
Profile = Callable[[int, bool], Offer]
"""The offer of a type, and whether it is the target."""


def scenarios(
    data: Data, blocks: Sequence[Block], x: int, counts: Sequence[int], attributed: Block | None
) -> list[tuple[Fraction, int, tuple[int, ...], int | None]]:
    """List (probability, state, types of the others, type of the target or None) given what an agent of type x sees.

    Args:
        data: The economy.
        blocks: The partition.
        x: The agent's type.
        counts: How many others (but for the target) made the offer of each block.
        attributed: The types to which the target's offer is attributed; nothing if there is no
            target among the others.
    """
    place = {y: k for k, block in enumerate(blocks) for y in block}
    found = []
    for z in data.states:
        for types in product(data.types, repeat=sum(counts)):
            if [sum(place[y] == k for y in types) for k in range(len(blocks))] != list(counts):
                continue
            weight = Fraction(data.prior[z]) * data.signal[z][x]
            for y in types:
                weight *= data.signal[z][y]
            targets: list[int | None] = [None] if attributed is None else list(attributed)
            found += [
                (weight * (1 if t is None else data.signal[z][t]), z, types, t) for t in targets
            ]
    total = sum(w for w, *_ in found)
    return [(w / total, z, types, target) for w, z, types, target in found]


def expected(
    data: Data,
    active: int,
    x: int,
    seen: list[tuple[Fraction, int, tuple[int, ...], int | None]],
    profile: Profile,
    offer: Offer,
) -> float:
    """Return the expected utility of an offer of a type-x agent against the others' offers."""
    value = 0.0
    for weight, z, types, target in seen:
        others = [profile(y, False) for y in types] + (
            [] if target is None else [profile(target, True)]
        )
        Q, R = (
            active * float(data.kappa[i]) + sum(o[i] for o in others) + offer[i] for i in (0, 1)
        )
        price = R / Q
        q = float(data.endowment[0]) - offer[0] + offer[1] / price
        r = float(data.endowment[1]) - offer[1] + offer[0] * price
        value += float(weight) * float(data.u(number(Fraction(q)), number(Fraction(r)), x, z))
    return value


def best_value(
    data: Data,
    active: int,
    x: int,
    seen: list[tuple[Fraction, int, tuple[int, ...], int | None]],
    profile: Profile,
) -> float:
    """Return the largest expected utility over one-sided offers, by golden section on both sides."""
    best = -math.inf
    for side in (0, 1):

        def payoff(b: float, side: int = side) -> float:
            return expected(data, active, x, seen, profile, (b, 0.0) if side == 0 else (0.0, b))

        low, high = 0.0, float(data.endowment[side]) * (1 - 1e-9)
        ratio = (math.sqrt(5) - 1) / 2
        for _ in range(45):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            low, high = (low, b) if payoff(a) > payoff(b) else (a, high)
        best = max(best, payoff((low + high) / 2), payoff(0.0))
    return best
