r"""Newton's method in array form: roots inside brackets, price-taking, and the game of stage 2.

The equations are those of ``numeric.competitive.price_taking`` and ``numeric.stage2.signed_newton``,
for economies whose numbers differ from row to row.  Whether a row has settled is judged by residuals
afterwards, never by the number of steps.

Paper: section 3.1; equations (16)-(19).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.many.arrays import Many
from symbolic.derivatives.conditions import bought, sold
from symbolic.language.notation import gamma, p
from symbolic.language.slopes import diff
from symbolic.model import price_taking as taking
from symbolic.model import signed

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]
KEPT, HALVINGS, STEPS = 0.1, 30, 60
BISECTED = range(11, 4 * STEPS, 3)
"""Steps at which a bracket is cut in two whatever Newton's step is."""

NEARLY, ROUGH = 1e-9, 1e-4
"""Relative steps after which Newton's next error is that of rounding, and at a starting point."""


def bracketed(
    function: Callable[[Array, Rows], tuple[Array, Array]], start: Array, low: Array, high: Array
) -> Array:
    """Return roots of decreasing functions with their derivatives, by Newton inside (low, high).

    That each is decreasing is not checked.  Rows that have settled are left out.

    Args:
        function: Maps points and the rows that they belong to to values and derivatives.
        start: Where each begins; the first axis is that of the rows.
        low: Left ends.
        high: Right ends.
    """
    result = start.copy()
    rows: Rows = np.arange(len(start))
    point, left, right, ends = start.copy(), low.copy(), high.copy(), (low, high)
    for step in range(4 * STEPS):
        value, slope = function(point, rows)
        # Where a value is zero both ends are the root.
        left, right = np.where(value >= 0, point, left), np.where(value > 0, right, point)
        with np.errstate(all="ignore"):
            newton = point - value / slope
        # A settled point is its own Newton step, and an end of its bracket.
        inside = (newton >= left) & (newton <= right) & (step not in BISECTED)
        new = np.where(inside, newton, 0.5 * (left + right))
        # Next to an end, where the function explodes, a short step is no sign of a root.
        away = np.minimum(point - ends[0][rows], ends[1][rows] - point)
        moved = np.abs(new - point) > NEARLY * away
        point = new
        result[rows] = new
        going: Flags = np.asarray(moved.reshape(len(rows), -1).any(axis=-1))
        if not going.any():
            break
        rows, point, left, right = rows[going], point[going], left[going], right[going]
    return result


def price_takers(
    economies: Many, shares: Array, belief: Array, tolerance: float = NEARLY
) -> tuple[Array, Array]:
    """Return net sales (n, X) and prices (n,) where Newton ends, started at no trade.

    Args:
        economies: n economies.
        shares: Shares of the types, shape (n, X).
        belief: Beliefs, shape (n, Z).
        tolerance: Relative step after which to stop.
    """

    def step(rows: Rows, state: Array) -> Array:
        return _taking_step(economies.rows(rows), shares[rows], belief[rows], state)

    def positive(rows: Rows, state: Array) -> Array:
        return _taken(state, economies.endowment[rows])

    def scale(rows: Rows, state: Array) -> Array:
        return _sizes(state, shares.shape[1], economies.endowment[rows, :1])

    state = _iterated(_no_trade(economies, shares, belief), step, positive, scale, tolerance)
    return state[:, :-1], state[:, -1]


def _no_trade(economies: Many, shares: Array, belief: Array) -> Array:
    """Return no trade at the mean rate of substitution, as (sales, price), shape (n, X + 1)."""
    none = np.zeros(shares.shape)
    gain, cost = _taking(economies, none, np.ones(len(shares)), belief, taking.terms())
    return np.column_stack([none, np.exp((shares * np.log(cost / gain)).sum(axis=-1))])


def _sizes(state: Array, X: int, top: Array) -> Array:
    """Return what a step is measured by: an endowment (n, 1) for each of X types, then the price (and ρ) itself."""
    return np.column_stack([np.broadcast_to(top, (len(state), X)), np.abs(state[:, X:])])


def _iterated(
    start: Array,
    step: Callable[[Rows, Array], Array],
    positive: Callable[[Rows, Array], Array],
    scale: Callable[[Rows, Array], Array],
    tolerance: float,
) -> Array:
    """Return where Newton ends in each row; settled rows are left out."""
    state = start.copy()
    rows: Rows = np.arange(len(start))
    for _ in range(STEPS):
        here = state[rows]
        full = step(rows, here)
        full[~np.isfinite(full).all(axis=-1)] = 0.0
        length = _length(here, full, partial(positive, rows))
        state[rows] = here + length * full
        going: Flags = np.asarray((np.abs(full) > tolerance * scale(rows, here)).any(axis=-1))
        if not going.any():
            break
        rows = rows[going]
    return state


def _taking_step(economies: Many, shares: Array, belief: Array, state: Array) -> Array:
    sales, price, kappa = state[:, :-1], state[:, -1], economies.kappa
    value, by_t, by_p = _taking(economies, sales, price, belief, taking.linearised())
    with np.errstate(all="ignore"):
        free, response = -value / by_t, -by_p / by_t
        gap = kappa[:, 1] / price - kappa[:, 0] - (shares * (sales + free)).sum(axis=-1)
        step_p = gap / (kappa[:, 1] / price**2 + (shares * response).sum(axis=-1))
        return np.column_stack([free + response * step_p[:, None], step_p])


def _taking(
    economies: Many, sales: Array, price: Array, belief: Array, formulas: tuple[sp.Expr, ...]
) -> list[Array]:
    at = {gamma: sales, p: np.broadcast_to(price[:, None], sales.shape)}
    return economies.expected(formulas, at, belief[:, None, :])


def _taken(state: Array, endowment: Array) -> Array:
    """List what must stay positive: consumptions and the price."""
    sales, price = state[:, :-1], state[:, -1:]
    return np.concatenate([endowment[:, :1] - sales, endowment[:, 1:] + price * sales, price], -1)


def _length(state: Array, step: Array, positive: Callable[[Array], Array]) -> Array:
    """Return step lengths (n, 1), halved until what must stay positive keeps a tenth of itself."""
    least, scale = KEPT * positive(state), np.ones((len(state), 1))
    for _ in range(HALVINGS):
        short = (positive(state + scale * step) < least).any(axis=-1)
        if not short.any():
            break
        scale[short] *= 0.5
    return scale


def _signed_formulas() -> tuple[sp.Expr, ...]:
    cost, gain = signed.terms(sold, bought)
    f = gain - cost
    return f, *(diff(f, v) for v in (signed.w, sold, bought, p, signed.impact))


SIGNED = _signed_formulas()


def game(economies: Many, counts: Array, belief: Array) -> tuple[Array, Array]:
    """Return w (n, X) and prices (n,) where Newton on the game ends, started at price-taking.

    Types with count 0 are price-takers and are not added to anything.

    Args:
        economies: n economies.
        counts: Configurations, shape (n, X).
        belief: Beliefs, shape (n, Z).
    """
    X, active = counts.shape[1], counts.sum(axis=-1)
    shares, present = counts / active[:, None], np.asarray(counts > 0)

    def positive(rows: Rows, s: Array) -> Array:
        return _left(s, economies.endowment[rows], present[rows], active[rows])

    def step(rows: Rows, s: Array) -> Array:
        return _game_step(
            economies.rows(rows), shares[rows], present[rows], active[rows], belief[rows], s
        )

    def scale(rows: Rows, s: Array) -> Array:
        return _sizes(s, X, economies.endowment[rows, 1:])

    state = _iterated(_taken_prices(economies, shares, belief), step, positive, scale, NEARLY)
    return state[:, :X], state[:, X]


def _taken_prices(economies: Many, shares: Array, belief: Array) -> Array:
    """Return the price-taking solution, roughly, as (w, p, ρ), shape (n, X + 2)."""
    sales, price = price_takers(economies, shares, belief, ROUGH)
    w = price[:, None] * sales
    bought = (shares * np.maximum(-w, 0)).sum(axis=-1)
    return np.column_stack([w, price, economies.kappa[:, 1] + bought])


def _left(state: Array, endowment: Array, present: Flags, active: Array) -> Array:
    """List what must stay positive: consumptions, p, ρ, and (R - |w|)/M of each type present."""
    w, price, rho = state[:, :-2], state[:, -2:-1], state[:, -1:]
    left = rho - np.abs(w) * present / active[:, None]
    bundle = price * endowment[:, :1] - w, endowment[:, 1:] + w
    return np.concatenate([*bundle, price, rho, left], axis=-1)


def _game_step(
    economies: Many, shares: Array, present: Flags, active: Array, belief: Array, state: Array
) -> Array:
    """Return a full step of (w, p, ρ); see ``numeric.stage2.signed_newton``."""
    X, kappa = shares.shape[1], economies.kappa
    w, price, rho = state[:, :X], state[:, X], state[:, X + 1]
    own = np.where(present, 1 / (active * rho)[:, None], 0.0)
    at = {
        signed.w: w, sold: np.maximum(w, 0.0), bought: np.maximum(-w, 0.0),
        p: np.broadcast_to(price[:, None], w.shape), signed.impact: own,
    }  # fmt: skip
    value, by_w, by_sold, by_bought, by_p, by_c = economies.expected(SIGNED, at, belief[:, None, :])
    with np.errstate(all="ignore"):
        selling, buying = np.heaviside(w, 0.0), np.heaviside(-w, 0.0)
        slope = by_w + selling * by_sold - buying * by_bought
        f, g, h = -value / slope, -by_p / slope, by_c * own / rho[:, None] / slope
        buys = buying * shares
        a, b = kappa[:, 0] + (shares * g).sum(axis=-1), (shares * h).sum(axis=-1)
        d, m = (buys * g).sum(axis=-1), 1 + (buys * h).sum(axis=-1)
        gap = kappa[:, 1] - price * kappa[:, 0] - (shares * (w + f)).sum(axis=-1)
        gap_rho = kappa[:, 1] - rho - (buys * (w + f)).sum(axis=-1)
        det = a * m - b * d
        dp, drho = (gap * m - b * gap_rho) / det, (a * gap_rho - d * gap) / det
        return np.column_stack([f + g * dp[:, None] + h * drho[:, None], dp, drho])
