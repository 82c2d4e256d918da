r"""Margins of Theorem 1 by hand: costs and gains over every sequence of the others' types.

Paper: equations (7), (22), (23), (26).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.stage2.solve import solve_stage2
from proofs_check.paper.shared import by_hand

Row = tuple[float, float, float, tuple[int, int]]


@lru_cache(maxsize=64)
def values_by_hand(economy: Economy, active: int, shut_down: bool = False) -> NDArray[np.float64]:
    """Return F_x of being taken for another type, over every sequence of the others' types.

    Offers of the others are the toolkit's equilibrium offers; beliefs, best offers and payoffs are
    by hand.  With the shut-down everybody keeps the endowment where all active agents made one offer.
    """
    X, kappa = len(economy.types), economy.mechanism.kappa
    every = [n for n in product(range(active + 1), repeat=X) if sum(n) == active]
    offers = dict(zip(every, solve_stage2(economy, every).offers.tolist(), strict=True))
    total = np.zeros((X, X))
    for others in {
        tuple(n - (y == x) for y, n in enumerate(c)) for c in every for x in range(X) if c[x]
    }:
        ways = prod(range(1, active)) // prod(prod(range(1, n + 1)) for n in others)
        chances = [
            ways * prod((m**n for m, n in zip(row, others, strict=True)), start=Fraction(1))
            for row in economy.environment.signal
        ]
        for x, taken_for in product(range(X), repeat=2):
            seen = tuple(n + (y == taken_for) for y, n in enumerate(others))
            held = by_hand.posterior(economy, tuple(n + (y == x) for y, n in enumerate(others)))
            seen_offers = offers[seen]
            Q, R = (
                active * float(kappa[i]) + sum(n * seen_offers[y][i] for y, n in enumerate(others))
                for i in (0, 1)
            )
            best = by_hand.best_offer(economy, x, [float(w) for w in held], (Q, R))[0]
            bundle = by_hand.active_bundle(economy, best, (Q, R))
            if shut_down and seen[taken_for] == active:
                bundle = by_hand.endowment(economy)
            for z, (w, chance) in enumerate(zip(by_hand.tau(economy, x), chances, strict=True)):
                total[x, taken_for] += float(w * chance) * by_hand.utility(economy, x, z)(*bundle)
    return total


def lost_by_hand(economy: Economy) -> dict[tuple[int, int], float]:
    """Return what each type loses, if inactive, by the best offer that is taken for another's."""
    own, X = by_hand.endowment(economy), len(economy.types)
    first = [by_hand.best_consumption(economy, x) for x in range(X)]
    cells, lost = by_hand.intervals(first, 2 * own[0]), {}
    for x, other in permutations(range(X), 2):
        nearest = min(max(first[x], cells[other][0]), cells[other][1])
        values = [
            by_hand.expected(
                economy, (c, own[1] / own[0] * (2 * own[0] - c)), x, by_hand.tau(economy, x)
            )
            for c in (first[x], nearest)
        ]
        lost[x, other] = values[0] - values[1]
    return lost


def margin_by_hand(
    economy: Economy, agents: int, inactive: int, factor: float = 1.0, shut_down: bool = False
) -> Row:
    """Return the least margin, its cost, its gain and the pair that binds, at N with some inactive.

    Args:
        economy: An economy whose types make different offers.
        agents: N.
        inactive: N - M.
        factor: Multiplies what is lost; 1 but for a mutant.
        shut_down: Whether the market is shut down where all active agents made one offer.
    """
    active, idle = agents - inactive, Fraction(inactive, agents)
    values = values_by_hand(economy, active, shut_down)
    rows = []
    for (x, other), lost in lost_by_hand(economy).items():
        cost = float(idle) * lost * factor
        gain = float(1 - idle) * float(values[x, other] - values[x, x])
        rows.append((cost - gain, cost, gain, (x, other)))
    return min(rows)
