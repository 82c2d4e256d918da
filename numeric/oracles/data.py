"""What an oracle is given: plain numbers and a utility typed by hand.

Conventions: ``u(q, r, x, z)`` takes mpmath numbers and indices; everything is computed with 40
digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

Number = Any
DIGITS = 40


@dataclass(frozen=True)
class Data:
    """The numbers of an economy and its utility as a Python function."""

    u: Callable[[Number, Number, int, int], Number]
    prior: Sequence[Fraction]
    signal: Sequence[Sequence[Fraction]]
    endowment: tuple[Fraction, Fraction]
    kappa: tuple[Fraction, Fraction]

    @property
    def types(self) -> range:
        """Indices of the types."""
        return range(len(self.signal[0]))

    @property
    def states(self) -> range:
        """Indices of the states."""
        return range(len(self.prior))


def number(value: Fraction) -> Number:
    """Return an exact rational as an mpmath number."""
    return mpmath.mpf(value.numerator) / value.denominator


def powered_posterior(data: Data, counts: Sequence[int]) -> list[Number]:
    """Return Bayes' posterior by multiplying the likelihoods out, with 60 digits.

    Mpmath's exponents are unbounded, so nothing underflows.
    """
    with mpmath.workdps(60):
        weights = []
        for z in data.states:
            weight = number(data.prior[z])
            for x in data.types:
                weight *= number(data.signal[z][x]) ** counts[x]
            weights.append(weight)
        total = sum(weights)
        return [w / total for w in weights]


def bisected(function: Callable[[Number], Number], low: Number, high: Number) -> Number:
    """Return the root of a decreasing function by bisection, to about ``DIGITS`` digits.

    Low if it is not positive there.
    """
    if function(low) <= 0:
        return low
    for _ in range(int(DIGITS * 3.4)):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
