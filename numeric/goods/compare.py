r"""One round of trading posts beside no trade, a second round and the competitive allocation.

A second round opens the posts again on what the first left, with κ again.  It is *myopic*: in the
first round nobody reckons with it, and agents who did would wait for the better price, so the two
rounds together are no equilibrium.

Paper: section 6, "we would want to have multiple rounds of trade".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.goods.economy import GoodsEconomy
from numeric.goods.market import Posts, solve_posts
from numeric.goods.welfare import GoodsWelfare, competitive, welfare
from numeric.status import NotSolved, Status, Told

Array = NDArray[np.float64]
TITLES = {
    "no_trade": "no trade",
    "posts": "trading posts, one round",
    "posts_two_rounds": "trading posts, a second myopic round (no equilibrium)",
    "competitive_kappa": "competitive with κ",
    "competitive": "competitive",
}


MYOPIC = Status.BEATEN.told("not an equilibrium: nobody reckons with the second round")


@dataclass(frozen=True)
class GoodsRow:
    """A mechanism at one N.

    Args:
        mechanism: Its id, a key of ``TITLES``.
        agents: N, or None where it does not matter.
        welfare: Losses; None where there is no outcome.
        price: Prices in cash, shape (K,); of the last round.
        multiplier: What a unit of cash in advance is worth beyond its use, (X,), relative.
        status: One sentence.
    """

    mechanism: str
    agents: int | None
    welfare: GoodsWelfare | None
    price: Array | None
    multiplier: Array | None
    status: Status | Told


def compare_goods(economy: GoodsEconomy, agents: Iterable[int]) -> tuple[GoodsRow, ...]:
    """Return the rows of a table, for each N.

    Args:
        economy: The economy, with κ > 0 at every post.
        agents: Values of N that divide into the types.

    Raises:
        ValueError: N does not make whole numbers of types, or κ is not positive.

    >>> from numeric.goods.economy import load_goods
    >>> rows = compare_goods(load_goods("examples/mechanisms/goods.toml"), [10])
    >>> [f"{100 * row.welfare.misallocation:.2f} %" for row in rows if row.agents]
    ['6.81 %', '0.78 %']
    """
    if not economy.exogenous.min() > 0:
        raise ValueError("mechanisms are compared for kappa > 0")
    rows = [GoodsRow("no_trade", None, welfare(economy, economy.held), None, None, Status.SOLVED)]
    for N in agents:
        first = solve_posts(economy, N)
        rows.append(_row(economy, "posts", first, first.status))
        if first.solved:
            again = solve_posts(economy, N, first.bundles)
            rows.append(_row(economy, "posts_two_rounds", again, MYOPIC))
    for name, kappa in (("competitive_kappa", True), ("competitive", False)):
        try:
            found = competitive(economy, kappa=kappa)
        except NotSolved as error:
            told = Status.NO_PRICE.told(f"not solved: {error}")
            rows.append(GoodsRow(name, None, None, None, None, told))
            continue
        most = Status.SOLVED.told(
            f"{Status.SOLVED}; purchases are up to {found.spent.max():.2f} of the cash held"
        )
        rows.append(GoodsRow(name, None, welfare(economy, found.bundles), found.price, None, most))
    return tuple(rows)


def _row(economy: GoodsEconomy, name: str, found: Posts, solved: Status | Told) -> GoodsRow:
    """Return the row of a round, with a status for where it is solved."""
    measured, status = None, found.status
    if found.solved:
        measured, status = welfare(economy, found.bundles), solved
    return GoodsRow(name, found.agents, measured, found.price, found.multiplier, status)
