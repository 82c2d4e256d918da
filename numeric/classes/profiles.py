r"""Histograms by class: the configurations of the active, class by class, with their probabilities.

Given the state the counts :math:`\sigma_h \sim \mathrm{Mult}(M_h, \mu_z)` are independent over classes.
What the others of a kind's class believe has one agent more of some type; so do the sets here, which hold
whatever one agent may be taken for: all configurations where they are few, else those that carry all but
``MASS`` of the probability in every state, class by class.

Conventions: rows are kinds, class by class, as in ``kind_economy``.

Paper: sections 2.2 and 3.1; section 6, fourth paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from numeric.classes.economy import ClassEconomy
from numeric.probability.multinomial import (
    configuration_blocks,
    likely_with_one_more,
    multinomial_weights,
    number_of_configurations,
)

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MASS = 1e-15
"""Probability that each class may leave out in each state."""

EXACT_BELOW = 2000
"""Profiles of histograms; at most this many are summed without truncation."""

MOST = 20_000_000
"""Profiles beyond which the sum is not tried."""

BLOCK = 1 << 15


class TooMany(ValueError):
    """There are too many profiles of histograms to be summed over."""


@dataclass(frozen=True)
class Profiles:
    """Sets of histograms, one for each class; a profile takes one of each.

    Args:
        sets: For each class its histograms, shape (n_h, X).
        chances: Their probabilities in each state, shape (n_h, Z).
        left_out: Bound on the probability that is left out; 0 where nothing is.
    """

    sets: tuple[Counts, ...]
    chances: tuple[Array, ...]
    left_out: float

    @property
    def number(self) -> int:
        """The number of profiles."""
        return prod(len(s) for s in self.sets)

    def blocks(self, size: int = BLOCK) -> Iterator[tuple[Counts, Array]]:
        """Yield counts by kind (n, H X) with their probabilities in each state (n, Z)."""
        shape = tuple(len(s) for s in self.sets)
        for first in range(0, self.number, size):
            rows = np.unravel_index(np.arange(first, min(first + size, self.number)), shape)
            counts = [s[i] for s, i in zip(self.sets, rows, strict=True)]
            chances = [c[i] for c, i in zip(self.chances, rows, strict=True)]
            yield np.concatenate(counts, axis=1), np.prod(chances, axis=0)


def profiles(economy: ClassEconomy, *, exact: bool | None = None) -> Profiles:
    """Return the histograms of the active that are summed over.

    Args:
        economy: An economy with classes.
        exact: Whether to take all of them; by default where there are few.

    Raises:
        TooMany: There are more than ``MOST`` profiles.

    >>> from numeric.classes.reader import load_classes
    >>> profiles(load_classes("examples/mechanisms/classes.toml")).number
    190
    """
    X, mu = len(economy.types), economy.per_head.floats.signal
    sizes = [c.active for c in economy.classes]
    whole = prod(number_of_configurations(M, X) for M in sizes)
    every = whole <= EXACT_BELOW if exact is None else exact
    blocks = [
        configuration_blocks(M, X, BLOCK) if every else likely_with_one_more(M - 1, mu, MASS, BLOCK)
        for M in sizes
    ]
    sets = tuple(np.concatenate(list(b)) for b in blocks)
    found = Profiles(
        sets,
        tuple(np.stack([multinomial_weights(s, row) for row in mu], axis=-1) for s in sets),
        0.0 if prod(map(len, sets)) == whole else len(sizes) * MASS,
    )
    if found.number > MOST:
        raise TooMany(f"there are {found.number} profiles of histograms, more than {MOST}")
    return found
