r"""Weights of draws that reproduce known moments, by hand: controls, weights, and what controls leave.

Paper: section 2.1 for the distribution of types; the estimator is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.calibration import calibrated, controls, unexplained
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

Array = NDArray[np.float64]
PER_CONTROL = 10
"""Draws for each control, and one, from which on weights are not equal."""


def weights(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Controls of drawn counts, and weights and variances at as many draws as are needed, and at one less."""
    generator, shares = np.random.default_rng(2), economy.environment.signal[1]
    for idle in (3, 0):
        mu = economy.floats.signal[1]
        groups = [generator.multinomial(n, mu, size=4) for n in (5, idle)]
        found = controls(groups[0], groups[1], mu)
        rows = [_controls(groups, draw, shares, float(factor)) for draw in range(4)]
        tally.close("controls", found, rows, 1e-13)
    for C in (1, 3):
        enough = PER_CONTROL * (C + 1)
        values = generator.normal(0.2, 1.0, (enough, C)) @ generator.normal(0, 1, (C, C))
        _weights(tally, values, True)
        _weights(tally, values[:-1], False)
        what = values @ np.arange(1, C + 1) + generator.normal(0, 0.3, enough) + 2.0
        what[4] = np.nan
        _left(tally, what, values, True)
        _left(tally, what[:-1], values[:-1], False)


def _controls(
    groups: list[NDArray[np.int64]], draw: int, shares: tuple[Fraction, ...], factor: float
) -> list[float]:
    """Return centred counts of all types but the last, and their products less what they are expected to be."""
    centred, of = [], []
    for g, group in enumerate(groups):
        n = sum(group[draw].tolist())
        for x, m in enumerate(shares[:-1]):
            if n:
                centred.append((int(group[draw, x]) - n * float(m) * factor) / n**0.5)
                of.append((g, x))
    products = []
    for i, (g, x) in enumerate(of):
        for j in range(i, len(of)):
            h, y = of[j]
            expected = float(shares[x] * ((x == y) - shares[y])) if g == h else 0.0
            products.append(centred[i] * centred[j] - expected)
    return centred + products


def _weights(tally: Tally, values: Array, enough: bool) -> None:
    found, n = calibrated(values), len(values)
    tally.close("weights add up", found.sum(), 1.0, 1e-13)
    if not enough:
        tally.close("equal weights", n * found, np.ones(n), 1e-14)
        return
    tally.close("controls have mean zero", found @ values, np.zeros(values.shape[1]), 1e-12)
    mean = [sum(column) / n for column in values.T.tolist()]
    away = values - np.array(mean)
    slope = np.linalg.solve(away.T @ away / n, np.array(mean))
    tally.close("weights", n * found, [1 - float(slope @ row) for row in away], 1e-11)


def _left(tally: Tally, what: Array, values: Array, enough: bool) -> None:
    """The variance of what is known, less what a regression explains where there are enough draws."""
    known = [i for i, v in enumerate(what.tolist()) if v == v]
    own, beside = what[known], values[known]
    away, n = own - sum(own) / len(own), len(known)
    wanted = sum(v**2 for v in away.tolist()) / (n - 1)
    if enough:
        centred = beside - beside.mean(axis=0)
        slope = np.linalg.solve(centred.T @ centred, centred.T @ away)
        left = away - centred @ slope
        wanted = sum(v**2 for v in left.tolist()) / (n - values.shape[1] - 1)
    tally.close("what is left", unexplained(what, values), wanted, 1e-12)


CHECKS: dict[str, Check] = {
    "sec-2.1.calibrated": on_probes(
        tallied(weights), (LOGARITHMS,), ("nobody inactive", "just enough draws")
    ),
}
"""The check of this module by the name under which a statement asserts it."""

CLAIMS = (
    stated(
        "sec-2.1.calibrated",
        "weights of draws with which counts have the means and covariances that are known",
        "section 2.1",
        r"\sum_i w_i = 1,\quad \sum_i w_i f_i = 0,\quad w_i = \tfrac1n\bigl[1 - \bar f' S^{-1}(f_i - \bar f)\bigr]",
        "value",
    ),
)
