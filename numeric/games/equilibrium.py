"""What a solver of one-stage games returns: offers by kind, and how far they are from being beaten.

Paper: section 2.3 for symmetric equilibria in pure strategies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.games.private import Found
from numeric.status import Status, Told

Array = NDArray[np.float64]
BETTER = 1e-9
"""Utils by which an offer must be better to count as better."""


@dataclass(frozen=True)
class OneStage:
    """A symmetric equilibrium of a one-stage game.

    Args:
        agents: N, or None in the limit.
        kinds: For each kind its type and the probability with which the type plays it, shape (Y,
            2); one kind for each type where the equilibrium is pure.
        offers: (b_q, b_r) of each kind, shape (Y, 2); NaN where no equilibrium was found.
        residual: The largest first-order condition, relative to marginal utilities.
        gain: The most that a direct search over the whole offer set adds to a type's payoff, utils.
        status: One sentence.
    """

    agents: int | None
    kinds: Array
    offers: Array
    residual: float
    gain: float
    status: Status | Told

    @property
    def pure(self) -> bool:
        """Whether every type makes one offer."""
        return set(self.kinds[:, 1].tolist()) == {1.0}

    @property
    def solved(self) -> bool:
        """Whether these offers are an equilibrium, pure or mixed, as far as the search can tell."""
        return self.status.solved


def pure_kinds(economy: Economy) -> Array:
    """Return one kind for each type, shape (X, 2)."""
    X = len(economy.types)
    return np.stack([np.arange(X), np.ones(X)], axis=-1)


def concluded(
    agents: int | None,
    kinds: Array,
    found: Found,
    gain: float,
    status: Status | Told = Status.SOLVED,
) -> OneStage:
    """Return the equilibrium; offers that miss a condition, or that a search beats, are withdrawn."""
    if not found.solved:
        status = Status.NO_ROOT.told(
            f"not solved: a first-order condition is off by {found.residual:.1e}"
        )
    elif not gain <= BETTER:
        status = Status.BEATEN.told(f"{Status.BEATEN}, by {gain:.1e} utils")
    offers = found.offers if status.solved else np.full_like(found.offers, np.nan)
    return OneStage(agents, kinds, offers, found.residual, gain, status)
