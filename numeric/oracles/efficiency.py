"""The ex post loss as a convex program.

SLSQP finds the greatest t such that every group gets at least t utils more within the resources.

Slow and obvious; it knows nothing of prices.  Bundles are scaled by the mean resources; accuracy is
about 1e-7.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from numeric.oracles.data import Data

STEP = 2.0**-26
"""Relative step of the differences."""
STARTS, MISSED = (0.0, 0.5, 0.2, 0.9), 1e-8
"""How far starts are moved from what was realised to equal shares, and what a constraint may be missed by."""

APART, NONE = 1e-3, 1e-6
"""By how much rates of substitution may differ at an optimum, and the bundle's share that is nothing."""


def ex_post_loss(
    data: Data,
    types: Sequence[int],
    counts: Sequence[float],
    bundles: Any,
    state: int,
    total: Sequence[float],
) -> float:
    """Return t* for groups of agents of the given types, counts and realised bundles, with the given resources.

    At an optimum all groups that have some of both goods have the same rate of substitution; where
    SLSQP ends elsewhere, it is asked again from another start.

    Raises:
        ArithmeticError: From no start a point within the resources is reached.
    """
    groups = [g for g, n in enumerate(counts) if n > 0]
    n = np.array([counts[g] for g in groups], dtype=float)
    mean = np.asarray(total, dtype=float) / n.sum()
    realised = [float(data.u(bundles[g][0], bundles[g][1], types[g], state)) for g in groups]

    def reached(v: Any) -> Any:
        c = v[:-1].reshape(-1, 2) * mean
        return np.array(
            [float(data.u(c[i, 0], c[i, 1], types[g], state)) for i, g in enumerate(groups)]
        )

    def gains(v: Any) -> Any:
        return reached(v) - realised - v[-1]

    def slopes(v: Any) -> Any:
        # by differences; what a group gains depends on its own bundle alone
        before, found = reached(v), np.zeros((len(groups), len(v)))
        for good in (0, 1):
            step = np.zeros(len(v))
            step[good:-1:2] = STEP * v[good:-1:2]
            rise = (reached(v + step) - before) / step[good:-1:2]
            found[np.arange(len(groups)), 2 * np.arange(len(groups)) + good] = rise
        found[:, -1] = -1
        return found

    def left(v: Any) -> Any:
        return 1.0 - share @ v

    share = np.zeros((2, 2 * len(groups) + 1))  # of a group's bundle in what is used, good by good
    share[0, :-1:2] = share[1, 1:-1:2] = n / n.sum()
    most = np.append(np.zeros(2 * len(groups)), -1.0)  # SLSQP minimises -t
    start = np.array([np.asarray(bundles[g], dtype=float) / mean for g in groups])
    start = start / ((n[:, None] * start).sum(axis=0) / n.sum())
    constraints = [
        {"type": "ineq", "fun": gains, "jac": slopes},
        {"type": "ineq", "fun": left, "jac": lambda v: -share},
    ]
    bounds = [(1e-9, None)] * (2 * len(groups)) + [(None, None)]
    options, best = {"ftol": 1e-13, "maxiter": 500}, -np.inf

    def optimal(v: Any) -> bool:
        i, held = np.arange(len(groups)), v[:-1].reshape(-1, 2)
        per_unit = slopes(np.append(np.maximum(v[:-1], NONE), v[-1]))
        rates = np.log(per_unit[i, 2 * i] / per_unit[i, 2 * i + 1])
        # A rate is at most the price where there is some of the second good, at least where of the first.
        low, high = rates[held[:, 1] > NONE], rates[held[:, 0] > NONE]
        return bool(low.size == 0 or high.size == 0 or low.max() - high.min() <= APART)

    for equal in STARTS:
        found = minimize(
            lambda v: most @ v,
            np.append(((1 - equal) * start + equal).ravel(), 0.0),
            jac=lambda v: most,
            constraints=constraints,
            bounds=bounds,
            method="SLSQP",
            options=options,
        )
        missed = -min(0.0, gains(found.x).min(), left(found.x).min())
        if missed <= MISSED * (1 + np.abs(realised).max()):
            best = max(best, float(-found.fun))
            if optimal(found.x):
                break
    if best == -np.inf:
        raise ArithmeticError("SLSQP ends at no point within the resources")
    return best
