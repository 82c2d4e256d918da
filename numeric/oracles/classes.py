"""Classes of endowments by brute force: agent by agent, every sequence of types, no kinds and no translation.

Each agent has the endowment of its class; the mechanism adds up offers, takes the price and pays out.

Paper: section 6, fourth paragraph; (3), (4), (22), (23), read literally.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import sqrt
from typing import Any

import mpmath

Number = Any
Offer = tuple[Number, Number]
Counts = tuple[tuple[int, ...], ...]
Profile = Callable[[Counts], Sequence[Sequence[Offer]]]


@dataclass(frozen=True)
class Setting:
    """What is played: plain numbers, and a utility u(q, r, x, z) typed by hand.

    Args:
        u: Utility of a type in a state.
        prior: π(z).
        signal: μ_z(x), one row per state.
        endowments: (q̄_h, r̄_h) of each class.
        agents: N_h.
        active: M_h.
        kappa: κ for each active agent.
    """

    u: Callable[[Number, Number, int, int], Number]
    prior: Sequence[float]
    signal: Sequence[Sequence[float]]
    endowments: Sequence[Offer]
    agents: Sequence[int]
    active: Sequence[int]
    kappa: Offer

    @property
    def types(self) -> range:
        """Indices of the types."""
        return range(len(self.signal[0]))


def consumed(setting: Setting, h: int, offer: Offer, others: Offer) -> Offer:
    """Return what an agent of class h consumes, its offer added to the total of all others."""
    q_bar, r_bar = setting.endowments[h]
    price = (others[1] + offer[1]) / (others[0] + offer[0])
    return q_bar - offer[0] + offer[1] / price, r_bar - offer[1] + price * offer[0]


def believed(setting: Setting, types: Sequence[int]) -> list[float]:
    """Return Bayes' posterior of the states given the types of some agents."""
    weights = list(setting.prior)
    for x in types:
        weights = [w * row[x] for w, row in zip(weights, setting.signal, strict=True)]
    return [w / sum(weights) for w in weights]


def expected(
    setting: Setting, h: int, x: int, offer: Offer, others: Offer, belief: Sequence[float]
) -> Number:
    """Return the expected utility of an offer."""
    q, r = consumed(setting, h, offer, others)
    return sum(b * setting.u(q, r, x, z) for z, b in enumerate(belief))


def best_offer(setting: Setting, h: int, x: int, others: Offer, belief: Sequence[float]) -> Offer:
    """Return the best offer of one good, by golden sections on both sides."""
    best, most = (0.0, 0.0), expected(setting, h, x, (0.0, 0.0), others, belief)
    ratio = (sqrt(5) - 1) / 2
    for side in (0, 1):

        def at(b: float, side: int = side) -> Offer:
            return (b, 0.0) if side == 0 else (0.0, b)

        low, high = 0.0, setting.endowments[h][side] * (1 - 1e-12)
        for _ in range(50):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            first, second = (expected(setting, h, x, at(v), others, belief) for v in (a, b))
            low, high = (low, b) if first > second else (a, high)
        value = expected(setting, h, x, at((low + high) / 2), others, belief)
        if value > most:
            best, most = at((low + high) / 2), value
    return best


def total(setting: Setting, counts: Counts, offers: Sequence[Sequence[Offer]]) -> Offer:
    """Return the totals of all offers of the active, κ for each of them included."""
    M = sum(map(sum, counts))
    first, second = (
        M * setting.kappa[g]
        + sum(n * b[g] for row, made in zip(counts, offers, strict=True)
              for n, b in zip(row, made, strict=True))
        for g in (0, 1)
    )  # fmt: skip
    return first, second


def equilibrium(
    setting: Setting, counts: Counts, start: Sequence[Sequence[Offer]], belief: Sequence[float]
) -> list[list[Offer]]:
    """Return equilibrium offers of the kinds that are present, from offers with the right sides.

    Unknown are the offers; the equations are numerical derivatives of each agent's payoff, the others'
    offers being added up without its own.
    """
    present = [
        (h, x, 0 if start[h][x][0] > 0 else 1)
        for h, row in enumerate(counts) for x, n in enumerate(row) if n and max(start[h][x]) > 0
    ]  # fmt: skip

    def offers(values: Sequence[Number]) -> list[list[Offer]]:
        made = [[(mpmath.mpf(0), mpmath.mpf(0)) for _ in row] for row in counts]
        for (h, x, side), b in zip(present, values, strict=True):
            made[h][x] = (b, mpmath.mpf(0)) if side == 0 else (mpmath.mpf(0), b)
        return made

    def slopes(*values: Number) -> list[Number]:
        made = offers(values)
        Q, R = total(setting, counts, made)
        found = []
        for h, x, side in present:
            rest = (Q - made[h][x][0], R - made[h][x][1])

            def payoff(
                b: Number, h: int = h, x: int = x, side: int = side, rest: Offer = rest
            ) -> Number:
                return expected(setting, h, x, (b, 0) if side == 0 else (0, b), rest, belief)

            found.append(mpmath.diff(payoff, made[h][x][side], h=mpmath.mpf(10) ** -12))
        return found

    with mpmath.workdps(36):
        first = [mpmath.mpf(max(start[h][x])) for h, x, _ in present]
        root = mpmath.findroot(slopes, first, tol=mpmath.mpf(10) ** -18, maxsteps=30)
        return offers(list(root))


def value(setting: Setting, h: int, x: int, taken_for: int, offers: Profile) -> float:
    """Return F: what an active agent of type x in class h gets when the others take it for another type.

    Args:
        setting: What is played.
        h: Its class.
        x: Its type.
        taken_for: The type that the others believe.
        offers: Equilibrium offers (class, type) for counts by class.
    """
    tau, result = believed(setting, [x]), 0.0
    classes = [k for k, M in enumerate(setting.active) for _ in range(M - (k == h))]
    for types in product(setting.types, repeat=len(classes)):
        counts = [[0 for _ in setting.types] for _ in setting.active]
        for k, y in zip(classes, types, strict=True):
            counts[k][y] += 1
        counts[h][taken_for] += 1
        seen: Counts = tuple(map(tuple, counts))
        made = offers(seen)
        Q, R = total(setting, seen, made)
        rest = (Q - made[h][taken_for][0], R - made[h][taken_for][1])
        own = best_offer(setting, h, x, rest, believed(setting, [*types, x]))
        for z, weight in enumerate(tau):
            chance = weight
            for y in types:
                chance *= setting.signal[z][y]
            q, r = consumed(setting, h, own, rest)
            result += chance * setting.u(q, r, x, z)
    return result


def loss(setting: Setting, h: int, x: int, taken_for: int, price: float) -> float:
    """Return what type x of class h loses, if inactive, by the best offer that is taken for another's.

    Best consumption is found by golden sections on the class's budget line, and intervals meet half-way.
    """
    q_bar, r_bar = setting.endowments[h]
    wealth = price * q_bar + r_bar

    def worth(q: float, y: int) -> float:
        belief = believed(setting, [y])
        return float(sum(b * setting.u(q, wealth - price * q, y, z) for z, b in enumerate(belief)))

    best = []
    for y in setting.types:
        low, high, ratio = 0.0, wealth / price, (sqrt(5) - 1) / 2
        for _ in range(100):
            a, b = high - ratio * (high - low), low + ratio * (high - low)
            low, high = (low, b) if worth(a, y) > worth(b, y) else (a, high)
        best.append((low + high) / 2)
    order = sorted(best)
    place = order.index(best[taken_for])
    ends = [0.0, *((a + b) / 2 for a, b in pairwise(order)), wealth / price]
    nearest = min(max(best[x], ends[place]), ends[place + 1])
    return worth(best[x], x) - worth(nearest, x)
