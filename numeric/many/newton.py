r"""Newton's method in array form: roots inside brackets, price-taking, and the game of stage 2.

The equations are those of ``numeric.competitive.price_taking`` and ``numeric.stage2.signed_newton``,
for economies whose numbers differ from row to row.  Whether a row has settled is judged by residuals
afterwards, never by the number of steps.

Paper: section 3.1; equations (16)-(19).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.many.arrays import Many
from symbolic.derivatives.conditions import bought, sold
from symbolic.language.notation import gamma, p
from symbolic.model import price_taking as taking
from symbolic.model import signed

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
KEPT, HALVINGS, STEPS = 0.1, 30, 60
SETTLED = 1e-13


def bracketed(
    function: Callable[[Array], tuple[Array, Array]], start: Array, low: Array, high: Array
) -> Array:
    """Return roots of decreasing functions with their derivatives, by Newton inside (low, high).

    That each is decreasing is not checked.
    """
    point, left, right = start.copy(), low.copy(), high.copy()
    for step in range(4 * STEPS):
        value, slope = function(point)
        up = value > 0
        left, right = np.where(up, point, left), np.where(up, right, point)
        with np.errstate(all="ignore"):
            newton = point - value / slope
        inside = (newton > left) & (newton < right) & ((step % 3 != 2) | (step < 9))
        new = np.where(inside, newton, 0.5 * (left + right))
        new = np.where(value == 0, point, new)
        moved = np.abs(new - point) > 4 * np.spacing(np.abs(point) + np.abs(high - low))
        point = new
        if not moved.any():
            break
    return point


def price_takers(economies: Many, shares: Array, belief: Array) -> tuple[Array, Array]:
    """Return net sales (n, X) and prices (n,) where Newton ends, started at no trade.

    Args:
        economies: n economies.
        shares: Shares of the types, shape (n, X).
        belief: Beliefs, shape (n, Z).
    """
    e, kappa = economies.endowment, economies.kappa
    by_type = np.broadcast_to(belief[:, None, :], (*shares.shape, belief.shape[-1]))
    sales = np.zeros(shares.shape)
    gain, cost = _taking(economies, sales, np.ones(len(shares)), by_type, taking.terms())
    price = np.exp((shares * np.log(cost / gain)).sum(axis=-1))
    for _ in range(STEPS):
        value, by_t, by_p = _taking(economies, sales, price, by_type, taking.linearised())
        with np.errstate(all="ignore"):
            free, response = -value / by_t, -by_p / by_t
            gap = kappa[:, 1] / price - kappa[:, 0] - (shares * (sales + free)).sum(axis=-1)
            step_p = gap / (kappa[:, 1] / price**2 + (shares * response).sum(axis=-1))
            step = np.column_stack([free + response * step_p[:, None], step_p])
        step[~np.isfinite(step).all(axis=-1)] = 0.0
        state = np.column_stack([sales, price])
        state = state + _length(state, step, lambda s: _taken(s, e)) * step
        sales, price = state[:, :-1], state[:, -1]
        scale = np.column_stack([np.broadcast_to(e[:, :1], sales.shape), price])
        if (np.abs(step) <= SETTLED * scale).all():
            break
    return sales, price


def _taking(
    economies: Many, sales: Array, price: Array, belief: Array, formulas: tuple[sp.Expr, ...]
) -> list[Array]:
    at = {gamma: sales, p: np.broadcast_to(price[:, None], sales.shape)}
    return economies.expected(formulas, at, belief)


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
    return f, *(sp.diff(f, v) for v in (signed.w, sold, bought, p, signed.impact))


SIGNED = _signed_formulas()


def game(economies: Many, counts: Array, belief: Array) -> tuple[Array, Array, Array]:
    """Return w (n, X), prices (n,) and R/M (n,) where Newton on the game ends, started at price-taking.

    Types with count 0 are price-takers and are not added to anything.

    Args:
        economies: n economies.
        counts: Configurations, shape (n, X).
        belief: Beliefs, shape (n, Z).
    """
    X, active = counts.shape[1], counts.sum(axis=-1)
    shares, present = counts / active[:, None], np.asarray(counts > 0)
    kappa, e = economies.kappa, economies.endowment
    sales, price = price_takers(economies, shares, belief)
    w = price[:, None] * sales
    state = np.column_stack([w, price, kappa[:, 1] + (shares * np.maximum(-w, 0)).sum(axis=-1)])
    by_type = np.broadcast_to(belief[:, None, :], (*shares.shape, belief.shape[-1]))

    def positive(s: Array) -> Array:
        v, cost, rho = s[:, :X], s[:, X, None], s[:, X + 1, None]
        left = rho - np.abs(v) * present / active[:, None]
        return np.concatenate([cost * e[:, :1] - v, e[:, 1:] + v, cost, rho, left], axis=-1)

    for _ in range(STEPS):
        step = _game_step(economies, shares, present, active, by_type, state)
        step[~np.isfinite(step).all(axis=-1)] = 0.0
        state = state + _length(state, step, positive) * step
        scale = np.abs(state)
        scale[:, :X] = e[:, 1:]
        if (np.abs(step) <= SETTLED * scale).all():
            break
    return state[:, :X], state[:, X], state[:, X + 1]


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
    value, by_w, by_sold, by_bought, by_p, by_c = economies.expected(SIGNED, at, belief)
    with np.errstate(all="ignore"):
        slope = by_w + np.where(w > 0, by_sold, 0.0) - np.where(w < 0, by_bought, 0.0)
        f, g, h = -value / slope, -by_p / slope, by_c * own / rho[:, None] / slope
        buys = np.where(w < 0, shares, 0.0)
        a, b = kappa[:, 0] + (shares * g).sum(axis=-1), (shares * h).sum(axis=-1)
        d, m = (buys * g).sum(axis=-1), 1 + (buys * h).sum(axis=-1)
        gap = kappa[:, 1] - price * kappa[:, 0] - (shares * (w + f)).sum(axis=-1)
        gap_rho = kappa[:, 1] - rho - (buys * (w + f)).sum(axis=-1)
        det = a * m - b * d
        dp, drho = (gap * m - b * gap_rho) / det, (a * gap_rho - d * gap) / det
        return np.column_stack([f + g * dp[:, None] + h * drho[:, None], dp, drho])
