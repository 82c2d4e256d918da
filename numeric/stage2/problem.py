r"""What every method for stage 2 is given, and what it returns.

A problem is a list of configurations with the common belief at each.  A method attempts each of
them: it returns offers, totals and a residual, and whether an attempt is a solution is read off its
residual alone.

Conventions: totals include the offers of all active agents and Mκ; a type's ``amount`` is its offer
on its side of the market; arrays have one row per configuration.

Paper: section 3.1, equations (16)-(20).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from numeric.competitive.price_taking import autarky_rates, price_taking
from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.one_by_one import NO_NUMBER, Expected, expected_of
from symbolic.language.notation import Q, R, b_q, b_r
from symbolic.model import aggregative as formulas

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
MANY = 256
"""From so many conditions on it pays to tell sellers from buyers before they are evaluated."""
FEW = 96
"""Up to so many numbers, of games, types and states, are computed one by one."""


@dataclass(frozen=True)
class Stage2Problem:
    """Configurations whose equilibria are asked for.

    Args:
        economy: An economy with positive kappa.
        sigma: Counts of active agents by type, shape (n, X), at least one agent in each row.
        belief: Common beliefs, shape (n, Z).
        given: Exogenous totals, shape (n, 2); Mκ if None.
    """

    economy: Economy
    sigma: Array
    belief: Array
    given: Array | None = None

    @cached_property
    def active(self) -> Array:
        """M of each configuration, shape (n,)."""
        return np.asarray(self.sigma.sum(axis=-1))

    @cached_property
    def exogenous(self) -> Array:
        """What is offered besides the offers of the active, shape (n, 2)."""
        if self.given is not None:
            return self.given
        return np.asarray(self.economy.floats.kappa * self.active[:, None])

    @cached_property
    def shares(self) -> Array:
        """Shares of the types, shape (n, X)."""
        return np.asarray(self.sigma / self.active[:, None])

    @cached_property
    def rates(self) -> Array:
        """Rates of substitution at the endowment, shape (n, X).

        By (20) a type sells above its own.
        """
        return autarky_rates(self.economy, self.belief)

    @cached_property
    def price_taking(self) -> tuple[Array, Array]:
        """Net sales (n, X) and prices (n,) of price-takers, from which every method starts."""
        return price_taking(self.economy, self.shares, self.belief)

    def part(self, rows: Rows) -> Stage2Problem:
        """Return the problem of some rows, with what has been computed for them."""
        given = None if self.given is None else self.given[rows]
        some = Stage2Problem(self.economy, self.sigma[rows], self.belief[rows], given)
        some.__dict__["rates"] = self.rates[rows]  # which all methods need
        known: dict[str, Any] = self.__dict__
        for name in ("active", "shares"):
            if name in known:
                some.__dict__[name] = known[name][rows]
        if "price_taking" in known:
            sales, price = known["price_taking"]
            some.__dict__["price_taking"] = sales[rows], price[rows]
        return some


@dataclass
class Point:
    """Where a method stands: amounts (n, X), totals (n, 2), sides (n, X)."""

    amount: Array
    totals: Array
    sells: Flags

    @property
    def offers(self) -> Array:
        """Offers (n, X, 2)."""
        sold, bought = (
            np.where(self.sells, self.amount, 0.0),
            np.where(self.sells, 0.0, self.amount),
        )
        return np.stack([sold, bought], axis=-1)


@dataclass(frozen=True)
class Attempt:
    """What a method returns for each configuration; infinite residuals where it found nothing.

    Args:
        offers: Offers of the types, shape (n, X, 2); those of absent types mean nothing.
        totals: (Q, R) with Mκ included, shape (n, 2).
        residual: The largest relative first-order condition of the types present and relative gap
            of the totals, shape (n,).
    """

    offers: Array
    totals: Array
    residual: Array

    @classmethod
    def none(cls, n: int, types: int) -> Attempt:
        """Return an attempt that found nothing."""
        return cls(np.full((n, types, 2), np.nan), np.full((n, 2), np.nan), np.full(n, np.inf))

    @classmethod
    def at(cls, problem: Stage2Problem, point: Point) -> Attempt:
        """Return the attempt that a point is, with its residual."""
        return cls(point.offers, point.totals, residuals(problem, point))

    def improved_by(self, rows: Rows, other: Attempt) -> None:
        """Take over, in place, those rows of another attempt whose residual is smaller."""
        better = ~(self.residual[rows] <= other.residual)
        rows = rows[better]
        self.offers[rows], self.totals[rows] = other.offers[better], other.totals[better]
        self.residual[rows] = other.residual[better]


class Method(Protocol):
    """A method for stage 2."""

    @staticmethod
    def solve(problem: Stage2Problem) -> Attempt:
        """Attempt every configuration of a problem."""
        ...


@dataclass(frozen=True)
class Sides:
    """The linearised conditions of sellers and of buyers, and what they have of the goods that they offer."""

    seller: Expected
    buyer: Expected
    top_q: float
    top_r: float

    @classmethod
    def of(cls, economy: Economy) -> Sides | None:
        """Return the conditions of an economy, or None where they are not computed one by one."""
        seller = expected_of(economy, formulas.seller_linearised(), (b_q, Q, R))
        buyer = expected_of(economy, formulas.buyer_linearised(), (b_r, Q, R))
        if seller is None or buyer is None:
            return None
        return cls(seller, buyer, *economy.floats.endowment.tolist())


@dataclass(frozen=True)
class Conditions:
    """First-order conditions, each (n, X).

    Args:
        cost: What a marginal unit of the offer is worth to its owner.
        gain: What it brings.
        by_b: Derivative of gain less cost in the own offer.
        by_q: Derivative in Q.
        by_r: Derivative in R.
    """

    cost: Array
    gain: Array
    by_b: Array
    by_q: Array
    by_r: Array

    @property
    def relative(self) -> Array:
        """The slope over the sum of its terms' absolute values."""
        with np.errstate(all="ignore"):
            return np.asarray((self.gain - self.cost) / (np.abs(self.gain) + np.abs(self.cost)))


def conditions(economy: Economy, at: Point, belief: Array) -> Conditions:
    """Evaluate every type's condition on its side of the market; beliefs are (n, Z)."""
    if at.amount.size >= MANY:
        return _by_side(economy, at, belief)
    few = _one_by_one(economy, at, belief)
    if few is not None:
        return few
    k, types = formulas_of(economy), np.arange(at.amount.shape[1])
    total_q, total_r = at.totals[:, :1], at.totals[:, 1:]
    selling: dict[Any, Any] = {b_q: at.amount, Q: total_q, R: total_r}
    buying: dict[Any, Any] = {b_r: at.amount, Q: total_q, R: total_r}
    beliefs = belief[:, None, :]
    sold = k.all_expected(formulas.seller_linearised(), selling, beliefs, types)
    bought = k.all_expected(formulas.buyer_linearised(), buying, beliefs, types)
    return Conditions(*(np.where(at.sells, a, b) for a, b in zip(sold, bought, strict=True)))


def _one_by_one(economy: Economy, at: Point, belief: Array) -> Conditions | None:
    """Return the same numbers, computed one by one, or None where they are many or that cannot be done."""
    n, X = at.amount.shape
    if not 0 < n * X * belief.shape[1] <= FEW:
        return None
    sides = Sides.of(economy)
    if sides is None:
        return None
    rows = zip(*(v.tolist() for v in (at.amount, at.totals, at.sells, belief)), strict=True)
    try:
        found = [
            (sides.seller if sells else sides.buyer)((b, *totals), x, phi)
            for amounts, totals, selling, phi in rows
            for x, (b, sells) in enumerate(zip(amounts, selling, strict=True))
        ]
    except NO_NUMBER:
        return None
    return Conditions(*np.array(found).T.reshape(-1, n, X))


def _by_side(economy: Economy, at: Point, belief: Array) -> Conditions:
    """Return the same numbers, each formula evaluated for those alone who are on its side."""
    k, found = formulas_of(economy), np.empty((len(fields(Conditions)), *at.amount.shape))
    for sells, amount, formula in (
        (True, b_q, formulas.seller_linearised()),
        (False, b_r, formulas.buyer_linearised()),
    ):
        rows, types = np.nonzero(at.sells == sells)
        if len(rows):
            here: dict[Any, Any] = {amount: at.amount[rows, types]}
            here |= {Q: at.totals[rows, 0], R: at.totals[rows, 1]}
            found[:, rows, types] = k.all_expected(formula, here, belief[rows], types)
    return Conditions(*found)


def tops(economy: Economy, sells: Flags) -> Array:
    """Return the endowment of the good that each type offers, shape (n, X)."""
    top_q, top_r = economy.floats.endowment
    return np.asarray(np.where(sells, top_q, top_r))


def added_up(problem: Stage2Problem, offers: Array) -> Array:
    r"""Return the totals :math:`M\kappa + \sum_x\sigma(x)b(x)` (or of other exogenous offers), shape (n, 2).

    Args:
        problem: Configurations.
        offers: Offers, shape (n, X, 2).
    """
    return np.asarray(problem.exogenous + (problem.sigma[..., None] * offers).sum(axis=1))


def residuals(problem: Stage2Problem, point: Point) -> Array:
    """Return the largest relative condition of the types present and relative gap of the totals.

    Shape (n,); infinite where an offer leaves [0, endowment]: the conditions have roots there too,
    which are no solutions.  An offer of nothing, or of the whole endowment, is best where less, or
    more, would be better still.
    """
    economy, sigma = problem.economy, problem.sigma
    relative, present = conditions(economy, point, problem.belief).relative, sigma > 0
    none, all_ = point.amount == 0, point.amount == tops(economy, point.sells)
    relative = np.maximum(np.where(none, 0.0, -relative), np.where(all_, 0.0, relative))
    with np.errstate(all="ignore"):
        gaps = np.abs(added_up(problem, point.offers) - point.totals) / point.totals
    residual = np.maximum(np.where(present, relative, 0.0).max(axis=-1), gaps.max(axis=-1))
    within = (point.offers >= 0) & (point.offers <= economy.floats.endowment)
    feasible = (point.totals > 0).all(axis=-1) & (within.all(axis=-1) | ~present).all(axis=-1)
    return np.where(feasible & ~np.isnan(residual), residual, np.inf)
