"""True gains at random configurations, by the floating-point solvers, against what is enclosed on the cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from numeric import Economy, solve_stage2
from numeric.certify.theorem_1.attempt import Attempt
from numeric.probability.posterior import posterior
from numeric.theorem_1.continuation import payoffs_in_array_form

Counts = NDArray[np.int64]
Array = NDArray[np.float64]


def true_gain(economy: Economy, others: Counts, own: int, other: int) -> Array:
    """Return M times the gain of being taken for another type, at others' counts (n, X)."""
    unit = np.eye(len(economy.types), dtype=np.int64)
    values = []
    for taken_for in (own, other):
        counts = others + unit[taken_for]
        games = solve_stage2(economy, counts)
        assert games.solved.all()
        values.append(
            payoffs_in_array_form(economy, counts, games.offers, games.totals, own, taken_for)
        )
    return np.asarray((others.sum(axis=-1) + 1) * (values[1] - values[0]))


def random_others(economy: Economy, draws: int, number: int, rng: np.random.Generator) -> Counts:
    """Return counts of the others' types: half unlikely in every state, half drawn in a state."""
    signal = economy.floats.signal
    anywhere = [
        rng.multinomial(draws, p) for p in rng.dirichlet(np.full(len(signal[0]), 0.7), number // 2)
    ]
    likely = [
        rng.multinomial(draws, signal[rng.integers(len(signal))])
        for _ in range(number - number // 2)
    ]
    return np.array(anywhere + likely)


@dataclass(frozen=True)
class Comparison:
    """How many gains were compared, how many lie outside their enclosures.

    And the least distance inside, as a part of the width.
    """

    compared: int
    outside: int
    closest: float


def compare(economy: Economy, made: Attempt, rng: np.random.Generator, number: int) -> Comparison:
    """Compare gains at random configurations for M from M0 to 40 M0 with their enclosures."""
    X = len(economy.types)
    unit = np.eye(X, dtype=np.int64)
    outside, compared, closest = 0, 0, 1.0
    for M in np.unique(np.round(made.active * np.geomspace(1, 40, 5)).astype(int)):
        others = random_others(economy, int(M) - 1, number, rng)
        box = boxes_of(made, others / (M - 1))
        for (own, other), upper in made.values.items():
            gain = true_gain(economy, others, own, other)
            phi = posterior(economy, others + unit[own])
            ends = []
            for values, sign in ((made.lower[own, other], -1), (upper, 1)):
                end = values.by_shares[box]
                for (a, b), by_posterior in values.by_posterior.items():
                    end = end + M * phi[:, a] * phi[:, b] * by_posterior[box]
                ends.append(sign * end)
            slack = 1e-10 * M
            outside += int(((gain < ends[0] - slack) | (gain > ends[1] + slack)).sum())
            compared += len(gain)
            part = (gain - ends[0]) / (ends[1] - ends[0])
            closest = min(closest, float(part.min()), float((1 - part).min()))
    return Comparison(compared, outside, closest)


def boxes_of(made: Attempt, frequencies: Array) -> Counts:
    """Return a box for each row of frequencies; every row is in one."""
    lo, hi = made.frequencies.lo[None, :, :-1], made.frequencies.hi[None, :, :-1]
    at = frequencies[:, None, :-1]
    inside = ((at >= lo) & (at <= hi)).all(axis=-1)
    assert inside.any(axis=-1).all(), "the boxes do not cover the simplex"
    return np.asarray(inside.argmax(axis=-1))
