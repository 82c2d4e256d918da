r"""Compositions of the active agents by type, within the blocks that their stage-1 offers reveal.

Block counts :math:`\lambda` are observed; how many of each type there are inside a block is
not.  Given the state the blocks are independent multinomials with probabilities
:math:`\mu_z(y)/\mu_z(Y_k)`.

Conventions: a composition is a row of counts by type, in the economy's order; probabilities have
the states on the last axis.

Paper: section 7.2, Claims 1a and 1b.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numeric.economy.economy import Economy
from numeric.economy.remembered import by_environment
from numeric.probability.multinomial import (
    all_configurations,
    likely_configurations,
    multinomial_weights,
    number_of_configurations,
    union,
)
from numeric.probability.partitions import Partition
from numeric.probability.posterior import softmax, type_posterior

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MASS = 1e-13
EXACT_BELOW = 400
"""Compositions of one block that are kept one by one.

Where there are more, those that carry all but ``MASS`` of the probability in every state are kept.
"""


def block_signal(economy: Economy, partition: Partition) -> Array:
    r"""Return :math:`\mu_z(Y_k)`, shape (Z, K)."""
    return np.stack(
        [economy.floats.signal[:, list(block)].sum(axis=1) for block in partition], axis=1
    )


def block_counts(economy: Economy, partition: Partition, others: int) -> Counts:
    """Return the block counts of that many agents that are summed over, shape (n, K).

    They are all of them, or carry all but ``MASS`` in every state.
    """
    if number_of_configurations(others, len(partition)) <= EXACT_BELOW:
        return all_configurations(others, len(partition))
    return union(
        *(likely_configurations(others, row, MASS) for row in block_signal(economy, partition))
    )


def count_probabilities(economy: Economy, partition: Partition, counts: Counts) -> Array:
    r"""Return what each type expects of the others' block counts, shape (n, X).

    .. math:: \sum_z\tau_x(z)\Pr(\lambda\mid z)
    """
    by_state = np.stack(
        [multinomial_weights(counts, row) for row in block_signal(economy, partition)], axis=-1
    )
    return np.asarray(by_state @ type_posterior(economy).T)


def state_beliefs(
    economy: Economy,
    partition: Partition,
    counts: ArrayLike,
    attributed: Sequence[int] | None = None,
) -> Array:
    r"""Return the posterior of each type given others' block counts (n, K), shape (n, X, Z).

    It may be given one more agent, whose type is in a set.

    Without a set this is :math:`\tilde\phi_x` of Claim 1a, with one :math:`\hat\phi_x` of Claim
    1b.  Counts may be negative, which makes no sense but no error.
    """
    d = economy.floats
    exponents = (
        np.log(d.prior)
        + np.log(d.signal.T)[None]
        + (np.asarray(counts, dtype=float) @ np.log(block_signal(economy, partition)).T)[:, None, :]
    )
    if attributed is not None:
        exponents = exponents + np.log(d.signal[:, list(attributed)].sum(axis=1))
    return softmax(exponents)


@lru_cache(maxsize=20000)
def compositions(
    economy: Economy, partition: Partition, counts: tuple[int, ...]
) -> tuple[Counts, Array]:
    """Return the compositions (n, X) of given block counts and their probabilities in every state (n, Z)."""
    X, Z = len(economy.types), len(economy.states)
    rows, chances = np.zeros((1, X), dtype=np.int64), np.ones((1, Z))
    for block, number in zip(partition, counts, strict=True):
        inside, chance = _inside(economy, block, number)
        placed = np.zeros((len(inside), X), dtype=np.int64)
        placed[:, list(block)] = inside
        rows = (rows[:, None] + placed[None]).reshape(-1, X)
        chances = (chances[:, None] * chance[None]).reshape(-1, Z)
    return rows, chances


@by_environment(maxsize=256)
def _inside(economy: Economy, block: tuple[int, ...], number: int) -> tuple[Counts, Array]:
    shares = economy.floats.signal[:, list(block)]
    shares = shares / shares.sum(axis=1, keepdims=True)
    if number_of_configurations(number, len(block)) <= EXACT_BELOW:
        rows = all_configurations(number, len(block))
    else:
        rows = union(*(likely_configurations(number, row, MASS) for row in shares))
    return rows, np.stack([multinomial_weights(rows, row) for row in shares], axis=-1)
