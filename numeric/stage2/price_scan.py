r"""All stage-2 equilibria of a configuration that a scan of prices finds.

For a given price p the totals decouple: sellers of the first good determine Q as the root of
:math:`M\kappa_q + \sum\sigma(x)b_q(x; p, Q) - Q`, sellers of the second determine R likewise, and
an equilibrium is a p with :math:`R(p) = p\,Q(p)`.  Every equilibrium price lies between
:math:`\kappa_r/(\bar q+\kappa_q)` and :math:`(\bar r+\kappa_r)/\kappa_q`.  The inner roots are
unique when both goods are normal; otherwise one of them is taken, and an equilibrium may be missed.

Paper: the remark on uniqueness after Proposition 1; the scan is not in the paper.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.one_by_one import expected_of
from numeric.formulas.roots import FEW_NUMBERS, decreasing_roots
from numeric.stage2.aggregative import newton
from numeric.stage2.problem import Attempt, Point, Rows, Stage2Problem, tops
from symbolic.language.notation import Q, R, b_q, b_r
from symbolic.model import aggregative as formulas

Array = NDArray[np.float64]
GRID = 200
WINDOW, NEAR = 1.25, 6
"""The window around the price-taking price.

This factor up and down, in this many steps either way.
"""

TOGETHER = 1 << 10
"""Configurations that are scanned near the price-taking price at once."""

TOLERANCE = 1e-10
"""Residual up to which what the window gives is taken, so that no scan of all prices is made."""

LOOSE = 1e-8
"""Tolerance of the inner roots; Newton polishes what the scan finds."""

BEYOND = 1e-9
"""How far a scan goes beyond the range of prices, at whose ends everybody sells all of one good."""

HARDLY = 1e-4
"""How far Newton may move the totals of what the scan finds.

With tiny κ the tolerance of the inner roots enters the totals hundredfold and more.
"""


def price_bounds(economy: Economy) -> tuple[float, float]:
    """Return the prices between which every equilibrium of stage 2 lies."""
    e, k = economy.floats.endowment, economy.floats.kappa
    return float(k[1] / (e[0] + k[0])), float((e[1] + k[1]) / k[0])


def offers_at(economy: Economy, phi: Array, price: Array, total: Array, selling: bool) -> Array:
    """Return each type's offer of one good, given prices (n,).

    The total (n,) of that good and beliefs (Z,) or (n, Z); zero for a type on the other side.
    """
    k, types = formulas_of(economy), np.arange(len(economy.types))
    shape = (len(price), len(types))
    p, own_total = np.broadcast_to(price[:, None], shape), np.broadcast_to(total[:, None], shape)
    Q_, R_ = (own_total, p * own_total) if selling else (own_total / p, own_total)
    cost, gain = formulas.seller_terms() if selling else formulas.buyer_terms()
    falling = gain - cost
    symbol, top = (
        (b_q, economy.floats.endowment[0]) if selling else (b_r, economy.floats.endowment[1])
    )

    def slope(b: Array) -> Array:
        at: dict[Any, Any] = {symbol: b, Q: Q_, R: R_}
        return k.expected(falling, at, phi if phi.ndim == 1 else phi[:, None, :], types)

    ends = np.zeros(shape), np.minimum(top, own_total) * (1 - 1e-15)
    few = ends[0].size <= FEW_NUMBERS
    expected = expected_of(economy, (falling,), (symbol, Q, R)) if few else None
    if expected is None:
        return decreasing_roots(slope, *ends, tolerance=LOOSE, at_end=True)
    given = list(zip(Q_.ravel().tolist(), R_.ravel().tolist(), strict=True))
    X, beliefs = len(types), np.broadcast_to(phi, (len(price), phi.shape[-1])).tolist()

    def single(i: int, b: float) -> float:
        row, x = divmod(i, X)
        return expected((b, *given[i]), x, beliefs[row])[0]

    return decreasing_roots(slope, *ends, tolerance=LOOSE, at_end=True, single=single)


def totals_at(economy: Economy, sigma: Array, phi: Array, price: Array) -> tuple[Array, Array]:
    """Return Q(p) and R(p) for prices (n,), a configuration (X,) or one for each price, and likewise beliefs."""
    M, found = sigma.sum(axis=-1), []
    for good in (0, 1):
        low = np.broadcast_to(M * economy.floats.kappa[good], price.shape)
        high = low + M * economy.floats.endowment[good]

        def gap(total: Array, good: int = good, low: Array = low) -> Array:
            return np.asarray(
                low
                + (offers_at(economy, phi, price, total, good == 0) * sigma).sum(axis=-1)
                - total
            )

        found.append(np.maximum(decreasing_roots(gap, low, high, tolerance=LOOSE), low))
    return found[0], found[1]


class PriceScan:
    """The method: a scan of prices, near the price-taking price first, then everywhere."""

    @staticmethod
    def solve(problem: Stage2Problem) -> Attempt:
        """Attempt every configuration; of several equilibria the one nearest in price is taken."""
        attempt = Attempt.none(*problem.sigma.shape)
        n = len(problem.sigma)
        for some in np.array_split(np.arange(n), range(TOGETHER, n, TOGETHER)):
            rows, points = near_price_taking(problem.part(some))
            part = some[rows]
            if len(part):
                attempt.improved_by(part, Attempt.at(problem.part(part), points))
        for row in np.flatnonzero(~(attempt.residual <= TOLERANCE)):
            one = problem.part(np.array([row]))
            point = nearest(one)
            if point is not None:
                attempt.improved_by(np.array([row]), Attempt.at(one, point))
        return attempt


def equilibria(problem: Stage2Problem, grid: int = GRID) -> list[Point]:
    """Return the equilibria found for a single configuration, in increasing order of price.

    Each is polished by Newton.
    """
    economy, (sigma,), (belief,) = problem.economy, problem.sigma, problem.belief
    low, high = price_bounds(economy)
    prices = np.geomspace(low * (1 - BEYOND), high * (1 + BEYOND), grid)

    def excess(p: Array) -> Array:
        total_q, total_r = totals_at(economy, sigma, belief, p)
        with np.errstate(all="ignore"):
            return np.asarray(np.log(total_r / (p * total_q)))

    values = excess(prices)
    down = np.flatnonzero((values[:-1] > 0) & (values[1:] <= 0))
    up = np.flatnonzero((values[:-1] <= 0) & (values[1:] > 0))
    roots = [
        decreasing_roots(excess, prices[down], prices[down + 1], tolerance=LOOSE),
        decreasing_roots(lambda p: -excess(p), prices[up], prices[up + 1], tolerance=LOOSE),
    ]
    return [_points(problem, np.array([p])) for p in np.sort(np.concatenate(roots))]


def _points(problem: Stage2Problem, p: Array) -> Point:
    """Return the equilibria at prices (n,), polished by Newton where that hardly moves them."""
    economy, belief = problem.economy, problem.belief
    total_q, total_r = totals_at(economy, problem.sigma, belief, p)
    sold = offers_at(economy, belief, p, total_q, True)
    bought = offers_at(economy, belief, p, total_r, False)
    sells = sold > 0
    amount, top = np.where(sells, sold, bought), tops(economy, sells)
    amount = np.where(amount >= top * (1 - 2 * LOOSE), top, amount)
    point = Point(amount, np.stack([total_q, total_r], axis=-1), sells)
    polished = Point(point.amount.copy(), point.totals.copy(), point.sells.copy())
    newton(problem, polished, iterations=5)
    with np.errstate(all="ignore"):
        kept = (np.abs(polished.totals / point.totals - 1).max(axis=-1) < HARDLY)[:, None]
    return Point(
        np.where(kept, polished.amount, point.amount),
        np.where(kept, polished.totals, point.totals),
        np.where(kept, polished.sells, point.sells),
    )


def near_price_taking(problem: Stage2Problem) -> tuple[Rows, Point]:
    """Return the rows with an equilibrium in a window around the price-taking price, and it.

    What the window contains is nearer to the price-taking price than what lies outside; of several
    equilibria inside, the nearest step's is taken.
    """
    economy, sigma, belief = problem.economy, problem.sigma, problem.belief
    _, target = problem.price_taking
    prices = np.outer(target, np.geomspace(1 / WINDOW, WINDOW, 2 * NEAR))

    def excess(p: Array, rows: Rows) -> Array:
        total_q, total_r = totals_at(economy, sigma[rows], belief[rows], p)
        with np.errstate(all="ignore"):
            return np.asarray(np.log(total_r / (p * total_q)))

    every, _ = np.indices(prices.shape)
    values = excess(prices.ravel(), every.ravel()).reshape(prices.shape)
    falls = (values[:, :-1] > 0) & (values[:, 1:] <= 0)
    rows = np.flatnonzero(falls.any(axis=-1))
    distance = np.where(falls, np.abs(range(1 - NEAR, NEAR)), np.inf)
    step = distance.argmin(axis=-1)[rows]
    roots = decreasing_roots(
        lambda p: excess(p, rows), prices[rows, step], prices[rows, step + 1], tolerance=LOOSE
    )
    return rows, _points(problem.part(rows), roots)


def nearest(problem: Stage2Problem) -> Point | None:
    """Return the equilibrium of a single configuration whose price is nearest to the price-taking one.

    None if the scan finds none.
    """
    points = equilibria(problem)
    if not points:
        return None
    _, target = problem.price_taking
    return min(
        points, key=lambda f: abs(float(np.log(f.totals[0, 1] / f.totals[0, 0] / target[0])))
    )
