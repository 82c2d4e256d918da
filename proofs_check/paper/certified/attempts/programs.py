r"""Dominating functions with the least expectation, by the dual problem.

The least bound is the greatest mean of the values over all weights of the boxes whose moments a
multinomial could have: with means, variances and half-spaces as the printed bounds allow,

.. math:: \max_w\sum_iw_iv_i\quad\text{s.t.}\quad \sum_iw_i = 1,\ \sum_iw_i\min_{B_i}g_j \le c_j,\ w \ge 0.

Paper: Claim 2 of Theorem 1 cites the law of large numbers; the bounds are not in the paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import exp, inf, log, sqrt

import numpy as np
from scipy.optimize import linprog

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import cells, expectation
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.coverings import intervals
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

ACTIVE = 41


def programs(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """The least expectations of functions that dominate values on boxes, at values of any size."""
    mean = economy.environment.signal[1]
    m, means = [float(v) for v in mean], Intervals.table(list(mean))
    if len(m) == 2:
        edges = np.linspace(0, 1, 24)
        boxes = intervals([[(a, b), (1 - b, 1 - a)] for a, b in pairwise(edges)])
    else:
        boxes = cells.frequencies(economy, ACTIVE, 0.2)
    at = boxes.middle - m
    bent = at[:, 0] * 1.7 - at[:, 1] + np.abs(at[:, 0]) + 9 * (at[:, -1] > 0.2) - 3 * at[:, 0] ** 2
    for values in (bent, -bent, 0.2 + bent, 1e-9 * bent, 1e7 * bent):
        size = float(np.abs(values).max())
        for nonnegative in (False, True):
            made = expectation.dominating(values, boxes, means, ACTIVE, nonnegative=nonnegative)
            if made is None:
                tally.holds("a function", False)
                return
            least = _greatest_mean(values / size, boxes, m, nonnegative) * float(factor)
            tally.close("least expectation", made.expectation(ACTIVE) / size, least, 1e-9)
    none = expectation.dominating(np.zeros(len(bent)), boxes, means, ACTIVE)
    tally.close("of nothing", none.expectation(ACTIVE) if none else inf, 0.0, 1e-300)
    for lost in ([0], [0, -1], range(len(bent))):
        values = bent.copy()
        values[list(lost)] = inf
        try:
            found = expectation.dominating(values, boxes, means, ACTIVE)
        except ValueError:  # of the program, which is not to be asked
            tally.holds("not finite", False)
        tally.same("not finite", found, None)
    _refused(tally, boxes, means, bent)


def _greatest_mean(
    values: np.ndarray, boxes: Intervals, mean: Sequence[float], nonnegative: bool
) -> float:
    """Return the greatest mean of the values over weights whose moments are allowed."""
    rows, most = [], []
    for d, m in enumerate(mean):
        low, high = boxes.lo[:, d] - m, boxes.hi[:, d] - m
        spread = m * (1 - m) / (ACTIVE - 1)
        rows += [low, -high, np.where(low > 0, low, np.where(high < 0, high, 0.0)) ** 2]
        most += [0.0, 0.0, spread]
        for distance in expectation.DISTANCES:
            w = distance * sqrt(spread)
            for near, end in ((low, m + w), (-high, m - w)):
                rows.append((near >= w).astype(float))
                most.append(_tail(end, m))
    total = np.ones((1, len(values)))
    limits = {"A_ub": np.array([*rows, *total]), "b_ub": [*most, 1.0]}
    if not nonnegative:
        limits = {"A_ub": np.array(rows), "b_ub": most, "A_eq": total, "b_eq": [1.0]}
    return float(-linprog(-values, bounds=(0, None), method="highs", **limits).fun)


def _tail(end: float, mean: float) -> float:
    """Return Chernoff's bound on the probability of frequencies beyond an end."""
    if not 0 < end < 1:
        return 0.0
    rate = end * log(end / mean) + (1 - end) * log((1 - end) / (1 - mean))
    return exp(-(ACTIVE - 1) * rate)


def _refused(tally: Tally, boxes: Intervals, means: Intervals, values: np.ndarray) -> None:
    """Coefficients are taken as they are given, where all of them and all values are in order."""
    lost = values.copy()
    lost[1] = inf
    for given, chosen, sure in (
        (values, [(0, 0.5), (3, 0.25)], True), (values, [(0, 0.5), (3, -0.25)], False),
        (values, [(0, inf), (3, 0.25)], False), (lost, [(0, 0.5), (3, 0.25)], False),
    ):  # fmt: skip
        try:
            made = expectation.with_coefficients(given, boxes, means, ACTIVE, chosen)
        except ValueError:
            tally.holds("refused", not sure)
            continue
        tally.same("taken", (made.nonzero(), sure), (chosen, True))


CHECKS: dict[str, Check] = {
    "thm-1.programs": on_probes(tallied(programs), (TWO_TYPES, LOGARITHMS)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.programs",
        "dominating functions have the least expectation that the moments of a multinomial allow",
        "Claim 2 of Theorem 1",
        r"\min_{D \ge v}\Bigl(b + \sum_ja_jc_j\Bigr) = \max_{w \ge 0,\ \sum_iw_i = 1}\Bigl(\sum_iw_iv_i: "
        r"\sum_iw_ig_{ij} \le c_j\ \forall j\Bigr)",
        "value",
    ),
)
