r"""Prices between which all equilibria of stage 2 lie, and that every trade falls in the price there.

They are found once for an economy and all its configurations.

For all shares of the types, all posteriors and all :math:`M \ge M_0`: the own influence is at most
:math:`k \le c_0\min(1/\kappa_q, p/\kappa_r)`, :math:`c_0 = 1/M_0`, and the prices lie in
:math:`[\kappa_r/(\bar q+\kappa_q), (\bar r+\kappa_r)/\kappa_q]`.  This range is cut into
pieces.  On a piece where certified trades exclude :math:`G = 0` for all shares there is no
equilibrium, with nothing assumed of how trades move; the pieces left lie in :math:`[P_1,
P_2]`.  There, on every piece [a, b] and every t between :math:`t^-(b)` and :math:`t^+(a)`,

.. math:: f_t < 0,\qquad f_p + k\max(-t, 0)\,u_r < 0

in every state.  So t(p) falls along :math:`k(p) = \lambda\,\mathrm{cap}(p)` for every
:math:`\lambda \in [0, 1]` and every cap that is constant or proportional to p: its slope is
:math:`-(f_p + f_kk')/f_t` with :math:`f_kk' \le k\max(-t,0)\,u_r`.  (No circle: the curve is at
most :math:`t^+(a)` at a, at least :math:`t^-(b)` at b, and falls wherever it is between them; a
curve that left through the lower side could not return to end above it, and one above
:math:`t^+(a)` would have had to rise across it.)  Then G falls in p along these curves, and the
sign of a bound on G at one price excludes all prices beyond it.

Both conditions are linear in the posterior, and so is f, which is zero at a root.  So it is enough
that f has one sign in all states (there is no root then), that no bundle of the box can be paid for
(:math:`\bar r - pt \le 0` on all of it, so that there is no root either), or that f_t and, for one
number :math:`\lambda`, the other condition with :math:`\lambda f` added are negative in every state.
The argument is one for each piece, so a piece on which it fails may be cut into pieces that have
their own :math:`t^-(b)` and :math:`t^+(a)`.

Paper: the bounds on the price are those of section 3.1; the rest is not in the paper.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from numeric.certify.arithmetic.interval_arrays import (
    Array,
    Indices,
    Intervals,
    Mask,
    concatenated,
    down,
    up,
)
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_1.trades import WIDENINGS, Omega, about_at, bounds_at
from numeric.economy.economy import Economy
from symbolic.language.notation import p
from symbolic.model import signed_trade as formulas

PIECES, SLICES, CUTS, DEPTH = 300, 12, 6, 9
"""Pieces of all prices, slices of the trades on a piece, how often these and how often pieces are halved."""

MOST_PIECES, MANY, STUBBORN = 300, 20, 0.9
"""Where more pieces fail, or many and a greater part when they were halved twice, halving does not help."""

WIDER = (*WIDENINGS, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3)


@cache
def monotonicity() -> StateFormulas:
    """Return f, f_t, two forms of f_p, and u_r, compiled for intervals."""
    f, f_t, f_p, _ = formulas.condition_and_slopes()
    arguments = (formulas.t, p, formulas.k, formulas.omega, formulas.omega_slope)
    return StateFormulas(
        [f, f_t, f_p, formulas.price_slope_by_spending(), formulas.value_of_spending()], arguments
    )


@dataclass(frozen=True)
class PriceRange:
    """Prices [low, high] of all equilibria for M ≥ ``active``, on which all trades fall in the price.

    Args:
        low: P1.
        high: P2.
        active: M0.
    """

    low: float
    high: float
    active: int


def price_range(economy: Economy, active: int) -> PriceRange | str:
    """Return the certified range, or a sentence on what is missing.

    Args:
        economy: An economy with positive κ in which both goods are normal for every posterior
            (unchecked here).
        active: M0.
    """
    ends = _pieces(economy)
    piece = Intervals(ends[:-1], ends[1:])
    cap = influence_cap(economy, active, piece).hi
    trades = _bounds(economy, piece, cap)
    kappa_q, kappa_r = (Intervals.exact(v) for v in economy.mechanism.kappa)
    most = Intervals.points(trades.hi.max(axis=-1)) - kappa_q + kappa_r / ends[:-1]
    least = Intervals.points(trades.lo.min(axis=-1)) - kappa_q + kappa_r / ends[1:]
    left = np.flatnonzero(~(most.negative | least.positive))
    if len(left) == 0:
        return "no price is left at which stage 2 could have an equilibrium"
    kept = slice(int(left[0]), int(left[-1]) + 1)
    where = _not_monotone(economy, active, piece[kept])
    if where is not None:
        return (
            f"that trades fall in the price is not certified for M >= {active}, first between "
            f"the prices {where[0]:.4g} and {where[1]:.4g}"
        )
    return PriceRange(float(ends[kept.start]), float(ends[kept.stop]), active)


def influence_cap(economy: Economy, active: int, price: Intervals) -> Intervals:
    r"""Return :math:`c_0\min(1/\kappa_q, p/\kappa_r)`."""
    kappa_q, kappa_r = (Intervals.exact(v) for v in economy.mechanism.kappa)
    first, second = 1 / (kappa_q * active), price / (kappa_r * active)
    return Intervals(np.minimum(first.lo, second.lo), np.minimum(first.hi, second.hi))


def _pieces(economy: Economy) -> Array:
    (kappa_q, kappa_r), (q_bar, r_bar) = economy.mechanism.kappa, economy.environment.endowment
    low, high = float(kappa_r / (q_bar + kappa_q)), float((r_bar + kappa_r) / kappa_q)
    ends = np.geomspace(low, high, PIECES + 1)
    ends[0], ends[-1] = math.nextafter(low, 0.0), math.nextafter(high, math.inf)
    return ends


def _every_posterior(economy: Economy, n: int) -> Intervals:
    shape = (n, len(economy.states))
    return Intervals(np.zeros(shape), np.ones(shape))


def _bounds(economy: Economy, piece: Intervals, cap: Array) -> Intervals:
    """Return certified intervals around all trades at all prices of each piece."""
    beliefs = _every_posterior(economy, len(cap))
    prices = piece.lo, piece.hi, piece.lo, piece.hi
    ends = about_at(economy, prices, cap, beliefs, (-1, -1, 1, 1))
    starts = ends[:2].min(axis=0), ends[2:].max(axis=0)
    found = bounds_at(economy, (piece, piece), cap, beliefs, (-1, 1), starts, WIDER)
    q_bar, r_bar = economy.environment.endowment
    most = up((Intervals.exact(r_bar) / piece.lo).hi)[:, None]
    return Intervals(
        np.maximum(found[0], down(-Intervals.exact(q_bar).hi)), np.minimum(found[1], most)
    )


def _not_monotone(economy: Economy, active: int, piece: Intervals) -> tuple[float, float] | None:
    """Return the first piece on which the two conditions are not certified, or nothing.

    Where they are not on a piece, its halves are tried, with bounds on the trades found anew: near
    a corner of consumption the trades of a shorter piece stay inside.
    """
    for round_ in range(DEPTH):
        if round_:
            halves = Intervals(piece.lo, piece.middle), Intervals(piece.middle, piece.hi)
            piece = concatenated(halves)
        with np.errstate(all="ignore"):
            bad = ~_falling(economy, piece, influence_cap(economy, active, piece).hi)
        piece = piece[bad]
        if len(piece.lo) == 0:
            return None
        hopeless = round_ > 1 and len(piece.lo) > MANY and bad.mean() > STUBBORN
        if hopeless or len(piece.lo) > MOST_PIECES:
            break
    first = int(piece.lo.argmin())
    return float(piece.lo[first]), float(piece.hi[first])


def _falling(economy: Economy, piece: Intervals, cap: Array) -> Mask:
    """Whether the two conditions are certified on each piece, for all types and posteriors."""
    beliefs = _every_posterior(economy, len(cap))
    starts = about_at(economy, (piece.lo, piece.hi), cap, beliefs, (1, -1))
    at_ends = Intervals.points(piece.lo), Intervals.points(piece.hi)
    high, low = bounds_at(economy, at_ends, cap, beliefs, (1, -1), list(starts))
    holds = np.asarray((np.isfinite(low) & np.isfinite(high) & (low <= high)).all(axis=-1))
    rows = np.flatnonzero(holds)
    for y in range(len(economy.types)):
        cuts = np.linspace(low[rows, y], high[rows, y], SLICES + 1)
        ends = [np.broadcast_to(e[rows], (SLICES, len(rows))).ravel() for e in (piece.lo, piece.hi)]
        boxes = np.stack([cuts[:-1].ravel(), cuts[1:].ravel(), *ends], axis=-1)
        owner = np.broadcast_to(rows, (SLICES, len(rows))).ravel()
        holds[_failing(economy, y, boxes, owner, cap)] = False
        rows = rows[holds[rows]]
    return holds


def _failing(economy: Economy, type_: int, boxes: Array, owner: Indices, cap: Array) -> Indices:
    """Return the owners of boxes (t, p) on which the conditions are not certified after cutting."""
    for _ in range(CUTS):
        bad = ~_holds(economy, type_, boxes, cap[owner])
        low, high, *price = boxes[bad].T
        middle = Intervals(low, high).middle
        halves = (low, middle, *price), (middle, high, *price)
        boxes, owner = (
            np.concatenate([np.stack(h, axis=-1) for h in halves]),
            np.tile(owner[bad], 2),
        )
    return np.unique(owner)


def _holds(economy: Economy, type_: int, boxes: Array, cap: Array) -> Mask:
    """Whether both conditions hold at every root on boxes (t, p), for every posterior."""
    t, price, k = (
        Intervals(boxes[:, 0], boxes[:, 1]),
        Intervals(boxes[:, 2], boxes[:, 3]),
        Intervals(np.zeros_like(cap), cap),
    )
    around = Omega.at(t * k)
    f, f_t, f_p, f_p_too, spent = monotonicity().run(
        economy, type_, t, price, k, around.value, around.slope
    )
    rise = ((-t).positive_part() * k)[..., None] * spent
    slope = f_p.meet(f_p_too) + rise
    falls = f_t.negative.all(axis=-1) & negative_at_roots(slope, f)
    beyond = (Intervals.exact(economy.environment.endowment[1]) - price * t).negative
    return np.asarray(falls | beyond | f.positive.all(axis=-1) | f.negative.all(axis=-1))


def negative_at_roots(slope: Intervals, f: Intervals) -> Mask:
    r"""Whether :math:`\sum_z\phi_zg_z < 0` for every posterior with :math:`\sum_z\phi_zf_z = 0`.

    It is, if for one number :math:`\lambda` every :math:`g_z + \lambda f_z` is negative.  Tried
    are 0 and the numbers at which two states are alike.

    Args:
        slope: g, shape (n, Z).
        f: f, shape (n, Z).
    """
    g, at = slope.hi, f.middle
    sure = slope.negative.all(axis=-1)
    with np.errstate(all="ignore"):
        for a, b in combinations(range(f.shape[-1]), 2):
            factor = (g[:, a] - g[:, b]) / (at[:, b] - at[:, a])
            sure |= (slope + f * factor[:, None]).negative.all(axis=-1)
    return np.asarray(sure)
