r"""M times the gain from being taken for another type, on a cell of configurations.

The integrand along a path between the two games, enclosed.

Others' types are n; the others believe :math:`n + e_{\bar x}` and the deviator knows :math:`n +
e_x`.  Along :math:`\theta \in [0, 1]` let the shares and the posterior be linear between the two
games (:math:`s^\theta = (n + (1-\theta)e_x + \theta e_{\bar x})/M`), :math:`(p, \hat Q)` the
equilibrium, and

.. math:: \log P_-^\theta = \log p - (1-\theta)\log\omega(kt_x) - \theta\log\omega(kt_{\bar x}),\qquad
          \hat Q_-^\theta = \hat Q + c[(1-\theta)\min(t_x, 0) + \theta\min(t_{\bar x}, 0)],

which at the ends are the totals that the deviator faces.  Its payoff V is C¹ in them, with the
partials of the envelope theorem, so the gain is an integral over :math:`\theta`.  With r the
likelihood ratios :math:`r_z = \mu_z(\bar x)/\mu_z(x)` and :math:`\bar r = \sum_z\phi_zr_z`,
:math:`\phi'_z - \phi_z = \sum_{z'}\phi_z\phi_{z'}(r_z - r_{z'})/\bar r`, and

.. math:: M\cdot\mathrm{gain}(n) \in L + M\sum_{z<z'}\phi_z\phi_{z'}\frac{r_z - r_{z'}}{\bar r}K_{zz'}.

Where the right-hand sides of the linearised system move by :math:`(g, -h)` (by :math:`\Delta t` and
the change of offers for L, by the :math:`T_{zz'}` for K),

.. math:: p' = -\frac gA - \frac{B(h + Cg/A)}\Delta,\qquad Q' = \frac{Ah + Cg}\Delta,\qquad
          t_y' = T_pp' + T_QQ' + [T_{zz',y}].

Conventions: arrays have one row for each cell; :math:`M\log\omega(kt) = t/\hat Q + \tau`, and
:math:`-1/(pA) - 1/\hat Q` is kept as one factor of :math:`\Delta t`, since there the two effects
cancel.

Paper: Claim 2 of Theorem 1 and equations (22)-(26); the density is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.deviator import Faced, faced
from numeric.certify.theorem_1.equilibria import Equilibria
from numeric.certify.theorem_1.price_hull import Cells
from numeric.certify.theorem_1.trades import WIDENINGS
from numeric.economy.economy import Economy

WIDER = (*WIDENINGS, 1e-3, 1e-2, 3e-2, 0.1, 0.3)
BISECTIONS = 46


@dataclass(frozen=True)
class Density:
    """L, and K for each pair of states, on each cell."""

    by_shares: Intervals
    by_posterior: dict[tuple[int, int], Intervals]


def density(
    economy: Economy, cells: Cells, found: Equilibria, known: Intervals, own: int, other: int
) -> Density:
    """Enclose L and K for a type that is taken for another.

    Args:
        economy: The economy.
        cells: The cells.
        found: What ``equilibria.enclose`` found there.
        known: Boxes of the deviator's posteriors, shape (n, Z); those of the cells, widened where
            posteriors were cut.
        own: x.
        other: x̄.
    """
    met = faced(economy, cells, found, known, own, other)
    t, q, p, k, c = found.trades, found.first, found.price, found.influence, cells.c
    A = found.jacobian[0]
    change = t[:, other] - t[:, own]
    offers = (-t[:, other]).positive_part() - (-t[:, own]).positive_part()
    correction, total = _corrected(found, change, offers)
    moves = {
        y: found.t_p[:, y] * (correction - change / A) + found.t_q[:, y] * total
        for y in (own, other)
    }
    tau = {y: t[:, y] / q * _second_order(k, t[:, y]) for y in (own, other)}
    bend = _bend(found, moves, total, own, other)
    of_price = change * (-1 / (p * A) - 1 / q) + correction / p - (tau[other] - tau[own]) - bend
    of_total = (total - offers + c * _sides(found, moves, own, other)) / met.first
    by_shares = met.by_price * of_price + met.by_total * of_total
    return Density(
        by_shares,
        {
            pair: _by_posterior(cells, found, met, gaps, own, other)
            for pair, gaps in found.gaps.items()
        },
    )


def _by_posterior(
    cells: Cells, found: Equilibria, met: Faced, gaps: Intervals, own: int, other: int
) -> Intervals:
    """Enclose K for one pair of states."""
    A = found.jacobian[0]
    moved, offered = (
        weighted_sum(gaps, cells.shares),
        -weighted_sum(found.side * gaps, cells.shares),
    )
    correction, total = _corrected(found, moved, offered)
    price = correction - moved / A
    moves = {
        y: found.t_p[:, y] * price + found.t_q[:, y] * total + gaps[:, y] for y in (own, other)
    }
    of_price = price / found.price - _bend(found, moves, total, own, other)
    of_total = (total + cells.c * _sides(found, moves, own, other)) / met.first
    return met.by_price * of_price + met.by_total * of_total


def _corrected(
    found: Equilibria, moved: Intervals, offered: Intervals
) -> tuple[Intervals, Intervals]:
    """Return p′ + g/A and Q′."""
    A, B, C, _, determinant = found.jacobian
    return -B * (offered + C * moved / A) / determinant, (A * offered + C * moved) / determinant


def _second_order(k: Intervals, t: Intervals) -> Intervals:
    r"""Enclose :math:`\log\omega(v)/v - 1`, v = kt, between 0 and :math:`|v|/(2(1 - |v|))`."""
    v = Intervals.points((k * t).magnitude())
    left = 1 - v
    return Intervals(np.zeros_like(v.hi), (v / (2 * left)).hi).where(
        left.positive, Intervals(0.0, np.inf)
    )


def _bend(
    found: Equilibria, moves: dict[int, Intervals], total: Intervals, own: int, other: int
) -> Intervals:
    """Enclose D, the derivatives of log ω(kt) as the equilibrium moves, over both types."""
    k, parts = found.influence, []
    for y in (own, other):
        t = found.trades[:, y]
        left = 1 - Intervals.points((k * t).magnitude())
        steep = (1 / left).hull(1.0).where(left.positive, Intervals(-np.inf, np.inf))
        parts.append(steep * k * (moves[y] - t * total / found.first))
    return parts[0].hull(parts[1])


def _sides(found: Equilibria, moves: dict[int, Intervals], own: int, other: int) -> Intervals:
    """Enclose the derivative of min(t, 0) as the equilibrium moves, over both types."""
    return (found.side[:, own] * moves[own]).hull(found.side[:, other] * moves[other])
