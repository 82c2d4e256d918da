r"""A direct search for better offers at K posts: payoffs only, no slopes.

Offers of good and cash at every post, both at once, with cash in advance: drawn all over the offer
set, and around the own offer at ever smaller distances.

Paper: section 6, trading posts; Lemma 1, which says that two-sided offers are no better.
"""

from __future__ import annotations

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
    cash = held[..., -1] - spent.sum(axis=-1) + (price * sold).sum(axis=-1)
    return np.concatenate([goods, cash[..., None]], axis=-1)


def better_offer(economy: GoodsEconomy, held: Array, offers: Array, total: Array, x: int) -> float:
    """Return the most that an offer which the search meets adds to the payoff of a type, utils, at least 0.

    Args:
        economy: The economy.
        held: Holdings, shape (X, K + 1).
        offers: The candidate, shape (X, K, 2).
        total: All that is offered at the posts, the own offer included, shape (K, 2).
        x: The type.
    """
    generator, own = np.random.default_rng(x), offers[x]
    top = np.stack([held[x, :-1], np.full(len(own), held[x, -1])], axis=-1)
    first = best = _payoff(economy, held, own[None], total - own, x)[0]
    at, size = own / top, 1.0  # in shares of what is held
    for _ in range(ZOOMS):
        drawn = generator.normal(at, size, size=(DRAWS, *own.shape))
        moved = generator.uniform(size=drawn.shape) < 0.5  # half of the offers stay as they are
        tried = np.concatenate([at[None], np.clip(np.where(moved, drawn, at), 0.0, 1.0)])
        tried[..., 1] /= np.maximum(tried[..., 1].sum(axis=1), 1.0)[:, None]
        values = _payoff(economy, held, tried * top, total - own, x)
        best, at = values.max(), tried[values.argmax()]
        size *= CLOSER
    return float(best - first)


def _payoff(economy: GoodsEconomy, held: Array, offers: Array, others: Array, x: int) -> Array:
    """Return the payoffs of offers (n, K, 2) of a type against the others' totals (K, 2), shape (n,)."""
    total = others + offers
    # No offer leaves less than nothing; rounding may.
    bundles = np.maximum(consumption(held[x], offers, total[..., 1] / total[..., 0]), 0.0)
    with np.errstate(all="ignore"):
        values = economy.value_of(bundles, x)
    return np.where(np.isnan(values), -np.inf, values)
