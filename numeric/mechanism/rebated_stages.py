r"""Both stages of the mechanism with a rebate at finite N: offers of stage 1, bundles, and the margins of Theorem 1.

If inactive, an agent who sells a at :math:`p_1` consumes :math:`(e_q - a + s_q, e_r + p_1a + s_r)`, where the
rebate s depends on :math:`p_2`, on the offers of the other inactive, and by a/N on its own.  So the best a is
against the lottery of :math:`(\sigma^A, \sigma^I)`, and :math:`p_2` depends on all a, since the active expect s
without knowing :math:`\sigma^I`: one fixed point in X unknowns.

Conventions: signed offers are positive for sales; scenarios are (z, σ^A, σ^I) with weights.  If nobody is
inactive stage 1 is cheap talk, and what is offered is that of a lottery of no width.

Paper: section 6, the entry fee; (5)-(7), (22); the rebate is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from numeric.formulas.compiled import formulas_of
from numeric.formulas.fixed_points import solved_root
from numeric.mechanism.rebate import beyond, net_trade
from numeric.mechanism.rebated_market import RebatedMarket, Sales
from numeric.probability.posterior import posterior
from numeric.stage1 import inactive_price
from numeric.status import NotSolved

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
SMALL = 1e-9
MOST = 500_000
"""Triples of a configuration, a type and a configuration of the inactive up to which draws are all used."""


class _Distinct(NamedTuple):
    """Distinct configurations of the active, and which of them each scenario has."""

    rows: Counts
    where: Counts


@dataclass(frozen=True)
class RebatedGame:
    """The game in some scenarios.

    Args:
        market: What its games of stage 2 have in common.
        state: Shape (n,).
        active: Counts of the active, shape (n, X).
        inactive: Counts of the inactive, shape (n, X).
        weight: Probabilities, shape (n,).
    """

    market: RebatedMarket
    state: Counts
    active: Counts
    inactive: Counts
    weight: Array

    @cached_property
    def _distinct(self) -> _Distinct:
        rows, where = np.unique(self.active, axis=0, return_inverse=True)
        return _Distinct(rows, where.ravel())

    def sampled(self) -> RebatedGame:
        """Return the game in every k-th scenario, for draws that are too many to solve for stage 1 in all of them."""
        size = self._distinct.rows.size * len(self.market.passive)
        some = slice(None, None, -(-size // MOST))
        return RebatedGame(
            self.market, self.state[some], self.active[some], self.inactive[some], self.weight[some]
        )

    def rebate(self, first: Array, price: Array) -> Array:
        """Return the rebate of an agent in each scenario at prices (n,), shape (n, 2)."""
        m, kappa = self.market, self.market.economy.floats.kappa
        taken = net_trade(kappa[0] - kappa[1] / price, price)
        share = (m.agents - m.inactive) / m.agents
        return np.asarray(m.fixed(self.inactive @ first) + share * taken)

    def markets(self, first: Array, near: Sales | None = None) -> Sales:
        """Solve stage 2 at the distinct configurations of the active."""
        return self.market.solve(self._distinct.rows, first, near)

    def if_inactive(self, first: Array, price: Array, x: int, offer: float) -> tuple[float, float]:
        """Return the expected utility of type x and its slope, if inactive, when it sells an amount."""
        m = self.market
        N, p_1, e = m.agents, inactive_price(m.economy), m.economy.floats.endowment
        # Where nobody of the type is inactive its bundle need not be one, and does not count.
        use = np.flatnonzero(self.inactive[:, x] > 0)
        back = self.rebate(first, price)[use] - net_trade(offer - first[x], p_1) / N
        q, r = (e + back + net_trade(offer, p_1)).T
        k = formulas_of(m.economy)
        value = k.utility(q, r, x, self.state[use])
        u = k.marginal_utilities(q, r, x, self.state[use])
        slope = (1 - 1 / N) * (p_1 * u[:, 1] - u[:, 0])
        mean, rate = np.average(
            [value, slope], axis=1, weights=self.weight[use] * self.inactive[use, x]
        ).tolist()
        return mean, rate

    def solve(self) -> RebatedSolution:
        """Return the fixed point of the offers of stage 1 and the prices of stage 2.

        Raises:
            NotSolved: It was not found, or an offer exceeds what the fee leaves.
        """
        m = self.market
        start = np.zeros(len(m.economy.types))
        near = self.markets(start)
        if m.inactive == 0:
            return RebatedSolution(self, start, near)

        def slopes(first: Array) -> Array:
            price = self.markets(first, near).price[self._distinct.where]
            pairs = [self.if_inactive(first, price, x, float(a))[1] for x, a in enumerate(first)]
            return np.array(pairs)

        found = solved_root("stage 1 with a rebate", slopes, start, SMALL, evaluations=60)
        if beyond(found, inactive_price(m.economy), m.economy.floats.endowment):
            raise NotSolved(
                "stage 1 with a rebate", "not solved: an offer exceeds what the fee leaves"
            )
        return RebatedSolution(self, found, self.markets(found, near))


@dataclass(frozen=True)
class RebatedSolution:
    """The candidate: a separating stage 1, then the equilibrium of stage 2.

    Args:
        game: The game.
        first: Signed offers of stage 1, shape (X,).
        second: Stage 2 at the distinct configurations of the active.
    """

    game: RebatedGame
    first: Array
    second: Sales

    def bundles(self) -> tuple[Array, Array]:
        """Return what the active and the inactive consume in each scenario, shapes (n, X, 2)."""
        g, p_1 = self.game, inactive_price(self.game.market.economy)
        where, e = g._distinct.where, g.market.economy.floats.endowment
        price, sold = self.second.price[where], self.second.sold[where]
        held = e + g.rebate(self.first, price)[:, None]
        return held + net_trade(sold, price[:, None]), held + net_trade(self.first, p_1)

    def margin(self) -> tuple[float, tuple[int, int]]:
        """Return the least cost less gain over pairs of types, and the pair (x, taken for).

        Cost is what the nearest offer of the other's interval loses if inactive; gain is what being taken for
        the other adds if active, the deviator best-responding with its own belief.
        """
        g, m = self.game, self.game.market
        X, N, idle = len(self.first), m.agents, m.inactive
        price = self.second.price[g._distinct.where]
        gains = [self._gains(x) for x in range(X)]
        order = np.argsort(self.first)
        ends = np.concatenate(
            [[-np.inf], 0.5 * (self.first[order][1:] + self.first[order][:-1]), [np.inf]]
        )
        place = np.argsort(order)
        rows = []
        for x, y in permutations(range(X), 2):
            cost = 0.0
            if idle:
                near = float(np.clip(self.first[x], ends[place[y]], ends[place[y] + 1]))
                own = g.if_inactive(self.first, price, x, float(self.first[x]))[0]
                cost = idle / N * (own - g.if_inactive(self.first, price, x, near)[0])
            rows.append((float(cost - (N - idle) / N * gains[x][y]), (x, y)))
        return min(rows)

    def _gains(self, x: int) -> Array:
        """Return what being taken for each type adds for an active agent of type x, shape (X,)."""
        g, m, X = self.game, self.game.market, len(self.first)
        rows, where = g._distinct
        chance = np.bincount(where, weights=g.weight * g.active[:, x], minlength=len(rows))
        use = np.flatnonzero(rows[:, x] > 0)
        weight, unit = chance[use] / chance[use].sum(), np.eye(X, dtype=np.int64)
        belief, types = posterior(m.economy, rows[use]), np.full(len(use), x)
        values = []
        for y in range(X):
            believed = rows[use] - unit[x] + unit[y]
            near = Sales(*(v[use] for v in (self.second.sold, self.second.price,
                                            self.second.totals, self.second.residual)))  # fmt: skip
            seen = m.solve(believed, self.first, near)
            others = m.others(believed.astype(float), seen.sold, seen.price)[:, y]
            values.append(m.best(types, others, belief, self.first)[1])
        return np.array([weight @ (v - values[x]) for v in values])

    def better(self, games: int = 12) -> float:
        """Return the most that a search over O adds to the payoff of a type present, in some games of stage 2."""
        g, m = self.game, self.game.market
        rows = g._distinct.rows
        some = np.unique(np.linspace(0, len(rows) - 1, games).astype(int))
        n, types = np.nonzero(rows[some] > 0)
        at = some[n]
        others = m.others(rows[at].astype(float), self.second.sold[at], self.second.price[at])
        faced = others[np.arange(len(at)), types]
        belief = posterior(m.economy, rows[at])
        _, best = m.best(types, faced, belief, self.first)
        _, own = m.evaluated(types, self.second.sold[at, types], faced, belief, self.first)
        return float((best - own).max())
