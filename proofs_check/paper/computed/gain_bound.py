r"""Bounds on the gain of a deviation for all larger populations: cells, and what they add up to.

Every configuration lies in a cell with its posteriors, and the bounds contain the gains.

Paper: Claim 2 of Theorem 1, equations (22)-(27).
"""

from __future__ import annotations

from functools import cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1.attempt import attempt, gain_bounds
from numeric.certify.theorem_1.cells import covering, deviator_posteriors
from numeric.certify.theorem_1.covers import covers_simplex
from numeric.economy.economy import Economy
from numeric.theorem_1.continuation import continuation
from proofs_check.claims.checks import Check, Instance, Parameters
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared import by_hand
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes

Array = NDArray[np.float64]


def cells(economy: Economy, parameters: Parameters) -> Instance:
    """Every configuration of M0 agents and of three times as many lies in a row, and no box is idle."""
    M0, X = 40, len(economy.types)
    with np.errstate(invalid="ignore"):  # ends that are unbounded are told apart afterwards
        covered = covering(economy, M0, 0.7)
    boxes = covered.frequencies
    lo, hi = boxes.lo[:, :-1], boxes.hi[:, :-1]
    if not covers_simplex(lo, hi) or covers_simplex(lo[1:], hi[1:]):
        return Instance(economy.name, False, "the boxes do not cover the simplex, or not sparingly")
    generator, unit, missed, most = np.random.default_rng(4), np.eye(X, dtype=np.int64), 0, 0.0
    for M, own, other in ((M0, 0, 1), (3 * M0, X - 1, 0)):
        others = generator.multinomial(M - 1, np.full(X, 1 / X), 40)
        with np.errstate(invalid="ignore"):
            holds = deviator_posteriors(economy, covered, own, other)
        for n in others:
            for taken in (own, other):
                sigma = n + unit[taken]
                share = sigma / M * float(parameters["gain"])
                phi = [float(w) for w in by_hand.posterior(economy, tuple(map(int, sigma)))]
                known = [
                    float(w) for w in by_hand.posterior(economy, tuple(map(int, n + unit[own])))
                ]
                rows = _inside(covered.rows.shares, share) & _inside(covered.rows.beliefs, phi)
                at = n / (M - 1)
                rows &= _inside(boxes, at)[covered.owner]
                missed += not (rows & _inside(holds, known)).any()
    width = covered.rows.beliefs.hi - covered.rows.beliefs.lo
    most = float(width.max())
    likely = _inside(boxes, economy.floats.signal[0])
    sharp = float((boxes.hi - boxes.lo)[likely].max())
    told = f"{missed} of 160 games in no row; posteriors {most:.3f} wide, frequencies {sharp:.3f}"
    return Instance(economy.name, missed == 0 and most <= 0.125 and sharp < 0.06, told)


def _inside(boxes: Intervals, point: Array | list[float]) -> NDArray[np.bool_]:
    at = np.asarray(point)
    return np.asarray(((boxes.lo <= at + 1e-12) & (boxes.hi >= at - 1e-12)).all(axis=-1))


@cache
def _attempted(economy: Economy, active: int) -> tuple[dict[tuple[int, int], float], ...]:
    made = attempt(economy, active)
    if made.missing is not None or not made.all_unique:
        raise ArithmeticError(f"nothing is certified from M = {active} on: {made.missing}")
    upper, lower = gain_bounds(economy, made), gain_bounds(economy, made, below=True)
    return tuple(
        {pair: sign * side[pair].at(M) for pair in upper}
        for M in (active, 2 * active)
        for sign, side in ((-1, lower), (1, upper))
    )


def bounds(economy: Economy, parameters: Parameters) -> Instance:
    """The bounds from M0 on contain M times the gain at M0 and 2 M0, do not rise, and are near it."""
    worst = 0.0
    for active, near in ((60, 2.1), (100_000, 0.02)):
        low, high, low_later, high_later = _attempted(economy, active)
        for M in (active, 2 * active):
            F = continuation(economy, M).values
            for x, y in permutations(range(len(economy.types)), 2):
                gain = M * float(F[x, y] - F[x, x]) * float(parameters["gain"])
                ends = (low, high) if active == M else (low_later, high_later)
                worst = largest(worst, ends[0][x, y] - gain, gain - ends[1][x, y])
                worst = largest(worst, (high[x, y] - low[x, y]) / abs(gain) - near)
                worst = largest(worst, high_later[x, y] - high[x, y], low[x, y] - low_later[x, y])
    told = f"gains lie inside, and the bounds are near them: {worst:.1e}"
    return Instance(economy.name, worst <= 0, told)


CHECKS: dict[str, Check] = {
    "thm-1.claim-2.cells": on_probes(cells, (LOGARITHMS,)),
    "thm-1.claim-2.bounds": on_probes(bounds, (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.claim-2.cells",
        "every configuration lies in a cell, with the posteriors of the others and of the deviator",
        "Claim 2 of Theorem 1, (24), (26)",
        r"\forall M \ge M_0\ \forall n:\quad (n + e_y)/M \in S,\ \phi^{n + e_y} \in \Phi,\ y \in \{x, \bar x\}",
        "gain",
    ),
    stated(
        "thm-1.claim-2.bounds",
        "bounds on the gain for all larger M contain it, do not rise and are near it",
        "Claim 2 of Theorem 1, (22)-(27)",
        r"\forall M \ge M_0:\quad \underline g \le M[F_x(\bar x) - F_x(x)] \le \overline g",
        "gain",
        depends_on=("eq-23.compared", "thm-1.claim-2.path"),
    ),
)
