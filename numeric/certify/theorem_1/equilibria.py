r"""All stage-2 equilibria for the configurations of a cell.

Where they lie, that there is one for each, and how it moves.

A cell is a box of shares s, a box of posteriors :math:`\phi` (each met with its simplex) and all
:math:`c = 1/M \le c_0`.  With the price range of ``price_range``, a price at which an upper bound
on :math:`G = \sum_y s_yt_y - \kappa_q + \kappa_r/p` is negative excludes all higher ones, and one
at which a lower bound is positive all lower ones.  The totals that follow lower the cap on the own
influence :math:`k = c/\hat Q`, and the step is repeated.

Let :math:`T_p = -f_p/f_t`, :math:`T_Q = f_kk/(f_t\hat Q)`, :math:`\chi_y` be 1, 0 or [0, 1] as
:math:`t_y` is negative, positive or undecided, and

.. math:: A = \sum sT_p - \kappa_r/p^2,\quad B = \sum sT_Q,\quad C = \sum s\chi T_p,\quad
          E = \sum s\chi T_Q,\quad \Delta = A(1+E) - BC,

the entries of the Jacobian of (G, H) in :math:`(p, \hat Q)` and its determinant, with the four
intervals taken as independent.  The set of :math:`(p, \hat Q)` that satisfy the bounds is convex,
and (G, H) is Lipschitz on it; so the difference of two solutions is in the kernel of a matrix of
means of these entries, and :math:`\Delta < 0` leaves one solution.  It is Lipschitz in :math:`(s,
\phi, c)` (Clarke's inverse function theorem), also for fractional s.

Paper: Proposition 1 for existence; the rest is not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import combinations

import numpy as np

from numeric.certify.arithmetic.array_tape import ArrayTape
from numeric.certify.arithmetic.interval_arrays import Intervals, Mask, concatenated, stacked
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.price_hull import Cells, enclose_prices
from numeric.certify.theorem_1.price_range import PriceRange
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_1.trades import Omega
from numeric.economy.economy import Economy
from symbolic.language.notation import kappa_q, kappa_r, p
from symbolic.language.quotient import plain
from symbolic.language.slopes import diff
from symbolic.model import signed_trade as formulas


@dataclass(frozen=True)
class Equilibria:
    """What is enclosed on each of n cells.

    Args:
        price: p, shape (n,).
        trades: t, shape (n, X).
        first: Q̂, total offered of the first good per active agent.
        influence: k.
        side: χ, shape (n, X).
        t_p: T_p, shape (n, X).
        t_q: T_Q, shape (n, X).
        gaps: For each pair of states z < z′ the T_zz′, shape (n, X).
        jacobian: A, B, C, E and Δ.
        unique: Whether each configuration of the cell is certified to have exactly one equilibrium.
    """

    price: Intervals
    trades: Intervals
    first: Intervals
    influence: Intervals
    side: Intervals
    t_p: Intervals
    t_q: Intervals
    gaps: dict[tuple[int, int], Intervals]
    jacobian: tuple[Intervals, Intervals, Intervals, Intervals, Intervals]
    unique: Mask

    @classmethod
    def joined(cls, parts: Sequence[Equilibria]) -> Equilibria:
        """Join what is enclosed on several batches of cells."""
        first, *_ = parts
        plain_parts = {
            f: concatenated([getattr(p, f) for p in parts])
            for f in ("price", "trades", "first", "influence", "side", "t_p", "t_q")
        }
        gaps = {pair: concatenated([p.gaps[pair] for p in parts]) for pair in first.gaps}
        a, b, c, e, determinant = (concatenated([p.jacobian[i] for p in parts]) for i in range(5))
        return cls(
            **plain_parts,
            gaps=gaps,
            jacobian=(a, b, c, e, determinant),
            unique=np.concatenate([p.unique for p in parts]),
        )


@cache
def slopes() -> StateFormulas:
    """Return f, f_t, two forms of f_p, and f_k, in one state, compiled for intervals."""
    f, f_t, f_p, f_k = formulas.condition_and_slopes()
    arguments = (formulas.t, p, formulas.k, formulas.omega, formulas.omega_slope)
    return StateFormulas([f, f_t, f_p, formulas.price_slope_by_spending(), f_k], arguments)


def enclose(economy: Economy, cells: Cells, prices: PriceRange) -> Equilibria:
    """Enclose all equilibria of the cells' configurations.

    Args:
        economy: An economy in which both goods are normal for every posterior (unchecked here).
        cells: The cells.
        prices: A certified range for M of at most ``cells.active``.

    Raises:
        ValueError: The range was certified for larger M only.
    """
    if prices.active > cells.active:
        raise ValueError(
            f"the range of prices must be certified for M >= {cells.active}, got {prices.active}"
        )
    price, trades, first, influence = enclose_prices(economy, cells, prices)
    k = Intervals(np.zeros(len(cells)), np.fmin(influence, (cells.c / first.lo).hi))
    return enclose_moves(economy, cells, price, trades, first, k)


def enclose_moves(
    economy: Economy,
    cells: Cells,
    price: Intervals,
    trades: Intervals,
    first: Intervals,
    k: Intervals,
) -> Equilibria:
    """Enclose how trades and the equilibrium move, and judge uniqueness."""
    types, states = range(len(economy.types)), range(len(economy.states))
    t_p, t_q, falls = [], [], []
    gaps: dict[tuple[int, int], list[Intervals]] = {pair: [] for pair in combinations(states, 2)}
    for y in types:
        t = trades[:, y]
        around = Omega.at(t * k)
        f, f_t, f_p, f_p_too, f_k = slopes().run(
            economy, y, t, price, k, around.value, around.slope
        )
        by_t, by_p, by_k = (at_roots(v, f, cells.beliefs) for v in (f_t, f_p.meet(f_p_too), f_k))
        falls.append(by_t.negative & by_p.negative)
        t_p.append(-by_p / by_t)
        t_q.append(by_k * k / (by_t * first))
        for (a, b), parts in gaps.items():
            parts.append((f[:, b] - f[:, a]) / by_t)
    side = Intervals(np.where(trades.negative, 1.0, 0.0), np.where(trades.positive, 0.0, 1.0))
    by_price, by_total = stacked(t_p), stacked(t_q)
    exogenous = _exogenous_slope(economy, price)
    A = weighted_sum(by_price, cells.shares) + exogenous
    B = weighted_sum(by_total, cells.shares)
    C, E = weighted_sum(side * by_price, cells.shares), weighted_sum(side * by_total, cells.shares)
    determinant = A * (E + 1) - B * C
    unique = reduce(np.logical_and, falls) & A.negative & determinant.negative & (E + 1).positive
    joined = {pair: stacked(parts) for pair, parts in gaps.items()}
    return Equilibria(
        price, trades, first, k, side, by_price, by_total, joined, (A, B, C, E, determinant), unique
    )


def at_roots(values: Intervals, f: Intervals, beliefs: Intervals) -> Intervals:
    r"""Return intervals around :math:`\sum_z\phi_zv_z` over the posteriors with :math:`\sum_z\phi_zf_z = 0`.

    It is :math:`\sum_z\phi_z(v_z + \lambda f_z)` for every number :math:`\lambda`; besides 0 the
    one is tried that makes the states most alike.

    Args:
        values: v, shape (n, Z).
        f: f, shape (n, Z).
        beliefs: Boxes of posteriors, shape (n, Z).
    """
    plainly = weighted_sum(values, beliefs)
    if f.shape[-1] == 1:
        return plainly
    v, at = (m - m.mean(axis=-1, keepdims=True) for m in (values.middle, f.middle))
    spread = (at * at).sum(axis=-1)
    with np.errstate(all="ignore"):
        factor = -(v * at).sum(axis=-1) / spread
    factor = np.where(np.isfinite(factor), factor, 0.0)
    return plainly.meet(weighted_sum(values + f * factor[:, None], beliefs))


def _exogenous_slope(economy: Economy, price: Intervals) -> Intervals:
    """Return the derivative of κ_r/p - κ_q in p."""
    return _exogenous().run([price, *(Intervals.exact(v) for v in economy.mechanism.kappa)])[0]


@cache
def _exogenous() -> ArrayTape:
    return ArrayTape([plain(diff(formulas.exogenous_demand(), p))], [p, kappa_q, kappa_r])
