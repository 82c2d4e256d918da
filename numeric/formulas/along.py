r"""The best amount along a line: :math:`\max_t \sum_z w_z u(q_z + t d_q^z, r_z + t d_r^z; x, z)`, t from 0 to a top.

An offer against a random price, and demand on a budget line, move consumption along a line in each state.
Newton's method inside a bracket finds where the slope vanishes; who asks again at other prices starts from the
last answer, which is a few evaluations away.

Paper: (3); section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.compiled import formulas_of
from numeric.formulas.one_by_one import partials_of
from numeric.formulas.roots import FEW_NUMBERS, newton_roots

Array = NDArray[np.float64]
ORDERS = ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
STATES = 8
"""From so many states on NumPy adds in another order."""
INSIDE = 1e-9
"""Share of the top from which a start at an end is away."""


class Along:
    """Lines of one economy, whose answers are near each other when they are asked for in turn."""

    def __init__(
        self,
        economy: Economy,
        types: NDArray[np.intp],
        weights: Array,
        states: NDArray[np.intp] | None = None,
    ) -> None:
        """Remember what does not change.

        Args:
            economy: The economy; that utility is concave is not checked.
            types: x, shape (n,).
            weights: Weights of the states, shape (n, Z); where one is 0 utility does not count, whatever it is.
            states: The states of the weights, shape (n, Z); all of them in order if left out.
        """
        self._formulas, self._types, self._weights = formulas_of(economy), types[:, None], weights
        self._partials = partials_of(economy, ORDERS) if weights.shape[1] < STATES else None
        order = np.arange(weights.shape[1])
        self._states = np.broadcast_to(order if states is None else states, weights.shape)
        counts = weights > 0
        self._counts = None if np.count_nonzero(counts) == counts.size else counts
        self._share = np.full(len(types), 0.5)

    def best(
        self, bundles: tuple[Array, Array], directions: tuple[Array, Array], top: Array
    ) -> Array:
        """Return the best amounts, shape (n,): 0 where the slope there is not positive.

        Args:
            bundles: q and r at the amount 0, each (n, Z).
            directions: What an amount of 1 adds to q and to r, each (n, Z).
            top: The largest amounts, shape (n,).
        """
        given = np.array([*bundles, *directions])

        def slopes(share: Array, rows: NDArray[np.int64]) -> tuple[Array, Array]:
            (q, r, d_q, d_r), unit = given[:, rows], top[rows]
            t = (share * unit)[:, None]
            u_q, u_r, u_qq, u_qr, u_rr = self._formulas.partials_in_state(
                ORDERS, q + t * d_q, r + t * d_r, self._types[rows], self._states[rows]
            )
            bend = d_q * d_q * u_qq + 2 * d_q * d_r * u_qr + d_r * d_r * u_rr
            each = np.array([d_q * u_q + d_r * u_r, bend])
            if self._counts is not None:
                each = np.where(self._counts[rows], each, 0.0)
            value, derivative = (self._weights[rows] * each).sum(axis=-1)
            return value, derivative * unit

        everywhere = np.arange(len(top))
        with np.errstate(all="ignore"):
            value, _ = slopes(np.zeros(len(top)), everywhere)
            start = np.clip(self._share, INSIDE, 1 - INSIDE)
            rows = np.flatnonzero(value > 0)
            single = self._single(bundles, directions, top) if len(top) <= FEW_NUMBERS else None
            found = newton_roots(slopes, start, 1.0, rows, single=single)
        self._share[rows] = found[rows]
        return np.where(value > 0, found * top, 0.0)

    def _single(
        self, bundles: tuple[Array, Array], directions: tuple[Array, Array], top: Array
    ) -> Callable[[int, float], tuple[float, float]] | None:
        """Return the slope and its derivative for one line, or None where that is not to be had."""
        partials = self._partials
        if partials is None:
            return None
        numbers = [v.tolist() for v in (*bundles, *directions, self._weights, self._states)]
        lines = [list(zip(*line, strict=True)) for line in zip(*numbers, strict=True)]
        types, units = self._types[:, 0].tolist(), top.tolist()

        def single(row: int, share: float) -> tuple[float, float]:
            unit, value, derivative = units[row], 0.0, 0.0
            t = share * unit
            for q, r, d_q, d_r, weight, state in lines[row]:
                if weight > 0:
                    u_q, u_r, u_qq, u_qr, u_rr = partials(
                        q + t * d_q, r + t * d_r, types[row], state
                    )
                    bend = d_q * d_q * u_qq + 2 * d_q * d_r * u_qr + d_r * d_r * u_rr
                    value += weight * (d_q * u_q + d_r * u_r)
                    derivative += weight * bend
            return value, derivative * unit

        return single
