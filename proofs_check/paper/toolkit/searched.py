r"""Searches on intervals, and the lengths of the steps of Newton's method, on cases that are known beforehand.

The functions that are searched have their greatest value where it is easily missed: next to an end,
on a plateau, at two points, at an end where there is no value.  Lengths of steps are found again one
number at a time.

Paper: equations (4), (16)-(19); how a maximum is searched and a step damped is not in the paper.
"""

from __future__ import annotations

from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from numeric.economy.economy import Economy
from numeric.formulas.direct import Best, best_on, polished
from numeric.probability.posterior import posterior
from numeric.stage2 import aggregative, signed_newton
from numeric.stage2.problem import Stage2Problem
from proofs_check.claims.checks import Check, Exact, Instance, Parameters, sampled
from proofs_check.claims.verdict import Outcome
from proofs_check.paper.computed.compared import gap
from proofs_check.paper.computed.stated import stated
from proofs_check.paper.shared.largest import largest
from proofs_check.paper.shared.probes import LOGARITHMS, on_probes

Array = NDArray[np.float64]
ENDS, WIDTH = (2000.0, 12000.0), 10000.0
TINY, THIN, THICK = 1e-9, 4e-4, 2e-3
"""Shares of an interval: of a peak from an end, and of plateaus below and above what counts as one point."""

PEAK, LESS = 0.5123, 3e-12
"""Where a parabola is greatest; by how much a second peak is lower that counts as high as the first."""


def _bump(share: Array, at: float, width: float = 0.5) -> Array:
    """Return a smooth peak of height one at a share of the interval, and zero away from it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        peak: Array = np.maximum(0.0, 1 - (np.log(share / at) / width) ** 2)
    return peak


def _plateau(share: Array, left: float, right: float) -> Array:
    """Return a peak that falls so slowly on either side, up to an edge, that it is none."""
    away = share - 0.61
    beyond: Array = np.maximum(0.0, np.maximum(away - right, -left - away))
    falls: Array = 1 - 1e-9 * np.abs(away) - 9 * beyond
    return falls


def _rows(points: Array) -> Array:
    """Return the values of thirteen functions, one for each row, at points of the interval."""
    t, rest = (points - ENDS[0]) / WIDTH, (ENDS[1] - points) / WIDTH
    return np.stack([
        _bump(t[0], TINY) + t[0] / 99,
        _bump(rest[1], TINY) + rest[1] / 99,
        _plateau(t[2], THIN, THIN),
        _plateau(t[3], THICK, THIN),
        _plateau(t[4], THIN, THICK),
        np.maximum(_bump(t[5], THIN / 2), _bump(t[5], 3 * THIN / 2) * (1 - LESS)),
        np.maximum(_bump(t[6], THIN / 2), _bump(t[6], 15 * THIN) * (1 - LESS)),
        t[7],
        rest[8],
        np.where(rest[9] > 0, t[9], nan),
        np.where(t[10] > 0, rest[10], nan),
        np.where(t[11] < 2, nan, 0.0),
        5 - (t[12] - PEAK) ** 2,
    ])  # fmt: skip


SINGLE = (True, True, True, False, False, True, False, True, True, False, False, False, True)
VALUES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -inf, 5)


def intervals(parameters: Parameters) -> Outcome:
    """Where, how large, within what, and whether at one point only."""
    low, high = (np.full(len(SINGLE), end) for end in ENDS)
    found = best_on(_rows, low, high)
    share, rest = (found.at - low) / WIDTH, (high - found.at) / WIDTH
    finite = np.isfinite(VALUES)
    worst = gap(found.value[finite], np.array(VALUES)[finite])
    right = found.single.tolist() == list(SINGLE) and found.value[11] == -inf
    places = (share[0] / TINY, rest[1] / TINY, share[12] / PEAK, share[7], rest[8])
    worst = largest(worst, 1e-2 * gap(places, np.ones(5)), gap(found.at[9:11], (12000, 2000)))
    # The grid is alike at both ends: its middle value is that of the middle of the interval.
    noise = np.full(4, 1e-13 + 1e-11 / 2) * float(parameters["noise"])
    worst = largest(worst, 1.25e-6 * gap(found.tolerance[7:11] / noise, np.ones(4)))
    worst = largest(worst, 1e3 * float(np.abs(found.tolerance[11])), _polished())
    none = best_on(lambda points: points, low[:0], high[:0])
    right = right and len(none.at) == len(none.single) == 0 and _level()
    return sampled(right and worst < 1e-8, f"largest gap {worst:.1e}, single points {right}")


def _level() -> bool:
    """Whether what is as high is told of functions that are zero in most places, to the last digit.

    They are zero everywhere; at an end and on a plateau elsewhere; and a narrow peak beside a plateau
    that is lower but higher than the peak's two points of the grid.
    """

    def rows(t: Array) -> Array:
        narrow = 2 - 1.01 * np.abs(t - 112.5 / 160) * 320
        return np.stack([
            0 * t[0],
            np.where((t[1] == 0) | (t[1] > 0.2), 0.0, -1.0),
            np.maximum(np.where((t[2] > 0.1) & (t[2] < 0.3), 1.0, 0.0), narrow[2]),
        ])  # fmt: skip

    found = best_on(rows, np.zeros(3), np.ones(3))
    alone = best_on(lambda t: rows(np.repeat(t, 3, axis=0))[2:], np.zeros(1), np.ones(1))
    return (
        found.single.tolist() == [False, False, True]
        and found.at[:2].tolist() == [0.0, 0.0]
        and found.value[:2].tolist() == [0.0, 0.0]
        and gap([found.value[2], alone.value[0]], (2, 2)) < 1e-9
        and gap([found.at[2], alone.at[0]], [112.5 / 160] * 2) < 1e-9
    )


def _polished() -> float:
    """Return how far roots of slopes near a given point, or ends, are missed."""
    reach = 1e-6 * WIDTH
    at = np.array([5000.0, 5000.0, 5000.0, 5000.0, *ENDS, *ENDS])
    at[[4, 6]] += reach / 2
    at[[5, 7]] -= reach / 2
    away = np.array([0.9, -0.9, 1.1, -1.1, -1.2, 1.2, 0.1, -0.1]) * reach
    root, width = at + away, np.full(8, WIDTH)
    found = polished(
        lambda points: root - points,
        Best(at, 0 * at, 0 * at, np.ones(8, dtype=bool)),
        np.full(8, ENDS[0]),
        ENDS[0] + width,
    )
    # A slope that is zero at the right end of where it is looked for, and one that is zero everywhere.
    center = np.full(2, 5000.0)
    still = polished(
        lambda points: np.array([1.0, 0.0]) * (center + reach - points),
        Best(center, 0 * center, 0 * center, np.ones(2, dtype=bool)),
        np.full(2, ENDS[0]),
        np.full(2, ENDS[1]),
    )
    apart = gap((still - center) / reach, [1, 0])
    return largest(gap(found, [*root[:2], *at[2:4], *ENDS, *root[6:]]), apart)


def _steps(problem: Stage2Problem, columns: int) -> Array:
    """Return steps of either sign for every configuration: short, and too long by a factor."""
    rng = np.random.default_rng(8)
    signs = np.where(rng.uniform(size=(len(problem.sigma), columns)) < 0.5, -1.0, 1.0)
    sizes = np.geomspace(0.01, 60, len(problem.sigma))[:, None]
    return signs * sizes * rng.uniform(0.2, 1, size=signs.shape)


def lengths(economy: Economy, parameters: Parameters) -> Instance:
    """How long a step of either method may be: all or nothing but a share of what is left."""
    kappa, (q_bar, r_bar) = economy.floats.kappa, economy.floats.endowment
    sigma = np.array([[a, b, 5 - a - b] for a in range(5) for b in range(5 - a)])
    X, stay = sigma.shape[1], 0.95 * float(parameters["left"])
    problem = Stage2Problem(economy, sigma.astype(float), posterior(economy, sigma))
    point, both, worst = aggregative.start(problem), _steps(problem, X + 2), 0.0
    step, step_b = both[:, :2] * sigma.sum(axis=1)[:, None], both[:, 2:].copy()
    step[3, 0] = step[4, 1] = step_b[5, 1] = 0.0
    point.amount[5, 1] = q_bar if point.sells[5, 1] else r_bar
    found = aggregative._stay_inside(problem, point, step, step_b)
    for i, counts in enumerate(sigma):
        wanted = 1.0
        for x in range(X):
            left = (q_bar if point.sells[i, x] else r_bar) - point.amount[i, x]
            if step_b[i, x] > 0:
                wanted = min(wanted, stay * left / step_b[i, x])
        for good in (0, 1):
            left = point.totals[i, good] - counts.sum() * kappa[good] / 2
            if step[i, good] < 0:
                wanted = min(wanted, stay * left / -step[i, good])
        worst = largest(worst, gap(found[i] / wanted if wanted else found[i] + 1, 1.0))
    sales, price = problem.price_taking
    bought = [
        sum(n * max(-p * t, 0.0) for n, t in zip(row, own, strict=True)) / sum(row)
        for row, own, p in zip(sigma.tolist(), sales.tolist(), price.tolist(), strict=True)
    ]
    taken = [
        [*(p * t for t in own), p, float(kappa[1]) + b]
        for own, p, b in zip(sales.tolist(), price.tolist(), bought, strict=True)
    ]
    try:
        state = signed_newton._price_taking(problem)
    except ValueError as error:
        return Instance(economy.name, False, f"no price-taking start: {error}")
    if state.shape != (len(sigma), X + 2) or gap(state, taken) > 1e-13:
        return Instance(economy.name, False, "the start is not what price-takers offer")
    halved = signed_newton._inside(problem, state, both)[:, 0]

    def positive(i: int, length: float) -> list[float]:
        *w, price, rho = (float(s + length * d) for s, d in zip(state[i], both[i], strict=True))
        own = [rho - abs(v) / sigma[i].sum() for v, n in zip(w, sigma[i], strict=True) if n]
        return [*(price * q_bar - v for v in w), *(r_bar + v for v in w), price, rho, *own]

    for i in range(len(sigma)):
        least, wanted = [stay / 0.95 * v / 10 for v in positive(i, 0.0)], 1.0
        while any(a < b for a, b in zip(positive(i, wanted), least, strict=True)):
            wanted /= 2
        worst = largest(worst, gap(halved[i] / wanted, 1.0))
    told = f"largest gap {worst:.1e}, {int((halved < 1).sum())} of {len(halved)} halved"
    return Instance(economy.name, worst < 1e-12, told, margin=1e-12 - worst)


CHECKS: dict[str, Check] = {
    "eq-16.intervals": Exact(
        intervals, corners=("a peak on a boundary", "a function without values", "an empty set")
    ),
    "prop-1.lengths": on_probes(lengths, (LOGARITHMS,)),
}
"""The checks of this module by the names under which statements assert them."""

CLAIMS = (
    stated(
        "eq-16.intervals",
        "a direct search finds the greatest value of thirteen functions, and says where it is not alone",
        "equation (16)",
        r"\max_{[a, b]} f = f(t^*),\quad \text{single} \Longleftrightarrow "
        r"\forall t:\ |t - t^*| \ge (b - a)/1000 \Longrightarrow f(t) < f(t^*)",
        "noise",
        depends_on=("eq-16.search",),
    ),
    stated(
        "prop-1.lengths",
        "how long a step of Newton's method for stage 2 may be",
        "equations (4), (16)-(19)",
        r"s = \min\Big(1,\ 0.95 \min_x \frac{\bar b_x - b_x}{(\delta b_x)^+},\ "
        r"0.95 \min \frac{Q - M\kappa_q/2}{(-\delta Q)^+}\Big),\quad "
        r"s = 2^{-k}:\ v(s) \ge v(0)/10",
        "left",
        depends_on=("prop-1.methods",),
    ),
)
