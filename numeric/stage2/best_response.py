r"""The best response at stage 2 under known totals of the others.

By (20) at most one of g and h rises at zero: the side is decided by comparing :math:`R_-/Q_-` with
the ratio of expected marginal utilities at the endowment, and the offer is the root of a decreasing
slope, found by Newton's method inside a bracket.

Paper: equations (11), (16)-(20).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.formulas.at_endowment import marginal_utilities
from numeric.formulas.compiled import formulas_of
from numeric.formulas.one_by_one import expected_of
from numeric.formulas.regularity import established
from numeric.formulas.roots import FEW_NUMBERS, newton_roots
from numeric.stage2.kernel_rows import STRICT, answers, worth_compiling
from numeric.stage2.searched_response import expected_payoff, searched_responses
from symbolic.language.notation import Q_others, R_others, b_q, b_r
from symbolic.model import best_response as formulas

Array = NDArray[np.float64]
CORNER = 1e-12
"""Share of the endowment that is left of an offer that may be all of it."""


def best_response(
    economy: Economy,
    Q_minus: ArrayLike,
    R_minus: ArrayLike,
    phi: ArrayLike,
    type_: ArrayLike,
    near: ArrayLike | None = None,
) -> Array:
    """Return the unique best offer in O.

    Args:
        economy: The economy.
        Q_minus: Others' offers of the first good, kappa included, shape S, positive.
        R_minus: Others' offers of the second good, shape S, positive.
        phi: Belief over states, shape ``(*S, Z)``.
        type_: Index of the agent's type, shape S.
        near: Offers near the best ones, shape ``(*S, 2)``, where they are known; they change the
            work, not the result.

    Returns:
        Offers (b_q, b_r), shape ``(*S, 2)``; one of the two is zero.

    Raises:
        ValueError: A total is not positive.

    Paper: equations (16), (18), (19).

    >>> from numeric.economy.reader import load_economy
    >>> economy = load_economy("examples/log.toml")
    >>> best_response(economy, 0.5, 0.5, [0.5, 0.5], [0, 1]).round(4).tolist()
    [[0.0179, 0.0], [0.0, 0.02]]
    """
    others_q, others_r, index = np.broadcast_arrays(
        np.asarray(Q_minus, dtype=float), np.asarray(R_minus, dtype=float), np.asarray(type_)
    )
    if not ((others_q > 0).all() and (others_r > 0).all()):
        raise ValueError("the others' totals must be positive")
    shape, Z = index.shape, len(economy.states)
    beliefs = np.broadcast_to(np.asarray(phi, dtype=float), (*shape, Z)).reshape(-1, Z)
    Q, R, x = others_q.ravel(), others_r.ravel(), index.ravel()
    if not established(economy):
        found = searched_responses(economy, Q, R, beliefs, x)
        return found.offers.reshape(*shape, 2)
    result, left = _by_kernel(economy, Q, R, beliefs, x)
    rows = np.flatnonzero(left)
    # Whose rate is the price offers nothing.
    rate, price = _rate(economy, beliefs[rows], x[rows]), R[rows] / Q[rows]
    starts = np.zeros((len(Q), 2)) if near is None else np.reshape(near, (-1, 2))
    for side, some in ((0, rows[rate < price]), (1, rows[rate > price])):
        if len(some):
            given = Q[some], R[some], beliefs[some], x[some]
            result[some, side] = _maximiser(economy, side, *given, starts[some, side])
    return result.reshape(*shape, 2)


def _by_kernel(
    economy: Economy, Q: Array, R: Array, belief: Array, type_: NDArray[np.int64]
) -> tuple[Array, NDArray[np.bool_]]:
    """Return offers (n, 2) found by the kernel where single games are worth it, and which are left (n,)."""
    offers, left = np.zeros((len(type_), 2)), np.ones(len(type_), dtype=bool)
    if worth_compiling(1):
        for x in np.unique(type_).tolist():
            rows = np.flatnonzero(type_ == x)
            found, residual = answers(economy, Q[rows], R[rows], belief[rows], x)
            inside = (found >= 0).all(axis=1) & (found < economy.floats.endowment).all(axis=1)
            offers[rows], left[rows] = found, ~((residual <= STRICT) & inside)
        offers[left] = 0.0
    return offers, left


def _rate(economy: Economy, phi: Array, type_: NDArray[np.int64]) -> Array:
    """Return the ratio of expected marginal utilities at the endowment."""
    u_q, u_r = marginal_utilities(economy)
    return np.asarray((phi * u_q[type_]).sum(axis=-1) / (phi * u_r[type_]).sum(axis=-1))


@cache
def _formulas(side: int) -> tuple[sp.Symbol, tuple[sp.Expr, ...]]:
    """Return the own offer and the integrands of the slope and of its derivative."""
    symbol, first, second = (
        (b_q, formulas.g_prime(), formulas.g_second())
        if side == 0
        else (b_r, formulas.h_prime(), formulas.h_second())
    )
    return symbol, (formulas.integrand(first), formulas.integrand(second))


def _single(
    economy: Economy, side: int, Q: Array, R: Array, phi: Array, type_: NDArray[np.int64]
) -> Callable[[int, float], tuple[float, float]] | None:
    """Return the slope and its derivative for one element, or None where that is not to be had."""
    symbol, integrands = _formulas(side)
    expected = expected_of(economy, integrands, (symbol, Q_others, R_others))
    if expected is None or len(type_) > FEW_NUMBERS:
        return None
    given = list(zip(Q.tolist(), R.tolist(), type_.tolist(), phi.tolist(), strict=True))

    def single(i: int, b: float) -> tuple[float, float]:
        others_q, others_r, x, belief = given[i]
        slope, curvature = expected((b, others_q, others_r), x, belief)
        return slope, curvature

    return single


def _maximiser(
    economy: Economy,
    side: int,
    Q: Array,
    R: Array,
    phi: Array,
    type_: NDArray[np.int64],
    near: Array,
) -> Array:
    """Return the root of g' (side 0) or h' (side 1) on (0, endowment).

    Newton finds it, with bisection where a step leaves the bracket; it starts near it where an offer
    inside is given, and in the middle elsewhere.
    """
    k, top = formulas_of(economy), economy.floats.endowment[side]
    symbol, integrands = _formulas(side)

    def slopes(b: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
        at: dict[Any, Any] = {symbol: b, Q_others: Q[rows], R_others: R[rows]}
        slope, curvature = k.all_expected(integrands, at, phi[rows], type_[rows])
        return slope, curvature

    start = np.where((near > 0) & (near < top), near, 0.5 * top)
    found = newton_roots(
        slopes, start, top, np.arange(len(type_)), single=_single(economy, side, Q, R, phi, type_)
    )
    all_ = np.flatnonzero(found >= top * (1 - CORNER))
    if len(all_):
        # Where marginal utility is bounded the whole endowment may be the best offer.
        whole = np.full((len(all_), 1), top)
        at = (Q[all_], R[all_], phi[all_], type_[all_])
        found[all_] = np.where(
            np.isfinite(expected_payoff(economy, side, whole, *at)[:, 0]), top, found[all_]
        )
    return found
