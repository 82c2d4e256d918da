r"""Bounds on the expectation of a function of multinomial frequencies that is bounded on each cell.

The least of many dominating functions.

Let :math:`\nu` be the frequencies of :math:`M - 1` draws with the distribution m, and v a number
for each cell of a covering.  Any function

.. math:: D(\nu) = b + \sum_d g_d(\nu_d - m_d) + \sum_d a_d(\nu_d - m_d)^2 + \sum_h c_h1_h(\nu),\qquad a, c \ge 0,

that is at least v on every cell (h are half-spaces :math:`\pm(\nu_d - m_d) \ge w`) bounds the
expectation by

.. math:: b + \sum_da_d\frac{m_d(1-m_d)}{M-1} + \sum_hc_he^{-(M-1)\mathrm{KL}_h},

since the linear part has expectation zero; the bound does not rise in M.  The coefficients are
found by a linear program in floating point; the constant b is then raised until the function
dominates v on every cell, in outward rounding, so that nothing rests on the program.

Paper: not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from numeric.certify.arithmetic.interval_arrays import UNIT, Array, Intervals
from numeric.certify.theorem_1.exponents import tail_exponents, tail_probabilities

DISTANCES = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Distances of the half-spaces, in standard deviations at M0."""


@dataclass(frozen=True)
class Dominating:
    """A dominating function.

    Its constant, its linear part g⁺ - g⁻, quadratic and half-space coefficients, and the exponents
    of the half-spaces.

    Args:
        base: b.
        rising: g⁺, shape (X,), nonnegative.
        falling: g⁻, shape (X,), nonnegative.
        quadratic: a, shape (X,).
        steps: c, shape (2X, number of distances): above, then below.
        distances: w, shape (X, number of distances).
        exponents: KL, shape (2X, number of distances).
        variance: Upper bounds on m_d(1 - m_d), shape (X,).
    """

    base: float
    rising: Array
    falling: Array
    quadratic: Array
    steps: Array
    distances: Array
    exponents: Array
    variance: Array

    def expectation(self, active: int) -> float:
        """Return an upper bound on the expectation for M agents, not rising in M."""
        numbers, parts = [self.base], (self.quadratic, self.steps)
        for coefficients, costs in zip(parts, self.costs(active), strict=True):
            numbers += (Intervals.points(coefficients) * costs).hi.ravel().tolist()
        return _sum_up(numbers)

    def costs(self, active: int) -> tuple[Array, Array]:
        """Return upper bounds on the expectations of (ν - m)² and of half-spaces, not rising in M."""
        draws = active - 1
        spread = Intervals.points(self.variance) / draws
        return spread.hi, tail_probabilities(self.exponents, draws)

    def nonzero(self) -> list[tuple[int, float]]:
        """Return the places and values of the coefficients that are not zero."""
        parts = [self.rising, self.falling, self.quadratic, self.steps.ravel()]
        chosen = np.concatenate(parts)
        return [(int(i), float(chosen[i])) for i in np.flatnonzero(chosen)]


def _sum_up(numbers: list[float]) -> float:
    """Return an upper bound on a sum, each addition rounded upward as that of intervals is."""
    result = 0.0
    for number in numbers:
        if number:
            result += number
            result += abs(result) * UNIT
    return result


def dominating(
    values: Array, cells: Intervals, mean: Intervals, active: int, *, nonnegative: bool = False
) -> Dominating | None:
    """Return a dominating function with (about) the least expectation at M = ``active``.

    Args:
        values: v, one for each cell.
        cells: Boxes of frequencies (n, X) that cover the simplex.
        mean: m, shape (X,).
        active: M0.
        nonnegative: Whether b must be at least 0.

    Returns:
        The function, or None where a value is not finite.
    """
    if not np.isfinite(values).all():
        return None
    frame = _frame(mean, active)
    features = _features(cells, mean, frame.distances)
    spread, beyond = frame.costs(active)
    none = np.zeros_like(spread)
    costs = np.concatenate([none, none, spread, beyond.ravel()])
    chosen = _program(values, features, costs, nonnegative)
    return _completed(frame, values, features, chosen, nonnegative)


def with_coefficients(
    values: Array,
    cells: Intervals,
    mean: Intervals,
    active: int,
    chosen: Sequence[Sequence[float]],
    *,
    nonnegative: bool = False,
) -> Dominating:
    """Return the dominating function with given coefficients, its constant found anew.

    Args:
        values: v, one for each cell.
        cells: Boxes of frequencies (n, X).
        mean: m, shape (X,).
        active: M0.
        chosen: Places and values of the coefficients that are not zero.
        nonnegative: Whether b must be at least 0.

    Raises:
        ValueError: A coefficient is negative or not finite, or a value is not finite.
    """
    frame = _frame(mean, active)
    features = _features(cells, mean, frame.distances)
    coefficients = np.zeros(features.shape[1])
    for place, value in chosen:
        coefficients[int(place)] = value
    if not (np.isfinite(coefficients) & (coefficients >= 0)).all() or not np.isfinite(values).all():
        raise ValueError("coefficients must be finite and nonnegative, and values finite")
    return _completed(frame, values, features, coefficients, nonnegative)


def _frame(mean: Intervals, active: int) -> Dominating:
    """Return the function zero, with the half-spaces that may be used."""
    return _framed(tuple(mean.lo.tolist()), tuple(mean.hi.tolist()), active)


@lru_cache(maxsize=256)
def _framed(lo: tuple[float, ...], hi: tuple[float, ...], active: int) -> Dominating:
    mean = Intervals(lo, hi)
    X = mean.shape[0]
    variance = (mean * (1 - mean)).hi
    deviation = np.sqrt(variance / (active - 1))
    distances = np.outer(deviation, DISTANCES)
    exponents = np.concatenate([tail_exponents(mean[:, None], distances, side) for side in (1, -1)])
    none = np.zeros(X)
    return Dominating(
        0.0, none, none, none, np.zeros(exponents.shape), distances, exponents, variance
    )


def _completed(
    frame: Dominating, values: Array, features: Array, chosen: Array, nonnegative: bool
) -> Dominating:
    """Return the function with these coefficients and the least constant that dominates."""
    moments, steps = np.split(chosen, [-frame.steps.size])
    rising, falling, quadratic = np.split(moments, 3)
    least = _least_constant(values, features, chosen)
    return replace(
        frame,
        base=max(least, 0.0) if nonnegative else least,
        rising=rising,
        falling=falling,
        quadratic=quadratic,
        steps=steps.reshape(frame.steps.shape),
    )


def _features(cells: Intervals, mean: Intervals, distances: Array) -> Array:
    """Return lower bounds on the functions that may be added, on each cell.

    ±(ν - m), (ν - m)², and half-spaces; shape (n, number).
    """
    away = cells - mean
    columns = [away.lo, (-away).lo, away.square().lo]
    for side in (away, -away):
        columns += [
            (side.lo[:, d, None] >= distances[d]).astype(float) for d in range(len(distances))
        ]
    return np.concatenate(columns, axis=-1)


def _program(values: Array, features: Array, costs: Array, nonnegative: bool) -> Array:
    """Return nonnegative coefficients that make the expectation about least."""
    scale = max(float(np.abs(values).max()), 1e-300)
    matrix = -np.column_stack([np.ones(len(values)), features])
    bounds = [(0.0 if nonnegative else None, None)] + [(0.0, None)] * len(costs)
    solved = linprog(
        np.concatenate([[1.0], costs]),
        A_ub=matrix,
        b_ub=-values / scale,
        bounds=bounds,
        method="highs",
    )
    found = np.zeros(len(costs)) if solved.x is None else solved.x[1:] * scale
    return np.asarray(np.maximum(found, 0.0))


def _least_constant(values: Array, features: Array, coefficients: Array) -> float:
    """Return a constant that makes the function dominate on every cell."""
    gap = Intervals.points(values)
    for j in np.flatnonzero(coefficients):
        gap = gap - Intervals.points(features[:, j]) * float(coefficients[j])
    return float(gap.hi.max())
