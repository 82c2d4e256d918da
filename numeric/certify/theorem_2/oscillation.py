r"""How much u can differ between what an offer gives in the worst case and the best that can be bought.

The others' totals per active agent are at least κ and at most κ and the endowment, so nobody
consumes more than :math:`\bar q + \bar r(\kappa_q + \bar q)/\kappa_r` of the first good, and
likewise of the second; and an offer of b leaves at least the rest of the endowment.  (Others' total
of the good that is bought is at most M times κ and the endowment.)

Paper: Claim 2 of Theorem 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.economy.economy import Economy
from symbolic.language.notation import q, r, x, z
from symbolic.language.utility import u as utility


@cache
def _utility() -> StateFormulas:
    return StateFormulas([utility(q, r, x, z)], (q, r))


@dataclass(frozen=True)
class Oscillation:
    """The greatest u of a type, over states, and what an offer on a side leaves at least."""

    economy: Economy
    type_: int
    side: int
    greatest: float

    def above(self, offer: Array) -> Intervals:
        """Return bounds on how much more than an offer's worst case can be had, one for each offer."""
        q_bar, r_bar = (Intervals.exact(e) for e in self.economy.environment.endowment)
        b = Intervals.points(offer)
        first, second = (q_bar - b, r_bar) if self.side == 0 else (q_bar, r_bar - b)
        u = _utility().run(self.economy, self.type_, first, second)[0]
        most = (Intervals.points(self.greatest) - Intervals.points(u.lo.min(axis=-1))).hi
        return Intervals(np.zeros(len(offer)), most)


def oscillations(economy: Economy, type_: int, side: int) -> Oscillation:
    """Return what is needed to bound the oscillation of u for a type that offers on a side."""
    return Oscillation(economy, type_, side, greatest_utility(economy, type_))


@lru_cache(maxsize=256)
def greatest_utility(economy: Economy, type_: int) -> float:
    """Return an upper bound on u over everything that can be bought, and over states."""
    (q_bar, r_bar), (kappa_q, kappa_r) = economy.environment.endowment, economy.mechanism.kappa
    first = q_bar + r_bar * (kappa_q + q_bar) / kappa_r
    second = r_bar + q_bar * (kappa_r + r_bar) / kappa_q
    u = _utility().run(economy, type_, Intervals.exact(first), Intervals.exact(second))[0]
    return float(u.hi.max())


def least_utility(economy: Economy, type_: int) -> float:
    """Return a lower bound on u of the endowment, over states."""
    q_bar, r_bar = economy.environment.endowment
    u = _utility().run(economy, type_, Intervals.exact(q_bar), Intervals.exact(r_bar))[0]
    return float(u.lo.min())


def widest(economy: Economy, type_: int) -> float:
    """Return an upper bound on u of all that can be bought less u of the endowment, over states."""
    return float(
        np.nextafter(greatest_utility(economy, type_) - least_utility(economy, type_), np.inf)
    )
