r"""What mechanisms do, agent by agent, for u = θ log q + log r: bundles, welfare, and competitive prices.

A *round* is a state, its probability, and agents: the type, the number and the bundle of each.  For
N agents it is a profile of types; in the limit of large N it is a state with shares for numbers.

Debreu's coefficient is the greatest ratio over prices of what the utilities cost to what the
resources are worth, with the expenditure function of these utilities.

Paper: equations (2), (3), (12), (13); section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import exp, log

import numpy as np

from numeric.economy.economy import Economy
from proofs_check.paper.shared import by_hand

Agent = tuple[int, float, by_hand.Pair]
"""The type, the number (a share in the limit) and the bundle."""
Bundles = Callable[[int, tuple[int, ...]], Sequence[by_hand.Pair]]
"""What agents of given types consume in a state."""
NONE = (0.0, 0.0)


@dataclass(frozen=True)
class Round:
    """A state, its probability, and who consumes what."""

    state: int
    chance: float
    agents: tuple[Agent, ...]


def rounds(economy: Economy, agents: int, bundles: Bundles) -> Iterator[Round]:
    """Yield the rounds of N agents: all profiles of types in all states."""
    e = economy.environment
    for z, prior in enumerate(e.prior):
        for types in product(range(len(e.types)), repeat=agents):
            chance = float(prior)
            for x in types:
                chance *= float(e.signal[z][x])
            made = bundles(z, types)
            yield Round(z, chance, tuple((x, 1.0, b) for x, b in zip(types, made, strict=True)))


def kappa_of(economy: Economy) -> by_hand.Pair:
    """Return κ as floats."""
    first, second = (float(v) for v in economy.mechanism.kappa)
    return first, second


def after_fee(economy: Economy) -> Economy:
    """Return the economy on what the fee 2κ leaves."""
    e, m = economy.environment, economy.mechanism
    left = [top - 2 * k for top, k in zip(e.endowment, m.kappa, strict=True)]
    return economy.replacing(endowment=left, eta=small_eta(economy))


def small_eta(economy: Economy) -> Fraction:
    """Return what Theorem 3 asks of η."""
    e, m = economy.environment, economy.mechanism
    return min(k / (4 * top) for k, top in zip(m.kappa, e.endowment, strict=True))


def traded(economy: Economy, offer: by_hand.Pair, price: float) -> by_hand.Pair:
    """Return consumption for an offer at a price.  Paper: (3)."""
    top = by_hand.endowment(economy)
    return top[0] - offer[0] + offer[1] / price, top[1] - offer[1] + price * offer[0]


def taste(economy: Economy, x: int, z: int) -> float:
    """Return θ of a type in a state."""
    return float(economy.environment.parameters["theta"][x][z])


def competitive_price(
    economy: Economy, z: int, shares: Sequence[float], kappa: by_hand.Pair
) -> float:
    r"""Return the price at which price-takers who know the state clear the market.

    A type keeps :math:`\frac{\theta}{1 + \theta}(\bar q + \bar r/p)` of the first good.
    """
    top = by_hand.endowment(economy)
    kept = [taste(economy, x, z) / (1 + taste(economy, x, z)) for x in range(len(shares))]
    sold = sum(s * (1 - k) for s, k in zip(shares, kept, strict=True)) * top[0] + kappa[0]
    return (kappa[1] + top[1] * sum(s * k for s, k in zip(shares, kept, strict=True))) / sold


def demanded(economy: Economy, x: int, z: int, price: float) -> by_hand.Pair:
    """Return what a price-taker who knows the state consumes."""
    top, a = by_hand.endowment(economy), taste(economy, x, z)
    wealth = price * top[0] + top[1]
    return a / (1 + a) * wealth / price, wealth / (1 + a)


def coefficient(economy: Economy, round_: Round, total: by_hand.Pair) -> float:
    """Return the least share of the resources that leaves everybody as well off.

    It is what all would spend, of the resources' worth, at the price where that is most; there the
    first good has the same share of both.
    """
    groups = []
    for x, n, b in round_.agents:
        if n > 0:
            a = taste(economy, x, round_.state)
            level = a * log(b[0]) + log(b[1])
            constant = n * (1 + a) * exp((level - a * log(a)) / (1 + a))
            groups.append((a / (1 + a), constant))
    low, logp, high = -5.0, 0.0, 5.0
    for _ in range(60):
        spent = [c * exp(share * logp) for share, c in groups]
        worth, whole = exp(logp) * total[0], sum(spent)
        part = worth / (worth + total[1])
        mean = sum(share * s for (share, _), s in zip(groups, spent, strict=True)) / whole
        square = sum(share**2 * s for (share, _), s in zip(groups, spent, strict=True)) / whole
        slope, bend = mean - part, square - mean**2 - part * (1 - part)
        low, high = (logp, high) if slope > 0 else (low, logp)
        before, logp = logp, logp - slope / bend if bend < 0 else low
        if not low < logp < high:
            logp = (low + high) / 2
        if abs(logp - before) < 1e-9:
            break
    return whole / (worth + total[1])


@dataclass(frozen=True)
class Welfare:
    """Expected losses of (12)'s kinds, outlay per agent, and utilities, as ``numeric.games.welfare`` has them."""

    misallocation: float
    paper: float
    endowment: float
    outlay: tuple[float, float]
    utility: tuple[float, ...]
    per_head: float


def welfare(economy: Economy, listed: Sequence[Round], moved: float = 1.0) -> Welfare:
    """Measure rounds one by one; rounds that differ in the names of agents alone are measured once.

    Args:
        economy: Endowments and tastes are those of this economy.
        listed: Rounds whose probabilities sum to one.
        moved: Multiplies what the agents brought; 1 but for a mutant.
    """
    top, X = by_hand.endowment(economy), len(economy.types)
    lost, outlay = np.zeros(3), np.zeros(2)
    value, mass = np.zeros(X), np.zeros(X)
    for round_ in _gathered(listed):
        N = sum(n for _, n, _ in round_.agents)
        used = [sum(n * b[i] for _, n, b in round_.agents if n > 0) for i in (0, 1)]
        brought = [N * top[i] * moved for i in (0, 1)]
        larger = [max(a, b) for a, b in zip(used, brought, strict=True)]
        for i, total in enumerate((used, larger, brought)):
            lost[i] += round_.chance * (1 - coefficient(economy, round_, (total[0], total[1])))
        outlay += round_.chance * (np.array(used) - brought) / N
        for x, n, b in round_.agents:
            mass[x] += round_.chance * n / N
            if n > 0:
                a = taste(economy, x, round_.state)
                value[x] += round_.chance * n / N * (a * log(b[0]) + log(b[1]))
    told = tuple(float(v) for v in value / mass)
    first, second = (float(v) for v in outlay)
    return Welfare(
        float(lost[0]),
        float(lost[1]),
        float(lost[2]),
        (first, second),
        told,
        float(value.sum() / mass.sum()),
    )


def _gathered(listed: Sequence[Round]) -> list[Round]:
    chances: dict[tuple[int, tuple[Agent, ...]], float] = {}
    for r in listed:
        key = r.state, tuple(sorted(r.agents))
        chances[key] = chances.get(key, 0.0) + r.chance
    return [Round(z, chance, agents) for (z, agents), chance in chances.items()]


@lru_cache(maxsize=64)
def alpha(economy: Economy, x: int) -> by_hand.Pair:
    """Return the best offer of stage 1.  Paper: (5), (6)."""
    own, c = by_hand.endowment(economy), by_hand.best_consumption(economy, x)
    return max(own[0] - c, 0.0), max(c - own[0], 0.0) * own[1] / own[0]
