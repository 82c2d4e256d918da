"""Many comparisons of numbers in one claim: the worst of them decides, and is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from math import inf, isfinite, isnan
from typing import Any

import flint
import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.intervals import Interval, interval
from numeric.economy.economy import Economy
from proofs_check.claims.checks import EconomyCheck, Instance, Parameters

FAR = Fraction(10**400)
"""Stands for an end that is no finite number."""
FAR_OUT, TINY = Fraction(10**200), Fraction(1, 10**300)


class Apart(Exception):
    """Two sides of a comparison differ by more than is allowed."""


class Tally:
    """What was compared so far: errors are counted in units of what is allowed.

    The first that exceeds what is allowed ends the comparisons.

    Args:
        economy: The name of the economy, or of whatever the comparisons are about.
    """

    def __init__(self, economy: str) -> None:
        self.economy, self.worst, self.of, self.number = economy, 0.0, "", 0

    def _note(self, what: str, error: float) -> None:
        self.number += 1
        if isnan(error):
            error = inf
        if error > self.worst:
            self.worst, self.of = error, what
        if error > 1:
            raise Apart(what)

    def close(self, what: str, found: Any, wanted: Any, allowed: float = 1e-10) -> None:
        """Compare numbers or arrays: the gap relative to the greater of one and what is wanted."""
        a, b = np.asarray(found, dtype=float), np.asarray(wanted, dtype=float)
        if a.shape != b.shape:
            self._note(f"{what}: shapes {a.shape} and {b.shape}", inf)
            return
        with np.errstate(invalid="ignore"):
            gaps = np.where(a == b, 0.0, np.abs(a - b) / np.maximum(1.0, np.abs(b)))
        self._note(what, float(gaps.max(initial=0.0)) / allowed)

    def holds(self, what: str, condition: Any) -> None:
        """Note a condition."""
        self._note(what, 0.0 if condition else inf)

    def same(self, what: str, found: Any, wanted: Any) -> None:
        """Note that two values are equal."""
        self._note(f"{what}: {found} for {wanted}"[:80], 0.0 if found == wanted else inf)

    def encloses(
        self, what: str, found: Any, low: Any, high: Any = None, slack: float = 1e-12
    ) -> None:
        """Note that a ball or an interval contains a range and is hardly wider.

        Args:
            what: The quantity.
            found: A ball, an interval with exact ends, or a pair of ends.
            low: The exact lower end of the range.
            high: The upper one; the same where it is left out.
            slack: How far each end may lie outside, relative to the greater of one and the end.
        """
        least, greatest = _ends(found)
        bounds = Fraction(low), Fraction(low if high is None else high)
        outer = (bounds[0] - least, bounds[1]), (greatest - bounds[1], bounds[1])
        for beyond, size in outer:
            scale = max(Fraction(slack), TINY) * max(abs(size), Fraction(1))
            error = inf if beyond < 0 else float(min(beyond / scale, FAR_OUT))
            self._note(what, error)

    def instance(self) -> Instance:
        """Return what came out."""
        told = f"{self.number} comparisons; the worst is {self.worst:.2g} of what is allowed"
        told = f"{told}: {self.of}" if self.worst > 1 else told
        return Instance(self.economy, self.worst <= 1, told, margin=1 - min(self.worst, 1e9))


Comparing = Callable[[Tally, Economy, Fraction], None]


def tallied(compare: Comparing) -> EconomyCheck:
    """Return the check of one economy that makes comparisons until one fails.

    Args:
        compare: It is given the tally, the economy, and the number by which the statement
            multiplies a quantity of the side that is written by hand.
    """
    return partial(_checked, compare)


def _checked(compare: Comparing, economy: Economy, parameters: Parameters) -> Instance:
    tally = Tally(economy.name)
    with suppress(Apart):
        compare(tally, economy, Fraction(parameters["value"]))
    return tally.instance()


def _ends(found: Any) -> tuple[Fraction, Fraction]:
    if isinstance(found, Interval):
        return found.low, found.high
    if isinstance(found, flint.arb):
        if not found.is_finite():
            return -FAR, FAR
        ends = interval(found)
        return ends.low, ends.high
    low, high = (found.lo, found.hi) if isinstance(found, Intervals) else found
    return end(low, -FAR), end(high, FAR)


def end(value: Any, otherwise: Fraction) -> Fraction:
    """Return an end as a fraction; another value where it is no finite number."""
    if isinstance(value, Fraction):
        return value
    return Fraction(float(value)) if isfinite(value) else otherwise
