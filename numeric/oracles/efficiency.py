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
STARTS, MISSED = (0.0, 0.2, 0.5, 0.9), 1e-8
"""How far starts are moved from what was realised to equal shares, and what a constraint may be missed by."""


def ex_post_loss(
    data: Data,
    types: Sequence[int],
    counts: Sequence[float],
    bundles: Any,
    state: int,
    total: Sequence[float],
) -> float:
    """Return t* for groups of agents of the given types, counts and realised bundles, with the given resources.

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
        return 1.0 - (n[:, None] * v[:-1].reshape(-1, 2)).sum(axis=0) / n.sum()

    start = np.array([np.asarray(bundles[g], dtype=float) / mean for g in groups])
    start = start / ((n[:, None] * start).sum(axis=0) / n.sum())
    constraints = [{"type": "ineq", "fun": gains, "jac": slopes}, {"type": "ineq", "fun": left}]
    bounds = [(1e-9, None)] * (2 * len(groups)) + [(None, None)]
    options = {"ftol": 1e-13, "maxiter": 500}
    for share in STARTS:
        found = minimize(
            lambda v: -v[-1],
            np.append(((1 - share) * start + share).ravel(), 0.0),
            constraints=constraints,
            bounds=bounds,
            method="SLSQP",
            options=options,
        )
        missed = -min(0.0, gains(found.x).min(), left(found.x).min())
        if missed <= MISSED * (1 + np.abs(realised).max()):
            return float(-found.fun)
    raise ArithmeticError("SLSQP ends at no point within the resources")
