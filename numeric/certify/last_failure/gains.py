r"""M times the gain of every deviation at given M, enclosed to rounding.

A type x that is taken for :math:`\bar x` where the others' types are n faces, with the equilibrium
of :math:`\sigma = n + e_{\bar x}`,

.. math:: P_- = p/\omega(kt_{\bar x}),\qquad \hat Q_- = \hat Q - c\max(-t_{\bar x}, 0),\qquad k_- = c/\hat Q_-,

and gets the maximum over its own trade t of :math:`\sum_z\phi^{n+e_x}(z)\,u(\bar q + t, \bar r -
P_-t/(1 - k_-t); x, z)`, strictly concave in t.  Where the slope is positive at :math:`t_1` and
negative at :math:`t_2`, the maximum lies between the value at any point and :math:`V(t_1) +
V'(t_1)(t_2 - t_1)`.  Then

.. math:: M\cdot\mathrm{gain} = M\sum_nP(n\,|\,x)\,[V(n + e_{\bar x}) - V(n + e_x)].

Paper: equations (8), (9), (22)-(26).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals, Mask
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.last_failure.chances import Counts, added_up, chances, posteriors
from numeric.certify.last_failure.sharp_equilibria import (
    KnownCells,
    SharpEquilibria,
    known_cells,
    sharp_equilibria,
)
from numeric.certify.theorem_1.bound import Pair
from numeric.certify.theorem_1.equilibria import enclose
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_1.trades import Omega
from numeric.economy.economy import Economy
from numeric.probability.multinomial import all_configurations
from numeric.stage2.best_response import best_response
from numeric.stage2.solve import solve_stage2
from symbolic.model import signed_trade as formulas

NEAR = (1e-12, 1e-10, 1e-8, 1e-6)


@cache
def _payoff() -> StateFormulas:
    """Return the payoff of a trade against known totals, and its slope, compiled for intervals."""
    return StateFormulas(
        [formulas.response_value(), formulas.response_slopes()[0]],
        (formulas.t, formulas.P_others, formulas.k_others),
    )


@dataclass(frozen=True)
class Gains:
    """M times the gain of each deviation at one M.

    Args:
        active: M.
        values: Intervals that contain it; unbounded where some configuration is not enclosed.
        unique: Whether every β^σ is certified to be the only equilibrium.
    """

    active: int
    values: dict[Pair, Intervals]
    unique: bool


def gains(
    economy: Economy, numbers: list[int], prices: PriceRange | None, *, known_unique: bool = False
) -> list[Gains]:
    """Enclose M times the gain of every deviation at several M.

    Args:
        economy: An economy with positive κ in which both goods are normal for every posterior
            (unchecked here).
        numbers: Values of M; all their configurations are enclosed together.
        prices: A range of prices certified for all of them; with it uniqueness is proved.
        known_unique: Whether uniqueness is known already.

    Paper: (22)-(26).
    """
    with np.errstate(all="ignore"):
        return _gains(economy, numbers, prices, known_unique)


def _gains(
    economy: Economy, numbers: list[int], prices: PriceRange | None, known_unique: bool
) -> list[Gains]:
    X = len(economy.types)
    rows = np.concatenate([all_configurations(M, X) for M in numbers]).astype(np.int64)
    cells, games = known_cells(rows, posteriors(economy, rows)), solve_stage2(economy, rows)
    found = sharp_equilibria(economy, cells, games)
    alone = np.full(len(rows), known_unique)
    if prices is not None and not known_unique:
        alone = enclose(economy, cells, prices).unique
    parts = {
        (own, taken): _summands(economy, rows, cells, found, own, taken)
        for own, taken in product(range(X), repeat=2)
    }
    M = rows.sum(axis=-1)
    return [_at(number, number == M, rows, parts, alone) for number in numbers]


def _at(
    number: int, chosen: Mask, rows: Counts, parts: dict[Pair, Intervals], alone: Mask
) -> Gains:
    """Add up the summands of one M; they are 0 where nobody has the type that is taken for."""
    values = {pair: added_up(v[chosen]) for pair, v in parts.items()}
    X = rows.shape[1]
    gained = {
        (a, b): (values[a, b] - values[a, a]) * number
        for a, b in product(range(X), repeat=2)
        if a != b
    }
    return Gains(number, gained, bool(alone[chosen].all()))


def _summands(
    economy: Economy,
    rows: Counts,
    cells: KnownCells,
    found: SharpEquilibria,
    own: int,
    taken: int,
) -> Intervals:
    """Return probabilities times best payoffs of a type, for the configurations with the type it is taken for.

    The others are unbounded where not enclosed, and 0 where nobody has that type.
    """
    asked = rows[:, taken] > 0
    there, unit = np.flatnonzero(asked & found.enclosed), np.eye(rows.shape[1], dtype=np.int64)
    others = rows[there] - unit[taken]
    known = posteriors(economy, others + unit[own])
    lo, hi = np.where(asked, -np.inf, 0.0), np.where(asked, np.inf, 0.0)
    if len(there):
        value = _best(economy, cells[there], found, there, known, own, taken)
        weighted = chances(economy, own, others) * value
        lo[there], hi[there] = weighted.lo, weighted.hi
    return Intervals(lo, hi)


def _best(
    economy: Economy,
    cells: KnownCells,
    found: SharpEquilibria,
    there: Counts,
    known: Intervals,
    own: int,
    taken: int,
) -> Intervals:
    """Enclose the best payoff of a type that is taken for another."""
    p, Q, t = found.price[there], found.first[there], found.trades[there, taken]
    price = p / Omega.at(t * (cells.c / Q)).value
    first = Q - cells.c * (-t).positive_part()
    k = cells.c / first
    guess = t.middle if own == taken else _guess(economy, cells, price, first, known, own)
    ends = []
    for direction in (-1, 1):
        end = np.full(len(guess), np.inf)
        for step in NEAR:
            rows = np.flatnonzero(~np.isfinite(end))
            if len(rows) == 0:
                break
            tried = guess[rows] + direction * step * float(economy.floats.endowment[0])
            slope = _payoff().run(economy, own, Intervals.points(tried), price[rows], k[rows])[1]
            expected = weighted_sum(slope, known[rows])
            good = expected.negative if direction == 1 else expected.positive
            end[rows[good]] = tried[good]
        ends.append(end)
    low, high = ends
    bounded = np.isfinite(low) & np.isfinite(high)
    low, high = np.where(bounded, low, guess), np.where(bounded, high, guess)
    value, slope = (
        weighted_sum(v, known) for v in _payoff().run(economy, own, Intervals.points(low), price, k)
    )
    above = value + slope * (Intervals.points(high) - low)
    return Intervals(np.where(bounded, value.lo, -np.inf), np.where(bounded, above.hi, np.inf))


def _guess(
    economy: Economy,
    cells: KnownCells,
    price: Intervals,
    first: Intervals,
    known: Intervals,
    own: int,
) -> np.ndarray:
    """Return about the best trade of a type against others' totals."""
    M = 1 / cells.c.middle
    Q = first.middle * M
    R = Q * price.middle
    offers = best_response(economy, Q, R, known.middle, own)
    return np.asarray(offers[:, 1] * Q / (R + offers[:, 1]) - offers[:, 0])
