"""Arrays whose last axis are the states: sums over it, and values that are the same along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
FEW_STATES, FEW_NUMBERS = 7, 64
"""So few states NumPy adds up one after another, and so few numbers it adds up quickly."""


def over_states(values: Array) -> Array:
    """Return the sums over the last axis, as ``values.sum(axis=-1)`` to the last bit.

    NumPy adds up a short last axis slowly; whole columns are added in the order in which it does.

    >>> over_states(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [3.0, 7.0]
    """
    if not 2 <= values.shape[-1] <= FEW_STATES or values.size < FEW_NUMBERS:
        return np.asarray(values.sum(axis=-1))
    total = values[..., 0] + values[..., 1]
    for z in range(2, values.shape[-1]):
        total += values[..., z]
    return np.asarray(total)


def filled(values: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return values in full shape; ``np.broadcast_to`` takes longer than a small formula."""
    given = np.asarray(values, dtype=float)
    if given.shape == shape:
        return given
    found = np.empty(shape)
    found[...] = given
    return found
