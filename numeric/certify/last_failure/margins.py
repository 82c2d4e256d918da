r"""The signs of the margins of Theorem 1 at many N at once, with proof.

Multiplied by N, cost less gain of a deviation is

.. math:: (N - M)\,\ell(x, \bar x) - M\,[F_x(\bar x) - F_x(x)],

and ``gains`` encloses the second summand for many M together.  The candidate is an equilibrium at N
if this is certified positive for every deviation, and is none if it is certified negative for one.

Paper: sections 3.2 and 7.1, (5)-(11), (22)-(26).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from numeric.certify.last_failure.gains import gains
from numeric.certify.theorem_1.bound import deviations
from numeric.certify.theorem_1.comparison import loss_intervals
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.economy.economy import Economy


@dataclass(frozen=True)
class SharpMargin:
    """What is proved about the margin at one N.

    Args:
        agents: N.
        active: M.
        sign: 1 if the candidate is certified to be an equilibrium, -1 if certified not to be, None
            if undecided.
        low: A number below the smallest cost less gain.
        high: A number above it.
        unique: Whether every β^σ is certified to be the only equilibrium.
    """

    agents: int
    active: int
    sign: int | None
    low: float
    high: float
    unique: bool


def sharp_margins(
    economy: Economy,
    populations: Sequence[int],
    prices: PriceRange | None = None,
    *,
    known_unique: bool = False,
) -> list[SharpMargin]:
    """Certify the signs of the margins at several N.

    Args:
        economy: An economy with positive κ in which both goods are normal for every posterior and
            α* separates (unchecked here).
        populations: Values of N.
        prices: A range of prices certified for all their M; with it uniqueness is proved.
        known_unique: Whether uniqueness is known already.

    Paper: Theorem 1.
    """
    costs = loss_intervals(economy)
    active = [economy.active(N) for N in populations]
    found = {
        g.active: g for g in gains(economy, sorted(set(active)), prices, known_unique=known_unique)
    }
    made = []
    for N, at in zip(populations, map(found.__getitem__, active), strict=True):
        M = at.active
        rows = [(costs[p] * (N - M) - at.values[p]) / N for p in deviations(economy)]
        low, high = min(float(r.lo) for r in rows), min(float(r.hi) for r in rows)
        sign = 1 if low > 0 else (-1 if high < 0 else None)
        made.append(SharpMargin(N, M, sign, low, high, at.unique))
    return made
