r"""Stage 1, competitive equilibria, stage 2 and margins of many economies of one family, in one call.

Where the signs of coefficients decide that utility is increasing and strictly concave, the
first-order conditions are sufficient and Newton's method is used for all rows at once; what it
leaves, and economies for which nothing is decided, go to the solvers for one economy.

Conventions: NaN where not solved; a row's competitive price is the one that Newton reaches from no
trade (``unique`` is not asked for here).

Paper: sections 3.1 and 3.2, equations (5)-(7), (16)-(19), (23); Theorem 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.competitive.competitive import solve_competitive
from numeric.economy.economy import Economy
from numeric.economy.fields import InputError
from numeric.many.arrays import Many, many
from numeric.many.newton import bracketed, game, price_takers
from numeric.shown import Shown
from numeric.stage1 import solve_stage1
from numeric.stage2.solve import TOLERANCE, solve_stage2
from symbolic.derivatives.conditions import bought, sold, stage1_condition
from symbolic.language.notation import gamma, p, q
from symbolic.language.slopes import diff
from symbolic.model import price_taking as taking
from symbolic.model import signed

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
START, CORNER = 0.5, 1e-12
"""Shares of a budget line: where a root is looked for first, and what is an end."""
ROOT = 1e-11
"""Largest excess demand and largest slope, relative to their terms, where Newton has settled."""
BLOCK = 1 << 13
"""Economies taken at once, which bounds memory."""


@dataclass(frozen=True, repr=False)
class ManySolutions(Shown):
    """Solutions of n economies.

    Args:
        consumption: q_1(α*(x)), shape (n, X).
        stage1_offers: α*(x), shape (n, X, 2).
        price: p^z, shape (n, Z).
        allocations: (q^z(x), r^z(x)), shape (n, Z, X, 2).
        stage2_offers: β^σ(x), shape (n, X, 2); None where no configuration was given.
        stage2_price: The price of stage 2, shape (n,), or None.
        stage2_totals: (Q, R), shape (n, 2), or None.
        posterior: φ^σ, shape (n, Z), or None.
        solved: Whether everything that was asked for is solved, shape (n,).
        single: Rows that were left to the solvers for one economy, shape (n,).
    """

    AXES: ClassVar[dict[str, tuple[str, ...]]] = {
        "consumption": ("economy", "type"),
        "stage1_offers": ("economy", "type", "good"),
        "price": ("economy", "state"),
        "allocations": ("economy", "state", "type", "good"),
        "stage2_offers": ("economy", "type", "good"),
        "stage2_price": ("economy",),
        "stage2_totals": ("economy", "good"),
        "posterior": ("economy", "state"),
        "solved": ("economy",),
    }

    consumption: Array
    stage1_offers: Array
    price: Array
    allocations: Array
    stage2_offers: Array | None
    stage2_price: Array | None
    stage2_totals: Array | None
    posterior: Array | None
    solved: Flags
    single: Flags


def solve_many(
    economy: Economy,
    *,
    parameters: Mapping[str, ArrayLike] | None = None,
    prior: ArrayLike | None = None,
    signal: ArrayLike | None = None,
    endowment: ArrayLike | None = None,
    kappa: ArrayLike | None = None,
    eta: ArrayLike | None = None,
    configurations: ArrayLike | None = None,
) -> ManySolutions:
    """Solve n economies that differ from one economy in what is given.

    Args:
        economy: Gives utility, types, states and everything that is left out.
        parameters: Parameters of the utility, each (n, X, Z) or broadcasting to it.
        prior: Shape (n, Z).
        signal: Shape (n, Z, X).
        endowment: Shape (n, 2).
        kappa: Shape (n, 2), positive.
        eta: Shape (n,).
        configurations: Counts of active agents by type, (X,) or (n, X), for stage 2.

    Raises:
        InputError: Shapes do not fit or numbers are not admissible.

    Paper: sections 3.1 and 3.2.

    >>> economy = Economy(prior=[1], signal=[["1/2", "1/2"]], endowment=[1, 1], kappa=["1/20", "1/20"], eta="1/10",
    ...                   utility="theta*log(q) + log(r)", parameters={"theta": [[1], [2]]})
    >>> found = solve_many(economy, kappa=[[0.05, 0.05], [0.1, 0.05]], configurations=[3, 5])
    >>> found.solved.all(), found.stage2_price.round(4).tolist()
    (np.True_, [1.4448, 1.2547])
    """
    economies = many(
        economy, parameters=parameters, prior=prior, signal=signal,
        endowment=endowment, kappa=kappa, eta=eta,
    )  # fmt: skip
    n, X = len(economies), len(economy.types)
    counts = None if configurations is None else _counts(configurations, n, X)
    blocks = np.array_split(np.arange(n), range(BLOCK, n, BLOCK))
    return _joined(
        [_solved(economies.rows(b), None if counts is None else counts[b]) for b in blocks]
    )


def _joined(parts: list[ManySolutions]) -> ManySolutions:
    def all_of(name: str) -> Any:
        some = [getattr(part, name) for part in parts]
        return None if some[0] is None else np.concatenate(some)

    return ManySolutions(**{f.name: all_of(f.name) for f in fields(ManySolutions)})


def _counts(configurations: ArrayLike, n: int, X: int) -> Array:
    counts = np.asarray(configurations, dtype=float)
    if counts.shape not in ((X,), (n, X)):
        raise InputError(
            "configurations", f"must have shape ({X},) or ({n}, {X})", str(counts.shape)
        )
    whole = (counts >= 0).all() and (counts == np.round(counts)).all()
    if not whole or not (counts.sum(axis=-1) > 0).all():
        raise InputError(
            "configurations", "must be nonnegative integers, at least one agent a row", "others"
        )
    return np.broadcast_to(counts, (n, X))


def _solved(economies: Many, counts: Array | None) -> ManySolutions:
    consumption, good = stage1_in_arrays(economies)
    price, allocations, cleared = _competitive(economies)
    good &= cleared & economies.regular()
    offers = second = totals = belief = None
    if counts is not None:
        belief = economies.posterior(counts)
        offers, second, totals, settled = stage2_in_arrays(economies, counts, belief)
        # Best responses of types that nobody has are left to the solver for one economy.
        good &= settled & (counts > 0).all(axis=-1)
    e = economies.endowment
    p_1 = (e[:, 1] / e[:, 0])[:, None]
    gap = e[:, :1] - consumption
    first = np.stack([np.maximum(gap, 0), np.maximum(-gap, 0) * p_1], axis=-1)
    found = ManySolutions(
        consumption, first, price, allocations, offers, second, totals, belief, good.copy(), ~good
    )
    for i in np.flatnonzero(~good):
        _alone(found, economies.one(int(i)), int(i), None if counts is None else counts[i])
    return found


def stage1_in_arrays(economies: Many) -> tuple[Array, Flags]:
    """Return q_1(α*(x)), shape (n, X), and where every type's is a root inside the budget line, shape (n,)."""
    condition, tau = stage1_condition().formula, economies.type_posterior()
    formulas = condition, diff(condition, q)
    top = np.broadcast_to(2 * economies.endowment[:, :1], tau.shape[:2])

    def slope(c: Array, rows: NDArray[np.intp]) -> tuple[Array, Array]:
        value, derivative = economies.rows(rows).expected(formulas, {q: c}, tau[rows])
        return value, derivative

    found = bracketed(slope, START * top, np.zeros(top.shape), top)
    step = np.abs(np.divide(*slope(found, np.arange(len(found)))))
    inside = (found > CORNER * top) & (top - found > CORNER * top)
    return found, np.asarray(((step <= 1e-9 * top) & inside).all(axis=-1))


def _competitive(economies: Many) -> tuple[Array, Array, Flags]:
    n, Z, X = economies.signal.shape
    rows = economies.known_states()
    sales, price = price_takers(rows, rows.signal[:, 0], np.ones((n * Z, 1)))
    bought = rows.endowment[:, 1:] + price[:, None] * sales
    allocations = np.stack([rows.endowment[:, :1] - sales, bought], axis=-1)
    good = np.asarray(_cleared(rows, sales, price).reshape(n, Z).all(axis=-1))
    return price.reshape(n, Z), allocations.reshape(n, Z, X, 2), good


def _cleared(economies: Many, sales: Array, price: Array) -> Flags:
    """Return in which economies with one state net sales and a price are an equilibrium, to rounding, shape (n,).

    Every type's slope is zero and the market clears.
    """
    kappa, sure = economies.kappa, np.ones((len(economies), 1, 1))
    at = {gamma: sales, p: np.broadcast_to(price[:, None], sales.shape)}
    gain, cost = economies.expected(taking.terms(), at, sure)
    with np.errstate(all="ignore"):
        root = np.abs(gain - cost) <= ROOT * (np.abs(gain) + np.abs(cost))
        exogenous = kappa[:, 1] / price
        gap = np.abs((economies.signal[:, 0] * sales).sum(axis=-1) - exogenous + kappa[:, 0])
        cleared = gap <= ROOT * (exogenous + economies.endowment[:, 0])
    return np.asarray(root.all(axis=-1) & cleared)


def stage2_in_arrays(
    economies: Many, counts: Array, belief: Array
) -> tuple[Array, Array, Array, Flags]:
    """Return offers (n, X, 2), prices (n,), totals (n, 2) and where the conditions hold (n,).

    Only types that are present count, and what is returned for the others is not their best response.
    """
    w, price = game(economies, counts, belief)
    offers = np.stack([np.maximum(w, 0) / price[:, None], np.maximum(-w, 0)], axis=-1)
    active = counts.sum(axis=-1)
    totals = active[:, None] * economies.kappa + (counts[..., None] * offers).sum(axis=1)
    found = totals[:, 1] / totals[:, 0]
    value = found[:, None] * offers[..., 0] - offers[..., 1]
    at = {
        signed.w: value, sold: np.maximum(value, 0), bought: np.maximum(-value, 0),
        p: np.broadcast_to(found[:, None], value.shape),
        signed.impact: np.broadcast_to(1 / totals[:, 1:], value.shape),
    }  # fmt: skip
    by_type = np.broadcast_to(belief[:, None, :], (*counts.shape, belief.shape[-1]))
    cost, gain = economies.expected(signed.terms(sold, bought), at, by_type)
    with np.errstate(all="ignore"):
        residual = np.abs(gain - cost) / (np.abs(gain) + np.abs(cost))
    good = (residual <= TOLERANCE) & (offers < economies.endowment[:, None, :]).all(axis=-1)
    return offers, found, totals, (good | (counts == 0)).all(axis=-1)


def _alone(found: ManySolutions, economy: Economy, i: int, counts: Array | None) -> None:
    """Fill in one row by the solvers for one economy, in place."""
    first, market = solve_stage1(economy), solve_competitive(economy)
    found.consumption[i], found.stage1_offers[i] = first.consumption, first.offers
    found.price[i], found.allocations[i] = market.price, market.allocations
    found.solved[i] = first.solved and market.solved
    if counts is not None:
        second = solve_stage2(economy, counts[None])
        assert found.stage2_offers is not None
        assert found.stage2_price is not None
        assert found.stage2_totals is not None
        found.stage2_offers[i], found.stage2_price[i] = second.offers[0], second.price[0]
        found.stage2_totals[i] = second.totals[0]
        found.solved[i] &= bool(second.solved[0])
