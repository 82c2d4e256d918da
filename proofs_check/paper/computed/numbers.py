r"""Roots, direct search, exponential bounds and compiled elementary functions, at numbers that are known.

Roots must be found to the last bit and with few evaluations; a search must find the greatest of
several peaks and say whether it is the only one; bounds with outward rounding must contain the number
with forty digits and be within rounding of it.

Paper: (18), (19) for the roots; Claim 2 of Theorem 1 for the bounds.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic import elementary_functions as elementary
from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.arithmetic.simplex_boxes import weighted_sum
from numeric.certify.theorem_1.exponents import (
    decaying,
    divergence,
    mixing_factor,
    tail_exponents,
    tail_probabilities,
    tilt,
)
from numeric.economy.economy import Economy
from numeric.formulas.direct import best_on, polished
from numeric.stage2.searched_response import payoffs_of, searched_responses
from proofs_check.claims.checks import Check, Exact, Instance, Parameters
from proofs_check.claims.verdict import Evidence, Outcome, Verdict
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes

Array = NDArray[np.float64]


def _outcome(holds: bool, told: str) -> Outcome:
    verdict = Verdict.HOLDS if holds else Verdict.FAILS
    return Outcome(verdict, Evidence.SAMPLED, told, engine="floating point", instances=1)


WIDE = 30.0
"""The length of the intervals that are searched."""


def search(parameters: Parameters) -> Outcome:
    """Peaks inside and at an end, the higher of two, two as high, none, one at which there is no value."""

    def values(t: Array) -> Array:
        x = t / WIDE
        rows = [
            np.exp(-((x[0] - 0.31) ** 2) * 40) + 0.9 * np.exp(-((x[0] - 0.8) ** 2) * 90),
            0.7 * x[1],
            np.sin(2 * np.pi * x[2]) ** 2,
            np.where(x[3] > 0, -x[3], np.nan),
            -np.abs(x[4] - 0.123),
            np.full_like(x[5], np.nan),
        ]
        return np.stack(rows)

    found = best_on(values, np.zeros(6), np.full(6, WIDE))
    top = np.array([1.0, 0.7, 1.0, 0.0, 0.0]) * float(parameters["value"])
    fine = mpmath.findroot(
        lambda t: mpmath.diff(
            lambda s: mpmath.exp(-40 * (s - 0.31) ** 2) + 0.9 * mpmath.exp(-90 * (s - 0.8) ** 2), t
        ),
        0.31,
    )
    at = [WIDE * float(fine), WIDE, WIDE * 0.123]
    worst = largest(gap(found.at[[0, 1, 4]], at) * 1e-2, gap(found.value[1:5], top[1:5]))
    alone = found.single.tolist() == [True, True, False, False, True, False]
    alone &= bool(np.isneginf(found.value[5]))

    def slope(t: Array) -> Array:
        bent = np.array([-80.0, 0, 0, 0, 0, 0]) / WIDE**2 * (t - at[0])
        return np.asarray(bent + np.array([0, 0.7, 0, -1.0, 0, 0]))

    ends = polished(slope, found, np.zeros(6), np.full(6, WIDE))
    worst = largest(worst, gap(ends[[0, 1, 3]], (at[0], WIDE, 0.0)))
    told = f"largest gap {worst:.1e}, {'single' if alone else 'wrongly told apart'}"
    return _outcome(worst < 1e-9 and alone, told)


def searched(economy: Economy, parameters: Parameters) -> Instance:
    """The best offers of a direct search, which uses no concavity, against roots of slopes by hand."""
    generator, X = np.random.default_rng(8), len(economy.types)
    types = np.arange(X).repeat(3)
    Q, R = generator.uniform(0.5, 4.0, (2, len(types)))
    phi = generator.dirichlet(np.ones(len(economy.states)), len(types))
    found, worst = searched_responses(economy, Q, R, phi, types), 0.0
    own = payoffs_of(economy, found.offers, Q, R, phi, types)
    for n, x in enumerate(types.tolist()):
        seen = float(Q[n]) * float(parameters["value"]), float(R[n])
        offer, worth = by_hand.best_offer(economy, x, phi[n].tolist(), seen)
        worst = largest(worst, gap(found.offers[n], offer), gap((found.value[n], own[n]), worth))
    told = f"largest gap {worst:.1e}"
    return Instance(economy.name, worst < 1e-11, told, margin=1e-11 - worst)


def _close(bounds: Intervals | float, wanted: object, factor: float, room: float = 4e-14) -> float:
    """Return by how much bounds miss a number or are further from it than rounding allows."""
    lo, hi = (bounds.lo, bounds.hi) if isinstance(bounds, Intervals) else (bounds, bounds)
    value = float(wanted) * factor  # type: ignore[arg-type]
    size = room * max(abs(value), 1e-3)
    if isinstance(bounds, Intervals):
        return max(float(lo) - value, value - float(hi), 0.0) + max(float(hi - lo) - size, 0.0)
    return max(abs(float(lo) - value) - size, 0.0)


def exponents(economy: Economy, parameters: Parameters) -> Instance:
    """Logarithms, powers, divergences, tails, tilts and mixtures, with forty digits."""
    factor, worst = float(parameters["value"]), 0.0
    with mpmath.workdps(40):
        for number in (
            Fraction(1, 7),
            Fraction(5, 3),
            Fraction(10**9, 3),
            Fraction(3, 10**7),
            Fraction(1),
        ):
            at, exact = Intervals.exact(number), mpmath.mpf(number.numerator) / number.denominator
            worst = largest(
                worst, _close(elementary.log(at), mpmath.log(exact), factor if number != 1 else 1.0)
            )
            worst = largest(worst, _close(elementary.root(at), mpmath.sqrt(exact), factor))
            for e in (
                Fraction(2, 5),
                Fraction(-7, 3),
                Fraction(3),
                Fraction(-5),
                Fraction(3, 2),
                Fraction(7),
            ):
                power = exact ** (mpmath.mpf(e.numerator) / e.denominator)
                worst = largest(
                    worst,
                    _close(elementary.power(at, e), power, factor, 2e-12) / max(1.0, float(power)),
                )
        for value in (-40.5, -1e-3, 0.7, 33.3):
            worst = largest(
                worst,
                _close(elementary.exp(Intervals.points(value)), mpmath.exp(value), factor, 2e-13)
                / max(1.0, float(np.exp(value))),
            )
        mean = Fraction(2, 7)
        m = mpmath.mpf(2) / 7
        for side, step in ((1, 0.2), (-1, 0.15)):
            a = m + side * mpmath.mpf(step)
            exact = a * mpmath.log(a / m) + (1 - a) * mpmath.log((1 - a) / (1 - m))
            distances = np.array([step, 0.9])
            found = tail_exponents(Intervals.exact(mean), distances, side)
            worst = largest(
                worst, _close(float(found[0]), exact, factor), float(found[1] != np.inf)
            )
            inside = Intervals.exact(mean) + side * Intervals.points(step)
            worst = largest(
                worst, _close(divergence(inside, Intervals.exact(mean)), exact, factor, 1e-13)
            )
            chances = tail_probabilities(found, 20)
            worst = largest(
                worst,
                _close(float(chances[0]), mpmath.exp(-20 * exact), 1.0, 1e-12),
                float(chances[1]),
            )
        signal = economy.environment.signal
        between = tilt(economy, 0, 1)
        w = mpmath.mpf(between.weight.numerator) / between.weight.denominator
        rows = [[mpmath.mpf(v.numerator) / v.denominator for v in row] for row in signal]

        def mass(t: mpmath.mpf) -> mpmath.mpf:
            return sum(a ** (1 - t) * b**t for a, b in zip(*rows, strict=True))

        worst = largest(worst, _close(between.rate, -mpmath.log(mass(w)), factor))
        least = min(mass(mpmath.mpf(i) / 4000) for i in range(4001))
        worst = largest(worst, float(mass(w) - least > 1e-7))
        for y, (a, b) in enumerate(zip(*rows, strict=True)):
            worst = largest(
                worst, _close(between.distribution[y], a ** (1 - w) * b**w / mass(w), factor, 1e-13)
            )
        one, two = Fraction(1, 3), Fraction(2, 5)
        mixed = ((1 - w) * mpmath.mpf(1) / 3) ** (1 - w) * (w * mpmath.mpf(2) / 5) ** w
        worst = largest(
            worst, _close(mixing_factor(between.weight, one, two), mixed, factor, 1e-12)
        )
        for rate, active in ((0.2, 30), (0.2, 2), (1e-3, 50)):
            exact = active * mpmath.exp(-(active - 1) * mpmath.mpf(rate))
            if active * rate < 1:
                exact = mpmath.exp(mpmath.mpf(rate) - 1) / mpmath.mpf(rate)
            worst = largest(worst, _close(decaying(rate, active), exact, factor, 1e-12))
        worst = largest(worst, float(decaying(0.0, 5) != np.inf))
    box = Intervals(np.array([0.1, 0.2, 0.3]), np.array([0.5, 0.4, 0.6]))
    summed = weighted_sum(Intervals.points(np.array([1.0, -2.0, 4.0])), box)
    worst = largest(
        worst,
        _close(float(summed.hi), 2.2, factor, 1e-13),
        _close(float(summed.lo), 0.7, factor, 1e-13),
    )
    told = f"outside, or wider than rounding, by {worst:.1e}"
    return Instance(economy.name, worst == 0, told)


CHECKS: dict[str, Check] = {
    "eq-16.search": Exact(search, corners=("a peak on a boundary", "two peaks as high")),
    "eq-16.searched": on_probes(searched, (LOGARITHMS,)),
    "thm-1.claim-2.exponents": on_probes(exponents, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-16.search",
        "a direct search finds the greatest of several peaks and says whether it is the only one",
        "equation (16)",
        r"\forall f:\quad \hat t = \arg\max_{t \in [0, 1]} f(t)",
        "value",
    ),
    stated(
        "eq-16.searched",
        "best offers by direct search, without concavity, are the roots of the slopes",
        "equations (16)-(19)",
        r"\forall x, Q_-, R_-:\quad \arg\max_{b \in \mathcal O} H_x(b; Q_-, R_-) = (\hat b_q, \hat b_r)",
        "value",
        depends_on=("eq-18", "eq-19", "eq-16.search"),
    ),
    stated(
        "thm-1.claim-2.exponents",
        "exponential bounds contain what they bound and are within rounding of it",
        "Claim 2 of Theorem 1",
        r"\forall v \in \{\mathrm{KL}(\mu \pm w \| \mu),\ C_\lambda,\ "
        r"(1-\lambda)^{1-\lambda}\lambda^\lambda a^{1-\lambda}b^\lambda,\ "
        r"\sup_{M \ge M_0} M e^{-(M-1)C}\}:\quad \underline v \le v \le \overline v",
        "value",
    ),
)
