r"""Stage 2 with a rebate at finite N: the active know each other's types, not those of the inactive.

The rebate depends on the offers of the inactive, which are not announced, so an active agent's expectation
is over the state and over :math:`\sigma^I \sim \mathrm{Mult}(N - M, \mu_z)`.  Unknown are the sales t of each
type and the price, with

.. math:: \sum_x\sigma(x)t_x = M\Big(\frac{\kappa_r}p - \kappa_q\Big),\qquad
          Q = M\kappa_q + \sum_x\sigma(x)t_x^+,

and each type's slope (``symbolic.games.rebate``) zero against the totals of the others.  Newton's method
starts from the game in which everybody still holds the fee, which is nearly what a rebate comes to.

Conventions: sales are signed; a type that is absent best-responds to all totals.

Paper: section 6, the entry fee; the rebate is not in the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.mechanism.rebate import beyond, net_trade
from numeric.probability.multinomial import likely_configurations, multinomial_weights, union
from numeric.probability.posterior import posterior
from numeric.stage1 import inactive_price
from numeric.stage2.solve import solve_stage2
from numeric.status import NotSolved
from symbolic.games.rebate import (
    back_q,
    back_r,
    rebated_slope,
    rebated_utility,
    share,
    sold,
)
from symbolic.language.notation import Q_others, R_others, kappa_q, kappa_r

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MASS, STEPS, TOLERANCE, DIFFERENCE = 1e-12, 60, 1e-9, 1e-6
GRID = 50
"""Sales that a search tries in each of its rounds."""

CELLS = 1 << 18
"""Pairs of an agent and a configuration of the inactive that are evaluated at once, which bounds memory."""


@dataclass(frozen=True)
class Sales:
    """Solved games of stage 2, n configurations.

    Args:
        sold: Shape (n, X).
        price: Shape (n,).
        totals: (Q, R), shape (n, 2).
        residual: Largest slope relative to marginal utilities, of the types present, shape (n,).
    """

    sold: Array
    price: Array
    totals: Array
    residual: Array


@dataclass(frozen=True)
class RebatedMarket:
    """What the games of stage 2 have in common.

    Args:
        economy: The economy on what the fee leaves, with κ > 0.
        fee: The fee of an agent, shape (2,).
        agents: N.
        inactive: N - M.
        passive: Likely configurations of the inactive, shape (m, X).
        chances: Their probabilities in each state, shape (m, Z).
    """

    economy: Economy
    fee: Array
    agents: int
    inactive: int
    passive: Counts
    chances: Array

    @classmethod
    def of(cls, economy: Economy, fee: Array, agents: int, inactive: int) -> RebatedMarket:
        """List the likely configurations of the inactive."""
        mu = economy.floats.signal
        passive = union(*(likely_configurations(inactive, row, MASS) for row in mu))
        chances = np.stack([multinomial_weights(passive, row) for row in mu], axis=-1)
        return cls(economy, fee, agents, inactive, passive, chances)

    def fixed(self, net: Array) -> Array:
        """Return the part of the rebate that the fee and the inactive make, both goods, from their net sales (…)."""
        moved = net_trade(net, inactive_price(self.economy)) / self.agents
        return np.asarray(self.fee - moved)

    def evaluated(
        self, types: Counts, amount: Array, others: Array, belief: Array, first: Array
    ) -> tuple[Array, Array]:
        """Return the expected slope and utility of sales (n,) against totals of others (n, 2).

        Args:
            types: The agent's type, shape (n,).
            amount: What it sells.
            others: Totals of all other offers.
            belief: Beliefs over states, shape (n, Z).
            first: Signed offers of stage 1 by type, shape (X,).
        """
        given = types, amount, others, belief, first
        return self._expected(rebated_slope(), *given), self._expected(rebated_utility(), *given)

    def _expected(
        self,
        formula: sp.Expr,
        types: Counts,
        amount: Array,
        others: Array,
        belief: Array,
        first: Array,
    ) -> Array:
        """Return the expectation of a formula, shape (n,)."""
        back, found = self.fixed(self.passive @ first), np.empty(len(amount))
        size = max(1, CELLS // len(back))
        for i in range(0, len(amount), size):
            rows = slice(i, i + size)
            weight = belief[rows, None, :] * self.chances
            values = self._in_states(formula, types[rows], amount[rows], others[rows], back)
            found[rows] = (weight * values).sum(axis=(1, 2))
        return found

    def _in_states(
        self, formula: sp.Expr, types: Counts, amount: Array, others: Array, back: Array
    ) -> Array:
        """Return a formula in every state for every configuration of the inactive, (n, m, Z)."""
        shape, kappa = (len(amount), len(back)), self.economy.floats.kappa
        at: dict[Any, Any] = {
            sold: np.broadcast_to(amount[:, None], shape),
            Q_others: np.broadcast_to(others[:, 0, None], shape),
            R_others: np.broadcast_to(others[:, 1, None], shape),
            back_q: np.broadcast_to(back[:, 0], shape),
            back_r: np.broadcast_to(back[:, 1], shape),
            share: (self.agents - self.inactive) / self.agents,
            kappa_q: kappa[0],
            kappa_r: kappa[1],
        }
        kinds = np.broadcast_to(types[:, None], shape)
        return formulas_of(self.economy).in_states((formula,), at, kinds)[0]

    @np.errstate(all="ignore")  # a step may lead where there is no price; it is then shortened
    def slopes(self, counts: Array, belief: Array, first: Array, point: Array) -> Array:
        """Return the conditions at sales and log prices (n, X + 1): slopes of the types, excess of sales."""
        n, X = counts.shape
        amount, price = point[:, :X], np.exp(point[:, X])
        others = self.others(counts, amount, price)
        flat = np.tile(np.arange(X), n)
        faced = others.reshape(-1, 2), np.repeat(belief, X, axis=0)
        slope = self._expected(rebated_slope(), flat, amount.ravel(), *faced, first)
        M, kappa = counts.sum(axis=1), self.economy.floats.kappa
        excess = (counts * amount).sum(axis=1) / M - kappa[1] / price + kappa[0]
        return np.column_stack([slope.reshape(n, X), excess])

    def totals(self, counts: Array, amount: Array, price: Array) -> Array:
        """Return (Q, R) at sales (n, X) and prices (n,), which is what makes them, shape (n, 2)."""
        first = counts.sum(axis=1) * self.economy.floats.kappa[0]
        first = first + (counts * np.maximum(amount, 0.0)).sum(axis=1)
        return np.stack([first, price * first], axis=-1)

    def others(self, counts: Array, amount: Array, price: Array) -> Array:
        """Return the totals that each type faces, shape (n, X, 2)."""
        own = np.maximum(-net_trade(amount, price[:, None]), 0.0)
        return np.asarray(
            self.totals(counts, amount, price)[:, None] - (counts > 0)[..., None] * own
        )

    def solve(self, counts: Counts, first: Array, near: Sales | None = None) -> Sales:
        """Solve the games of n configurations (n, X).

        Args:
            counts: Counts of the active by type.
            first: Signed offers of stage 1 by type, shape (X,).
            near: Where to start; the game in which everybody holds the fee if left out.

        Raises:
            NotSolved: Newton did not settle, or an offer exceeds what the fee leaves.
        """
        belief, X = posterior(self.economy, counts), counts.shape[1]
        near = self._start(counts) if near is None else near
        point = np.column_stack([near.sold, np.log(near.price)])
        sigma = counts.astype(float)
        beside = DIFFERENCE * np.eye(X + 2, X + 1, -1)[:, None]  # nothing is added in the first
        many = np.tile(sigma, (X + 2, 1)), np.tile(belief, (X + 2, 1)), first
        for _ in range(STEPS):
            around = self.slopes(*many, (point + beside).reshape(-1, X + 1))
            value, *columns = around.reshape(X + 2, *point.shape)
            step = self._step((np.stack(columns, axis=-1) - value[..., None]) / DIFFERENCE, value)
            for _ in range(30):
                bad = ~np.isfinite(self.slopes(sigma, belief, first, point + step)).all(axis=1)
                if not bad.any():
                    break
                step[bad] *= 0.5
            point = point + step
            if np.abs(step).max() < 1e-11:
                break
        return self._checked(sigma, belief, first, point)

    @staticmethod
    def _step(jacobian: Array, value: Array) -> Array:
        """Return the steps of Newton's method, for Jacobians (n, X + 1, X + 1) and values (n, X + 1)."""
        try:
            return np.asarray(-np.linalg.solve(jacobian, value[..., None])[..., 0])
        except np.linalg.LinAlgError:
            raise NotSolved(
                "stage 2 with a rebate", "not solved: Newton's equations have no single solution"
            ) from None

    def _start(self, counts: Counts) -> Sales:
        """Return the solution of the game in which nothing is returned."""
        found = solve_stage2(self.economy, counts).required()
        amount = found.offers[..., 0] - found.offers[..., 1] / found.price[:, None]
        return Sales(amount, found.price, found.totals, found.residual)

    def missed(self, sigma: Array, belief: Array, first: Array, point: Array) -> Array:
        """Return the largest condition: slopes of types present, relative to what a sale gives, and excess, (n,)."""
        X, (top_q, top_r) = sigma.shape[1], self.economy.floats.endowment
        value = self.slopes(sigma, belief, first, point)
        u_r = formulas_of(self.economy).partial((0, 1), top_q, top_r, np.arange(X)).max(axis=-1)
        off = np.abs(value[:, :X]) / (np.exp(point[:, X:]) * u_r)
        excess = np.abs(value[:, X])
        return np.asarray(np.maximum(np.where(sigma > 0, off, 0.0).max(axis=1), excess))

    def _checked(self, sigma: Array, belief: Array, first: Array, point: Array) -> Sales:
        X = sigma.shape[1]
        amount, price = point[:, :X], np.exp(point[:, X])
        residual = self.missed(sigma, belief, first, point)
        if not residual.max() <= TOLERANCE:
            raise NotSolved("stage 2 with a rebate", f"not solved: off by {residual.max():.1e}")
        if beyond(np.where(sigma > 0, amount, 0.0), price[:, None], self.economy.floats.endowment):
            raise NotSolved(
                "stage 2 with a rebate", "not solved: an offer exceeds what the fee leaves"
            )
        return Sales(amount, price, self.totals(sigma, amount, price), residual)

    def best(
        self, types: Counts, others: Array, belief: Array, first: Array
    ) -> tuple[Array, Array]:
        """Return the best sales (n,) against totals of others (n, 2), and their utility, by a search in rounds."""
        top = self.economy.floats.endowment
        low = -top[1] * others[:, 0] / (others[:, 1] + top[1])
        high = np.full(len(low), top[0])
        n, rows = len(low), np.arange(len(low))
        for _ in range(4):
            grid = np.linspace(low, high, GRID + 2, axis=1)
            tried = grid[:, 1:-1]
            value = self._expected(
                rebated_utility(), np.repeat(types, GRID), tried.ravel(),
                np.repeat(others, GRID, axis=0), np.repeat(belief, GRID, axis=0), first,
            )  # fmt: skip
            value = np.where(np.isfinite(value), value, -np.inf).reshape(n, GRID)
            at = value.argmax(axis=1)
            low, high = grid[rows, at], grid[rows, at + 2]
        return tried[rows, at], value[rows, at]
