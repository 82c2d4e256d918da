r"""Supports of numbers, and the ranges from which economies are drawn unless others are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Literal

from numeric.economy.fields import Row
from symbolic.language.errors import InputError

Choose = Callable[[int], int]


Class = Literal["inside", "outside"]


Signals = Literal["A1", "informative", "any"]


TABLES = frozenset({"theta", "share"})
"""Parameters drawn for every type and state; the exponents of ``cobb-douglas`` are, too."""


FINEST = 60
"""The largest weight from which the probabilities of a signal are made."""


class RangeError(InputError):
    """Ranges are unusable; the message is one sentence."""


@dataclass(frozen=True)
class Support:
    """Finitely many values, each with a positive integer weight."""

    values: Row
    weights: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.values or (
            self.weights and (len(self.weights) != len(self.values) or min(self.weights) < 1)
        ):
            raise RangeError(
                "a support",
                "must have at least one value, and one positive weight for each or none",
            )

    def draw(self, choose: Choose) -> Fraction:
        """Draw one value."""
        if not self.weights:
            return self.values[choose(len(self.values))]
        drawn = choose(sum(self.weights))
        return next(
            v for v, top in zip(self.values, accumulate(self.weights), strict=True) if drawn < top
        )

    @cached_property
    def simplest_first(self) -> Support:
        """Return the same values without weights, simple fractions first.

        A search shrinks towards the first of them.
        """
        return Support(
            tuple(sorted(set(self.values), key=lambda v: (v.denominator, abs(v.numerator), v < 0)))
        )


def fractions(low: int, high: int, unit: int) -> Support:
    """Return the fractions low/unit, …, high/unit.

    >>> fractions(1, 2, 4).values
    (Fraction(1, 4), Fraction(1, 2))
    """
    return Support(tuple(Fraction(n, unit) for n in range(low, high + 1)))


BOUNDS: dict[Class, dict[str, tuple[Fraction, Fraction | None]]] = {
    "inside": {
        "theta": (Fraction(0), None),
        "share": (Fraction(0), Fraction(1)),
        "aversion": (Fraction(0), Fraction(1)),
        "power_q": (Fraction(0), Fraction(1)),
        "power_r": (Fraction(0), Fraction(1)),
        "rho": (Fraction(0), Fraction(1)),
        "degree": (Fraction(0), Fraction(1)),
    },
    "outside": {
        "theta": (Fraction(0), None),
        "share": (Fraction(0), Fraction(1)),
        "aversion": (Fraction(1), None),
        "rho": (Fraction(-1000), Fraction(0)),
        "degree": (Fraction(0), Fraction(1)),
    },
}
"""Open intervals that keep a family inside the paper's class, or outside it in one way only.

Outside it is through the elasticity of substitution (``symbolic.model.families``).
"""


_COMMON = {
    "theta": fractions(10, 40, 20),
    "share": fractions(6, 14, 20),
    "degree": fractions(2, 8, 10),
}


DEFAULTS: dict[Class, dict[str, Support]] = {
    "inside": {
        **_COMMON,
        "aversion": fractions(2, 9, 10),
        "rho": fractions(1, 8, 10),
        "power_q": fractions(2, 8, 10),
        "power_r": fractions(2, 8, 10),
    },
    "outside": {**_COMMON, "aversion": fractions(11, 40, 10), "rho": fractions(-30, -2, 10)},
}


COBB_DOUGLAS = fractions(3, 9, 20)
