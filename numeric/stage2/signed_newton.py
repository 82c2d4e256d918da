r"""Newton on the signed form of stage 2, in array form.

It is for configurations on which Newton on the aggregative form does not settle.

Unknown are the value w of the first good that each type sells (negative for a buyer), the price p
and :math:`\rho = R/M`.  A type crosses from one side of the market to the other without a jump,
which the aggregative form does not allow: near substitutes and tiny κ need that.  With shares s and

.. math:: \delta w_x = f_x + g_x\,\delta p + h_x\,\delta\rho,

where f, g, h follow from the linearised condition of type x, a step solves

.. math:: (\kappa_q + \textstyle\sum s g)\,\delta p + (\sum s h)\,\delta\rho
          = \kappa_r - p\kappa_q - \sum s(w + f),\qquad
          (\sum_{w<0}s g)\,\delta p + (1 + \sum_{w<0}s h)\,\delta\rho = \kappa_r - \rho - \sum_{w<0}s(w + f),

and is halved where a consumption, the price, ρ, or what the own influence leaves of it, would lose
more than nine tenths.  The compiled kernel does the same.

Paper: section 3.1 and equations (17)-(19); the signed form is not in the paper.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import shortened
from numeric.stage2.problem import Attempt, Point, Stage2Problem, added_up
from symbolic.language.notation import p
from symbolic.language.slopes import diff
from symbolic.model import signed

Array = NDArray[np.float64]
KEPT, HALVINGS = 0.1, 12
NEARLY = 1e-8
"""Relative step after which one more step ends at rounding error."""

_sold, _bought = sp.Symbol("sold", real=True), sp.Symbol("bought", real=True)


@cache
def _linearised() -> tuple[sp.Expr, ...]:
    """Return gain less cost in one state, and its derivatives in w, p and 1/R.

    Those in w are apart for the sold and the bought part of it.
    """
    cost, gain = signed.terms(_sold, _bought)
    return gain - cost, *(
        diff(gain - cost, v) for v in (signed.w, _sold, _bought, p, signed.impact)
    )


class Signed:
    """The method: Newton on the signed form from the price-taking start."""

    @staticmethod
    def solve(problem: Stage2Problem) -> Attempt:
        """Attempt every configuration."""
        return Attempt.at(problem, signed_newton(problem))


def signed_newton(
    problem: Stage2Problem, *, start: Array | None = None, iterations: int = 60
) -> Point:
    """Return where Newton ends; whether that is an equilibrium is not said.

    Args:
        problem: Configurations and beliefs.
        start: Offers (n, X, 2) below the endowment, one of the two zero, to start from; the
            price-taking solution if left out.
        iterations: At most this many steps.
    """
    state = _price_taking(problem) if start is None else _from_offers(problem, start)
    top = problem.economy.floats.endowment[1]
    rows, last = np.arange(len(state)), np.zeros(len(state), dtype=bool)
    for _ in range(iterations):
        part = problem.part(rows)
        step = _step(part, state[rows])
        bad = ~np.isfinite(step).all(axis=-1)
        step[bad] = 0.0
        state[rows] += _inside(part, state[rows], step) * step
        scale = state[rows].copy()
        scale[:, :-2] = top
        moved = np.abs(step / scale).max(axis=-1)
        going = ~last[rows] & ~bad
        last[rows] = moved < NEARLY
        rows = rows[going]
        if len(rows) == 0:
            break
    return _point(problem, state)


def _price_taking(problem: Stage2Problem) -> Array:
    """Return the price-taking solution as (w, p, ρ), shape (n, X + 2)."""
    sales, price = problem.price_taking
    w = price[:, None] * sales
    offered = (problem.shares * np.maximum(-w, 0.0)).sum(axis=-1)
    return np.column_stack([w, price, problem.economy.floats.kappa[1] + offered])


def _from_offers(problem: Stage2Problem, offers: Array) -> Array:
    """Return (w, p, ρ) at given offers and the totals that they add up to."""
    totals = added_up(problem, offers)
    price = totals[:, 1] / totals[:, 0]
    w = price[:, None] * offers[..., 0] - offers[..., 1]
    return np.column_stack([w, price, totals[:, 1] / problem.active])


def _step(problem: Stage2Problem, state: Array) -> Array:
    """Return a full Newton step of (w, p, ρ), shape (n, X + 2); NaN where it cannot be computed."""
    X, kappa = problem.sigma.shape[1], problem.economy.floats.kappa
    w, price, rho, shares = state[:, :X], state[:, X], state[:, X + 1], problem.shares
    own = np.where(problem.sigma > 0, 1 / (problem.active * rho)[:, None], 0.0)
    at: dict[Any, Any] = {
        signed.w: w,
        _sold: np.maximum(w, 0.0),
        _bought: np.maximum(-w, 0.0),
        p: np.broadcast_to(price[:, None], w.shape),
        signed.impact: own,
    }
    value, by_w, by_sold, by_bought, by_p, by_impact = formulas_of(problem.economy).all_expected(
        _linearised(), at, problem.belief[:, None, :], np.arange(X)
    )
    with np.errstate(all="ignore"):
        slope = by_w + np.where(w > 0, by_sold, 0.0) - np.where(w < 0, by_bought, 0.0)
        f, g, h = -value / slope, -by_p / slope, by_impact * own / rho[:, None] / slope
        buys = np.where(w < 0, shares, 0.0)
        a, b = kappa[0] + (shares * g).sum(axis=-1), (shares * h).sum(axis=-1)
        d, e = (buys * g).sum(axis=-1), 1 + (buys * h).sum(axis=-1)
        gap = kappa[1] - price * kappa[0] - (shares * (w + f)).sum(axis=-1)
        gap_rho = kappa[1] - rho - (buys * (w + f)).sum(axis=-1)
        det = a * e - b * d
        step_p, step_rho = (gap * e - b * gap_rho) / det, (a * gap_rho - d * gap) / det
        return np.column_stack([f + g * step_p[:, None] + h * step_rho[:, None], step_p, step_rho])


def _positive(problem: Stage2Problem, state: Array) -> Array:
    """List what has to stay positive: consumptions, p, ρ, and (R - |w|)/M of each type present."""
    X, e = problem.sigma.shape[1], problem.economy.floats.endowment
    w, price, rho = state[:, :X], state[:, X : X + 1], state[:, X + 1, None]
    left = rho - np.abs(w) * (problem.sigma > 0) / problem.active[:, None]
    return np.concatenate([price * e[0] - w, e[1] + w, price, rho, left], axis=-1)


def _inside(problem: Stage2Problem, state: Array, step: Array) -> Array:
    """Return the length of each row's step, shape (n, 1).

    It is 1, halved until everything that has to stay positive keeps a tenth of itself.
    """
    least, scale = KEPT * _positive(problem, state), np.ones((len(state), 1))
    for _ in range(HALVINGS):
        outside = (_positive(problem, state + scale * step) < least).any(axis=-1)
        if not outside.any():
            break
        scale[outside] *= 0.5

    def bundles(lengths: Array) -> tuple[Array, Array]:
        at, e = state + lengths[:, None] * step, problem.economy.floats.endowment
        return e[0] - at[:, :-2] / at[:, -2:-1], e[1] + at[:, :-2]

    return shortened(problem.economy, bundles, scale[:, 0], problem.belief)[:, None]


def _point(problem: Stage2Problem, state: Array) -> Point:
    """Return offers and the totals they add up to."""
    X = problem.sigma.shape[1]
    w, sells = state[:, :X], state[:, :X] > 0
    amount = np.where(sells, w / state[:, X : X + 1], -w)
    point = Point(amount, np.zeros((len(state), 2)), sells)
    point.totals = added_up(problem, point.offers)
    return point
