r"""The ex post loss t* of a realised allocation.

By how many utils everybody can be made better off within the resources of (12).

Groups are agents of one type with one realised bundle.  Newton's method solves :math:`u_q/u_r = p`,
:math:`u = \bar u_g + t`, :math:`\sum_g n_g c_g = W` in the logarithms of the bundles, p and t; the
groups interact only through (p, t), so a step is one 2×2 system for each group and one for
all.  What Newton returns is not trusted: from any bundles and any price, concavity gives

.. math:: \min_g\,[u(c'_g) - \bar u_g] \;\le\; t^* \;\le\; \frac{\sum_g w_g[u(c_g) - \bar u_g] + L + D}{\sum_g w_g},\qquad w_g = n_g/u_r(c_g),

with :math:`c'` the bundles scaled to be feasible, L the value of what is left over and D what rates
of substitution other than p can add.  Both bounds are computed, and nothing is called solved whose
bounds are further apart than ``TOLERANCE``.

Conventions: groups of zero agents do not count, whatever their bundle; nor do groups whose realised
utility is minus infinity (any bundle makes them better off, so they do not limit t*); where no
group is left, t* is infinite.  Shapes: n realisations, G groups.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.fast import loss as fast
from numeric.fast.lanes import LANES
from numeric.formulas.compiled import formulas_of
from symbolic.language.notation import q, r
from symbolic.model import efficiency as formulas

Array = NDArray[np.float64]
TOLERANCE = 1e-9
SOLVED = "solved"
FAILED = "not solved: the bounds on the loss do not meet"
STEP = 1.0
"""Largest change of a logarithm in one step."""
SETTLED = 1e-9
"""Step after which the next one, convergence being quadratic, would end at rounding error."""
STRICT = 1e-12
"""Distance of the bounds of the compiled kernel above which a realisation is solved for again in array form."""
MANY = 1 << 10
"""From this many realisations on the kernel is worth compiling."""


@dataclass(frozen=True)
class ExPostLoss:
    """The loss of n realisations.

    Args:
        loss: t*, between the bounds; NaN where not solved; infinite where every group's realised
            utility is minus infinity.
        lower: Lower bounds on t*, attained by feasible bundles, shape (n,).
        upper: Upper bounds on t* for a concave utility, shape (n,).
        price: The price at which the improvement is made, shape (n,).
        bundles: Bundles that attain the lower bound, shape (n, G, 2); NaN for groups that do not
            count.
        status: One sentence each, shape (n,).
    """

    loss: Array
    lower: Array
    upper: Array
    price: Array
    bundles: Array
    status: NDArray[np.str_]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which realisations are solved, shape (n,)."""
        return np.asarray(self.status == SOLVED)

    @property
    def width(self) -> float:
        """The largest distance between the bounds."""
        return float((self.upper - self.lower).max())

    def required(self) -> ExPostLoss:
        """Return this if every realisation is solved.

        Raises:
            ArithmeticError: One is not; the message is its status.
        """
        if not self.solved.all():
            raise ArithmeticError(str(self.status[~self.solved][0]))
        return self


def resources(economy: Economy, counts: Array, bundles: Array) -> Array:
    r"""Return :math:`\max\{\sum_n\omega_n, N(\bar q, \bar r)\}` for counts (n, G) and bundles (n, G, 2).  Paper: (12)."""
    used = np.where(counts[..., None] > 0, counts[..., None] * bundles, 0.0).sum(axis=-2)
    return np.asarray(np.maximum(used, counts.sum(axis=-1)[:, None] * economy.floats.endowment))


def ex_post_loss(
    economy: Economy,
    types: ArrayLike,
    counts: ArrayLike,
    bundles: ArrayLike,
    state: int,
    total: ArrayLike | None = None,
    *,
    iterations: int = 60,
) -> ExPostLoss:
    r"""Return t* for n realisations of counts and bundles.

    Args:
        economy: An economy; that utility is concave and marginal utilities are unbounded at the
            axes is not checked (a result that needs it and does not have it is reported as not
            solved).
        types: The type of each group, shape (G,).
        counts: Numbers of agents (or real weights), shape (n, G), nonnegative, not all zero.
        bundles: Realised consumption, shape (n, G, 2), nonnegative where the count is positive.
        state: Index of the state.
        total: Resources, shape (n, 2); those of (12) if left out.
        iterations: At most this many Newton steps.

    Raises:
        ValueError: Shapes disagree, a count is negative, or a row has no agents.
    """
    kinds, n, c = (
        np.asarray(types, dtype=int),
        np.asarray(counts, dtype=float),
        np.asarray(bundles, dtype=float),
    )
    if n.ndim != 2 or c.shape != (*n.shape, 2) or kinds.shape != n.shape[1:]:
        raise ValueError(
            "types, counts and bundles must have shapes (G,), (n, G), (n, G, 2), got "
            f"{kinds.shape}, {n.shape}, {c.shape}"
        )
    if not (n >= 0).all() or (n.sum(axis=-1) == 0).any():
        raise ValueError("counts must be nonnegative, with at least one agent in each row")
    W = (
        resources(economy, n, c)
        if total is None
        else np.broadcast_to(np.asarray(total, dtype=float), (len(n), 2))
    )
    realised = np.where(
        n > 0, formulas_of(economy).utility(c[..., 0], c[..., 1], kinds, state), np.nan
    )
    counted = (n > 0) & np.isfinite(realised)
    weights = np.where(counted, n, 0.0)
    problem = _Problem(economy, kinds, state, weights, np.where(counted, realised, 0.0), W)
    used = np.where(n[..., None] > 0, n[..., None] * c, 0.0).sum(axis=1)
    return _certified(
        problem,
        _solve(problem, c, iterations),
        np.asarray(~counted.any(axis=-1)),
        (used <= W).all(axis=-1),
    )


def realised_losses(
    economy: Economy,
    types: Sequence[int],
    state: int,
    given: Array,
    *,
    kernel: bool | None = None,
) -> Array:
    """Return t* of many realisations within the resources of (12), NaN where not solved.

    By the compiled kernel, and in array form what it leaves.

    Args:
        economy: As in ``ex_post_loss``.
        types: The type of each of G groups.
        state: Index of the state.
        given: Counts of the groups, then their bundles (q, r), group by group, shape (3 G, n), each
            row in one piece.
        kernel: Whether to use the compiled kernel where it can be compiled; where there are many
            realisations if left out.

    Returns:
        Shape (n,).
    """
    n, G = given.shape[1], len(types)
    use = n >= MANY if kernel is None else kernel
    rows = fast.bounds(economy, tuple(types), state, _whole_vectors(given)) if use else None
    loss = np.full(n, np.nan) if rows is None else 0.5 * (rows[0, :n] + rows[1, :n])
    left = np.arange(n) if rows is None else np.flatnonzero(~(rows[2, :n] <= STRICT))
    if len(left):
        counts, bundles = given[:G, left].T, given[G:, left].T.reshape(-1, G, 2)
        loss[left] = ex_post_loss(economy, types, counts, bundles, state).loss
    return loss


def _whole_vectors(given: Array) -> Array:
    """Return the columns, with copies of the first appended up to a multiple of ``LANES``."""
    missing = -given.shape[1] % LANES
    return (
        given
        if missing == 0
        else np.concatenate([given, np.repeat(given[:, :1], missing, axis=1)], axis=1)
    )


@dataclass(frozen=True)
class _Problem:
    economy: Economy
    types: NDArray[np.int64]
    state: int
    weights: Array
    realised: Array
    total: Array

    def evaluate(self, expressions: tuple[Any, ...], bundles: Array) -> list[Array]:
        """Evaluate formulas at bundles (n, G, 2) in the state."""
        found = formulas_of(self.economy).in_states(
            expressions, {q: bundles[..., 0], r: bundles[..., 1]}, self.types
        )
        return [v[..., self.state] for v in found]


@dataclass
class _Point:
    logs: Array
    log_price: Array
    t: Array

    @property
    def bundles(self) -> Array:
        return np.asarray(np.exp(self.logs))


def _start(problem: _Problem, realised: Array) -> _Point:
    """Start at the realised bundles, scaled to use everything.

    From equal shares where a bundle is on an axis or does not count.
    """
    n = problem.weights[..., None]
    mean = problem.total / np.maximum(problem.weights.sum(axis=-1), 1e-300)[:, None]
    usable = (n > 0) & (realised > 0).all(axis=-1, keepdims=True)
    bundles = np.where(usable, realised, mean[:, None, :])
    used = (n * bundles).sum(axis=1)
    bundles = (
        bundles * np.where(used > 0, problem.total / np.where(used > 0, used, 1.0), 1.0)[:, None, :]
    )
    rate = problem.evaluate(formulas.linearised()[:1], bundles)[0]
    share = problem.weights / np.maximum(problem.weights.sum(axis=-1, keepdims=True), 1e-300)
    return _Point(
        np.log(bundles),
        (share * np.where(problem.weights > 0, rate, 0.0)).sum(axis=-1),
        np.zeros(len(bundles)),
    )


def _solve(problem: _Problem, realised: Array, iterations: int) -> _Point:
    point = _start(problem, realised)
    for _ in range(iterations):
        step, step_p, step_t = _step(problem, point)
        largest = np.maximum(np.abs(step).max(axis=(1, 2)), np.abs(step_p))
        scale = np.minimum(1.0, STEP / np.maximum(largest, 1e-300))
        point = _Point(
            point.logs + scale[:, None, None] * step,
            point.log_price + scale * step_p,
            point.t + scale * step_t,
        )
        if (largest <= SETTLED).all():
            break
    return point


def _step(problem: _Problem, point: _Point) -> tuple[Array, Array, Array]:
    """Return the Newton step, no step where it cannot be computed.

    Groups that do not count stay where they are.
    """
    c, n = point.bundles, problem.weights
    rate, value, a11, a12, a21, a22 = problem.evaluate(formulas.linearised(), c)
    counts = n > 0
    with np.errstate(all="ignore"):
        f1, f2 = rate - point.log_price[:, None], value - problem.realised - point.t[:, None]
        det = a11 * a22 - a12 * a21
        free = np.stack([(-f1 * a22 + f2 * a12) / det, (f1 * a21 - f2 * a11) / det], axis=-1)
        by_p = np.stack([a22 / det, -a21 / det], axis=-1)
        by_t = np.stack([-a12 / det, a11 / det], axis=-1)
        amount = np.where(counts[..., None], n[..., None] * c, 0.0)
        gap = problem.total - amount.sum(axis=1) - _total(amount * free)
        m_p, m_t = _total(amount * by_p), _total(amount * by_t)
        whole = m_p[:, 0] * m_t[:, 1] - m_p[:, 1] * m_t[:, 0]
        step_p = (gap[:, 0] * m_t[:, 1] - gap[:, 1] * m_t[:, 0]) / whole
        step_t = (m_p[:, 0] * gap[:, 1] - m_p[:, 1] * gap[:, 0]) / whole
        step = free + by_p * step_p[:, None, None] + by_t * step_t[:, None, None]
    step = np.where(counts[..., None], step, 0.0)
    good = np.isfinite(step).all(axis=(1, 2)) & np.isfinite(step_p) & np.isfinite(step_t)
    return (
        np.where(good[:, None, None], step, 0.0),
        np.where(good, step_p, 0.0),
        np.where(good, step_t, 0.0),
    )


def _total(values: Array) -> Array:
    """Sum over groups, those that do not count being NaN or zero."""
    return np.asarray(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).sum(axis=1))


def _certified(
    problem: _Problem, point: _Point, unlimited: NDArray[np.bool_], affordable: NDArray[np.bool_]
) -> ExPostLoss:
    """Bound t* from both sides at the point that Newton returned.

    Where the realised bundles are ``affordable`` t* is at least zero.
    """
    n, c, W = problem.weights, point.bundles, problem.total
    counts = n > 0
    price = np.exp(point.log_price)
    with np.errstate(all="ignore"):
        used = np.where(counts[..., None], n[..., None] * c, 0.0).sum(axis=1)
        feasible = c * np.minimum(1.0, W / np.where(used > 0, used, 1.0))[:, None, :]
        reached = problem.evaluate(formulas.marginals()[:1], feasible)[0]
        lower = np.where(counts, reached - problem.realised, np.inf).min(axis=-1)
        lower = np.where(affordable, np.maximum(lower, 0.0), lower)
        value, u_q, u_r = problem.evaluate(formulas.marginals(), c)
        weight = np.where(counts, n / u_r, 0.0)
        rate = u_q / u_r - price[:, None]
        mismatch = np.where(
            counts,
            np.maximum(rate, 0.0) * np.maximum(W[:, :1] - n * c[..., 0], 0.0)
            + np.maximum(-rate, 0.0) * n * c[..., 0],
            0.0,
        )
        left = price * (W[:, 0] - used[:, 0]) + W[:, 1] - used[:, 1]
        gain = np.where(counts, weight * (value - problem.realised), 0.0).sum(axis=-1)
        upper = (gain + left + mismatch.sum(axis=-1)) / weight.sum(axis=-1)
        scale = 1.0 + np.where(counts, np.abs(problem.realised), 0.0).max(axis=-1)
        met = np.isfinite(lower) & np.isfinite(upper) & (np.abs(upper - lower) <= TOLERANCE * scale)
    loss = np.where(unlimited, np.inf, np.where(met, 0.5 * (lower + upper), np.nan))
    lower, upper = np.where(unlimited, np.inf, lower), np.where(unlimited, np.inf, upper)
    bundles = np.where(counts[..., None], feasible, np.nan)
    return ExPostLoss(loss, lower, upper, price, bundles, np.where(met | unlimited, SOLVED, FAILED))
