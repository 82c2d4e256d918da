r"""Newton's method for the ex post loss in array form, and the two bounds at the point where it stands.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.domain import inside, shortened
from numeric.formulas.regularity import concave, weakly_concave
from numeric.formulas.sign_checks import HOLDS
from numeric.status import NotSolved, Status
from symbolic.language.notation import q, r
from symbolic.model import efficiency as formulas

Array = NDArray[np.float64]


TOLERANCE = 1e-9


_STATUSES = np.array([Status.NO_BOUND, Status.SOLVED], dtype=object)


STEP = 1.0
"""Largest change of a logarithm in one step."""


SETTLED = 1e-9
"""Step after which the next one, convergence being quadratic, would end at rounding error."""


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
    status: NDArray[np.object_]

    @property
    def solved(self) -> NDArray[np.bool_]:
        """Which realisations are solved, shape (n,)."""
        return np.asarray(self.status == Status.SOLVED)

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
            raise NotSolved("the loss", self.status[~self.solved][0])
        return self


@dataclass(frozen=True)
class Problem:
    """Realisations whose loss is asked for: groups, what they realised, and the resources."""

    economy: Economy
    types: NDArray[np.int64]
    state: NDArray[np.int64]
    weights: Array
    realised: Array
    total: Array

    def evaluate(self, expressions: tuple[Any, ...], bundles: Array) -> list[Array]:
        """Evaluate formulas at bundles (n, G, 2) in the states of the realisations."""
        found = formulas_of(self.economy).in_states(
            expressions, {q: bundles[..., 0], r: bundles[..., 1]}, self.types
        )
        return [v[np.arange(len(v)), :, self.state] for v in found]

    @property
    def belief(self) -> Array:
        """The known state as a belief for each realisation, shape (n, Z)."""
        return np.asarray(np.eye(len(self.economy.states))[self.state])

    def inside(self, bundles: Array) -> NDArray[np.bool_]:
        """Return for which realisations all bundles that count lie in the domain, shape (n,)."""
        belief = self.belief[:, None, :]
        good = inside(self.economy, bundles[..., 0], bundles[..., 1], self.types, belief)
        return np.asarray((good | (self.weights == 0)).all(axis=-1))

    def shortened(self, point: _Point, step: Array, scale: Array) -> Array:
        """Return step lengths that keep the bundles that count in the domain."""

        def bundles(lengths: Array) -> tuple[Array, Array]:
            after = np.exp(point.logs + lengths[:, None, None] * step)
            return after[..., 0], after[..., 1]

        here, counts = self.belief, self.weights > 0
        return shortened(self.economy, bundles, scale, here, self.types, counts)


def bounds_hold(economy: Economy) -> bool:
    """Whether the upper bound may be used.

    U is decided to be concave, or is as far as a sample tells.
    """
    return weakly_concave(economy) or concave(economy)[0] == HOLDS


@dataclass
class _Point:
    logs: Array
    log_price: Array

    @property
    def bundles(self) -> Array:
        return np.asarray(np.exp(self.logs))


def _start(problem: Problem, realised: Array) -> _Point:
    """Start at the realised bundles, scaled to use everything.

    Where a bundle is on an axis or does not count, equal shares are the start.
    """
    n = problem.weights[..., None]
    mean = problem.total / np.maximum(problem.weights.sum(axis=-1), 1e-300)[:, None]
    usable = (n > 0) & (realised > 0).all(axis=-1, keepdims=True)
    bundles = np.where(usable, realised, mean[:, None, :])
    used = np.einsum("gi,gik->gk", problem.weights, bundles)
    # Where nobody counts nothing is used.
    scaled = bundles * (problem.total / np.where(used > 0, used, problem.total))[:, None, :]
    stays = problem.inside(scaled) | ~problem.inside(bundles)
    bundles = np.where(stays[:, None, None], scaled, bundles)
    rate = problem.evaluate(formulas.linearised()[:1], bundles)[0]
    share = problem.weights / np.maximum(problem.weights.sum(axis=-1, keepdims=True), 1e-300)
    return _Point(
        np.log(bundles),
        (share * np.where(problem.weights > 0, rate, 0.0)).sum(axis=-1),
    )


def solve(problem: Problem, realised: Array, iterations: int) -> _Point:
    """Iterate from the realised bundles; where a row fails its bounds will not meet."""
    point = _start(problem, realised)
    for _ in range(iterations):
        step, step_p = _step(problem, point)
        largest = np.maximum(np.abs(step).max(axis=(1, 2)), np.abs(step_p))
        scale = np.minimum(1.0, STEP / np.maximum(largest, 1e-300))
        scale = problem.shortened(point, step, scale)
        point = _Point(
            point.logs + scale[:, None, None] * step,
            point.log_price + scale * step_p,
        )
        if (largest <= SETTLED).all():
            break
    return point


def _step(problem: Problem, point: _Point) -> tuple[Array, Array]:
    """Return the Newton step of the bundles and the price, no step where it cannot be computed.

    Groups that do not count stay where they are.  The conditions are linear in t, so that where it
    stands makes no difference: what they say of it at the end of the step is used, and not kept.
    """
    c, n = point.bundles, problem.weights
    rate, value, a11, a12, a21, a22 = problem.evaluate(formulas.linearised(), c)
    counts = n > 0
    with np.errstate(all="ignore"):
        f1, f2 = rate - point.log_price[:, None], value - problem.realised
        det = a11 * a22 - a12 * a21
        free = np.stack([(-f1 * a22 + f2 * a12) / det, (f1 * a21 - f2 * a11) / det], axis=-1)
        by_p = np.stack([a22 / det, -a21 / det], axis=-1)
        by_t = np.stack([-a12 / det, a11 / det], axis=-1)
        amount = np.where(counts[..., None], n[..., None] * c, 0.0)
        gap = problem.total - amount.sum(axis=1) - _total(amount * free)
        m_p, m_t = _total(amount * by_p), _total(amount * by_t)
        whole = m_p[:, 0] * m_t[:, 1] - m_p[:, 1] * m_t[:, 0]
        step_p = (gap[:, 0] * m_t[:, 1] - gap[:, 1] * m_t[:, 0]) / whole
        t = (m_p[:, 0] * gap[:, 1] - m_p[:, 1] * gap[:, 0]) / whole
        step = free + by_p * step_p[:, None, None] + by_t * t[:, None, None]
    step = np.where(counts[..., None], step, 0.0)
    good = np.isfinite(step).all(axis=(1, 2)) & np.isfinite(step_p) & np.isfinite(t)
    return np.where(good[:, None, None], step, 0.0), np.where(good, step_p, 0.0)


def _total(values: Array) -> Array:
    """Sum over groups, those that do not count being NaN or zero."""
    return np.asarray(np.where(np.isfinite(values), values, 0.0).sum(axis=1))


def certified(
    problem: Problem, point: _Point, unlimited: NDArray[np.bool_], affordable: NDArray[np.bool_]
) -> ExPostLoss:
    """Bound t* from both sides at the point that Newton returned.

    Where the realised bundles are ``affordable`` t* is at least zero.
    """
    n, c, W = problem.weights, point.bundles, problem.total
    counts = n > 0
    price = np.exp(point.log_price)
    with np.errstate(all="ignore"):
        used = np.where(counts[..., None], n[..., None] * c, 0.0).sum(axis=1)
        feasible = c * np.minimum(1.0, W / used)[:, None, :]
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
        met &= (~counts | (u_r > 0)).all(axis=-1) & bounds_hold(problem.economy)
    loss = np.where(unlimited, np.inf, np.where(met, 0.5 * (lower + upper), np.nan))
    lower, upper = np.where(unlimited, np.inf, lower), np.where(unlimited, np.inf, upper)
    bundles = np.where(counts[..., None], feasible, np.nan)
    return ExPostLoss(
        loss, lower, upper, price, bundles, _STATUSES[(met | unlimited).astype(np.intp)]
    )
