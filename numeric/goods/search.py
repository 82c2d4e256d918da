r"""A direct search for better offers at K posts: payoffs only, no slopes.

Offers of good and cash at every post, both at once, with cash in advance: drawn all over the offer
set, and around the own offer at ever smaller distances.

Paper: section 6, trading posts; Lemma 1, which says that two-sided offers are no better.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from numeric.goods.economy import GoodsEconomy

Array = NDArray[np.float64]
DRAWS, ZOOMS, CLOSER = 4000, 12, 0.4


def consumption(held: Array, offers: Array, price: Array) -> Array:
    r"""Return :math:`(\bar q_k - b_q^k + b_m^k/p_k)_k` and :math:`\bar m - \sum b_m^k + \sum p_kb_q^k`.

    Args:
        held: Holdings, cash last, shape (…, K + 1).
        offers: Shape (…, K, 2).
        price: Shape (K,) or (…, K).

    Paper: (3), post by post.
    """
    sold, spent = offers[..., 0], offers[..., 1]
    goods = held[..., :-1] - sold + spent / price
    cash = held[..., -1] - _over_posts(spent) + _over_posts(price * sold)
    return np.concatenate([goods, cash[..., None]], axis=-1)


def _over_posts(values: Array) -> Array:
    """Return the sums over the last axis, which is short: NumPy's own takes ten times as long."""
    return np.asarray(values @ np.ones(values.shape[-1]))


def better_offer(economy: GoodsEconomy, held: Array, offers: Array, total: Array, x: int) -> float:
    """Return the most that an offer which the search meets adds to the payoff of a type, utils, at least 0.

    Args:
        economy: The economy.
        held: Holdings, shape (X, K + 1).
        offers: The candidate, shape (X, K, 2).
        total: All that is offered at the posts, the own offer included, shape (K, 2).
        x: The type.
    """
    own = offers[x]
    top = np.stack([held[x, :-1], np.full(len(own), held[x, -1])], axis=-1)
    first = best = _payoff(economy, held, own[None], total - own, x)[0]
    at, size = own / top, 1.0  # in shares of what is held
    for away, moved in _drawn(x, (ZOOMS, DRAWS, *own.shape)):
        drawn = np.where(moved, at + size * away, at)
        tried = np.concatenate([at[None], np.clip(drawn, 0.0, 1.0)])
        tried[..., 1] /= np.maximum(_over_posts(tried[..., 1]), 1.0)[:, None]
        values = _payoff(economy, held, tried * top, total - own, x)
        best, at = values.max(), tried[values.argmax()]
        size *= CLOSER
    return float(best - first)


@lru_cache(maxsize=8)
def _drawn(seed: int, shape: tuple[int, ...]) -> tuple[tuple[Array, NDArray[np.bool_]], ...]:
    """Return standard normal numbers, and which half of them count, for every round: the same in every search."""
    generator, (rounds, *size) = np.random.default_rng(seed), shape
    each = [(generator.standard_normal(size), generator.random(size) < 0.5) for _ in range(rounds)]
    for values in each:
        values[0].flags.writeable = values[1].flags.writeable = False
    return tuple(each)


def _payoff(economy: GoodsEconomy, held: Array, offers: Array, others: Array, x: int) -> Array:
    """Return the payoffs of offers (n, K, 2) of a type against the others' totals (K, 2), shape (n,)."""
    total = others + offers
    # No offer leaves less than nothing; rounding may.
    bundles = np.maximum(consumption(held[x], offers, total[..., 1] / total[..., 0]), 0.0)
    with np.errstate(all="ignore"):
        values = economy.value_of(bundles, x)
    return np.where(np.isnan(values), -np.inf, values)
