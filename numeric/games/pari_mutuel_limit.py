r"""The limit of the pari-mutuel version for large N.

In each state the price is certain: the active know it and take it, the inactive have offered against
the lottery of prices that they believe,

.. math:: p^z = \frac{(1-\eta)\sum_x\mu_z(x)b_r^z(x) + \eta\sum_x\mu_z(x)a_r(x) + \kappa_r}
                     {(1-\eta)\sum_x\mu_z(x)b_q^z(x) + \eta\sum_x\mu_z(x)a_q(x) + \kappa_q}.

As η goes to 0 it is the competitive outcome with κ, as η goes to 1 the one-stage game.

Paper: section 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.competitive.demand import budget_lines, demand_by_state
from numeric.economy.economy import Economy
from numeric.formulas.fixed_points import solved_root
from numeric.games.outcome import Outcome, traded
from numeric.mechanism.one_shot import best_offers, either_side

Array = NDArray[np.float64]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class PariMutuelLimit:
    """The limit.

    Args:
        share: η.
        offers: Offers of stage 1, shape (X, 2).
        active: Offers of the active in each state, shape (Z, X, 2).
        price: Shape (Z,).
    """

    share: float
    offers: Array
    active: Array
    price: Array


def pari_mutuel_limit(economy: Economy, share: float) -> PariMutuelLimit:
    """Return the prices at which offers reproduce them, from the competitive prices on.

    Args:
        economy: An economy with κ > 0.
        share: The share of the inactive, in [0, 1].

    Raises:
        NotSolved: The solver did not find such prices.
    """
    d, lines, budgets = economy.floats, either_side(economy), budget_lines(economy)

    def active(price: Array) -> Array:
        kept = demand_by_state(economy, price, budgets)
        sold = np.maximum(d.endowment[0] - kept, 0.0)
        bought = price[:, None] * np.maximum(kept - d.endowment[0], 0.0)
        return np.stack([sold, bought], axis=-1)

    def gap(logs: Array) -> Array:
        price = np.exp(logs)
        first, second = best_offers(economy, price, lines), active(price)
        totals = d.kappa + share * d.signal @ first
        totals = totals + (1 - share) * np.einsum("zx,zxi->zi", d.signal, second)
        return np.asarray(np.log(totals[:, 1] / totals[:, 0]) - logs)

    start = solve_competitive(economy).price
    what = "the limit of the pari-mutuel version"
    price = np.exp(solved_root(what, gap, np.log(start), TOLERANCE, evaluations=200))
    return PariMutuelLimit(share, best_offers(economy, price, lines), active(price), price)


def limit_outcome(economy: Economy, found: PariMutuelLimit) -> Outcome:
    """Return the outcome of the limit: shares for counts, one scenario for each state."""
    d, X, Z = economy.floats, len(economy.types), len(economy.states)
    first = np.broadcast_to(found.offers, (Z, X, 2))
    return Outcome(
        np.tile(np.arange(X), 2),
        np.arange(Z),
        d.prior,
        np.concatenate([(1 - found.share) * d.signal, found.share * d.signal], axis=1),
        traded(economy, np.concatenate([found.active, first], axis=1), found.price),
    )
