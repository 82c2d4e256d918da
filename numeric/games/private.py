r"""Games of one stage on private information: what others may do, conditions, and Newton's method.

Everybody offers on the own signal alone, so a type x faces random totals: with counts n of the
others by *kind* (a type, or a type with one of the offers between which it mixes),

.. math:: G_x(b) = \sum_n\sum_z w_x(n, z)\,u\big(\cdot\,; x, z\big)\Big|_{b,\,T + \sum_y n(y) b(y)},
          \qquad w_x(n, z) = \tau_x(z)P_z(n),

with T the exogenous totals.  In the limit of large N the totals per agent are certain given z and
the own offer does not move the price; the same code serves with one "configuration" for each state.

Conventions: Y kinds, K configurations; offers are (Y, 2); ``free`` says which of them are unknown,
the others being fixed (at zero on O, at :math:`\bar q` where all of the first good is sold).  An
unknown offer at a bound is kept there while the slope points outwards.

Paper: the introduction's one-stage market games; footnote 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.formulas.compiled import formulas_of
from numeric.formulas.over_states import over_states
from numeric.probability.multinomial import likely_configurations, multinomial_weights, union
from numeric.probability.posterior import type_posterior
from symbolic.games.market import OFFERS, TOTALS, market

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
MASS = 1e-13
"""Probability of configurations of the others that is left out in each state."""

CELLS = 1 << 19
"""Pairs of an offer and a configuration of the others that are evaluated at once, which bounds memory."""

TOLERANCE = 1e-10
ITERATIONS, OWN_STEPS = 60, 6


@dataclass(frozen=True, eq=False)
class Others:
    """What the others may be.

    Args:
        economy: The economy.
        types: The type of each kind, shape (Y,).
        counts: Counts of the others by kind, shape (K, Y); shares in the limit.
        weights: :math:`w_x(n, z)` for each type, shape (X, K, Z).
        exogenous: T, shape (2,).
        large: Whether this is the limit.
    """

    economy: Economy
    types: NDArray[np.int64]
    counts: Array
    weights: Array
    exogenous: Array
    large: bool

    def totals(self, offers: Array) -> Array:
        """Return the others' totals for offers (Y, 2), shape (K, 2)."""
        return np.asarray(self.exogenous + self.counts @ offers)

    @cached_property
    def heaviest(self) -> Others:
        """The same with the fewest configurations that carry all but 1e-6, where there are many."""
        mass = self.weights.sum(axis=(0, 2))
        order = np.argsort(-mass)
        kept = order[: 1 + int(np.searchsorted(np.cumsum(mass[order]), (1 - 1e-6) * mass.sum()))]
        if len(mass) < 1000:
            return self
        return Others(
            self.economy,
            self.types,
            self.counts[kept],
            self.weights[:, kept],
            self.exogenous,
            self.large,
        )


def others(
    economy: Economy, agents: int | None, exogenous: Array, split: Array | None = None
) -> Others:
    """Return what the N - 1 others may be, or their shares in the limit.

    Args:
        economy: The economy.
        agents: N, at least 2, or None for the limit.
        exogenous: Exogenous offers per agent, shape (2,).
        split: For each kind its type and the probability with which its type plays it, shape (Y,
            2); one kind for each type if left out.
    """
    d, X = economy.floats, len(economy.types)
    kinds = np.stack([np.arange(X), np.ones(X)], axis=-1) if split is None else split
    types = kinds[:, 0].astype(np.int64)
    chance: Array = np.asarray(d.signal[:, types] * kinds[:, 1], dtype=float)
    tau, Z = type_posterior(economy), len(d.prior)
    if agents is None:
        weights: Array = np.asarray(tau[:, :, None] * np.eye(Z), dtype=float)
        return Others(economy, types, chance, weights, exogenous, True)
    counts = union(*(likely_configurations(agents - 1, row, MASS) for row in chance))
    by_state = np.stack([multinomial_weights(counts, row) for row in chance], axis=-1)
    weights = np.asarray(tau[:, None, :] * by_state, dtype=float)
    return Others(economy, types, counts.astype(float), weights, agents * exogenous, False)


def expected(
    game: Others, type_: int, own: Array, totals: Array, formulas: tuple[Any, ...]
) -> Array:
    """Return expectations of formulas for a type with the offer (2,), shape (len(formulas), K).

    Expectations are over states only: a sum over the last axis is over the others' types.
    """
    at: dict[Any, Any] = dict(zip((*OFFERS, *TOTALS), (*own, *totals.T), strict=True))
    values = np.stack(formulas_of(game.economy).in_states(formulas, at, type_))
    w = game.weights[type_]
    return over_states(np.moveaxis(np.where(w > 0, w * values, 0.0), -1, 0))


def payoffs(game: Others, type_: int, offers: Array, totals: Array) -> Array:
    """Return the expected payoff of a type for each of its offers (m, 2), shape (m,); -inf where it is not real."""
    formula, values = (market(game.large).payoff,), []
    block = max(1, CELLS // len(totals))
    k, w = formulas_of(game.economy), game.weights[type_].ravel()
    for part in np.array_split(offers, range(block, len(offers), block)):
        at: dict[Any, Any] = {
            **dict(zip(OFFERS, part.T[:, :, None], strict=True)),
            **dict(zip(TOTALS, totals.T[:, None, :], strict=True)),
        }
        found = k.in_states(formula, at, type_)[0].reshape(len(part), w.size)
        values.append((w * np.where(w > 0, found, 0.0)).sum(axis=-1))
    payoff = np.concatenate(values)
    return np.where(np.isnan(payoff), -np.inf, payoff)


@dataclass(frozen=True)
class Conditions:
    """Slopes of the payoffs in the own offers (Y, 2), relative to marginal utilities, and their Jacobian."""

    slopes: Array
    jacobian: Array


@by_environment(maxsize=256)
def scales(economy: Economy) -> Array:
    """Return expected marginal utilities at the endowment, shape (X, 2), not to be changed."""
    e, k, tau = economy.floats.endowment, formulas_of(economy), type_posterior(economy)
    types = np.arange(len(economy.types))
    return np.stack(
        [(tau * k.partial(o, e[0], e[1], types)).sum(axis=-1) for o in ((1, 0), (0, 1))], axis=-1
    )


def conditions(game: Others, offers: Array) -> Conditions:
    """Evaluate all first-order conditions and their derivatives in all offers, (2Y,) and (2Y, 2Y)."""
    Y, m, totals = len(offers), market(game.large), game.totals(offers)
    size, slopes = scales(game.economy), np.zeros((Y, 2))
    jacobian = np.zeros((Y, 2, Y, 2))
    for y, x in enumerate(game.types):
        values = expected(game, int(x), offers[y], totals, (*m.slopes, *m.own, *m.others))
        sums = values[:6].sum(axis=-1)
        slopes[y] = sums[:2] / size[x]
        jacobian[y, :, y, :] += sums[2:6].reshape(2, 2) / size[x][:, None]
        by_totals = values[6:].reshape(2, 2, -1) @ game.counts
        jacobian[y] += by_totals.transpose(0, 2, 1) / size[x][:, None, None]
    return Conditions(slopes, jacobian.reshape(2 * Y, 2 * Y))


@dataclass(frozen=True)
class Found:
    """Offers (Y, 2) at which Newton stopped, and the largest condition there."""

    offers: Array
    residual: float

    @property
    def solved(self) -> bool:
        """Whether the conditions hold."""
        return self.residual <= TOLERANCE


def newton(game: Others, offers: Array, free: Flags, top: Array) -> Found:
    """Solve the conditions of the free offers by projected Newton, with every agent's own step where it fails.

    Args:
        game: What the others may be.
        offers: Where to start, shape (Y, 2), within the bounds.
        free: Which offers are unknown, shape (Y, 2).
        top: Upper bounds, shape (2,) or (Y, 2).
    """
    high = np.broadcast_to(top, offers.shape)
    here = offers.astype(float)
    best = conditions(game, here)
    with np.errstate(all="ignore"):
        for _ in range(ITERATIONS):
            size = _size(here, best.slopes, free, high)
            if size <= 1e-15:
                break
            open_ = _open(here, best.slopes, free, high)
            step = _newton_step(best, open_).reshape(here.shape)
            tried = _halved(game, here, step, free, high, size)
            if tried is None:
                if size <= TOLERANCE:
                    break
                for _ in range(OWN_STEPS):
                    here, best = _own_step(game, here, best, free, high)
            else:
                here, best = tried
    return Found(here, _size(here, best.slopes, free, high))


def _open(offers: Array, slopes: Array, free: Flags, high: Array) -> Flags:
    """Return which free offers are not held at a bound by their slopes."""
    held = ((offers <= 0) & (slopes <= 0)) | ((offers >= high) & (slopes >= 0))
    return np.asarray(free & ~held)


def _size(offers: Array, slopes: Array, free: Flags, high: Array) -> float:
    """Return how far a step along the slopes, kept within the bounds, would go: zero at a solution."""
    if not np.isfinite(slopes[free]).all():
        return float("inf")
    moved = np.clip(offers + slopes, 0.0, high) - offers
    return float(np.abs(moved[free]).max(initial=0.0))


def _newton_step(at: Conditions, open_: Flags) -> Array:
    which = np.flatnonzero(open_.ravel())
    step = np.zeros(open_.size)
    matrix, right = at.jacobian[np.ix_(which, which)], -at.slopes.ravel()[which]
    try:
        step[which] = np.linalg.solve(matrix, right)
    except np.linalg.LinAlgError:
        step[which] = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return step


def _halved(
    game: Others, here: Array, step: Array, free: Flags, high: Array, size: float
) -> tuple[Array, Conditions] | None:
    """Return the first point along halved steps at which the conditions are smaller, or None."""
    scale = 1.0
    for _ in range(4):
        new = np.clip(here + scale * step, 0.0, high)
        at = conditions(game, new)
        if _size(new, at.slopes, free, high) < (1 - 0.2 * scale) * size:
            return new, at
        scale *= 0.5
    return None


def _own_step(
    game: Others, here: Array, at: Conditions, free: Flags, high: Array
) -> tuple[Array, Conditions]:
    """Return where everybody goes part of the way to the maximum of the own payoff's second-order form."""
    Y, step = len(here), np.zeros_like(here)
    open_ = _open(here, at.slopes, free, high)
    for y in range(Y):
        own = np.zeros((Y, 2), dtype=bool)
        own[y] = open_[y]
        step += _newton_step(at, own).reshape(here.shape) if own.any() else 0.0
    scale = 0.5
    while scale > 1e-6:
        new = np.clip(here + scale * step, 0.0, high)
        then = conditions(game, new)
        if np.isfinite(_size(new, then.slopes, free, high)):
            return new, then
        scale *= 0.5
    return here, at
