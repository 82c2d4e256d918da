"""Bulk runs for Theorem 1.

Margins against brute force at every size, their signs against a direct search, slopes, and rates of
convergence.

Run by ``make bulk``, which also shows what each run prints.
"""

from functools import cache
from itertools import product

import mpmath
import numpy as np
import pytest

from numeric import Economy, solve_competitive, solve_stage1, solve_stage2, threshold
from numeric.draws.generate import generate
from numeric.mechanism.beliefs import read_types
from numeric.oracles.data import Data
from numeric.oracles.margins import brute_value
from numeric.theorem_1.continuation import continuation
from numeric.theorem_1.slope import slope
from tests.numeric.economies import NAMES, data, example

pytestmark = pytest.mark.slow


def inactive_payoff(economy: Economy, typed: Data, x: int, consumption: mpmath.mpf) -> mpmath.mpf:
    """Expected utility on the budget line of stage 1, in 30 digits from the exact data."""
    own = [
        mpmath.mpf((p * s[x]).numerator) / (p * s[x]).denominator
        for p, s in zip(typed.prior, typed.signal, strict=True)
    ]
    q_bar, r_bar = (mpmath.mpf(e.numerator) / e.denominator for e in typed.endowment)
    r = r_bar / q_bar * (2 * q_bar - consumption)
    return sum(w * typed.u(consumption, r, x, z) for z, w in enumerate(own)) / sum(own)


def brute_continuation(economy: Economy, typed: Data, active: int) -> np.ndarray:
    @cache
    def offers(sigma: tuple[int, ...]) -> list[tuple[float, float]]:
        return [(b[0], b[1]) for b in solve_stage2(economy, [sigma]).offers[0].tolist()]

    types = range(len(economy.types))
    return np.array([[brute_value(typed, active, x, y, offers) for y in types] for x in types])


def brute_margin(economy: Economy, typed: Data, agents: int) -> float:
    M = economy.active(agents)
    F, solved = brute_continuation(economy, typed, M), solve_stage1(economy)
    types = range(len(economy.types))
    worst = np.inf
    for x, y in product(types, types):
        if x == y:
            continue
        low, high = solved.intervals[y]
        nearest = mpmath.mpf(float(np.clip(solved.consumption[x], low, high)))
        loss = inactive_payoff(
            economy, typed, x, mpmath.mpf(float(solved.consumption[x]))
        ) - inactive_payoff(economy, typed, x, nearest)
        worst = min(worst, float((agents - M) * loss / agents) - M / agents * (F[x, y] - F[x, x]))
    return worst


def four_types() -> tuple[Economy, Data]:
    (economy,) = generate(4, 1, families=("log",), types=(4, 4), states=(2, 2))
    return economy, data(economy, lambda q, r, p: p["theta"] * mpmath.log(q) + mpmath.log(r))


SIZES = [
    ("log", range(2, 61)),
    ("crra", range(2, 61, 9)),
    ("three_types", (2, 3, 5, 8, 11, 14, 17, 20)),
    ("four", range(2, 10)),
]


@pytest.mark.parametrize(("name", "sizes"), SIZES)
def test_margins_agree_with_brute_force(name: str, sizes: range) -> None:
    economy, typed = four_types() if name == "four" else example(name)
    found = threshold(economy, sizes, exact=True).margins
    gaps = [abs(m.margin - brute_margin(economy, typed, m.agents)) for m in found]
    print(
        f"{economy.name}: N = {min(sizes)} to {max(sizes)}, {len(found)} margins, largest "
        f"difference {max(gaps):.1e}"
    )
    assert max(gaps) < 1e-12


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("log", range(2, 31)),
        ("failing", range(2, 31)),
        ("ces", range(2, 21)),
        ("three_types", range(2, 9)),
    ],
)
def test_the_sign_of_each_margin_is_that_of_a_direct_search(name: str, sizes: range) -> None:
    economy, typed = example(name)
    solved, top = solve_stage1(economy), economy.floats.endowment
    amounts = np.linspace(0, 0.9995, 2000)
    grid = [(a * top[0], 0.0) for a in amounts] + [(0.0, a * top[1]) for a in amounts]
    ends = [
        q
        for end in solved.intervals.ravel()
        for q in (end - 1e-9, end + 1e-9)
        if 0 < q < 2 * top[0]
    ]
    grid += [
        (top[0] - q, 0.0) if q < top[0] else (0.0, (q - top[0]) * top[1] / top[0]) for q in ends
    ]
    read = read_types(economy, grid)
    types = range(len(economy.types))
    payoffs = np.array(
        [
            [
                float(inactive_payoff(economy, typed, x, top[0] - a + b * top[0] / top[1]))
                for a, b in grid
            ]
            for x in types
        ]
    )
    best = np.array(
        [float(inactive_payoff(economy, typed, x, q)) for x, q in enumerate(solved.consumption)]
    )
    signs = {True: 0, False: 0}
    for margin in threshold(economy, sizes).margins:
        F = brute_continuation(economy, typed, margin.active)
        share = margin.active / margin.agents
        searched = min(
            float(
                ((1 - share) * (best[x] - payoffs[x]) - share * (F[x][list(read)] - F[x, x]))[
                    [n for n, y in enumerate(read) if y != x]
                ].min()
            )
            for x in types
        )
        assert (margin.margin >= 0) == (searched >= 0), (
            f"N = {margin.agents}: {margin.margin} against {searched}"
        )
        assert margin.margin <= searched + 1e-12
        signs[searched >= 0] += 1
    print(
        f"{economy.name}: N = {min(sizes)} to {max(sizes)}, {signs[True]} margins at least zero "
        f"and {signs[False]} negative, all confirmed"
    )


def test_the_slope_agrees_with_extrapolation_on_a_hundred_economies() -> None:
    compared, worst, named = 0, 0.0, []
    for economy in generate(7, 400, types=(2, 3), states=(1, 3)):
        if compared == 100:
            break
        found = slope(economy)
        M = 1000 if len(economy.types) == 2 else 150
        scale = np.abs(found.values).max()
        if found.kink or M * found.chernoff < 40 or scale < 1e-9:
            reason = (
                "near a kink"
                if found.kink
                else "slope zero"
                if scale < 1e-9
                else f"M C = {M * found.chernoff:.1f}"
            )
            named.append(f"{economy.name.partition(':')[0].removeprefix('generated ')} ({reason})")
            continue
        one, two, four = (
            m * (F - np.diag(F)[:, None])
            for m in (M, 2 * M, 4 * M)
            for F in [continuation(economy, m).values]
        )
        limit = (4 * (2 * four - two) - (2 * two - one)) / 3  # the terms in 1/M and 1/M^2 removed
        gap = float(np.abs(found.values - limit).max() / scale)
        worst, compared = max(worst, gap), compared + 1
        assert gap < 0.005, (economy.name, gap)
    print(
        f"{compared} economies compared, largest relative difference {worst:.1e}; left out: {'; '.join(named)}"
    )
    assert compared == 100


@pytest.mark.parametrize("name", NAMES)
def test_stage_2_offers_converge_at_rate_one_over_m(name: str) -> None:
    economy, _ = example(name)
    competitive = solve_competitive(economy)
    information = slope(economy).chernoff
    gaps, sizes = [], [2**k * 4000 for k in range(0, 9, 2)]
    if sizes[0] * information < 30:
        sizes = [int(30 / information) * 2**k for k in range(0, 9, 2)]
    for M in sizes:
        rows = np.floor(economy.floats.signal * M).astype(int)
        rows[:, 0] += M - rows.sum(axis=1)
        gaps.append(float(np.abs(solve_stage2(economy, rows).offers - competitive.offers).max()))
    rates = -np.diff(np.log(gaps)) / np.log(4)
    print(
        f"{economy.name}: M = {sizes[0]} to {sizes[-1]}, distance {gaps[0]:.1e} to "
        f"{gaps[-1]:.1e}, rates {', '.join(f'{r:.3f}' for r in rates)}"
    )
    assert rates[-1] == pytest.approx(1, abs=0.2)
