r"""Weights of draws that reproduce known moments, by hand; configurations in parts, and millions of signals.

Paper: section 2.1 for the distribution of types, section 3.1 and equation (23); the estimator is not in the paper.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import mpmath
import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.probability.calibration import calibrated, controls, unexplained
from numeric.probability.multinomial import (
    _of_first,
    likely_blocks,
    likely_configurations,
    likely_with_one_more,
    number_of_configurations,
    union,
)
from numeric.probability.posterior import posterior
from proofs_check.claims.checks import Check
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.computed.weights import MASS, MOST, Counts, adding_up, tuples
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


def parts(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Configurations with given first counts, rows of large counts, and beliefs after millions of signals."""
    rows = adding_up(9, 3)
    tally.same("number", number_of_configurations(9, 3), len(rows))
    for first, last in ((2, 2), (0, 0), (1, 3), (9, 9)):
        part = tuples(islice(_of_first(9, 3, 4, first, last), MOST))
        tally.same("first counts", part, [row for row in rows if first <= row[0] <= last])
    large = np.array([(2**31, 5, 1), (3, 2**40, 0), (2**31, 5, 1), (3, 0, 2**42), (0, 1, 2)])
    tally.same("large counts", tuples([union(large)]), sorted({*tuples([large])}))
    sure = likely_configurations(4, np.array([1.0, 0.0]), MASS)
    tally.same("a type that is certain", tuples([sure]), [(4, 0)])
    for size in (7, 50, 300):
        _widths(tally, economy.floats.signal, size)
    with mpmath.workdps(50):
        signal, prior = (
            [[mpmath.mpf(m.numerator) / m.denominator for m in row] for row in rows_]
            for rows_ in (economy.environment.signal, [economy.environment.prior])
        )
        a, b, c = (mpmath.log(u / v) for u, v in zip(*signal[:2], strict=True))
        balanced = int(mpmath.nint(-(600_000 * a + 400_000 * c) / b))
        counts = 600_000, balanced, 400_000  # the first two states are hardly told apart
        sums = [sum(n * mpmath.log(m) for n, m in zip(counts, row, strict=True)) for row in signal]
        chances = [p * mpmath.exp(v - max(sums)) for p, v in zip(prior[0], sums, strict=True)]
        wanted = [float(v / sum(chances)) * float(factor) for v in chances]
    tally.close("millions", posterior(economy, [counts])[0], wanted, 1e-13)


def _widths(tally: Tally, signal: Array, size: int) -> None:
    """Blocks are ranges of first counts, as many as would have filled the last block, but at most four times those."""
    likely = [tuples([likely_configurations(30, row, MASS)]) for row in signal]
    blocks = [tuples([b]) for b in islice(likely_blocks(30, signal[0], MASS, size), MOST)]
    tally.same("blocks", blocks, _by_width(likely[0], size))
    few = islice(likely_blocks(30, np.array([0.3, 0.7]), MASS, size), MOST)
    pairs = tuples([likely_configurations(30, np.array([0.3, 0.7]), MASS)])
    tally.same("of two types", [tuples([b]) for b in few], _by_width(pairs, size, size))
    more = {
        (*row[:x], row[x] + 1, *row[x + 1 :]) for rows in likely for row in rows for x in range(3)
    }
    found = [tuples([b]) for b in islice(likely_with_one_more(30, signal, MASS, size), MOST)]
    tally.same("with one more", found, _by_width(sorted(more), size))


def _by_width(rows: list[Counts], size: int, width: int = 1) -> list[list[Counts]]:
    first, blocks = rows[0][0], []
    while first <= rows[-1][0]:
        blocks.append([row for row in rows if first <= row[0] < first + width])
        first += width
        width = max(1, min(4 * width, width * size // (len(blocks[-1]) + 1)))
    return blocks


CHECKS: dict[str, Check] = {
    "eq-23.parts": on_probes(tallied(parts), (LOGARITHMS,), ("counts of all",)),
    "sec-2.1.calibrated": on_probes(
        tallied(weights), (LOGARITHMS,), ("nobody inactive", "just enough draws")
    ),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-23.parts",
        "configurations with given first counts, and beliefs after millions of signals",
        "section 3.1, equation (23)",
        r"\forall z:\quad \phi^\sigma(z) = \frac{\pi(z) \prod_x \mu_z(x)^{\sigma(x)}}"
        r"{\sum_{z'} \pi(z') \prod_x \mu_{z'}(x)^{\sigma(x)}}",
        "value",
        depends_on=("eq-23.weights",),
    ),
    stated(
        "sec-2.1.calibrated",
        "weights of draws with which counts have the means and covariances that are known",
        "section 2.1",
        r"\sum_i w_i = 1,\quad \sum_i w_i f_i = 0,\quad w_i = \tfrac1n\bigl[1 - \bar f' S^{-1}(f_i - \bar f)\bigr]",
        "value",
    ),
)
