r"""The sell-all market game under full information.

All N agents sell :math:`\bar q` by rule; a type x bids :math:`b_x` on credit, knowing z and σ.  With
R the total of bids the conditions

.. math:: u_q\,\frac{N\bar q(R - b_x)}{R^2} = u_r\Big(1 - \frac1N\Big),\qquad
          \sum_x\sigma(x)b_x = R

are solved by Newton in (b, R): given R a type's condition involves its own bid only, so the
Jacobian is an arrow.  No κ is needed: there is a market at any bids.

Paper: footnote 4, the "sell-all" version of the market game.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.games.outcome import Outcome
from numeric.games.references import competitive, limit_scenarios, outcome_of, price_takers
from numeric.games.scenarios import Scenarios
from numeric.status import NotSolved, Status
from symbolic.games.market import bidding
from symbolic.language.notation import N, R, b_r

Array = NDArray[np.float64]
TOLERANCE = 1e-10
ITERATIONS = 60


def sell_all_full_information(economy: Economy, drawn: Scenarios) -> Outcome:
    """Return the outcome of the sell-all game in which z and σ are known.

    Raises:
        NotSolved: Newton's method did not solve some game.
    """
    bids, total = bids_at(economy, drawn.all.astype(float), drawn.state)
    e = economy.floats.endowment
    price = (total / (drawn.all.sum(axis=-1) * e[0]))[:, None]
    bundles = np.stack([bids / price, e[1] - bids + price * e[0]], axis=-1)
    return outcome_of(economy, drawn, bundles)


def bids_at(economy: Economy, counts: Array, state: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return bids (n, X) and their totals (n,) for counts (n, X) in known states (n,).

    Raises:
        NotSolved: A first-order condition or the total is off by more than ``TOLERANCE``.
    """
    without, price = price_takers(economy.replacing(kappa=(0, 0)), counts, state)
    bids = price[:, None] * without[..., 0]
    total = (counts * bids).sum(axis=-1)
    residual = np.full(len(state), np.inf)
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            step, change, residual = _step(economy, counts, state, bids, total)
            if (residual <= 1e-14).all():
                break
            scale = _length(step / bids)
            bids, total = bids + scale[:, None] * step, total + scale * change
    if not (residual <= TOLERANCE).all():
        raise NotSolved("the sell-all game", Status.NO_ROOT)
    return bids, total


def _step(
    economy: Economy, counts: Array, state: NDArray[np.int64], bids: Array, total: Array
) -> tuple[Array, Array, Array]:
    """Return Newton's full step of the bids (n, X) and of their totals (n,), and what is missed (n,)."""
    slope, by_bid, by_total = _conditions(economy, bids, total, counts.sum(axis=-1), state)
    free, pull = -slope / by_bid, -by_total / by_bid
    gap, more, moved = (np.einsum("nx,nx->n", counts, v) for v in (bids, free, pull))
    gap -= total
    residual = np.maximum((np.abs(free) / bids).max(axis=-1), np.abs(gap) / total)
    change = (gap + more) / (1 - moved)
    return free + pull * change[:, None], change, residual


def _length(change: Array) -> Array:
    """Return how much of a relative change of bids (n, X) is made: none falls by more than half, (n,)."""
    return np.asarray(0.5 / np.maximum(-change, 0.5).max(axis=-1))


def _conditions(
    economy: Economy, bids: Array, total: Array, number: Array, state: NDArray[np.int64]
) -> list[Array]:
    """Return the slopes and their derivatives in the bid and in R, each (n, X), in the known states."""
    shape = bids.shape
    at: dict[Any, Any] = {
        b_r: bids,
        R: np.broadcast_to(total[:, None], shape),
        N: np.broadcast_to(number[:, None], shape),
    }
    values = formulas_of(economy).in_states(bidding(), at, np.arange(len(economy.types)))
    index = np.broadcast_to(state[:, None, None], (*shape, 1))
    return [np.take_along_axis(v, index, axis=-1)[..., 0] for v in values]


def limit_of_sell_all(economy: Economy) -> Outcome:
    """Return the limit: the competitive outcome without κ."""
    return competitive(economy, limit_scenarios(economy), kappa=False)
