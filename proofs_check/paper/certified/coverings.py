r"""Coverings of all configurations, and expectations for all larger populations.

Boxes of posteriors contain those of sampled frequencies, and are as wide as the worst of them;
dominating functions dominate, and their expectations are sums over multinomials.

Paper: Claim 2 of Theorem 1; sections 2.1 and 3.1.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, permutations, product
from math import comb, exp, log, sqrt

import numpy as np

from numeric.certify.arithmetic.interval_arrays import Intervals
from numeric.certify.theorem_1 import attempt, cells, expectation
from numeric.certify.theorem_1.price_hull import Cells
from numeric.economy.economy import Economy
from proofs_check.claims.checks import Check
from proofs_check.paper.certified.covered import ending
from proofs_check.paper.certified.trades import vertices
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.probes import LOGARITHMS, TWO_TYPES, on_probes
from proofs_check.paper.shared.tally import Tally, tallied

ACTIVE = 50
BOXES = (
    ((0.48, 0.52), (0.31, 0.35), (0.14, 0.2)),
    ((0.1, 0.3), (0.2, 0.5), (0.3, 0.6)),
    ((0.0, 0.02), (0.0, 0.03), (0.95, 1.0)),
)


def intervals(rows: object) -> Intervals:
    """Return intervals from pairs of ends on the last axis."""
    array = np.asarray(rows, dtype=float)
    return Intervals(array[..., 0], array[..., 1])


def posteriors(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Boxes of posteriors, what is left of boxes in the simplex, and how far one agent moves a belief."""
    e, boxes = economy.environment, intervals(BOXES)
    states, types = range(len(economy.states)), range(len(economy.types))
    with np.errstate(invalid="ignore"), ending(tally):  # ratios that have no bound are infinite
        found = cells.posterior_boxes(economy, ACTIVE, boxes)
        covered = cells.posteriors_of(economy, ACTIVE, boxes)
    for i, box in enumerate(BOXES):
        ratios = np.full((3, 3), np.inf)
        for b, a in permutations(states, 2):
            logs = [log(x / y) for x, y in zip(e.signal[b], e.signal[a], strict=True)]
            most = max(float(np.dot(logs, w)) for w in vertices(box))
            own = max(e.prior[b] * e.signal[b][y] / (e.prior[a] * e.signal[a][y]) for y in types)
            if most < 0:
                ratios[b, a] = float(own) * exp(most * (ACTIVE - 1))
        low, high = np.zeros(3), np.ones(3)
        for z in states:
            others = [a for a in states if a != z]
            least = min(ratios[z, a] for a in others)
            high[z] = 1 / (1 / least + 1) if np.isfinite(least) else 1.0
            rest = sum(ratios[a, z] for a in others)
            low[z] = 1 / (1 + rest)
        tight_low = [max(low[z], 1 - sum(np.delete(high, z))) for z in states]
        tight_high = [min(high[z], 1 - sum(np.delete(low, z))) for z in states]
        tally.close("least posteriors", found.lo[i], np.array(tight_low) * float(factor), 1e-11)
        tally.close("greatest posteriors", found.hi[i], tight_high, 1e-11)
    for x, other in permutations(types, 2):
        r = [row[other] / row[x] for row in e.signal]
        rho = sqrt(max(r) / min(r))
        move = cells.largest_move(economy, x, other)
        tally.close("move", move, (rho - 1) / (rho + 1), 1e-13)
        tally.holds("not below", move >= (rho - 1) / (rho + 1) - 1e-16)
    _boxes(tally)
    _sides(tally, economy)
    _deviators(tally, economy)
    tally.same("least number", covered.rows.active, ACTIVE)
    for i, box in enumerate(BOXES):
        rows = covered.owner == i
        for d, (low_, high_) in enumerate(box):
            ends = low_ * (1 - 1 / ACTIVE), min(high_ + (1 - low_) / ACTIVE, 1.0)
            tally.close(
                "least share", covered.rows.shares.lo[rows, d], np.full(rows.sum(), ends[0]), 1e-12
            )
            tally.close(
                "greatest share",
                covered.rows.shares.hi[rows, d],
                np.full(rows.sum(), ends[1]),
                1e-12,
            )
        wide = (covered.rows.beliefs.hi - covered.rows.beliefs.lo)[rows]
        tally.holds("narrow rows", ((wide >= 0) & (wide <= cells.BELIEF)).all())
        parents = covered.parents[rows]
        tally.close("parents", parents.lo, np.tile(found.lo[i], (rows.sum(), 1)), 1e-15)
        at = np.array(list(vertices([*zip(found.lo[i], found.hi[i], strict=True)])))
        for level in np.linspace(0, 1, 7):
            point = level * at[0] + (1 - level) * at[-1]
            inside = (covered.rows.beliefs.lo[rows] <= point + 1e-9) & (
                covered.rows.beliefs.hi[rows] >= point - 1e-9
            )
            tally.holds("rows cover the box", inside.all(axis=1).any())


def _boxes(tally: Tally) -> None:
    """Halves, rests, and boxes of which a part lies outside the simplex."""
    boxes = np.array([[[0.0, 0.2], [0.5, 0.4]], [[0.6, 0.5], [0.8, 0.7]], [[0.1, 0.1], [0.3, 0.2]],
                      [[0.4, 0.3], [0.7, 0.6]]])  # fmt: skip
    made = cells.with_last(boxes)
    tally.close(
        "with the last", made.lo, [[0.0, 0.2, 0.1], [0.1, 0.1, 0.5], [0.4, 0.3, 0.0]], 1e-15
    )
    tally.close(
        "with the last above", made.hi, [[0.5, 0.4, 0.8], [0.3, 0.2, 0.8], [0.7, 0.6, 0.3]], 1e-15
    )
    halves = cells._halved(boxes[:2], np.array([0, 1]))
    wanted = [
        [[0.0, 0.2], [0.25, 0.4]], [[0.6, 0.5], [0.8, 0.6]],
        [[0.25, 0.2], [0.5, 0.4]], [[0.6, 0.6], [0.8, 0.7]],
    ]  # fmt: skip
    tally.close("halves", halves, wanted, 1e-15)
    finer = attempt._finer(intervals([[(0.0, 0.4), (0.2, 0.6), (0.0, 0.8)]]))
    parts = sorted(zip(finer.lo.tolist(), finer.hi.tolist(), strict=True))
    quarters = sorted(
        ([a, b, max(1 - a - 0.2 - b - 0.2, 0.0)], [a + 0.2, b + 0.2, 1 - a - b])
        for a, b in product((0.0, 0.2), (0.2, 0.4))
    )
    tally.close("quarters", parts, quarters, 1e-15)
    tight = cells.tightened(intervals([[(0.1, 0.9), (0.3, 0.5), (0.0, 1.0)]]))
    tally.close("tightened", tight.lo, [[0.1, 0.3, 0.0]], 1e-15)
    tally.close("tightened above", tight.hi, [[0.7, 0.5, 0.6]], 1e-15)
    tight = cells.tightened(intervals([[(0.1, 0.2), (0.3, 0.4), (0.0, 1.0)]]))
    tally.close("what is left", [tight.lo[0, 2], tight.hi[0, 2]], [0.4, 0.6], 1e-15)


def _sides(tally: Tally, economy: Economy) -> None:
    """Every cell is as small as is said for its distance from the states, and twice as large is not."""
    signal, fineness = economy.floats.signal[:, :-1], 0.5
    deviation = np.sqrt(signal * (1 - signal) / ACTIVE)

    def excess(low: list[float], high: list[float]) -> float:
        """Return by how much the greatest side exceeds what is allowed, as a ratio."""
        near = min(
            max(
                max(low[d] - m, m - high[d], 0.0) / s
                for d, (m, s) in enumerate(zip(row, spread, strict=True))
            )
            for row, spread in zip(signal, deviation, strict=True)
        )
        allowed = [
            min((cells.FINEST + cells.GROWTH * near) * min(deviation[:, d]), cells.WIDEST)
            / fineness
            for d in range(2)
        ]
        return float(max((high[d] - low[d]) / allowed[d] for d in range(2)))

    with ending(tally):
        made = cells.frequencies(economy, ACTIVE, fineness)
    for low, high in zip(made.lo[:, :-1].tolist(), made.hi[:, :-1].tolist(), strict=True):
        tally.holds("small", excess(low, high) <= 1 + 1e-12)
        parents = []
        for d in range(2):
            side = high[d] - low[d]
            start = low[d] - side * (round(low[d] / side) % 2)
            parents.append(
                excess(
                    [start if i == d else low[i] for i in range(2)],
                    [start + 2 * side if i == d else high[i] for i in range(2)],
                )
            )
        tally.holds("but not smaller than needed", max(parents) > 1)


def _deviators(tally: Tally, economy: Economy) -> None:
    """Posteriors of a deviator on a row that is cut from a wider box, and on one that is not."""
    rows = intervals([[(0.3, 0.4), (0.2, 0.3), (0.3, 0.5)], [(0.1, 0.6), (0.1, 0.5), (0.1, 0.7)]])
    parents = intervals([[(0.1, 0.6), (0.1, 0.5), (0.1, 0.7)]] * 2)
    shares = intervals([[(0.3, 0.4)] * 3] * 2)
    covered = cells.Covering(shares, np.arange(2), Cells(shares, rows, ACTIVE), parents)
    found = cells.deviator_posteriors(economy, covered, 0, 1)
    signal = economy.environment.signal
    r = [float(row[1] / row[0]) for row in signal]
    move = cells.largest_move(economy, 0, 1)
    means = [float(np.dot(r, w)) for w in vertices([(0.1, 0.6), (0.1, 0.5), (0.1, 0.7)])]
    low, high = np.zeros(3), np.zeros(3)
    for z in range(3):
        scales = [min(min(means) / r[z], 1.0), max(max(means) / r[z], 1.0)]
        low[z] = max(rows.lo[0, z] * scales[0], rows.lo[0, z] - move, parents.lo[0, z])
        high[z] = min(rows.hi[0, z] * scales[1], rows.hi[0, z] + move, parents.hi[0, z])
    tight = [max(low[z], 1 - sum(np.delete(high, z))) for z in range(3)]
    tally.close("least posteriors of a deviator", found.lo[0], tight, 1e-12)
    tight = [min(high[z], 1 - sum(np.delete(low, z))) for z in range(3)]
    tally.close("greatest posteriors of a deviator", found.hi[0], tight, 1e-12)
    tally.close("of a whole box", found.lo[1], [0.1, 0.1, 0.1], 1e-12)


def expectations(tally: Tally, economy: Economy, factor: Fraction) -> None:
    """Functions that dominate values on boxes, and their expectations for draws of two types."""
    active, mean = 41, economy.environment.signal[0]
    edges = np.linspace(0, 1, 13)
    frequencies = intervals([[(a, b), (1 - b, 1 - a)] for a, b in pairwise(edges)])
    means = Intervals.table(list(mean))
    values = np.array([abs(a - float(mean[0])) * 3 - 0.2 + (a > 0.9) for a in edges[:-1]])
    frame = expectation._frame(means, active)
    for d in (0, 1):
        m = float(mean[d])
        spread = sqrt(m * (1 - m) / (active - 1))
        tally.close(
            "distances", frame.distances[d], spread * np.array(expectation.DISTANCES), 1e-13
        )
        tally.close("variance", frame.variance[d], m * (1 - m) * float(factor), 1e-13)
        for side, row in ((1, d), (-1, d + 2)):
            for w, rate in zip(frame.distances[d], frame.exponents[row], strict=True):
                at = m + side * w
                if not 0 < at < 1:
                    tally.holds("out of reach", np.isposinf(rate) or rate == 0)
                    continue
                exact = at * log(at / m) + (1 - at) * log((1 - at) / (1 - m))
                tally.close("exponent", rate, exact, 1e-12)
    features = expectation._features(frequencies, means, frame.distances)
    _features(tally, frequencies, [float(v) for v in mean], frame.distances, features)
    for nonnegative in (False, True):
        made = expectation.dominating(values, frequencies, means, active, nonnegative=nonnegative)
        if made is None:
            tally.holds("a function is found", False)
            return
        _dominates(tally, made, values, frequencies, [float(v) for v in mean], active)
        again = expectation.with_coefficients(
            values, frequencies, means, active, made.nonzero(), nonnegative=nonnegative
        )
        tally.same("restored", again.expectation(active), made.expectation(active))
        tally.holds("sign of the constant", made.base >= 0 or not nonnegative)
    none = expectation.dominating(np.full(12, np.inf), frequencies, means, active)
    tally.same("no function above infinity", none, None)


def _features(tally: Tally, boxes: Intervals, mean: list[float], w: object, found: object) -> None:
    """Least values on boxes of what may be added."""
    rows, distances = np.asarray(found), np.asarray(w)
    for i in range(len(rows)):
        wanted, away = [], [(boxes.lo[i, d] - mean[d], boxes.hi[i, d] - mean[d]) for d in (0, 1)]
        wanted += [a for a, _ in away] + [-b for _, b in away]
        wanted += [0.0 if a <= 0 <= b else min(a * a, b * b) for a, b in away]
        wanted += [float(a >= v) for d, (a, _) in enumerate(away) for v in distances[d]]
        wanted += [float(-b >= v) for d, (_, b) in enumerate(away) for v in distances[d]]
        tally.close("features", rows[i], wanted, 1e-12)


def _dominates(
    tally: Tally, made: expectation.Dominating, values: object, boxes: Intervals,
    mean: list[float], active: int,
) -> None:  # fmt: skip
    """The function is above the values on each box, touches them, and has the expectation of its parts."""
    frame = expectation._frame(Intervals.points(mean), active)
    rows = expectation._features(boxes, Intervals.points(mean), frame.distances)
    chosen = np.concatenate([made.rising, made.falling, made.quadratic, made.steps.ravel()])
    least = made.base + rows @ chosen
    gaps = least - np.asarray(values)
    tally.holds("dominates", (gaps >= -1e-12).all() and (chosen >= 0).all())
    tally.close("touches", min(float(gaps.min()), made.base), min(0.0, made.base), 1e-9)
    for M in (active, 2 * active):
        spread = sum(a * m * (1 - m) / (M - 1) for a, m in zip(made.quadratic, mean, strict=True))
        beyond = float((made.steps * np.exp(-(M - 1) * made.exponents)).sum())
        tally.close("expectation", made.expectation(M), made.base + spread + beyond, 1e-11)
    draws, m = active - 1, mean[0]
    exact = 0.0
    for n in range(draws + 1):
        chance = comb(draws, n) * m**n * (1 - m) ** (draws - n)
        at = n / draws
        i = min(int(at * 12), 11)
        exact += chance * float(np.asarray(values)[i])
    tally.holds("bounds the expectation", exact <= made.expectation(active) <= exact + 0.25)


CHECKS: dict[str, Check] = {
    "thm-1.posteriors": on_probes(tallied(posteriors), (LOGARITHMS,)),
    "thm-1.expectations": on_probes(tallied(expectations), (TWO_TYPES,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "thm-1.posteriors",
        "boxes of posteriors for all larger populations are those of the printed bound",
        "sections 2.1 and 3.1",
        r"\forall M \ge M_0:\quad \frac{\phi_b}{\phi_a} \le "
        r"\max_y\frac{\tau_y(b)}{\tau_y(a)}e^{(M_0 - 1)\max_\nu\sum_y\nu_y\log(\mu_b(y)/\mu_a(y))}",
        "value",
    ),
    stated(
        "thm-1.expectations",
        "dominating functions and their expectations over multinomial frequencies",
        "Claim 2 of Theorem 1",
        r"D \ge v,\quad E[v] \le b + \sum_d a_d\frac{m_d(1 - m_d)}{M - 1} + \sum_h c_he^{-(M - 1)\mathrm{KL}_h}",
        "value",
    ),
)
