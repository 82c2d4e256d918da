r"""The best response at stage 2 when the others' totals are random.

After a semi-pooling stage 1 an agent does not know the others' types, so :math:`(Q_-, R_-)` is
random.  Each side alone still has one maximiser (a mean of concave functions), but (20) fails: with
random totals both sides can rise at zero, or neither.  So both maxima are computed and compared;
the side is never read off a price.

Conventions: points are the values that the totals can take, with weights that are joint
probabilities of the state and the point; a point of weight zero is padding.

Paper: section 7.2, equations (30)-(33).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.roots import newton_roots
from symbolic.language.notation import Q_others, R_others
from symbolic.model import best_response as formulas

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RandomResponse:
    """Best offers against random totals.

    Args:
        offers: The better of the two one-sided maxima, shape (*S, 2).
        sides: The maximising offer on each side alone, shape (*S, 2).
        values: The expected utility of each of these, shape (*S, 2).
        slopes: The slopes of the two sides at zero, shape (*S, 2); with known totals at most one is
            positive.
    """

    offers: Array
    sides: Array
    values: Array
    slopes: Array

    @property
    def value(self) -> Array:
        """The expected utility of the best offer, shape S."""
        return np.asarray(self.values.max(axis=-1))


def best_offers(
    economy: Economy,
    Q_minus: ArrayLike,
    R_minus: ArrayLike,
    weights: ArrayLike,
    type_: ArrayLike,
    start: ArrayLike | None = None,
) -> RandomResponse:
    """Return the best one-sided offers against random totals.

    Args:
        economy: The economy.
        Q_minus: Values of the others' offers of the first good, kappa included, shape (*S, P),
            positive.
        R_minus: The same for the second good.
        weights: Probabilities of points and states, shape (*S, P, Z), summing to 1 over the last
            two axes.
        type_: Index of the agent's type, shape S.
        start: Signed offers near the best ones, shape S, or None; they change the work, not the
            result.

    Raises:
        ValueError: A total is not positive.

    Paper: equations (30) and (31).
    """
    Q, R, w, x = (np.asarray(v, dtype=float) for v in (Q_minus, R_minus, weights, type_))
    if not ((Q > 0).all() and (R > 0).all()):
        raise ValueError("the others' totals must be positive")
    *outer, points, Z = w.shape
    shape = tuple(outer)
    rows = _Rows(
        economy,
        Q.reshape(-1, points),
        R.reshape(-1, points),
        w.reshape(-1, points, Z),
        np.broadcast_to(x, shape).reshape(-1).astype(int),
    )
    guess = (
        np.zeros(len(rows.type))
        if start is None
        else np.broadcast_to(np.asarray(start, dtype=float), shape).reshape(-1)
    )
    sides, values, slopes = (np.zeros((len(rows.type), 2)) for _ in range(3))
    for side in (0, 1):
        slopes[:, side] = rows.mean(side, 1, np.zeros(len(rows.type)), slice(None))
        sides[:, side] = rows.maximiser(side, slopes[:, side] > 0, guess if side == 0 else -guess)
        values[:, side] = rows.mean(side, 0, sides[:, side], slice(None))
    return chosen(*(v.reshape(*shape, 2) for v in (sides, values, slopes)))


def chosen(sides: Array, values: Array, slopes: Array) -> RandomResponse:
    """Return the response that takes the better of the two sides, shape (*S, 2) each."""
    first = values[..., 0] >= values[..., 1]
    return RandomResponse(
        np.where(np.stack([first, ~first], axis=-1), sides, 0.0), sides, values, slopes
    )


@dataclass(frozen=True)
class _Rows:
    """Independent problems, one per row: points (n, P), weights (n, P, Z), types (n,)."""

    economy: Economy
    Q: Array
    R: Array
    weights: Array
    type: NDArray[np.int64]

    def mean(self, side: int, order: int, offer: Array, rows: Any) -> Array:
        """Return the expected payoff (order 0), its slope (1) or curvature (2) of a one-sided offer, for some rows."""
        return self.means(side, (order,), offer, rows)[0]

    def means(self, side: int, orders: tuple[int, ...], offer: Array, rows: Any) -> list[Array]:
        """Return the same for several orders at once."""
        k = formulas.one_sided(side)
        at: dict[Any, Any] = {k.own: offer[:, None], Q_others: self.Q[rows], R_others: self.R[rows]}
        wanted = tuple((k.payoff, k.slope, k.curvature)[order] for order in orders)
        values = formulas_of(self.economy).in_states(wanted, at, self.type[rows][:, None])
        w = self.weights[rows]
        return [np.asarray((w * np.where(w > 0, v, 0.0)).sum(axis=(-2, -1))) for v in values]

    def maximiser(self, side: int, rising: NDArray[np.bool_], guess: Array) -> Array:
        """Return the root of the decreasing slope on (0, endowment), zero where it is none.

        Newton inside a bracket, where the slope is positive at zero.
        """
        top = self.economy.floats.endowment[side]

        def slopes(b: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
            slope, curvature = self.means(side, (1, 2), b, rows)
            return slope, curvature

        start = np.where(rising, np.clip(np.nan_to_num(guess), 0.0, top), 0.0)
        return newton_roots(slopes, start, top, np.flatnonzero(rising))
