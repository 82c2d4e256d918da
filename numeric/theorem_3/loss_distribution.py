r"""The distribution of the ex post loss in one state, gathered from blocks of realisations in bounded memory.

Where there are more losses than are to be kept, neighbours are put into groups: those whose doubles
agree but for the last s bits, s being as small as the memory allows.  A group is represented by its
largest loss, so :math:`P(t^* > \varepsilon)`, quantiles and :math:`\epsilon^*` can only come out
larger than they are, and quantiles by a factor of at most 1 + ``resolution``; the mean is not
affected.

Conventions: losses are in increasing order.

Paper: section 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Array = NDArray[np.float64]
KEPT = 1 << 21
"""Losses that are kept one by one."""
COARSEST = 44
"""Last bits that may be ignored: beyond, losses would differ by more than 1 in 256.

The groups of this width are half a million at most.
"""


@dataclass(frozen=True)
class StateLoss:
    """The distribution of t* in one state.

    Args:
        losses: The values, in increasing order, shape (n,).
        weights: Their probabilities (equal ones where drawn), shape (n,); they sum to one.
        enumerated: Whether the values are all that carry the mass, rather than draws.
        unsolved: The share of the mass (or of the draws) that was left out because a game or a loss
            was not solved.
        mean: The expected loss, NaN where there are no values.
        draws: How many realisations there are.
        resolution: By how much, relatively, a loss may lie below the value that stands for it; 0
            where every loss is kept.
    """

    losses: Array
    weights: Array
    enumerated: bool
    unsolved: float
    mean: float
    draws: int
    resolution: float = 0.0

    def quantile(self, level: float) -> float:
        """Return the least value v with P(t* <= v) >= level."""
        below = np.cumsum(self.weights)[:-1]  # added up, all may fall short of one
        return float(self.losses[np.searchsorted(below, level * (1 - 1e-12))])

    def tail(self, epsilon: float) -> float:
        """Return P(t* > epsilon)."""
        return float(self.weights[np.searchsorted(self.losses, epsilon, side="right") :].sum())

    def least_epsilon(self) -> float:
        """Return inf{ε >= 0: P(t* > ε) <= ε}."""
        return least_epsilon(self.losses, self.weights)

    def epsilon_bounds(self, error: float) -> tuple[float, float]:
        """Return bounds on the least ε of the distribution from which the values were drawn.

        For a fixed ε the number of draws above it is binomial, and its exact confidence bounds on
        P(t* > ε) (Clopper and Pearson) fall in ε; so inf{ε : bound <= ε} bounds the least ε with
        the same probability.  Where the values are enumerated both bounds are the least ε itself.

        Args:
            error: The probability, at most, with which each bound is wrong.
        """
        if self.enumerated:
            value = self.least_epsilon()
            return value, value
        counts = np.round(np.concatenate([[1.0], 1 - np.cumsum(self.weights)]) * self.draws)
        above = np.clip(counts, 0, self.draws)
        # Of no draws, or of all of them, the distribution is none.
        low = np.nan_to_num(betaincinv(above, self.draws - above + 1, error), nan=0.0)
        high = np.nan_to_num(betaincinv(above + 1, self.draws - above, 1 - error), nan=1.0)
        return _least(self.losses, low), _least(self.losses, high)


def least_epsilon(losses: Array, weights: Array) -> float:
    """Return inf{ε >= 0: P(loss > ε) <= ε} for losses in increasing order.

    >>> least_epsilon(np.array([0.0, 0.5]), np.array([0.875, 0.125]))
    0.125
    >>> least_epsilon(np.array([0.25]), np.array([1.0]))
    0.25
    """
    tails = np.concatenate([[1.0], 1.0 - np.cumsum(weights)])
    tails[-1] = 0.0
    return _least(losses, tails)


def _least(losses: Array, tails: Array) -> float:
    """Return inf{ε >= 0: tail(ε) <= ε}, the tail falling, and constant from each loss to the next."""
    starts = np.concatenate([[0.0], losses])
    return float(np.maximum(np.maximum(starts, tails), 0.0).min())


def gathered(
    blocks: Iterable[tuple[Array, Array]], enumerated: bool, most: int | None = None
) -> StateLoss:
    """Return the distribution of losses that come in blocks with their weights.

    A NaN is a loss that was not solved.

    Args:
        blocks: Losses and weights, of one length each; at least one weight is positive.
        enumerated: What the result says of itself.
        most: How many losses are kept one by one, ``KEPT`` by default.
    """
    store = _Store(KEPT if most is None else most)
    mass, left_out, mean, draws = np.zeros(4)
    for losses, weights in blocks:
        good = np.isfinite(losses)
        left_out += float(weights[~good].sum())
        kept, chance = losses[good], weights[good]
        store.add(kept, chance)
        mass, mean, draws = (
            mass + float(chance.sum()),
            mean + float(chance @ kept),
            draws + len(kept),
        )
    values, chances = store.sorted()
    resolution = 2.0 ** (store.bits - 52) if store.bits else 0.0
    with np.errstate(invalid="ignore"):  # where nothing is solved
        unsolved, mean = left_out / (mass + left_out), mean / mass
    return StateLoss(
        values, chances / mass, enumerated, float(unsolved), float(mean), int(draws), resolution
    )


@dataclass
class _Store:
    """Losses and weights in pieces, of which at most about 2 ``most`` are held."""

    most: int
    bits: int = 0
    size: int = 0
    losses: list[Array] = field(default_factory=list)
    weights: list[Array] = field(default_factory=list)

    def add(self, losses: Array, weights: Array) -> None:
        self.losses.append(losses)
        self.weights.append(weights)
        self.size += len(losses)
        if self.size > (self.most if self.bits == 0 else 2 * self.most):
            self._grouped()

    def sorted(self) -> tuple[Array, Array]:
        if self.bits:
            self._grouped()
        losses, weights = (
            np.concatenate(parts) if parts else np.zeros(0) for parts in (self.losses, self.weights)
        )
        order = np.argsort(losses, kind="stable")
        return losses[order], weights[order]

    def _grouped(self) -> None:
        """Put losses that agree but for the last bits into one group.

        More bits are dropped until no more than ``most`` groups are left.
        """
        losses, weights = np.concatenate(self.losses), np.concatenate(self.weights)
        order = np.argsort(losses)
        # The doubles of nonnegative numbers are ordered as their bits; -0 is none.
        losses, weights = np.abs(np.maximum(losses[order], 0.0)), weights[order]
        keys = losses.view(np.int64)
        for self.bits in [bits for bits in (0, *range(16, COARSEST + 1)) if bits >= self.bits]:
            starts = np.flatnonzero(np.diff(keys >> self.bits, prepend=-1))
            if len(starts) <= self.most:
                break
        if len(keys):
            losses, weights = np.maximum.reduceat(losses, starts), np.add.reduceat(weights, starts)
        self.losses, self.weights, self.size = [losses], [weights], len(losses)
