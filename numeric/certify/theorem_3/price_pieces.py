r"""What every type consumes, and what it loses, at all realised prices of small pieces and for every κ.

At a realised price p every agent's bundle is on its budget line, so with the value :math:`e(p, v)`
of the cheapest bundle that gives v, in the state z,

.. math:: p\bar q + \bar r - e(p, v(t) + \epsilon) \;\le\; \frac{v(t^*) - v(t) - \epsilon}{u_r(c^*)},
          \qquad v(t) = u(\bar q + t, \bar r - pt; x, z),

where :math:`t^*` is the trade of a price-taker who knows z and :math:`c^*` its bundle: there
:math:`\nabla u = u_r(c^*)(p, 1)`, and e is convex in the level with the slope :math:`1/u_r(c^*)`.
An active agent's trade is the root of

.. math:: \sum_{z'}\phi_{z'}f_{z'} = 0,\quad f_{z'} = [u_q - p\,\omega(kt)u_r]_{z'},\qquad
          v'(t) = p(\omega - 1)u_r - \sum_{z' \ne z}\frac{\phi_{z'}}{\phi_z}f_{z'},

and as v is concave, :math:`v(t^*) - v(t) \le |v'(t)|\,|t^* - t|`: both factors are small where k
and the odds are.  Both trades are roots for a k and a :math:`\phi` of the box, and lie between the
certified bounds T.

An inactive agent has a fixed bundle x, and :math:`p\cdot x - e(p, u(x) + \epsilon) \le p\cdot x -
[\nabla u(c)\,c + u(x) + \epsilon - u(c)]/\lambda` for every c (``bundles``).

The prices are covered whatever κ is, up to a ceiling: the trades add up to :math:`\sum_ys_yt_y =
\kappa_q - \kappa_r/p`.  At :math:`p \le P_1` every type buys more than the ceiling if :math:`f > 0`
at t equal to it for all :math:`p \in [0, P_1]`; at :math:`p \ge P_2` every type sells for more than
it if, with :math:`\rho = 1/p`, :math:`\rho u_q - \omega u_r < 0` at :math:`t = -\rho` times it for
all :math:`\rho \in [0, 1/P_2]`.

Paper: section 5 and section 7.3; the bounds are not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Array, Intervals, as_intervals, up
from numeric.certify.stage1.enclose import certify_stage1
from numeric.certify.theorem_1.price_range import WIDER
from numeric.certify.theorem_1.state_formulas import StateFormulas
from numeric.certify.theorem_1.trades import Omega, about_at, bounds_at
from numeric.certify.theorem_3.bundles import cheapest
from numeric.certify.theorem_3.nearness import Nearness
from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from symbolic.language.notation import q, r
from symbolic.model.efficiency import marginals

COARSE = 200
"""Pieces of the whole range of prices, of which those with an equilibrium are cut further."""

DOUBLINGS = 60


@cache
def _marginals() -> StateFormulas:
    """Return u, u_q and u_r at a bundle, compiled for intervals."""
    return StateFormulas(list(marginals()), (q, r))


def utilities(
    economy: Economy, type_: int, first: Intervals, second: Intervals
) -> tuple[Intervals, Intervals, Intervals]:
    """Return u, u_q and u_r of a type at bundles, with the states on a new last axis."""
    u, u_q, u_r = _marginals().run(economy, type_, first, second)
    return u, u_q, u_r


@dataclass(frozen=True)
class Pieces:
    r"""What is enclosed on n pieces of the realised price, in one state.

    Args:
        price: The pieces.
        trades: T, shape (n, X).
        active: Upper bounds on :math:`p\bar q + \bar r - e(p, v(t) + \epsilon)` of the active,
            shape (n, X).
        inactive: Upper bounds on :math:`p\cdot x - e(p, u(x) + \epsilon)` of the inactive, shape
            (n, X).
    """

    price: Intervals
    trades: Intervals
    active: Array
    inactive: Array


def price_ends(
    economy: Economy, influence: Fraction, ceiling: Fraction
) -> tuple[float, float] | None:
    """Return prices between which all equilibria lie, for every κ up to a ceiling, or None.

    Args:
        economy: An economy in which both goods are normal for every posterior (unchecked here).
        influence: The greatest k.
        ceiling: The greatest κ of either good.
    """
    low = high = float(economy.floats.endowment[1] / economy.floats.endowment[0])
    for _ in range(DOUBLINGS):
        if _all_buy(economy, influence, ceiling, low):
            break
        low /= 2
    else:
        return None
    for _ in range(DOUBLINGS):
        if _all_sell(economy, influence, ceiling, high):
            return low, high
        high *= 2
    return None


def _all_buy(economy: Economy, influence: Fraction, ceiling: Fraction, low: float) -> bool:
    """Whether every type buys more than the ceiling at all prices up to ``low``, whatever its posterior."""
    q_bar, r_bar = economy.environment.endowment
    t, price = Intervals.exact(ceiling), Intervals(0.0, low)
    omega = Omega.at(t * Intervals(0.0, Intervals.exact(influence).hi)).value
    rest = r_bar - price * t
    if not rest.positive:
        return False
    for y in range(len(economy.types)):
        _, u_q, u_r = utilities(economy, y, as_intervals(q_bar) + t, rest)
        if not (u_q - price * omega * u_r).positive.all():
            return False
    return True


def _all_sell(economy: Economy, influence: Fraction, ceiling: Fraction, high: float) -> bool:
    """Whether every type sells for more than the ceiling from a price on, whatever its posterior."""
    q_bar, r_bar = economy.environment.endowment
    inverse = Intervals(0.0, (1 / Intervals.points(high)).hi)
    sold = inverse * ceiling
    omega = Omega.at(-sold * Intervals(0.0, Intervals.exact(influence).hi)).value
    rest = q_bar - sold
    if not (rest.positive and omega.positive):
        return False
    for y in range(len(economy.types)):
        _, u_q, u_r = utilities(economy, y, rest, as_intervals(r_bar) + ceiling)
        if not (inverse * u_q - omega * u_r).negative.all():
            return False
    return True


def trades_at(economy: Economy, near: Nearness, influence: Fraction, price: Intervals) -> Intervals:
    """Return T, shape (n, X): bounds on all trades at all prices of each piece; infinite if not certified."""
    n = len(price.lo)
    cap = np.full(n, float(Intervals.exact(influence).hi))
    beliefs = Intervals(
        *(np.broadcast_to(e, (n, len(e))) for e in (near.beliefs.lo, near.beliefs.hi))
    )
    prices = price.lo, price.hi, price.lo, price.hi
    ends = about_at(economy, prices, cap, beliefs, (-1, -1, 1, 1))
    starts = ends[:2].min(axis=0), ends[2:].max(axis=0)
    return Intervals(*bounds_at(economy, (price, price), cap, beliefs, (-1, 1), starts, WIDER))


def pieces(
    economy: Economy,
    state: int,
    near: Nearness,
    influence: Fraction,
    price: Intervals,
    epsilon: Fraction,
) -> Pieces:
    """Enclose what every type consumes and loses at the prices of some pieces.

    Args:
        economy: An economy in which both goods are normal for every posterior (unchecked here).
        state: z.
        near: The shares and posteriors near z.
        influence: The greatest k.
        price: The pieces.
        epsilon: ε.
    """
    trades = trades_at(economy, near, influence, price)
    k = Intervals(0.0, Intervals.exact(influence).hi)
    X = range(len(economy.types))
    active = [_active(economy, x, state, near, price, trades[:, x], k, epsilon) for x in X]
    inactive = [_inactive(economy, x, state, price, epsilon) for x in X]
    return Pieces(price, trades, np.stack(active, axis=-1), np.stack(inactive, axis=-1))


def _active(
    economy: Economy,
    type_: int,
    state: int,
    near: Nearness,
    price: Intervals,
    trade: Intervals,
    k: Intervals,
    epsilon: Fraction,
) -> Array:
    """Bound what an active agent's bundle is worth less than what gives ε more utils."""
    q_bar, r_bar = (Intervals.exact(e) for e in economy.environment.endowment)
    first, second = q_bar + trade, r_bar - price * trade
    inside = first.positive & second.positive
    _, u_q, u_r = utilities(economy, type_, first, second)
    omega = Omega.at(trade * k).value
    slope = price * (omega - 1) * u_r[:, state]
    for other, most in enumerate(near.odds):
        if other != state:
            f = u_q[:, other] - price * omega * u_r[:, other]
            slope = slope - f * Intervals(0.0, most)
    slope = slope.meet(u_q[:, state] - price * u_r[:, state])
    width = up(trade.hi - trade.lo)
    lost = Intervals.points(slope.magnitude()) * width - epsilon
    bounded = (Intervals.points(lost.hi) / u_r[:, state]).hi
    return np.where(inside & np.isfinite(width), bounded, np.inf)


def _inactive(
    economy: Economy, type_: int, state: int, price: Intervals, epsilon: Fraction
) -> Array:
    """Bound what an inactive agent's bundle is worth less than what gives ε more utils."""
    own = inactive_bundle(economy, type_)
    start = (float(own[0].middle), float(own[1].middle))
    tried = cheapest(economy, type_, state, price.middle, start, float(epsilon))
    tried = np.where(np.isfinite(tried) & (tried > 0), tried, np.array(start))
    c_q, c_r = Intervals.points(tried[:, 0]), Intervals.points(tried[:, 1])
    at_own = utilities(economy, type_, *own)[0][state]
    u, u_q, u_r = (v[:, state] for v in utilities(economy, type_, c_q, c_r))
    by_q = u_q / price
    largest = Intervals(np.maximum(by_q.lo, u_r.lo), np.maximum(by_q.hi, u_r.hi))
    least_spent = (u_q * c_q + u_r * c_r + (at_own - u + epsilon)) / largest
    return np.asarray((price * own[0] + own[1] - least_spent).hi)


@by_environment(maxsize=256)
def inactive_bundle(economy: Economy, type_: int) -> tuple[Intervals, Intervals]:
    """Return what a type consumes at α* if it is inactive, on the line p₁q + r = p₁q̄ + r̄.

    Raises:
        ValueError: Its best consumption is not enclosed.
    """
    consumed = certify_stage1(economy).consumption[type_]
    if consumed is None:
        raise ValueError(f"the best consumption of type {economy.types[type_]} is not enclosed")
    q_bar, r_bar = economy.environment.endowment
    first = Intervals(Intervals.exact(consumed.low).lo, Intervals.exact(consumed.high).hi)
    return first, (q_bar - first) * (r_bar / q_bar) + r_bar


def cut(ends: tuple[float, float], number: int) -> Intervals:
    """Return adjacent pieces of about equal ratio that cover everything between two prices."""
    edges = np.geomspace(*ends, number + 1)
    edges[0], edges[-1] = ends
    return Intervals(edges[:-1], edges[1:])
