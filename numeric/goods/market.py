r"""One round of K trading posts: a symmetric equilibrium of types that are known.

At post k the price is :math:`p_k = M_k/Q_k`, with totals of all offers and :math:`N\kappa^k`.  An offer
:math:`(b_q^k, b_m^k)` leaves :math:`\bar q_k - b_q^k + b_m^k/p_k` of good k; purchases are paid in
advance, :math:`\sum_k b_m^k \le \bar m`.  The best response is a concave program (``symbolic.games.posts``),
so these conditions are sufficient: with λ ≥ 0 the multiplier of the cash constraint,

.. math:: \frac{u_k}{p_k}\,\frac{M_{k,-}}{M_k} - u_m - \lambda \le 0 \perp b_m^k \ge 0,\qquad
          u_m\,p_k\,\frac{Q_{k,-}}{Q_k} - u_k \le 0 \perp b_q^k \ge 0 .

Where λ > 0 there is a band of prices at which a type does not trade, which one post does not have.

Method: the Fischer-Burmeister form of the complementarity, all types and posts at once, by MINPACK's hybrid
method.  What it returns is judged by its residual and by a search for better offers, of both goods at
every post.

Paper: section 6, trading posts; (14) for one post.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from numeric.formulas.fixed_points import largest_gap
from numeric.goods.economy import GoodsEconomy
from numeric.goods.search import better_offer, consumption
from numeric.status import Status, Told

Array = NDArray[np.float64]
TOLERANCE = 1e-9
NOTHING = 1e-13
BETTER = 1e-9
"""Utils by which an offer must be better to count as better."""
STARTS = 0.1, 0.03, 0.3, 0.01, 1.0, 0.003
"""Shares of what is held that all types offer of everything, and multipliers, from which equilibria are sought."""


@dataclass(frozen=True)
class Posts:
    """A symmetric equilibrium of one round.

    Args:
        agents: N.
        offers: Offers (good, cash) of each type at each post, shape (X, K, 2); NaN where none was found.
        price: Shape (K,).
        bundles: Consumption, cash last, shape (X, K + 1).
        multiplier: λ of each type, shape (X,): positive where cash binds.
        residual: The largest violation of a condition, relative to marginal utilities.
        gain: The most that a direct search over offers of all goods adds to a type's payoff, utils.
        status: One sentence.
    """

    agents: int
    offers: Array
    price: Array
    bundles: Array
    multiplier: Array
    residual: float
    gain: float
    status: Status | Told

    @property
    def solved(self) -> bool:
        """Whether the conditions are met."""
        return self.status.solved


def totals(economy: GoodsEconomy, agents: int, offers: Array) -> Array:
    """Return the totals (good, cash) at each post, shape (K, 2)."""
    shares = np.array([float(s) for s in economy.shares])
    return np.asarray(agents * (economy.exogenous + np.einsum("x,xki->ki", shares, offers)))


def conditions(
    economy: GoodsEconomy, agents: int, held: Array, offers: Array, multiplier: Array
) -> tuple[Array, Array, Array]:
    """Return the slopes in the offers (X, K, 2), relative to marginal utilities, what cash is left (X,), bundles."""
    total = totals(economy, agents, offers)
    price = total[:, 1] / total[:, 0]
    bundle = consumption(held, offers, price)
    u = economy.marginal(bundle)
    goods, cash = u[:, :-1], u[:, -1:]
    others = 1 - offers / total
    buy = goods / price * others[..., 1] - cash - multiplier[:, None] * cash
    sell = cash * price * others[..., 0] - goods
    scale = np.stack(np.broadcast_arrays(goods, cash), axis=-1)
    slopes = np.stack([sell, buy], axis=-1) / np.abs(scale)
    left = (held[:, -1] - offers[..., 1].sum(axis=1)) / held[:, -1]
    return slopes, left, bundle


def solve_posts(economy: GoodsEconomy, agents: int, held: Array | None = None) -> Posts:
    """Return a symmetric equilibrium of one round.

    Args:
        economy: The economy; that utility is concave is not checked.
        agents: N, such that N times each share is a whole number at least 1.
        held: Holdings at the start of the round, shape (X, K + 1); endowments if left out.

    Raises:
        ValueError: N does not make whole numbers of types.

    >>> from numeric.goods.economy import load_goods
    >>> found = solve_posts(load_goods("examples/mechanisms/goods.toml"), 10)
    >>> found.solved, bool(found.multiplier.min() > 0)
    (True, True)
    """
    if agents < 2 or any((agents * s).denominator != 1 for s in economy.shares):
        raise ValueError(f"agents must be at least 2 and divide into the types, got {agents}")
    holding = economy.held if held is None else held
    size = np.stack(np.broadcast_arrays(holding[:, :-1], holding[:, -1:]), axis=-1)

    def parts(at: Array) -> tuple[Array, Array]:
        """Return the offers, of which the first unknowns are shares of what is held, and the multipliers."""
        shares, multiplier = np.split(at, [size.size])
        return shares.reshape(size.shape) * size, multiplier

    def gaps(at: Array) -> Array:
        slopes, left, _ = conditions(economy, agents, holding, *parts(at))
        return _fischer_burmeister(at, np.concatenate([-slopes.ravel(), left]))

    with np.errstate(all="ignore"):
        for start in STARTS:
            at = root(gaps, np.full(size.size + len(size), start), tol=1e-14).x
            traded = parts(np.where(at > NOTHING, at, 0.0))
            found = _judged(economy, agents, holding, *traded, largest_gap(gaps(at)))
            if found.solved:
                break
    return found


def _judged(
    economy: GoodsEconomy, agents: int, held: Array, offers: Array, multiplier: Array, off: float
) -> Posts:
    total = totals(economy, agents, offers)
    price = total[:, 1] / total[:, 0]
    bundles = consumption(held, offers, price)
    status: Status | Told = Status.SOLVED
    gain = np.nan
    if not off <= TOLERANCE:
        status = Status.NO_ROOT.told(f"not solved: a condition is off by {off:.1e}")
    else:
        gain = max(better_offer(economy, held, offers, total, x) for x in range(len(held)))
        if not gain <= BETTER:
            status = Status.BEATEN.told(f"{Status.BEATEN}, by {gain:.1e} utils")
    if not status.solved:
        offers, bundles = np.full_like(offers, np.nan), np.full_like(bundles, np.nan)
    return Posts(agents, offers, price, bundles, multiplier, off, gain, status)


def _fischer_burmeister(a: Array, b: Array) -> Array:
    """Return a function that is zero exactly where a and b are at least 0 and one of them is 0."""
    return np.asarray(a + b - np.hypot(a, b))
