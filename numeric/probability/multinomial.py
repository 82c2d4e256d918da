r"""Multinomial weights to nearly full precision, and the configurations that carry all but a given mass.

A binomial probability is evaluated by Loader's saddle-point form,

.. math:: \binom{n}{k}p^k(1-p)^{n-k} = \sqrt{\frac{n}{2\pi k(n-k)}}\,
          \exp\{\delta(n) - \delta(k) - \delta(n-k) - D(k; np) - D(n-k; n(1-p))\},

with :math:`\delta` the error of Stirling's formula and :math:`D(k; m) = k\log(k/m) + m - k`:
nothing large is subtracted, so the relative error stays near :math:`10^{-15}` where differences of
log-gamma functions lose nine digits.  A multinomial weight is a product of conditional binomials.

Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrik, gammaln, kl_div

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

_TABLE_END = 16
_SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)


def _stirling_table() -> Array:
    n = np.maximum(np.arange(_TABLE_END), 1.0)
    return np.asarray(gammaln(n + 1) - ((n + 0.5) * np.log(n) - n + 0.5 * np.log(2 * np.pi)))


_TABLE = _stirling_table()


def _stirling_error(n: Array) -> Array:
    r"""Return :math:`\log n! - \log(\sqrt{2\pi n}\,(n/e)^n)` for integers n of at least 1 (anything for 0)."""
    few = _TABLE[np.minimum(n, _TABLE_END - 1).astype(int)]
    with np.errstate(all="ignore"):
        inverse = 1.0 / n
        square = inverse * inverse
        series = np.full_like(n, _SERIES[-1])
        for coefficient in _SERIES[-2::-1]:
            series = coefficient + series * square
        return np.asarray(np.where(n < _TABLE_END, few, inverse * series))


def _deviance(k: Array, mean: Array) -> Array:
    """Return k log(k/mean) + mean - k without cancellation when k is near the mean."""
    with np.errstate(all="ignore"):
        v = (k - mean) / (k + mean)
        near = np.abs(v) < 0.1
        w = np.where(near, v, 0.0)
        square, term = w * w, 2 * k * w
        total = (k - mean) * w
        for j in range(1, 12):
            term = term * square
            total = total + term / (2 * j + 1)
    return np.asarray(np.where(near, total, kl_div(k, mean)))


def binomial_weights(k: ArrayLike, n: ArrayLike, p: float) -> Array:
    """Return the binomial probabilities of k successes in n trials, elementwise.

    Args:
        k: Integers between 0 and n.
        n: Integers of at least 0.
        p: Probability of success, in (0, 1].

    >>> float(abs(binomial_weights(3, 5, 0.5) - 10 / 32)) < 1e-15
    True
    """
    k_, n_ = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    m = n_ - k_
    with np.errstate(all="ignore"):
        of_n, of_k, of_m = _stirling_error(np.array([n_, k_, m]))
        from_k, from_m = _deviance(np.array([k_, m]), np.array([n_ * p, n_ * (1 - p)]))
        exponent = of_n - of_k - of_m - from_k - from_m
        inner = np.sqrt(n_ / (2 * np.pi * k_ * m)) * np.exp(exponent)
        none, all_ = np.exp(n_ * np.log1p(-p)), np.exp(n_ * np.log(p))
    return np.asarray(np.where(m == 0, all_, np.where(k_ == 0, none, inner)))


def multinomial_weights(counts: Counts, probabilities: Array) -> Array:
    """Return the multinomial probabilities of configurations (n, X) under type probabilities (X,)."""
    left, rest, weight = np.add.reduce(counts.T), 1.0, np.ones(len(counts))
    for x, p in enumerate(probabilities[:-1]):
        weight = weight * binomial_weights(counts[:, x], left, min(p / rest, 1.0))
        left, rest = left - counts[:, x], rest - p
    return weight


def all_configurations(total: int, types: int) -> Counts:
    """Return every configuration of ``total`` agents, in lexicographic order, shape (n, X)."""
    return np.concatenate(list(configuration_blocks(total, types, 1 << 62)))


def configuration_blocks(total: int, types: int, size: int) -> Iterator[Counts]:
    """Yield every configuration of ``total`` agents, in lexicographic order.

    They come in blocks that are not much longer than ``size``.
    """
    if types == 1:
        yield np.array([[total]])
        return
    first = length = 0
    for last in range(total + 1):
        length += number_of_configurations(total - last, types - 1)
        if length >= size or last == total:
            yield from _of_first(total, types, size, first, last)
            first, length = last + 1, 0


def _of_first(total: int, types: int, size: int, first: int, last: int) -> Iterator[Counts]:
    """Yield the configurations whose first count lies between two bounds."""
    if first == last:
        for block in configuration_blocks(total - first, types - 1, size):
            yield np.concatenate([np.full((len(block), 1), first), block], axis=1)
        return
    kept, left = _continued(
        np.zeros((1, 0), dtype=np.int64), np.array([total]), np.array([first]), np.array([last])
    )
    for _ in range(types - 2):
        kept, left = _continued(kept, left, np.zeros_like(left), left)
    yield np.concatenate([kept, left[:, None]], axis=1)


def _continued(kept: Counts, left: Counts, low: Counts, high: Counts) -> tuple[Counts, Counts]:
    """Append to each row every count between its bounds, none if they cross.

    Return the rows and how many agents are left.
    """
    repeat = np.maximum(high - low + 1, 0)
    ends = np.cumsum(repeat)
    counts = np.arange(repeat.sum()) + np.repeat(low - ends + repeat, repeat)
    rows = np.empty((len(counts), kept.shape[1] + 1), dtype=np.int64)
    rows[:, :-1], rows[:, -1] = np.repeat(kept, repeat, axis=0), counts
    return rows, np.repeat(left, repeat) - counts


def likely_configurations(
    total: int, probabilities: Array, mass: float, within: tuple[int, int] | None = None
) -> Counts:
    """Return configurations that carry all but ``mass`` of the multinomial probability under type probabilities (X,).

    Args:
        total: The number of agents.
        probabilities: Type probabilities, shape (X,).
        mass: What may be left out.
        within: Bounds on the first count: only the configurations between them are returned.
    """
    share = _tail(mass, len(probabilities))
    kept = np.zeros((1, 0), dtype=np.int64)
    left, rest = np.array([total]), 1.0
    for p in probabilities[:-1]:
        low, high = _central(left, min(p / rest, 1.0), share)
        if within is not None and kept.shape[1] == 0:
            low, high = np.maximum(low, within[0]), np.minimum(high, within[1])
        kept, left = _continued(kept, left, low, high)
        rest -= p
    return np.concatenate([kept, left[:, None]], axis=1)


def likely_blocks(total: int, probabilities: Array, mass: float, size: int) -> Iterator[Counts]:
    """Yield the configurations of ``likely_configurations`` in blocks of about ``size``.

    Ranges of the first count.
    """
    if len(probabilities) == 1:
        yield likely_configurations(total, probabilities, mass)
        return
    low, high = _central(np.array([total]), probabilities[0], _tail(mass, len(probabilities)))
    first, width = int(low[0]), size if len(probabilities) == 2 else 1
    while first <= high[0]:
        rows = likely_configurations(total, probabilities, mass, (first, first + width - 1))
        yield rows
        first, width = first + width, _wider(width, size, rows)


def _wider(width: int, size: int, last: Counts) -> int:
    """Return how many first counts make about ``size`` rows; the last ``width`` of them made some.

    It is at most four times that width.
    """
    return max(1, min(4 * width, width * size // (len(last) + 1)))


def likely_with_one_more(total: int, signal: Array, mass: float, size: int) -> Iterator[Counts]:
    """Yield, in blocks, likely configurations with one more agent of some type.

    A configuration is likely if it is so in some state (a row of ``signal``).

    Blocks are ranges of the first count, made to hold about ``size`` configurations each; those
    between what is likely in one state and in another may be empty.
    """
    units, share = np.eye(signal.shape[1], dtype=np.int64), _tail(mass, signal.shape[1])
    ends = [_central(np.array([total]), row[0], share) for row in signal]
    first, stop, width = (
        min(int(low[0]) for low, _ in ends),
        max(int(high[0]) for _, high in ends) + 1,
        1,
    )
    while first <= stop:
        others = [
            likely_configurations(total, row, mass, (first - 1, first + width)) for row in signal
        ]
        rows = union(*(group + unit for group in others for unit in units))
        rows = rows[(rows[:, 0] >= first) & (rows[:, 0] < first + width)]
        yield rows
        first, width = first + width, _wider(width, size, rows)


def _tail(mass: float, types: int) -> float:
    """Return what each tail of each type but the last may leave out."""
    return mass / (2 * max(types - 1, 1))


def _central(n: Counts, p: float, tail: float) -> tuple[Counts, Counts]:
    """Return for each n the counts between which all but ``tail`` on either side of the binomial lies."""
    if p >= 1:
        return n, n
    values, inverse = np.unique(n, return_inverse=True)
    low, high = _quantiles(tuple(values.tolist()), p, tail)
    return low[inverse], high[inverse]


@lru_cache(maxsize=1024)
def _quantiles(values: tuple[int, ...], p: float, tail: float) -> tuple[Counts, Counts]:
    """Return the same for distinct n; who asks for them does so again for blocks and for other economies."""
    n = np.array(values)
    # Of successes and of failures; one more is left in on either side of what is rounded.
    low, left = (np.ceil(np.nan_to_num(bdtrik(tail, n, chance))) for chance in (p, 1 - p))
    low, high = np.maximum(low - 1, 0), np.minimum(n - left + 1, n)
    return low.astype(np.int64), high.astype(np.int64)


def union(*configurations: Counts) -> Counts:
    """Return the distinct rows, in lexicographic order.

    The sets are of rows of one length with nonnegative counts.
    """
    rows = np.concatenate(configurations)
    largest = int(rows.max(initial=0)) + 1
    if largest ** rows.shape[1] >= 1 << 63:
        return np.unique(rows, axis=0)
    # A row is a number in base ``largest``; a stable sort is quick on sets that are each in order
    # already.
    keys = rows[:, 0].copy()
    for x in range(1, rows.shape[1]):
        keys *= largest
        keys += rows[:, x]
    keys.sort(kind="stable")
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    found = np.empty((len(keys), rows.shape[1]), dtype=np.int64)
    for x in reversed(range(rows.shape[1])):
        higher = keys // largest
        found[:, x] = keys - higher * largest
        keys = higher
    return found


def number_of_configurations(total: int, types: int) -> int:
    """Return the number of configurations of ``total`` agents of that many types."""
    return math.comb(total + types - 1, types - 1)
