r"""What a mechanism does, in one form for all of them.

An outcome is a list of scenarios, each with its true state, its weight, and groups of agents: the
type, the number and the bundle of each group.  Welfare is one function of it
(``numeric.games.welfare``), which is what makes a comparison side by side cheap.

Conventions: n scenarios, G groups, the same types in all scenarios; a group of zero agents does not
count, whatever its bundle.  In the limit of large N counts are shares that sum to 1.

Paper: (2) and (3) for the bundles of the two-stage mechanism.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy

Array = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Outcome:
    """Scenarios with the bundles of groups of agents.

    Args:
        types: The type of each group, shape (G,).
        state: The true state of each scenario, shape (n,).
        weight: Probabilities of the scenarios, shape (n,).
        counts: Agents of each group, shape (n, G).
        bundles: Their consumption (q, r), shape (n, G, 2).
        draws: Number of draws in each state where scenarios are drawn; 0 where they are enumerated.
        controls: What the weights of draws reproduce the mean of, shape (n, C).
    """

    types: Indices
    state: Indices
    weight: Array
    counts: Array
    bundles: Array
    draws: int = 0
    controls: Array | None = None

    def __post_init__(self) -> None:
        n, G = self.counts.shape
        shapes = (self.types.shape, self.state.shape, self.weight.shape, self.bundles.shape)
        if shapes != ((G,), (n,), (n,), (n, G, 2)):
            raise ValueError(
                "types, state, weight and bundles must have shapes (G,), (n,), (n,), (n, G, 2) for "
                f"counts of shape {self.counts.shape}, got {shapes}"
            )

    @property
    def size(self) -> Array:
        """The number of agents in each scenario (1 in the limit), shape (n,)."""
        return np.asarray(self.counts.sum(axis=-1))

    def used(self) -> Array:
        """Total consumption in each scenario, shape (n, 2)."""
        held = np.where(self.counts[..., None] > 0, self.counts[..., None] * self.bundles, 0.0)
        return np.asarray(held.sum(axis=1))

    def outlay(self, economy: Economy) -> Array:
        """Return the designer's net outlay per agent in each scenario, shape (n, 2).

        What agents consume less what they brought; its two parts have opposite signs where only the
        exogenous offers trade.
        """
        return self.used() / self.size[:, None] - economy.floats.endowment


def traded(economy: Economy, offers: Array, price: Array) -> Array:
    r"""Return consumption :math:`(\bar q - b_q + b_r/p, \bar r - b_r + p b_q)` for offers (..., G, 2) at prices (...).

    Paper: (3).
    """
    e, p = economy.floats.endowment, np.asarray(price)[..., None]
    b_q, b_r = offers[..., 0], offers[..., 1]
    return np.stack([e[0] - b_q + b_r / p, e[1] - b_r + p * b_q], axis=-1)
