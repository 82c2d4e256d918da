"""Cournot competition with private information by enumeration: every profile of signals of n firms.

Paper: footnote 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product


def profit(
    prior: Sequence[float],
    signal: Sequence[Sequence[float]],
    demand: Sequence[float],
    firms: int,
    slope: float,
    cost: float,
    curvature: float,
    quantities: Sequence[float],
    own_signal: int,
    own_quantity: float,
) -> float:
    """Return a firm's expected profit given its signal, all others producing the quantities of theirs."""
    total = mass = 0.0
    for z, chance in enumerate(prior):
        for others in product(range(len(quantities)), repeat=firms - 1):
            weight = chance * signal[z][own_signal]
            for x in others:
                weight *= signal[z][x]
            mean = (own_quantity + sum(quantities[x] for x in others)) / firms
            price = demand[z] - slope * mean
            earned = price * own_quantity - cost * own_quantity - curvature * own_quantity**2 / 2
            total += weight * earned
            mass += weight
    return total / mass


def loss(
    prior: Sequence[float],
    signal: Sequence[Sequence[float]],
    demand: Sequence[float],
    firms: int,
    slope: float,
    cost: float,
    curvature: float,
    quantities: Sequence[float],
) -> float:
    """Return welfare per firm at the efficient quantities less that of the equilibrium."""

    def welfare(made: Sequence[float], theta: float) -> float:
        mean = sum(made) / len(made)
        spent = sum(cost * q + curvature * q * q / 2 for q in made) / len(made)
        return theta * mean - slope * mean * mean / 2 - spent

    total = 0.0
    for z, chance in enumerate(prior):
        best = (demand[z] - cost) / (slope + curvature)
        for types in product(range(len(quantities)), repeat=firms):
            weight = chance
            for x in types:
                weight *= signal[z][x]
            made = [quantities[x] for x in types]
            total += weight * (welfare([best], demand[z]) - welfare(made, demand[z]))
    return total
