"""Arrays whose first axis are the states: sums over it, the way there and back, values in full shape."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
T = TypeVar("T", bound=np.generic)


def over_states(values: Array) -> Array:
    """Return the sums over the first axis, one whole array after another.

    >>> over_states(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [4.0, 6.0]
    """
    total = values[0]
    for z in range(1, len(values)):
        total = total + values[z]
    return np.asarray(total)


def states_first(values: NDArray[T], axes: int) -> NDArray[T]:
    """Return values (*S, Z) as (Z, 1, …, 1, *S), with so many axes or more."""
    turned = values.transpose(-1, *range(values.ndim - 1))
    ones = (1,) * (axes - values.ndim)
    return turned.reshape(turned.shape[0], *ones, *turned.shape[1:]) if ones else turned


def states_last(values: NDArray[T]) -> NDArray[T]:
    """Return values (Z, *S) as (*S, Z)."""
    return values.transpose(*range(1, values.ndim), 0)


def filled(values: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return values in full shape; ``np.broadcast_to`` takes longer than a small formula."""
    given = np.asarray(values, dtype=float)
    if given.shape == shape:
        return given
    found = np.empty(shape)
    found[...] = given
    return found
