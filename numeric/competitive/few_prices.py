"""Price-taking for a few beliefs: what ``price_taking`` does, number by number.

NumPy's calls cost more than they compute where there are few numbers.  The same are computed in the same
order in Python's floats, so that the results are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.one_by_one import NO_NUMBER, Expected, expected_of
from symbolic.language.notation import gamma, p
from symbolic.model import price_taking as formulas

Array = NDArray[np.float64]
FEW = 40
"""Up to so many numbers, of beliefs, types and states, prices are sought one by one."""
TYPES = 8
"""From so many types on NumPy adds in another order."""
STAY = 0.9
"""The share of the way to the boundary that a step may go."""
ROUGH = 1e-4
"""The tolerance of a starting point."""
AT_REST = 1e-13
"""The largest step of the sales, as a share of the endowment, at which a solution is at rest."""


@dataclass
class _Market:
    """One market: what is given of it, and where it stands."""

    conditions: Expected
    kappa: Sequence[float]
    top: Sequence[float]
    shares: Sequence[float]
    belief: Sequence[float]
    sales: list[float]
    price: float

    def advance(self) -> tuple[float, float]:
        """Take one damped step; return the largest step of the sales, and how far the price moved."""
        kappa_q, kappa_r = self.kappa
        price, free, response = self.price, [], []
        sold = answered = 0.0
        for x, (t, share) in enumerate(zip(self.sales, self.shares, strict=True)):
            value, by_t, by_p = self.conditions((t, price), x, self.belief)
            alone, with_p = -value / by_t, -by_p / by_t
            free.append(alone)
            response.append(with_p)
            sold += share * (t + alone)
            answered += share * with_p
        gap = kappa_r / price - kappa_q - sold
        step_p = gap / (kappa_r / (price * price) + answered)
        steps = [f + r * step_p for f, r in zip(free, response, strict=True)]
        if not (isfinite(step_p) and all(map(isfinite, steps))):
            raise ArithmeticError
        scale = STAY / max(STAY, self._share(steps, step_p))
        self.sales = [t + scale * step for t, step in zip(self.sales, steps, strict=True)]
        self.price = price + scale * step_p
        return max(map(abs, steps)), abs(step_p)

    def _share(self, steps: list[float], step_p: float) -> float:
        """Return the largest share of what is left, of consumption and price, that a step would use."""
        price, (top_q, top_r) = self.price, self.top
        used = [-(step_p / price)]
        for t, step in zip(self.sales, steps, strict=True):
            change = step * price + t * step_p + min(step * step_p, 0.0)
            used += step / (top_q - t), -change / (top_r + price * t)
        if not isfinite(sum(used)):
            raise ArithmeticError
        return max(used)


def few_prices(
    economy: Economy,
    shares: Array,
    phi: Array,
    start: tuple[Array, Array],
    iterations: int,
    tolerance: float,
) -> tuple[Array, Array] | None:
    """Return net sales and prices, or None where they are left to the arrays; see ``price_taking``."""
    (n, X), (sales, prices) = shares.shape, start
    if n * X * phi.shape[1] > FEW or X >= TYPES:
        return None
    conditions = expected_of(economy, formulas.linearised(), (gamma, p))
    if conditions is None:
        return None
    kappa, top = economy.floats.kappa.tolist(), economy.floats.endowment.tolist()
    given = zip(*(v.tolist() for v in (shares, phi, sales, prices)), strict=True)
    markets = [_Market(conditions, kappa, top, *own) for own in given]
    try:
        for _ in range(iterations):
            steps = [m.advance() for m in markets]
            rest = tolerance >= ROUGH or all(t <= AT_REST * top[0] for t, _ in steps)
            if rest and all(
                step <= tolerance * m.price for m, (_, step) in zip(markets, steps, strict=True)
            ):
                break
    except NO_NUMBER:
        return None
    return np.array([m.sales for m in markets]), np.array([m.price for m in markets])
