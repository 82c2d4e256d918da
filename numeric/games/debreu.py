r"""Debreu's coefficient of resource use, for many realisations at once.

Newton's method in the logarithms of the bundles and of the price solves :math:`u_q/u_r = p`,
:math:`u(c_g) = \bar u_g` and :math:`\sum_g n_g c_{g,q}/W_q = \sum_g n_g c_{g,r}/W_r`; a group meets
the others only in p, so a step is one 2×2 system for each group and one number for all.  What
Newton returns is not trusted: where u is concave, at any price and bundles with the utilities
:math:`\bar u_g` that solve :math:`u_q/u_r = p`,

.. math:: \frac{\sum_g n_g(p c_{g,q} + c_{g,r})}{pW_q + W_r} \;\le\; \rho \;\le\;
          \max_i\frac{\sum_g n_g c_{g,i}}{W_i},

and nothing is called solved whose bounds are further apart than ``TOLERANCE``.

Paper: section 5, (12) and (13); ``symbolic.games.welfare`` for the coefficient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import compiled_for, formulas_of
from numeric.formulas.domain import whole
from symbolic.language.notation import q, r
from symbolic.model.efficiency import linearised

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
TOLERANCE = 1e-9
ITERATIONS = 80
STEP = 1.0
"""Largest change of a logarithm in one step."""

BLOCK = 1 << 13


def coefficients(
    economy: Economy,
    types: Indices,
    state: Indices,
    counts: Array,
    bundles: Array,
    totals: Sequence[Array],
) -> list[Array]:
    r"""Return :math:`\rho` of n realisations for each of several resources; NaN where the bounds do not meet.

    Args:
        economy: An economy; that utility is concave with unbounded marginal utilities at the axes
            is not checked.
        types: The type of each group, shape (G,).
        state: The state of each realisation, shape (n,).
        counts: Agents of each group, shape (n, G), nonnegative.
        bundles: Their consumption, shape (n, G, 2), positive where the count is.
        totals: Resources W, each of shape (n, 2), positive; each is solved from where the one
            before it ended.
    """
    result = [np.empty(len(counts)) for _ in totals]
    n = len(counts)
    for part in np.array_split(np.arange(n), range(BLOCK, n, BLOCK)):
        point = _start(economy, types, state[part], counts[part], bundles[part])
        for found, total in zip(result, totals, strict=True):
            _move(economy, point, total[part])
            low, high = _bounds(economy, point, total[part])
            found[part] = np.where(np.abs(high - low) <= TOLERANCE, 0.5 * (low + high), np.nan)
    return result


@dataclass
class _Point:
    """Where Newton stands: logarithms of the bundles (n, G, 2) and of the price (n,), and what is kept."""

    types: Indices
    state: Indices
    counts: Array
    aim: Array
    logs: Array
    price: Array


def _start(
    economy: Economy, types: Indices, state: Indices, counts: Array, bundles: Array
) -> _Point:
    """Start from the realised bundles and the mean of their rates of substitution."""
    with np.errstate(all="ignore"):
        logs = np.log(bundles)
        rate, aim, *_ = _at(economy, logs, types, state)
    return _Point(types, state, counts, aim, logs, _mean(counts, rate))


def _move(economy: Economy, at: _Point, total: Array) -> None:
    """Move the point to where Newton's method ends."""
    share = at.counts[..., None] / total[:, None, :]
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            values = _at(economy, at.logs, at.types, at.state)
            step, change = _step(values, at, share)
            size = np.maximum(np.abs(step).max(axis=(1, 2), initial=0.0), np.abs(change))
            scale = np.minimum(1.0, STEP / np.maximum(size, 1e-300))
            at.logs = at.logs + scale[:, None, None] * step
            at.price = at.price + scale * change
            if not (size > 1e-6).any():
                break


def _bounds(economy: Economy, at: _Point, total: Array) -> tuple[Array, Array]:
    """Return a lower and an upper bound on the coefficient at a point near the bundles of its price."""
    share = at.counts[..., None] / total[:, None, :]
    with np.errstate(all="ignore"):
        # One more step of the bundles alone ends on the utilities, to rounding error.
        values = _at(economy, at.logs, at.types, at.state)
        step, _ = _step(values, at, share, still=True)
        held = np.where(share > 0, share * np.exp(at.logs + step), 0.0).sum(axis=1)
        worth = np.stack([np.exp(at.price) * total[:, 0], total[:, 1]], axis=-1)
        low = (worth * held).sum(axis=-1) / worth.sum(axis=-1)
    return low, held.max(axis=-1)


def _at(economy: Economy, logs: Array, types: Indices, state: Indices) -> list[Array]:
    """Return the log of the rate, u, and their derivatives in the logarithms, each (n, G)."""
    bundles: dict[Any, Any] = {q: np.exp(logs[..., 0]), r: np.exp(logs[..., 1])}
    if whole(economy):
        # In the known state only: the tables of parameters are read at the pair of type and state.
        names, function = compiled_for(economy.environment.utility, linearised(), q, r)
        tables = [economy.floats.parameters[n][types, state[:, None]] for n in names]
        values = function(*bundles.values(), *tables)
        return [np.broadcast_to(np.asarray(v, dtype=float), logs.shape[:2]) for v in values]
    found = formulas_of(economy).in_states(linearised(), bundles, types)
    index = np.broadcast_to(state[:, None, None], (*logs.shape[:2], 1))
    return [np.take_along_axis(v, index, -1)[..., 0] for v in found]


def _mean(counts: Array, rate: Array) -> Array:
    """Return the mean of the log rates of the agents, where Newton starts."""
    weights = np.where(np.isfinite(rate), counts, 0.0)
    return np.asarray((weights * np.nan_to_num(rate)).sum(axis=-1) / weights.sum(axis=-1))


def _step(
    values: list[Array], at: _Point, share: Array, still: bool = False
) -> tuple[Array, Array]:
    """Return the step of the logarithms of the bundles and of the price (none where it stands still)."""
    rate, utility, rate_q, rate_r, u_q, u_r = values
    e, f = rate - at.price[:, None], utility - at.aim
    det = rate_q * u_r - rate_r * u_q
    free = np.stack([(-e * u_r + f * rate_r) / det, (e * u_q - f * rate_q) / det], axis=-1)
    if still:
        return np.nan_to_num(free), np.zeros_like(at.price)
    pull = np.stack([u_r / det, -u_q / det], axis=-1)
    held = np.where(share > 0, share * np.exp(at.logs), 0.0)
    sums = held.sum(axis=1)
    part = held / sums[:, None, :]
    gap = np.log(sums[:, 0] / sums[:, 1])
    by_free, by_price = (np.where(share > 0, part * v, 0.0).sum(axis=1) for v in (free, pull))
    slope = by_price[:, 0] - by_price[:, 1]
    change = -(gap + by_free[:, 0] - by_free[:, 1]) / slope
    change = np.where(np.isfinite(change), change, 0.0)
    step = free + pull * change[:, None, None]
    return np.where(share > 0, np.nan_to_num(step), 0.0), change
