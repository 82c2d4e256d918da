"""Games of one stage by brute force: agent by agent, every profile of types, no configurations.

Paper: (3) and (4), read literally, in plain floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

Offer = Sequence[float]


@dataclass(frozen=True)
class Setting:
    """What a game is played in: plain numbers, and a utility u(q, r, x, z) typed by hand."""

    u: Callable[[float, float, int, int], float]
    prior: Sequence[float]
    signal: Sequence[Sequence[float]]
    endowment: Offer
    kappa: Offer


def profiles(setting: Setting, agents: int) -> Iterator[tuple[int, tuple[int, ...], float]]:
    """Yield every state and profile of types with its probability."""
    for z, prior in enumerate(setting.prior):
        for types in product(range(len(setting.signal[z])), repeat=agents):
            chance = prior
            for x in types:
                chance *= setting.signal[z][x]
            yield z, types, chance


def bundles(setting: Setting, offers: Sequence[Offer]) -> list[tuple[float, float]]:
    """Return what everybody consumes when these offers are made, with κ for each agent."""
    Q = sum(b[0] for b in offers) + len(offers) * setting.kappa[0]
    R = sum(b[1] for b in offers) + len(offers) * setting.kappa[1]
    p, (e_q, e_r) = R / Q, setting.endowment
    return [(e_q - b[0] + b[1] / p, e_r - b[1] + p * b[0]) for b in offers]


def expected_payoff(
    setting: Setting, agents: int, offers: Sequence[Offer], own_type: int, own_offer: Offer
) -> float:
    """Return what an agent of a type expects from an offer when all others make the offers of their types."""
    total = mass = 0.0
    for z, types, chance in profiles(setting, agents):
        if types[0] == own_type:
            made = [own_offer, *(offers[x] for x in types[1:])]
            q, r = bundles(setting, made)[0]
            total += chance * setting.u(q, r, own_type, z)
            mass += chance
    return total / mass


def least_share(
    taste: Sequence[float], counts: Sequence[float], bundles_: Sequence[Offer], total: Offer
) -> float:
    r"""Return Debreu's coefficient for :math:`u = A\log q + (1 - A)\log r` by a scan of prices.

    The expenditure function is :math:`e = e^u (p/A)^A/(1-A)^{1-A}`; the greatest ratio of
    expenditure to the value of the resources is found by golden sections in log p.
    """
    from math import exp, log

    levels = [a * log(q) + (1 - a) * log(r) for a, (q, r) in zip(taste, bundles_, strict=True)]

    def ratio(logp: float) -> float:
        p, spent = exp(logp), 0.0
        for n, v, a in zip(counts, levels, taste, strict=True):
            spent += float(n * exp(v) * (p / a) ** a / (1 - a) ** (1 - a))
        return spent / (p * total[0] + total[1])

    low, high, share = -6.0, 6.0, (5**0.5 - 1) / 2
    for _ in range(200):
        a, b = high - share * (high - low), low + share * (high - low)
        low, high = (low, b) if ratio(a) > ratio(b) else (a, high)
    return ratio((low + high) / 2)
