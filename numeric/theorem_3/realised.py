r"""The losses of realised pairs of configurations, of the active and of the inactive.

Paper: section 5, (12) and (13).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.fast.blocks import in_blocks
from numeric.probability.multinomial import (
    Counts,
)
from numeric.stage1 import inactive_price, solve_stage1
from numeric.stage2.solve import solve_stage2
from numeric.theorem_3.loss import realised_losses

Array = NDArray[np.float64]


def inactive_bundles(economy: Economy) -> Array:
    """Return what each type consumes when it is inactive and plays α*, shape (X, 2).

    Paper: (2).
    """
    q, e = solve_stage1(economy).consumption, economy.floats.endowment
    return np.stack([q, e[1] + inactive_price(economy) * (e[0] - q)], axis=-1)


@dataclass(frozen=True)
class Realised:
    """What configurations of the active and of the inactive realise in a state.

    There is a group for each type of the active and for each of the inactive.

    Args:
        economy: The economy.
        state: Index of the state.
        active: Counts of the active, then their bundles (q, r) by type, shape (3 X, n): one column
            for each configuration.
        inactive: Counts of the inactive, shape (X, m).
        solved: Which configurations of the active have a solved stage 2, shape (n,).
    """

    economy: Economy
    state: int
    active: Array
    inactive: Array
    solved: NDArray[np.bool_]

    @classmethod
    def of(cls, economy: Economy, state: int, sigma: Counts, passive: Counts) -> Realised:
        """Solve stage 2 for the configurations of the active."""
        solved = solve_stage2(economy, sigma)
        bundles = np.nan_to_num(solved.allocations(economy), nan=1.0).reshape(len(sigma), -1)
        return cls(
            economy,
            state,
            np.concatenate([sigma, bundles], axis=1).T.copy(),
            passive.T.astype(float),
            solved.solved,
        )

    def losses(self, pairs: Counts) -> Array:
        """Return t* for pairs of configurations of the active and the inactive, indices of shape (2, n).

        NaN where a game or a loss was not solved.
        """
        X, result = len(self.inactive), np.empty(pairs.shape[-1])
        types, own = (
            np.tile(np.arange(X), 2).tolist(),
            inactive_bundles(self.economy).reshape(-1, 1),
        )

        def block(start: int, stop: int) -> None:
            a, b = pairs[:, start:stop]
            given = np.empty((6 * X, len(a)))
            given[:X], given[2 * X : 4 * X], given[X : 2 * X], given[4 * X :] = (
                self.active[:X, a],
                self.active[X:, a],
                self.inactive[:, b],
                own,
            )
            result[start:stop] = np.where(
                self.solved[a], realised_losses(self.economy, types, self.state, given), np.nan
            )

        in_blocks(len(result), block)
        return result
