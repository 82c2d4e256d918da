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

from numeric.oracles.data import Data

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
    return _payoff(data, x, _met(data, active, seen, profile), offer)


def _met(
    data: Data,
    active: int,
    seen: list[tuple[Fraction, int, tuple[int, ...], int | None]],
    profile: Profile,
) -> list[tuple[float, int, float, float]]:
    """List (probability, state, total of either good that the market holds without one's own offer)."""
    kappa, found = [float(k) for k in data.kappa], []
    for weight, z, types, target in seen:
        others = [profile(y, False) for y in types] + (
            [] if target is None else [profile(target, True)]
        )
        Q, R = (active * kappa[i] + sum(o[i] for o in others) for i in (0, 1))
        found.append((float(weight), z, Q, R))
    return found


def _payoff(data: Data, x: int, met: list[tuple[float, int, float, float]], offer: Offer) -> float:
    value, (q_bar, r_bar) = 0.0, (float(e) for e in data.endowment)
    for weight, z, Q, R in met:
        price = (R + offer[1]) / (Q + offer[0])
        q = q_bar - offer[0] + offer[1] / price
        r = r_bar - offer[1] + offer[0] * price
        value += weight * float(data.u(q, r, x, z))
    return value


def best_value(
    data: Data,
    active: int,
    x: int,
    seen: list[tuple[Fraction, int, tuple[int, ...], int | None]],
    profile: Profile,
) -> float:
    """Return the largest expected utility over one-sided offers, by golden section on both sides."""
    met, best = _met(data, active, seen, profile), -math.inf
    for side in (0, 1):

        def payoff(b: float, side: int = side) -> float:
            return _payoff(data, x, met, (b, 0.0) if side == 0 else (0.0, b))

        low, high = 0.0, float(data.endowment[side]) * (1 - 1e-9)
        ratio = (math.sqrt(5) - 1) / 2
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        at_a, at_b = payoff(a), payoff(b)
        for _ in range(45):
            if at_a > at_b:
                high, b, at_b = b, a, at_a
                a = high - ratio * (high - low)
                at_a = payoff(a)
            else:
                low, a, at_a = a, b, at_b
                b = low + ratio * (high - low)
                at_b = payoff(b)
        best = max(best, payoff((low + high) / 2), payoff(0.0))
    return best
