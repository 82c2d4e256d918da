r""":math:`\beta^\sigma` of many configurations at once, enclosed to rounding.

With counts :math:`\sigma` the shares, the posterior and c = 1/M are known numbers, and the
equilibrium is a root of the two equations

.. math:: G(p, \hat Q) = \sum_y s_yt_y - \kappa_q + \kappa_r/p,\qquad
          H(p, \hat Q) = \hat Q - \kappa_q - \sum_y s_y\max(-t_y, 0),

:math:`t_y(p, c/\hat Q)` the root of its first-order condition.  In a small box B around a solution
in floating point the trades are bounded by certified signs, the Jacobian J is enclosed as in
``theorem_1.equilibria``, and Krawczyk's operator

.. math:: K = w_0 - Y F(w_0) + (I - Y J)(B - w_0),\qquad Y \approx J^{-1},

lies inside B: then B holds exactly one equilibrium, which lies in K.  (F is Lipschitz and has in
B slopes within J; that is all that the operator needs.)  Whether there is another equilibrium
outside of B is another question, which ``theorem_1.equilibria.enclose`` answers.

Conventions: a type that nobody has enters neither equation; its trade is not enclosed (it is
recorded as 0).

Paper: section 3.1, equations (17)-(20); Proposition 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, Mask, stacked
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.equilibria import enclose_moves
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.trades import Omega, condition
from numeric.economy.economy import Economy
from numeric.stage2.solve import Stage2

RADIUS = 1e-8
"""Half-width of B, relative to the price and to the endowment."""

NEAR = (1e-13, 1e-12, 1e-11, 1e-10, 1e-9)
WIDE = (2e-8, 1e-7, 1e-6, 1e-5)
"""Shares of the endowment by which trades are bounded, at the solution and on B."""


@dataclass(frozen=True)
class KnownCells(Cells):
    """Configurations: shares, posteriors and 1/M that are known numbers, up to rounding."""

    per_agent: Intervals

    def __getitem__(self, rows: object) -> KnownCells:
        per_agent = self.per_agent[rows]
        return KnownCells(self.shares[rows], self.beliefs[rows], self.active, per_agent)

    @property
    def c(self) -> Intervals:
        """1/M."""
        return self.per_agent


def known_cells(counts: NDArray[np.int64], beliefs: Intervals) -> KnownCells:
    """Return configurations as cells.

    Args:
        counts: σ, shape (n, X).
        beliefs: Posteriors, shape (n, Z).
    """
    M = counts.sum(axis=-1)
    shares = Intervals.points(counts.astype(float)) / M[:, None].astype(float)
    shares = shares.where(counts > 0, Intervals.points(0.0))
    return KnownCells(shares, beliefs, int(M.min()), 1 / Intervals.points(M.astype(float)))


@dataclass(frozen=True)
class SharpEquilibria:
    """One equilibrium of each configuration, enclosed to rounding.

    Args:
        price: p, shape (n,).
        first: Q̂, total offered of the first good per active agent, shape (n,).
        trades: t, shape (n, X).
        enclosed: Whether the intervals are certified to hold an equilibrium, shape (n,).
    """

    price: Intervals
    first: Intervals
    trades: Intervals
    enclosed: Mask


def sharp_equilibria(economy: Economy, cells: KnownCells, games: Stage2) -> SharpEquilibria:
    """Enclose one equilibrium of each configuration, near a solution in floating point.

    Args:
        economy: An economy with positive κ in which both goods are normal for every posterior
            (unchecked here).
        cells: The configurations.
        games: What ``solve_stage2`` found for them.

    Paper: Proposition 1.
    """
    with np.errstate(all="ignore"):
        return _sharp(economy, cells, games)


def _sharp(economy: Economy, cells: KnownCells, games: Stage2) -> SharpEquilibria:
    price, first = games.price, games.totals[:, 0] * cells.c.middle
    there = cells.shares.hi > 0
    guess = np.where(there, games.offers[..., 1] / price[:, None] - games.offers[..., 0], 0.0)
    at = Intervals.points(price), Intervals.points(first)
    centre = _trades(economy, cells, guess, *at, NEAR)
    G, H = _equations(economy, cells, *at, centre)
    wide = RADIUS * price, np.full(len(price), RADIUS * float(economy.floats.endowment[0]))
    box = (
        Intervals(price - wide[0], price + wide[0]),
        Intervals(first - wide[1], first + wide[1]),
    )
    around = _trades(economy, cells, guess, box[0], box[1], WIDE)
    moves = enclose_moves(economy, cells, box[0], around, box[1], cells.c / box[1])
    A, B, C, E, _ = moves.jacobian
    away = tuple(b - v for b, v in zip(box, (price, first), strict=True))
    moved = _krawczyk((A, B, C, E + 1), (G, H), away)
    inside = np.all(
        [(m.lo > a.lo) & (m.hi < a.hi) for m, a in zip(moved, away, strict=True)], axis=0
    )
    shift = moves.t_p * _column(moved[0]) + moves.t_q * _column(moved[1])
    trades = (centre + shift).where(there, Intervals.points(0.0))
    return SharpEquilibria(at[0] + moved[0], at[1] + moved[1], trades, np.asarray(inside))


def _column(values: Intervals) -> Intervals:
    return values[:, None]


def _krawczyk(
    J: tuple[Intervals, Intervals, Intervals, Intervals],
    F: tuple[Intervals, Intervals],
    away: tuple[Intervals, ...],
) -> tuple[Intervals, Intervals]:
    """Return K less the centre, for a system of two equations."""
    a, b, c, d = (entry.middle for entry in J)
    scale = 1.0 / (a * d - b * c)
    Y = (d * scale, -b * scale, -c * scale, a * scale)
    result = []
    for row in (0, 1):
        y = Intervals.points(Y[2 * row]), Intervals.points(Y[2 * row + 1])
        left = [int(row == j) - (y[0] * J[j] + y[1] * J[2 + j]) for j in (0, 1)]
        newton = y[0] * F[0] + y[1] * F[1]
        result.append(left[0] * away[0] + left[1] * away[1] - newton)
    return result[0], result[1]


def _equations(
    economy: Economy, cells: KnownCells, price: Intervals, first: Intervals, trades: Intervals
) -> tuple[Intervals, Intervals]:
    """Enclose G and H."""
    kappa_q, kappa_r = (Intervals.exact(v) for v in economy.mechanism.kappa)
    G = weighted_sum(trades, cells.shares) - kappa_q + kappa_r / price
    return G, first - kappa_q - weighted_sum((-trades).positive_part(), cells.shares)


def _trades(
    economy: Economy,
    cells: KnownCells,
    guess: Array,
    price: Intervals,
    first: Intervals,
    steps: tuple[float, ...],
) -> Intervals:
    """Enclose all trades at prices and totals of a box; unbounded where that fails.

    Types that nobody has are left at the guess.
    """
    k = cells.c / first
    there, scale = cells.shares.hi > 0, float(economy.floats.endowment[0])
    columns = []
    for y in range(guess.shape[1]):
        ends = []
        for direction in (-1, 1):
            end = np.where(there[:, y], direction * np.inf, guess[:, y])
            for step in steps:
                rows = np.flatnonzero(~np.isfinite(end))
                if len(rows) == 0:
                    break
                tried = guess[rows, y] + direction * step * scale
                good = _beyond(
                    economy, y, tried, price[rows], k[rows], cells.beliefs[rows], direction
                )
                end[rows[good]] = tried[good]
            ends.append(end)
        columns.append(Intervals(*ends))
    return stacked(columns)


def _beyond(
    economy: Economy,
    type_: int,
    t: Array,
    price: Intervals,
    k: Intervals,
    beliefs: Intervals,
    direction: int,
) -> Mask:
    """Whether t is certified to be above (direction 1) or below (-1) the root of the condition."""
    trade = Intervals.points(t)
    q_bar, r_bar = (Intervals.exact(e) for e in economy.environment.endowment)
    values = condition().run(economy, type_, trade, price, Omega.at(trade * k).value)[0]
    expected = weighted_sum(values, beliefs)
    inside = (q_bar + trade).positive & (r_bar - price * trade).positive
    return np.asarray(inside & (expected.negative if direction == 1 else expected.positive))
