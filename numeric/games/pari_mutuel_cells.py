r"""Cells of offers of stage 1: amounts of one good that are taken for one type, from a least to a greatest.

Cells that are cut know at half their lows what stage 2 led to.  Between two ends at which it is known, the
point half-way is where Newton starts: it is as far from the solution as the square of the width.

Conventions: a point of stage 2 is a row of signed amounts by type, positive where the first good is sold, and
the totals, shape (X + 2,).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.stage2.problem import Point

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
KEPT = 1 << 21
"""Up to so many numbers points at the lows of cells are kept."""


@dataclass
class Cells:
    """Amounts from ``low`` to ``high`` of the good ``side``, taken for ``type``.

    ``price`` has the prices at ``low`` of the first cells, so far as they are known, by pair; ``near`` points at
    both ends of all cells by pair, shape (2, m, pairs, X + 2), solved where prices are known and expected elsewhere.
    """

    low: Array
    high: Array
    side: Indices
    type: Indices
    price: Array | None = None
    near: Array | None = None

    def part(self, rows: NDArray[np.bool_]) -> Cells:
        """Return some of the cells."""
        price = None if self.price is None else self.price[rows]
        near = None if self.near is None else self.near[:, rows]
        return Cells(self.low[rows], self.high[rows], self.side[rows], self.type[rows], price, near)

    def halves(self) -> Cells:
        """Return the first halves of all cells, then the second halves."""
        middle, near = 0.5 * (self.low + self.high), None
        if self.near is not None:
            first, last = self.near
            between = 0.5 * (first + last)
            near = np.array([np.concatenate([first, between]), np.concatenate([between, last])])
        return Cells(
            np.concatenate([self.low, middle]),
            np.concatenate([middle, self.high]),
            np.tile(self.side, 2),
            np.tile(self.type, 2),
            self.price,
            near,
        )

    def known(self, price: Array, points: Array) -> None:
        """Take over prices (m, pairs) and points (m, pairs, X + 2) at the lows of the cells without any."""
        before = 0 if self.price is None else len(self.price)
        self.price = price if self.price is None else np.concatenate([self.price, price])
        if before == 0:
            self.near = np.array([points, points])
        elif self.near is not None:
            self.near[0, before:] = points
        if self.near is None:
            return
        if 4 * self.near.size > KEPT:  # each may be cut into four
            self.near = None
            return
        # A cell ends where the next one begins, if that is taken for the same type.
        order = np.lexsort((self.low, self.type, self.side))
        here, after = order[:-1], order[1:]
        next_ = (self.side[here] == self.side[after]) & (self.type[here] == self.type[after])
        next_ &= self.high[here] == self.low[after]
        self.near[1, here[next_]] = self.near[0, after[next_]]


def packed(point: Point) -> Array:
    """Return a point of n rows as an array (n, X + 2)."""
    return np.concatenate(
        [np.where(point.sells, point.amount, -point.amount), point.totals], axis=1
    )


def unpacked(rows: Array) -> Point:
    """Return the point of rows (n, X + 2)."""
    signed = rows[:, :-2]
    return Point(np.abs(signed), rows[:, -2:].copy(), signed >= 0)
